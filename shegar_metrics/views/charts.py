"""Charts of results, in the idiom of pandas and seaborn: data in, ``ax`` in, ``ax`` out.

The data are `Results.frame` or a part of it. Each chart draws on the axes it is given, and
without any opens a drawing of its own in the style of the report; what it returns are ordinary
axes to go on with. A value that is missing is a gap with the word «нет», never a zero.

Examples
--------
>>> import shegar_metrics as sm
>>> frame = sm.results("data", years=2022).frame()
>>> ax = sm.charts.bars(frame.query("indicator == 'section_publications'"))
>>> [text.get_text() for text in ax.texts]
['309', '144', '101']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date
from itertools import pairwise

from babel.dates import format_date
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num, num2date
from matplotlib.ticker import FixedLocator

from ..period import MONTHS_IN_YEAR
from ..problems import ParameterRefusal
from . import wording as w
from .frames import (
    NONE,
    Frame,
    Row,
    Series,
    full_name,
    is_month,
    is_year,
    names_of,
    one_grain,
    one_unit,
    rows_of,
    series_of,
    span_of,
)
from .marks import (
    LONG_NAME,
    PANEL,
    SMALL,
    SMALLER,
    above,
    beside,
    check_axes,
    check_color,
    column,
    heights,
    no_heights,
    panel_axes,
    row_axes,
)
from .style import BLUE, GREEN, GREY, VERMILION, bare, house_style, inches, wider_scale

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "VERMILION",
    "bars",
    "bounds",
    "coverage",
    "grid",
    "house_style",
    "months",
    "timeline",
    "trend",
]

MONTHS = [
    format_date(date(2023, month, 1), "LLL", locale=w.RU).strip(".")
    for month in range(1, MONTHS_IN_YEAR + 1)
]

LONGEST_LABEL = 6
"""A longer label does not fit beside its neighbours, and stands upright."""

FEW_YEARS = 4
"""As many years have room at least, so that one is no wall."""

CLOSE = 0.13
"""Days nearer to each other than this part of the scale have slanted labels."""

BOUNDS = ("unique_people_min", "unique_people_max")
"""The indicators that are the bounds of one number."""


def bars(
    frame: Frame, ax: Axes | None = None, *, labels: Sequence[str] = (), color: str = BLUE
) -> Axes:
    """Draw one horizontal bar for each row, with its number at the end.

    Parameters
    ----------
    frame
        Rows of one unit.
    ax
        The axes to draw on; without them, those of a new drawing.
    labels
        What to write at the bars instead of the numbers, one for each row.
    color
        Of the bars.

    Returns
    -------
    Axes
        The axes.

    Raises
    ------
    ParameterRefusal
        If the rows have several units, are of years and of months, or there are more or fewer
        labels than rows.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data", years=2022).frame()
    >>> ax = sm.charts.bars(frame.query("indicator == 'platform_share'"))
    >>> len(ax.patches)
    3
    """
    rows = rows_of(frame, "value")
    one_unit(rows)
    one_grain(rows)
    check_color(color)
    written = _labels(labels, rows)
    values = [float(row.value or 0) for row in rows]
    low, high = min([0.0, *values]), max([0.0, *values])
    with row_axes(ax, names_of(rows)) as ax:
        for place, (row, value, label) in enumerate(zip(rows, values, written, strict=True)):
            if row.value is not None:
                ax.barh(place, value, color=color, height=0.64)
            beside(ax, (value, place), label, row.value is None)
        left = [label for label, value in zip(written, values, strict=True) if value < 0]
        wider_scale(ax, low, high, inches(left) if left else 0, inches(written))
        if left:
            ax.axvline(0, color=GREY, linewidth=0.8)
        bare(ax)
    return ax


def _labels(labels: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return what stands at each bar: its label, or its number."""
    told = labels if isinstance(labels, str) or not isinstance(labels, Iterable) else list(labels)
    if not isinstance(told, list) or not all(isinstance(label, str) for label in told):
        raise ParameterRefusal(
            f"Рисунок: labels — {told!r:.60}, а нужен перечень текстов, по одному на строку."
        )
    if told and len(told) != len(rows):
        raise ParameterRefusal(
            f"Рисунок: строк в таблице {len(rows)}, а подписей в labels — {len(told)}."
        )
    return [
        row.written if row.value is None else label
        for row, label in zip(rows, told or [row.written for row in rows], strict=True)
    ]


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
        The axes; of several panels the first, and ``ax.figure.axes`` are all.

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
    rows = _of_time(frame, is_month, "month")
    one_unit(rows)
    series = series_of(rows, by_year=True)
    check_color(color)
    _one_series(ax, series)
    low, high = _extremes(rows)
    longest = max((len(row.number) for row in rows), default=0)
    upright, size = longest > LONGEST_LABEL, SMALL if longest < LONGEST_LABEL else SMALLER
    each = PANEL * 1.4 if upright else PANEL
    sign = next((row.sign for row in rows), "")
    with panel_axes(ax, series, each, sign) as every:
        for axes, of_one in zip(every, series, strict=False):
            drawn_before = axes.has_data()
            for row in of_one.rows:
                column(axes, row.period.start.month - 1, row, row.number, color, upright, size)
            heights(axes, low, high, 1.5 if upright else 0.4, drawn_before)
            _month_scale(axes, SMALL)
            no_heights(axes)
    return every[0]


