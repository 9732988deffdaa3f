"""The columns of an export: their titles, how their cells are read, and the header they stand in.

They are declared once: a file is recognised by them, read by them, and refused by them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ... import cells
from ...problems import listed, shortened
from .days import YEARS
from .export import Export, Wrong
from .headings import Heading, above_in_other_units, in_other_units, places, same_title

ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.I)
"""«1,65E+17» is what Excel leaves of a long number."""
FAULT = re.compile(
    r"#(?:N/A|Н/Д|(?:REF|ССЫЛКА|VALUE|ЗНАЧ|DIV/0|ДЕЛ/0|NUM|ЧИСЛО|NULL|ПУСТО|SPILL|ПЕРЕНОС|CALC|"
    r"ВЫЧИСЛ)!|(?:NAME|ИМЯ)\?)|(?:Err|Ошибка):\d{3}",
    re.I,
)
"""What stands in the cell of a formula that Excel or LibreOffice cannot compute."""
FAULTY = ("ошибка формулы, а не значение", "", "Исправьте формулу или впишите само значение")
ROUBLES = re.compile(r"\s{0,3}(?:руб(?:\.|лей|ля|ль)?|₽|р\.)$", re.I)
WITH_KOPECKS = re.compile(
    r"^(\d(?:[\d\s]*\d)?)\s*(?:руб(?:\.|лей|ля|ль)?|р\.)\s*(\d\d)\s*(?:коп\w*|к)\.?$", re.I
)
GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.|(?:\.\d{3})+,)\d\d")
"""«39,840.00» and «39.840,00»: of two marks the last one parts the kopecks."""
THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""«39,840» is 39840 to one Excel, and 39,84 to another."""
UNKNOWN_WORDS = re.compile(
    r"(?:нет|нет данных|н/?д|[-–—?]+|≈.*|~.*|около .*|\d[\d\s.,]*(?:[kкmм]|тыс\b.*|млн\b.*))", re.I
)
"""What people and services write for a number that they do not know, or not to the last digit."""
DATE = "дата вида 31.12.2022, 2022-12-31 или «31 декабря 2022 г.»"
LARGEST = 10**12
"""No count of a district's page or roubles of its contract comes near this."""


def text(cell: str) -> str | None:
    """Take a cell as it is, but for a fault of a formula; ``None`` if it is empty."""
    if FAULT.fullmatch(cell):
        raise Wrong(*FAULTY)
    return cell or None


def identifier(cell: str) -> str | None:
    """Take a number that names something; ``None`` if the cell is empty."""
    if ROUNDED.fullmatch(cell):
        wrong = "номер, от которого Excel оставил только первые цифры"
        mend = "Выгрузите файл снова и не пересохраняйте его или задайте столбцу формат «Текст»"
        raise Wrong(wrong, "номер целиком", mend)
    return text(cell)


def amount(cell: str) -> Decimal | None:
    """Read a number, not negative; ``None`` if the cell is empty."""
    return _number(cell, "не число")


def roubles(cell: str) -> Decimal | None:
    """Read a sum of money, which may bear its unit; ``None`` if the cell is empty."""
    number = ROUBLES.sub("", WITH_KOPECKS.sub(r"\1,\2", cell))
    if GROUPED.fullmatch(number):
        number = number[:-3].replace(",", "").replace(".", "") + number[-3:]
    _refuse_thousands(number, "39840 или 39840,00")
    return amount(number)


def count(cell: str) -> int | None:
    """Read a whole number, not negative; ``None`` if the cell is empty."""
    number = _number(cell, "не целое число")
    if number is None:
        return None
    _refuse_thousands(cell, "3000 или 3")
    if number != int(number):
        raise Wrong("не целое число")
    return int(number)


def day(cell: str) -> date:
    """Read a day as people and systems write it; no cell may be empty."""
    found = cells.as_date(cell)
    if found is None or found.year not in YEARS:
        raise Wrong("не дата", DATE)
    return found


DIGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def _refuse_thousands(cell: str, expected: str) -> None:
    if THOUSANDS.fullmatch(cell):
        raise Wrong("тысячи это или доли, не ясно", expected)


