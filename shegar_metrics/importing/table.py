"""A table of an export: what each column is called, how its cells are read, what must be there.

Its columns are declared once: the file is recognised by them, read by them, and refused by
them, with every problem at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .. import cells
from ..period import Period
from ..problems import DataRefusal, Problem
from .days import YEARS
from .export import Export, Wrong

MOST_PROBLEMS = 50
UNKNOWN = Period(date.min, date.min)
"""Stands for a period that was refused, until its table is."""
LARGEST = 10**12
"""No count of a district's page or roubles of its contract comes near this."""


def text(cell: str) -> str | None:
    """Take a cell as it is; ``None`` if it is empty."""
    return cell or None


def amount(cell: str) -> Decimal | None:
    """Read a number, not negative; ``None`` if the cell is empty."""
    return _number(cell, "не число")


def count(cell: str) -> int | None:
    """Read a whole number, not negative; ``None`` if the cell is empty."""
    number = _number(cell, "не целое число")
    if number is None:
        return None
    if number != int(number):
        raise Wrong("не целое число")
    return int(number)


def day(cell: str) -> date:
    """Read a date as ``2022-12-31`` or «31.12.2022»; no cell may be empty."""
    found = cells.as_date(cell)
    if found is None or found.year not in YEARS:
        raise Wrong("не дата", "дата вида 2022-12-31 или 31.12.2022")
    return found


def _number(cell: str, wrong: str) -> Decimal | None:
    if not cell:
        return None
    try:
        # «2,4E+03» is what Excel leaves of 2417: its digits are lost, and it is refused.
        number = Decimal(cells.decimal(cell).lower().replace("e", "?"))
    except InvalidOperation:
        raise Wrong(wrong) from None
    if not number.is_finite() or not 0 <= number <= LARGEST:
        raise Wrong(wrong, f"число от 0 до {LARGEST}")
    return number


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a system writes.

    Parameters
    ----------
    titles
        The headers it may have, compared without regard to case; messages name the first.
    read
        Reads a cell, and raises `Wrong`.
    required
        Whether a table without it is refused; of columns with one word here, any will do.
    """

    titles: Sequence[str]
    read: Callable[[str], Any] = text
    required: bool | str = False


Columns = Mapping[str, Column]
"""Columns by the names this code gives to them."""


def headed(
    columns: Columns, *marks: str | tuple[str, ...], never: str | None = None
) -> Callable[[Export], bool]:
    """Make a recogniser of tables by their header.

    Parameters
    ----------
    columns
        The columns of such tables.
    marks
        The columns that must be there; of a tuple, one of them.
    never
        A header that tells the table of another system.
    """

    def fits(export: Export) -> bool:
        found = _places(export.header, columns)
        every = (mark if isinstance(mark, tuple) else (mark,) for mark in marks)
        return all(not found.keys().isdisjoint(names) for names in every) and (
            never is None or never.casefold() not in map(str.casefold, export.header)
        )

    return fits


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its line in the file, and its cells by the names of the columns."""

    line: int
    cells: Mapping[str, str]


class Table:
    """The rows of an export under the names this code gives to its columns.

    Parameters
    ----------
    export
        The file.
    columns
        Its columns by our names. The first column in the file that fits is taken.

    Raises
    ------
    DataRefusal
        If the file is no table, has no rows, or a required column is missing.
    """

    def __init__(self, export: Export, columns: Columns) -> None:
        self.export = export
        self.columns = columns
        self.problems: list[Problem] = []
        rows = list(export.rows())
        if not rows:
            raise export.refusal("файл пуст", mend="Выгрузите его снова")
        line, header = rows[0]
        self.header = [cells.stripped(cell) for cell in header]
        places = _places(self.header, columns)
        missing = _missing(columns, places)
        if missing:
            raise export.refusal(
                f"нет столбцов: {', '.join(missing)}",
                f"заголовки {', '.join(column.titles[0] for column in columns.values())}",
                "Выгрузите отчёт с этими столбцами",
                row=line,
            )
        self.titles = {name: self.header[place] for name, place in places.items()}
        self.records = [
            Record(
                line,
                {
                    name: cells.stripped(row[place]) if place < len(row) else ""
                    for name, place in places.items()
                },
            )
            for line, row in rows[1:]
        ]

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def read(self, record: Record, name: str, by: Callable[[str], Any] | None = None) -> Any:
        """Read a cell as its column is read, or as said; ``None`` if it is empty or wrong."""
        try:
            return (by or self.columns[name].read)(record.cells.get(name, ""))
        except Wrong as wrong:
            self.problem(record, name, *wrong.sentences)
            return None

    def finish(self) -> None:
        """Refuse the file if anything in it was wrong."""
        if self.problems:
            raise DataRefusal(self.problems[:MOST_PROBLEMS])

    def once(self, key: Callable[[Record], object]) -> None:
        """Note each record whose *key* an earlier one has."""
        seen: dict[object, int] = {}
        for record in self.records:
            first = seen.setdefault(key(record), record.line)
            if first != record.line:
                mend = "Оставьте одну из двух"
                wrong = f"повторяет строку {first}"
                self.problems.append(Problem(self.export.name, wrong, mend=mend, row=record.line))

    def problem(
        self, record: Record, name: str, wrong: str, expected: str = "", mend: str = ""
    ) -> None:
        """Note what is wrong with a cell."""
        cell = record.cells.get(name, "")
        shown = cell if len(cell) <= 60 else cell[:59] + "…"
        self.problems.append(
            Problem(
                self.export.name,
                wrong if cell else "ячейка пуста",
                expected,
                mend,
                record.line,
                self.titles.get(name, name),
                shown if cell else None,
            )
        )


def _missing(columns: Columns, found: Mapping[str, int]) -> list[str]:
    """Name the required columns that are not there: «Цена или Оплачено»."""
    groups: dict[str, list[str]] = {}
    for name, column in columns.items():
        if column.required:
            word = name if column.required is True else column.required
            groups.setdefault(word, []).append(name)
    return [
        " или ".join(columns[name].titles[0] for name in names)
        for names in groups.values()
        if found.keys().isdisjoint(names)
    ]


def _places(header: Sequence[str], columns: Columns) -> dict[str, int]:
    """Find where each of our columns stands."""
    lowered = [title.casefold() for title in header]
    places = {}
    for name, column in columns.items():
        known = {title.casefold() for title in column.titles}
        place = next((place for place, title in enumerate(lowered) if title in known), None)
        if place is not None:
            places[name] = place
    return places
