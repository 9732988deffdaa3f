"""What is met? A circle or a cross for each requirement and what it is asked of."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ...problems import ParameterRefusal
from ..frames import Frame, rows_of
from ..rows import Row
from ..series import check_one_grain, full_name
from ..style import GREEN, VERMILION
from .axes import row_axes


def grid(frame: Frame, ax: Axes | None = None) -> Axes:
    """Draw which requirements are met: a circle, or a cross; nothing where none was checked.

    Parameters
    ----------
    frame
        Rows with the ``title`` of a requirement, the ``label`` of what it was checked for, and a
        ``value``: 1 is met, 0 is not.
    ax
        The axes to draw on; without them, those of a new drawing.

    Returns
    -------
    Axes
        The axes, with a requirement in each line.

    Raises
    ------
    ParameterRefusal
        If two rows are of one requirement and one label, or of years and of months.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> ax = sm.charts.grid({"title": ["Формы ПОС"], "label": ["ВКонтакте"], "value": [1]})
    >>> len(ax.lines)
    1
    """
    cells = rows_of(frame, "title", "label", "value")
    check_one_grain(cells)
    _check_one_mark(cells)
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


def _check_one_mark(cells: Sequence[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        if (cell.title, cell.label) in seen:
            raise ParameterRefusal(
                f"Рисунок: в таблице две строки об одном и том же: «{full_name(cell)}». "
                "Оставьте одну: один год или один месяц."
            )
        seen.add((cell.title, cell.label))
