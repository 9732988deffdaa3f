"""How much is each? Bars, and a number known by its two bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from ...problems import ParameterRefusal
from ..frames import Frame, rows_of
from ..rows import NONE, Row
from ..series import check_one_grain, check_one_unit, names_of
from ..style import BLUE, GREY
from .axes import check_color, row_axes
from .marks import label_bar
from .scales import hide_lengths, inches, scale_lengths, value_range

BOUNDS = ("unique_people_min", "unique_people_max")
"""The indicators that are the bounds of one number."""


def bars(
    frame: Frame, ax: Axes | None = None, *, labels: Sequence[str] = (), color: str = BLUE
) -> Axes:
    """Draw one horizontal bar for each row, with its number at the end.

    Parameters
    ----------
    frame
        Rows of one unit: a part of ``results.frame()``.
    ax
        The axes to draw on; without them, those of a new drawing.
    labels
        What to write at the bars instead of the numbers, one for each row.
    color
        Of the bars.

    Returns
    -------
    Axes
        The axes, with a bar for each row.

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
    check_one_unit(rows)
    check_one_grain(rows)
    check_color(color)
    written = _labels(labels, rows)
    values = [float(row.value or 0) for row in rows]
    with row_axes(ax, names_of(rows)) as ax:
        for y, (row, value, label) in enumerate(zip(rows, values, written, strict=True)):
            if row.value is not None:
                ax.barh(y, value, color=color, height=0.64)
            label_bar(ax, (value, y), label, row.value is None)
        left = [label for label, value in zip(written, values, strict=True) if value < 0]
        scale_lengths(ax, value_range(rows), inches(left) if left else 0, inches(written))
        if left:
            ax.axvline(0, color=GREY, linewidth=0.8)
        hide_lengths(ax)
    return ax


def _labels(labels: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return what stands at each bar: its label, or its number."""
    given = labels if isinstance(labels, str) or not isinstance(labels, Iterable) else list(labels)
    if not isinstance(given, list) or not all(isinstance(label, str) for label in given):
        raise ParameterRefusal(
            f"Рисунок: labels — {given!r:.60}, а нужен перечень текстов, по одному на строку."
        )
    if given and len(given) != len(rows):
        raise ParameterRefusal(
            f"Рисунок: строк в таблице {len(rows)}, а подписей в labels — {len(given)}."
        )
    return [
        row.written if row.value is None else label
        for row, label in zip(rows, given or [row.written for row in rows], strict=True)
    ]


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
        The axes, with the span at the bottom.

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
    check_one_grain(rows)
    ends = [_only(rows, end) for end in low_and_high]
    others = [row for row in rows if row.indicator not in low_and_high]
    with row_axes(ax, [*names_of(others), name]) as ax:
        for y, row in enumerate(others):
            if row.value is not None:
                ax.barh(y, float(row.value), color=GREY, height=0.5)
            label_bar(ax, (float(row.value or 0), y), row.written, row.value is None)
        label = _span(ax, len(others), *ends)
        labels = [label, *(row.written for row in others)]
        scale_lengths(ax, (0, value_range(rows)[1]), 0, inches(labels))
        hide_lengths(ax)
    return ax


def _only(rows: Sequence[Row], indicator: str) -> Row | None:
    found = [row for row in rows if row.indicator == indicator]
    if len(found) > 1:
        raise ParameterRefusal(
            f"Рисунок: граница «{found[0].title}» — одно число, а в таблице их {len(found)}. "
            "Отберите один год."
        )
    return found[0] if found else None


def _span(ax: Axes, y: int, low: Row | None, high: Row | None) -> str:
    """Draw the span from one bound to the other; return how it is labelled."""
    if low is None or high is None or low.value is None or high.value is None:
        label_bar(ax, (0, y), NONE, missing=True)
        return NONE
    ends = float(low.value), float(high.value)
    ax.barh(y, ends[1] - ends[0], left=ends[0], color=BLUE, height=0.5)
    ax.vlines(ends, y - 0.32, y + 0.32, color=BLUE, linewidth=2)  # seen if they are equal
    label = low.written if ends[0] == ends[1] else f"{low.written} \u2013 {high.written}"
    label_bar(ax, (ends[1], y), label)
    return label
