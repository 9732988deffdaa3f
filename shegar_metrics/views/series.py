"""Rows that are drawn together: of one unit and one grain, in series, each with a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..problems import ParameterRefusal
from . import wording as w
from .frames import Frame, rows_of
from .rows import Row
from .spans import is_month, is_year, period_of

GRAINS: dict[str, tuple[Callable[[Row], bool], str]] = {
    "year": (is_year, "по годам"),
    "month": (is_month, "по месяцам"),
}
"""Of each grain: what is a row of it, and how it is called."""


def check_one_unit(rows: Sequence[Row]) -> None:
    """Refuse rows that no scale has in common.

    Raises
    ------
    ParameterRefusal
        If there are several units.
    """
    units = sorted({row.unit for row in rows if row.unit})
    if len(units) > 1:
        raise ParameterRefusal(
            f"Рисунок: на одной шкале — одна единица, а в таблице их {len(units)}: "
            f"{', '.join(units)}. Отберите один показатель: frame.query(\"indicator == 'visits'\")."
        )


def check_one_grain(rows: Sequence[Row]) -> None:
    """Refuse years and months beside each other: a month would pass for a year.

    Raises
    ------
    ParameterRefusal
        If there are both.
    """
    dated = [row for row in rows if row.start and row.end]
    if any(map(is_year, dated)) and any(map(is_month, dated)):
        raise ParameterRefusal(
            "Рисунок: в таблице и годы, и месяцы, а рядом их не рисуют. Возьмите одни: "
            'results.frame(by="year") или results.frame(by="month").'
        )


def rows_by(frame: Frame, by: str) -> list[Row]:
    """Read rows that are all of years, or all of months.

    Parameters
    ----------
    frame
        A part of `Results.frame`.
    by
        Its grain: ``"year"`` or ``"month"``.

    Raises
    ------
    ParameterRefusal
        If there are other rows in it.
    """
    rows = rows_of(frame, "start", "end", "value")
    is_one, wanted = GRAINS[by]
    if not all(map(is_one, rows)):
        raise ParameterRefusal(
            f"Рисунок: нужны строки {wanted}, а в таблице есть другие. "
            f'Такие даёт results.frame(by="{by}").'
        )
    return rows


@dataclass(frozen=True, slots=True)
class Series:
    """What was measured several times: its rows, and what sets it apart from the others."""

    name: str
    rows: Sequence[Row]


def series_of(rows: Sequence[Row], by_year: bool = False, always: bool = False) -> list[Series]:
    """Part rows by what they are moments of, in their order.

    Parameters
    ----------
    rows
        The rows.
    by_year
        Whether each year is a series.
    always
        Whether one is named even where it is the only one.

    Raises
    ------
    ParameterRefusal
        If there are two rows of one moment.
    """
    parted: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        year = row.period.start.year if by_year else None
        parted.setdefault((*row.series, year), []).append(row)
    for of_one in parted.values():
        if len({row.period for row in of_one}) < len(of_one):
            raise ParameterRefusal(
                f"Рисунок: в таблице две строки об одном и том же: «{full_name(of_one[0])}». "
                "Оставьте одну: frame.drop_duplicates()."
            )
    years = by_year and len({row.period.start.year for row in rows}) > 1
    return [Series(_name(of_one[0], rows, years, always), of_one) for of_one in parted.values()]


def names_of(rows: Sequence[Row]) -> list[str]:
    """Name each row by what sets it apart from the others, its period last."""
    names = [_name(row, rows, always=True) for row in rows]
    if len(set(names)) == len(names) or len({(row.start, row.end) for row in rows}) == 1:
        return names
    return [f"{name}, {period_of(row)}" for name, row in zip(names, rows, strict=True)]


def _name(row: Row, rows: Sequence[Row], years: bool = False, always: bool = False) -> str:
    """Name a row among others: by its place, title, label and year as far as they differ."""
    titles = len({other.title for other in rows}) > 1
    title = row.title if titles or (always and not row.label) else ""
    parts = [": ".join(part for part in (title, row.label) if part)]
    parts += [row.place] if len({other.place for other in rows}) > 1 else []
    parts += [f"{row.period.start.year}{w.NBSP}год"] if years else []
    return ", ".join(part for part in parts if part)


def full_name(row: Row) -> str:
    """Name a row by its title and its label."""
    return ": ".join(part for part in (row.title, row.label) if part)
