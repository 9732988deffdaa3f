"""What a data package says of one period: the flows of it, and the stocks that belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ..dataset import Dataset
from ..period import Period, nearest_stock_date, widest
from .measured import Measured, constant, missing

Row = Mapping[str, Any]


class Facts:
    """The facts of one reporting period.

    Parameters
    ----------
    dataset
        The data package.
    period
        The reporting period.
    """

    def __init__(self, dataset: Dataset, period: Period) -> None:
        self.dataset = dataset
        self.period = period

    @property
    def days(self) -> Measured:
        """Number of days in the period."""
        return constant(self.period.days)

    @property
    def nothing(self) -> str:
        """The reason to give where the data say nothing of the period."""
        return f"сведений за {_named(self.period)} нет"

    @property
    def incomplete(self) -> str:
        """The beginning of the reason where the data say something, but not all."""
        return f"сведения за {_named(self.period)} неполны"

    def flow(self, table: str, column: str, **where: str) -> Measured:
        """Count a flow over the whole period.

        The rows of one series (those that match *where*) must cover every day of the
        period: a year beats its months, and a month its days.

        Returns
        -------
        Measured
            Missing if some days of the period are not covered: a part of a year is never
            presented as the year; or if two systems cover them, as each counts its own way.
        """
        spans = ((period_of(row), row) for row in self._inside(table, column, where))
        rows = [row for _, row in widest(spans)]
        systems = sorted({system for row in rows if (system := self._system(row))})
        if len(systems) > 1:
            reason = f"части года посчитаны разными системами: {', '.join(systems)}"
            return missing(reason, self.period)
        return self._summed(rows, column)

    def months(self) -> list[Facts]:
        """Return the facts of each month of the period."""
        year = self.period.start.year
        return [Facts(self.dataset, Period.of_month(year, month)) for month in range(1, 13)]

    def cost(self, item: str) -> Measured:
        """Add up what was paid under one item; contracts may lie side by side in time."""
        return self._summed(self._inside("costs", "amount_rub", {"item": item}), "amount_rub")

    def stock(self, table: str, column: str, **where: str | None) -> Measured:
        """Return the stock that stands for the period (see `nearest_stock_date`)."""
        standing = self.standing(table, column, **where)
        if standing:
            return _counted(standing, column)
        rows = self._matching(table, column, where)
        if not rows:
            return missing(self.nothing)
        nearest = min((row["as_of"] for row in rows), key=lambda d: abs(d - self.period.end))
        return missing(f"ближайшие сведения — на {nearest:%d.%m.%Y}, вне этого года")

    @property
    def reporting_date(self) -> date | None:
        """The day on which the year was reported to the Duma, as far as it is known."""
        if self.period != Period.of_year(self.period.start.year):
            return None
        rows = self.dataset.rows["decisions"]
        days = (row["reporting_date"] for row in rows if row["year"] == self.period.start.year)
        return next(days, None)

    def on_day(self, table: str, column: str, day: date, **where: str) -> Measured:
        """Return the stock counted on a day that has one."""
        rows = self._matching(table, column, where)
        return _counted([row for row in rows if row["as_of"] == day], column)

    def standing(self, table: str, column: str, **where: str | None) -> list[Row]:
        """List the rows of a stock on the date that stands for the period.

        That is the day the year was reported on, if it was and there was a count that day:
        what is counted later does not change a report that has been given. Otherwise it is
        the nearest (see `nearest_stock_date`).
        """
        rows = self._matching(table, column, where)
        days = {row["as_of"] for row in rows}
        reported = self.reporting_date
        day = reported if reported in days else nearest_stock_date(days, self.period)
        return [row for row in rows if row["as_of"] == day]

    def residents(self, territory: str | None = None) -> Measured:
        """Return the population by the last count before the end of the period.

        Without a *territory*, that of the one whose residents are divided by.
        """
        territory = territory or self.dataset.reference.denominator
        if territory is None:
            return missing("не сказано, на жителей какой территории делить")
        rows = self._matching("population", "residents", {"territory": territory})
        days = [row["as_of"] for row in rows if row["as_of"] <= self.period.end]
        if not days:
            return missing("сведений о населении на эту дату или раньше нет")
        return _counted([row for row in rows if row["as_of"] == max(days)], "residents")

    def members(self, table: str, column: str, **where: str) -> tuple[str, ...]:
        """List the codes that have a stock in this period, in the order of print."""
        return tuple(
            code
            for code in self.dataset.labels(table, column)
            if nearest_stock_date(
                (row["as_of"] for row in self._matching(table, column, {column: code, **where})),
                self.period,
            )
        )

    def weighted(self, table: str, column: str, by: str) -> Measured:
        """Add up a mean of each part of the period times the number it is a mean of."""
        rows = [row for row in self._inside(table, column, {}) if row[by] is not None]
        chosen = [row for _, row in widest((period_of(row), row) for row in rows)]
        products = [{**row, column: Fraction(row[column]) * Fraction(row[by])} for row in chosen]
        return self._summed(products, column)

    def told(self, table: str, column: str) -> bool:
        """Tell whether a flow is known for some days of the period at least."""
        return bool(self._inside(table, column, {}))

    def codes(self, table: str, column: str, measure: str, **where: str) -> tuple[str, ...]:
        """List the codes that have a flow of *measure* in this period, however short."""
        rows = self._inside(table, measure, where)
        told = {row[column] for row in rows}
        return tuple(code for code in self.dataset.labels(table, column) if code in told)

    def daily(self, table: str, column: str, **where: str) -> dict[date, Fraction] | None:
        """Return a flow of each day of the period; ``None`` unless every day has a row."""
        days = {
            row["period_start"]: Fraction(row[column])
            for row in self._inside(table, column, where)
            if row["period_start"] == row["period_end"]
        }
        return days if len(days) == self.period.days else None

    def _system(self, row: Row) -> str | None:
        """Name the system that a row was exported from; the importers of one begin alike."""
        importer = self.dataset.source(row["source"]).get("importer")
        return str(importer).partition("-")[0] if importer else None

    def _matching(self, table: str, column: str, where: Mapping[str, str | None]) -> list[Row]:
        return [
            row
            for row in self.dataset.rows[table]
            if row[column] is not None and all(row[key] == code for key, code in where.items())
        ]

    def _inside(self, table: str, column: str, where: Mapping[str, str]) -> list[Row]:
        rows = self._matching(table, column, where)
        return [row for row in rows if self.period.contains(period_of(row))]

    def _summed(self, rows: Sequence[Row], column: str) -> Measured:
        if not rows:
            return missing(self.nothing, self.period)
        covered = _covered_days([period_of(row) for row in rows])
        if covered < self.period.days:
            reason = f"{self.incomplete}: покрыто дней — {covered} из {self.period.days}"
            return missing(reason, self.period)
        value = sum((Fraction(row[column]) for row in rows), Fraction(0))
        return Measured(value, period=self.period, sources=_sources(rows))


def _counted(rows: Sequence[Row], column: str) -> Measured:
    value = sum((Fraction(row[column]) for row in rows), Fraction(0))
    dates = tuple(sorted({row["as_of"] for row in rows}))
    return Measured(value, dates=dates, sources=_sources(rows))


def period_of(row: Row) -> Period:
    """Return the period of a row of a flow."""
    return Period(row["period_start"], row["period_end"])


def _named(period: Period) -> str:
    year = period.start.year
    return f"{year} год" if period == Period.of_year(year) else f"{period.start:%m.%Y}"


def _sources(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["source"] for row in rows))


def _covered_days(periods: Sequence[Period]) -> int:
    """Count the days that at least one of the periods covers."""
    covered, reached = 0, date.min
    for period in sorted(periods):
        start = max(period.start, reached + timedelta(days=1))
        if period.end >= start:
            covered += (period.end - start).days + 1
            reached = period.end
    return covered
