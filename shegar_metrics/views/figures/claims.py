"""What the title of a figure claims: by a rule, of the values that are drawn, and of no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...indicators import Result, Results
from ...indicators.context import Event
from ...indicators.units import PERCENT, ROUBLES
from .. import typography
from .. import wording as w
from ..comparing import ALMOST_PERCENT, ALMOST_POINTS, Comparison, comparison
from ..growth_filters import by_how_much

PLAIN = "Главные числа по годам"
MOST = 2
"""So many claims stand in a title, those of the largest changes."""
FEWEST_YEARS = 3
"""A value is the greatest or the least of so many years, or it is more or less than before."""
TOUCHED = {"visits": "site", "publications": "site", "subscriptions": "pages"}
"""What an event must touch to break the series of an indicator."""


@dataclass(frozen=True)
class Claim:
    """What is said of an indicator.

    Parameters
    ----------
    name
        The indicator with its member.
    words
        What is said, in Russian.
    direction
        ``"more"`` or ``"less"``: than the year before, and than each year since *since*.
    since
        The first of the years, if it is the greatest or the least of several.
    weight
        How large the change is, by its threshold.
    """

    name: str
    words: str
    direction: str
    since: int | None
    weight: float


def title_of(results: Results, names: Sequence[str]) -> str:
    """Title the figure of some indicators over the years by the largest changes."""
    claims = sorted(claims_of(results, names), key=lambda claim: -claim.weight)[:MOST]
    said = [f"{results[claim.name].title} — {claim.words}" for claim in claims]
    return "; ".join([*said[:1], *map(typography.uncapitalised, said[1:])]) or PLAIN


def claims_of(results: Results, names: Sequence[str]) -> Iterator[Claim]:
    """Yield what can be said of each indicator that changed, and was not broken by an event.

    A sum whose pages are not those of the year before is left to the sentences, which say so.
    """
    for name in names:
        compared = comparison(results, name)
        if compared is None or compared.same or compared.is_stock:
            continue
        events = [e for e in results.context.events if touches(results, compared.now, e)]
        if compared.direction not in ("more", "less") or any(compared.holds(e.day) for e in events):
            continue
        since = _since(results, compared, events)
        words = _record(compared, since) if since else _change(compared)
        yield Claim(name, words, compared.direction, since, _weight(compared))


def touches(results: Results, value: Result, event: Event) -> bool:
    """Whether an event is of what an indicator is of; one that breaks a series is of that alone."""
    if event.breaks:
        return event in results.context.breaks[value.name]
    return event.touches in ("", TOUCHED.get(value.indicator.id, ""))


def _since(results: Results, compared: Comparison, events: Sequence[Event]) -> int | None:
    """Return the first of the unbroken years of which the value is the greatest or the least."""
    now = compared.now
    values = {row.period.start.year: row for row in results.history(now.name)}
    first = now.period.start.year
    while (
        (before := values.get(first - 1)) is not None
        and _exceeds(now, before, compared.direction)
        and not any(first - 1 <= event.day.year <= first for event in events)
    ):
        first -= 1
    return first if now.period.start.year - first + 1 >= FEWEST_YEARS else None


def _exceeds(now: Result, then: Result, direction: str) -> bool:
    """Whether a value is more, or less, than another, in print as well."""
    if now.value is None or then.value is None or w.short(now) == w.short(then):
        return False
    return now.value > then.value if direction == "more" else now.value < then.value


def _record(compared: Comparison, since: int) -> str:
    extreme = "больше" if compared.direction == "more" else "меньше"
    span = w.years(range(since, compared.now.period.start.year + 1))
    return f"{_number(compared.now)}, {extreme} всего за{w.NBSP}{span}"


def _change(compared: Comparison) -> str:
    year = compared.now.period.start.year - 1
    return f"{by_how_much(compared)}, чем за{w.NBSP}{year}{w.NBSP}год"


def _weight(compared: Comparison) -> float:
    if compared.is_share:
        return float(abs(compared.difference.value or Fraction(0)) / ALMOST_POINTS)
    return float(abs(compared.change.value or Fraction(0)) / ALMOST_PERCENT)


def _number(result: Result) -> str:
    """Write a number with the sign of its unit; the noun stands in the title already."""
    sign = {PERCENT: "%", ROUBLES: "₽"}.get(result.indicator.unit)
    return f"{w.short(result)}{w.NBSP}{sign}" if sign else w.short(result)
