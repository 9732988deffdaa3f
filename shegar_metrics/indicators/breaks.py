"""Which events break the series that an indicator is computed from: its values do not compare."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataset import Dataset
from ..dataset.reference_rules import OF_PLATFORM
from ..dataset.series import Row
from .context import Event
from .registry import Indicator


def events_of(dataset: Dataset) -> list[Event]:
    """Return the events of a data package by their day."""
    rows = sorted(dataset.rows["events"], key=lambda row: row["date"])
    return [
        Event(
            row["date"],
            row["text"].rstrip("."),
            _touched(dataset, row),
            row["breaks"] or "",
            tuple(_pages(dataset, row)),
        )
        for row in rows
    ]


def breaking(
    dataset: Dataset, events: Sequence[Event], indicator: Indicator, member: str
) -> list[Event]:
    """Return the events that break the series an indicator of one member is computed from."""
    tables = {column.partition(".")[0] for column in indicator.inputs}
    return [
        event
        for event in events
        if event.breaks in tables and _is_of(dataset, event, indicator, member)
    ]


def breaks_of_page(dataset: Dataset, table: str, page: str) -> list[Event]:
    """Return the events that break the series of a page in a table, by their day."""
    every = (event for event in events_of(dataset) if event.breaks == table)
    return [event for event in every if not event.pages or page in event.pages]


def _is_of(dataset: Dataset, event: Event, indicator: Indicator, member: str) -> bool:
    """Whether an event is of the pages that an indicator of one member is computed from."""
    if not event.pages:  # of all of them
        return True
    column = (indicator.over or "").partition(".")[2]
    if column == "page":
        return member in event.pages
    if column == "platform":
        return any(dataset.reference.page(page)["platform"] == member for page in event.pages)
    if event.breaks in OF_PLATFORM:
        return True
    site = {page["id"] for page in dataset.reference.pages_on(None)}
    return not site.isdisjoint(event.pages)


def _pages(dataset: Dataset, event: Row) -> list[str]:
    if event["platform"]:
        return [page["id"] for page in dataset.reference.pages_on(event["platform"])]
    return [event["page"]] if event["page"] else []


def _touched(dataset: Dataset, event: Row) -> str:
    if event["platform"]:
        return "pages"
    if not event["page"]:
        return ""
    return "pages" if dataset.reference.page(event["page"])["platform"] else "site"
