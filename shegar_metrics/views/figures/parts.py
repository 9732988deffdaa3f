"""What the figures of the report share: a chart of results made into a figure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matplotlib.axes import Axes

from ...indicators import Result, columns
from ..bundle import Figure
from ..captions import caption, in_words
from ..frames import rows_of
from ..rows import Row
from ..style import drawing_of


def figure_of(
    ax: Axes,
    title: str,
    results: Sequence[Result],
    note: str,
    days: Sequence[date] | None = None,
) -> Figure:
    """Make a figure of a chart of results, with every day of their stocks or with those given."""
    rows = rows_from(results)
    every = [day for result in results for day in result.dates] if days is None else days
    anchors = [row.anchor for row in rows if row.value is not None]
    return Figure(title, caption(rows, every, note), in_words(rows), drawing_of(ax), anchors)


def rows_from(results: Sequence[Result]) -> list[Row]:
    """Return results as rows, with their numbers in print."""
    return rows_of(columns(results))


def with_values(results: Sequence[Result]) -> list[Result]:
    """Return those of some results that are not missing."""
    return [result for result in results if result.value is not None]
