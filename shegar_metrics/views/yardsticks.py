"""What a number of the report is held against: whether it is below, and how that is written."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import count

from ..indicators import Result, Results
from ..indicators.context import Source
from ..indicators.units import PERCENT, Unit
from ..indicators.yardsticks import Yardstick, yardstick_on
from . import wording as w

ROUND = {"week": "в неделю", "month": "в месяц", "year": "в год"}
STANDING = {
    "law": "это норма закона",
    "recommendation": "это рекомендация, здесь ориентир не обязателен",
    "practice": "это практика другого региона, здесь ориентир не обязателен",
}
"""The end of the sentence that says whose a yardstick is, by the weight that it has."""


def yardstick(results: Results, result: Result) -> Yardstick | None:
    """Return what a value of the year is held against, if anything holds when the year ends."""
    every, day = results.context.yardsticks, results.period.end
    return yardstick_on(every, day, result.indicator.id, result.member)


def is_below(results: Results, result: Result) -> bool:
    """Return whether a percentage is below its yardstick: exactly, and in print as well."""
    held = yardstick(results, result)
    if held is None or result.value is None or held.per is not None or result.value >= held.value:
        return False
    indicator = result.indicator
    digits = w.digits_in(result.value, indicator.unit, indicator.digits)
    return Fraction(w.exact(result.value, digits)) < held.value


def number_of(value: Fraction) -> str:
    """Write the value of a yardstick with all decimals that it has: ``95``, ``3,6``."""
    return w.number(value, next(d for d in count() if (value * 10**d).denominator == 1))


def value_of(held: Yardstick, unit: Unit) -> str:
    """Write the value of a yardstick with its unit: «95 %», «3 записи в неделю»."""
    number = number_of(held.value)
    if unit == PERCENT:
        return f"{number}{w.NBSP}%"
    forms = f"{number}{w.NBSP}{w.form(held.value, unit.nouns, int(',' in number))}"
    return " ".join(part for part in (forms, unit.per, ROUND.get(held.per or "", "")) if part)


def in_key(held: Yardstick, unit: Unit) -> str:
    """Name the line of a yardstick: «ориентир: 3 записи в неделю, около 13 в месяц»."""
    whole = f"ориентир: {value_of(held, unit)}"
    if held.per in (None, "month"):
        return whole
    return f"{whole}, около{w.NBSP}{w.number(held.a_month)} в{w.NBSP}месяц"


def of_year(results: Results, value: Result) -> list[Yardstick]:
    """Return what the months of a value are held against in the year: its own, else that of all."""
    holding = [
        each
        for each in results.context.yardsticks
        if each.indicator == value.indicator.id
        and each.member in ("", value.member)
        and each.overlaps(results.period)
    ]
    return [each for each in holding if each.member] or holding


def held_against(family: Iterable[Result], results: Results) -> list[tuple[str, str]]:
    """``{% for label, words in answered_on_time.values() | held_against(results) %}``.

    Of each yardstick of the year once: of what it is, if not of all; how much it is, whose, and
    whether it binds.
    """
    every = {held: value for value in family for held in of_year(results, value)}
    return [
        (value.label if held.member else "", _whose(held, results, value.indicator.unit))
        for held, value in every.items()
    ]


def _whose(held: Yardstick, results: Results, unit: Unit) -> str:
    since = f"с{w.NBSP}{w.day(held.since)}" if held.since > results.period.start else ""
    until = f"по{w.NBSP}{w.day(held.until)}" if held.until < results.period.end else ""
    term = f" ({' '.join(part for part in (since, until) if part)})" if since or until else ""
    return f"{value_of(held, unit)} или больше{term}: {held.whose}; {STANDING[held.standing]}"


def below(value: Result, results: Results) -> str:
    """``{{ channel | below(results) }}`` — «95 %»: what a value is below; nothing if it is not."""
    held = yardstick(results, value)
    if held is None or not is_below(results, value):
        return ""
    return value_of(held, value.indicator.unit)


def yardstick_source(value: Result, results: Results) -> Source | None:
    """``{{ channel | yardstick_source(results) | cited }}``: the source of what it is held to."""
    held = yardstick(results, value)
    return results.context.sources[held.source] if held else None
