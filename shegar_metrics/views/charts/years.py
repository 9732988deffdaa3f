"""How did it change from year to year? Columns of flows, and stocks as a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.ticker import FixedLocator

from .. import wording as w
from ..frames import Frame
from ..rows import Row
from ..series import check_one_unit, rows_by, series_of
from ..style import BLUE
from .axes import PANEL, check_color, check_one_series, panel_axes
from .marks import SMALL, column, label_point
from .scales import hide_heights, scale_heights, value_range

FEW_YEARS = 4
"""As many years have room at least, so that one is no wall."""

CLOSE = 0.13
"""Days nearer to each other than this part of the scale have slanted labels."""


def trend(frame: Frame, ax: Axes | None = None, *, color: str | None = None) -> Axes:
    """Draw a value year by year: columns, and a stock as a line on the days it was counted on.

    Without *ax*, each member has a panel of its own, and all of them one scale.

    Parameters
    ----------
    frame
        Rows of years, of one unit: a part of ``results.frame()``.
    ax
        The axes to draw one member on.
    color
        Of the columns or the line.

    Returns
    -------
    Axes
        The axes; of several members the first, and ``ax.figure.axes`` are all.

    Raises
    ------
    ParameterRefusal
        If the rows are not of years, have several units, or are of several members and there
        is but one pair of axes.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data").frame()
    >>> ax = sm.charts.trend(frame.query("indicator == 'cost_per_visit'"))
    >>> ax.texts[0].get_text()[:4]
    '1,06'
    """
    rows = rows_by(frame, "year")
    check_one_unit(rows)
    series = series_of(rows)
    color = BLUE if color is None else color
    check_color(color)
    check_one_series(ax, series)
    known = [row for row in rows if row.value is not None]
    as_line = bool(known) and all(row.is_stock for row in known)
    with panel_axes(ax, series, PANEL * 1.25) as every:
        for axes, of_one in zip(every, series, strict=False):
            drawn_before = axes.has_data()
            (_line if as_line else _years)(axes, of_one.rows, color)
            scale_heights(axes, value_range(rows), 0.55, drawn_before)
            hide_heights(axes)
            (_day_scale if as_line else _year_scale)(axes, of_one.rows, rows)
    return every[0]


def _years(ax: Axes, rows: Sequence[Row], color: str) -> None:
    for row in rows:
        column(ax, row.period.start.year, row, row.written, color)


def _year_scale(ax: Axes, _: Sequence[Row], every: Sequence[Row]) -> None:
    """Write all years below each panel."""
    ticks = sorted({row.period.start.year for row in every} | {int(tick) for tick in _ticks(ax)})
    ax.set_xticks(ticks, [str(year) for year in ticks], fontsize=SMALL)
    room = max(0.8, (FEW_YEARS - len(ticks)) / 2)
    ax.set_xlim(ticks[0] - room, ticks[-1] + room)


def _ticks(ax: Axes) -> list[float]:
    """List the marks that were set on the scale before, if any were."""
    locator = ax.xaxis.get_major_locator()
    return [float(tick) for tick in locator()] if isinstance(locator, FixedLocator) else []


def _line(ax: Axes, rows: Sequence[Row], color: str) -> None:
    """Draw a line; a missing year is a gap, on its last day."""
    days = [float(date2num(_day_of(row))) for row in rows]
    values = [float("nan") if row.value is None else float(row.value) for row in rows]
    ax.plot(days, values, "o-", color=color, clip_on=False)
    # A stock that was not counted anew is one point, of two years.
    points = {(day, row.written): row for day, row in zip(days, rows, strict=True)}
    for (day, _), row in points.items():
        label_point(ax, (day, float(row.value or 0)), row, row.written)


def _day_of(row: Row) -> date:
    return row.period.end if row.as_of is None or row.value is None else row.as_of


def _day_scale(ax: Axes, rows: Sequence[Row], every: Sequence[Row]) -> None:
    """Write the days of the counts below a line; all panels have the same length of time."""
    known = [row for row in rows if row.value is not None]
    days = sorted({*(float(date2num(_day_of(row))) for row in known), *_ticks(ax)})
    ends = sorted({*(float(date2num(_day_of(row))) for row in every), *days})
    span = ends[-1] - ends[0] or 1
    close = any(later - earlier < CLOSE * span for earlier, later in pairwise(days))
    labels = [w.short_day(num2date(day, tz=UTC).date()) for day in days]
    ax.set_xticks(
        days,
        labels,
        fontsize=SMALL,
        rotation=30 if close else 0,
        ha="right" if close else "center",
        rotation_mode="anchor" if close else "default",
    )
    ax.set_xlim(ends[0] - CLOSE * span, ends[-1] + CLOSE * span)
