"""The facts of a package by series, indexed once: the rows and totals that tell a period.

A series is what the rows of a table tell of one page, section, channel …; within it rows are
disjoint in time, so that a plain sum of a series is right. What a source states for a period
beside the rows, or instead of them, stands in ``totals``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..period import Period
from .reference import Reference
from .schema import fields, resources

Row = Mapping[str, Any]
Key = tuple[Any, ...]

TOTALS = "totals"
ADDITIVE = "costs"
"""Contracts may run side by side: their rows are not disjoint, and are no series."""


def is_flow(table: str) -> bool:
    """Return whether the rows of a table are counts of a period."""
    return "period_start" in fields(table) and table != TOTALS


@cache
def series_columns(table: str) -> tuple[str, ...]:
    """Name the columns that tell the series of a table apart: ``("page", "section")``."""
    key = resources()[table]["schema"]["primaryKey"]
    return tuple(name for name in key if name not in ("period_start", "period_end", "source"))


@cache
def stock_columns(table: str) -> tuple[str, ...]:
    """Name the columns that tell what a count of a day is of: ``("requirement", "page")``."""
    key = resources()[table]["schema"]["primaryKey"]
    return tuple(name for name in key if name != "as_of")


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


class Series:
    """The flows and the totals of a package, indexed once.

    Parameters
    ----------
    rows
        The typed rows of every table.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows: dict[str, dict[Key, list[Row]]] = {}
        for table in resources():
            if is_flow(table) and table != ADDITIVE:
                by_start = sorted(rows[table], key=lambda row: row["period_start"])
                self._rows[table] = _grouped(by_start, series_columns(table))
        self._starts = {
            (table, key): [row["period_start"] for row in told]
            for table, series in self._rows.items()
            for key, told in series.items()
        }
        self.totals: dict[tuple[str, Key, str, Period], list[Row]] = defaultdict(list)
        for row in rows[TOTALS]:
            key = tuple(row[name] for name in series_columns(row["table"]))
            self.totals[row["table"], key, row["column"], period_of(row)].append(row)
        self._stated: dict[tuple[str, Key, str], list[Period]] = defaultdict(list)
        for table, key, column, period in self.totals:
            self._stated[table, key, column].append(period)

    def keys(self, table: str, **where: str | None) -> list[Key]:
        """List the series of a table for which the given columns hold what is asked."""
        columns = series_columns(table)
        stated = (key for other, key, _ in self._stated if other == table)
        every = dict.fromkeys((*self._rows[table], *stated))
        wanted = [(columns.index(name), code) for name, code in where.items()]
        return [key for key in every if all(key[place] == code for place, code in wanted)]

    def inside(self, table: str, key: Key, period: Period) -> list[Row]:
        """List the rows of a series that lie wholly in a period, in the order of time."""
        told = self._rows[table].get(key, [])
        first = bisect_left(self._starts.get((table, key), []), period.start)
        inside = []
        for row in told[first:]:
            if row["period_start"] > period.end:
                break
            if row["period_end"] <= period.end:
                inside.append(row)
        return inside

    def total(self, table: str, key: Key, column: str, period: Period) -> Row | None:
        """Return the total that stands for exactly a period, if there is one."""
        stated = self.totals.get((table, key, column, period), ())
        return next((row for row in stated if row["stands"]), None)

    def stated(self, table: str, key: Key, column: str) -> Sequence[Period]:
        """List the periods for which a column of a series has totals, standing or not."""
        return self._stated.get((table, key, column), ())

    def tiles(
        self,
        table: str,
        key: Key,
        columns: Sequence[str],
        period: Period,
        life: Period | None = None,
    ) -> list[Row]:
        """List the rows of a period that tell all of the columns, if they cover every day of it.

        With a *life*, every day of that: the row of the month in which a page was opened begins
        before the page.
        """
        told = [
            row
            for row in self.inside(table, key, period)
            if all(row.get(column) is not None for column in columns)
        ]
        wanted = life or period
        return told if sum(wanted.shared(period_of(row)) for row in told) == wanted.days else []


class Stocks:
    """The counts of a day in a package, indexed once by table and codes.

    Parameters
    ----------
    rows
        The typed rows of every table.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows: dict[str, dict[Key, list[Row]]] = {}
        for table in resources():
            if "as_of" in fields(table):
                by_day = sorted(rows[table], key=lambda row: row["as_of"])
                self._rows[table] = _grouped(by_day, stock_columns(table))

    def of(self, table: str, **codes: str | None) -> Sequence[Row]:
        """List the counts of one thing, in the order of their days."""
        return self._rows[table].get(tuple(codes[name] for name in stock_columns(table)), ())

    def keys(self, table: str) -> list[Key]:
        """List what a table counts: the codes of its other columns."""
        return list(self._rows[table])


def _grouped(rows: Sequence[Row], columns: Sequence[str]) -> dict[Key, list[Row]]:
    series: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        series[tuple(row[name] for name in columns)].append(row)
    return dict(series)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A number that is printed, and another that is told of the same series and period.

    Parameters
    ----------
    table, column, key
        What they are of.
    period
        When.
    printed, other
        The two numbers.
    printed_by, other_by
        Identifiers of the sources of both.
    """

    table: str
    column: str
    key: Key
    period: Period
    printed: Any
    other: Any
    printed_by: tuple[str, ...]
    other_by: tuple[str, ...]


def disagreements(series: Series, reference: Reference) -> Iterator[Disagreement]:
    """Find the totals that differ from the rows of their period, or from each other."""
    for (table, key, column, period), stated in series.totals.items():
        told = [(row["value"], (row["source"],), row["stands"]) for row in stated]
        codes = dict(zip(series_columns(table), key, strict=True))
        life = reference.life(period, codes.get("page"), codes.get("section"))
        rows = series.tiles(table, key, [column], period, life)
        if rows:
            by = tuple(dict.fromkeys(row["source"] for row in rows))
            standing = not any(row["stands"] for row in stated)
            told.append((sum(row[column] for row in rows), by, standing))
        printed = next((each for each in told if each[2]), None)
        for other in told if printed else ():
            if printed and other is not printed and other[0] != printed[0]:
                yield Disagreement(
                    table, column, key, period, printed[0], other[0], printed[1], other[1]
                )
