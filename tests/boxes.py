"""Where the texts of a drawing lie: those cut off at its edge, and those that lie on each other."""

from __future__ import annotations

from itertools import combinations

from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from shegar_metrics.views.style import house_style

Placed = tuple[str, Bbox]
SLACK = 0.5
"""Pixels that a renderer may round by."""


def placed(drawing: Drawing) -> list[Placed]:
    """List the texts in sight, with their boxes."""
    with house_style():
        drawing.draw_without_rendering()
        return [(text.get_text(), text.get_window_extent()) for text in _shown(drawing)]


def cut_off(drawing: Drawing) -> list[str]:
    """List the texts that are not wholly in the drawing."""
    texts = placed(drawing)
    box = drawing.bbox.padded(SLACK)
    return [
        text
        for text, extent in texts
        if not (box.contains(extent.x0, extent.y0) and box.contains(extent.x1, extent.y1))
    ]


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """List the pairs of texts that lie on each other."""
    return [
        (one, other)
        for (one, first), (other, second) in combinations(placed(drawing), 2)
        if first.padded(-SLACK).overlaps(second.padded(-SLACK))
    ]


def smallest(drawing: Drawing) -> float:
    """Return the size of the smallest letters in points."""
    return min(float(text.get_fontsize()) for text in _shown(drawing))


def _shown(drawing: Drawing) -> list[Text]:
    texts = [found for found in drawing.findobj(Text) if isinstance(found, Text)]
    return [t for t in texts if t.get_visible() and t.get_text().strip() and _is_drawn(t)]


def _is_drawn(text: Text) -> bool:
    """Tell whether a text is in sight; the labels of ticks beyond the scale are not."""
    axes = text.axes
    if axes is None or text in axes.texts:
        return True
    ticks = [*axes.xaxis.get_major_ticks(), *axes.yaxis.get_major_ticks()]
    if text not in {label for tick in ticks for label in (tick.label1, tick.label2)}:
        return True
    low, high = sorted(axes.get_xlim())
    return not (text in axes.get_xticklabels() and not low <= text.get_position()[0] <= high)
