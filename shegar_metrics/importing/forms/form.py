"""What a form is: columns that the schema describes, with what a clerk is told of them.

What the schema knows of a column (its title, unit, type, words for codes) is read from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any, NamedTuple

from ...dataset.schema import fields, resources
from ...dataset.series import stated_columns
from ...period import Period
from ..files import table
from ..files.export import Wrong
from ..files.table import LARGEST
from .known import Filled, Known

PLURALS = {
    "голос": "голосов",
    "день": "дней",
    "житель": "чел.",
    "запись": "записей",
    "комментарий": "комментариев",
    "минута": "минут",
    "обращение": "обращений",
    "опрос": "опросов",
    "отметка": "отметок",
    "подписка": "подписчиков",
    "посетитель": "чел.",
    "посещение": "посещений",
    "просмотр": "просмотров",
    "публикация": "публикаций",
    "реакция": "реакций",
    "репост": "репостов",
    "рубль": "руб.",
    "человек": "чел.",
}
"""What the units of the schema are called after a number, as people call them."""


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
        The unit, as it stands after a number.
    width
        Its width in characters.
    choices
        Russian words for the codes of a choice.
    most
        A larger number is a slip: above all a date that Excel made of «1.5».
    optional
        Whether a row that says something may leave it empty.
    """

    name: str
    title: str
    cell: Cell
    meaning: str
    unit: str = ""
    width: int = 16
    choices: Mapping[Any, str] = field(default_factory=dict)
    most: int = LARGEST
    optional: bool = False

    def read(self, cell: str) -> Any:
        """Read what a clerk wrote into a cell."""
        if not cell and self.optional:
            return None
        match self.cell:
            case Cell.DAY:
                return table.day(cell)
            case Cell.CHOICE:
                return self._choice(cell)
            case Cell.TEXT:
                return table.text(cell)
        number = self._number(cell)
        if number is not None and number > self.most:
            raise Wrong("слишком большое число", f"число от 0 до {self.most}")
        return number

    def shown(self, value: Any) -> Any:
        """Return what stands in a cell for a value of the data: a word for a code."""
        return self.choices.get(value, value) if self.cell is Cell.CHOICE else value

    def _number(self, cell: str) -> Any:
        if self.cell is Cell.COUNT:
            return table.count(cell)
        return (table.roubles if self.unit == PLURALS["рубль"] else table.amount)(cell)

    def _choice(self, cell: str) -> Any:
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
    optional: bool = False


def described(of: str, name: str, asked: Asked, choices: Mapping[Any, str] | None = None) -> Column:
    """Make a column of what the schema says of a column of the table *of*.

    The words for the codes are those of the schema, unless others are given.
    """
    known = {**fields(of), **stated_columns(of)}[name]
    if choices is None:
        choices = {each["value"]: each["label"] for each in known.get("categories", ())}
    cell = Cell.CHOICE if choices else CELLS[known.get("type", "integer")]
    match cell:
        case Cell.DAY:
            unit = "дата"
        case Cell.CHOICE:
            unit = "из списка"
        case Cell.TEXT:
            unit = ""
        case _:
            unit = PLURALS[known["unit"]]
    return Column(
        name=name,
        title=known["title"],
        cell=cell,
        unit=unit,
        choices=choices,
        **asked._asdict(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A table that a clerk fills in: a sheet of a workbook.

    Parameters
    ----------
    name
        What its sheet is called.
    title
        What it is for, in Russian.
    printed
        Where its numbers and words are printed, in Russian.
    of
        The table of the data package that its rows go to.
    columns
        Its columns, from the left.
    frozen
        How many of them stay in sight.
    tells
        The columns of which a row has one at least, or says nothing.
    rows
        Gives its rows as far as they are known.
    days
        Gives the days that its rows may be of.
    """

    name: str
    title: str
    printed: str
    of: str
    columns: Sequence[Column]
    frozen: int
    tells: Sequence[str]
    rows: Callable[[Known], Iterable[Filled]]
    days: Callable[[Known], Period]

    @property
    def read_columns(self) -> table.Columns:
        """Its columns as `table.Table` takes them; of notes a clerk may think little."""
        return {
            column.name: table.Column((column.title,), column.read, column.name != "note")
            for column in self.columns
        }

    def fits(self, kind: str) -> table.Headed:
        """Return the recogniser of such files: they have the headers of every number and choice."""
        marks = (c.name for c in self.columns if c.cell in (*NUMBERS, Cell.CHOICE))
        mend = f"Сделайте форму: shegar-metrics form {kind} --year ГОД, и перенесите в неё числа"
        return table.headed(self.read_columns, *marks, mend=mend)

    @property
    def keys(self) -> list[str]:
        """The columns that tell its rows apart."""
        key = resources()[self.of]["schema"]["primaryKey"]
        return [column.name for column in self.columns if column.name in key]

    def filled(self, known: Known) -> dict[tuple[Any, ...], Filled]:
        """Return its rows as they are known, by what tells them apart."""
        return {tuple(map(row.cells.get, self.keys)): row for row in self.rows(known)}

    def is_new(self, row: Mapping[str, Any], filled: Mapping[tuple[Any, ...], Filled]) -> bool:
        """Return whether a row says anything that the form was not filled in with."""
        known = filled.get(tuple(row[name] for name in self.keys))
        return known is None or any(row[name] != known.cells.get(name) for name in self.tells)

    def cells(self, filled: Filled) -> list[date | str | Any]:
        """Return what stands in the cells of a row."""
        return [column.shown(filled.cells.get(column.name)) for column in self.columns]
