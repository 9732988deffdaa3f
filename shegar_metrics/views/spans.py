"""The time of rows in Russian words: a month, a year, several years, the dates of stocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from babel.dates import get_month_names

from ..period import Period
from . import typography
from . import wording as w
from .rows import Row

MANY_DAYS = 3
"""More days than these are written as a span."""


def period_of(row: Row) -> str:
    """Write the period of a row: «2022 год», «март 2022 года»."""
    if is_month(row):
        return f"{month_of(row)} {row.period.start.year}{w.NBSP}года"
    return w.span(row.period)


def month_of(row: Row) -> str:
    """Name the month of a row: «март»."""
    return str(get_month_names("wide", "stand-alone", w.RU)[row.period.start.month])


def is_month(row: Row) -> bool:
    """Whether a row is of a calendar month."""
    start = row.period.start
    return row.period == Period.of_month(start.year, start.month)


def is_year(row: Row) -> bool:
    """Whether a row is of a calendar year."""
    return row.period.is_year


def span_of(rows: Sequence[Row]) -> str:
    """Write the time of some rows: «2022 год», «2022–2024 годы»; nothing if it is not known."""
    periods = [row.period for row in rows if row.start and row.end]
    if not periods:
        return ""
    whole = Period(min(p.start for p in periods), max(p.end for p in periods))
    years = sorted({year for p in periods for year in range(p.start.year, p.end.year + 1)})
    first, last = years[0], years[-1]
    if first == last or whole != Period(date(first, 1, 1), date(last, 12, 31)):
        return w.span(whole)
    return w.years(years)


def days_in(days: Iterable[date]) -> str:
    """Write the dates of stocks: «на 10.07.2023»; many of them as a span."""
    written = [w.short_day(day) for day in sorted(set(days))]
    if len(written) > MANY_DAYS:
        return f"на{w.NBSP}разные дни с{w.NBSP}{written[0]} по{w.NBSP}{written[-1]}"
    return f"на{w.NBSP}{typography.conjoined(written)}" if written else ""
