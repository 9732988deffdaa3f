"""Subscriptions to a page day by day: those counted, and those computed from who came and went."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..dataset import Dataset
from ..dataset.series import Row
from ..period import Period
from .breaks import breaks_of_page
from .reasons import system_of

if TYPE_CHECKING:
    import pandas as pd

ONE_DAY = timedelta(days=1)


class Level(NamedTuple):
    """How many subscriptions a page has at the end of a day.

    Parameters
    ----------
    value
        The number.
    as_of
        The day of the count it was computed from: the day itself if it was counted.
    sources
        The sources of the count, and of who came and went since.
    """

    value: int
    as_of: date
    sources: tuple[str, ...]


def level_on(dataset: Dataset, page: str, day: date) -> Level | None:
    """Compute the subscriptions to a page on a day from the nearest count.

    ``None`` unless it is known of every day between who came and who went, as one system counts
    it: any other may have changed the number.
    """
    counts = dataset.stocks.of("subscribers", page=page)
    if not counts:
        return None
    nearest = min(counts, key=lambda row: (abs((row["as_of"] - day).days), row["as_of"]))
    return _walk(dataset, nearest, day).get(day)


def daily_subscriptions(dataset: Dataset) -> pd.DataFrame:
    """Return the subscriptions to each page on each day that they are known or can be computed.

    Parameters
    ----------
    dataset
        The data package.

    Returns
    -------
    DataFrame
        ``page``, ``label``, ``date``, ``subscriptions``, ``is_computed``, ``as_of``, ``sources``:
        a row a page and day. A number that is computed is that of the nearest count, of the day
        ``as_of``, with all who came since and without those who went; a day is left out if that
        is not known of every day between.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> days = sm.daily_subscriptions(sm.load("data"))
    >>> dict(zip(days["label"], days["subscriptions"].to_list()))
    {'ВКонтакте': 2421, 'Одноклассники': 1114, 'Telegram': 491}
    >>> bool(days["is_computed"].any())
    False
    """
    import pandas as pd

    rows = [
        {
            "page": page["id"],
            "label": page["title"],
            "date": day,
            "subscriptions": level.value,
            "is_computed": level.as_of != day,
            "as_of": level.as_of,
            "sources": " ".join(level.sources),
        }
        for page in dataset.reference.pages
        for day, level in sorted(_levels(dataset, page["id"]).items())
    ]
    names = ("page", "label", "date", "subscriptions", "is_computed", "as_of", "sources")
    return pd.DataFrame(rows, columns=names).astype(
        {"date": "datetime64[s]", "as_of": "datetime64[s]", "is_computed": bool}
    )


def _levels(dataset: Dataset, page: str) -> dict[date, Level]:
    """Compute the subscriptions on each day around each count that no other count is nearer to."""
    counts = dataset.stocks.of("subscribers", page=page)
    if not counts:
        return {}
    middles = [
        earlier["as_of"] + (later["as_of"] - earlier["as_of"]) // 2
        for earlier, later in pairwise(counts)
    ]
    firsts = [date.min, *(middle + ONE_DAY for middle in middles)]
    found: dict[date, Level] = {}
    for count, first, last in zip(counts, firsts, [*middles, date.max], strict=True):
        found |= _walk(dataset, count, first) | _walk(dataset, count, last)
    return found


def _walk(dataset: Dataset, count: Row, to: date) -> dict[date, Level]:
    """Go from a count day by day, as far as it is known who came and who went.

    What breaks the series of counts may have changed the number, too. Systems are not mixed, and
    what goes below none contradicts itself: beyond any of these nothing is known.
    """
    day, value = count["as_of"], count["subscribers"]
    sources: tuple[str, ...] = (dataset.source_of(count, "subscribers"),)
    found = {day: Level(value, day, sources)}
    forth = to > day
    span = Period(day + ONE_DAY, to) if forth else Period(to + ONE_DAY, day)
    rows = dataset.series.inside("page_activity", (count["page"],), span)
    systems: set[str] = set()
    breaks = [event.day for event in breaks_of_page(dataset, "subscribers", count["page"])]
    for row in rows if forth else reversed(rows):
        before, end = row["period_start"] - ONE_DAY, row["period_end"]
        here, there = (before, end) if forth else (end, before)
        first, last = sorted((count["as_of"], there))
        if (
            here != day
            or None in (row["joined"], row["left"])
            or any(first < broken <= last for broken in breaks)
        ):
            break
        systems |= {system} if (system := system_of(dataset, row)) else set()
        value += (row["joined"] - row["left"]) * (1 if forth else -1)
        if len(systems) > 1 or value < 0:
            break
        came_and_went = (dataset.source_of(row, column) for column in ("joined", "left"))
        day, sources = there, tuple(dict.fromkeys((*sources, *came_and_went)))
        found[day] = Level(value, count["as_of"], sources)
    return found
