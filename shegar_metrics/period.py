"""The reporting period: a calendar year, and which stock belongs to it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from numbers import Integral
from typing import Self

from .problems import ParameterRefusal

MONTHS_IN_YEAR = 12
DAYS_IN_WEEK = 7

DASHES = re.compile("[-\u2012\u2013\u2014]")
"""Between the first and the last of several years, as people write it."""

STOCK_REACH_DAYS = 212
"""How long after the period a stock still stands for it: to 31 July, or 30 in a leap year.

The report of a year is made in the first half of the next, and counts the subscribers of
the day it is made on.
"""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included."""

    start: date
    end: date

    @classmethod
    def of_year(cls, year: int) -> Self:
        """Return the calendar year *year*."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        """Return a month of a year."""
        return cls(date(year, month, 1), date(year, month, monthrange(year, month)[1]))

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year."""
        first, last = self.start, self.end
        ends = (first.day, first.month, last.day, last.month)
        return ends == (1, 1, 31, 12) and first.year == last.year

    @property
    def days(self) -> int:
        """Number of days: 365, or 366 in a leap year."""
        return (self.end - self.start).days + 1

    def contains(self, other: Period) -> bool:
        """Return whether *other* lies wholly inside this period."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Return whether the two periods share a day."""
        return self.start <= other.end and other.start <= self.end

    def shared(self, other: Period) -> int:
        """Count the days that the two periods share."""
        return max((min(self.end, other.end) - max(self.start, other.start)).days + 1, 0)

    def days_to(self, day: date) -> int:
        """Count the days from the period to *day*: 0 inside it, never negative."""
        return max((day - self.end).days, (self.start - day).days, 0)


def nearest_stock_date(dates: Iterable[date], period: Period) -> date | None:
    """Choose the date whose stock stands for a period.

    Of the dates in the period, and for a year also those up to `STOCK_REACH_DAYS` after it, the
    nearest to its last day, and the earlier of two equally near.
    """
    near = [day for day in dates if _belongs(day, period)]
    return min(near, key=lambda day: (abs((day - period.end).days), day), default=None)


def _belongs(day: date, period: Period) -> bool:
    reach = STOCK_REACH_DAYS if period.is_year else 0
    return period.start <= day and (day - period.end).days <= reach


def years_of_a_day(periods: Iterable[Period]) -> set[int]:
    """Return the years of which periods tell a single day.

    Exports go a day beyond their year, which proves that it is whole and tells of no other.
    """
    days: dict[int, set[date]] = {}
    for period in periods:
        for day in (period.start, period.end):
            days.setdefault(day.year, set()).add(day)
    return {year for year, known in days.items() if len(known) == 1}


def parse_year(value: object, years: Sequence[int]) -> int:
    """Turn the parameter ``year`` into a year that has data.

    Parameters
    ----------
    value
        What the user gave: a whole number, or text of four digits; ``None`` where
        the last year was asked of data that have none.
    years
        The years that have data.

    Raises
    ------
    ParameterRefusal
        If it is not a year, or there is no data of that year; the years there are
        are named.
    """
    if value is None and not years:
        raise ParameterRefusal(
            "Отчёт делать не за что: в данных нет ни одного года. Загрузите выгрузки "
            "(shegar-metrics import) или впишите числа в таблицы."
        )
    known = f"Есть данные за годы: {', '.join(map(str, years))}." if years else "Данных нет."
    if isinstance(value, Integral) and not isinstance(value, bool):
        value = int(value)  # also one of numpy
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ParameterRefusal(f"Параметр year: {value!r:.60} — не год. {known}")
    if isinstance(value, int) and not MINYEAR <= value <= MAXYEAR:
        raise ParameterRefusal(f"Параметр year: это число — не год. {known}")
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{4}", text):
        told = f"Параметр year: «{text[:40]}» — не год{_strangers(text)}. {known}"
        raise ParameterRefusal(told)
    year = int(text)
    if year not in years:
        raise ParameterRefusal(f"Параметр year: за {year} год данных нет. {known}")
    return year


def parse_years(text: str, years: Sequence[int]) -> list[int]:
    """Turn ``2022-2025`` or ``2022,2024`` into years, each of which has data.

    Parameters
    ----------
    text
        What the user gave: years and spans of years, with commas between.
    years
        The years that have data.

    Raises
    ------
    ParameterRefusal
        If it is anything else, or one of the years has no data.

    Examples
    --------
    >>> parse_years("2020, 2022-2023", [2020, 2021, 2022, 2023])
    [2020, 2022, 2023]
    """
    asked: set[int] = set()
    for part in text.split(","):
        ends = [parse_year(end, years) for end in DASHES.split(part)]
        if len(ends) > 2 or ends != sorted(ends):
            raise ParameterRefusal(
                f"Годы «{part.strip()[:40]}»: промежуток пишется от раннего года к позднему, "
                "например 2022-2025."
            )
        asked |= {parse_year(year, years) for year in range(ends[0], ends[-1] + 1)}
    return sorted(asked)


def _strangers(text: str) -> str:
    """Name a letter that stands where a digit should, such as a Cyrillic «О» for a zero."""
    letters = sorted({char for char in text if char.isalpha()})
    if len(text) != len("2022") or not letters:
        return ": нужны четыре цифры"
    return f": {', '.join(f'«{char}»' for char in letters)} — буква, а не цифра"
