"""From which systems the numbers of a table come, for those who look for what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from .recognition import importers

KINDS = {
    "visits": ("metrika", "metrika-api", "metrika-logs", "matomo", "matomo-api", "access-log"),
    "publications": (
        *("publications", "sitemap", "rss"),
        *("vk-wall", "telegram", "max-messages", "posts-table"),
    ),
    "subscribers": (
        *("vk-group", "vk-members", "ok-counters", "ok-trends"),
        *("telegram-members", "tgstat", "max-chat"),
    ),
    "engagement": ("vk-wall", "vk-stats", "ok-trends", "telegram", "max-messages", "posts-table"),
    "page_activity": ("vk-page", "ok-trends"),
    "costs": ("contracts", "eis"),
    "feedback": ("pos",),
    "gospabliki": ("gospabliki",),
}
"""The importers that bring rows of a table, the likeliest first. What no system exports, the form
``year`` asks for, or it is typed in."""
OF_ANY_PAGE = "posts-table"


def kinds_for(table: str, platforms: Iterable[str | None] = ()) -> list[str]:
    """Name the kinds of exports that a table comes from.

    Parameters
    ----------
    table
        The table.
    platforms
        The platforms of the pages that lack numbers, ``None`` for the site; by default all.

    Examples
    --------
    >>> kinds_for("subscribers", ["ok"])
    ['ok-counters', 'ok-trends']
    >>> kinds_for("population")
    []
    """
    every, wanted = importers(), set(platforms)
    return [
        kind
        for kind in KINDS.get(table, ())
        if not wanted
        or (wanted != {None} if kind == OF_ANY_PAGE else every[kind].platform in wanted)
    ]
