"""A chart made into a figure: its caption and its words come from what was drawn."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from matplotlib.axes import Axes

from ..problems import ParameterRefusal
from .bundle import Figure, Prose, plain
from .captions import caption, in_words
from .charts.axes import check_axes
from .frames import Frame, rows_of
from .rows import NO_DATA
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
        text every number, and the page a link to where they stand in «Откуда число».
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
