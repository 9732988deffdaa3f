"""How much in each month, beside the year before; and which months are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ...period import Period
from ...problems import ParameterRefusal
from .. import wording as w
from ..frames import Frame
from ..rows import NONE, Row
from ..series import Series, check_one_unit, rows_by, series_of
from ..style import ACCENT, BLUE, GREY, INK, LINE, WIDE
from .axes import check_color, check_one_series, check_width, panel_axes, row_axes
from .breaks import is_before
from .key import Key
from .labels import THOUSANDS, labelled, need_thousands, numbers_of
from .marks import BEFORE_BREAK, DASHED, Yardstick, draw_bar, label_point, middles, pixels
from .scales import hide_heights, scale_heights, value_range
from .sheet import AXIS, Panel, room_of
from .texts import BETWEEN, widest, width_of

MONTHS = len(w.MONTHS)
COLUMN, TICK = 0.72, 0.92
"""Of the room of a month: its column, and the tick of the year before."""
QUARTER = 3
"""Where not every month has room for its name, the first of each quarter has."""
HEIGHT = 96
HATCHED = 0.24
"""Of the height of a panel, where a month is missing."""


def months(
    frame: Frame,
    ax: Axes | None = None,
    *,
    color: str = ACCENT,
    yardsticks: Sequence[Yardstick] = (),
    breaks: Mapping[str, Sequence[date]] | None = None,
    width: int = WIDE,
) -> Axes:
    """Draw the months of a year as columns, with a tick for the same month of the year before.

    Without *ax*, each member has a panel of its own, and all of them one scale.

    Parameters
    ----------
    frame
        Rows of the months of a year, or of two years one after another, of one unit: a part of
        ``results.frame(by="month")``.
    ax
        The axes to draw one member on.
    color
        Of the columns.
    yardsticks
        What the months are held against, each as a dashed line along the months in which it holds.
    breaks
        Days on which the series of a member was broken, by its code: the months before the last
        of them are hatched.
    width
        Of the drawing, in pixels, without *ax*.

    Returns
    -------
    Axes
        The axes; of several members the first, and ``ax.figure.axes`` are all.

    Raises
    ------
    ParameterRefusal
        If the rows are not of months, have several units, are of other years than two one after
        another, or of several members and there is but one pair of axes.

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
    check_color(color)
    check_width(width)
    last = _last_year(rows)
    now = [row for row in rows if row.period.start.year == last]
    series = [one for one in series_of(rows) if any(row in now for row in one.rows)]
    check_one_series(ax, series)
    in_row, thousands = arranged(now, len(series), width)
    sign = next((row.sign for row in rows), "")
    subtitle = ", ".join(part for part in (THOUSANDS * (thousands and ax is None), sign) if part)
    edge = _edge(room_of(width, in_row))
    panels = [
        Panel(of_one.name, subtitle, height=HEIGHT, left=edge, right=edge) for of_one in series
    ]
    key = _key(rows, last, yardsticks)
    low, high = value_range(rows)
    ends = low, max([high, *(one.value for one in yardsticks if _held(one, last))])
    with panel_axes(ax, panels, sign, width, in_row, key) as every:
        for axes, of_one in zip(every, series, strict=False):
            scale_heights(axes, ends, axes.has_data())
            member = of_one.rows[0].member
            for yardstick in yardsticks:
                if yardstick.member in ("", member):
                    _hold_against(axes, yardstick, last)
            broken = (breaks or {}).get(member, ())
            _draw(axes, of_one, last, color, thousands and ax is None, broken)
    return every[0]


def _held(yardstick: Yardstick, year: int) -> list[Period]:
    """Return the months that a yardstick holds in from the first day to the last."""
    whole = [Period.of_month(year, month) for month in range(1, MONTHS + 1)]
    return [p for p in whole if yardstick.since <= p.start and p.end <= yardstick.until]


def _hold_against(ax: Axes, yardstick: Yardstick, year: int) -> None:
    """Draw a yardstick along the months that it holds in."""
    if held := _held(yardstick, year):
        ends = (held[0].start.month - 1.5, held[-1].start.month - 0.5)
        ax.plot(ends, [yardstick.value] * 2, **DASHED)


def _key(rows: Sequence[Row], last: int, yardsticks: Sequence[Yardstick]) -> Key:
    """Say what is of which year, if there are two, and what the dashed lines are."""
    years = [("column", f"{last}{w.NBSP}год"), ("tick", f"{last - 1}{w.NBSP}год")]
    two = any(row.period.start.year != last and row.value is not None for row in rows)
    words = dict.fromkeys(yardstick.words for yardstick in yardsticks)
    return [*(years if two else []), *(("yardstick", each) for each in words)]


def arranged(rows: Sequence[Row], panels: int, width: float) -> tuple[int, bool]:
    """Return how many panels stand in a row, and whether the numbers are in thousands."""
    most = min(3 if width >= WIDE else 2, max(panels, 1))
    label = widest(numbers_of([row for row in rows if row.value is not None])) + BETWEEN
    slots = {n: (room_of(width, n) - 2 * _edge(room_of(width, n))) / MONTHS for n in (3, 2, 1)}
    fitting = [n for n in range(most, 0, -1) if slots[n] >= label]
    if fitting:
        return fitting[0], False
    return 1, need_thousands(rows, slots[1])


