"""Reference data: whatever differs between municipalities, and what the facts refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from ..period import Period

Row = Mapping[str, Any]

ACT, POST = "act", "post"
"""The kinds of the sections that hold municipal legal acts, and the posts of a page; only posts
are not of the site."""


@dataclass(frozen=True)
class Reference:
    """The reference tables of a data package.

    Parameters
    ----------
    rows
        The typed rows of every table of the package, by name.
    """

    rows: Mapping[str, Sequence[Row]]

    def municipality(self, day: date) -> Row:
        """Return the names that are valid on a day; before the first row, those of the first."""
        names = self._names
        return next((row for row in reversed(names) if row["valid_from"] <= day), names[0])

    def former(self, day: date, since: date) -> Row | None:
        """Return the names before those of *day*, if they changed after *since*."""
        valid = self.municipality(day)
        before = [row for row in self._names if row["valid_from"] < valid["valid_from"]]
        changed = bool(before) and valid["valid_from"] > since
        return before[-1] if changed and before[-1]["name"] != valid["name"] else None

    @property
    def latest(self) -> Row:
        """The newest names."""
        return self._names[-1]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the municipality, with its history."""
        return ZoneInfo(self.latest["zone"])

    @cached_property
    def platforms(self) -> list[Row]:
        """The platforms in the order of print."""
        return sorted(self.rows["platforms"], key=lambda row: row["order"])

    @cached_property
    def pages(self) -> list[Row]:
        """The site with its counters, then the official pages in the order of their platforms."""
        order = [None, *(row["code"] for row in self.platforms)]
        return sorted(
            self.rows["pages"],
            key=lambda row: (order.index(row["platform"]), row["counter_of"] is not None),
        )

    def page(self, page_id: str) -> Row:
        """Return a page by its id."""
        return self._by_id[page_id]

    def section(self, code: str) -> Row:
        """Return a section by its code."""
        return self._by_code[code]

    def pages_on(self, platform: str | None) -> list[Row]:
        """Return the pages on a platform; without one, the site and its counters."""
        return [row for row in self.pages if row["platform"] == platform]

    def life(
        self, period: Period, page: str | None = None, section: str | None = None
    ) -> Period | None:
        """Return the days of a period in which a page and a section existed.

        Outside them there is nothing to count: a row that is not there is proven to be zero.
        A counter has the life of its site, which is visited before it counts and after.
        """
        first, last = period.start, period.end
        if page:
            first, last = _within(self.page(self.page(page)["counter_of"] or page), first, last)
        if section:
            first, last = _within(self.section(section), first, last)
        if first == period.start and last == period.end:
            return period
        return Period(first, last) if first <= last else None

    def sections(self, during: tuple[date, date] | None = None) -> list[Row]:
        """Return the sections of the site, or only those that it has within two days."""
        return [
            row
            for row in self.rows["sections"]
            if row["kind"] != POST and (during is None or exists(row, *during))
        ]

    @property
    def site(self) -> Row | None:
        """The official site itself, not a counter of it."""
        return next((page for page in self.pages_on(None) if not page["counter_of"]), None)

    @property
    def posts(self) -> str | None:
        """The code of the section that holds the posts of a page, if it is declared."""
        return next((r["code"] for r in self.rows["sections"] if r["kind"] == POST), None)

    @property
    def denominator(self) -> str | None:
        """The territory whose residents are divided by, if one is declared."""
        return next((r["code"] for r in self.rows["territories"] if r["denominator"]), None)

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows["pages"]}

    @cached_property
    def _by_code(self) -> dict[str, Row]:
        return {row["code"]: row for row in self.rows["sections"]}

    @cached_property
    def _names(self) -> list[Row]:
        return sorted(self.rows["municipality"], key=lambda row: row["valid_from"])


def _within(row: Row, first: date, last: date) -> tuple[date, date]:
    """Return the first and the last of some days on which a page or a section existed."""
    opened, closed = row["opened"], row["closed"]
    if opened:
        first = max(first, opened)
    if closed:
        last = min(last, closed - timedelta(days=1))
    return first, last


def exists(row: Row, first: date, last: date) -> bool:
    """Return whether a page or a section exists on some day from *first* to *last*."""
    opened, closed = row["opened"], row["closed"]
    return (opened is None or opened <= last) and (closed is None or closed > first)
