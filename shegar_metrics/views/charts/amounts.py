"""How much is each? Bars with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes

from ...problems import ParameterRefusal
from ..frames import Frame, rows_of
from ..rows import Row
from ..series import check_one_grain, check_one_unit, names_of
from ..style import BLUE, GREY, WIDE
from .axes import check_color, row_axes
from .marks import draw_bar, label_bar, pixels
from .scales import hide_lengths, value_range
from .texts import widest


def bars(
    frame: Frame,
    ax: Axes | None = None,
    *,
    labels: Sequence[str] = (),
    color: str = BLUE,
    width: int = WIDE,
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
    width
        Of the drawing, in pixels, without *ax*.

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
    with row_axes(ax, names_of(rows), width, right=2) as ax:
        for y, (row, value, label) in enumerate(zip(rows, values, written, strict=True)):
            if row.value is not None:
                draw_bar(ax, (0, y - 0.32), value, 0.64, fc=color)
            label_bar(ax, (value, y), label, row.value is None)
        left = [label for label, value in zip(written, values, strict=True) if value < 0]
        _scale(ax, value_range(rows), widest(left) + 8 if left else 0, widest(written) + 10)
        if left:
            ax.axvline(0, color=GREY, linewidth=0.8)
        hide_lengths(ax)
    return ax


def _scale(ax: Axes, ends: tuple[float, float], before: float, after: float) -> None:
    """Set the scale with room for the labels *before* and *after* the bars, in pixels."""
    low, high = ends
    room = pixels(ax)
    a_pixel = (high - low or 1.0) / max(room - before - after, room / 4)
    ax.set_xlim(low - before * a_pixel, high + after * a_pixel)


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
