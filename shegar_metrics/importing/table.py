"""A table of an export, read cell by cell: every problem is gathered, and told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from .. import cells
from ..problems import DataRefusal, Problem
from .export import Export

MOST_PROBLEMS = 50
LARGEST = 10**12
"""No count of a district's page or roubles of its contract comes near this."""


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
        Our name of each column, and the headers it may have in the export; compared without
        regard to case. The first column in the file that fits is taken.
    required
        Names without which the table is refused.

    Raises
    ------
    DataRefusal
        If the file is no table, has no rows, or a required column is missing.
    """

    def __init__(
        self, export: Export, columns: Mapping[str, Sequence[str]], required: Sequence[str]
    ) -> None:
        self.export = export
        self.problems: list[Problem] = []
        rows = list(export.rows())
        if not rows:
            raise export.refusal("файл пуст", mend="Выгрузите его снова")
        line, header = rows[0]
        self.header = [cells.stripped(cell) for cell in header]
        places = _places(self.header, columns)
        missing = [columns[name][0] for name in required if name not in places]
        if missing:
            raise export.refusal(
                f"нет столбцов: {', '.join(missing)}",
                f"заголовки {', '.join(names[0] for names in columns.values())}",
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

    def count(self, record: Record, name: str) -> int | None:
        """Read a whole number, not negative; ``None`` for an empty or absent cell."""
        number = self._number(record, name, "не целое число")
        if number is None:
            return None
        if number != int(number):
            self.problem(record, name, "не целое число")
            return None
        return int(number)

    def amount(self, record: Record, name: str) -> Decimal | None:
        """Read a number, not negative; ``None`` for an empty or absent cell."""
        return self._number(record, name, "не число")

    def day(self, record: Record, name: str) -> date | None:
        """Read a date as ``2022-12-31`` or «31.12.2022»; an empty cell is a problem."""
        found = cells.as_date(record.cells.get(name, ""))
        if found is None or not 1990 <= found.year <= 2100:
            self.problem(record, name, "не дата", "дата вида 2022-12-31 или 31.12.2022")
            return None
        return found

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

    def problem(self, record: Record, name: str, wrong: str, expected: str = "") -> None:
        """Note what is wrong with a cell."""
        cell = record.cells.get(name, "")
        shown = cell if len(cell) <= 60 else cell[:59] + "…"
        self.problems.append(
            Problem(
                self.export.name,
                wrong if cell else "ячейка пуста",
                expected,
                "",
                record.line,
                self.titles.get(name, name),
                shown if cell else None,
            )
        )

    def _number(self, record: Record, name: str, wrong: str) -> Decimal | None:
        cell = record.cells.get(name, "")
        if not cell:
            return None
        try:
            # «2,4E+03» is what Excel leaves of 2417: its digits are lost, and it is refused.
            number = Decimal(cells.decimal(cell).lower().replace("e", "?"))
        except InvalidOperation:
            self.problem(record, name, wrong)
            return None
        if not number.is_finite() or not 0 <= number <= LARGEST:
            self.problem(record, name, wrong, f"число от 0 до {LARGEST}")
            return None
        return number


def _places(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Find where each of our columns stands."""
    lowered = [title.casefold() for title in header]
    places = {}
    for name, titles in columns.items():
        known = {title.casefold() for title in titles}
        place = next((place for place, title in enumerate(lowered) if title in known), None)
        if place is not None:
            places[name] = place
    return places
