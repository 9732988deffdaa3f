"""A number beside its neighbours in its series: what jumps out of it, and what drops to zero.

Counts are compared by the day, with rows about as long. Three things are not compared: what comes
in bursts by its nature, means (of few answers one late answer triples it), and rows shorter than
a week (a holiday or one piece of news makes a day).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..period import DAYS_IN_WEEK, Period
from . import Dataset
from .series import (
    ADDITIVE,
    TOTALS,
    Row,
    column_title,
    is_flow,
    period_of,
    series_columns,
    summed_columns,
)
from .stocks import stock_columns

TIMES = 3
"""A season halves or doubles a month; a threefold month is a rare event, or a slip of the hand."""

SMALL = 30
"""Where so many are expected, chance alone gives a third of them, or three times as many, less
often than once in ten thousand. Of an expected nine, as acts a month are, a none is ordinary."""

AROUND = 2
"""How many neighbours there are on each side: with one, that of a slip would pass for a slip."""

NEAR_DAYS = 366
"""Further apart rows are no neighbours: years of growth lie between them."""

MONTH_DAYS = 30
"""Rows are compared that are of as many months, rounded: not weeks with months."""

BURSTING = {("feedback", "surveys"), ("feedback", "votes")}
STOCKS = {"subscribers": "subscribers", "population": "residents"}


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A cell that is hardly true.

    Parameters
    ----------
    table, row, column
        Where it stands.
    why
        What it is of, and what it is at odds with, in Russian.
    """

    table: str
    row: Row
    column: str
    why: str


def named(dataset: Dataset, table: str, row: Row) -> str:
    """Say in Russian what a row is of: its number if there are several, its page, its days."""
    titles = [column_title(row["table"], row["column"])] if table == TOTALS else []
    titles += [
        dataset.labels(table, name)[row[name]]
        for name in ("channel", "page", "section", "requirement", "territory", "item")
        if row.get(name)
    ]
    return ", ".join([*titles, days_of(_period(row))])


def jumps(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find counts three times above all of their neighbours or more, or below them alike."""
    for points in _series(dataset):
        for index, point in enumerate(points):
            before = [it for it in points[max(index - AROUND, 0) : index] if point.is_near(it)]
            after = [it for it in points[index + 1 : index + 1 + AROUND] if point.is_near(it)]
            if point.jumps(before, after) and not point.is_explained(dataset, before):
                beside = ", ".join(str(it.row[it.column]) for it in (*before, *after))
                yield point.doubtful(dataset, f"в соседних строках — {beside}")


def zeros(dataset: Dataset, _: date) -> Iterator[Doubtful]:
    """Find zeros that follow large counts."""
    for points in _series(dataset):
        last: Point | None = None
        for point in points:
            if point.value:
                last = point
            elif last and point.drops_from(last) and not point.is_explained(dataset, [last]):
                stated = f"{days_of(last.period)} — {last.row[last.column]}"
                yield point.doubtful(dataset, f"а до этого, {stated}")


@dataclass(frozen=True, slots=True)
class Point:
    """A count of a series, and the cell it stands in."""

    table: str
    row: Row
    column: str

    @property
    def period(self) -> Period:
        """The days that it is of; a stock is of one day."""
        return _period(self.row)

    @property
    def value(self) -> Fraction:
        """The count."""
        return Fraction(self.row[self.column])

    @property
    def rate(self) -> Fraction:
        """The count by the day."""
        return self.value / self.period.days

    def is_near(self, other: Point) -> bool:
        """Return whether another count is near in time."""
        days = (self.period.days_to(day) for day in (other.period.start, other.period.end))
        return min(days) <= NEAR_DAYS

    def jumps(self, before: Sequence[Point], after: Sequence[Point]) -> bool:
        """Return whether it is out of all proportion to its neighbours.

        The first of a series has to be above two, so that it is not told twice where there are
        but two; and it is no wonder that a series begins small.
        """
        expected = [other.rate * self.period.days for other in (*before, *after)]
        above = bool(before or after[1:]) and 0 < TIMES * max(expected) <= self.value
        below = bool(before) and 0 < TIMES * self.value <= min(expected)
        return (above and self.value >= SMALL) or (below and min(expected) >= SMALL)

    def drops_from(self, last: Point) -> bool:
        """Return whether something was to be expected of it after the count before."""
        return self.is_near(last) and last.rate * self.period.days >= SMALL

    def is_explained(self, dataset: Dataset, before: Sequence[Point]) -> bool:
        """Return whether something is known to have happened since the count before."""
        since = before[-1].period.end if before else self.period.start
        return any(since <= day <= self.period.end for day in _events(dataset, self.row))

    def doubtful(self, dataset: Dataset, why: str) -> Doubtful:
        """Doubt it, and say why."""
        column = "" if self.table == TOTALS else f"{column_title(self.table, self.column)}, "
        of = named(dataset, self.table, self.row)
        return Doubtful(self.table, self.row, self.column, f"{column}{of}: {why}")


def _series(dataset: Dataset) -> Iterator[list[Point]]:
    """Collect every series of which the neighbours can be compared, in the order of time."""
    series: dict[tuple[object, ...], list[Point]] = defaultdict(list)
    for table, rows in dataset.rows.items():
        for row in rows:
            for column, key in _counts(table, row):
                series[key].append(Point(table, row, column))
    for points in series.values():
        yield sorted(points, key=lambda point: point.period)


def _counts(table: str, row: Row) -> Iterator[tuple[str, tuple[object, ...]]]:
    """List the columns of a row that are compared, each with what tells its series."""
    if table in STOCKS:
        yield STOCKS[table], (table, *(row[name] for name in stock_columns(table)))
    elif "period_start" not in row or period_of(row).days < DAYS_IN_WEEK:
        return
    elif table == TOTALS:
        if row["stands"]:
            yield "value", (row["table"], row["column"], *_codes(row["table"], row))
    elif is_flow(table) and table != ADDITIVE:
        for column in summed_columns(table):
            if row[column] is not None and (table, column) not in BURSTING:
                yield column, (table, column, *_codes(table, row))


def _codes(table: str, row: Row) -> tuple[object, ...]:
    """Return what tells the series of a row apart: its codes, and its length in months."""
    codes = (row[name] for name in series_columns(table))
    return *codes, round(period_of(row).days / MONTH_DAYS)


def _events(dataset: Dataset, row: Row) -> Iterable[date]:
    """List the days on which the page of a row opened, or its series was broken."""
    page = dataset.reference.page(row["page"]) if row.get("page") else None
    pages = {page["id"], page["counter_of"]} if page else set()
    for event in dataset.rows["events"]:
        of_all = event["page"] is None and event["platform"] is None
        of_platform = page and event["platform"] and event["platform"] == page["platform"]
        if of_all or of_platform or (event["page"] and event["page"] in pages):
            yield event["date"]
    if page and page["opened"]:
        yield page["opened"]


def _period(row: Row) -> Period:
    return period_of(row) if "period_start" in row else Period(row["as_of"], row["as_of"])


def days_of(period: Period) -> str:
    """Write the days of a period as people write them."""
    one = period.start == period.end
    first, last = (f"{day:%d.%m.%Y}" for day in (period.start, period.end))
    return first if one else f"{first} … {last}"
