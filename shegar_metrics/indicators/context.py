"""What the data say of a year beside its numbers: names, sources, checks, remarks, gaps.

The prose, tables and figures read it from the results, so that no view needs the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..dataset import Dataset
from ..dataset.reference import exists
from ..dataset.schema import resources
from ..dataset.series import (
    ADDITIVE,
    Disagreement,
    column_title,
    disagreements,
    is_flow,
    measure_columns,
    period_of,
    series_columns,
    stated_columns,
    summed_columns,
)
from ..period import Period
from .audience import counted, day_of_register
from .costs import WITHOUT_NUMBER
from .facts import Facts
from .measures import checked, subject_of
from .registry import Indicator

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A document or export that numbers come from."""

    id: str
    title: str
    kind: str
    date: date
    path: str | None
    sha256: str | None


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
    """A printed number, and another that a source tells of the same thing and period."""

    title: str
    labels: tuple[str, ...]
    period: Period
    printed: Fraction
    other: Fraction
    printed_by: str
    other_by: str


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
        The official pages that the data tell of; the titles of those without a count.
    counted
        How many pages have one.
    sections
        The sections of the site.
    checks, own, notes
        The requirements looked at; the sentences they give themselves; the notes of the checks.
    cautions
        What importers note of the rows of a table: an estimate, a sample, a filter.
    remarks
        The sentences of each section of the report.
    decision, origin
        The details of the document, ``None`` where not known, and the title of their source.
    events
        What broke the series of the year, with the days.
    contracts
        What the cost of the year is made of.
    discrepancies
        Numbers of the year that two sources tell differently.
    gaps
        Columns and tables that hold nothing of the year.
    denominator
        The code of the territory whose residents are divided by.
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
    origin: str | None
    events: Sequence[tuple[date, str]]
    contracts: Sequence[Contract]
    discrepancies: Sequence[Discrepancy]
    gaps: Sequence[Gap]
    denominator: str | None


def context_of(facts: Facts, indicators: Sequence[Indicator]) -> Context:
    """Collect what the data say of the year of the facts."""
    dataset, period = facts.dataset, facts.period
    decision = _decision(dataset, period.start.year)
    reference, day = dataset.reference, decision["date"] or period.end
    rows = checked(facts)
    known = counted(facts)
    return Context(
        place=str(reference.latest["name"]),
        folder=dataset.folder,
        period=period,
        indicators=tuple(indicators),
        day=day,
        municipality=reference.municipality(day),
        former=reference.former(day, period.start),
        sources=_sources(dataset),
        pages=_pages(dataset, {row["page"] for row in rows} | {*known}),
        uncounted=_uncounted(facts, known),
        counted=len(known),
        sections=[
            Section(row["code"], row["title"], row["kind"], (row["one"], row["few"], row["many"]))
            for row in dataset.rows["sections"]
        ],
        checks=_checks(facts, rows),
        own=_own(dataset, rows),
        notes=[note for note in dict.fromkeys(row["note"] for row in rows) if note],
        cautions=_cautions(facts),
        remarks=_remarks(dataset, period.start.year),
        decision=decision,
        origin=decision["source"] and str(dataset.source(decision["source"])["title"]),
        events=_events(dataset, period.start.year),
        contracts=_contracts(facts),
        discrepancies=[each for each in discrepancies(dataset) if period.contains(each.period)],
        gaps=list(_gaps(facts)),
        denominator=reference.denominator,
    )


def discrepancies(dataset: Dataset) -> Iterator[Discrepancy]:
    """Find every number that two sources tell differently, of all periods."""
    for found in (*disagreements(dataset.series, dataset.reference), *_of_counters(dataset)):
        codes = zip(series_columns(found.table), found.key, strict=True)
        yield Discrepancy(
            column_title(found.table, found.column),
            tuple(dataset.labels(found.table, name)[code] for name, code in codes if code),
            found.period,
            Fraction(found.printed),
            Fraction(found.other),
            _titles(dataset, found.printed_by),
            _titles(dataset, found.other_by),
        )


def _of_counters(dataset: Dataset) -> Iterator[Disagreement]:
    """Find the years of which two counters of the site tell different numbers."""
    counters = [page["id"] for page in dataset.reference.pages_on(None)]
    for year in dataset.years if len(counters) > 1 else ():
        facts = Facts(dataset, Period.of_year(year))
        for column in (*summed_columns("visits"), *stated_columns("visits")):
            by = {counter: facts.flow("visits", column, page=counter) for counter in counters}
            told = {counter: m for counter, m in by.items() if m.value is not None}
            for counter in list(told)[1:]:
                first, other = next(iter(told.values())), told[counter]
                if first.value != other.value:
                    yield Disagreement(
                        "visits",
                        column,
                        (counter,),
                        facts.period,
                        first.value,
                        other.value,
                        first.sources,
                        other.sources,
                    )


