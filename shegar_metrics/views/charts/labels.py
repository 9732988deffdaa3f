"""The numbers at the marks of a row: whole, in thousands, or at its ends and extremes alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .. import wording as w
from ..rows import NONE, Row
from .texts import BETWEEN, apart, width_of

THOUSAND = 1000
THOUSANDS = "тысяч"
FEWEST_DIGITS = 4
"""Shorter numbers are never written in thousands."""


def numbers_of(rows: Sequence[Row], thousands: bool = False) -> list[str]:
    """Write the number of each row; in thousands with one digit."""
    return [
        w.number(row.value / THOUSAND, 1) if thousands and row.value is not None else row.number
        for row in rows
    ]


def fit(texts: Sequence[str], slot: float) -> bool:
    """Whether texts stand beside each other in slots of so many pixels."""
    return all(width_of(text, bold=True) + BETWEEN <= slot for text in texts)


def need_thousands(rows: Sequence[Row], slot: float) -> bool:
    """Whether the numbers fit into their slots in thousands, and not whole."""
    greatest = max((abs(row.value) for row in rows if row.value is not None), default=Fraction(0))
    if greatest < 10 ** (FEWEST_DIGITS - 1) or any(row.is_change for row in rows):
        return False
    return not fit(numbers_of(rows), slot) and fit(numbers_of(rows, True), slot)


def labelled(
    rows: Sequence[Row], texts: Sequence[str], places: Sequence[float], bold: bool = False
) -> set[int]:
    """Choose the rows whose number is written: all, else the last, first, greatest and least.

    Parameters
    ----------
    rows
        The rows, in the order of time.
    texts
        What would be written of each.
    places
        Where each stands, in pixels.
    bold
        Whether some are bold.
    """
    every = range(len(rows))
    if len(chosen := apart(places, texts, every, bold)) == len(rows):
        return chosen
    known = [(row.value, number) for number, row in enumerate(rows) if row.value is not None]
    if not known:
        return apart(places, [NONE] * len(rows), every, bold)
    ends = [known[-1][1], known[0][1]]
    extremes = [max(known)[1], min(known, key=lambda pair: (pair[0], -pair[1]))[1]]
    return apart(places, texts, list(dict.fromkeys([*ends, *extremes])), bold)
