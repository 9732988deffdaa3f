"""Which months of a year have numbers, table by table and series by series."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ..period import Period, nearest_stock_date
from . import Dataset
from .reference import exists
from .schema import fields, resources
from .series import (
    ADDITIVE,
    Key,
    is_flow,
    measure_columns,
    period_of,
    series_columns,
    stated_columns,
)
from .stocks import stock_columns

MONTHS = tuple(range(1, 13))
LASTING = "population"
"""What is counted once in many years: the last count stands for a year."""
BY_PAGE = "subscribers"
"""What each page has that is open."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is of a table for one year.

    Parameters
    ----------
    is_empty
        Whether there is nothing at all.
    is_whole
        Whether each series has a number for the whole year.
    months
        The months for which each series of the year has numbers.
    day
        The day of the count that stands for the year, if it is a table of such.
    lacking
        By the codes of each series that is not whole, the months without a number.
    """

    is_empty: bool
    is_whole: bool
    months: tuple[int, ...] = ()
    day: date | None = None
    lacking: dict[Key, tuple[int, ...]] = field(default_factory=dict)


def counted_tables() -> list[str]:
    """Name the tables of counts, of a period or of a day."""
    return [name for name in resources() if is_flow(name) or "as_of" in fields(name)]


def coverage(dataset: Dataset, table: str, year: int) -> Coverage:
    """Find out for which months of a year a table has numbers.

    Parameters
    ----------
    dataset
        The data package.
    table
        A table of counts.
    year
        The year.
    """
    period = Period.of_year(year)
    if table == ADDITIVE:
        found = any(period.shared(period_of(row)) for row in dataset.rows[table])
        return Coverage(is_empty=not found, is_whole=found)
    return _of_series(dataset, table, period) if is_flow(table) else _of_days(dataset, table, year)


def _of_series(dataset: Dataset, table: str, year: Period) -> Coverage:
    series = dataset.series
    months = {month: Period.of_month(year.start.year, month) for month in MONTHS}
    columns = (*measure_columns(table), *stated_columns(table))

    def covers(key: Key, period: Period) -> bool:
        codes = dict(zip(series_columns(table), key, strict=True))
        life = dataset.reference.life(period, codes.get("page"), codes.get("section"))
        stated = any(period in series.stated(table, key, column) for column in columns)
        return life is None or stated or bool(series.tiles(table, key, [], period, life))

    lacking: dict[Key, tuple[int, ...]] = {}
    by_month = []
    for key, counters in _by_site(dataset, table).items():
        gaps = [
            month
            for month, period in months.items()
            if not any(covers(counter, period) for counter in counters)
        ]
        if gaps and not any(covers(counter, year) for counter in counters):
            lacking[key] = tuple(gaps)
        if any(series.holds(table, each, column, year) for each in counters for column in columns):
            by_month.append(set(MONTHS).difference(gaps))
    common = set.intersection(*by_month) if by_month else set()
    whole = bool(by_month) and not lacking
    return Coverage(not by_month, whole, tuple(sorted(common)), lacking=lacking)


def _by_site(dataset: Dataset, table: str) -> dict[Key, list[Key]]:
    """Put the series of a table together that are of several counters of one site."""
    place = series_columns(table).index("page") if "page" in series_columns(table) else None
    found: dict[Key, list[Key]] = {}
    for key in dataset.series.keys(table):
        site = list(key)
        if place is not None:
            page = dataset.reference.page(key[place])
            site[place] = page["counter_of"] or page["id"]
        found.setdefault(tuple(site), []).append(key)
    return found


def _of_days(dataset: Dataset, table: str, year: int) -> Coverage:
    """Find the day whose count stands for a year, and what was not counted for it."""
    period = Period.of_year(year)
    days: dict[Key, list[date]] = {}
    if table == BY_PAGE:
        days |= {(page["id"],): [] for page in dataset.reference.pages if page["platform"]}
    for row in dataset.rows[table]:
        days.setdefault(tuple(row[name] for name in stock_columns(table)), []).append(row["as_of"])
    standing: dict[Key, date | None] = {}
    for key, of_key in days.items():
        codes = dict(zip(stock_columns(table), key, strict=True))
        if dataset.reference.life(period, codes.get("page")) is not None:
            standing[key] = _standing(table, of_key, period)
    found = [day for day in standing.values() if day is not None]
    last = max(found, default=period.start)
    lacking = {
        key: MONTHS
        for key, day in standing.items()
        if day is None and (table != BY_PAGE or exists(dataset.reference.page(key[0]), last, last))
    }
    whole = bool(found) and not lacking
    return Coverage(not found, whole, day=max(found, default=None), lacking=lacking)


def _standing(table: str, days: list[date], year: Period) -> date | None:
    if table == LASTING:
        return max((day for day in days if day <= year.end), default=None)
    return nearest_stock_date(days, year)
