"""Senders of requests: whose address is a visitor's own, and whose is a proxy's, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from ..files.export import Export
from .requests import PRIVATE

MOST_NAMELESS = 0.01
MOST_OF_PROXIES, MOST_PROXIES = 0.9, 50
"""The share of the pages that so few addresses ask for, if they are proxies."""
BROWSERS_OF_A_PROXY = 10
"""Of so many browsers no visitor is; but those of a day, since they renew themselves."""
MASKED = re.compile(r"\.0$|::$")
FEWEST_MASKED = 3
"""So many different addresses do not end so by chance."""
MOST_SHOWN = 10

SENDERS = """
    SELECT visitor, sum(asked)::BIGINT AS pages, max(agents), max(every_agent),
        regexp_matches(visitor, $private)
    FROM (
        SELECT visitor, count(*) AS asked, count(DISTINCT agent) AS agents
        FROM people WHERE NOT is_service GROUP BY visitor, moment::DATE
    ) JOIN (
        SELECT visitor, count(DISTINCT agent) AS every_agent
        FROM people WHERE NOT is_service GROUP BY visitor
    ) USING (visitor)
    GROUP BY visitor ORDER BY pages DESC, visitor
"""


class Sender(NamedTuple):
    """An address that pages were asked for from.

    Parameters
    ----------
    address
        The address, or what stands in its place.
    pages
        How many were asked for.
    browsers, browsers_in_all
        How many browsers did, on the day of the most, and in the whole log.
    is_private
        Whether it is an address of a network of its own.
    """

    address: str
    pages: int
    browsers: int
    browsers_in_all: int
    is_private: bool


def senders_in(connection: duckdb.DuckDBPyConnection) -> list[Sender]:
    """List the senders of the logs that are loaded, those of most pages first."""
    found = connection.execute(SENDERS, {"private": PRIVATE}).fetchall()
    return [Sender(*each) for each in found]


def refuse_nameless(export: Export, senders: Sequence[Sender]) -> None:
    """Refuse a log whose lines begin with no address: all visitors would be one."""
    pages = sum(each.pages for each in senders)
    nameless = sum(each.pages for each in senders if not {".", ":"} & set(each.address))
    if nameless > pages * MOST_NAMELESS:
        raise export.refusal(
            f"страниц — {pages}, и у {nameless} из них строка начинается не с адреса посетителя",
            "адрес посетителя в начале строки",
            "Уберите то, что стоит перед адресом, или включите на сервере формат combined",
        )


def refuse_proxies(export: Export, senders: Sequence[Sender]) -> None:
    """Refuse addresses that are not the visitors' own."""
    pages = sum(each.pages for each in senders)
    proxies = [each for each in senders if each.is_private]
    crowded = [each for each in senders if each.browsers >= BROWSERS_OF_A_PROXY]
    alone = [each for each in senders[:1] if each.browsers_in_all >= BROWSERS_OF_A_PROXY]
    for few in (alone, crowded):
        most = sum(each.pages for each in few)
        if len(few) <= MOST_PROXIES and most > pages * MOST_OF_PROXIES:
            proxies = few
    hidden = sum(each.pages for each in proxies)
    if 2 * hidden >= pages:  # a proxy may have written each request beside its server
        raise export.refusal(
            f"страниц — {pages}, из них {hidden} запрошены с адресов прокси, а не посетителей: "
            f"{listed_times([(each.address, each.pages) for each in proxies])}",
            "адрес посетителя в начале строки или X-Forwarded-For в её конце",
            "Включите на сервере модуль realip (nginx) или remoteip (Apache); "
            "за прошлое возьмите журнал самого прокси",
        )


def are_masked(senders: Sequence[Sender]) -> bool:
    """Tell whether a server has cut off the ends of addresses: «84.182.122.0», «2001:470::»."""
    return len(senders) >= FEWEST_MASKED and all(MASKED.search(each.address) for each in senders)


def listed_times(numbers: Sequence[tuple[str, int]]) -> str:
    """List names with how often each occurs, and all the rest together."""
    shown = "; ".join(f"{name[:80] or '-'} — {times}" for name, times in numbers[:MOST_SHOWN])
    others = sum(times for _, times in numbers[MOST_SHOWN:])
    return f"{shown}; остальные — {others}" if others else shown
