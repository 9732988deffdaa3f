"""Frames of results read into rows: what each cell holds, or why it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from typing import Any, Protocol

from ..problems import ParameterRefusal
from .rows import Row

COLUMNS = (
    *("place", "indicator", "member", "title", "label", "value", "reason", "unit", "digits"),
    "aspect",
    *("start", "end", "as_of", "anchor"),
)

GUESSED_DIGITS = 2
MOST_DIGITS = 9
LARGEST = 10**15
"""A number that large is no count of a municipality, and not exact as a float."""


class Frame(Protocol):
    """A table by columns: a DataFrame of pandas, or a mapping of lists."""

    def __getitem__(self, column: str, /) -> Iterable[Any]: ...


def rows_of(frame: Frame, *needed: str) -> list[Row]:
    """Read the rows of a frame.

    Parameters
    ----------
    frame
        `Results.frame`, a part of it, or the mapping of `columns`.
    needed
        The columns without which there is nothing to draw.

    Raises
    ------
    ParameterRefusal
        If one of them is not there, or a cell is not what its column holds.
    """
    columns = {name: _column(frame, name) for name in (*COLUMNS, "is_stock")}
    absent = [name for name in needed if columns[name] is None]
    if absent:
        raise ParameterRefusal(
            f"Рисунок: в таблице нет столбцов {', '.join(absent)}. "
            "Нужна таблица results.frame() или её часть."
        )
    lengths = {len(cells) for cells in columns.values() if cells is not None}
    if len(lengths) > 1:
        raise ParameterRefusal("Рисунок: столбцы таблицы разной длины, а строки в них одни.")
    length = max(lengths, default=0)
    filled = {name: cells or [None] * length for name, cells in columns.items()}
    return [
        _row(dict(zip(filled, cells, strict=True))) for cells in zip(*filled.values(), strict=True)
    ]


def _column(frame: Frame, name: str) -> list[Any] | None:
    try:
        return [None if _is_missing(cell) else cell for cell in frame[name]]
    except (KeyError, TypeError, IndexError):
        return None


def _is_missing(cell: Any) -> bool:
    # pandas has three ways to say so; one of them is not even false.
    return cell is None or type(cell).__name__ in ("NAType", "NaTType") or bool(cell != cell)


def _row(cells: dict[str, Any]) -> Row:
    value = _exact(cells["value"])
    whole = value is None or value.denominator == 1
    names = ("place", "indicator", "member", "title", "label", "reason", "unit", "anchor", "aspect")
    texts: dict[str, Any] = {name: str(cells[name] or "") for name in names}
    return Row(
        **texts,
        start=_day(cells["start"], "start"),
        end=_day(cells["end"], "end"),
        as_of=_day(cells["as_of"], "as_of"),
        value=value,
        digits=_digits(cells["digits"], whole),
        is_stock=_flag(cells["is_stock"] if cells["is_stock"] is not None else cells["as_of"]),
    )


def _exact(cell: Any) -> Fraction | None:
    """Return the number that a float was written from, so that 46.175 rounds as on paper."""
    if cell is None:
        return None
    try:
        number = float(cell)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not isfinite(number) or abs(number) >= LARGEST:
        wanted = "число" if not isfinite(number) else "число, которое можно написать"
        raise ParameterRefusal(f"Рисунок: в столбце value — «{cell!s:.60}», а нужно {wanted}.")
    return Fraction(repr(number))


def _digits(cell: Any, whole: bool) -> int:
    if cell is None:
        return 0 if whole else GUESSED_DIGITS
    try:
        digits = int(cell)
    except (TypeError, ValueError, OverflowError):
        digits = -1
    if not 0 <= digits <= MOST_DIGITS:
        raise ParameterRefusal(
            f"Рисунок: в столбце digits — «{cell!s:.60}», "
            f"а нужно целое число от 0 до {MOST_DIGITS}."
        )
    return digits


def _day(cell: Any, name: str) -> date | None:
    """Return a day; a frame that was read from a CSV has it as text."""
    if cell is None or isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    try:
        return datetime.fromisoformat(str(cell)).date()
    except ValueError:
        raise ParameterRefusal(
            f"Рисунок: в столбце {name} — «{cell!s:.60}», а нужна дата вида 2022-12-31."
        ) from None


def _flag(cell: Any) -> bool:
    return bool(cell) and str(cell) not in ("False", "0")  # as a CSV has it
