"""What the data say of a year beside its numbers: names, sources, checks, remarks, gaps.

The prose, tables and figures read it from the results, so that no view needs the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from ..dataset.series import Row
from ..period import Period
from .registry import Indicator
from .yardsticks import Yardstick


@dataclass(frozen=True, slots=True)
class Source:
    """A document or export that numbers come from."""

    id: str
    title: str
    kind: str
    date: date
    path: str | None
    sha256: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement looked at: for what, whether it is met, when that was, by what law."""

    requirement: str
    title: str
    label: str
    met: bool
    as_of: date
    legal_basis: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """An official page: its id, its title, and the platform it is on."""

    code: str
    label: str
    platform: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the site: its title, what it holds, and the noun of that with 1, 2 and 5."""

    code: str
    label: str
    kind: str
    nouns: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Contract:
    """How what belongs to the year was found for one contract, or for those without a number.

    Parameters
    ----------
    number
        The number of the contract, or `WITHOUT_NUMBER`: a member of ``contract_share``.
    method
        How its sums belong to the year, in Russian.
    terms
        The days of the contract or of each payment, where they are not the whole year.
    """

    number: str
    method: str
    terms: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A printed number, and another that a source gives of the same thing and period."""

    title: str
    labels: tuple[str, ...]
    period: Period
    printed: Fraction
    other: Fraction
    printed_by: str
    other_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that broke a series: its day, in words, and what it touched.

    Parameters
    ----------
    day, text
        When and what.
    touches
        ``"site"``, ``"pages"``, or nothing if it is of neither alone.
    breaks
        The table whose numbers before that day bear no comparison with those after it, if any.
    pages
        The pages it is of, if not of all.
    """

    day: date
    text: str
    touches: str
    breaks: str = ""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of the report of a year, as ``editions.csv`` has it.

    Parameters
    ----------
    number
        Which it is: 1, 2, 3 …
    issued
        The day it was issued, if that is known.
    reason
        Why it took the place of the one before, if that is said.
    """

    number: int
    issued: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Peer:
    """One number of a municipality alike, as it was gathered.

    Parameters
    ----------
    title
        The municipality; with its code by OKTMO, if another has the same name.
    name
        Which number, as ``answered_on_time[pos]``.
    value
        It, with the digits that it has in «Откуда число» of its own report.
    counted_on
        The last day of the counts in it, if there are any.
    source
        The source that says so.
    """

    title: str
    name: str
    value: Fraction
    counted_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Peers:
    """The municipalities alike in a year, and what makes them so.

    Parameters
    ----------
    kind
        The kind of them all, in the genitive: «района».
    least, below
        Between what numbers their residents are: so many at least, and fewer than so many, if
        there is such a bound.
    every
        Their numbers, by municipality.
    """

    kind: str
    least: int
    below: int | None
    every: Sequence[Peer]

    @property
    def titles(self) -> list[str]:
        """The municipalities."""
        return list(dict.fromkeys(peer.title for peer in self.every))


@dataclass(frozen=True, slots=True)
class Gap:
    """Columns of a table that hold nothing of the year; without any, the table is empty."""

    table: str
    title: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the data say of a year beside its numbers.

    Parameters
    ----------
    place
        The municipality, by its newest name.
    folder
        The data package.
    period
        The year.
    indicators
        The declarations, in the order of print.
    day
        The day of the document: of the decision, or else the last of the year.
    municipality, former
        The names on that day, and those before, if they changed since the year began.
    sources
        All sources by their identifier.
    pages, uncounted
        The official pages of which there are data; the titles of those without a count.
    counted
        How many pages have one.
    sections
        The sections of the site.
    checks, own, notes
        The requirements looked at; the sentences they give themselves; what the notes of the
        checks mark to be printed.
    cautions
        What the notes of the rows of a table mark to be printed: an estimate, a sample, a filter.
    remarks
        The sentences of each section of the report.
    decision, original
        The details of the document, ``None`` where not known, and the signed one, if it is a
        source.
    editions, earlier_editions
        The editions of the report of this year, the last of which is this one; and those of the
        year before.
    events
        What broke a series in any year, by its day.
    contracts
        What the cost of the year is made of.
    discrepancies
        Numbers of the year that two sources give differently.
    gaps
        Columns and tables that hold nothing of the year.
    denominator
        The code of the territory whose residents are divided by.
    peers
        The municipalities alike, if any were gathered.
    yardsticks
        What numbers are held against, of any year.
    breaks
        The events that break the series of each value of the year, by its name.
    """

    place: str
    folder: Path
    period: Period
    indicators: tuple[Indicator, ...]
    day: date
    municipality: Row
    former: Row | None
    sources: Mapping[str, Source]
    pages: Sequence[Page]
    uncounted: Sequence[str]
    counted: int
    sections: Sequence[Section]
    checks: Sequence[Check]
    own: Sequence[str]
    notes: Sequence[str]
    cautions: Mapping[str, Sequence[str]]
    remarks: Mapping[str, Sequence[str]]
    decision: Row
    original: Source | None
    editions: Sequence[Edition]
    earlier_editions: Sequence[Edition]
    events: Sequence[Event]
    contracts: Sequence[Contract]
    discrepancies: Sequence[Discrepancy]
    gaps: Sequence[Gap]
    denominator: str | None
    peers: Peers | None
    yardsticks: Sequence[Yardstick]
    breaks: Mapping[str, Sequence[Event]]
