"""The scales of a chart: room for the numbers, and none where each mark has its own."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..rows import Row
from ..style import PIXELS_PER_INCH, drawing_of

ABOVE, BELOW = 18, 24
"""Pixels of the height that a number takes above its mark, and below it."""


def value_range(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the least and the greatest value, or zero where that is less or greater."""
    values = [float(row.value) for row in rows if row.value is not None]
    return min([0.0, *values]), max([0.0, *values])


def hide_lengths(ax: Axes) -> None:
    """Take away the scale of the numbers: every mark carries its own number."""
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def hide_heights(ax: Axes) -> None:
    """Take away the scale of the heights: every mark carries its own number."""
    ax.tick_params(axis="y", left=False, labelleft=False)
    ax.spines["left"].set_visible(False)


def scale_heights(
    ax: Axes, ends: tuple[float, float], drawn_before: bool, *, below: bool = False
) -> None:
    """Set the scale with room for the numbers; what was drawn before stays.

    Parameters
    ----------
    ax
        The axes.
    ends
        The least and the greatest value.
    drawn_before
        Whether there was something on the axes.
    below
        Whether there are numbers below the marks, too.
    """
    low, high = ends
    height = ax.get_position().height * drawing_of(ax).get_figheight() * PIXELS_PER_INCH
    under = BELOW if below or low < 0 else 0
    a_pixel = (high - low or 1.0) / max(height - ABOVE - under, height / 4)
    bottom, top = low - under * a_pixel, high + ABOVE * a_pixel
    if drawn_before:
        before = ax.get_ylim()
        bottom, top = min(bottom, before[0]), max(top, before[1])
    ax.set_ylim(bottom, top)
