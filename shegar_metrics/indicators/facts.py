"""What a data package says of one period: the flows of it, and the stocks that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from ..dataset import Dataset
from ..dataset.fact_rules import BY_DAYS, cost_by_year
from ..dataset.schema import fields
from ..dataset.series import Key, Row, covered_days, period_of, series_columns
from ..period import Period
from .asking import check_flow_columns, check_flows, check_mean, check_members
from .measured import Measured, added, missing
from .reasons import not_whole, several_systems
from .stocks import StockFacts


class Facts(StockFacts):
    """The facts of one period, flows and stocks.

    Parameters
    ----------
    dataset
        The data package.
    period
        The period: a year, or a month.
    """

    def __init__(self, dataset: Dataset, period: Period) -> None:
        super().__init__(dataset, period)
        self._codes: dict[object, tuple[str, ...]] = {}

    def flow(self, table: str, column: str, **series: str | None) -> Measured:
        """Count a flow of one series over the whole period.

        The total that stands for exactly this period; else the rows that cover every day
        of it: a part of a period is never presented as the period.

        Parameters
        ----------
        table, column
            What is counted.
        **series
            The code of each column that makes the series of the table.

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

        Either all are totals of one source, or all come from the rows that have every one of
        them; otherwise all are missing.
        """
        check_flows(self.dataset, table, columns, series)
        key = tuple(series[name] for name in series_columns(table))
        life = self.life(**series)
        if life is None:
            return (missing(self.nothing_there, self.period),) * len(columns)
        stated = [self.dataset.series.total(table, key, column, self.period) for column in columns]
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
        if rows:
            reason = several_systems(self.dataset, rows)
        else:
            reason = not_whole(self, table, key, columns, life)
        if reason is not None:
            return (missing(reason, self.period),) * len(columns)
        return tuple(self._summed(rows, column, shorter) for column in columns)

    def of_days(
        self, table: str, columns: Sequence[str], **series: str | None
    ) -> tuple[Measured, ...]:
        """Add up what is stated of each single day, only so as to be divided.

        People of days are no people of the period: their sum is a part of a mean of a day, or of
        a share. All columns are missing unless one system states each of them for every day that
        the page existed.
        """
        check_flows(self.dataset, table, columns, series)
        key = tuple(series[name] for name in series_columns(table))
        life = self.life(**series)
        if life is None:
            return (missing(self.nothing_there, self.period),) * len(columns)
        days = (life.start + timedelta(days=place) for place in range(life.days))
        known = [rows for day in days if (rows := self._stated_on(day, table, key, columns))]
        if len(known) < life.days:
            some = f"{self.incomplete}: названо чисел дня — {len(known)} из {life.days}"
            reason: str | None = some if known else self.nothing
        else:
            reason = several_systems(self.dataset, [row for rows in known for row in rows])
        if reason is not None:
            return (missing(reason, self.period),) * len(columns)
        shorter = None if life == self.period else life
        return tuple(self._summed(rows, "value", shorter) for rows in zip(*known, strict=True))

    def _stated_on(self, day: date, table: str, key: Key, columns: Sequence[str]) -> list[Row]:
        """Return the totals that stand for a day, one a column; none unless there is each."""
        total = self.dataset.series.total
        rows = [total(table, key, column, Period(day, day)) for column in columns]
        return [row for row in rows if row is not None] if None not in rows else []

    def mean(self, table: str, column: str, **series: str | None) -> tuple[Measured, Measured]:
        """Return the sum of a mean times its weight, and the sum of the weight: to be divided.

        Rows of nothing to be a mean of need no mean.
        """
        check_mean(self.dataset, table, column, series)
        weight = fields(table)[column]["mean_of"]
        key = tuple(series[name] for name in series_columns(table))
        rows = [
            row
            for row in self.dataset.series.inside(table, key, self.period)
            if row[weight] == 0 or None not in (row[weight], row[column])
        ]
        if covered_days(self.period, rows) == self.period.days:
            reason = several_systems(self.dataset, rows)
        else:
            reason = not_whole(self, table, key, (column, weight), self.period)
        if reason is not None:
            return (missing(reason, self.period),) * 2
        products = [{**row, column: Fraction(row[column] or 0) * row[weight]} for row in rows]
        return self._summed(products, column), self._summed(rows, weight)

    def site(self, column: str) -> Measured:
        """Count a flow of the site by the first of its counters that covers the whole period."""
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
        partial = [each for each in by_counter if each[0].reason != self.nothing]
        if len(partial) == 1:
            return partial[0]
        several = f"{self.incomplete}: части посчитаны разными счётчиками сайта"
        return (missing(several if partial else self.nothing, self.period),) * len(columns)

    def codes(self, table: str, column: str, measures: Sequence[str]) -> tuple[str, ...]:
        """List the codes of a series that have one of the measures in the period, however short.

        What is only stated for parts of the period, such as the reach of each month, is of it too.
        """
        check_members(table, column, measures)
        asked = (table, column, *measures)
        if asked not in self._codes:  # whole sets of indicators ask for the same few
            self._codes[asked] = self._found_codes(table, column, measures)
        return self._codes[asked]

    def _found_codes(self, table: str, column: str, measures: Sequence[str]) -> tuple[str, ...]:
        series = self.dataset.series
        index = series_columns(table).index(column)
        found = {
            key[index]
            for key in series.keys(table)
            if any(series.holds(table, key, measure, self.period) for measure in measures)
        }
        return tuple(code for code in self.dataset.labels(table, column) if code in found)

    def life(self, **series: str | None) -> Period | None:
        """Return the days of the period in which the page and the section of a series existed."""
        page, section = series.get("page"), series.get("section")
        return self.dataset.reference.life(self.period, page, section)

    def daily(self, table: str, column: str, **series: str | None) -> list[Row] | None:
        """Return the row of each day that the page of a series existed, in their order.

        ``None`` unless every day has one with a number in the column, and one system counted
        them all.
        """
        key = tuple(series[name] for name in series_columns(table))
        life = self.life(**series)
        rows = [
            row
            for row in self.dataset.series.inside(table, key, self.period)
            if row["period_start"] == row["period_end"] and row[column] is not None
        ]
        whole = life is not None and len(rows) == life.days
        return rows if whole and not several_systems(self.dataset, rows) else None

    def cost(self, item: str, rows: Sequence[Row]) -> Measured:
        """Add up what of some rows of ``costs`` belongs to the year under one item."""
        shares = [(row, self.share_of(row)) for row in rows if row["item"] == item]
        of_year = [(row, share) for row, share in shares if share is not None]
        if not of_year or not self.is_year:
            return missing(self.nothing, self.period)
        value = sum((share for _, share in of_year), Fraction(0))
        sources = sources_of(self.dataset, [row for row, _ in of_year], "amount_rub")
        return Measured(value, period=self.period, sources=sources)

    def share_of(self, cost: Row) -> Fraction | None:
        """Return what of a row of ``costs`` belongs to the year; ``None`` if nothing does."""
        term, year = period_of(cost), self.period.start.year
        if not term.overlaps(self.period):
            return None
        if cost["method"] != BY_DAYS:
            return Fraction(cost["amount_rub"])
        days = {
            y: Period.of_year(y).shared(term) for y in range(term.start.year, term.end.year + 1)
        }
        return Fraction(cost_by_year(cost["amount_rub"], days)[year])

    def _summed(self, rows: Sequence[Row], column: str, life: Period | None = None) -> Measured:
        value = added(row[column] for row in rows)
        sources = sources_of(self.dataset, rows, column)
        return Measured(value, period=self.period, sources=sources, life=life)


def sources_of(dataset: Dataset, rows: Sequence[Row], column: str) -> tuple[str, ...]:
    """List the sources that the cells of a column have, each once."""
    return tuple(dict.fromkeys(dataset.source_of(row, column) for row in rows))
