"""What a number is held against in a figure: whose it is, and from which day it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..period import DAYS_IN_WEEK
from .activity import METHOD, POSTS_A_WEEK

MONTHS_IN_YEAR, DAYS_IN_YEAR = 12, 365


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A value that a method of others names for the months of an indicator.

    Parameters
    ----------
    indicator
        The id of the indicator.
    a_month
        The value.
    words
        How it is named beside its line.
    standing
        Whose it is, and what weight that has.
    since
        The day from which the method holds: an earlier month is held against nothing.
    """

    indicator: str
    a_month: Fraction
    words: str
    standing: str
    since: date


YARDSTICKS = (
    Yardstick(
        "posts",
        Fraction(POSTS_A_WEEK * DAYS_IN_YEAR, DAYS_IN_WEEK * MONTHS_IN_YEAR),
        "ориентир: 3 записи в неделю, около 13 в месяц",
        f"{METHOD}; для этих страниц ориентир не обязателен",
        date(2026, 5, 27),
    ),
)


def yardstick_of(indicator: str, year: int) -> Yardstick | None:
    """Return the yardstick of the months of an indicator, if it holds in a year."""
    found = (each for each in YARDSTICKS if each.indicator == indicator)
    return next((each for each in found if each.since.year <= year), None)
