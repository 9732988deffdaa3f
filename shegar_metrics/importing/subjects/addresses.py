"""Which addresses of a site are publications of which section and day: by patterns of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from ...dataset.reference import Row
from ..files.days import as_day
from ..files.export import Export
from ..files.words import configured, refusal

RULES = "sitemap.toml"
LEFT_OUT, DATES = "left_out", "dates"
EXPECTED = "раздел [news] с addresses = ['…'] и, если нужно, lastmod = true"


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and the days that are told of it: of its publication, of its last change."""

    address: str
    published: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the addresses of a section look, and whether the day of change may date them."""

    section: str
    addresses: Sequence[re.Pattern[str]]
    lastmod: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The date of a page of a section: its month, or only its year; ``None`` if untold."""

    section: str
    day: date | None
    has_month: bool = True
    by_lastmod: bool = False


def left_out(rules: Mapping[str, Rule], page: Page) -> bool:
    """Tell whether an address is of a list, a feed, a picture."""
    rule = rules.get(LEFT_OUT)
    return rule is not None and any(form.search(unquote(page.address)) for form in rule.addresses)


def found_in(rules: Mapping[str, Rule], page: Page, export: Export, written: date) -> Found | None:
    """Find the section of an address and its date: the one that is told of it is preferred."""
    text = unquote(page.address)
    for rule in rules.values():
        fitting = next((fit for form in rule.addresses if (fit := form.search(text))), None)
        if not fitting or rule.section in (LEFT_OUT, DATES):
            continue
        if page.published:
            return Found(rule.section, as_day(page.published, export.zone))
        dates = rules[DATES].addresses if DATES in rules else ()
        later = (form.search(text, fitting.start() + 1) for form in dates)
        for fit in filter(None, (fitting, *later)):
            groups = {"month": None, "day": None} | fit.groupdict()
            if not groups.get("year"):
                continue
            month = groups["month"]
            day = as_day(f"{groups['year']}-{month or 1:0>2}-{groups['day'] or 1:0>2}", export.zone)
            if day and day <= written:
                return Found(rule.section, day, has_month=bool(month))
        day = as_day(page.changed, export.zone) if rule.lastmod else None
        return Found(rule.section, day, by_lastmod=True)
    return None


def rules_of(export: Export, sections: Sequence[Row]) -> tuple[dict[str, Rule], bool]:
    """Read the expressions of each section by its code; those shipped name it by its noun."""
    config, is_own = configured(export, RULES)
    codes = {row["code"]: row["code"] for row in sections}
    if not is_own:
        codes = {row["one"].split()[0].casefold(): row["code"] for row in sections}
    rules = {}
    for name, rule in config.items():
        code = name if name in (LEFT_OUT, DATES) else codes.get(name)
        if code is None and is_own:
            raise refusal(RULES, f"раздела {name[:40]} нет: есть {', '.join(codes)}", EXPECTED)
        if code is not None:
            rules[code] = _rule(code, rule)
    if not rules.keys() - {LEFT_OUT, DATES}:
        raise refusal(RULES, "в файле нет ни одного раздела", EXPECTED)
    return rules, is_own


def _rule(name: str, rule: Any) -> Rule:
    wrong = f"раздел {name} записан не так"
    if not isinstance(rule, dict) or rule.keys() - {"addresses", "lastmod"}:
        raise refusal(RULES, wrong, EXPECTED)
    forms, lastmod = rule.get("addresses"), rule.get("lastmod", False)
    if not forms or not isinstance(forms, list) or not isinstance(lastmod, bool):
        raise refusal(RULES, wrong, EXPECTED)
    try:
        return Rule(name, [re.compile(form, re.I) for form in forms], lastmod)
    except (re.error, TypeError) as error:
        raise refusal(RULES, f"шаблон раздела {name} неверен ({error})", EXPECTED) from error