def _titles(dataset: Dataset, sources: Sequence[str]) -> str:
    return "; ".join(str(dataset.source(source)["title"]) for source in sources)


def _sources(dataset: Dataset) -> dict[str, Source]:
    kinds = dataset.labels("sources", "kind")
    return {
        row["id"]: Source(
            row["id"],
            row["title"],
            kinds[row["kind"]],
            row["date"],
            row["path"],
            row["sha256"],
        )
        for row in dataset.rows["sources"]
    }


def _pages(dataset: Dataset, told: set[str | None]) -> list[Page]:
    return [
        Page(page["id"], page["title"], page["platform"])
        for page in dataset.reference.pages
        if page["platform"] and page["id"] in told
    ]


def _uncounted(facts: Facts, known: Sequence[str]) -> list[str]:
    """List the pages that exist and have no count, where others have one."""
    day = day_of_register(facts)
    return [
        page["title"]
        for page in facts.dataset.reference.pages
        if day and page["platform"] and page["id"] not in known and exists(page, day, day)
    ]


def _checks(facts: Facts, rows: Sequence[Row]) -> list[Check]:
    titles = facts.dataset.labels("measures", "requirement")
    return [
        Check(
            row["requirement"],
            titles[row["requirement"]],
            subject_of(facts, row),
            row["met"],
            row["as_of"],
            row["legal_basis"],
        )
        for row in rows
    ]


def _own(dataset: Dataset, rows: Sequence[Row]) -> list[str]:
    """List the sentences that the requirements themselves give, by how they are met."""
    declared = {row["code"]: row for row in dataset.rows["requirements"]}
    told = (declared[row["requirement"]]["if_met" if row["met"] else "if_unmet"] for row in rows)
    return [text for text in dict.fromkeys(told) if text]


def _cautions(facts: Facts) -> dict[str, list[str]]:
    dataset = facts.dataset
    site = {page["id"] for page in dataset.reference.pages_on(None)}
    return {
        table: list(
            dict.fromkeys(
                row["note"]
                for row in dataset.rows[table]
                if row["note"]
                and ("page" not in row or row["page"] in site)
                and dataset.source(row["source"]).get("importer")
                and facts.period.contains(period_of(row))
            )
        )
        for table in ("visits", "publications", "costs")
    }


def _remarks(dataset: Dataset, year: int) -> dict[str, list[str]]:
    rows = [row for row in dataset.rows["remarks"] if row["year"] == year]
    sections = dataset.labels("remarks", "section")
    return {name: [row["text"] for row in rows if row["section"] == name] for name in sections}


def _decision(dataset: Dataset, year: int) -> Row:
    unknown = dict.fromkeys(dataset.columns("decisions"))
    return next((row for row in dataset.rows["decisions"] if row["year"] == year), unknown)


def _events(dataset: Dataset, year: int) -> list[tuple[date, str]]:
    rows = sorted(dataset.rows["events"], key=lambda row: row["date"])
    return [(row["date"], row["text"].rstrip(".")) for row in rows if row["date"].year == year]


def _contracts(facts: Facts) -> list[Contract]:
    methods = facts.dataset.labels("costs", "method")
    rows = [row for row in facts.dataset.rows["costs"] if facts.share_of(row) is not None]
    every = dict.fromkeys((row["contract"] or WITHOUT_NUMBER, row["method"]) for row in rows)
    return [
        Contract(
            number,
            methods[method],
            tuple(
                period_of(row)
                for row in rows
                if (row["contract"] or WITHOUT_NUMBER, row["method"]) == (number, method)
                and period_of(row) != facts.period
            ),
        )
        for number, method in every
    ]


def _gaps(facts: Facts) -> Iterator[Gap]:
    """Find what is empty in the tables of which one column may be known without the others."""
    for table, resource in resources().items():
        columns = [*measure_columns(table), *stated_columns(table)]
        if not is_flow(table) or table == ADDITIVE or len(columns) < 2:
            continue
        empty = {
            column: column_title(table, column)
            for column in columns
            if not _is_told(facts, table, column)
        }
        if len(empty) == len(columns):
            yield Gap(table, resource["title"], {})
        elif empty:
            yield Gap(table, resource["title"], empty)


def _is_told(facts: Facts, table: str, column: str) -> bool:
    series = facts.dataset.series
    return any(
        any(facts.period.contains(period) for period in series.stated(table, key, column))
        or any(row.get(column) is not None for row in series.inside(table, key, facts.period))
        for key in series.keys(table)
    )