def _month_scale(ax: Axes, size: int) -> None:
    ax.set_xticks(range(len(MONTHS)), MONTHS, fontsize=size)
    ax.set_xlim(-0.6, len(MONTHS) - 0.4)


def _extremes(rows: Sequence[Row]) -> tuple[float, float]:
    values = [float(row.value) for row in rows if row.value is not None]
    return min([0.0, *values]), max([0.0, *values])


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
        The axes; of several panels the first, and ``ax.figure.axes`` are all.

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
    rows = _of_time(frame, is_year, "year")
    one_unit(rows)
    series = series_of(rows)
    color = BLUE if color is None else color
    check_color(color)
    _one_series(ax, series)
    known = [row for row in rows if row.value is not None]
    as_line = bool(known) and all(row.is_stock for row in known)
    low, high = _extremes(rows)
    with panel_axes(ax, series, PANEL * 1.25) as every:
        for axes, of_one in zip(every, series, strict=False):
            drawn_before = axes.has_data()
            (_line if as_line else _years)(axes, of_one.rows, color)
            heights(axes, low, high, 0.55, drawn_before)
            no_heights(axes)
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
        above(ax, (day, float(row.value or 0)), row, row.written)


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


def bounds(
    frame: Frame,
    ax: Axes | None = None,
    *,
    low_and_high: tuple[str, str] = BOUNDS,
    name: str = "Подписчики (границы)",
) -> Axes:
    """Draw a number known by its two bounds as a span, below bars to compare it with.

    Parameters
    ----------
    frame
        The rows of the two bounds, and of what they are compared with.
    ax
        The axes to draw on; without them, those of a new drawing.
    low_and_high
        The indicators that are the bounds.
    name
        What they are the bounds of.

    Returns
    -------
    Axes
        The axes.

    Raises
    ------
    ParameterRefusal
        If there are several rows of a bound, or rows of years and of months.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data", years=2022).frame()
    >>> people = frame.query("indicator.str.startswith('unique_people')")
    >>> ax = sm.charts.bounds(people)
    >>> len(ax.patches)
    1
    """
    rows = rows_of(frame, "indicator", "value")
    one_grain(rows)
    ends = [_only(rows, end) for end in low_and_high]
    others = [row for row in rows if row.indicator not in low_and_high]
    with row_axes(ax, [*names_of(others), name]) as ax:
        for place, row in enumerate(others):
            if row.value is not None:
                ax.barh(place, float(row.value), color=GREY, height=0.5)
            beside(ax, (float(row.value or 0), place), row.written, row.value is None)
        label = _span(ax, len(others), *ends)
        labels = [label, *(row.written for row in others)]
        wider_scale(ax, 0, _extremes(rows)[1], 0, inches(labels))
        bare(ax)
    return ax


def _only(rows: Sequence[Row], indicator: str) -> Row | None:
    found = [row for row in rows if row.indicator == indicator]
    if len(found) > 1:
        raise ParameterRefusal(
            f"Рисунок: граница «{found[0].title}» — одно число, а в таблице их {len(found)}. "
            "Отберите один год."
        )
    return found[0] if found else None


def _span(ax: Axes, place: int, low: Row | None, high: Row | None) -> str:
    """Draw the span from one bound to the other; return how it is labelled."""
    if low is None or high is None or low.value is None or high.value is None:
        beside(ax, (0, place), NONE, missing=True)
        return NONE
    ends = float(low.value), float(high.value)
    ax.barh(place, ends[1] - ends[0], left=ends[0], color=BLUE, height=0.5)
    ax.vlines(ends, place - 0.32, place + 0.32, color=BLUE, linewidth=2)  # seen if they are equal
    label = low.written if ends[0] == ends[1] else f"{low.written} \u2013 {high.written}"
    beside(ax, (ends[1], place), label)
    return label


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
        The axes.

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
    one_grain(rows)
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
        for place, days in enumerate(lines.values(), start=1):
            _marks(ax, place, sorted(days))
        ax.xaxis.set_major_locator(YearLocator())
        ax.xaxis.set_major_formatter(DateFormatter("%Y"))
        ax.tick_params(axis="x", pad=4)
        ax.grid(axis="x")
        ax.set_axisbelow(True)
        ax.use_sticky_edges = False
        ax.margins(x=0.1)
    return ax


