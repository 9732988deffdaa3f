"""The official site's map, or a plain list of its addresses: counted by section and date.

What is counted are the pages that stand on the site when the map is made, so a page that has
been taken down since is not among them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from ...period import MONTHS_IN_YEAR
from ...problems import DataRefusal, Problem, listed, shortened
from ..files.columns import found_places
from ..files.days import as_day
from ..files.export import MOST_ROWS, Export
from ..files.table import Column, Table, headed
from ..files.words import origin
from ..importer import Extract, Importer, Options
from ..subjects.addresses import RULES, Found, Page, found_in, left_out, rules_of
from ..subjects.months import counted
from .publications import same_address

ROOT = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)\b")
ADDRESS = re.compile(r"https?://\S+", re.I)
DATED = re.compile(
    r'"?(?P<address>https?://\S+?)"?\s*[;,\t|]\s*"?(?P<day>[^;,\t|"]*\d[^;,\t|"]*)"?', re.I
)
MOST_ADDRESSES = 50
MOST_OF_DAY = 5
"""So many pages of one day, if they are most of a section, were not published on it."""
COLUMNS = {
    "url": Column(("url", "loc", "Адрес", "Ссылка", "Адрес страницы", "link"), required=True),
    "date": Column(
        ("date", "Дата", "Дата публикации", "Опубликовано", "published_at", "publication_date")
    ),
    "changed": Column(("lastmod", "Дата изменения", "modified")),
    "title": Column(("Заголовок", "title", "Название")),
    "place": Column(("№", "№ п/п")),
}
LISTING = headed(COLUMNS, "url", ("date", "changed"))


def _looks_so(export: Export) -> bool:
    if export.is_xml:
        return bool(ROOT.search(export.beginning))
    if ADDRESS.match(export.beginning.lstrip('"')):
        return True
    # A table of posts has addresses and days, too: no other column may stand beside them.
    return any(
        not LISTING.lacking(row)
        and len(list(filter(None, row.titles))) == len(found_places(row, COLUMNS))
        for row in export.headings
    )


@Importer(
    kind="sitemap",
    title="Официальный сайт: карта сайта sitemap.xml или список адресов",
    cited="Карта официального сайта",
    how="Откройте в браузере адрес сайта с /sitemap.xml и сохраните файл (если в нём перечислены "
    "другие карты, в том числе .gz, — сохраните каждую и передайте все сразу) либо составьте "
    "список адресов, по одному в строке, можно с датой во втором столбце. Какие адреса к какому "
    "разделу относятся, задаёт файл sitemap.toml; свой положите рядом с выгрузкой. Реестр "
    "публикаций (вид publications) точнее.",
    recognise=_looks_so,
    personal=False,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count the addresses of each section by the month, or else the year, that dates them."""
    sections = options.reference.sections()
    rules, is_own = rules_of(files[0], sections)
    every = [page for export in files for page in _pages(export)]
    pages = {same_address(page.address): page for page in reversed(every)}
    _refuse_several_sites(files[0], pages)
    written = min(export.modified for export in files)
    by_section = defaultdict(list)
    lists: list[str] = []
    others: list[str] = []
    single = {key: page for key, page in pages.items() if not left_out(rules, page)}
    folders = {key[: part.start()] for key in single for part in re.finditer("/", key)}
    for key, page in pages.items():
        found = found_in(rules, page, files[0], written) if key in single else None
        if found and key not in folders:
            by_section[found.section].append(found)
        else:
            (others if key in single and not found else lists).append(page.address)
    noticed = [f"Шаблоны адресов взяты из {origin(RULES, is_own=is_own)}."]
    if len(every) > len(pages):
        noticed.append(f"Адресов — {len(every)}, без повторов — {len(pages)}.")
    if lists:
        noticed.append(
            f"Не посчитано списков, меток, лент и картинок — {len(lists)}: {listed(lists)}."
        )
    if others:
        noticed.append(
            f"Адресов, не подошедших ни под один шаблон, — {len(others)}: {listed(others)}."
        )
    rows: list[Mapping[str, Any]] = []
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


