"""What the templates of sentences may name: measured values by id, and the facts in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..indicators import Indicators, Result, declared
from ..indicators.facts import period_of
from ..indicators.measures import checked
from .wording import sentence


@dataclass(frozen=True, slots=True)
class Check:
    """One measure looked at: for what, whether it is met, when that was, by what law."""

    code: str
    label: str
    met: bool
    as_of: date
    legal_basis: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """An official page, by the code and the name of its platform."""

    code: str
    label: str


def vocabulary(indicators: Indicators) -> dict[str, Any]:
    """Return every name a template knows.

    Returns
    -------
    dict
        Each indicator by its id, and one with members by id and member
        (``platform_share.vk``); ``residents`` of the district; ``year``; ``pages``, the official
        pages the data tell of; ``measures``, the checks of each requirement, and their
        ``notes``; ``cautions``, what importers note of the rows of a table (an estimate, a
        sample, a filter); ``remarks``, the sentences of each section; ``decision``, the details
        of the document, ``None`` where not known, and ``origin``, the title of their source; and
        of what is not there: ``absent`` tables, ``uncounted`` pages, ``missing`` values, and
        whether anything could be ``compared``.
    """
    values: dict[str, Result | dict[str, Result]] = {
        indicator.id: {result.member: result for result in indicators.family(indicator.id)}
        if indicator.members
        else indicators.result(indicator.id)
        for indicator in declared()
    }
    return {
        **values,
        "residents": indicators.facts.residents("district"),
        "year": indicators.year,
        "pages": _pages(indicators),
        "measures": _measures(indicators),
        "notes": _notes(indicators),
        "cautions": _cautions(indicators),
        "remarks": _remarks(indicators),
        "decision": _decision(indicators),
        "origin": _origin(indicators),
        "absent": _absent(indicators),
        "uncounted": _uncounted(indicators),
        "missing": _missing(indicators),
        "compared": any(result.change.value is not None for result in indicators),
    }


def _measures(indicators: Indicators) -> dict[str, list[Check]]:
    subjects = indicators.dataset.labels("measures", "subject")
    rows = checked(indicators.facts)
    return {
        requirement: [
            Check(
                row["subject"],
                subjects[row["subject"]],
                row["met"],
                row["as_of"],
                row["legal_basis"],
            )
            for row in rows
            if row["requirement"] == requirement
        ]
        for requirement in indicators.dataset.labels("measures", "requirement")
    }


def _pages(indicators: Indicators) -> list[Page]:
    told = {row["subject"] for row in checked(indicators.facts)}
    told |= {result.member for result in indicators.family("platform_subscriptions")}
    platforms = indicators.dataset.labels("subscribers", "platform")
    return [Page(code, label) for code, label in platforms.items() if code in told]


def _notes(indicators: Indicators) -> list[str]:
    notes = dict.fromkeys(row["note"] for row in checked(indicators.facts))
    return [note for note in notes if note]


def _cautions(indicators: Indicators) -> dict[str, list[str]]:
    dataset, period = indicators.dataset, indicators.period
    return {
        table: list(
            dict.fromkeys(
                row["note"]
                for row in dataset.rows[table]
                if row["note"]
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
    """List the platforms without a count, where others have one."""
    counted = {result.member for result in indicators.family("platform_subscriptions")}
    platforms = indicators.dataset.labels("subscribers", "platform")
    return [label for code, label in platforms.items() if counted and code not in counted]


def _missing(indicators: Indicators) -> list[str]:
    """List the indicators without a value, each with its reason."""
    reasons = {r.title: r.measured.reason for r in indicators if r.measured.reason is not None}
    return [sentence(f"{title}: {reason}") for title, reason in reasons.items()]
