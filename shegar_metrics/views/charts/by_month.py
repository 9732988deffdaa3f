"""How much in each month, and which months are known: columns, and a calendar of boxes."""

from __future__ import annotations

from matplotlib.axes import Axes

from .. import wording as w
from ..frames import Frame
from ..series import check_one_unit, rows_by, series_of
from ..style import BLUE, GREY
from .axes import LONG_NAME, PANEL, check_color, check_one_series, panel_axes, row_axes
from .marks import SMALL, SMALLER, column
from .scales import hide_heights, scale_heights, value_range

LONGEST_LABEL = 6
"""A longer label does not fit beside its neighbours, and stands upright."""


def months(frame: Frame, ax: Axes | None = None, *, color: str = BLUE) -> Axes:
    """Draw the values of the months of a year as columns.

    Without *ax*, each member and each year has a panel of its own, and all of them one scale.

    Parameters
    ----------
    frame
        Rows of months, of one unit: a part of ``results.frame(by="month")``.
    ax
        The axes to draw one member in one year on.
    color
        Of the columns.

    Returns
    -------
    Axes
        The axes; of several members or years the first, and ``ax.figure.axes`` are all.

    Raises
    ------
    ParameterRefusal
        If the rows are not of months, have several units, or are of several members or years
        and there is but one pair of axes.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> months = sm.results("data", years=2022).frame(by="month")
    >>> ax = sm.charts.months(months.query("indicator == 'visits'"))
    >>> ax.texts[0].get_text()  # nothing is known by month
    'сведений нет'
    """
    rows = rows_by(frame, "month")
    check_one_unit(rows)
    series = series_of(rows, by_year=True)
    check_color(color)
    check_one_series(ax, series)
    longest = max((len(row.number) for row in rows), default=0)
    upright, size = longest > LONGEST_LABEL, SMALL if longest < LONGEST_LABEL else SMALLER
    each = PANEL * 1.4 if upright else PANEL
    sign = next((row.sign for row in rows), "")
    with panel_axes(ax, series, each, sign) as every:
        for axes, of_one in zip(every, series, strict=False):
            drawn_before = axes.has_data()
            for row in of_one.rows:
                column(axes, row.period.start.month - 1, row, row.number, color, upright, size)
            scale_heights(axes, value_range(rows), 1.5 if upright else 0.4, drawn_before)
            _month_scale(axes, SMALL)
            hide_heights(axes)
    return every[0]


def coverage(frame: Frame, ax: Axes | None = None) -> Axes:
    """Draw which months are known: a filled box, or an empty one.

    Parameters
    ----------
    frame
        Rows of the months of one year.
    ax
        The axes to draw on; without them, those of a new drawing.

    Returns
    -------
    Axes
        The axes, with a line of boxes for each series.

    Raises
    ------
    ParameterRefusal
        If the rows are not of months, or two are of one month.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> months = sm.results("data", years=2022).frame(by="month")
    >>> ax = sm.charts.coverage(months)
    >>> len(ax.patches)  # nothing is known by month
    0
    """
    series = series_of(rows_by(frame, "month"), by_year=True, always=True)
    names = [of_one.name for of_one in series]
    with row_axes(ax, names, width=LONG_NAME, row=0.3, line=0.13) as ax:
        for y, of_one in enumerate(series):
            for row in of_one.rows:
                left = row.period.start.month - 1 - 0.4
                color, edge = ("none", GREY) if row.value is None else (BLUE, BLUE)
                ax.barh(y, 0.8, left=left, height=0.6, color=color, edgecolor=edge, lw=0.8)
        _month_scale(ax, SMALLER)
        ax.tick_params(axis="y", labelsize=SMALLER)
        ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def _month_scale(ax: Axes, size: int) -> None:
    ax.set_xticks(range(len(w.MONTHS)), w.MONTHS, fontsize=size)
    ax.set_xlim(-0.6, len(w.MONTHS) - 0.4)
