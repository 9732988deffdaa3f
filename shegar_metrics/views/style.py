"""One look for all figures: font, colours, and an SVG that is the same each time."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import fontpkg
import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure as Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, told apart by colour-blind eyes; each has a contrast of at least
# 3 : 1 to white paper and to the dark page.
BLUE, VERMILION, GREEN = "#0072b2", "#d55e00", "#009e73"
GREY = "#7a828a"

# Drawn in this colour, saved as `currentColor`: the page decides, light or dark.
INK = "#1b1f24"

WIDTH = 4.8
"""Width of a figure in inches: fits the text of an A4 page, and is legible on a phone."""

# Laid over the defaults of matplotlib: whoever runs this may have a matplotlibrc of their own.
# A backend is of windows and of JupyterLab, and no matter of the look.
STYLE: dict[Any, Any] = {
    **{name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"},
    "font.family": "PT Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "shegar_metrics",
}


@cache
def _register_fonts() -> None:
    fonts, ours = font_manager.fontManager, []
    for weight in (400, 700):
        ours.append(str(fontpkg.path("PT Sans", weight)))
        fonts.addfont(ours[-1])
    # The first of a name is taken, and the system may have another version of PT Sans.
    fonts.ttflist.sort(key=lambda font: font.fname not in ours)


@contextmanager
def canvas(height: float) -> Iterator[tuple[Drawing, Axes]]:
    """Open a drawing with one pair of axes, *height* inches high, in the common style."""
    with canvases(height, 1) as (drawing, (axes,)):
        yield drawing, axes


@contextmanager
def canvases(height: float, rows: int) -> Iterator[tuple[Drawing, Sequence[Axes]]]:
    """Open a drawing with some pairs of axes, one below another."""
    _register_fonts()
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(WIDTH, height), layout="constrained")
        yield drawing, list(drawing.subplots(rows, squeeze=False)[:, 0])


def bare(axes: Axes) -> None:
    """Take away the scale of the numbers: every mark carries its own number."""
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def to_svg(drawing: Drawing) -> str:
    """Save as SVG with searchable text and no trace of the clock."""
    buffer = io.StringIO()
    with matplotlib.rc_context(STYLE):
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().replace(INK, "currentColor")
    return text[text.index("<svg ") :]
