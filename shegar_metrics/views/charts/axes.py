"""The axes of a chart, its own or those given, with the names of its rows or panels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from matplotlib.text import Text

from ...problems import ParameterRefusal
from ..rows import NO_DATA
from ..series import Series
from ..style import GREY, house_style, panels

NAME, LONG_NAME = 18, 34
"""So many letters of a name stand in a line."""
ROW, LINE, PANEL = 0.5, 0.17, 1.0
"""Inches of a row, of each line of its name, and of a panel."""


@contextmanager
def row_axes(
    ax: Axes | None,
    names: Sequence[str],
    *,
    width: int = NAME,
    row: float = ROW,
    line: float = LINE,
    beside: float = 0.2,
) -> Iterator[Axes]:
    """Open the axes of a chart of rows, as high as their names need, and write the names.

    Parameters
    ----------
    ax
        The axes that were given, if any were.
    names
        The names of the rows, the first at the top.
    width
        How many letters of a name stand in a line.
    row, line, beside
        Inches of a row, of a line of its name, and of all that is no row.
    """
    check_axes(ax)
    strange = [name for name in names if not isinstance(name, str)]
    if strange:
        raise ParameterRefusal(f"Рисунок: name — {strange[0]!r:.60}, а нужен текст.")
    lines = [wrap(name, width) for name in names]
    if ax is not None:
        with as_words(ax):
            yield ax
            _name_rows(ax, lines)
        return
    heights = [max(row, line * len(of_one) + 0.1) for of_one in lines] or [row]
    with house_style():
        (ax,) = panels(sum(heights) + beside)
        yield ax
        _name_rows(ax, lines)


def _name_rows(ax: Axes, lines: Sequence[Sequence[str]]) -> None:
    if not lines:
        say_nothing(ax)
        return
    ax.set_yticks(range(len(lines)), ["\n".join(of_one) for of_one in lines])
    ax.set_ylim(len(lines) - 0.5, -0.5)


@contextmanager
def panel_axes(
    ax: Axes | None, series: Sequence[Series], each: float = PANEL, sign: str = ""
) -> Iterator[list[Axes]]:
    """Open the axes of a chart of series, a panel each; or take those given.

    Parameters
    ----------
    ax
        The axes that were given, if any were.
    series
        The series; the name of each is the title of its panel.
    each
        Inches of a panel.
    sign
        Of the unit, to be written once.
    """
    check_axes(ax)
    if ax is not None:
        with as_words(ax):
            yield [ax] if series else [say_nothing(ax)]
            ax.set_ylabel(sign, rotation=0)
        return
    with house_style():
        every = panels(each * max(len(series), 1) + 0.25, max(len(series), 1))
        if not series:
            say_nothing(every[0])
        for axes, of_one in zip(every, series, strict=False):
            title = ", ".join(part for part in (of_one.name, sign) if part)
            if title:
                axes.set_title(title, loc="left", fontsize=9)
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


def check_color(color: object) -> None:
    """Refuse what is no colour.

    Raises
    ------
    ParameterRefusal
        Naming what was given.
    """
    if not is_color_like(color):
        raise ParameterRefusal(
            f"Рисунок: color — {color!r:.60}, а нужен цвет: sm.charts.BLUE, «#0072b2» или «green»."
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
