"""What a number is held against: how much it should be at least, whose it is, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..period import DAYS_IN_WEEK, Period

MONTHS_IN_YEAR, DAYS_IN_YEAR = 12, 365

A_MONTH = {
    None: Fraction(1),
    "month": Fraction(1),
    "week": Fraction(DAYS_IN_YEAR, DAYS_IN_WEEK * MONTHS_IN_YEAR),
    "year": Fraction(1, MONTHS_IN_YEAR),
}
"""How much of what is asked for a time is asked for a month."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A value that somebody says an indicator should have at least: a row of ``yardsticks``.

    Parameters
    ----------
    indicator, member
        The id of the indicator, and of what alone if not of all its members.
    value, per
        The value, and the time it is asked for, of what grows with the time.
    whose, standing
        Whose it is in words; and whether that is law, a recommendation or another's practice.
    since, until
        The first and the last day on which it holds.
    source
        The source that names it.
    """

    indicator: str
    member: str
    value: Fraction
    per: str | None
    whose: str
    standing: str
    since: date
    until: date
    source: str

    @property
    def a_month(self) -> Fraction:
        """The value that is asked of a month."""
        return self.value * A_MONTH[self.per]

    def overlaps(self, period: Period) -> bool:
        """Whether it holds on some day of a period."""
        return self.since <= period.end and period.start <= self.until


def yardstick_on(
    yardsticks: Sequence[Yardstick], day: date, indicator: str, member: str = ""
) -> Yardstick | None:
    """Return the yardstick of an indicator that holds on a day, that of its member before others.

    Of a year that is its last day: a year is held against what holds when it ends.
    """
    holding = [
        each
        for each in yardsticks
        if each.indicator == indicator
        and each.member in ("", member)
        and each.since <= day <= each.until
    ]
    return max(holding, key=lambda each: each.member != "", default=None)
