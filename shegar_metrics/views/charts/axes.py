"""The axes of a chart, its own or those given, with the names of its rows or panels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from matplotlib.text import Text

from ...problems import ParameterRefusal
from ..rows import NO_DATA
from ..series import Series
from ..style import GREY, house_style
from .key import Key
from .sheet import LINE, Panel, sheet
from .texts import widest, wrapped

ROW = 26
"""Pixels of a row, if its name has but one line."""
NAMES = 0.36
"""So much of a drawing its names take at the most."""


@contextmanager
def row_axes(
    ax: Axes | None,
    names: Sequence[str],
    width: int,
    right: float,
    row: float = ROW,
    key: Key = (),
    below: float = 2,
) -> Iterator[Axes]:
    """Open the axes of a chart of rows, as high as their names need, and write the names.

    Parameters
    ----------
    ax
        The axes that were given, if any were.
    names
        The names of the rows, the first at the top.
    width
        Of the drawing, in pixels.
    right
        Pixels beside the axes, for what is written there.
    row, below
        Pixels of a row, and below the last.
    key
        What the marks stand for.
    """
    check_axes(ax)
    check_width(width)
    lines = [wrapped(name, width * NAMES) for name in names]
    if ax is not None:
        with as_words(ax):
            yield ax
            _name_rows(ax, lines)
        return
    high = max([row, *(LINE * (name.count("\n") + 1) + 8 for name in lines)])
    panel = Panel(
        "", height=high * max(len(lines), 1), left=widest(lines) + 8, right=right, below=below
    )
    with house_style():
        (ax,) = sheet(width, [panel], key=key)
        yield ax
        _name_rows(ax, lines)


def _name_rows(ax: Axes, lines: Sequence[str]) -> None:
    if not lines:
        say_nothing(ax)
        return
    ax.set_yticks(range(len(lines)), lines)
    ax.set_ylim(len(lines) - 0.5, -0.5)


@contextmanager
def panel_axes(
    ax: Axes | None,
    panels: Sequence[Panel],
    sign: str,
    width: int,
    in_row: int,
    key: Key = (),
) -> Iterator[list[Axes]]:
    """Open the axes of a chart of series, a panel each; or take those given.

    Parameters
    ----------
    ax
        The axes that were given, if any were.
    panels
        The panels.
    sign
        Of the unit, for the axes that were given.
    width, in_row
        Of the drawing, in pixels, and how many panels stand in a row.
    key
        What the marks stand for.
    """
    check_axes(ax)
    if ax is not None:
        with as_words(ax):
            yield [ax] if panels else [say_nothing(ax)]
            ax.set_ylabel(sign, rotation=0)
        return
    with house_style():
        every = sheet(width, panels or [Panel("")], in_row, key if panels else ())
        if not panels:
            say_nothing(every[0])
        yield every


def say_nothing(ax: Axes) -> Axes:
    """Write that there are no data, in place of a chart."""
    ax.text(0.5, 0.5, NO_DATA, transform=ax.transAxes, ha="center", va="center", color=GREY)
    ax.set_axis_off()
    return ax


@contextmanager
def as_words(ax: Axes) -> Iterator[None]:
    """Write on axes of somebody's own: names come from the data, and are no formulas."""
    with matplotlib.rc_context({"text.parse_math": False}):
        yield
        # What was there before keeps its way: titles, and the labels of ticks that have names now.
        titles = [one for one in ax.get_children() if isinstance(one, Text) and one not in ax.texts]
        for text in (*titles, *ax.get_xticklabels(), *ax.get_yticklabels()):
            text.set_parse_math(False)


def check_axes(ax: object) -> None:
    """Refuse what is no axes to draw on.

    Raises
    ------
    ParameterRefusal
        Naming what was given.
    """
    if ax is None or (isinstance(ax, Axes) and ax.get_figure() is not None):
        return
    if isinstance(ax, Axes):
        raise ParameterRefusal("Рисунок: эти оси (ax) уже убраны со своего рисунка.")
    raise ParameterRefusal(
        f"Рисунок: ax — {type(ax).__name__}, а нужны одни оси matplotlib: drawing, ax = "
        "plt.subplots(), а из нескольких — axes[0]."
    )


def check_width(width: object) -> None:
    """Refuse what is no width of a drawing.

    Raises
    ------
    ParameterRefusal
        Naming what was given.
    """
    if not isinstance(width, int) or isinstance(width, bool) or not 100 <= width <= 4000:
        raise ParameterRefusal(
            f"Рисунок: width — {width!r:.60}, а нужна ширина в точках экрана: целое число от 100 "
            "до 4000; в отчёте — 642 и 348."
        )


def check_color(color: object) -> None:
    """Refuse what is no colour.

    Raises
    ------
    ParameterRefusal
        Naming what was given.
    """
    if not is_color_like(color):
        raise ParameterRefusal(
            f"Рисунок: color — {color!r:.60}, а нужен цвет: sm.charts.BLUE, «#005a9c» или «green»."
        )


def check_one_series(ax: Axes | None, series: Sequence[Series]) -> None:
    """Refuse several series where the axes are given.

    Raises
    ------
    ParameterRefusal
        Naming the series.
    """
    check_axes(ax)
    if ax is not None and len(series) > 1:
        raise ParameterRefusal(
            f"Рисунок: в одних осях — один ряд, а в таблице их {len(series)}: "
            f"{'; '.join(of_one.name for of_one in series)}. Отберите один или не задавайте ax: "
            "каждый ряд встанет на своё место."
        )
