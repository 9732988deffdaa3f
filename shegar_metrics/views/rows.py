"""One row of a frame of results, and its number in print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..indicators.changes import OF_PEERS
from ..period import Period
from ..problems import ParameterRefusal
from . import wording as w

NO_DATA = "сведений нет"
NONE = "нет"
"""The same where a number would stand."""

SIGNS = {"%": "%", "rub": "₽", "points": w.POINTS_SIGN}
"""Units that are written after a number as a sign."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a frame; what a column lacks is empty here.

    Parameters
    ----------
    place, indicator, member
        Where, what and of whom it was measured.
    title, label
        The same in Russian.
    value, reason
        The number as it is printed, or why there is none.
    unit, digits
        What it counts, and digits after the decimal comma.
    aspect
        ``"value"``, ``"change"`` …; what is no value is written with its sign.
    start, end, as_of
        The period, and the date of a stock.
    is_stock
        Whether it is of a day, and of no period.
    anchor
        Where it stands in «Откуда число».
    """

    place: str
    indicator: str
    member: str
    title: str
    label: str
    value: Fraction | None
    reason: str
    unit: str
    digits: int
    aspect: str
    start: date | None
    end: date | None
    as_of: date | None
    is_stock: bool
    anchor: str

    @property
    def period(self) -> Period:
        """The period; a chart of time asks for its columns first."""
        if self.start is None or self.end is None:
            raise ParameterRefusal(
                "Рисунок: у строки таблицы нет начала или конца периода (start, end). "
                "Нужна таблица results.frame() или её часть."
            )
        return Period(self.start, self.end)

    @property
    def series(self) -> tuple[str, str, str]:
        """What the row is one moment of."""
        return self.place, self.indicator or self.title, self.member or self.label

    @property
    def sign(self) -> str:
        """The sign of the unit, if it has one; two percentages differ by points."""
        if self.is_change and self.aspect != "change" and self.unit == "%":
            return w.POINTS_SIGN
        return SIGNS.get(self.unit.partition("/")[0], "")

    @property
    def is_change(self) -> bool:
        """Whether it is no value, but what changed from one to another."""
        return self.aspect not in ("", "value", *OF_PEERS)

    @property
    def number(self) -> str:
        """The number alone, of a change with its sign; «нет» without one."""
        if self.value is None:
            return NONE
        return (w.signed if self.is_change else w.number)(self.value, self.digits)

    @property
    def written(self) -> str:
        """The number in print: ``1 114``, ``27,67 %``; «нет» without one."""
        sign = f"{w.NBSP}{self.sign}" if self.sign and self.value is not None else ""
        return f"{self.number}{sign}"

    @property
    def phrase(self) -> str:
        """The number in a sentence."""
        return NO_DATA if self.value is None else self.written
