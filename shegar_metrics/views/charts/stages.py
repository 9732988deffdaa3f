"""How much before, and how much after? Two points on one scale, with a line between."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ...problems import ParameterRefusal
from ..frames import Frame
from ..rows import Row
from ..series import check_one_grain, check_one_unit, rows_by
from ..spans import period_of
from ..style import ACCENT, GREY, WIDE, color_of
from .axes import row_axes
from .labels import numbers_of
from .marks import label_bar, label_point
from .scales import hide_lengths
from .texts import widest

HEIGHT = 46
"""Pixels of a row: its line, and the numbers above it."""


def stages(
    frame: Frame, ax: Axes | None = None, *, names: Sequence[str] = (), width: int = WIDE
) -> Axes:
    """Draw what was before and what came after as two points on one scale that begins at zero.

    Parameters
    ----------
    frame
        Rows of years, of one unit and of two members: what was before, and what came after.
    ax
        The axes to draw on; without them, those of a new drawing.
    names
        What to write at the rows instead of the years, one for each year.
    width
        Of the drawing, in pixels, without *ax*.

    Returns
    -------
    Axes
        The axes, with a row for each year, the last at the top.

    Raises
    ------
    ParameterRefusal
        If the rows are not of years, have several units, or are not of two members.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> year = {"start": ["2022-01-01"] * 2, "end": ["2022-12-31"] * 2}
    >>> ax = sm.charts.stages({**year, "member": ["a", "b"], "label": ["до", "после"],
    ...                        "value": [40, 15]})
    >>> len(ax.lines)
    3
    """
    rows = rows_by(frame, "year")
    check_one_unit(rows)
    check_one_grain(rows)
    members = list(dict.fromkeys(row.member or row.label for row in rows))
    if rows and len(members) != 2:
        raise ParameterRefusal(
            f"Рисунок: до и после — это два ряда, а в таблице их {len(members)}."
        )
    years = sorted({row.period for row in rows}, key=lambda period: period.start, reverse=True)
    written = list(names) or [
        period_of(next(row for row in rows if row.period == year)) for year in years
    ]
    room = widest(numbers_of(rows), bold=True) / 2 + 4
    titles = {row.member or row.label: row.label for row in rows}
    key = [(mark, titles[code]) for mark, code in zip(("before", "after"), members, strict=False)]
    with row_axes(ax, written, width, room, HEIGHT, key) as ax:
        greatest = max((float(row.value) for row in rows if row.value is not None), default=0)
        ax.set_xlim(0, greatest or 1)
        for y, year in enumerate(years):
            _pair(ax, y, [row for row in rows if row.period == year], members)
        hide_lengths(ax)
        ax.spines["left"].set_color(GREY)
    return ax


def _pair(ax: Axes, y: int, rows: Sequence[Row], members: Sequence[str]) -> None:
    known = [row for row in rows if row.value is not None]
    if not known:
        label_bar(ax, (0, y), rows[0].number, missing=True)
        return
    values = [float(row.value or 0) for row in known]
    ax.plot([min(values), max(values)], [y, y], color=GREY, linewidth=1.5, zorder=1, clip_on=False)
    for row, value in zip(known, values, strict=True):
        after = members.index(row.member or row.label)
        color, mark = (ACCENT, "o") if after else (color_of(1)[0], "s")
        ax.plot(value, y, mark, color=color, markersize=7, zorder=2, clip_on=False)
        # Two numbers close to each other: one above the line, the other below it.
        label_point(ax, (value, y), row, row.number, below=not after, bold=bool(after), off=6)
