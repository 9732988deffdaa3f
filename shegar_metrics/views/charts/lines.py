"""How did several stocks go? Lines on the days of the counts, each named at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from matplotlib.axes import Axes
from matplotlib.dates import date2num

from ..frames import Frame
from ..rows import Row
from ..series import Series, check_one_unit, rows_by, series_of
from ..style import GREY, LINE, PAPER, PIXELS_PER_INCH, WIDE, color_of, drawing_of
from .axes import check_width, panel_axes
from .breaks import is_before, unbroken
from .marks import Letter, mark_events, pixels
from .scales import hide_heights, scale_heights, value_range
from .sheet import Panel
from .texts import PIXELS_PER_POINT, widest, wrapped
from .years import scale_of_days, years_of

STEP = 15
"""Pixels of a line of a name at the end of lines."""
LINE_SPACING = 0.95
"""Of the usual, for the lines of a name to keep that step."""
MOST = 0.5
"""Of the width of a drawing: the names, however long, leave the rest to what is drawn."""
LEADER = 14
"""Pixels between the scale and the names."""
HEIGHT = 112


def lines(
    frame: Frame,
    ax: Axes | None = None,
    *,
    order: Sequence[str] = (),
    letters: Sequence[Letter] = (),
    breaks: Mapping[str, Sequence[date]] | None = None,
    width: int = WIDE,
) -> Axes:
    """Draw stocks of several members as lines on one scale, each named at its end.

    Parameters
    ----------
    frame
        Rows of years, of one unit, that are stocks: a part of ``results.frame()``.
    ax
        The axes to draw on, with room for the names to their right.
    order
        The codes of all members, by which each has its colour; else the order of the rows.
    letters
        Events to mark.
    breaks
        Days on which the series of a member was broken, by its code.
    width
        Of the drawing, in pixels, without *ax*.

    Returns
    -------
    Axes
        The axes, with a line for each member.

    Raises
    ------
    ParameterRefusal
        If the rows are not of years, or have several units.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data", years=2022).frame()
    >>> ax = sm.charts.lines(frame.query("indicator == 'platform_subscriptions'"))
    >>> len(ax.texts)
    3
    """
    rows = rows_by(frame, "year")
    check_one_unit(rows)
    check_width(width)
    series = series_of(rows, always=True)
    right, height = room_of_names(rows, width), height_of(rows, width)
    panels = [Panel("", height=height, right=right)] if series else []
    with panel_axes(ax, panels, "", width, 1) as (axes,):
        if series:
            draw_lines(axes, rows, order, letters, breaks or {})
    return axes


def room_of_names(rows: Sequence[Row], width: float) -> float:
    """Return the pixels that the names need beside the lines, in a drawing so wide."""
    return LEADER + widest(_names(rows, width), bold=True) + 2


def height_of(rows: Sequence[Row], width: float) -> float:
    """Return the height in pixels in which each line has room for its name."""
    return max(HEIGHT, sum(map(_height, _names(rows, width))) + STEP)


def _names(rows: Sequence[Row], width: float) -> list[str]:
    last = max(years_of(rows), default=0)
    return [_name(one, last, width) for one in series_of(rows, always=True)]


def draw_lines(
    ax: Axes,
    rows: Sequence[Row],
    order: Sequence[str],
    letters: Sequence[Letter],
    breaks: Mapping[str, Sequence[date]],
) -> None:
    """Draw the lines of some rows on axes that have `room_of_names` beside them."""
    drawn_before = ax.has_data()
    scale_heights(ax, value_range(rows), drawn_before)
    scale_of_days(ax, years_of(rows), rows, drawn_before)
    hide_heights(ax)
    last, width = max(years_of(rows)), drawing_of(ax).get_figwidth() * PIXELS_PER_INCH
    ends: list[tuple[float, float, str, str]] = []
    for number, of_one in enumerate(series_of(rows, always=True)):
        member = of_one.rows[0].member
        color, mark = color_of(order.index(member) if member in order else number)
        of_it = breaks.get(member, ())
        for run in unbroken(of_one.rows, of_it):
            ax.plot(
                [_day(row) for row in run],
                [float("nan") if row.value is None else float(row.value) for row in run],
                linestyle="-",
                marker=mark,
                color=color,
                markerfacecolor=PAPER if is_before(run[0], of_it) else color,
                clip_on=False,
            )
        known = [(_day(row), float(row.value)) for row in of_one.rows if row.value is not None]
        if known:
            ends.append((*known[-1], _name(of_one, last, width), color))
    _name_lines(ax, ends)
    at = [float(date2num(one.day)) for one in letters]
    mark_events(ax, letters, at, [True] * len(at))


def _name(series: Series, last: int, width: float) -> str:
    """Name a line with its last number, and with the year of that if it is an earlier one."""
    known = [row for row in series.rows if row.value is not None]
    name = series.name
    if known:
        year = known[-1].period.start.year
        name += f"{'' if year == last else f', {year}:'} {known[-1].number}"
    return wrapped(name, width * MOST, bold=True)


def _height(name: str) -> float:
    return STEP * (name.count("\n") + 1)


def _day(row: Row) -> float:
    return float(date2num(row.as_of or row.period.end))


def _name_lines(ax: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Write the names to the right, pushed apart, each with a line to its end."""
    low, high = ax.get_ylim()
    height = ax.get_position().height * drawing_of(ax).get_figheight() * PIXELS_PER_INCH
    a_pixel = (high - low) / height
    right = ax.get_xlim()[1]
    lowest_first = sorted(ends, key=lambda end: (end[1], end[2]))
    wanted = [(value - low) / a_pixel for _, value, _, _ in lowest_first]
    heights = [_height(name) for _, _, name, _ in lowest_first]
    places = pushed(wanted, heights, height)
    for (day, value, name, color), at in zip(lowest_first, places, strict=True):
        ax.plot(
            [day, right, right + _per_pixel(ax) * (LEADER - 4)],
            [value, value, low + at * a_pixel],
            color=LINE if color != GREY else GREY,
            linewidth=0.6,
            clip_on=False,
            zorder=0.6,
            scalex=False,
            scaley=False,
        )
        ax.annotate(
            name,
            (1, at / height),
            (LEADER / PIXELS_PER_POINT, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=color,
            fontweight="bold",
            linespacing=LINE_SPACING,
        )


def _per_pixel(ax: Axes) -> float:
    left, right = ax.get_xlim()
    return (right - left) / pixels(ax)


def pushed(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Move the ascending middles of names apart, and keep them within a room as far as they fit."""
    places: list[float] = []
    lowest, highest = 0.0, room
    for place, height in zip(wanted, heights, strict=True):
        places.append(max(place, lowest + height / 2))
        lowest = places[-1] + height / 2
    for number in reversed(range(len(places))):
        half = heights[number] / 2
        places[number] = min(places[number], highest - half)
        highest = places[number] - half
    return places
