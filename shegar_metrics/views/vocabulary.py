"""What the templates of sentences may name: measured values by id, and the facts in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..dataset.reference import exists
from ..indicators import Indicators, Result, declared
from ..indicators.audience import counted
from ..indicators.facts import period_of
from ..indicators.measures import checked
from .subjects import subject_of
from .wording import sentence, short_day

IN_TEMPLATES = ("verification", "two_factor", "pos_forms", "gospabliki")
"""Requirements that the templates name, and that a package may not declare."""


@dataclass(frozen=True, slots=True)
class Check:
    """One measure looked at: for what, whether it is met, when that was, by what law."""

    label: str
    met: bool
    as_of: date
    legal_basis: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """An official page, by its id and its title."""

    code: str
    label: str


def vocabulary(indicators: Indicators) -> dict[str, Any]:
    """Return every name a template knows.

    Returns
    -------
    dict
        Each indicator by its id, and one with members by id and member
        (``platform_share.vk``); ``residents`` of the municipality; ``year``; ``municipality``,
        its names on the day of the document, and ``former``, those before, if they changed
        since the year began; ``nouns``, the words of each section with 1, 2 and 5, and
        ``kinds``, what it holds; ``pages``, the official pages the data tell of; ``measures``,
        the checks of each requirement, their ``notes``, and ``own``, the sentences that
        requirements give themselves; ``events`` of the year; ``cautions``, what importers note
        of the rows of a table (an estimate, a sample, a filter); ``remarks``, the sentences of
        each section; ``decision``, the details of the document, ``None`` where not known, and
        ``origin``, the title of their source; and of what is not there: ``absent`` tables,
        ``uncounted`` pages, how many are counted (``pages_counted``), ``missing`` values, and
        whether anything could be ``compared``.
    """
    values: dict[str, Result | dict[str, Result]] = {
        indicator.id: {result.member: result for result in indicators.family(indicator.id)}
        if indicator.members
        else indicators.result(indicator.id)
        for indicator in declared()
    }
    reference, day = indicators.dataset.reference, document_day(indicators)
    sections = indicators.dataset.rows["sections"]
    return {
        **values,
        "residents": indicators.facts.residents(),
        "year": indicators.year,
        "municipality": reference.municipality(day),
        "former": reference.former(day, indicators.period.start),
        "nouns": {row["code"]: (row["one"], row["few"], row["many"]) for row in sections},
        "kinds": {row["code"]: row["kind"] for row in sections},
        "events": _events(indicators),
        "own": _own(indicators),
        "pages": _pages(indicators),
        "measures": _measures(indicators),
        "notes": _notes(indicators),
        "cautions": _cautions(indicators),
        "remarks": _remarks(indicators),
        "decision": _decision(indicators),
        "origin": _origin(indicators),
        "absent": _absent(indicators),
        "uncounted": _uncounted(indicators),
        "pages_counted": len(counted(indicators.facts)),
        "missing": _missing(indicators),
        "compared": any(result.change.value is not None for result in indicators),
    }


def _measures(indicators: Indicators) -> dict[str, list[Check]]:
    rows = checked(indicators.facts)
    codes = indicators.dataset.labels("measures", "requirement")
    return {
        requirement: [
            Check(subject_of(indicators.dataset, row), row["met"], row["as_of"], row["legal_basis"])
            for row in rows
            if row["requirement"] == requirement
        ]
        for requirement in dict.fromkeys((*IN_TEMPLATES, *codes))
    }


def _own(indicators: Indicators) -> list[str]:
    """List the sentences that the requirements themselves give, by how they are met."""
    declared = {row["code"]: row for row in indicators.dataset.rows["requirements"]}
    told = (
        declared[row["requirement"]]["if_met" if row["met"] else "if_unmet"]
        for row in checked(indicators.facts)
    )
    return [text for text in dict.fromkeys(told) if text]


def _pages(indicators: Indicators) -> list[Page]:
    told = {row["page"] for row in checked(indicators.facts)} | {*counted(indicators.facts)}
    pages = indicators.dataset.reference.pages
    return [Page(p["id"], p["title"]) for p in pages if p["platform"] and p["id"] in told]


def _notes(indicators: Indicators) -> list[str]:
    notes = dict.fromkeys(row["note"] for row in checked(indicators.facts))
    return [note for note in notes if note]


def _cautions(indicators: Indicators) -> dict[str, list[str]]:
    dataset, period = indicators.dataset, indicators.period
    site = {page["id"] for page in dataset.reference.pages_on(None)}
    return {
        table: list(
            dict.fromkeys(
                row["note"]
                for row in dataset.rows[table]
                if row["note"]
                and ("page" not in row or row["page"] in site)
                and dataset.source(row["source"]).get("importer")
                and period.contains(period_of(row))
            )
        )
        for table in ("visits", "publications", "costs")
    }


def _remarks(indicators: Indicators) -> dict[str, list[str]]:
    rows = [row for row in indicators.dataset.rows["remarks"] if row["year"] == indicators.year]
    sections = indicators.dataset.labels("remarks", "section")
    return {name: [row["text"] for row in rows if row["section"] == name] for name in sections}


def _decision(indicators: Indicators) -> Mapping[str, Any]:
    rows = indicators.dataset.rows["decisions"]
    unknown = dict.fromkeys(indicators.dataset.columns("decisions"))
    return next((row for row in rows if row["year"] == indicators.year), unknown)


def _origin(indicators: Indicators) -> str | None:
    source = _decision(indicators)["source"]
    return None if source is None else str(indicators.dataset.source(source)["title"])


def _absent(indicators: Indicators) -> list[str]:
    """List the tables that an export could fill, and that have no row of the year."""
    period = indicators.period
    return [
        table
        for table in ("engagement", "feedback")
        if not any(period.contains(period_of(row)) for row in indicators.dataset.rows[table])
    ]


def _uncounted(indicators: Indicators) -> list[str]:
    """List the pages that exist and have no count, where others have one."""
    known = counted(indicators.facts)
    days = indicators["subscriptions"].dates
    return [
        page["title"]
        for page in indicators.dataset.reference.pages
        if known
        and page["platform"]
        and page["id"] not in known
        and exists(page, max(days), max(days))
    ]


def document_day(indicators: Indicators) -> date:
    """Return the day whose names a document bears: its own date, or the end of the year."""
    day: date | None = _decision(indicators)["date"]
    return day or indicators.period.end


def _events(indicators: Indicators) -> list[str]:
    """List what broke the series of the year, each with its day."""
    rows = sorted(indicators.dataset.rows["events"], key=lambda row: row["date"])
    inside = (row for row in rows if row["date"].year == indicators.year)
    return [f"{short_day(row['date'])} — {row['text'].rstrip('.')}" for row in inside]


def _missing(indicators: Indicators) -> list[str]:
    """List the indicators without a value, each with its reason."""
    reasons = {r.title: r.measured.reason for r in indicators if r.measured.reason is not None}
    return [sentence(f"{title}: {reason}") for title, reason in reasons.items()]