def _edge(room: float) -> float:
    """Return the pixels that the name of the first month needs beside its slot."""
    return max(0.0, (width_of(w.MONTHS[0]) - room / MONTHS) / 2)


def _last_year(rows: Sequence[Row]) -> int:
    years = sorted({row.period.start.year for row in rows})
    if len(years) > 2 or (len(years) == 2 and years[1] - years[0] > 1):
        raise ParameterRefusal(
            f"Рисунок: по месяцам рядом стоят год и предыдущий, а в таблице — {w.years(years)}. "
            'Отберите их: frame[frame["start"].dt.year >= 2024].'
        )
    return years[-1] if years else 0


def _draw(
    ax: Axes,
    series: Series,
    last: int,
    color: str,
    thousands: bool,
    breaks: Sequence[date],
) -> None:
    """Draw the months of one series on axes whose heights are scaled."""
    ax.set_xlim(-0.5, MONTHS - 0.5)
    now = [row for row in series.rows if row.period.start.year == last]
    known = [row for row in now if row.value is not None]
    for row in known:
        look = BEFORE_BREAK if is_before(row, breaks) else {"fc": color}
        left = row.period.start.month - 1 - COLUMN / 2
        draw_bar(ax, (left, 0), COLUMN, float(row.value or 0), **look)
    ticks = _ticks(series, last)
    ends = [
        [(month - 1 - TICK / 2, value), (month - 1 + TICK / 2, value)]
        for month, value in ticks.items()
    ]
    if ends:
        tick_marks = LineCollection(ends, colors=INK, linewidths=1.5, zorder=3)
        ax.add_collection(tick_marks, autolim=False)  # the scale is set
    _label(ax, now, ticks, numbers_of(now, thousands))
    _hatch(ax, now, ticks)
    _month_scale(ax)
    hide_heights(ax)


def _ticks(series: Series, last: int) -> dict[int, float]:
    """Return the values of the year before, by month."""
    return {
        row.period.start.month: float(row.value)
        for row in series.rows
        if row.period.start.year != last and row.value is not None
    }


def _label(ax: Axes, rows: Sequence[Row], ticks: Mapping[int, float], texts: Sequence[str]) -> None:
    """Write the numbers of the months: above the column and the tick, and not on it."""
    shown = [(row, text) for row, text in zip(rows, texts, strict=True) if row.value is not None]
    texts = [text for _, text in shown]
    places = middles(ax, [row.period.start.month - 1 for row, _ in shown], texts)
    chosen = labelled([row for row, _ in shown], texts, places)
    for row, text in (shown[number] for number in sorted(chosen)):
        month, value = row.period.start.month, float(row.value or 0)
        top = max(value, ticks.get(month, value)) if value >= 0 else value
        label_point(ax, (month - 1, top), row, text, below=value < 0)


def _hatch(ax: Axes, rows: Sequence[Row], ticks: Mapping[int, float]) -> None:
    """Hatch the months that are missing, and say so once for neighbours."""
    missing = [row.period.start.month for row in rows if row.value is None]
    low, high = ax.get_ylim()
    low = max(low, 0)
    height = (high - low) * HATCHED
    for _, run in groupby(enumerate(missing), key=lambda pair: pair[1] - pair[0]):
        months = [month for _, month in run]
        middle, room = sum(months) / len(months) - 1, len(months) * pixels(ax) / MONTHS
        corner = middle - len(months) / 2, low
        draw_bar(ax, corner, len(months), height, fc="none", hatch="////", ec=LINE)
        if width_of(NONE) <= room and all(ticks.get(month, high) > height for month in months):
            ax.annotate(NONE, (middle, low + height / 2), ha="center", va="center", color=GREY)


def coverage(frame: Frame, ax: Axes | None = None, *, width: int = WIDE) -> Axes:
    """Draw which months are known: a filled box, or an empty one.

    Parameters
    ----------
    frame
        Rows of the months of one year.
    ax
        The axes to draw on; without them, those of a new drawing.
    width
        Of the drawing, in pixels, without *ax*.

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
    with row_axes(ax, names, width, right=2, row=20, below=AXIS) as ax:
        for y, of_one in enumerate(series):
            for row in of_one.rows:
                left = row.period.start.month - 1 - 0.4
                color, edge = ("none", GREY) if row.value is None else (BLUE, BLUE)
                draw_bar(ax, (left, y - 0.3), 0.8, 0.6, fc=color, ec=edge, lw=0.8)
        ax.set_xlim(-0.5, MONTHS - 0.5)
        _month_scale(ax)
        ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def _month_scale(ax: Axes) -> None:
    every = pixels(ax) / MONTHS >= widest(w.MONTHS) + BETWEEN
    named = range(0, MONTHS, 1 if every else QUARTER)
    ax.set_xticks(named, [w.MONTHS[month] for month in named])
