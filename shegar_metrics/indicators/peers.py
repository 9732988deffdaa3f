"""A municipality among those alike: of the same kind, with about as many residents.

Their numbers were gathered before and are data like others. They are rounded as each stands in
«Откуда число» of its own report, and so is the one that is compared: two that look the same share
a place. Of fewer than `FEWEST` others nothing is said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import quantiles

from ..dataset.series import Row
from .changes import Aspect
from .context import Peer, Peers
from .facts import Facts
from .measured import Measured
from .own import measure, members_of
from .registry import Indicator, declared
from .result import Result
from .units import MORE, exact

FEWEST = 5
"""Other municipalities of which quartiles and a place say anything."""

BANDS = (5_000, 10_000, 20_000, 50_000, 100_000)
"""Residents from which on a municipality belongs to the next band."""

NOT_ALL_YEAR = "сравнить нельзя: своё число не за весь год"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes municipalities alike in a year.

    Parameters
    ----------
    kind
        What they are, in the genitive: «района».
    band
        How many of `BANDS` their residents reach.
    """

    kind: str
    band: int

    @classmethod
    def of(cls, kind: str, residents: int) -> Likeness:
        """Return that of a municipality.

        Examples
        --------
        >>> Likeness.of("района", 9_999).band, Likeness.of("района", 10_000).band
        (1, 2)
        """
        return cls(kind.casefold(), bisect_right(BANDS, residents))


def likeness(facts: Facts) -> Likeness | None:
    """Return that of the municipality of some facts; ``None`` if its residents are not known."""
    residents = facts.residents().value
    kind = facts.dataset.reference.municipality(facts.period.end)["kind_genitive"]
    return None if residents is None else Likeness.of(kind, int(residents))


def comparable_values(facts: Facts) -> Iterator[tuple[str, Decimal, Measured]]:
    """Yield each number that may stand beside that of another municipality: its name, and it.

    What was there for a part of the year bears no comparison with what was there for all of it.
    """
    for indicator in declared():
        if indicator.comparable:
            for member in members_of(indicator, facts):
                measured = measure(indicator, facts, member)
                if measured.value is not None and measured.life is None:
                    name = f"{indicator.id}[{member}]" if member else indicator.id
                    yield name, _rounded(indicator, measured.value), measured


def peers_of(facts: Facts) -> Peers | None:
    """Return the municipalities that are alike by the data of now; ``None`` if there are none."""
    rows = [row for row in facts.dataset.rows["peers"] if row["year"] == facts.period.start.year]
    own = likeness(facts) if rows else None
    alike = [row for row in rows if Likeness.of(row["kind"], row["residents"]) == own]
    if own is None or not alike:
        return None
    names = Counter(place for place, _ in {(row["place"], row["oktmo"]) for row in alike})
    bounds = (0, *BANDS, None)
    return Peers(
        facts.dataset.reference.municipality(facts.period.end)["kind_genitive"],
        bounds[own.band] or 0,
        bounds[own.band + 1],
        [_peer(row, is_only=names[row["place"]] == 1) for row in alike],
    )


def _peer(row: Row, *, is_only: bool) -> Peer:
    title = row["place"] if is_only else f"{row['place']} (ОКТМО {row['oktmo']})"
    value = Fraction(row["value"])
    return Peer(title, row["indicator"], value, row["counted_on"], row["source"])


def beside_peers(values: Iterable[Result], peers: Peers | None) -> Iterator[Result]:
    """Yield the quartiles of the municipalities alike, and the place of this one among them."""
    if peers is None:
        return
    for value in values:
        others = [peer for peer in peers.every if peer.name == value.name]
        if value.indicator.comparable and len(others) >= FEWEST:
            yield from _beside(value, others)


def _beside(value: Result, others: Sequence[Peer]) -> Iterator[Result]:
    days = {peer.counted_on for peer in others if peer.counted_on}
    known = Measured(
        Fraction(0),
        period=value.period,
        dates=tuple(sorted(days)),
        sources=tuple(dict.fromkeys(peer.source for peer in others)),
    )
    parts = quantiles([peer.value for peer in others], n=4, method="inclusive")
    aspects = (Aspect.PEERS_LOWER, Aspect.PEERS_MEDIAN, Aspect.PEERS_UPPER)
    for aspect, part in zip(aspects, parts, strict=True):
        yield replace(value, measured=replace(known, value=part), aspect=aspect)
    yield replace(value, measured=_place(value, others, known), aspect=Aspect.PEERS_PLACE)


def _place(value: Result, others: Sequence[Peer], known: Measured) -> Measured:
    """Count the place of a value among others: the largest is the first, equal ones share it."""
    if value.value is None:
        return replace(known, value=None, reason=value.reason)
    if value.measured.life is not None:
        return replace(known, value=None, reason=NOT_ALL_YEAR)
    own = Fraction(_rounded(value.indicator, value.value))
    place = Fraction(1 + sum(peer.value > own for peer in others))
    return replace(
        known,
        value=place,
        numerator=place,
        denominator=Fraction(len(others) + 1),
        sources=tuple(dict.fromkeys((*value.sources, *known.sources))),
    )


def kept_digits(indicator: Indicator) -> int:
    """Return how many decimals a number has that is compared: those of «Откуда число»."""
    return indicator.digits and indicator.digits + MORE


def _rounded(indicator: Indicator, value: Fraction) -> Decimal:
    return exact(value, kept_digits(indicator))
