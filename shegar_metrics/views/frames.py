"""The rows of a frame of results, as charts and captions read them, and words for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from typing import Any, Protocol

from babel.dates import format_date

from ..period import Period
from ..problems import ParameterRefusal
from . import wording as w

NO_DATA = "сведений нет"
NONE = "нет"
"""The same where a number would stand."""
POINTS = f"п.{w.NBSP}п."
SIGNS = {"%": "%", "rub": "₽", "points": POINTS}
"""Units that are written after a number as a sign."""

GUESSED_DIGITS = 2
MOST_DIGITS = 9
LARGEST = 10**15
"""A number that large is no count of a municipality, and not exact as a float."""
MANY_DAYS = 3
"""More days than these are told as a span."""


class Frame(Protocol):
    """A table by columns: a DataFrame of pandas, or a mapping of lists."""

    def __getitem__(self, column: str, /) -> Iterable[Any]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a frame; what a column lacks is empty here.

    Parameters
    ----------
    place, indicator, member
        Where, what and of whom it was measured.
    title, label
        The same in Russian.
    value, reason
        The number as it is printed, or why there is none.
    unit, digits
        What it counts, and digits after the decimal comma.
    aspect
        ``"value"``, ``"change"`` …; what is no value is written with its sign.
    start, end, as_of
        The period, and the date of a stock.
    is_stock
        Whether it was counted on a day, and tells of no period.
    anchor
        Its place in «Откуда число».
    """

    place: str
    indicator: str
    member: str
    title: str
    label: str
    value: Fraction | None
    reason: str
    unit: str
    digits: int
    aspect: str
    start: date | None
    end: date | None
    as_of: date | None
    is_stock: bool
    anchor: str

    @property
    def period(self) -> Period:
        """The period; a chart of time asks for its columns first."""
        if self.start is None or self.end is None:
            raise ParameterRefusal(
                "Рисунок: у строки таблицы нет начала или конца периода (start, end). "
                "Нужна таблица results.frame() или её часть."
            )
        return Period(self.start, self.end)

    @property
    def series(self) -> tuple[str, str, str]:
        """What the row is one moment of."""
        return self.place, self.indicator or self.title, self.member or self.label

    @property
    def sign(self) -> str:
        """The sign of the unit, if it has one; two percentages differ by points."""
        if self.is_change and self.aspect != "change" and self.unit == "%":
            return POINTS
        return SIGNS.get(self.unit.partition("/")[0], "")

    @property
    def is_change(self) -> bool:
        """Whether it is no value, but what changed from one to another."""
        return self.aspect not in ("", "value")

    @property
    def number(self) -> str:
        """The number alone, of a change with its sign; «нет» without one."""
        if self.value is None:
            return NONE
        return (w.signed if self.is_change else w.number)(self.value, self.digits)

    @property
    def written(self) -> str:
        """The number in print: ``1 114``, ``27,67 %``; «нет» without one."""
        sign = f"{w.NBSP}{self.sign}" if self.sign and self.value is not None else ""
        return f"{self.number}{sign}"

    @property
    def told(self) -> str:
        """The number in a sentence."""
        return NO_DATA if self.value is None else self.written


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


COLUMNS = (
    *("place", "indicator", "member", "title", "label", "value", "reason", "unit", "digits"),
    "aspect",
    *("start", "end", "as_of", "anchor"),
)


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
    told: dict[str, Any] = {name: str(cells[name] or "") for name in names}
    return Row(
        **told,
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


def one_unit(rows: Sequence[Row]) -> None:
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


def one_grain(rows: Sequence[Row]) -> None:
    """Refuse years and months beside each other: a month would pass for a year.

    Raises
    ------
    ParameterRefusal
        If there are both.
    """
    told = [row for row in rows if row.start and row.end]
    if any(map(is_year, told)) and any(map(is_month, told)):
        raise ParameterRefusal(
            "Рисунок: в таблице и годы, и месяцы, а рядом их не рисуют. Возьмите одни: "
            'results.frame(by="year") или results.frame(by="month").'
        )


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


def period_of(row: Row) -> str:
    """Write the period of a row: «2022 год», «март 2022 года»."""
    if is_month(row):
        return f"{month_of(row)} {row.period.start.year}{w.NBSP}года"
    return w.span(row.period)


def month_of(row: Row) -> str:
    """Name the month of a row: «март»."""
    return str(format_date(row.period.start, "LLLL", locale=w.RU))


def is_month(row: Row) -> bool:
    """Whether a row is of a calendar month."""
    start = row.period.start
    return row.period == Period.of_month(start.year, start.month)


def is_year(row: Row) -> bool:
    """Whether a row is of a calendar year."""
    return row.period == Period.of_year(row.period.start.year)


def span_of(rows: Sequence[Row]) -> str:
    """Write the time of some rows: «2022 год», «2022–2024 годы»; nothing if it is not told."""
    periods = [row.period for row in rows if row.start and row.end]
    if not periods:
        return ""
    whole = Period(min(p.start for p in periods), max(p.end for p in periods))
    years = sorted({year for p in periods for year in range(p.start.year, p.end.year + 1)})
    first, last = years[0], years[-1]
    if first == last or whole != Period(date(first, 1, 1), date(last, 12, 31)):
        return w.span(whole)
    if years == list(range(first, last + 1)):
        return f"{first}\u2013{last}{w.NBSP}годы"
    return f"{w.listed([str(year) for year in years])}{w.NBSP}годы"


def days_in(days: Iterable[date]) -> str:
    """Write the dates of stocks: «на 10.07.2023»; many of them as a span."""
    told = [w.short_day(day) for day in sorted(set(days))]
    if len(told) > MANY_DAYS:
        return f"на{w.NBSP}разные дни с{w.NBSP}{told[0]} по{w.NBSP}{told[-1]}"
    return f"на{w.NBSP}{w.listed(told)}" if told else ""
