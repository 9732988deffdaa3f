"""The official site's map, or a plain list of its addresses: counted by section and date.

What is told are the pages that stand on the site when the map is made, so a page that has been
taken down since is not among them.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ...dataset.reference import Row
from ...period import MONTHS_IN_YEAR
from ...problems import DataRefusal, Problem
from .. import Export, Extract, Importer, Options
from ..days import as_day
from ..months import counted
from .publications import same_address

RULES = "sitemap.toml"
SHIPPED = Path(__file__).with_name(RULES)
ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)\b")
ADDRESS = re.compile(r"https?://\S+", re.I)
MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class Rule:
    """How the addresses of a section look, and whether the day of change may date them."""

    section: str
    addresses: Sequence[re.Pattern[str]]
    lastmod: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The date of a page of a section: its month, or only its year; ``None`` if untold."""

    section: str
    day: date | None
    has_month: bool = False
    by_lastmod: bool = False


def _looks_so(export: Export) -> bool:
    if export.is_xml:
        return bool(ROOT.search(export.beginning))
    lines = export.beginning.split("\n", 2)[:2]
    return all(ADDRESS.fullmatch(line.strip()) for line in lines if line.strip()) and bool(lines[0])


@Importer(
    kind="sitemap",
    title="Официальный сайт: карта сайта sitemap.xml или список адресов",
    how="Откройте в браузере адрес сайта с /sitemap.xml и сохраните файл (если в нём перечислены "
    "другие карты — сохраните каждую и передайте все сразу) либо составьте список адресов, по "
    "одному в строке. Какие адреса к какому разделу относятся, задаёт файл sitemap.toml; свой "
    "положите рядом с выгрузкой. Реестр публикаций (вид publications) точнее.",
    recognise=_looks_so,
    personal=False,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count the addresses of each section by the month, or else the year, that dates them."""
    own = files[0].path.parent / RULES
    sections = options.reference.sections()
    rules = _rules(own, sections) if own.is_file() else _shipped(sections)
    listed = [page for export in files for page in _pages(export)]
    pages = {same_address(address): (address, lastmod) for address, lastmod in reversed(listed)}
    by_section = defaultdict(list)
    for page in pages.values():
        if found := _found(rules, *page, files[0].zone):
            by_section[found.section].append(found)
    noticed = [f"Шаблоны адресов взяты из {'вашего ' if own.is_file() else 'поставки, '}{RULES}."]
    if len(listed) > len(pages):
        noticed.append(f"Адресов — {len(listed)}, без повторов — {len(pages)}.")
    others = len(pages) - sum(map(len, by_section.values()))
    if others:
        noticed.append(f"Адресов, не подошедших ни под один шаблон, — {others}.")
    rows: list[Mapping[str, Any]] = []
    written = min(export.modified for export in files)
    titles = {row["code"]: row["title"] for row in sections}
    for items, months in _dated(by_section, titles, noticed):
        new, told = counted(items, sections, written, months)
        rows += new
        noticed += told
    if not rows:
        raise files[0].refusal(
            f"ни один раздел не посчитан. {' '.join(noticed).rstrip('.')}",
            mend=f"Положите рядом с выгрузкой свой {RULES} с шаблонами адресов сайта",
        )
    absent = [title for section, title in titles.items() if section not in by_section]
    if absent:
        noticed.append(f"Среди адресов нет разделов: {', '.join(absent)}; это не ноль.")
    noticed.append("Посчитаны страницы, которые есть на сайте сейчас: удалённых среди них нет.")
    return Extract({"publications": rows}, noticed)


def _dated(
    by_section: Mapping[str, Sequence[Found]], titles: Mapping[str, str], noticed: list[str]
) -> list[tuple[list[tuple[str, date]], int]]:
    """Return the items to count by month, and those known by their year only."""
    items: dict[int, list[tuple[str, date]]] = {1: [], MONTHS_IN_YEAR: []}
    for section, found in by_section.items():
        title = titles[section]
        days = [page.day for page in found if page.day]
        if len(days) < len(found):
            # Any month might be the one of a page without a date.
            noticed.append(
                f"{title}: адресов без даты — {len(found) - len(days)} из {len(found)}, поэтому "
                f"раздел не посчитан. Уточните его шаблоны в {RULES}."
            )
            continue
        changed = sum(page.by_lastmod for page in found)
        if changed:
            noticed.append(
                f"{title}: адресов без даты публикации — {changed} из {len(found)}; взят день "
                "последнего изменения (lastmod), и правка переносит страницу в другой месяц."
            )
        months = 1 if all(page.has_month for page in found) else MONTHS_IN_YEAR
        items[months] += [(section, day) for day in days]
    return [(dated, months) for months, dated in items.items() if dated]


def _pages(export: Export) -> list[tuple[str, str]]:
    return _map(export) if export.is_xml else _list(export)


def _map(export: Export) -> list[tuple[str, str]]:
    root = export.xml()
    name = root.tag.rpartition("}")[2]
    if name == "sitemapindex":
        maps = [place.text or "" for place in root.iterfind("{*}sitemap/{*}loc")]
        shown = ", ".join(place.strip() for place in maps[:MOST_ADDRESSES])
        raise export.refusal(
            f"это не карта, а перечень карт: {shown or 'пустой'}",
            mend="Сохраните каждую из этих карт и передайте все сразу",
        )
    if name != "urlset":
        raise export.refusal(f"корень XML — {name[:40]}", "urlset")
    pages = []
    for place, page in enumerate(root.iterfind("{*}url"), start=1):
        address = (page.findtext("{*}loc") or "").strip()
        if not address:
            raise export.refusal(f"у записи url № {place} нет адреса loc")
        pages.append((address, (page.findtext("{*}lastmod") or "").strip()))
    if not pages:
        raise export.refusal("в карте нет ни одного адреса", mend="Выгрузите её снова")
    return pages


def _list(export: Export) -> list[tuple[str, str]]:
    lines = [(row, line.strip()) for row, line in enumerate(export.text().splitlines(), start=1)]
    wrong = [
        Problem(export.name, "не адрес", "адрес вида https://…", "", row, None, line[:60])
        for row, line in lines
        if line and not ADDRESS.fullmatch(line)
    ]
    if wrong:
        raise DataRefusal(wrong[:MOST_ADDRESSES])
    return [(line, "") for _, line in lines if line]


def _found(rules: Sequence[Rule], address: str, lastmod: str, zone: tzinfo) -> Found | None:
    """Find the section of an address and its date: the one in the address is preferred."""
    text = unquote(address)
    for rule in rules:
        fitting = next((fit for form in rule.addresses if (fit := form.search(text))), None)
        if not fitting:
            continue
        groups = {"year": None, "month": None} | fitting.groupdict()
        if groups["year"]:
            day = as_day(f"{groups['year']}-{groups['month'] or 1:0>2}-01", zone)
            return Found(rule.section, day, has_month=bool(groups["month"]))
        day = as_day(lastmod, zone) if rule.lastmod else None
        return Found(rule.section, day, has_month=True, by_lastmod=True)
    return None


def _shipped(sections: Sequence[Row]) -> list[Rule]:
    """Take the expressions that are shipped for the sections there are, by their nouns."""
    shipped = {rule.section: rule for rule in _rules(SHIPPED, None)}
    nouns = ((row["code"], row["one"].split()[0].casefold()) for row in sections)
    return [replace(shipped[noun], section=code) for code, noun in nouns if noun in shipped]


def _rules(path: Path, sections: Sequence[Row] | None) -> list[Rule]:
    """Read the expressions of each section; without *sections*, of any."""
    codes = None if sections is None else [row["code"] for row in sections]

    def refusal(wrong: str) -> DataRefusal:
        expected = "раздел [news] с addresses = ['…'] и, если нужно, lastmod = true"
        return DataRefusal([Problem(RULES, wrong, expected)])

    try:
        config = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise refusal(f"файл не читается как TOML ({error})") from error
    rules = []
    for section, rule in config.items():
        if codes is not None and section not in codes:
            raise refusal(f"раздела {section[:40]} нет: есть {', '.join(codes)}")
        if not isinstance(rule, dict) or rule.keys() - {"addresses", "lastmod"}:
            raise refusal(f"раздел {section} записан не так")
        forms, lastmod = rule.get("addresses"), rule.get("lastmod", False)
        if not forms or not isinstance(forms, list) or not isinstance(lastmod, bool):
            raise refusal(f"раздел {section} записан не так")
        try:
            patterns = [re.compile(form, re.I) for form in forms]
        except (re.error, TypeError) as error:
            raise refusal(f"шаблон раздела {section} неверен ({error})") from error
        rules.append(Rule(section, patterns, lastmod))
    if not rules:
        raise refusal("в файле нет ни одного раздела")
    return rules