def _marks(ax: Axes, place: int, days: Sequence[date]) -> None:
    if not days:
        ax.annotate(NONE, (0.5, place), xycoords=("axes fraction", "data"), va="center", color=GREY)
        return
    at = [float(date2num(day)) for day in days]
    ax.plot(at, [place] * len(at), "D", color=VERMILION, markersize=8, clip_on=False)
    # One label for all marks of a row: those of near days would lie on each other.
    label = ", ".join(map(w.short_day, days))
    ax.annotate(label, (at[-1], place), (8, 0), textcoords="offset points", va="center")


def grid(frame: Frame, ax: Axes | None = None) -> Axes:
    """Draw what is met: a circle, or a cross; nothing where it was not looked at.

    Parameters
    ----------
    frame
        Rows with the ``title`` of a requirement, the ``label`` of what it was looked at for, and
        a ``value``: 1 is met, 0 is not.
    ax
        The axes to draw on; without them, those of a new drawing.

    Returns
    -------
    Axes
        The axes.

    Raises
    ------
    ParameterRefusal
        If there are two rows of a cell.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> ax = sm.charts.grid({"title": ["Формы ПОС"], "label": ["ВКонтакте"], "value": [1]})
    >>> len(ax.lines)
    1
    """
    cells = rows_of(frame, "title", "label", "value")
    one_grain(cells)
    _one_mark(cells)
    rows = list(dict.fromkeys(cell.title for cell in cells))
    columns = list(dict.fromkeys(cell.label for cell in cells))
    with row_axes(ax, rows, width=24, row=0.46, beside=1.5) as ax:
        for cell in cells:
            if cell.value is not None:
                at = [columns.index(cell.label)], [rows.index(cell.title)]
                shape, color = ("o", GREEN) if cell.value else ("X", VERMILION)
                ax.plot(*at, shape, markersize=13, color=color, clip_on=False)
        ax.xaxis.tick_top()
        ax.set_xticks(range(len(columns)), columns, rotation=50, ha="left", rotation_mode="anchor")
        ax.set_xlim(-0.6, len(columns) - 0.4)
        ax.set_axisbelow(True)
        ax.grid()
        ax.spines[:].set_visible(False)
    return ax


def _one_mark(cells: Sequence[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        if (cell.title, cell.label) in seen:
            raise ParameterRefusal(
                f"Рисунок: в таблице две строки об одном и том же: «{full_name(cell)}». "
                "Оставьте одну: один год или один месяц."
            )
        seen.add((cell.title, cell.label))


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
        The axes.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> months = sm.results("data", years=2022).frame(by="month")
    >>> ax = sm.charts.coverage(months)
    >>> len(ax.patches)  # nothing is known by month
    0
    """
    series = series_of(_of_time(frame, is_month, "month"), by_year=True, always=True)
    names = [of_one.name for of_one in series]
    with row_axes(ax, names, width=LONG_NAME, row=0.3, line=0.13) as ax:
        for place, of_one in enumerate(series):
            for row in of_one.rows:
                left = row.period.start.month - 1 - 0.4
                color, edge = ("none", GREY) if row.value is None else (BLUE, BLUE)
                ax.barh(place, 0.8, left=left, height=0.6, color=color, edgecolor=edge, lw=0.8)
        _month_scale(ax, SMALLER)
        ax.tick_params(axis="y", labelsize=SMALLER)
        ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def _of_time(frame: Frame, is_one: Callable[[Row], bool], by: str) -> list[Row]:
    """Read rows that are all of years, or all of months."""
    rows = rows_of(frame, "start", "end", "value")
    if not all(is_one(row) for row in rows):
        what = "по месяцам" if by == "month" else "по годам"
        raise ParameterRefusal(
            f"Рисунок: нужны строки {what}, а в таблице есть другие. "
            f'Такие даёт results.frame(by="{by}").'
        )
    return rows


def _one_series(ax: Axes | None, series: Sequence[Series]) -> None:
    check_axes(ax)
    if ax is not None and len(series) > 1:
        raise ParameterRefusal(
            f"Рисунок: в одних осях — один ряд, а в таблице их {len(series)}: "
            f"{'; '.join(of_one.name for of_one in series)}. Отберите один или не задавайте ax: "
            "каждый ряд встанет на своё место."
        )
