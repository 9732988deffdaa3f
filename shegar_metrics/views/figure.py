"""A chart made into a figure: its caption and its words are made from what was drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date

from matplotlib.axes import Axes

from ..problems import ParameterRefusal
from . import wording as w
from .bundle import Figure, Prose, plain
from .frames import (
    NO_DATA,
    Frame,
    Row,
    Series,
    days_in,
    is_month,
    is_year,
    month_of,
    names_of,
    period_of,
    rows_of,
    series_of,
    span_of,
)
from .marks import check_axes
from .style import drawing_of


def figure(ax: Axes, *, title: str, of: Frame, note: str = "") -> Figure | Prose:
    """Make a figure of a chart: with a caption, with its numbers in words, and their origin.

    Parameters
    ----------
    ax
        The chart; it may be of `charts` or of anything else that draws on axes.
    title
        What the figure says.
    of
        The frame that was drawn. The caption takes period and dates from it, the alternative
        text every number, and the page a link to its place in «Откуда число».
    note
        What else the caption says.

    Returns
    -------
    Figure or Prose
        The figure; without a single number in the frame, a sentence that says why.

    Raises
    ------
    ParameterRefusal
        If there are no axes or no title, the frame has no column ``value``, or a value is no
        number.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> frame = sm.results("data", years=2022).frame().query("indicator == 'section_publications'")
    >>> shown = sm.figure(sm.charts.bars(frame), title="Публикации", of=frame)
    >>> shown.alt
    'Публикации раздела: Новости — 309; Постановления администрации — 144; Решения Думы — 101.'
    """
    _check(ax, title, note)
    rows = rows_of(of, "value")
    known = [row for row in rows if row.value is not None]
    _hide_from_pyplot(ax)
    if not known:
        return absent(title, (row.reason for row in rows))
    days = [row.as_of for row in known if row.as_of is not None]
    # «Откуда число» is of the reporting year, which is the last.
    latest = max((row.end.year for row in known if row.end), default=0)
    return Figure(
        title,
        caption(rows, days, note),
        in_words(rows),
        drawing_of(ax),
        [row.anchor for row in known if row.end is None or row.end.year == latest],
    )


def _check(ax: object, title: object, note: object) -> None:
    if ax is None:
        raise ParameterRefusal("sm.figure: осей нет (None). Дайте рисунок: sm.charts.bars(frame).")
    check_axes(ax)
    if not isinstance(title, str) or not title.strip():
        raise ParameterRefusal(f"sm.figure: title — {title!r:.60}, а нужно название рисунка.")
    if not isinstance(note, str):
        raise ParameterRefusal(f"sm.figure: note — {note!r:.60}, а нужен текст.")


def _hide_from_pyplot(ax: Axes) -> None:
    """Have a notebook show the figure once: pyplot would show its drawing as well."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(drawing_of(ax))


def absent(title: str, reasons: Iterable[str | None] = ()) -> Prose:
    """Stand in for a figure that has no numbers, with the reason."""
    reason = next((reason for reason in reasons if reason), NO_DATA)
    return Prose(f"*Рисунок «{plain(title)}» не построен: {plain(reason)}.*")


def caption(rows: Sequence[Row], days: Iterable[date], note: str = "") -> str:
    """Write the period and the dates of some rows, and a note.

    Parameters
    ----------
    rows
        The rows.
    days
        The dates of their stocks.
    note
        One or more sentences.
    """
    told = days_in(days)
    of_days = bool(told) and all(row.is_stock for row in rows if row.value is not None)
    parts = ["" if of_days else span_of(rows), f"сведения {told}" if told else ""]
    time = "; ".join(part for part in parts if part)
    return " ".join(w.sentence(part) for part in (time, note) if part)


def in_words(rows: Sequence[Row]) -> str:
    """Write every number of some rows by its name, indicator by indicator."""
    titled: dict[str, list[Row]] = {}
    for row in rows:
        titled.setdefault(row.title, []).append(row)
    moments = {(row.start, row.end) for row in rows}
    years = {row.start.year for row in rows if row.start}
    return " ".join(
        w.sentence(_indicator(title, of_one, len(moments) > 1, len(years) > 1))
        for title, of_one in titled.items()
    )


def _indicator(title: str, rows: Sequence[Row], timed: bool, several_years: bool) -> str:
    """Write the numbers of one indicator: «Публикации: Новости — 309; Решения — 101»."""
    if not timed:
        names = names_of(rows)
        told = "; ".join(f"{name} — {row.told}" for name, row in zip(names, rows, strict=True))
        return told if names == [title] or not title else f"{title}: {told}"
    series = series_of(rows)
    told = "; ".join(_series(one, several_years) for one in series)
    return f"{title}: {told}" if title else told


def _series(series: Series, several_years: bool) -> str:
    moments = ", ".join(_moment(row, several_years) for row in series.rows)
    return f"{series.name} ({moments})" if series.name else moments


def _moment(row: Row, several_years: bool) -> str:
    """Write one moment of a series: «март — 120», «2022 год (на 10.07.2023) — 4 026»."""
    moment = month_of(row) if is_month(row) and not several_years else period_of(row)
    day = f" ({days_in([row.as_of])})" if row.as_of and row.is_stock and is_year(row) else ""
    return f"{moment}{day} — {row.told}"
