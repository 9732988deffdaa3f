"""A value beside that of the year before: how much more or less it is, and in how many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from ..indicators import Aspect, Measured, Result, Results
from ..indicators.context import Check, Event
from ..indicators.units import PERCENT, ROUBLES
from ..period import Period
from . import wording as w
from .missing import was_nothing

ALMOST_PERCENT = 1
"""Less than this many per cent is «почти не изменилось»."""
ALMOST_POINTS = Fraction(1, 2)
"""The same of two shares, in percentage points."""
SMALL_BASE = 30
"""From a smaller count a per cent misleads: the difference alone is said."""
MANY_TIMES = 2
"""From so many times on, «в 2,3 раза больше» is said instead of a per cent."""
YEAR_OF_DAYS = range(335, 396)
"""So many days between two counts are «за год»."""


BESIDE = (
    *("section_publications", "platform_subscriptions", "page_subscriptions", "posts"),
    *("messages", "answered", "days_to_answer", "surveys", "votes"),
)
"""Indicators that stand in a table beside those of the year before; so do those in roubles."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A value and that of the year before, both measured anew.

    Parameters
    ----------
    now
        The value.
    difference
        How much more it is than the earlier one, which is its ``then``.
    change
        The same in per cent, of a share in points, or why there is none. Where a page opened or
        closed between, it is of the others.
    same
        How much more the others are, if a page opened or closed between.
    """

    now: Result
    difference: Result
    change: Result
    same: Result | None

    @property
    def then(self) -> Measured:
        """The earlier value."""
        if self.difference.then is None:
            raise ValueError("a difference has an earlier value")
        return self.difference.then

    @property
    def direction(self) -> str:
        """``more``, ``less``, ``little`` or ``same``: true of the numbers as they are printed."""
        by = self.difference.value or Fraction(0)
        if by == 0:
            return "same"
        if self._is_little(abs(by)) or w.short(self.now) == w.short(self.now, self.then.value):
            return "little"
        return "more" if by > 0 else "less"

    @property
    def times(self) -> Fraction | None:
        """How many times as much it is, if that is many."""
        now, then = self.now.value, self.then.value
        if not now or not then or self.same or self.is_share or self.is_small:
            return None
        return now / then if now / then >= MANY_TIMES else None

    @property
    def percent(self) -> Result | None:
        """The change, if one is said: not from a handful."""
        known = self.change.value is not None and not self.is_share
        return self.change if known and not self.is_small else None

    @property
    def is_share(self) -> bool:
        """Whether two percentages are compared, in points."""
        return self.now.indicator.unit == PERCENT

    @property
    def is_small(self) -> bool:
        """Whether the earlier value is too small a count for a per cent."""
        base = self.change.denominator
        unit = self.now.indicator.unit
        return unit.nouns != ROUBLES.nouns and not unit.per and (base or 0) < SMALL_BASE

    @property
    def is_stock(self) -> bool:
        """Whether it is of days, and not of two years; before something opened there is no day."""
        now = self.now.measured
        return bool(now.dates) and now.period is None

    def holds(self, day: date) -> bool:
        """Whether what happened on a day may have broken the series between the two values."""
        if self.is_stock and not self.is_new:
            return min(self.then.dates) < day <= max(self.now.dates)
        before = Period.of_year(self.now.period.start.year - 1)
        return before.start < day <= self.now.period.end

    @property
    def is_new(self) -> bool:
        """Whether there was nothing to count the time before, as of a page opened since."""
        return not self.then.dates and self.then.period is None

    @property
    def lapse(self) -> tuple[int, int] | None:
        """The fewest and the most days between two counts of a part, if there are two."""
        if not self.is_stock or self.is_new:
            return None
        earlier = {p.code: p.dates for p in self.then.parts if p.dates}
        later = {p.code: p.dates for p in self.now.measured.parts if p.dates}
        pairs = [(earlier[code], later[code]) for code in later if code in earlier]
        pairs = pairs or [(self.then.dates, self.now.dates)]
        days = [(new - old).days for then, now in pairs for old in then for new in now]
        return min(days), max(days)

    @property
    def is_year(self) -> bool:
        """Whether it is a change of a year, in each of its parts."""
        return self.lapse is None or all(days in YEAR_OF_DAYS for days in self.lapse)

    def _is_little(self, by: Fraction) -> bool:
        if self.is_share:
            return by < ALMOST_POINTS
        return 100 * by < ALMOST_PERCENT * (self.then.value or 0)


def comparison(results: Results, name: str) -> Comparison | None:
    """Compare a value with that of the year before, if both were measured anew.

    What is of a whole year is not compared with a year in which there was nothing to count.
    """
    difference = results.compared(name, Aspect.DIFFERENCE)
    if difference is None or difference.value is None:
        return None
    same = results.compared(name, Aspect.SAME)
    compared = Comparison(results[name], difference, results.change(name), same)
    return None if compared.is_new and not compared.is_stock else compared


def then_of(results: Results, name: str) -> Measured | None:
    """Return the value of the year before, also one that bears no comparison; nothing if none."""
    compared = comparison(results, name)
    then = compared.then if compared else results.change(name).then
    return None if then is None or then.value is None or was_nothing(then) else then


def earlier_anchor(row: Result, year: int | None = None) -> str:
    """Return the anchor of a value of an earlier year, or of its like: ``y-2024-visits``."""
    return f"y-{year or row.period.start.year}-{row.anchor.removeprefix('n-')}"


def uncompared(results: Results) -> list[Result]:
    """List the values of the year before that a table shows, and that bear no comparison.

    Those of the key figures have a row of their own in any case.
    """
    before = Period.of_year(results.year - 1)
    return [
        replace(row, period=before, measured=then)
        for row in results.values()
        if (row.indicator.id in BESIDE or row.indicator.unit.nouns == ROUBLES.nouns)
        and not row.indicator.key
        and comparison(results, row.name) is None
        and (then := then_of(results, row.name)) is not None
    ]


def lapse(compared: Comparison) -> str:
    """Write how far two counts lie apart: «за год», «за 206 дней», «за 206–333 дня»."""
    if compared.lapse is None or compared.is_year:
        return f"за{w.NBSP}год"
    fewest, most = compared.lapse
    span = w.number(fewest) if fewest == most else f"{w.number(fewest)}\u2013{w.number(most)}"
    return f"за{w.NBSP}{span}{w.NBSP}{w.form(most, ('день', 'дня', 'дней'))}"


def broken_by(compared: Comparison, events: Sequence[Event], touching: str) -> list[Event]:
    """List the events between two values that touch what they are of, and break no other."""
    return [e for e in events if e.touches == touching and not e.breaks and compared.holds(e.day)]


def common_events(results: Results) -> list[Event]:
    """List the events between any two key values that are of no site or page alone."""
    keys = (name for name, result in results.items() if result.indicator.key)
    compared = [each for name in keys if (each := comparison(results, name))]
    of_none = [e for e in results.context.events if not e.touches and not e.breaks]
    return [event for event in of_none if any(each.holds(event.day) for each in compared)]


def newly(results: Results, met: bool) -> list[Check]:
    """List the requirements that are met now and were not, or the other way round."""
    before = results.before.get("measures_met")
    if before is None:
        return []
    then = {part.code: part for part in before.measured.parts}
    now = results["measures_met"].measured.parts
    return [
        check
        for part, check in zip(now, results.context.checks, strict=False)
        if part.code in then
        and part.dates != then[part.code].dates
        and bool(part.value) is met
        and bool(then[part.code].value) is not met
    ]
