"""The facts of a package by series, indexed once: the rows and the totals of periods.

A series is the rows of a table about one page, section, channel …; within it they are
disjoint in time, so that a plain sum of a series is right. What a source states for a period
beside the rows, or instead of them, stands in ``totals``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from ..period import Period
from .schema import fields, resources

Row = Mapping[str, Any]
Key = tuple[Any, ...]

TOTALS = "totals"
ADDITIVE = "costs"
"""Contracts may run side by side: their rows are not disjoint, and are no series."""
WORDS = ("decisions", "remarks")
"""Tables of what is said of a year; the order of their rows is that of people."""


def is_flow(table: str) -> bool:
    """Return whether the rows of a table are counts of a period."""
    return "period_start" in fields(table) and table != TOTALS


@cache
def series_tables() -> tuple[str, ...]:
    """Name the tables of counts of a period whose rows are series."""
    return tuple(table for table in resources() if is_flow(table) and table != ADDITIVE)


@cache
def series_columns(table: str) -> tuple[str, ...]:
    """Name the columns whose codes make a series of a table: ``("page", "section")``."""
    key = resources()[table]["schema"]["primaryKey"]
    return tuple(name for name in key if name not in ("period_start", "period_end", "source"))


def measure_columns(table: str) -> list[str]:
    """Name the columns of a flow that hold numbers."""
    return [name for name, f in fields(table).items() if f["type"] in ("integer", "number")]


def summed_columns(table: str) -> list[str]:
    """Name the columns of a flow that add up over periods."""
    return [name for name in measure_columns(table) if "mean_of" not in fields(table)[name]]


def stated_columns(table: str) -> dict[str, Mapping[str, Any]]:
    """Describe what can only be stated for a period, and never be summed: visitors, reach."""
    return {each["name"]: each for each in resources()[table].get("stated", ())}


@cache
def parts_of(table: str) -> tuple[tuple[str, str], ...]:
    """List the columns of a flow that are part of another, each with that other."""
    described = {**fields(table), **stated_columns(table)}
    return tuple(
        (part, whole) for part, column in described.items() for whole in column.get("part_of", ())
    )


def column_title(table: str, column: str) -> str:
    """Title a column of a flow, or what only ``totals`` hold of it."""
    described = stated_columns(table).get(column) or fields(table)[column]
    return str(described["title"])


def period_of(row: Row) -> Period:
    """Return the period of a row of a flow, or of a total."""
    return Period(row["period_start"], row["period_end"])


def covered_days(period: Period, rows: Iterable[Row]) -> int:
    """Count the days that rows of flows share with a period, each row by itself."""
    first, last, days = period.start, period.end, 0
    for row in rows:
        start, end = max(first, row["period_start"]), min(last, row["period_end"])
        days += max((end - start).days + 1, 0)
    return days


class Series:
    """The flows and the totals of a package, indexed once.

    Parameters
    ----------
    rows
        The typed rows of every table.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows = {
            table: grouped(rows[table], series_columns(table), "period_start")
            for table in series_tables()
        }
        self._starts = {
            (table, key): [row["period_start"] for row in of_key]
            for table, series in self._rows.items()
            for key, of_key in series.items()
        }
        self.totals: dict[tuple[str, Key, str, Period], list[Row]] = defaultdict(list)
        for row in rows[TOTALS]:
            key = tuple(row[name] for name in series_columns(row["table"]))
            self.totals[row["table"], key, row["column"], period_of(row)].append(row)
        self._stated: dict[tuple[str, Key, str], list[Period]] = defaultdict(list)
        for table, key, column, period in self.totals:
            self._stated[table, key, column].append(period)

    def keys(self, table: str) -> list[Key]:
        """List the series of a table: the codes of each."""
        stated = (key for other, key, _ in self._stated if other == table)
        return list(dict.fromkeys((*self._rows[table], *stated)))

    def holds(self, table: str, key: Key, column: str, period: Period) -> bool:
        """Return whether a series has a number of a column for any part of a period."""
        return any(map(period.contains, self.stated(table, key, column))) or any(
            row.get(column) is not None for row in self.inside(table, key, period)
        )

    def inside(self, table: str, key: Key, period: Period) -> list[Row]:
        """List the rows of a series that lie wholly in a period, in the order of time."""
        rows = self._rows[table].get(key, [])
        starts, end = self._starts.get((table, key), []), period.end
        begun = rows[bisect_left(starts, period.start) : bisect_right(starts, end)]
        return [row for row in begun if row["period_end"] <= end]

    def total(self, table: str, key: Key, column: str, period: Period) -> Row | None:
        """Return the total that stands for exactly a period, if there is one."""
        stated = self.totals.get((table, key, column, period), ())
        return next((row for row in stated if row["stands"]), None)

    def stated(self, table: str, key: Key, column: str) -> Sequence[Period]:
        """List the periods for which a column of a series has totals, whether they stand or not."""
        return self._stated.get((table, key, column), ())

    def tiles(
        self,
        table: str,
        key: Key,
        columns: Sequence[str],
        period: Period,
        life: Period | None = None,
    ) -> list[Row]:
        """List the rows of a period that have all of the columns, if they cover every day of it.

        With a *life*, every day of that: the row of the month in which a page was opened begins
        before the page.
        """
        rows = self.inside(table, key, period)
        for column in columns:
            rows = [row for row in rows if row.get(column) is not None]
        wanted = life or period
        return rows if covered_days(wanted, rows) == wanted.days else []


def grouped(rows: Iterable[Row], columns: Sequence[str], day: str) -> dict[Key, list[Row]]:
    """Group rows by the codes in some columns, each group in the order of a column of days."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[day]):
        groups[tuple(row[name] for name in columns)].append(row)
    return dict(groups)
