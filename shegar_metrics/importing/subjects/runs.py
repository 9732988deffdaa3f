"""Posts that stand one after another in an export, and what may lie between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol, TypeVar

from ...period import Period
from ..files.jsons import Answer
from .periods import ONE_DAY


class Placed(Protocol):
    """A post whose place tells of its time."""

    @property
    def number(self) -> int | str:
        """Its number in the system."""

    @property
    def moment(self) -> datetime:
        """When it was published."""


P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class Run:
    """Posts without a gap between them.

    Parameters
    ----------
    posts
        At least one, newest first.
    step
        With no more than so many numbers from it to its neighbour, no other run is between them;
        0 where numbers do not tell.
    """

    posts: Sequence[Placed]
    step: int = 0


def newest_first(part: Answer, posts: Sequence[P]) -> list[P]:
    """Return posts from the newest, as a system answers or turned over as programs save them.

    Raises
    ------
    DataRefusal
        If they go neither way: what they lack is not seen.
    """
    for ordered in (list(posts), list(posts)[::-1]):
        if all(newer.moment >= older.moment for newer, older in pairwise(ordered)):
            return ordered
    raise part.refusal(
        "записи идут не по порядку, и не видно, каких нет",
        mend="Сохраните ответы подряд и не меняйте порядок записей",
    )


def gaps(runs: Sequence[Run]) -> list[Period]:
    """Find the days between runs that may have others between them.

    Runs join if they share a post. If their numbers leave no room for another run, a few posts
    may lack all the same: a day strictly between them is not empty for sure.
    """
    first, *others = sorted(runs, key=lambda run: run.posts[0].moment, reverse=True)
    seen = {post.number for post in first.posts}
    oldest, step = first.posts[-1], first.step
    found = []
    for run in others:
        newest = run.posts[0]
        if not seen & {post.number for post in run.posts}:
            found += _between(oldest, newest, min(step, run.step))
        seen |= {post.number for post in run.posts}
        if run.posts[-1].moment <= oldest.moment:
            oldest, step = run.posts[-1], run.step
    return found


def _between(newer: Placed, older: Placed, step: int) -> list[Period]:
    start, end = sorted((older.moment.date(), newer.moment.date()))
    if isinstance(newer.number, str) or isinstance(older.number, str):
        return [Period(start, end)]
    skipped = newer.number - older.number
    if not 0 < skipped <= step:
        return [Period(start, end)]
    start, end = start + ONE_DAY, end - ONE_DAY
    return [Period(start, end)] if skipped > 1 and start <= end else []
