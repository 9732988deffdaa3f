"""Where a series was broken: what lies before, and between which values no line goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matplotlib.dates import date2num

from ..rows import Row


def is_before(row: Row, breaks: Sequence[date]) -> bool:
    """Return whether a value is, in part at least, of the time before the last break."""
    day = row.as_of if row.is_stock and row.as_of else row.period.start
    return bool(breaks) and day < max(breaks)


def unbroken(rows: Sequence[Row], breaks: Sequence[date]) -> list[list[Row]]:
    """Part rows in the order of time into runs that no break lies in."""
    runs: list[list[Row]] = [[]]
    for row in rows:
        if runs[-1] and any(_lies_between(day, runs[-1][-1], row) for day in breaks):
            runs.append([])
        runs[-1].append(row)
    return runs


def _lies_between(day: date, then: Row, now: Row) -> bool:
    if now.is_stock:
        return (then.as_of or then.period.end) < day <= (now.as_of or now.period.end)
    return then.period.start < day <= now.period.end


def place_of(day: date, on_days: bool, last: int | None = None) -> float:
    """Return where a day stands: on the scale of days, or of years, between which a year begins.

    A break within a year stands after it, as that year is in part of what was before; one within
    the *last* year before it.
    """
    if on_days:
        return float(date2num(day))
    if (day.month, day.day) == (1, 1):
        return day.year - 0.5
    if last is not None:
        return min(day.year, last - 1) + 0.5
    return day.year + 0.5 if (day.month, day.day) == (12, 31) else float(day.year)
