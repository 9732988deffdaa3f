"""Spans of days: cut by the calendar, clipped, left out, shared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ...dataset.series import period_of
from ...period import Period

Row = Mapping[str, Any]

ONE_DAY = timedelta(days=1)


def row_of(period: Period, **columns: Any) -> dict[str, Any]:
    """Make a row of a flow."""
    return {"period_start": period.start, "period_end": period.end, **columns}


def single(day: date) -> Period:
    """Return the period of one day."""
    return Period(day, day)


def days_of(period: Period) -> list[date]:
    """List the days of a period."""
    return [period.start + place * ONE_DAY for place in range(period.days)]


def calendar_part(day: date, months: int = 1) -> Period:
    """Return the month, the quarter (3 months) or the year (12) that a day lies in."""
    first = (day.month - 1) // months * months + 1
    return Period(date(day.year, first, 1), Period.of_month(day.year, first + months - 1).end)


def calendar_parts(period: Period, months: int = 1) -> list[Period]:
    """List the months, quarters or years that share days with a period."""
    parts = [calendar_part(period.start, months)]
    while parts[-1].end < period.end:
        parts.append(calendar_part(parts[-1].end + ONE_DAY, months))
    return parts


def reach(days: Collection[date]) -> Period:
    """Return the period from the first of some days to the last."""
    return Period(min(days), max(days))


def reach_of(periods: Collection[Period]) -> Period:
    """Return the period from the beginning of the first of some to the end of the last."""
    return Period(min(each.start for each in periods), max(each.end for each in periods))


def added_by_day(rows: Sequence[Row], measures: Sequence[str]) -> list[dict[str, Any]]:
    """Add up what is told of the hours of a day; of what cannot be added, nothing is known.

    Parameters
    ----------
    rows
        Rows that are each of a day or of a part of one.
    measures
        The columns that add up.
    """
    by_day: dict[Period, list[Row]] = {}
    for row in rows:
        by_day.setdefault(period_of(row), []).append(row)
    return [
        {**dict.fromkeys(same[0]), **row_of(day), **{name: _added(same, name) for name in measures}}
        for day, same in by_day.items()
    ]


def _added(rows: Sequence[Row], name: str) -> int | None:
    known = [row[name] for row in rows if row[name] is not None]
    return sum(known) if len(known) == len(rows) else None


def inside(period: Period) -> Period | None:
    """Leave out the first day and the last, which an export may hold in part."""
    start, end = period.start + ONE_DAY, period.end - ONE_DAY
    return Period(start, end) if start <= end else None


def between_others(days: Collection[date]) -> set[date]:
    """Return those of some days whose neighbours are among them, too."""
    return {day for day in days if day - ONE_DAY in days and day + ONE_DAY in days}


def left_out(days: Collection[date], period: Period | None = None) -> list[date]:
    """List the days of a period that are not among some days; as a rule, of their reach."""
    return [day for day in days_of(period or reach(days)) if day not in days]


def clipped(period: Period, by: Period) -> Period | None:
    """Return the days that two periods share; ``None`` if there are none."""
    start, end = max(period.start, by.start), min(period.end, by.end)
    return Period(start, end) if start <= end else None


def overlapping(periods: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """Yield the place of each period that shares days with an earlier one, after that one's."""
    ordered = sorted(range(len(periods)), key=lambda place: periods[place])
    for earlier, later in pairwise(ordered):
        if periods[earlier].overlaps(periods[later]):
            yield earlier, later


def ended(rows: Sequence[Row], day: date) -> tuple[list[Row], list[str]]:
    """Leave out rows of periods that were not over on the day when they were counted.

    Returns
    -------
    list of rows, list of str
        The other rows, and a sentence on those left out.
    """
    over = [row for row in rows if period_of(row).end < day]
    lost = len(rows) - len(over)
    told = f"Периодов, не кончившихся к {day:%d.%m.%Y}, — {lost}: не взяты."
    return over, [told] if lost else []
