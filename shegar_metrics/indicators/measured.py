"""The measured value: a number with all that is needed to trust it, or why there is none.

Values are exact fractions: shares add up to one exactly, and rounding happens once, in
print. A missing part makes the whole missing; missing is never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..period import Period

Number = int | Decimal | Fraction


NOT_OPEN = "ещё не открыто или уже закрыто"
"""The end of the reason where, by the register, there was nothing to count."""


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a sum: of a page, a section, a requirement.

    Parameters
    ----------
    code, label
        Which one, and its title in print.
    value
        What it adds.
    dates
        The dates of its stock; of a flow there are none.
    proven
        Whether it is a zero by the register: the page or section did not exist then.
    life
        The days it existed, if those are not the whole period.
    """

    code: str
    label: str
    value: Fraction
    dates: tuple[date, ...] = ()
    proven: bool = False
    life: Period | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its origin.

    Parameters
    ----------
    value
        The number in the unit of its indicator; ``None`` if there is none.
    reason
        Why there is no number, as the end of a Russian sentence «нет значения: …».
    period
        The period of the flows in it.
    dates
        The dates of the stocks in it, ascending.
    numerator, denominator
        What was divided by what, if anything was.
    sources
        Identifiers of the rows of ``sources`` it rests on.
    parts
        The addends it was made from, where they may differ from year to year.
    is_sum
        Whether it is the sum of its parts.
    life
        The days that its page or section existed, if those are not the whole period.
    """

    value: Fraction | None
    reason: str | None = None
    period: Period | None = None
    dates: tuple[date, ...] = ()
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    sources: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    is_sum: bool = False
    life: Period | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError("a measured value has either a number or a reason")

    def less(self, number: int) -> Measured:
        """Take a number away from the value, if there is one; the origin stays."""
        return self if self.value is None else replace(self, value=self.value - number)

    def as_part(self, code: str, label: str) -> Measured:
        """Name the value as one addend of sums to come."""
        if self.value is None:
            return self
        part = Part(code, label, self.value, self.dates, life=self.life)
        return replace(self, parts=(part,), is_sum=True)

    def __float__(self) -> float:
        return float("nan") if self.value is None else float(self.value)


def missing(reason: str, period: Period | None = None) -> Measured:
    """Return a measured value without a number.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.missing("не считали").value is None
    True
    """
    return Measured(None, reason, period)


def constant(value: Number) -> Measured:
    """Return a number that comes from no source: days in a year, months, a scale.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.constant(12).value
    Fraction(12, 1)
    """
    return Measured(Fraction(value))


def proven_zero(code: str, label: str) -> Measured:
    """Return the zero of a page or section that did not exist, by the register."""
    return Measured(Fraction(0), parts=(Part(code, label, Fraction(0), proven=True),), is_sum=True)


def added(numbers: Iterable[Number]) -> Fraction:
    """Add numbers up exactly; whole ones, as nearly all are, as such."""
    value = sum(each if type(each) in (int, Fraction) else Fraction(each) for each in numbers)
    return value if isinstance(value, Fraction) else Fraction(value)


def _joined(
    parts: Sequence[Measured], value: Fraction | None, reason: str | None, **more: Any
) -> Measured:
    """Merge the origins of several values; more of the fields may be said."""
    periods = [part.period for part in parts if part.period is not None]
    span = None
    if periods:
        span = Period(min(p.start for p in periods), max(p.end for p in periods))
    return Measured(
        value,
        reason,
        span,
        tuple(sorted({day for part in parts for day in part.dates})),
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
        parts=tuple(dict.fromkeys(addend for part in parts for addend in part.parts)),
        life=next((part.life for part in parts if part.life and not part.parts), None),
        **more,
    )


def _fold(
    parts: Sequence[Measured],
    fold: Callable[[list[Fraction]], Fraction],
    nothing: str,
    **more: Any,
) -> Measured:
    if not parts:
        return missing(nothing)
    reason = next((part.reason for part in parts if part.value is None), None)
    if reason is not None:
        return _joined(parts, None, reason)
    values = [part.value for part in parts if part.value is not None]
    return _joined(parts, fold(values), None, **more)


def total(parts: Sequence[Measured], nothing: str = "складывать нечего") -> Measured:
    """Add values up; one missing part makes the total missing.

    Parameters
    ----------
    parts
        What is added.
    nothing
        The reason to give if there are no parts at all.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.total([sm.constant(2), sm.constant(3)]).value
    Fraction(5, 1)
    >>> sm.total([sm.constant(2), sm.missing("не считали")]).reason
    'не считали'
    """
    return _fold(parts, added, nothing, is_sum=all(part.is_sum for part in parts))


def largest(parts: Sequence[Measured], nothing: str = "сравнивать нечего") -> Measured:
    """Return the greatest of several values, with the origin of them all."""
    return _fold(parts, max, nothing)


def ratio(numerator: Measured, denominator: Measured, scale: int = 1) -> Measured:
    """Divide, keeping both numbers and the origin of both.

    Parameters
    ----------
    numerator, denominator
        The two values.
    scale
        What the quotient is multiplied by: 100 for a percentage.

    Returns
    -------
    Measured
        Missing if either is missing or the denominator is zero.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> half = sm.ratio(sm.constant(1), sm.constant(2), scale=100)
    >>> half.value, half.numerator, half.denominator
    (Fraction(50, 1), Fraction(1, 1), Fraction(2, 1))
    """
    parts = (numerator, denominator)
    if numerator.value is None or denominator.value is None:
        return _joined(parts, None, numerator.reason or denominator.reason)
    if denominator.value == 0:
        value, reason = None, "знаменатель равен нулю"
    else:
        value, reason = scale * numerator.value / denominator.value, None
    divided = {"numerator": numerator.value, "denominator": denominator.value}
    return _joined(parts, value, reason, **divided)
