"""What a data package says of one period: the flows of it, and the stocks that belong to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..dataset import Dataset
from ..dataset.fact_rules import BY_DAYS, cost_by_year
from ..dataset.schema import fields
from ..dataset.series import Key, period_of, series_columns, stated_columns
from ..period import Period, nearest_stock_date
from .asking import COUNTED, check_flow_columns, check_flows, check_mean, check_members, check_stock
from .measured import Measured, constant, missing

Row = Mapping[str, Any]


class Facts:
    """The facts of one period.

    Parameters
    ----------
    dataset
        The data package.
    period
        The period: a year, or a month.
    """

    def __init__(self, dataset: Dataset, period: Period) -> None:
        self.dataset = dataset
        self.period = period

    @property
    def is_year(self) -> bool:
        """Whether the period is a calendar year."""
        return self.period == Period.of_year(self.period.start.year)

    @property
    def days(self) -> Measured:
        """Number of days in the period."""
        return constant(self.period.days)

    @property
    def nothing(self) -> str:
        """The reason to give where the data say nothing of the period."""
        return f"сведений за {_named(self.period)} нет"

    @property
    def nothing_there(self) -> str:
        """The reason to give where the register tells that there was nothing to count."""
        return f"за {_named(self.period)} считать было нечего: ещё не открыто или уже закрыто"

    @property
    def incomplete(self) -> str:
        """The beginning of the reason where the data say something, but not all."""
        return f"сведения за {_named(self.period)} неполны"

    def flow(self, table: str, column: str, **series: str | None) -> Measured:
        """Count a flow of one series over the whole period.

        The total that stands for exactly this period; else the rows that cover every day
        of it: a part of a period is never presented as the period.

        Parameters
        ----------
        table, column
            What is counted.
        **series
            The code of each column that tells the series of the table apart.

        Returns
        -------
        Measured
            Missing with the reason if there is neither; also where two systems counted parts
            of the period, as each counts its own way.
        """
        (measured,) = self.flows(table, (column,), **series)
        return measured

    def flows(
        self, table: str, columns: Sequence[str], **series: str | None
    ) -> tuple[Measured, ...]:
        """Count several columns of one series by the same rows, so that they may be divided.

        Either all are totals of one source, or all come from the rows that tell every one of
        them; otherwise all are missing.
        """
        check_flows(self.dataset, table, columns, series)
        key = tuple(series[name] for name in series_columns(table))
        life = self.life(**series)
        if life is None:
            return (missing(self.nothing_there, self.period),) * len(columns)
        stated = [self._total(table, key, column) for column in columns]
        known = [row for row in stated if row is not None]
        shorter = None if life == self.period else life
        if len(known) == len(columns) and len({row["source"] for row in known}) == 1:
            return tuple(
                Measured(
                    Fraction(row["value"]),
                    period=self.period,
                    sources=(row["source"],),
                    life=shorter,
                )
                for row in known
            )
        rows = self.dataset.series.tiles(table, key, columns, self.period, life)
        reason = self._mixed(rows) if rows else self._untold(table, key, columns, life)
        if reason is not None:
            return (missing(reason, self.period),) * len(columns)
        return tuple(replace(self._summed(rows, column), life=shorter) for column in columns)

    def mean(self, table: str, column: str, **series: str | None) -> tuple[Measured, Measured]:
        """Return a mean times what it is a mean of, and that: to be divided.

        Rows of nothing to be a mean of need no mean.
        """
        check_mean(self.dataset, table, column, series)
        weight = fields(table)[column]["mean_of"]
        key = tuple(series[name] for name in series_columns(table))
        told = [
            row
            for row in self.dataset.series.inside(table, key, self.period)
            if row[weight] == 0 or None not in (row[weight], row[column])
        ]
        covers = sum(period_of(row).days for row in told) == self.period.days
        reason = (
            self._mixed(told) if covers else self._untold(table, key, (column, weight), self.period)
        )
        if reason is not None:
            return (missing(reason, self.period),) * 2
        products = [{**row, column: Fraction(row[column] or 0) * row[weight]} for row in told]
        return self._summed(products, column), self._summed(told, weight)

    def site(self, column: str) -> Measured:
        """Count a flow of the site by the first of its counters that tells the whole period."""
        (measured,) = self.site_flows((column,))
        return measured

    def site_flows(self, columns: Sequence[str]) -> tuple[Measured, ...]:
        """Count several columns of the site by one counter and by the same rows."""
        check_flow_columns("visits", columns)
        counters = [page["id"] for page in self.dataset.reference.pages_on(None)]
        by_counter = [self.flows("visits", columns, page=counter) for counter in counters]
        for measured in by_counter:
            if measured[0].value is not None:
                return measured
        nothing = (missing(self.nothing, self.period),) * len(columns)
        told = [m for m in by_counter if m[0].reason != self.nothing] or [nothing]
        if len(told) > 1:
            reason = f"{self.incomplete}: части посчитаны разными счётчиками сайта"
            return (missing(reason, self.period),) * len(columns)
        return told[0]

    def codes(self, table: str, column: str, measures: Sequence[str]) -> tuple[str, ...]:
        """List the codes of a series that have one of the measures in the period, however short.

        What is only stated for parts of the period, such as the reach of each month, is of it too.
        """
        check_members(table, column, measures)
        series = self.dataset.series
        place = series_columns(table).index(column)
        told = {
            key[place]
            for key in series.keys(table)
            if any(
                any(self.period.contains(part) for part in series.stated(table, key, measure))
                or any(
                    row.get(measure) is not None for row in series.inside(table, key, self.period)
                )
                for measure in measures
            )
        }
        return tuple(code for code in self.dataset.labels(table, column) if code in told)

    def life(self, **series: str | None) -> Period | None:
        """Return the days of the period in which the page and the section of a series existed."""
        page, section = series.get("page"), series.get("section")
        return self.dataset.reference.life(self.period, page, section)

    def daily(self, table: str, column: str, **series: str | None) -> list[Row] | None:
        """Return the row of each day that the page of a series existed, in their order.

        ``None`` unless every day has one that tells the column, and one system counted them all.
        """
        key = tuple(series[name] for name in series_columns(table))
        life = self.life(**series)
        rows = [
            row
            for row in self.dataset.series.inside(table, key, self.period)
            if row["period_start"] == row["period_end"] and row[column] is not None
        ]
        return rows if life and len(rows) == life.days and not self._mixed(rows) else None

    def cost(self, item: str, rows: Sequence[Row]) -> Measured:
        """Add up what of some rows of ``costs`` belongs to the year under one item."""
        parts = [(row, self.share_of(row)) for row in rows]
        told = [(row, part) for row, part in parts if row["item"] == item and part is not None]
        if not told or not self.is_year:
            return missing(self.nothing, self.period)
        value = sum((part for _, part in told), Fraction(0))
        return Measured(value, period=self.period, sources=sources_of([row for row, _ in told]))

    def share_of(self, cost: Row) -> Fraction | None:
        """Return what of a row of ``costs`` belongs to the year; ``None`` if nothing does."""
        term, year = period_of(cost), self.period.start.year
        if not term.overlaps(self.period):
            return None
        if cost["method"] != BY_DAYS:
            return Fraction(cost["amount_rub"])
        days = {y: _days_in(term, y) for y in range(term.start.year, term.end.year + 1)}
        return Fraction(cost_by_year(cost["amount_rub"], days)[year])

    def stock(self, table: str, **codes: str | None) -> Measured:
        """Return the stock that stands for the period (see `standing` and `residents`)."""
        check_stock(self.dataset, table, codes)
        if table not in COUNTED:  # the population is not counted each year
            return self.residents(codes["territory"])
        row = self.standing(table, **codes)
        if row is not None:
            return _counted(row, COUNTED[table])
        rows = self.dataset.stocks.of(table, **codes)
        if not rows:
            return missing(self.nothing)
        nearest = min((row["as_of"] for row in rows), key=lambda d: abs(d - self.period.end))
        return missing(f"ближайшие сведения — на {nearest:%d.%m.%Y}, вне этого года")

    @property
    def reporting_date(self) -> date | None:
        """The day on which the year was reported to the Duma, as far as it is known."""
        if not self.is_year:
            return None
        rows = self.dataset.rows["decisions"]
        days = (row["reporting_date"] for row in rows if row["year"] == self.period.start.year)
        return next(days, None)

    def standing(self, table: str, **codes: str | None) -> Row | None:
        """Return the row of a stock that stands for the period.

        That is the row of the day the year was reported on, if it was and there was a count
        that day: what is counted later does not change a report that has been given. Otherwise
        it is the nearest (see `nearest_stock_date`).
        """
        rows = {row["as_of"]: row for row in self.dataset.stocks.of(table, **codes)}
        reported = self.reporting_date
        day = reported if reported in rows else nearest_stock_date(rows, self.period)
        return None if day is None else rows[day]

    def on_day(self, table: str, column: str, day: date, **codes: str) -> Measured:
        """Return the stock counted on a day that has one."""
        rows = self.dataset.stocks.of(table, **codes)
        return _counted(next(row for row in rows if row["as_of"] == day), column)

    def residents(self, territory: str | None = None) -> Measured:
        """Return the population by the last count before the end of the period.

        Without a *territory*, that of the one whose residents are divided by.
        """
        territory = territory or self.dataset.reference.denominator
        if territory is None:
            return missing("не сказано, на жителей какой территории делить")
        rows = self.dataset.stocks.of("population", territory=territory)
        before = [row for row in rows if row["as_of"] <= self.period.end]
        if not before:
            return missing("сведений о населении на эту дату или раньше нет")
        return _counted(before[-1], "residents")

    def _total(self, table: str, key: Key, column: str) -> Row | None:
        return self.dataset.series.total(table, key, column, self.period)

    def _mixed(self, rows: Sequence[Row]) -> str | None:
        """Return the reason of a missing value whose rows different systems have counted."""
        systems = sorted({system for row in rows if (system := self._system(row))})
        if len(systems) < 2:
            return None
        return f"части периода посчитаны разными системами: {', '.join(systems)}"

    def _untold(self, table: str, key: Key, columns: Sequence[str], life: Period) -> str:
        """Return why the rows and totals of a series give no number for the whole period."""
        series = self.dataset.series
        if self.period in series.stated(table, key, columns[0]):
            if len(columns) == 1:
                return "число за весь период названо, но не принято (столбец stands)"
            return "числитель и знаменатель посчитаны по разным строкам"
        if columns[0] in stated_columns(table):
            stated = series.stated(table, key, columns[0])
            if not any(self.period.contains(period) for period in stated):
                return self.nothing
            return "за весь период число не названо, а числа его частей не складываются"
        inside = series.inside(table, key, self.period)
        told = [row for row in inside if row.get(columns[0]) is not None]
        if not told and any(map(self.period.contains, series.stated(table, key, columns[0]))):
            return "за весь период число не названо, а есть только итоги его частей (totals)"
        if not told:
            return self.nothing
        covered = sum(life.shared(period_of(row)) for row in told)
        if covered == life.days:
            return "числитель и знаменатель посчитаны по разным строкам"
        return f"{self.incomplete}: покрыто дней — {covered} из {life.days}"

    def _system(self, row: Row) -> str | None:
        """Name the system that a row was exported from; the importers of one begin alike."""
        importer = self.dataset.source(row["source"]).get("importer")
        return str(importer).partition("-")[0] if importer else None

    def _summed(self, rows: Sequence[Row], column: str) -> Measured:
        value = sum((Fraction(row[column]) for row in rows), Fraction(0))
        return Measured(value, period=self.period, sources=sources_of(rows))


def _counted(row: Row, column: str) -> Measured:
    return Measured(Fraction(row[column]), dates=(row["as_of"],), sources=(row["source"],))


def _days_in(term: Period, year: int) -> int:
    whole = Period.of_year(year)
    return Period(max(term.start, whole.start), min(term.end, whole.end)).days


def _named(period: Period) -> str:
    year = period.start.year
    return f"{year} год" if period == Period.of_year(year) else f"{period.start:%m.%Y}"


def sources_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """List the sources that rows cite, each once."""
    return tuple(dict.fromkeys(row["source"] for row in rows))
