"""Changes from one measurement to another: never from a count to itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from ..period import Period
from .context import Event
from .measured import Measured, Part, missing
from .units import MEASURES, PERCENT, Unit


class Aspect(StrEnum):
    """What of an indicator a row of the results holds."""

    VALUE = "value"
    CHANGE = "change"
    """x1 ÷ x0 − 1, per cent; of a percentage, percentage points. Where a page opened or closed
    between, of the parts that were there both times."""
    DIFFERENCE = "difference"
    """x1 − x0; where a page opened or closed between, it consists of the three below."""
    SAME = "difference_same"
    OPENED = "difference_opened"
    CLOSED = "difference_closed"
    PEERS_LOWER = "peers_lower"
    """The lower quartile of the municipalities alike; the others below are of them, too."""
    PEERS_MEDIAN = "peers_median"
    PEERS_UPPER = "peers_upper"
    PEERS_PLACE = "peers_place"
    """Which this municipality is among them, the largest value first."""


OF_PEERS = (Aspect.PEERS_LOWER, Aspect.PEERS_MEDIAN, Aspect.PEERS_UPPER, Aspect.PEERS_PLACE)
"""What is of the municipalities alike, and of no year before."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One aspect of a comparison: its number, and the two values it is of.

    Parameters
    ----------
    aspect
        Which aspect.
    measured
        The number, or why there is none; its numerator and denominator are the later and the
        earlier value.
    then
        The earlier value.
    members
        Titles of the parts it is of, where those are not all.
    """

    aspect: Aspect
    measured: Measured
    then: Measured
    members: tuple[str, ...] = ()


def compare(
    now: Measured, then: Measured, before: Period, unit: Unit, breaks: Sequence[Event] = ()
) -> Iterator[Comparison]:
    """Compare a value with that of the year before.

    Parameters
    ----------
    now, then
        The two values.
    before
        The year of the earlier one.
    unit
        Their unit: two percentages are subtracted, as a percentage of a percentage misleads.
    breaks
        The events that break the series of the two.

    Yields
    ------
    Comparison
        The change, always, with the reason if there is none; the difference if both were
        measured anew, and what it consists of if a part was opened or closed between.
    """
    absent = _incomparable(now, then, before, breaks)
    if absent is not None:
        yield Comparison(Aspect.CHANGE, absent, then)
        return
    opened, closed = _only_in(now, then), _only_in(then, now)
    if opened or closed:
        if now.is_sum and then.is_sum:
            yield from _in_parts(now, then, before, opened, closed)
        else:
            names = ", ".join(part.label for part in (*opened, *closed))
            reason = f"открыто или закрыто между ними: {names}"
            yield Comparison(Aspect.CHANGE, missing(reason), then)
        return
    yield Comparison(Aspect.CHANGE, _relative(now, then, before, unit), then)
    yield Comparison(Aspect.DIFFERENCE, _difference(now, then), then)


def is_between(event: Event, then: Measured, now: Measured) -> bool:
    """Return whether an event lies between two values: of two periods also if it is within one.

    Of what is counted by the day, the days of the pages that it is of decide, and not that of the
    population which may be divided by.
    """
    if then.period and now.period:
        return then.period.start < event.day <= now.period.end
    then_days, now_days = (_days_of(event, value) for value in (then, now))
    return bool(then_days and now_days) and min(then_days) < event.day <= max(now_days)


def _days_of(event: Event, value: Measured) -> Sequence[date]:
    every = [part for part in value.parts if not event.pages or part.code in event.pages]
    return [day for part in every for day in part.dates] or value.dates


def _incomparable(
    now: Measured, then: Measured, before: Period, breaks: Sequence[Event]
) -> Measured | None:
    """Return why two values cannot be compared, if they cannot.

    Where something was not counted anew, the day of that count is given with the reason.
    """
    year = before.start.year
    if now.value is None:
        return missing(f"сравнить с {year} годом нельзя: нет значения за отчётный год")
    if then.value is None:
        return missing(f"сравнить с {year} годом нельзя: {then.reason}")
    broken = next((event for event in breaks if is_between(event, then, now)), None)
    if broken is not None:
        return missing(f"сравнить с {year} годом нельзя: {broken.text} ({broken.day:%d.%m.%Y})")
    if not now.parts and now.dates and now.dates == then.dates and now.period is None:
        return _not_anew(now.dates)
    if {part.code for part in now.parts} != {part.code for part in then.parts}:
        return missing(f"состав слагаемых не тот, что за {year} год")
    partial = _partial(now, then)
    if partial:
        return missing(f"не весь год существовали: {', '.join(partial)}")
    earlier = {part.code: part for part in then.parts}
    stocks = [p for p in now.parts if p.dates and not earlier[p.code].proven]
    same = [part for part in stocks if part.dates == earlier[part.code].dates]
    before_it = [p.label for p in stocks if max(p.dates) < max(earlier[p.code].dates)]
    if before_it:
        return missing(f"посчитано раньше, чем за {year} год: {', '.join(before_it)}")
    if not same:
        return None
    names = tuple(dict.fromkeys(part.label for part in same))
    days = sorted({day for part in same for day in part.dates})
    return _not_anew(days, () if len(same) == len(stocks) else names)


def _partial(now: Measured, then: Measured) -> list[str]:
    """Name what existed for another part of one of the years, and in both."""
    if not now.parts and (now.life or then.life):
        return ["страница или раздел"]
    parts = {part.code: part for part in then.parts}
    return [
        part.label
        for part in now.parts
        if not (part.proven or parts[part.code].proven) and (part.life or parts[part.code].life)
    ]


def _not_anew(days: Sequence[date], names: Sequence[str] = ()) -> Measured:
    since = f"не пересчитано с {', '.join(f'{day:%d.%m.%Y}' for day in days)}"
    reason = f"{since}: {', '.join(names)}" if names else since
    return Measured(None, reason, dates=tuple(days))


def _only_in(one: Measured, other: Measured) -> list[Part]:
    """List the parts of one value that the register proves not to have been in the other."""
    proven = {part.code for part in other.parts if part.proven}
    return [part for part in one.parts if part.code in proven and not part.proven]


def _in_parts(
    now: Measured, then: Measured, before: Period, opened: list[Part], closed: list[Part]
) -> Iterator[Comparison]:
    """Part the difference of two sums: of what opened, of what closed, and of the others."""
    gone = {part.code for part in (*opened, *closed)}
    later, earlier = (
        replace(
            whole,
            value=sum((p.value for p in whole.parts if p.code not in gone), Fraction(0)),
            dates=tuple(sorted({d for p in whole.parts if p.code not in gone for d in p.dates})),
        )
        for whole in (now, then)
    )
    same = [p for p in now.parts if p.code not in gone and not p.proven]
    if same:
        names = tuple(part.label for part in same)
        yield Comparison(Aspect.CHANGE, _relative(later, earlier, before), earlier, names)
    else:
        reason = "ни одного слагаемого, которое было и годом раньше"
        yield Comparison(Aspect.CHANGE, missing(reason), then)
    yield Comparison(Aspect.DIFFERENCE, _difference(now, then), then)
    if same:
        yield Comparison(Aspect.SAME, _difference(later, earlier), earlier, names)
    for aspect, parts, sign in ((Aspect.OPENED, opened, 1), (Aspect.CLOSED, closed, -1)):
        if parts:
            value = sign * sum((part.value for part in parts), Fraction(0))
            difference = replace(_of(now, then, value), numerator=None, denominator=None)
            yield Comparison(aspect, difference, then, tuple(part.label for part in parts))


def _relative(now: Measured, then: Measured, before: Period, unit: Unit | None = None) -> Measured:
    if unit == PERCENT:
        return _difference(now, then)
    if unit == MEASURES:
        return missing("требования сравниваются числом, а не в процентах")
    later, earlier = _values(now, then)
    if earlier == 0:
        return missing(f"за {before.start.year} год значение равно нулю")
    return _of(now, then, 100 * (later / earlier - 1))


def _difference(now: Measured, then: Measured) -> Measured:
    later, earlier = _values(now, then)
    return _of(now, then, later - earlier)


def _values(now: Measured, then: Measured) -> tuple[Fraction, Fraction]:
    if now.value is None or then.value is None:
        raise ValueError("only two values are compared")
    return now.value, then.value


def _of(now: Measured, then: Measured, value: Fraction) -> Measured:
    """Return a number that two values give, with both of them and the origin of both."""
    return Measured(
        value,
        period=now.period,
        dates=now.dates,
        numerator=now.value,
        denominator=then.value,
        sources=tuple(dict.fromkeys((*now.sources, *then.sources))),
    )
