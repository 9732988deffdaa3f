"""Which rows the sheets of the workbook of a year have, and what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...dataset.reference import exists
from ...dataset.schema import fields
from ...period import Period
from .known import Codes, Filled, Known


def living(
    pages: Sequence[Mapping[str, Any]], year: Period, *, by_month: bool
) -> Iterator[tuple[Codes, bool]]:
    """Yield the pages that exist in the year; of each the months are asked, or the year alone."""
    for page in pages:
        if exists(page, year.start, year.end):
            yield {"page": page["id"]}, by_month


def official(known: Known) -> Iterator[tuple[Codes, bool]]:
    """Yield the official pages of the year; of each a row of the year is asked."""
    pages = [page for page in known.reference.pages if page["platform"]]
    return living(pages, known.year, by_month=False)


def published(known: Known) -> Iterator[tuple[Codes, bool]]:
    """Yield the sections of the site with their months, and the posts of each official page."""
    reference, year = known.reference, known.year
    if reference.site is not None:
        for section in reference.sections((year.start, year.end)):
            yield {"page": reference.site["id"], "section": section["code"]}, True
    if reference.posts is not None:
        for codes, by_month in official(known):
            yield {**codes, "section": reference.posts}, by_month


def subscriptions(known: Known) -> Iterator[Filled]:
    """Yield the count of each official page that stands for the year, or a gap.

    Of a page that was closed by the day of the count nothing is missing.
    """
    for page in known.reference.pages:
        if page["platform"] and exists(page, known.report.start, known.report.end):
            is_missed = exists(page, *known.days_of_count)
            for row in known.stocks("subscribers", "subscribers", page=page["id"]):
                yield row if is_missed else replace(row, missing=frozenset())


def contracts(known: Known) -> Iterator[Filled]:
    """Yield the contracts with days in the year, and a row for one more of each item."""
    of_year = [
        row
        for row in known.rows["costs"]
        if Period(row["period_start"], row["period_end"]).overlaps(known.year)
    ]
    yield from map(known.whole, of_year)
    for category in fields("costs")["item"]["categories"]:
        of_item = any(row["item"] == category["value"] for row in of_year)
        empty = {"item": category["value"]}
        yield Filled(empty, missing=frozenset() if of_item else frozenset({"amount_rub"}))


def checked(known: Known) -> Iterator[Filled]:
    """Yield each requirement for the pages that it was ever looked at for; a new one for none.

    One that was looked at on several platforms is of each official page, a new one too.
    """
    official_pages = {page["id"]: page["platform"] for page in known.reference.pages}
    for requirement in known.rows["requirements"]:
        code = requirement["code"]
        every = [row for row in known.rows["measures"] if row["requirement"] == code]
        pages = dict.fromkeys(row["page"] for row in every) or {None: None}
        if len({official_pages.get(page) for page in pages} - {None}) > 1:
            pages |= dict.fromkeys(name for name, on in official_pages.items() if on)
        for page in pages:
            codes = {"requirement": code, "page": page}
            last = known.last_of("measures", **codes)
            basis = {"legal_basis": last["legal_basis"]} if last else {}
            if page and not exists(known.reference.page(page), known.year.start, known.report.end):
                continue
            for row in known.stocks("measures", "met", **codes):
                of_none = frozenset({"page"} if every and page is None else ())
                yield Filled({**basis, **row.cells}, row.missing, of_none, row.own)


def decided(known: Known, columns: Sequence[str]) -> Iterator[Filled]:
    """Yield the details of the decision on the year, or a gap."""
    found = [row for row in known.rows["decisions"] if row["year"] == known.year.start.year]
    if not found:
        yield Filled({}, missing=frozenset(columns))
    for row in found:
        filled = Filled(row) if row["source"] is None else known.whole(row)
        yield Filled(filled.cells, frozenset(c for c in columns if row[c] is None), own=filled.own)


def sentences(known: Known) -> Iterator[Filled]:
    """Yield what is said of the year in words, and an empty row for each section without."""
    of_year = [row for row in known.rows["remarks"] if row["year"] == known.year.start.year]
    for category in fields("remarks")["section"]["categories"]:
        section = category["value"]
        found = [known.whole(row) for row in of_year if row["section"] == section]
        gap = frozenset({"text"}) if section == "conclusion" else frozenset()
        yield from found or [Filled({"section": section}, missing=gap)]
