"""A table of an export: the rows under its header, with every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Any

from ... import cells
from ...period import Period
from ...problems import DataRefusal, Problem, shortened
from .columns import (
    DATE,
    FAULT,
    FAULTY,
    LARGEST,
    Column,
    Columns,
    Headed,
    amount,
    count,
    day,
    find_heading,
    found_places,
    headed,
    identifier,
    refuse_doubled,
    refuse_other_units,
    roubles,
    text,
)
from .export import Export, Wrong
from .headings import Heading

__all__ = [
    "DATE",
    "LARGEST",
    "MOST_PROBLEMS",
    "UNKNOWN",
    "Column",
    "Columns",
    "Headed",
    "Record",
    "Table",
    "amount",
    "count",
    "day",
    "headed",
    "identifier",
    "roubles",
    "text",
]

MOST_PROBLEMS = 50
SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
"""The days of 1982 to 2036 as a workbook holds them: so many since 1900."""
UNKNOWN = Period(date.min, date.min)
"""Stands for a period that was refused, until its table is."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table: its line in the file, and its cells by the names of the columns."""

    line: int
    cells: dict[str, str]


class Table:
    """The rows of an export under the names this code gives to its columns.

    The header is searched for among the first rows of every sheet. What has two readings is
    noted as a problem: a column under one title twice, a row wider or narrower than the header,
    a merged cell, a formula without its value or of zero, and two rows of one key.

    Parameters
    ----------
    export
        The file.
    columns
        Its columns by our names.
    key
        The columns that tell rows apart, as they are read: no two rows may be alike in them.
        Empty if rows that are alike in all columns are different things.
    sheet
        The name of the sheet it is on, if that is known.

    Attributes
    ----------
    records
        Its rows, but for those of totals and of the numbers of columns. An importer may leave
        some out.
    totals
        The rows that sum up others: «Итого».
    untitled
        The first record that has a cell in a column without a title, by the place of the column.

    Raises
    ------
    DataRefusal
        If the file is no table, has no rows, a required column is missing, or there twice.
    """

    def __init__(
        self, export: Export, columns: Columns, key: Sequence[str], sheet: str | None = None
    ) -> None:
        self.export = export
        self.columns = columns
        self.key = key
        self.problems: list[Problem] = []
        self.totals: list[Record] = []
        self.untitled: dict[int, Record] = {}
        heading = find_heading(export, columns, sheet)
        refuse_doubled(export, heading, columns)
        refuse_other_units(export, heading)
        self.sheet, self.header = heading.sheet, heading.titles
        self._places = {name: where[0] for name, where in found_places(heading, columns).items()}
        self.titles = {name: self.header[place] for name, place in self._places.items()}
        self.records: list[Record] = []
        below = (found for found in export.rows(self.sheet) if found[0] > heading.line)
        for place, (line, row) in enumerate(below):
            if self._repeats_header(heading, line, row):
                break
            if place or not _is_numbering(row):
                self._take(heading, line, row)
        self._note_merged(heading)

    @property
    def unread(self) -> list[str]:
        """The titles of its columns that are none of ours, or where one without title stands."""
        ours = set(self._places.values())
        titled = [title for place, title in enumerate(self.header) if title and place not in ours]
        return [*titled, *(f"{_letters(place + 1)} (без заголовка)" for place in self.untitled)]

    def rename(self, old: str, new: str) -> None:
        """Take a column for another of ours: what it holds says which it is."""
        self.titles[new] = self.titles.pop(old)
        self._places[new] = self._places.pop(old)
        for record in self.records:
            record.cells[new] = record.cells.pop(old)

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
        self._note_repeated()
        if self.problems:
            problems = list(dict.fromkeys(self.problems))
            raise DataRefusal(problems[:MOST_PROBLEMS])

    def note_untitled(self) -> None:
        """Note each column without a title in which something stands, as a problem."""
        for place, record in self.untitled.items():
            wrong = f"в столбце {_letters(place + 1)} нет заголовка, а под ним есть запись"
            mend = "Перенесите её под заголовок или удалите столбец"
            self._note(record.line, wrong, mend=mend)

    def problem(
        self, record: Record, name: str, wrong: str, expected: str = "", mend: str = ""
    ) -> None:
        """Note what is wrong with a cell."""
        cell = record.cells.get(name, "")
        if cell.startswith("="):
            wrong, expected = "формула без посчитанного значения или с нулём", ""
            mend = "Откройте книгу в Excel и сохраните её снова или впишите само число, и ноль тоже"
        elif FAULT.fullmatch(cell):
            wrong, expected, mend = FAULTY
        elif not mend and expected.startswith(("дата", "день")) and SERIAL.fullmatch(cell):
            mend = "Похоже на день, каким его хранит Excel: задайте столбцу формат «Дата»"
        self._note(
            record.line,
            wrong if cell else "ячейка пуста",
            expected,
            mend,
            self.titles.get(name, name),
            cell or None,
        )

    def _note(
        self,
        line: int,
        wrong: str,
        expected: str = "",
        mend: str = "",
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        name = self.export.name
        if self.sheet is not self.export.sheets[0]:
            name += f", лист «{shortened(self.sheet.name)}»"
        self.problems.append(Problem(name, wrong, expected, mend, line, column, value))

    def _take(self, heading: Heading, line: int, row: Sequence[str]) -> None:
        """Take a row: as a record, as a total, or as a problem."""
        own = [cells.stripped(cell) for cell in row]
        found = {name: own[n] for name, n in self._places.items() if n < len(own)}
        record = Record(line, {name: found.get(name, "") for name in self._places})
        if cells.is_total(own):
            self.totals.append(record)
            return
        extra = [cell for cell in own[heading.width :] if cell]
        if extra:
            mend = "Удалите её, дайте столбцу заголовок или возьмите текст с разделителем в кавычки"
            wrong = "ячейка правее последнего столбца с заголовком"
            self._note(line, wrong, mend=mend, value=extra[0])
        elif self.sheet.delimited and len(own) < heading.width:
            wrong = (
                f"ячеек — {len(own)}, а столбцов — {heading.width}: строка разорвана или неполна"
            )
            self._note(line, wrong, mend="Выгрузите файл снова или допишите пустые ячейки")
        elif not any(found.values()):
            return  # a line under the table, as of a signature: nothing in it is read
        for name, cell in found.items():  # of numbers who reads them says so
            if self.columns[name].read in (text, identifier) and FAULT.fullmatch(cell):
                self.problem(record, name, *FAULTY)
        for place in range(min(heading.width, len(own))):
            if own[place] and not heading.titles[place]:
                self.untitled.setdefault(place, record)
        self.records.append(record)

    def _repeats_header(self, heading: Heading, line: int, row: Sequence[str]) -> bool:
        """Note a row that is the header again: another table begins there."""
        titles = [" ".join(cells.stripped(cell).split()) for cell in row[: heading.width]]
        if titles != list(heading.titles[: heading.width]):
            return False
        mend = "Разделите их или удалите эту строку"
        self._note(line, "повторяет строку заголовков, в файле не одна таблица", mend=mend)
        return True

    def _note_merged(self, heading: Heading) -> None:
        """Note the merged cells among the records: only the first of them bears the value."""
        by_line = {record.line: record for record in self.records}
        ours = {place + 1 for place in self._places.values()}
        for top, left, low, right in self.sheet.merged:
            lines = [line for line in range(max(top, heading.line + 1), low + 1) if line in by_line]
            columns = ours.intersection(range(left, right + 1))
            if lines and columns and (low > top or len(columns) > 1):
                wrong = f"ячейки {_name(top, left)}:{_name(low, right)} объединены"
                mend = "Отмените объединение и впишите значение в каждую ячейку"
                self._note(lines[0], wrong, mend=mend)

    def _note_repeated(self) -> None:
        """Note each record whose key an earlier one has."""
        seen: dict[tuple[object, ...], int] = {}
        for record in self.records if self.key else ():
            if not any(record.cells.get(name) for name in self.key):
                continue
            key = tuple(self._value(record, name) for name in self.key)
            first = seen.setdefault(key, record.line)
            if first != record.line:
                mend = "Оставьте одну из двух"
                self._note(record.line, f"повторяет строку {first}", mend=mend)

    def _value(self, record: Record, name: str) -> object:
        cell = record.cells.get(name, "")
        try:
            return self.columns[name].read(cell)
        except Wrong:
            return cell


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell whether a row numbers the columns, as the second one of a printed table does."""
    numbers = [cell for cell in map(cells.stripped, row) if cell]
    return len(numbers) > 1 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _name(row: int, column: int) -> str:
    """Name a cell as a workbook does: «D2»."""
    return f"{_letters(column)}{row}"


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters
