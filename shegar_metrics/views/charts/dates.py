"""Which day or period is it of? Marks on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num

from .. import wording as w
from ..frames import Frame, rows_of
from ..rows import NONE
from ..series import check_one_grain, full_name
from ..spans import span_of
from ..style import BLUE, GREY, VERMILION
from .axes import LONG_NAME, row_axes


def timeline(frame: Frame, ax: Axes | None = None, *, name: str = "Отчётный год") -> Axes:
    """Draw the days of stocks as marks on a line of time, below the period of the flows.

    Parameters
    ----------
    frame
        Rows with a period and a day, ``as_of``; rows of one name are marks of one line.
    ax
        The axes to draw on; without them, those of a new drawing.
    name
        What the period is called.

    Returns
    -------
    Axes
        The axes, with time from left to right.

    Raises
    ------
    ParameterRefusal
        If the rows are of years and of months.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data", years=2022).frame()
    >>> ax = sm.charts.timeline(frame.query("indicator == 'subscriptions'"))
    >>> ax.texts[-1].get_text()
    '10.07.2023'
    """
    rows = rows_of(frame, "start", "end", "as_of")
    check_one_grain(rows)
    lines: dict[str, set[date]] = {}
    for row in rows:
        if full_name(row):
            lines.setdefault(full_name(row), set()).update([row.as_of] if row.as_of else [])
    with row_axes(ax, [name, *lines] if rows else [], width=LONG_NAME, row=0.36) as ax:
        if rows:
            start = min(float(date2num(row.period.start)) for row in rows)
            end = max(float(date2num(row.period.end)) for row in rows) + 1
            bar = ax.barh(0, end - start, left=start, color=BLUE, height=0.6)
            ax.bar_label(bar, [span_of(rows)], label_type="center", color="white")
        for y, days in enumerate(lines.values(), start=1):
            _mark_days(ax, y, sorted(days))
        ax.xaxis.set_major_locator(YearLocator())
        ax.xaxis.set_major_formatter(DateFormatter("%Y"))
        ax.tick_params(axis="x", pad=4)
        ax.grid(axis="x")
        ax.set_axisbelow(True)
        ax.use_sticky_edges = False
        ax.margins(x=0.1)
    return ax


def _mark_days(ax: Axes, y: int, days: Sequence[date]) -> None:
    if not days:
        ax.annotate(NONE, (0.5, y), xycoords=("axes fraction", "data"), va="center", color=GREY)
        return
    at = [float(date2num(day)) for day in days]
    ax.plot(at, [y] * len(at), "D", color=VERMILION, markersize=8, clip_on=False)
    # One label for all marks of a row: those of near days would lie on each other.
    label = ", ".join(map(w.short_day, days))
    ax.annotate(label, (at[-1], y), (8, 0), textcoords="offset points", va="center")
