"""One look for all figures: font, colours, and an SVG that is the same each time."""

from __future__ import annotations

import io
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..fonts import PT_SANS, font_faces

PALETTE = {
    "#1b1f24": "currentColor",
    "#545d66": "var(--quiet, #545d66)",
    "#d0d7de": "var(--line, #d0d7de)",
    "#0067a5": "var(--accent, #0067a5)",
    "#a9c6dc": "var(--past, #a9c6dc)",
    "#005a9c": "var(--first, #005a9c)",
    "#b04a00": "var(--second, #b04a00)",
    "#00735a": "var(--third, #00735a)",
    "#8a3a78": "var(--fourth, #8a3a78)",
    "#fffffe": "var(--paper, #ffffff)",
}
"""What is drawn, and what a page shows instead, light or dark: its style sheet decides."""
INK, GREY, LINE, ACCENT, PAST, BLUE, VERMILION, GREEN, PLUM, PAPER = PALETTE
OF_MEMBERS = ((BLUE, "o"), (VERMILION, "s"), (GREEN, "^"), (PLUM, "D"))
"""Colour and mark of each member, by its order in the reference data; the others are grey."""
OTHERS = ("v", "P", "X", "*", "<", ">")

STYLE_FILE = Path(__file__).with_name("shegar.mplstyle")
FAMILY = "PT Sans"
"""The font of `STYLE_FILE`."""

WIDE, NARROW = 642, 348
"""Width of a figure in pixels, 170 and 92 mm: fits the text of an A4 page, or a phone."""

PAPER_DPI = 300
SCREEN_DPI = 192
PIXELS_PER_INCH = 96
"""Of a browser; a drawing of `SCREEN_DPI` is shown at half its pixels, and is sharp."""

# They are of windows and of JupyterLab, and no matter of the look.
NO_LOOK = {"backend", "backend_fallback", "interactive", "toolbar"}

# matplotlib numbers the parts of every drawing anew: in a page no such name would be the only one.
NUMBERED_ID = re.compile(r' id="[\w.]+_\d+"')
VALUE_ID = re.compile(r' id="v-([\w-]+)"')


class HouseAxes(Axes):
    """Ordinary axes, which a notebook shows when they are the last line of a cell."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        drawing = drawing_of(self)
        width, height = (round(inches * PIXELS_PER_INCH) for inches in drawing.get_size_inches())
        return to_png(drawing, SCREEN_DPI), {"width": width, "height": height}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the report, whatever one's own matplotlibrc says.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> import shegar_metrics as sm
    >>> with sm.charts.house_style():
    ...     drawing, axes = plt.subplots()
    >>> plt.close(drawing)
    """
    register_fonts()
    if _is_in_force():
        yield
        return
    with matplotlib.rc_context(_style()):
        yield


def _is_in_force() -> bool:
    """Return whether all is set already: to set it and to set it back takes milliseconds."""
    params = matplotlib.rcParams
    return all(params[name] == value for name, value in _style().items())


def color_of(order: int) -> tuple[str, str]:
    """Return the colour and the mark of a member, by its place among all."""
    if order < len(OF_MEMBERS):
        return OF_MEMBERS[order]
    return GREY, OTHERS[(order - len(OF_MEMBERS)) % len(OTHERS)]


def drawing_of(ax: Axes) -> Drawing:
    """Return the drawing that some axes stand in."""
    drawing = ax.get_figure(root=True)
    if drawing is None:
        raise ValueError("the axes were removed from their drawing")
    return drawing


def to_svg(drawing: Drawing) -> str:
    """Save as SVG with searchable text and no trace of the clock."""
    buffer = io.StringIO()
    # Two sizes of one figure stand in a page, one of them hidden: no name is of both.
    width = round(drawing.get_figwidth() * PIXELS_PER_INCH)
    with house_style(), matplotlib.rc_context({"svg.hashsalt": f"shegar_metrics {width}"}):
        _lay_out_anew(drawing)
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().replace(INK, PALETTE[INK])
    text = NUMBERED_ID.sub("", text[text.index("<svg ") :])
    return VALUE_ID.sub(r' data-value="\1"', text)


def for_page(svg: str) -> str:
    """Have a page choose the colours of an SVG, and another font if it has not ours."""
    for drawn, shown in PALETTE.items():
        svg = svg.replace(drawn, shown)
    return svg.replace("'PT Sans'", "'PT Sans', 'Segoe UI', Arial, sans-serif")


def image_address(svg: str) -> str:
    """Return the address of an image on white paper that holds the whole SVG itself.

    Where JupyterLab has it drawn, its font is in it; in a stored notebook that is the reader's.
    """
    tag, rest = for_page(svg).split(">", 1)
    font = f"<style>{font_faces(svg)}</style>" if "JPY_SESSION_NAME" in os.environ else ""
    paper = f'{tag} style="background:#fff">{font}{rest}'
    return f"data:image/svg+xml;base64,{b64encode(paper.encode()).decode()}"


def to_png(drawing: Drawing, dpi: float) -> bytes:
    """Save as PNG on white paper."""
    buffer = io.BytesIO()
    with house_style():
        _lay_out_anew(drawing)
        drawing.savefig(buffer, format="png", dpi=dpi, facecolor="white")
    return buffer.getvalue()


def _lay_out_anew(drawing: Drawing) -> None:
    """Have the layout begin where it began: it goes on from the last, and ends elsewhere."""
    if isinstance(drawing.get_layout_engine(), ConstrainedLayoutEngine):
        for ax in drawing.axes:
            spec = ax.get_subplotspec()
            if spec is not None and ax.get_in_layout():
                ax.set_position(spec.get_position(drawing))
                ax.set_in_layout(True)  # which a position of one's own would end


@cache
def _style() -> dict[Any, Any]:
    """Read the style over the defaults of matplotlib, not over a matplotlibrc."""
    style = matplotlib.rc_params_from_file(STYLE_FILE, use_default_template=True)
    return {name: value for name, value in style.items() if name not in NO_LOOK}


@cache
def register_fonts() -> None:
    """Have matplotlib take PT Sans from its package, whatever else the system has."""
    fonts, ours = font_manager.fontManager, []
    for file in PT_SANS.values():
        ours.append(str(file))
        fonts.addfont(ours[-1])
    # The first of a name is taken, and the system may have another version of PT Sans.
    fonts.ttflist.sort(key=lambda font: font.fname not in ours)
