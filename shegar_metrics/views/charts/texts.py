"""How wide a text is in print, and what of many fits beside its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ..style import FAMILY, register_fonts

SIZE = 9.0
"""Points of all letters: 12 pixels."""
PIXELS_PER_POINT = 96 / 72
BETWEEN = 3.0
"""Pixels between a text and its neighbour at least."""


@cache
def width_of(text: str, bold: bool = False) -> float:
    """Return the width of a line of text in pixels."""
    register_fonts()
    font = FontProperties(family=FAMILY, size=SIZE, weight="bold" if bold else "normal")
    points, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(points) * PIXELS_PER_POINT


def widest(texts: Sequence[str], bold: bool = False) -> float:
    """Return the width of the widest of some texts, which may have several lines."""
    return max((width_of(line, bold) for text in texts for line in text.split("\n")), default=0.0)


def wrapped(text: str, room: float, bold: bool = False) -> str:
    """Break a text into lines that fit into so many pixels; a longer word is cut."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, bold) <= room:
            lines[-1] = longer
            continue
        lines += [word] if lines[-1] else []
        lines[-1] = word
        while width_of(lines[-1], bold) > room and len(lines[-1]) > 1:
            cut = next(
                n
                for n in range(len(lines[-1]) - 1, 0, -1)
                if n == 1 or width_of(lines[-1][:n], bold) <= room
            )
            lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
    return "\n".join(lines)


def apart(
    places: Sequence[float], texts: Sequence[str], first: Sequence[int], bold: bool
) -> set[int]:
    """Choose which texts are written in one line, so that none lies on another.

    Parameters
    ----------
    places
        The middle of each text, in pixels.
    texts
        The texts; an empty one takes no room.
    first
        The numbers of the texts, those first that matter most.
    bold
        Whether they are bold.
    """
    taken: list[tuple[float, float]] = []
    chosen: set[int] = set()
    for number in first:
        half = width_of(texts[number], bold) / 2 + BETWEEN / 2
        left, right = places[number] - half, places[number] + half
        if all(right <= start or end <= left for start, end in taken):
            taken.append((left, right))
            chosen.add(number)
    return chosen
