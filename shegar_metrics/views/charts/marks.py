"""The marks of a chart with their numbers: columns, and labels above or beside."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..rows import Row
from ..style import GREY

SMALL, SMALLER = 8, 7
"""Sizes of letters."""


def label_bar(ax: Axes, at: tuple[float, float], label: str, missing: bool = False) -> None:
    """Write at the end of a bar: to its right, or to its left if it is negative."""
    left = at[0] < 0
    ax.annotate(
        label,
        at,
        (-4 if left else 5, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        color=GREY if missing else None,
    )


def label_point(
    ax: Axes,
    at: tuple[float, float],
    row: Row,
    label: str,
    upright: bool = False,
    size: int = SMALL,
) -> None:
    """Write the number of a row above a point, or below if it is negative."""
    below = at[1] < 0
    ax.annotate(
        label,
        at,
        (0, -4 if below else 4),
        textcoords="offset points",
        ha="center",
        va="top" if below else "bottom",
        rotation=90 if upright else 0,
        fontsize=size,
        color=GREY if row.value is None else None,
        gid=f"v-{row.anchor}" if row.anchor else None,  # the label can be traced to its row
    )


def column(
    ax: Axes, at: float, row: Row, label: str, color: str, upright: bool = False, size: int = SMALL
) -> None:
    """Draw a value as a column with its number; what is missing has a word and no column."""
    if row.value is not None:
        ax.bar(at, float(row.value), color=color, width=0.72)
    label_point(ax, (at, float(row.value or 0)), row, label, upright, size)
