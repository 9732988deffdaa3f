"""Collect what the data say of a year beside its numbers, for the prose, tables and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from ..dataset import Dataset
from ..dataset.notes import printed_part
from ..dataset.reference import exists
from ..dataset.schema import resources
from ..dataset.series import (
    Row,
    column_title,
    measure_columns,
    period_of,
    series_tables,
    stated_columns,
)
from .breaks import breaking, events_of
from .context import Check, Context, Contract, Edition, Event, Gap, Page, Section, Source
from .costs import WITHOUT_NUMBER
from .discrepancies import discrepancies
from .facts import Facts
from .measures import checked, subject_of
from .peers import peers_of
from .registry import Indicator
from .result import name_of
from .yardsticks import Yardstick


def context_of(
    facts: Facts,
    indicators: Sequence[Indicator],
    families: Mapping[str, Iterable[str]],
) -> Context:
    """Collect what the data say of the year of the facts.

    Parameters
    ----------
    facts
        The facts of the year.
    indicators
        The declarations.
    families
        The members that each of them has in the year, by its id.
    """
    dataset, period = facts.dataset, facts.period
    decision = _decision(dataset, period.start.year)
    reference, day = dataset.reference, decision["date"] or period.end
    rows = checked(facts)
    known, events = facts.counted_pages, events_of(dataset)
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
        notes=_printed_notes(rows),
        cautions=_cautions(facts),
        remarks=_remarks(dataset, period.start.year),
        decision=decision,
        original=_original(dataset, decision),
        editions=editions_of(dataset, period.start.year),
        earlier_editions=editions_of(dataset, period.start.year - 1),
        events=events,
        contracts=_contracts(facts),
        discrepancies=[each for each in discrepancies(dataset) if period.contains(each.period)],
        gaps=list(_gaps(facts)),
        denominator=reference.denominator,
        peers=peers_of(facts),
        yardsticks=_yardsticks(dataset),
        breaks=_breaks(dataset, events, indicators, families),
    )


def _sources(dataset: Dataset) -> dict[str, Source]:
    return {row["id"]: _source(dataset, row) for row in dataset.rows["sources"]}


def _source(dataset: Dataset, row: Row) -> Source:
    kinds = dataset.labels("sources", "kind")
    told = {name: row[name] for name in ("id", "title", "date", "path", "sha256", "url")}
    return Source(kind=kinds[row["kind"]], **told)


def _original(dataset: Dataset, decision: Row) -> Source | None:
    """Return the signed decision, if the data name it as a source and it has a number."""
    if not (decision["number"] and decision["source"]):
        return None
    row = dataset.source(decision["source"])
    return _source(dataset, row) if row["kind"] == "decision" else None


def _pages(dataset: Dataset, of_year: set[str | None]) -> list[Page]:
    return [
        Page(page["id"], page["title"], page["platform"])
        for page in dataset.reference.pages
        if page["platform"] and page["id"] in of_year
    ]


def _uncounted(facts: Facts, known: Sequence[str]) -> list[str]:
    """List the pages that exist and have no count, where others have one."""
    day = facts.day_of_register
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
    texts = (declared[row["requirement"]]["if_met" if row["met"] else "if_unmet"] for row in rows)
    return [text for text in dict.fromkeys(texts) if text]


def _cautions(facts: Facts) -> dict[str, list[str]]:
    dataset = facts.dataset
    site = {page["id"] for page in dataset.reference.pages_on(None)}
    return {
        table: _printed_notes(
            row
            for row in dataset.rows[table]
            if ("page" not in row or row["page"] in site) and facts.period.contains(period_of(row))
        )
        for table in ("visits", "publications", "costs")
    }


def _printed_notes(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(note for row in rows if (note := printed_part(row["note"]))))


def _remarks(dataset: Dataset, year: int) -> dict[str, list[str]]:
    rows = [row for row in dataset.rows["remarks"] if row["year"] == year]
    sections = dataset.labels("remarks", "section")
    return {name: [row["text"] for row in rows if row["section"] == name] for name in sections}


def _decision(dataset: Dataset, year: int) -> Row:
    unknown = dict.fromkeys(dataset.columns("decisions"))
    return next((row for row in dataset.rows["decisions"] if row["year"] == year), unknown)


def editions_of(dataset: Dataset, year: int) -> list[Edition]:
    """List the editions of the report of a year, as the data number them."""
    rows = [row for row in dataset.rows["editions"] if row["year"] == year]
    rows.sort(key=lambda row: row["edition"])
    return [Edition(row["edition"], row["issued"], row["reason"]) for row in rows]


def _breaks(
    dataset: Dataset,
    events: Sequence[Event],
    indicators: Sequence[Indicator],
    families: Mapping[str, Iterable[str]],
) -> dict[str, list[Event]]:
    return {
        name_of(indicator.id, member): breaking(dataset, events, indicator, member)
        for indicator in indicators
        for member in families[indicator.id]
    }


def _yardsticks(dataset: Dataset) -> list[Yardstick]:
    return [
        Yardstick(
            row["indicator"],
            row["member"] or "",
            Fraction(row["value"]),
            row["per"],
            row["whose"].rstrip("."),
            row["standing"],
            row["valid_from"],
            row["valid_to"] or date.max,
            row["source"],
        )
        for row in dataset.rows["yardsticks"]
    ]


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
    series = facts.dataset.series
    for table in series_tables():
        columns = [*measure_columns(table), *stated_columns(table)]
        if len(columns) < 2:
            continue
        empty = {
            column: column_title(table, column)
            for column in columns
            if not any(series.holds(table, key, column, facts.period) for key in series.keys(table))
        }
        if empty:
            title = str(resources()[table]["title"])
            yield Gap(table, title, {} if len(empty) == len(columns) else empty)
