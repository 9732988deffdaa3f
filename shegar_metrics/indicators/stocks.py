"""What a data package says of one period by counts of a day: subscriptions, measures, residents."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property

from ..dataset import Dataset
from ..dataset.reference import exists
from ..dataset.series import Row
from ..period import Period, nearest_stock_date
from .asking import STOCK_COLUMNS, check_stock
from .measured import NOT_OPEN, Measured, constant, missing


class StockFacts:
    """The stocks that belong to one period, and the reasons where there is nothing of it.

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
        self._stock_rows: dict[object, Row | None] = {}

    @property
    def is_year(self) -> bool:
        """Whether the period is a calendar year."""
        return self.period.is_year

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
        """The reason to give where, by the register, there was nothing to count."""
        return f"за {_named(self.period)} считать было нечего: {NOT_OPEN}"

    @property
    def incomplete(self) -> str:
        """The beginning of the reason where the data say something, but not all."""
        return f"сведения за {_named(self.period)} неполны"

    def stock(self, table: str, **codes: str | None) -> Measured:
        """Return the stock that stands for the period (see `stock_row` and `residents`)."""
        check_stock(self.dataset, table, codes)
        if table not in STOCK_COLUMNS:  # the population is not counted each year
            return self.residents(codes["territory"])
        row = self.stock_row(table, **codes)
        if row is not None:
            return self._stock_in(row, STOCK_COLUMNS[table])
        rows = self.dataset.stocks.of(table, **codes)
        if not rows:
            return missing(self.nothing)
        nearest = min((row["as_of"] for row in rows), key=lambda d: abs(d - self.period.end))
        return missing(f"ближайшие сведения — на {nearest:%d.%m.%Y}, вне этого года")

    @cached_property
    def reporting_date(self) -> date | None:
        """The day on which the year was reported to the Duma, as far as it is known."""
        if not self.is_year:
            return None
        rows = self.dataset.rows["decisions"]
        days = (row["reporting_date"] for row in rows if row["year"] == self.period.start.year)
        return next(days, None)

    @cached_property
    def day_of_register(self) -> date | None:
        """The day for which the pages that exist are looked up in the register.

        That is the day the year was reported on, if any page was counted then; else that of the
        count nearest to the end of the period: a page opened after it is none of the period.
        """
        rows = (self.subscribers(page["id"]) for page in self.dataset.reference.pages)
        days = {row["as_of"] for row in rows if row}
        reported = self.reporting_date
        return reported if reported in days else nearest_stock_date(days, self.period)

    @cached_property
    def counted_pages(self) -> list[str]:
        """The pages whose subscriptions are known on the day that stands for the period."""
        day = self.day_of_register
        return [
            page["id"]
            for page in self.dataset.reference.pages
            if page["platform"] and day and exists(page, day, day) and self.subscribers(page["id"])
        ]

    def subscribers(self, page: str) -> Row | None:
        """Return the count of the subscriptions to a page that stands for the period."""
        return self.stock_row("subscribers", page=page)

    def stock_row(self, table: str, **codes: str | None) -> Row | None:
        """Return the row of a stock that stands for the period.

        That is the row of the day the year was reported on, if it was and there was a count
        that day: what is counted later does not change a report that has been given. Otherwise
        it is the nearest (see `nearest_stock_date`).
        """
        key = (table, *sorted(codes.items()))
        if key not in self._stock_rows:  # whole sets of indicators ask for the same few
            self._stock_rows[key] = self._stock_row(table, **codes)
        return self._stock_rows[key]

    def _stock_row(self, table: str, **codes: str | None) -> Row | None:
        rows = {row["as_of"]: row for row in self.dataset.stocks.of(table, **codes)}
        reported = self.reporting_date
        day = reported if reported in rows else nearest_stock_date(rows, self.period)
        return None if day is None else rows[day]

    def on_day(self, table: str, column: str, day: date, **codes: str) -> Measured:
        """Return the stock counted on a day that has one."""
        rows = self.dataset.stocks.of(table, **codes)
        return self._stock_in(next(row for row in rows if row["as_of"] == day), column)

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
        return self._stock_in(before[-1], "residents")

    def _stock_in(self, row: Row, column: str) -> Measured:
        source = self.dataset.source_of(row, column)
        return Measured(Fraction(row[column]), dates=(row["as_of"],), sources=(source,))


def _named(period: Period) -> str:
    first = period.start
    return f"{first.year} год" if period.is_year else f"{first.month:02}.{first.year}"
