"""The key of a sheet: what each mark stands for, in lines above the panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D

from ..style import ACCENT, INK, PIXELS_PER_INCH, VERMILION
from .texts import width_of

LINE = 20
SAMPLE, BESIDE, APART = 18, 6, 20
"""Pixels of the mark, from there to its words, and from these to the next mark."""

MARKS: Mapping[str, Mapping[str, Any]] = {
    "column": {"marker": "s", "markersize": 9, "color": ACCENT, "linestyle": ""},
    "tick": {"color": INK, "linewidth": 1.5},
    "yardstick": {"color": VERMILION, "linewidth": 1, "linestyle": (0, (4, 2))},
    "before": {"marker": "s", "markersize": 7, "color": VERMILION, "linestyle": ""},
    "after": {"marker": "o", "markersize": 7, "color": ACCENT, "linestyle": ""},
}

Key = Sequence[tuple[str, str]]
"""A mark of `MARKS` and its words, each."""


def height_of(key: Key, width: float) -> float:
    """Return the pixels that a key takes on a sheet."""
    return LINE * (1 + max((line for _, line, _, _ in _placed(key, width)), default=-1))


def draw_key(drawing: Drawing, key: Key) -> None:
    """Draw a key at the top of a drawing."""
    width, height = (inches * PIXELS_PER_INCH for inches in drawing.get_size_inches())
    for left, line, mark, words in _placed(key, width):
        y = 1 - (line + 0.5) * LINE / height
        look = MARKS[mark]
        ends = [left, left + SAMPLE] if not look.get("marker") else [left + SAMPLE / 2]
        at = [x / width for x in ends]
        sample = Line2D(at, [y] * len(at), transform=drawing.transFigure, **look)
        drawing.add_artist(sample)
        drawing.text((left + SAMPLE + BESIDE) / width, y, words, va="center_baseline")


def _placed(key: Key, width: float) -> list[tuple[float, int, str, str]]:
    """Place the marks in lines: where each begins, and in which line."""
    placed: list[tuple[float, int, str, str]] = []
    left, line = 0.0, 0
    for mark, words in key:
        room = SAMPLE + BESIDE + width_of(words)
        if placed and left + room > width:
            left, line = 0.0, line + 1
        placed.append((left, line, mark, words))
        left += room + APART
    return placed
