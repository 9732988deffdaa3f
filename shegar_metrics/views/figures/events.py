"""The events of the figure of all years: which have a letter, and which break a series of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...indicators import Result, Results
from ...indicators.context import Event
from ..charts.marks import Letter
from .claims import touches

LETTERS = "АБВГДЕ"
"""So many events are marked, the latest; the report names all of its own years."""

SUM_OF_PAGES = "subscriptions"
"""The indicator of which each page is drawn, and not the sum."""


def letters_of(results: Results, series: Sequence[Sequence[Result]]) -> dict[Event, Letter]:
    """Give the latest events that touch a panel a letter each, by their day."""
    rows = [row for of_one in series for row in of_one]
    since = min(row.period.start for row in rows)
    until = max([results.period.end, *(day for row in rows for day in row.dates)])
    events = [
        event
        for event in results.context.events
        if since < event.day <= until
        and any(touches(results, of_one[-1], event) for of_one in series)
    ]
    # What breaks a series stands before the others where not all have a letter.
    first = sorted(events, key=lambda event: (bool(event.breaks), event.day))[-len(LETTERS) :]
    latest = [event for event in events if event in first]
    return {e: Letter(letter, e.day) for letter, e in zip(LETTERS, latest, strict=False)}


def breaks_of(results: Results, last: Result) -> dict[str, list[date]]:
    """Return the days that broke the series of each member that is drawn: a page, or the value."""
    until = max(last.dates or [results.period.end]) if last.measured.period is None else None
    events = [e for e in results.context.breaks[last.name] if e.day <= (until or last.period.end)]
    members = [part.code for part in last.measured.parts] if last.name == SUM_OF_PAGES else []
    return {
        member: [e.day for e in events if not (members and e.pages) or member in e.pages]
        for member in members or [last.member]
    }
