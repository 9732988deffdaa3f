"""The figure of the working time before «Госпаблики» and with it."""

from __future__ import annotations

from ...indicators import Result, Results, columns
from .. import charts
from .. import wording as w
from ..bundle import Several
from .parts import figure_of, rows_from, with_values

POSTS = "posts_planned"
BEFORE, AFTER = "minutes_per_post[before]", "minutes_per_post[after]"


def working_time(results: Results) -> Several:
    """Draw the minutes for a post before «Госпаблики» and with it, on one scale.

    Parameters
    ----------
    results
        The results of a year: of them the working time, and how many posts were planned.

    Returns
    -------
    Several
        The figure, in a list; an empty one where one of both is not known.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.working_time(results))  # no figures were given
    0
    """
    if BEFORE not in results or AFTER not in results:
        return Several([])
    pair = [results[BEFORE], results[AFTER]]
    if len(with_values(pair)) < len(pair):
        return Several([])
    name = _name(results)
    drawn = columns(pair)
    return Several(
        [
            figure_of(
                lambda width: charts.stages(drawn, names=[name], width=width),
                title_of(*pair),
                rows_from([*pair, *with_values([results[POSTS]])]),
                "Минуты рабочего времени на одну публикацию, шкала с нуля",
            )
        ]
    )


def _name(results: Results) -> str:
    """Name the row: its year, and of how many posts the means are."""
    posts, year = results[POSTS], w.span(results.period)
    if posts.value is None:
        return year
    return f"{year}, {w.with_noun(posts.value, posts.indicator.unit)}"


def title_of(before: Result, after: Result) -> str:
    """Say which of both is more; neither, if they are alike in print."""
    then, now = w.short(before), w.short(after)
    if then == now:
        return f"Времени на публикацию через «Госпаблики» столько же: {now} и{w.NBSP}{then} мин"
    more = "больше" if (after.value or 0) > (before.value or 0) else "меньше"
    return (
        f"После подключения «Госпабликов» на публикацию уходит {more} времени: "
        f"{now} мин, до него — {then}"
    )
