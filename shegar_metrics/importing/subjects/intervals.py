"""Tables whose rows are of intervals of time: what their titles and the text above them say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from ...dataset.series import period_of
from ...period import DAYS_IN_WEEK, Period
from ..files.headings import same_title
from ..files.table import Table
from .parts import cells_above
from .periods import clipped, overlapping, row_of
from .spelling import spelled

DATE = r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4})\b"
BETWEEN_DATES = re.compile(rf"{DATE}\s*(?:[-–—]|по|to)\s*{DATE}")


def is_titled(title: str, *words: str) -> bool:
    """Tell whether a title bears one of some words."""
    return any(word in same_title(title) for word in words)


def beginnings(days: Sequence[date]) -> str | None:
    """Say what each of some single days may begin: they lie weeks or months apart."""
    ordered = sorted(days)
    if len(ordered) < len(("one", "other")):
        return None
    # The first week or month may be cut by the beginning of the report.
    whole = ordered[1:] if len(ordered) > len(("one", "other")) else ordered
    if all(day.day == 1 for day in whole):
        return "месяца"
    weekly = all((b - a).days % DAYS_IN_WEEK == 0 for a, b in pairwise(whole))
    return "недели" if weekly else None


def stated_period(table: Table) -> Period | None:
    """Find the period that is written above a table; ``None`` if none is, or several are."""
    written = (BETWEEN_DATES.search(cell) for _, cell in cells_above(table))
    found = [period for period in (spelled(each[0]) for each in written if each) if period]
    return found[0].period if len(found) == 1 else None


def clip(
    table: Table, name: str, rows: Sequence[Mapping[str, Any]], stated: Period
) -> list[dict[str, Any]]:
    """Cut the weeks and months at the edges of a period by it; refuse what lies outside."""
    inside = [(row, clipped(period_of(row), stated)) for row in rows]
    for record, (_, part) in zip(table, inside, strict=True):
        if part is None:
            table.problem(record, name, "вне периода, который написан над таблицей")
    table.finish()
    return [{**row, **row_of(part)} for row, part in inside if part]


def refuse_overlapping(table: Table, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse rows of which one covers days of another; rows of the very same days may be parts."""
    first = {period_of(row): record for record, row in reversed([*zip(table, rows, strict=True)])}
    records = list(first.values())
    for earlier, later in overlapping(list(first)):
        wrong = f"пересекается с интервалом строки {records[earlier].line}"
        table.problem(records[later], name, wrong, mend="Оставьте одну детализацию")
    table.finish()
