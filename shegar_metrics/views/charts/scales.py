"""The scales of a chart: room for the numbers, and none where each mark has its own."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..rows import Row
from ..style import WIDTH


def value_range(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the least and the greatest value, or zero where that is less or greater."""
    values = [float(row.value) for row in rows if row.value is not None]
    return min([0.0, *values]), max([0.0, *values])


def scale_lengths(ax: Axes, ends: tuple[float, float], before: float, after: float) -> None:
    """Set the scale of horizontal bars with room for the labels *before* and *after*, in inches."""
    low, high = ends
    room = WIDTH * 0.62  # of the axes, beside the names
    inner = max(room - before - after, room / 4)
    unit = (high - low or 1.0) / inner
    ax.set_xlim(low - before * unit, high + after * unit)


def hide_lengths(ax: Axes) -> None:
    """Take away the scale of the numbers: every mark carries its own number."""
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def inches(labels: Sequence[str]) -> float:
    """Estimate how wide the longest of some labels is in print."""
    return 0.078 * max(map(len, labels), default=0) + 0.1


def hide_heights(ax: Axes) -> None:
    """Take away the scale of the heights: every mark carries its own number."""
    ax.tick_params(axis="y", left=False, labelleft=False)
    ax.spines["left"].set_visible(False)


def scale_heights(ax: Axes, ends: tuple[float, float], room: float, drawn_before: bool) -> None:
    """Begin the scale at zero, and leave room for the numbers; what was drawn before stays.

    Parameters
    ----------
    ax
        The axes.
    ends
        The least and the greatest value, or zero: see `value_range`.
    room
        Of the numbers, as a part of all heights.
    drawn_before
        Whether there was something on the axes.
    """
    low, high = ends
    span = high - low or 1.0
    bottom, top = low - (room * span if low < 0 else 0), low + span * (1 + room)
    if drawn_before:
        before = ax.get_ylim()
        bottom, top = min(bottom, before[0]), max(top, before[1])
    ax.set_ylim(bottom, top)
