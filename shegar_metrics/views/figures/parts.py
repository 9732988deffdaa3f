"""What the figures of the report share: charts of results in both widths, made into a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ...indicators import Result, columns
from ..bundle import Figure
from ..captions import caption, in_words
from ..comparing import earlier_anchor
from ..frames import rows_of
from ..rows import Row
from ..style import NARROW, WIDE, drawing_of, house_style

Draw = Callable[[int], Axes]
"""Draws in a width."""


def figure_of(
    draw: Draw,
    title: str,
    rows: Sequence[Row],
    note: str,
    days: Sequence[date] = (),
    anchors: Sequence[str] = (),
    held: str = "",
) -> Figure:
    """Make a figure of a chart, drawn for a wide page and for a narrow one.

    Parameters
    ----------
    draw
        Draws the chart in a width.
    title
        What the figure says.
    rows
        What is drawn.
    note
        How to read it.
    days
        The days of stocks.
    anchors
        Where the numbers stand, if not where the rows say.
    held
        What the values are held against, in words.
    """
    known = [row.anchor for row in rows if row.value is not None and row.anchor]
    wide, narrow = in_both_widths(draw)
    of_rows = list(anchors or known)
    words = f"{in_words(rows)} {held}".rstrip()
    return Figure(title, caption(rows, days, note), words, wide, of_rows, narrow)


def in_both_widths(draw: Draw) -> tuple[Drawing, Drawing]:
    """Draw for a wide page and for a narrow one."""
    with house_style():  # once, and not for each text that is measured
        return drawing_of(draw(WIDE)), drawing_of(draw(NARROW))


def rows_from(results: Sequence[Result]) -> list[Row]:
    """Return results as rows, with their numbers in print."""
    return rows_of(columns(results))


def series_over_years(results: Sequence[Result], year: int) -> dict[str, list[Any]]:
    """Return the values of several years as columns; those before a year lead to their place."""
    drawn = columns(results)
    drawn["anchor"] = [
        row.anchor if row.period.start.year == year else earlier_anchor(row) for row in results
    ]
    return drawn


def with_values(results: Sequence[Result]) -> list[Result]:
    """Return those of some results that are not missing."""
    return [result for result in results if result.value is not None]


def joined(frames: Sequence[Mapping[str, Sequence[Any]]]) -> dict[str, list[Any]]:
    """Put frames with the same columns below each other."""
    return {name: [cell for frame in frames for cell in frame[name]] for name in frames[0]}
