"""How did it change from year to year? Columns of flows, shares and stocks as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..frames import Frame
from ..rows import Row
from ..series import check_one_unit, rows_by, series_of
from ..style import ACCENT, BLUE, GREY, PAPER, PAST, WIDE
from .axes import check_color, check_one_series, check_width, panel_axes
from .breaks import is_before, place_of, unbroken
from .labels import THOUSANDS, labelled, need_thousands, numbers_of
from .marks import (
    BEFORE_BREAK,
    Letter,
    Yardstick,
    draw_bar,
    draw_break,
    hold_against,
    label_point,
    mark_events,
    middles,
    pixels,
)
from .scales import hide_heights, scale_heights, value_range
from .sheet import Panel, room_of
from .texts import width_of

ALL, SECOND = 30, 15
"""Every year is named if it has so many pixels; every second; else every fifth."""
COLUMN, WIDEST = 0.72, 60
"""A column takes so much of the room of a year, and so many pixels at the most."""
FEW_YEARS = 3
"""As many years have room at least, so that one is no wall."""


def trend(
    frame: Frame,
    ax: Axes | None = None,
    *,
    color: str | None = None,
    letters: Sequence[Letter] = (),
    yardsticks: Sequence[Yardstick] = (),
    breaks: Mapping[str, Sequence[date]] | None = None,
    width: int = WIDE,
) -> Axes:
    """Draw a value year by year: columns from zero; a share, or a stock on its days, as a line.

    The last year is dark. Without *ax*, each member has a panel of its own, and all of them one
    scale.

    Parameters
    ----------
    frame
        Rows of years, of one unit: a part of ``results.frame()``.
    ax
        The axes to draw one member on.
    color
        Of the last column, or of the line.
    letters
        Events to mark.
    yardsticks
        What the years are held against, each as a dashed line along the years that end under it.
    breaks
        Days on which the series of a member was broken, by its code: what is before the last is
        hatched, and no line goes across one.
    width
        Of the drawing, in pixels, without *ax*.

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
    >>> ax.texts[-1].get_text()[:4]
    '1,06'
    """
    rows = rows_by(frame, "year")
    check_one_unit(rows)
    series = series_of(rows)
    check_color(BLUE if color is None else color)
    check_width(width)
    check_one_series(ax, series)
    years = years_of(rows)
    in_row = 1 if len(series) == 1 else panels_in_row(width, len(years))
    edge = edge_of(room_of(width, in_row), len(years))
    slot = (room_of(width, in_row) - 2 * edge) / max(len(years), FEW_YEARS)
    thousands = ax is None and not is_line(rows) and need_thousands(rows, slot)
    sign = next((row.sign for row in rows), "")
    subtitle = ", ".join(part for part in (THOUSANDS * thousands, sign) if part)
    panels = [Panel(of_one.name, subtitle, left=edge, right=edge) for of_one in series]
    with panel_axes(ax, panels, sign, width, in_row) as every:
        for axes, of_one in zip(every, series, strict=False):
            member = of_one.rows[0].member
            of_it = [y for y in yardsticks if y.member in ("", member)]
            broken = (breaks or {}).get(member, ())
            draw_years(axes, of_one.rows, rows, color, letters, thousands, of_it, broken)
    return every[0]


def panels_in_row(width: float, years: int) -> int:
    """Return how many panels stand in a row, so that each year has room for its number."""
    if width >= WIDE:
        return 3 if years <= 5 else 2
    return 2 if years <= 5 else 1


def edge_of(room: float, years: int) -> float:
    """Return the pixels that the name of the first or last year needs beside its slot."""
    return max(0.0, (width_of("2000") - room / max(years, FEW_YEARS)) / 2)


def years_of(rows: Sequence[Row]) -> list[int]:
    """List all years from the first to the last."""
    years = [row.period.start.year for row in rows]
    return list(range(min(years), max(years) + 1)) if years else []


def is_line(rows: Sequence[Row]) -> bool:
    """Whether rows are drawn as a line: stocks, and shares that are no changes."""
    known = [row for row in rows if row.value is not None]
    return bool(known) and (
        all(row.is_stock for row in known)
        or all(row.unit == "%" and not row.is_change for row in known)
    )


def draw_years(
    ax: Axes,
    rows: Sequence[Row],
    every: Sequence[Row],
    color: str | None = None,
    letters: Sequence[Letter] = (),
    thousands: bool = False,
    yardsticks: Sequence[Yardstick] = (),
    breaks: Sequence[date] = (),
) -> None:
    """Draw one series on some axes.

    Parameters
    ----------
    ax
        The axes.
    rows
        The series.
    every
        The rows of all series that have the same scale.
    color
        Of the last column, or of the line.
    letters
        Events to mark.
    thousands
        Whether the numbers are written so.
    yardsticks, breaks
        What it is held against; and on which days it was broken.
    """
    drawn_before = ax.has_data()
    known = [row for row in every if row.value is not None]
    line = is_line(every)
    on_days = line and all(row.is_stock for row in known)
    values = [float(row.value) for row in known if row.value is not None]
    values += [yardstick.value for yardstick in yardsticks]
    low, high = value_range(every)
    ends = (min(values), max(values)) if line and not on_days else (low, max([high, *values]))
    scale_heights(ax, ends, drawn_before, below=line and not on_days)
    years = years_of(every)
    scale = scale_of_days if on_days else _scale_of_years
    scale(ax, years, every, drawn_before)
    hide_heights(ax)
    for yardstick in () if on_days else yardsticks:
        hold_against(ax, rows, yardstick)
    if line:
        _line(ax, rows, color or BLUE, on_days, breaks)
    else:
        _columns(ax, rows, years[-1], color or ACCENT, thousands, breaks)
    at = [place_of(one.day, on_days, years[-1] if one.day in breaks else None) for one in letters]
    lines = [on_days or place % 1 != 0 for place in at]
    mark_events(ax, letters, at, lines)
    left, right = ax.get_xlim()
    for day in set(breaks) - {one.day for one in letters}:
        if left < (place := place_of(day, on_days, years[-1])) < right:
            draw_break(ax, place)


def _columns(
    ax: Axes,
    rows: Sequence[Row],
    last: int,
    color: str,
    thousands: bool,
    breaks: Sequence[date],
) -> None:
    years = [row.period.start.year for row in rows]
    left, right = ax.get_xlim()
    wide = min(COLUMN, WIDEST * (right - left) / pixels(ax))
    for year, row in zip(years, rows, strict=True):
        if row.value is not None:
            look = {"fc": color if year == last else PAST}
            before = is_before(row, breaks) and year != last
            corner = year - wide / 2, 0
            draw_bar(ax, corner, wide, float(row.value), **(BEFORE_BREAK if before else look))
    texts = numbers_of(rows, thousands)
    for number in sorted(labelled(rows, texts, middles(ax, years, texts, bold=True), bold=True)):
        row, year = rows[number], years[number]
        value = float(row.value or 0)
        label_point(ax, (year, value), row, texts[number], below=value < 0, bold=year == last)
    if any((row.value or 0) < 0 for row in rows):
        ax.axhline(0, color=GREY, linewidth=0.8, zorder=0.8)
        ax.spines["bottom"].set_visible(False)


def _line(ax: Axes, rows: Sequence[Row], color: str, on_days: bool, breaks: Sequence[date]) -> None:
    """Draw a line; a missing year is a gap, and so is a break."""
    for run in unbroken(rows, breaks):
        ax.plot(
            [_of_row(row, on_days) for row in run],
            [float("nan") if row.value is None else float(row.value) for row in run],
            "o-",
            color=color,
            markerfacecolor=PAPER if is_before(run[0], breaks) else color,
            clip_on=False,
        )
    # A stock that was not counted anew is one point, of two years.
    points = {(_of_row(row, on_days), row.written): row for row in rows}
    shown = [(place, row) for (place, _), row in points.items() if row.value is not None]
    texts = numbers_of([row for _, row in shown])
    at = middles(ax, [place for place, _ in shown], texts, bold=True)
    chosen = labelled([row for _, row in shown], texts, at, bold=True)
    for number in sorted(chosen):
        place, row = shown[number]
        last = number == len(shown) - 1
        below = _is_valley([row for _, row in shown], number) and not on_days
        value = float(row.value or 0)
        label_point(ax, (place, value), row, texts[number], below=below, bold=last, off=4)


def _is_valley(rows: Sequence[Row], number: int) -> bool:
    """Whether a value lies below its neighbours: a number above it would lie on the line."""
    near = [rows[n].value for n in (number - 1, number + 1) if 0 <= n < len(rows)]
    return bool(near) and all((rows[number].value or 0) < (value or 0) for value in near)


def _of_row(row: Row, on_days: bool) -> float:
    if not on_days:
        return float(row.period.start.year)
    return float(date2num(row.period.end if row.as_of is None or row.value is None else row.as_of))


def _scale_of_years(ax: Axes, years: Sequence[int], _: Sequence[Row], drawn_before: bool) -> None:
    """Name the years below a panel, the last in any case."""
    ends = [years[0], years[-1]] if years else [0, 0]
    if drawn_before:
        before = ax.get_xlim()
        ends = [min(ends[0], round(before[0] + 0.5)), max(ends[1], round(before[1] - 0.5))]
    room = max(0.0, (FEW_YEARS - 1 - ends[1] + ends[0]) / 2)
    ax.set_xlim(ends[0] - 0.5 - room, ends[1] + 0.5 + room)
    named = named_years(range(ends[0], ends[1] + 1), pixels(ax))
    ax.set_xticks(named, [str(year) for year in named])


def named_years(years: Sequence[int], room: float) -> list[int]:
    """Return the years that have room for their name, counted back from the last."""
    slot = room / max(len(years), FEW_YEARS)
    step = 1 if slot >= ALL else 2 if slot >= SECOND else 5
    return list(years[::-1][::step])[::-1]


def scale_of_days(ax: Axes, years: Sequence[int], every: Sequence[Row], drawn_before: bool) -> None:
    """Name the years below the days of the counts; each has its share of the time."""
    last = max(_of_row(row, on_days=True) for row in every)
    start, end = (float(date2num(date(year, 1, 1))) for year in (years[0], years[-1] + 1))
    ends = start, max(end, last + (end - start) / 50)
    if drawn_before:
        before = ax.get_xlim()
        ends = min(ends[0], before[0]), max(ends[1], before[1])
    ax.set_xlim(*ends)
    a_pixel = (ends[1] - ends[0]) / pixels(ax)
    borders = [float(date2num(date(year, 1, 1))) for year in (*years, years[-1] + 1)]
    centres = {year: (a + b) / 2 for year, (a, b) in zip(years, pairwise(borders), strict=True)}
    half = width_of(str(years[-1])) / 2 * a_pixel
    within = [year for year in years if ends[0] + half <= centres[year] <= ends[1] - half]
    named = named_years(within, (borders[-1] - borders[0]) / a_pixel / len(years) * len(within))
    ax.set_xticks([centres[year] for year in named], [str(year) for year in named])
