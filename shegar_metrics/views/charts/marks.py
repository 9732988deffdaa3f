"""The marks of a chart with their numbers: columns, points, and the letters of events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from ..rows import Row
from ..style import GREY, INK, PAPER, PIXELS_PER_INCH, VERMILION, drawing_of
from .texts import PIXELS_PER_POINT, width_of

CIRCLE = 22
"""Pixels above a panel for the letters of events."""
CIRCLED, BOXED = "circle,pad=0.15", "round,pad=0.2,rounding_size=0.4"
OFF = 2
"""Points between a mark and its number."""
TALL = 12
"""Points of the height of a number with some air above it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter that an event is marked by, and its day."""

    letter: str
    day: date


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What values are held against, as a dashed line.

    Parameters
    ----------
    value, words
        The value, and its name in the figure.
    since, until
        The first and the last day on which it holds.
    member
        The code of the series that it is of, if not of all.
    """

    value: float
    words: str
    since: date
    until: date = date.max
    member: str = ""


BEFORE_BREAK: Mapping[str, Any] = {"fc": PAPER, "ec": GREY, "lw": 0.8, "hatch": "////"}
"""A column whose value bears no comparison with those after it."""
DASHED: Mapping[str, Any] = {
    "color": VERMILION,
    "linewidth": 1,
    "linestyle": (0, (4, 2)),
    "label": "_yardstick",  # no legend names what begins so, and the numbers know it by that
}
"""The line of a yardstick."""


def pixels(ax: Axes) -> float:
    """Return how wide some axes are."""
    return float(ax.get_position().width * _width(ax))


def middles(
    ax: Axes, places: Sequence[float], texts: Sequence[str], bold: bool = False
) -> list[float]:
    """Return where texts have their middle above some places, in pixels from the left of the axes.

    A text at the edge of the drawing moves inwards.
    """
    low, high = ax.get_xlim()
    left, wide = ax.get_position().x0 * _width(ax), pixels(ax)
    moved = []
    for place, text in zip(places, texts, strict=True):
        half = width_of(text, bold) / 2
        middle = (place - low) / (high - low) * wide
        moved.append(max(half - left, min(middle, _width(ax) - left - half)))
    return moved


def _width(ax: Axes) -> float:
    return float(drawing_of(ax).get_figwidth() * PIXELS_PER_INCH)


def draw_bar(
    ax: Axes, corner: tuple[float, float], width: float, height: float, **look: Any
) -> None:
    """Draw a bar on a scale that is set: for one that sets it, most of the time goes to that."""
    ax.add_artist(Rectangle(corner, width, height, **{"ec": "none", "lw": 0, **look}))


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
        color=GREY if missing else INK,
    )


def label_point(
    ax: Axes,
    at: tuple[float, float],
    row: Row,
    label: str,
    *,
    below: bool = False,
    bold: bool = False,
    off: float = OFF,
) -> None:
    """Write the number of a row above a point, or below it, within the drawing.

    Where a yardstick that is drawn already would cross the number, it is written beyond that.
    """
    low, high = ax.get_xlim()
    place = (at[0] - low) / (high - low) * pixels(ax)
    moved = middles(ax, [at[0]], [label], bold)[0] - place
    ax.annotate(
        label,
        (at[0], _clear_of_yardsticks(ax, at, off, below)),
        (moved / PIXELS_PER_POINT, -off if below else off),
        textcoords="offset points",
        ha="center",
        va="top" if below else "bottom",
        color=GREY if row.value is None else INK,
        fontweight="bold" if bold else "normal",
        # The number can be traced to its row.
        gid=f"v-{row.anchor}" if row.anchor and row.value is not None else None,
    )


def _clear_of_yardsticks(ax: Axes, at: tuple[float, float], off: float, below: bool) -> float:
    """Return the height that a number is written above, or below: no yardstick crosses it."""
    place, height = at
    low, high = ax.get_ylim()
    tall = ax.get_position().height * drawing_of(ax).get_figheight() * PIXELS_PER_INCH
    taken = (off + TALL) * PIXELS_PER_POINT * (high - low) / tall
    lines = [line for line in ax.lines if line.get_label() == DASHED["label"]]
    spans = [cast(Any, line.get_xydata()).tolist() for line in lines]
    for (left, crossed), (right, _) in sorted(spans, key=lambda ends: ends[0][1], reverse=below):
        beyond = height - crossed if below else crossed - height
        if left <= place <= right and 0 <= beyond < taken:
            height = crossed
    return height


def draw_break(ax: Axes, place: float) -> None:
    """Draw the dashed line of an event."""
    ax.axvline(place, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0.5)


def hold_against(ax: Axes, rows: Sequence[Row], yardstick: Yardstick) -> None:
    """Draw a yardstick along the years that end under it."""
    held = [
        row.period.start.year
        for row in rows
        if yardstick.since <= row.period.end <= yardstick.until
    ]
    if held:
        ax.plot((held[0] - 0.5, held[-1] + 0.5), [yardstick.value] * 2, **DASHED, zorder=0.9)


def mark_events(
    ax: Axes, letters: Sequence[Letter], at: Sequence[float], lines: Sequence[bool]
) -> None:
    """Write the letters of events above a chart, and draw a dashed line below some of them.

    Parameters
    ----------
    ax
        The axes, whose scale is set.
    letters
        The events, by their day.
    at
        Where each stands on the scale.
    lines
        Whether each breaks the series there, and has a line.
    """
    for place, line in zip(at, lines, strict=True):
        if line:
            draw_break(ax, place)
    for place, text in _together(ax, [one.letter for one in letters], at):
        ax.annotate(
            text,
            (place, 1),
            (0, 9),
            xycoords=blended_transform_factory(ax.transData, ax.transAxes),
            textcoords="offset points",
            ha="center",
            va="center",
            bbox={"boxstyle": CIRCLED if len(text) == 1 else BOXED, "fc": PAPER, "ec": GREY},
        )


def _together(ax: Axes, letters: Sequence[str], at: Sequence[float]) -> list[tuple[float, str]]:
    """Join letters that would lie on each other, and keep all of them within the axes."""
    left, right = ax.get_xlim()
    a_pixel = (right - left) / pixels(ax)
    joined: list[tuple[float, str]] = []
    for place, letter in sorted(zip(at, letters, strict=True)):
        if joined:
            before, text = joined[-1]
            near = (width_of(text) + width_of(letter)) / 2 + 12
            if place - before < near * a_pixel:
                joined[-1] = ((before + place) / 2, f"{text}, {letter}")
                continue
        joined.append((place, letter))
    inside = []
    for place, text in joined:
        half = (width_of(text) / 2 + 6) * a_pixel
        inside.append((min(max(place, left + half), right - half), text))
    return inside