def _number(cell: str, wrong: str) -> Decimal | None:
    if not cell:
        return None
    text = cells.decimal(cell)
    # «2,4E+03» is what Excel leaves of 2417: its digits are lost. Python would read also `1_000`
    # and digits of other scripts.
    if not DIGITS.fullmatch(text):
        unknown = UNKNOWN_WORDS.fullmatch(cell)
        mend = "Если точное число не известно, оставьте ячейку пустой" if unknown else ""
        mend = "Впишите само число, а не долю" if "%" in text else mend
        raise Wrong(wrong, mend=mend)
    number = Decimal(text)
    if not 0 <= number <= LARGEST:
        raise Wrong(wrong, f"число от 0 до {LARGEST}")
    return number


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a system writes.

    Parameters
    ----------
    titles
        The headers it may have, compared without case and units; messages name the first.
    read
        Reads a cell, and raises `Wrong`.
    required
        Whether a table without it is refused; of columns with one word here, any will do.
    vague
        Headers that mean it only where it has no other: «Дата», «№».
    """

    titles: Sequence[str]
    read: Callable[[str], Any] = text
    required: bool | str = False
    vague: Sequence[str] = ()


Columns = Mapping[str, Column]
"""Columns by the names this code gives to them."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A recogniser of tables by their header.

    Parameters
    ----------
    columns
        The columns of such tables.
    marks
        The columns that must be there; of a tuple, one of them.
    never
        A header that tells the table of another system.
    mend
        What to do with a table that lacks some of the columns; empty for what is usual.
    unless
        What tells, by more than the header, the table of another system.
    """

    columns: Columns
    marks: Sequence[tuple[str, ...]]
    never: str | None
    mend: str = ""
    unless: Callable[[Export], bool] | None = None

    def __call__(self, export: Export) -> bool:
        """Tell whether a file is such a table."""
        fits = any(not self.lacking(heading) for heading in export.headings)
        return fits and not (self.unless and self.unless(export))

    def lacking(self, heading: Heading) -> list[str]:
        """Name the columns that a header lacks."""
        found = found_places(heading, self.columns)
        if self.never and same_title(self.never) in map(same_title, heading.titles):
            return [f"столбцов другой системы рядом с «{self.never}» быть не должно"]
        return [
            " или ".join(f"«{self.columns[name].titles[0]}»" for name in names)
            for names in self.marks
            if found.keys().isdisjoint(names)
        ]


def headed(
    columns: Columns,
    *marks: str | tuple[str, ...],
    never: str | None = None,
    mend: str = "",
    unless: Callable[[Export], bool] | None = None,
) -> Headed:
    """Make a recogniser of tables by their header: the parameters of `Headed`."""
    every = [mark if isinstance(mark, tuple) else (mark,) for mark in marks]
    return Headed(columns, every, never, mend, unless)


def find_heading(export: Export, columns: Columns, sheet: str | None = None) -> Heading:
    """Find the header: of the rows that have every required column, the one that has most.

    With a *sheet*, on that of this name alone.

    Raises
    ------
    DataRefusal
        If there is none, or there is one on several sheets.
    """
    headings = [each for each in export.headings if sheet in (None, each.sheet.name)]
    if not headings:
        for each in export.sheets:  # says what is wrong with the file
            deque(export.rows(each), maxlen=0)
        raise export.refusal("файл пуст", mend="Выгрузите его снова")
    by_fit = sorted(headings, key=lambda row: -len(found_places(row, columns)))
    whole = [row for row in by_fit if not _missing(columns, found_places(row, columns))]
    if not whole:
        nearest = by_fit[0]
        raise export.refusal(
            f"нет столбцов: {', '.join(_missing(columns, found_places(nearest, columns)))}",
            f"заголовки {', '.join(column.titles[0] for column in columns.values())}",
            f"Выгрузите отчёт с этими столбцами{in_other_units(nearest)}",
            row=nearest.line,
        )
    sheets = {row.sheet.name: row.sheet for row in whole}
    if len(sheets) > 1:
        names = listed([f"«{name}»" for name in sheets], ", ")
        mend = "Сведите их на один лист или сохраните каждый в свой файл"
        raise export.refusal(f"такая таблица — на нескольких листах: {names}", mend=mend)
    return whole[0]


def refuse_doubled(export: Export, heading: Heading, columns: Columns) -> None:
    """Refuse a table in which two columns bear the titles of one."""
    for where in found_places(heading, columns).values():
        if len(where) > 1:
            titles = " и ".join(f"«{shortened(heading.titles[place])}»" for place in where)
            wrong = f"столбцы {titles} — об одном: какой из них брать, не ясно"
            mend = "Удалите лишний столбец; сравнение и сегменты при выгрузке выключите"
            raise export.refusal(wrong, mend=mend, row=heading.line)


def refuse_other_units(export: Export, heading: Heading) -> None:
    """Refuse a table above which it is said that its numbers are thousands."""
    said = above_in_other_units(heading)
    if said:
        line, cell = said
        raise export.refusal(
            f"над таблицей сказано: «{shortened(cell)}»",
            "числа в рублях и штуках",
            "Умножьте их и удалите эту строку",
            row=line,
        )


def _missing(columns: Columns, found: Mapping[str, object]) -> list[str]:
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


def found_places(heading: Heading, columns: Columns) -> dict[str, list[int]]:
    """Find where each of our columns stands; a vague title is taken where no other fits."""
    named = places(heading.titles, {name: column.titles for name, column in columns.items()})
    vague = places(heading.titles, {name: column.vague for name, column in columns.items()})
    taken = {place for where in named.values() for place in where}
    free = {name: [p for p in where if p not in taken] for name, where in vague.items()}
    return {name: where for name, where in (free | named).items() if where}
