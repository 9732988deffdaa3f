"""The filters of the templates for sentences that compare a value with the year before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from ..indicators import Result
from ..indicators.units import ROUBLES
from . import typography
from . import wording as w
from .comparing import (
    Comparison,
    broken_by,
    common_events,
    comparison,
    earlier_anchor,
    lapse,
    newly,
)
from .filters import Linked, leading_to
from .missing import left_open, lost, lost_reason, uncomputed
from .tables.overview import broken_rows, lacking_pages
from .tables.signs import signs
from .yardsticks import below, held_against, yardstick_source

DAY = re.compile(r"\b(\d\d)\.(\d\d)\.(\d{4})\b")
"""A day in digits, which a sentence has in words."""


def claim(compared: Comparison, more: str, less: str, alike: str) -> str:
    """``{{ c | claim("Стало больше", "Стало меньше", "Почти столько же") }}``."""
    return {"more": more, "less": less}.get(compared.direction, alike)


def by_how_much(compared: Comparison, in_words: bool = False) -> str:
    """``{{ c | by_how_much }}`` — «на 10,5 % больше», «в 2,3 раза больше», «на 4 больше».

    Roubles are written as a sign, or in words.
    """
    way = "больше" if compared.direction == "more" else "меньше"
    if compared.times is not None:
        times = w.number(compared.times, 1).removesuffix(",0")
        word = w.form(compared.times, ("раз", "раза", "раз"), 0 if "," not in times else 1)
        return f"в{w.NBSP}{times}{w.NBSP}{word} {way}"
    difference = compared.difference
    by = abs(difference.value or Fraction(0))
    if compared.is_share:
        return leading_to(
            difference.anchor, f"на{w.NBSP}{w.number(by, 1)}{w.NBSP}процентного пункта {way}"
        )
    whole = leading_to(difference.anchor, _amount(compared.now, by, in_words))
    if compared.percent is None or compared.same is not None:
        return _around(f"на{w.NBSP}", whole, f" {way}")
    if compared.is_stock:
        inside = leading_to(compared.percent.anchor, w.change_of(compared.percent))
        inner = Linked(f"{whole} ({inside})", f"{whole.marked} ({inside.marked})")
        return _around(f"на{w.NBSP}", inner, f" {way}")
    number = w.number(abs(compared.percent.value or Fraction(0)), 1)
    return leading_to(compared.percent.anchor, f"на{w.NBSP}{number}{w.NBSP}% {way}")


def was(compared: Comparison, in_words: bool = False) -> str:
    """``{{ c | was }}`` — «41 644», «90,6 %», «46 900,79 ₽»: the earlier value.

    It leads to its row. Roubles are written as a sign, or in words.
    """
    then, now = compared.then, compared.now
    text = _amount(now, then.value or Fraction(0), in_words)
    if compared.is_share:
        text = f"{text}{w.NBSP}%"
    year = now.period.start.year - 1
    return leading_to(f"y-{year}-{now.anchor.removeprefix('n-')}", text)


def since(compared: Comparison) -> str:
    """``чем {{ c | since }}`` — «за 2024 год», «31 декабря 2024 года»."""
    if compared.is_stock and not compared.is_new:
        return w.on_days(compared.then.dates)
    return f"за{w.NBSP}{compared.now.period.start.year - 1}{w.NBSP}год"


def on_days(value: Result) -> str:
    """``на {{ subscriptions | on_days }}`` — «31 декабря 2024 — 1 февраля 2025 года»."""
    return w.on_days(value.dates)


def valued_then(value: Result) -> str:
    """``было {{ before | valued_then }}`` — «5 из 8»: a key value of an earlier year."""
    return leading_to(earlier_anchor(value), w.value_of(value))


def moment(value: Result) -> str:
    """``({{ before | moment }} — …)`` — «за 2024 год», «на 31 декабря 2024 года»: its time."""
    if value.dates and value.measured.period is None:
        return f"на{w.NBSP}{w.on_days(value.dates)}"
    return f"за{w.NBSP}{w.span(value.period)}"


def uncompared(change: Result, year: int) -> str:
    """``{{ change | uncompared(2024) }}`` — «Сравнить с 2024 годом нельзя: …»."""
    why = DAY.sub(_day_in_words, str(change.reason))
    known = why.startswith("сравнить с")
    return typography.sentence(why if known else f"сравнить с {year} годом нельзя: {why}")


def _day_in_words(found: re.Match[str]) -> str:
    day, month, year = map(int, found.groups())
    try:
        return w.day(date(year, month, day))
    except ValueError:  # it is in the text of an event, and is no day
        return found[0]


def full_stop(text: str) -> str:
    """``Почему: {{ remark | full_stop }}``: as it is typed, with a full stop."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _amount(now: Result, value: Fraction, in_words: bool) -> str:
    """Write a number as the value of an indicator is written; roubles with their sign or noun."""
    unit = now.indicator.unit
    if in_words and unit.nouns == ROUBLES.nouns:
        return w.roubles(value, now.indicator.digits)
    text = w.short(now, value)
    return f"{text}{w.NBSP}₽" if unit == ROUBLES else text


def _around(before: str, inner: Linked, after: str) -> Linked:
    return Linked(f"{before}{inner}{after}", f"{before}{inner.marked}{after}")


FILTERS: dict[str, Callable[..., Any]] = {
    "against": comparison,
    **{
        function.__name__: function
        for function in (
            *(claim, by_how_much, was, since, lapse, on_days, valued_then, uncompared, full_stop),
            *(broken_by, common_events, newly),
            *(moment, lost, lost_reason, left_open, uncomputed),
            *(below, held_against, yardstick_source, signs, broken_rows, lacking_pages),
        )
    },
}
