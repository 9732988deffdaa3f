"""What stands between the package and an indicator of an analyst: checks, in plain words.

An indicator of a notebook may return anything and fail in any way; those of the package are
held by its tests, and called as they are.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from math import isfinite
from numbers import Integral
from typing import Any

from ..problems import DeclarationRefusal, Refusal, one_line
from . import measured as exact
from .facts import Facts
from .measured import Measured
from .registry import Indicator, forget, is_ours

WANTED = "нужно измеренное значение: sm.ratio(…), facts.site(…), sm.constant(…)"


def measure(indicator: Indicator, facts: Facts, member: str = "") -> Measured:
    """Compute an indicator, of a member if it has any.

    Raises
    ------
    DeclarationRefusal
        If it is none of the package, and fails or returns what is no measured value.
    """
    given = (member,) if member else ()
    if is_ours(indicator):
        return indicator.compute(facts, *given)
    value = _called(indicator, indicator.compute, facts, *given)
    if not isinstance(value, Measured):
        raise _refused(indicator, f": функция вернула {_kind(value)}, а {WANTED}")
    return value


def members_of(indicator: Indicator, facts: Facts) -> Sequence[str]:
    """List the members an indicator has in a period; one without members has a nameless one.

    Raises
    ------
    DeclarationRefusal
        If it is none of the package, and its members are no codes.
    """
    if indicator.members is None:
        return ("",)
    if is_ours(indicator):
        return indicator.members(facts)
    found = _called(indicator, _listed, indicator.members, facts)
    if not isinstance(found, list):
        raise _refused(indicator, f": members вернула {_kind(found)}, а нужен перечень кодов")
    for code in found:
        if not isinstance(code, str) or not code.strip():
            raise _refused(indicator, f": members: код — {code!r:.60}, а нужен непустой текст")
    return found


def _refused(indicator: Indicator, why: str) -> DeclarationRefusal:
    """Refuse an indicator and forget it, so that the others can still be computed."""
    forget(indicator)
    return DeclarationRefusal(
        f"Показатель «{indicator.title}»{why}. Он снят: исправьте ячейку и выполните её снова."
    )


def _listed(members: Callable[[Facts], Any], facts: Facts) -> Any:
    """Return the codes that a function gives as a list; what is no list stays as it is."""
    found = members(facts)
    return list(found) if isinstance(found, Iterable) and not isinstance(found, str) else found


def _called(indicator: Indicator, function: Callable[..., Any], *given: object) -> Any:
    try:
        return function(*given)
    except Exception as error:
        why = str(error).rstrip(".") if isinstance(error, Refusal) else _described(error)
        line = _line(error, indicator.compute)
        raise _refused(indicator, f" не посчитан{line}: {why}") from error


def _described(error: Exception) -> str:
    return f"{type(error).__name__}, {one_line(error)}".rstrip(", .")


def _line(error: Exception, compute: Callable[..., Measured]) -> str:
    """Return the last line of the analyst's own code that an error came through."""
    theirs = compute.__code__.co_filename
    lines = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == theirs]
    if not lines:
        return ""
    source = f" «{lines[-1].line}»" if lines[-1].line else ""
    return f", строка {lines[-1].lineno}{source}"


def _kind(given: object) -> str:
    return "None" if given is None else type(given).__name__


# The arithmetic of an analyst: that of the package, with its arguments looked at first.


@wraps(exact.ratio)
def ratio(numerator: Measured, denominator: Measured, scale: int = 1) -> Measured:  # noqa: D103
    _check_measured("ratio", numerator, denominator)
    return exact.ratio(numerator, denominator, _whole_scale(scale))


@wraps(exact.total)
def total(parts: Sequence[Measured], nothing: str = "складывать нечего") -> Measured:  # noqa: D103
    if isinstance(parts, str) or not isinstance(parts, Iterable):
        raise DeclarationRefusal(
            f"sm.total: нужен перечень значений, sm.total([…, …]), а дано {_kind(parts)}."
        )
    every = list(parts)
    _check_measured("total", *every)
    return exact.total(every, _reason("total", nothing))


@wraps(exact.constant)
def constant(value: exact.Number | float) -> Measured:  # noqa: D103
    return exact.constant(_number("constant", value))


@wraps(exact.missing)
def missing(reason: str) -> Measured:  # noqa: D103
    return exact.missing(_reason("missing", reason))


def _check_measured(name: str, *given: object) -> None:
    for value in given:
        if not isinstance(value, Measured):
            raise DeclarationRefusal(
                f"sm.{name}: дано {_kind(value)}, а нужны измеренные значения, такие как "
                'facts.site("visits") и sm.constant(12).'
            )


def _number(name: str, value: object) -> Fraction:
    """Return a number as it is written: 0.1 is a tenth."""
    if isinstance(value, Integral) and not isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float | Decimal) and isfinite(value):
        return Fraction(repr(float(value)) if isinstance(value, float) else value)
    raise DeclarationRefusal(f"sm.{name}: дано {value!r:.60}, а нужно число.")


def _whole_scale(scale: object) -> int:
    if isinstance(scale, bool) or not isinstance(scale, Integral) or scale <= 0:
        raise DeclarationRefusal(
            f"sm.ratio: scale — {scale!r:.60}, а нужно целое число больше нуля, такое как 100."
        )
    return int(scale)


def _reason(name: str, given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise DeclarationRefusal(
            f"sm.{name}: дано {given!r:.60}, а нужна причина словами: почему числа нет."
        )
    return given
