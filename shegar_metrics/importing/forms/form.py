"""What a form is: columns that the schema describes, with what a clerk is told of them.

What the schema knows of a column (its title, unit, type, words for codes) is read from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from itertools import product
from typing import Any, NamedTuple

from ...dataset.schema import fields
from ...dataset.series import ADDITIVE, is_flow, stated_columns
from ...period import MONTHS_IN_YEAR, Period
from ..files import table
from ..files.export import Wrong
from ..files.table import LARGEST

PIECES, ROUBLES = "шт.", "руб."


class Cell(Enum):
    """What stands in the cells of a column."""

    DAY = auto()
    CHOICE = auto()
    COUNT = auto()
    AMOUNT = auto()
    TEXT = auto()


NUMBERS = (Cell.COUNT, Cell.AMOUNT)
CELLS = {"date": Cell.DAY, "integer": Cell.COUNT, "number": Cell.AMOUNT, "string": Cell.TEXT}
"""By the type of a column in the schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a form.

    Parameters
    ----------
    name
        Its name in the data package.
    title
        Its header, in Russian.
    cell
        What stands in its cells.
    meaning
        What the clerk is to write there.
    unit
        The unit, for the explanations.
    width
        Its width in characters.
    choices
        Russian words for the codes of a choice.
    most
        A larger number is a slip: above all a date that Excel made of «1.5».
    """

    name: str
    title: str
    cell: Cell
    meaning: str
    unit: str = ""
    width: int = 16
    choices: Mapping[str, str] = field(default_factory=dict)
    most: int = LARGEST

    def read(self, cell: str) -> Any:
        """Read what a clerk wrote into a cell."""
        match self.cell:
            case Cell.DAY:
                return table.day(cell)
            case Cell.CHOICE:
                return self._choice(cell)
            case Cell.TEXT:
                return table.text(cell)
        number = (table.count if self.cell is Cell.COUNT else table.amount)(cell)
        if number is not None and number > self.most:
            raise Wrong("слишком большое число", f"число от 0 до {self.most}")
        return number

    def _choice(self, cell: str) -> str:
        for code, word in self.choices.items():
            if cell.casefold() == word.casefold():
                return code
        expected = " или ".join(f"«{word}»" for word in self.choices.values())
        raise Wrong("нет в списке", expected)


class Asked(NamedTuple):
    """What the schema does not know of a column: as in `Column`."""

    meaning: str
    width: int = 16
    most: int = LARGEST


def described(of: str, name: str, asked: Asked) -> Column:
    """Make a column of what the schema says of a column of the table *of*."""
    known = fields(of)[name]
    choices = {each["value"]: each["label"] for each in known.get("categories", ())}
    cell = Cell.CHOICE if choices else CELLS[known["type"]]
    title, unit = known["title"], ""
    match cell:
        case Cell.DAY:
            unit = "дата"
        case Cell.CHOICE:
            unit = "из списка"
        case Cell.COUNT:
            title, unit = f"{title}, {PIECES}", PIECES
        case Cell.AMOUNT:
            unit = f"{known['unit']}, можно с дробью"
    return Column(name=name, title=title, cell=cell, unit=unit, choices=choices, **asked._asdict())


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the form of a year.

    Parameters
    ----------
    code
        Table and column of the data package, or table and member: ``publications.news``.
    label
        What it is, in Russian.
    meaning
        What exactly is counted.
    unit
        The unit; a count unless it is roubles.
    """

    code: str
    label: str
    meaning: str
    unit: str = PIECES

    @property
    def table(self) -> str:
        """The table it goes to."""
        return self.code.partition(".")[0]

    @property
    def member(self) -> str:
        """The column of that table, or the code of the row in it."""
        return self.code.partition(".")[2]

    @property
    def is_stock(self) -> bool:
        """Whether it is counted on a day, not over a period."""
        return not is_flow(self.table)

    @property
    def is_series(self) -> bool:
        """Whether it adds up over periods that share no day: sums and visitors need not."""
        adds_up = self.member not in stated_columns(self.table)
        return adds_up and not self.is_stock and self.table != ADDITIVE


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Parameters
    ----------
    title
        What it is for, in Russian.
    columns
        Its columns, from the left.
    frozen
        How many of them stay in sight.
    filled
        The rows to print for a year: a value that is given, ``None`` where the clerk
        writes, and an empty text where nothing is to be written.
    of
        The table its rows go to; that of a year fills several.
    lines
        The meaning of every row, where rows are fixed.
    """

    title: str
    columns: Sequence[Column]
    frozen: int
    filled: Callable[[int], list[list[date | str | None]]]
    of: str = ""
    lines: Sequence[Line] = ()

    @property
    def read_columns(self) -> table.Columns:
        """Its columns as `table.Table` takes them; of notes a clerk may think little."""
        return {
            column.name: table.Column((column.title,), column.read, column.name != "note")
            for column in self.columns
        }

    @property
    def fits(self) -> table.Headed:
        """Its recogniser: such a file has the headers of every number and choice."""
        marks = (
            column.name
            for column in self.columns
            if column.cell in (*NUMBERS, Cell.CHOICE) or column.name == "code"
        )
        return table.headed(self.read_columns, *marks)


PERIOD = {
    "period_start": Asked(
        "Первый день, за который даны числа строки. Впишите другую дату, если числа есть "
        "только за квартал или часть месяца.",
        15,
    ),
    "period_end": Asked("Последний день, за который даны числа строки; он входит в период.", 15),
}
NOTE = Asked("Что нужно знать о числах строки: откуда они, чего в них нет. Можно не заполнять.", 36)


def monthly(title: str, of: str, asked: Mapping[str, Asked]) -> Form:
    """Make a form of a table, with a row for each month, or for each month of each choice."""
    every = {**PERIOD, **asked, "note": NOTE}
    columns = [described(of, name, about) for name, about in every.items()]
    choices = [list(column.choices.values()) for column in columns if column.choices]
    given = len(PERIOD) + len(choices)

    def filled(year: int) -> list[list[date | str | None]]:
        months = [Period.of_month(year, month) for month in range(1, MONTHS_IN_YEAR + 1)]
        return [
            [month.start, month.end, *chosen, *[None] * (len(columns) - given)]
            for chosen in product(*choices)
            for month in months
        ]

    return Form(title, columns, given, filled, of)