def _refuse_several_sites(export: Export, addresses: Iterable[str]) -> None:
    sites = Counter(address.partition("/")[0] for address in addresses)
    if len(sites) > 1:
        told = listed([f"{shortened(site)} — {times}" for site, times in sites.most_common()])
        raise export.refusal(
            f"здесь адреса нескольких сайтов: {told}", mend="Оставьте адреса официального сайта"
        )


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
        of_day = Counter(page.day for page in found if page.by_lastmod)
        changed = of_day.total()
        day, times = next(iter(of_day.most_common(1)), (None, 0))
        if day and times >= MOST_OF_DAY and 2 * times > len(found):
            noticed.append(
                f"{title}: у {times} адресов из {len(found)} один день изменения, {day:%d.%m.%Y}: "
                "его поставила система, когда обновила сайт, поэтому раздел не посчитан."
            )
            continue
        if changed:
            noticed.append(
                f"{title}: адресов без даты публикации — {changed} из {len(found)}; взят день "
                "последнего изменения (lastmod), и правка переносит страницу в другой месяц."
            )
        months = 1 if all(page.has_month for page in found) else MONTHS_IN_YEAR
        items[months] += [(section, day) for day in days]
    return [(dated, months) for months, dated in items.items() if dated]


def _pages(export: Export) -> list[Page]:
    if export.is_xml:
        return _map(export)
    return _listing(export) if LISTING(export) else _list(export)


def _map(export: Export) -> list[Page]:
    root = export.xml()
    name = _name(root)
    if name == "sitemapindex":
        maps = [place.text or "" for place in root.iterfind("{*}sitemap/{*}loc")]
        shown = listed([place.strip() for place in maps], ", ")
        raise export.refusal(
            f"это не карта, а перечень карт: {shown or 'пустой'}",
            mend="Сохраните каждую из этих карт (распаковывать .gz не нужно) и передайте все сразу",
        )
    if name != "urlset":
        raise export.refusal(f"корень XML — {name[:40]}", "urlset")
    if len(root) > MOST_ROWS:
        raise export.refusal(
            f"адресов — {len(root)}, а в карте сайта их не больше 50 000",
            mend="Проверьте, тот ли это файл",
        )
    pages = []
    for place, page in enumerate(root, start=1):
        # Pictures and videos of a page have addresses and days of their own, further down.
        told = {_name(element): (element.text or "").strip() for element in page}
        if not told.get("loc"):
            raise export.refusal(f"у записи url № {place} нет адреса loc")
        published = page.findtext("{*}news/{*}publication_date", "").strip()
        pages.append(Page(told["loc"], published, told.get("lastmod", "")))
    if not pages:
        raise export.refusal("в карте нет ни одного адреса", mend="Выгрузите её снова")
    return pages


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _listing(export: Export) -> list[Page]:
    """Read a table of addresses and their days."""
    table = Table(export, COLUMNS, key=())  # pages are told apart by their addresses
    for record in table:
        if not ADDRESS.fullmatch(record.cells["url"]):
            table.problem(record, "url", "не адрес", "адрес вида https://…")
    table.finish()
    return [
        Page(*(record.cells.get(name, "") for name in ("url", "date", "changed")))
        for record in table
    ]


def _list(export: Export) -> list[Page]:
    """Read lines of an address each, and of its day after a delimiter, if it is told."""
    lines = [(row, line.strip()) for row, line in enumerate(export.text().splitlines(), start=1)]
    if len(lines) > MOST_ROWS:
        raise export.refusal(f"строк больше {MOST_ROWS}", mend="Проверьте, тот ли это файл")
    pages, problems = [], []
    for row, line in lines:
        dated = DATED.fullmatch(line)
        if dated and as_day(dated["day"], export.zone):
            pages.append(Page(dated["address"], dated["day"]))
        elif ADDRESS.fullmatch(line.strip('"')):
            pages.append(Page(line.strip('"')))
        elif line:
            expected = "адрес вида https://… или адрес и дата через «;»"
            problems.append(Problem(export.name, "не адрес", expected, "", row, None, line))
    if problems:
        raise DataRefusal(problems[:MOST_ADDRESSES])
    return pages
