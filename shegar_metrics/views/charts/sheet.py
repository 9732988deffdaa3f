"""A drawing at its true size, and panels on it: as many in a row as have room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from ..style import GREY, PIXELS_PER_INCH, WIDE, HouseAxes, drawing_of
from .key import Key, draw_key, height_of
from .texts import PIXELS_PER_POINT, wrapped

LINE = 16
"""Pixels of a line of text."""
ROW_GAP = 18
AXIS = 22
"""Pixels below a panel, for what stands on its axis."""
HEADROOM = 6
"""Pixels between the heading of a panel and what is drawn."""


@dataclass(frozen=True)
class Panel:
    """What stands around one pair of axes.

    Parameters
    ----------
    title, subtitle
        The name, and below it what is counted.
    span
        How many places of a row it takes.
    height
        Of the axes, in pixels.
    above, left, right
        Pixels above the axes, and beside them, for what is written there.
    below
        Pixels below the axes.
    """

    title: str
    subtitle: str = ""
    span: int = 1
    height: float = 88
    above: float = 0
    left: float = 0
    right: float = 0
    below: float = AXIS


def gap_of(width: float) -> float:
    """Return the pixels between two panels of a sheet."""
    return 24 if width >= WIDE else 16


def room_of(width: float, in_row: int, span: int = 1) -> float:
    """Return the width of a panel in pixels, with as many of them in a row."""
    each = (width - gap_of(width) * (in_row - 1)) / in_row
    return each * span + gap_of(width) * (span - 1)


def sheet(width: float, panels: Sequence[Panel], in_row: int = 1, key: Key = ()) -> list[Axes]:
    """Open a drawing with panels, row by row.

    Parameters
    ----------
    width
        Of the drawing, in pixels.
    panels
        What stands on it.
    in_row
        How many places a row has.
    key
        What the marks stand for.
    """
    rows: list[list[tuple[int, Panel]]] = []
    free = 0
    for panel in panels:
        span = min(panel.span, in_row)
        if span > free:
            rows.append([])
            free = in_row
        rows[-1].append((in_row - free, panel))
        free -= span
    heads = [max(_head(panel, width, in_row) for _, panel in row) for row in rows]
    plots = [max(panel.height for _, panel in row) for row in rows]
    feet = [max(panel.below for _, panel in row) for row in rows]
    above = height_of(key, width) + (HEADROOM if key else 0)
    height = above + sum(heads) + sum(plots) + sum(feet) + ROW_GAP * (len(rows) - 1)
    drawing = Drawing(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH))
    draw_key(drawing, key)
    every, top = [], above
    for row, head, plot, foot in zip(rows, heads, plots, feet, strict=True):
        for place, panel in row:
            left = (room_of(width, in_row) + gap_of(width)) * place
            head_of_one = head + plot - panel.height  # they stand on one line
            box = left + panel.left, top + head_of_one, _room(panel, width, in_row), panel.height
            ax = _axes(drawing, box, width, height)
            _name(ax, panel, head_of_one, _wrapped(panel, width, in_row))
            every.append(ax)
        top += head + plot + foot + ROW_GAP
    return every


def _room(panel: Panel, width: float, in_row: int) -> float:
    return room_of(width, in_row, min(panel.span, in_row)) - panel.left - panel.right


def _axes(
    drawing: Drawing, box: tuple[float, float, float, float], width: float, height: float
) -> Axes:
    """Open axes in a box of pixels from the upper left corner."""
    left, top, wide, high = box
    place = (left / width, 1 - (top + high) / height, wide / width, high / height)
    ax: Axes = drawing.add_axes(place, axes_class=HouseAxes)
    return ax


def _wrapped(panel: Panel, width: float, in_row: int) -> tuple[str, str]:
    room = room_of(width, in_row, min(panel.span, in_row))
    return wrapped(panel.title, room, bold=True), wrapped(panel.subtitle, room)


def _head(panel: Panel, width: float, in_row: int) -> float:
    """Return the pixels above the axes of a panel."""
    lines = sum(text.count("\n") + 1 for text in _wrapped(panel, width, in_row) if text)
    return lines * LINE + panel.above + HEADROOM


def _name(ax: Axes, panel: Panel, head: float, names: tuple[str, str]) -> None:
    """Write the names of a panel from the top of its row."""
    title, subtitle = names
    room = ax.get_position().width * drawing_of(ax).get_figwidth() * PIXELS_PER_INCH
    ax.set_title(title, loc="left", x=-panel.left / room, y=1.0, pad=_points(head), va="top")
    below = (title.count("\n") + 1) * LINE if title else 0
    if subtitle:
        ax.annotate(
            subtitle,
            (0, 1),
            (_points(-panel.left), _points(head - below)),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            color=GREY,
        )


def _points(pixels: float) -> float:
    return pixels / PIXELS_PER_POINT
