"""The sheets of a workbook, or the one of a CSV: rows of text, and what a sheet hides from them.

openpyxl reads ``.xlsx``, as it tells formulas from values; calamine reads ``.xls`` and ``.ods``.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import IO, Any

from ... import cells
from .old_books import MOST_SHEETS, read_old_book

LONGEST_CELL = 1024 * 1024
MARK_OF_EXCEL = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
"""A first line that tells Excel how the cells are parted."""
LARGEST_EXACT = 2**53
"""From here on a number of a workbook has lost digits: «1,65E+17»."""
FORMULA_MARKS = (b"<f>", b"<f ")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
HIDDEN = re.compile(rb'<row [^>]{0,200}\bhidden="(?:1|true)"')
UNSHOWN = re.compile(r'"[^"]*"|\\.|\[[^]]*\]')
"""What of a number format is no part of a date: text, and the language it is written in."""
LONGEST_MARK = 256
"""As many bytes of a chunk are read again with the next: a mark may lie across both."""
CHUNK = 1024 * 1024

Line = tuple[int, list[str]]
Square = tuple[int, int, int, int]
"""Top row, left column, bottom row, right column: from 1, as a workbook counts."""


class TornError(ValueError):
    """A line of a CSV at which its cells cannot be told apart: the line, and why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    name
        What it is called; empty for a CSV.
    rows
        Gives its rows that are not empty: the line, from 1, and the cells. Dates are ISO.
    merged
        The cells that are merged: only the first of them bears their value.
    delimited
        Whether every row bears its empty cells, as those of a CSV do.
    has_hidden
        Whether some of its rows are hidden, as by a filter.
    """

    name: str
    rows: Callable[[], Iterator[Line]]
    merged: Sequence[Square] = ()
    delimited: bool = False
    has_hidden: bool = False


def of_csv(opened: Callable[[], IO[str]]) -> Sheet:
    """Return the one sheet of a CSV; *opened* opens it as text, its line breaks untouched."""

    def rows() -> Iterator[Line]:
        limit = csv.field_size_limit(LONGEST_CELL)
        with opened() as text:
            first = text.readline(len('"sep=;"\r\n'))
            parted = MARK_OF_EXCEL.fullmatch(first)
            text.seek(0)
            by = parted[1] if parted else cells.delimiter(text.read(CHUNK))
            text.seek(0)
            reader = csv.reader(text, delimiter=by, strict=True)
            try:
                for row in reader:
                    if any(map(cells.stripped, row)) and not (parted and reader.line_num == 1):
                        yield reader.line_num, row
            except csv.Error as error:
                raise TornError(reader.line_num, _why_torn(str(error))) from error
            finally:
                csv.field_size_limit(limit)

    return Sheet("", rows, delimited=True)


def _why_torn(error: str) -> str:
    if "field larger" in error:
        return "ячейка непомерно длинна"
    if "unexpected end" in error:
        return "файл обрезан или не закрыта кавычка"
    return "лишняя кавычка внутри ячейки"


def of_xlsx(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook of Excel; a formula of nothing or zero stands as it is."""
    from openpyxl import load_workbook

    @contextmanager
    def opened(*, values: bool) -> Iterator[Any]:
        # Opened here, as openpyxl closes no file that it fails to read.
        with (
            path.open("rb") as file,
            closing(load_workbook(file, read_only=True, data_only=values)) as book,
        ):
            yield book

    def rows(name: str, *, has_formulas: bool) -> Iterator[Line]:
        with ExitStack() as books:
            book = books.enter_context(opened(values=True))
            book[name].reset_dimensions()  # some systems write «A1» for all there is
            computed = book[name].iter_rows()
            written: Iterator[Any] = repeat(())
            if has_formulas:
                formulas = books.enter_context(opened(values=False))
                formulas[name].reset_dimensions()
                written = formulas[name].iter_rows(values_only=True)
            for line, (row, source) in enumerate(zip(computed, written, strict=False), start=1):
                found = [_as_shown(cell) for cell in row]
                for place, value in enumerate(source[: len(found)]):
                    # A sum of empty cells is zero, and nobody has measured it.
                    unmeasured = found[place] in ("", "0")
                    if unmeasured and isinstance(value, str) and value.startswith("="):
                        found[place] = value
                if any(map(cells.stripped, found)):
                    yield line, found

    sheets = []
    with opened(values=True) as book:
        for sheet in book.worksheets[:MOST_SHEETS]:
            if sheet.sheet_state == "visible":
                # Of a sheet that is read by rows openpyxl tells neither; its part holds both.
                has_formulas, merged, has_hidden = _hidden_in(path, sheet._worksheet_path)
                read = partial(rows, sheet.title, has_formulas=has_formulas)
                sheets.append(Sheet(sheet.title, read, merged, has_hidden=has_hidden))
    return sheets


def of_old_workbook(path: Path) -> list[Sheet]:
    """Return the sheets of ``.xls`` or ``.ods``."""

    def rows(values: Sequence[Sequence[object]]) -> Iterator[Line]:
        for line, row in enumerate(values, start=1):
            found = [_as_text(value) for value in row]
            if any(map(cells.stripped, found)):
                yield line, found

    sheets = []
    for sheet in read_old_book(path):
        corners = [(*start, *end) for start, end in sheet["merged"]]
        merged = [(top + 1, left + 1, low + 1, right + 1) for top, left, low, right in corners]
        sheets.append(Sheet(sheet["name"], partial(rows, sheet["rows"]), merged))
    return sheets


def _hidden_in(path: Path, part: str) -> tuple[bool, list[Square], bool]:
    """Return whether the part of a sheet holds formulas, its merged cells, and hidden rows."""
    from openpyxl.utils import range_boundaries

    has_formulas, merged, has_hidden, tail = False, [], False, b""
    with zipfile.ZipFile(path) as archive, archive.open(part.removeprefix("/")) as sheet:
        while chunk := sheet.read(CHUNK):
            text = tail + chunk
            has_formulas = has_formulas or any(mark in text for mark in FORMULA_MARKS)
            has_hidden = has_hidden or HIDDEN.search(text) is not None
            merged += [found[1].decode() for found in MERGED.finditer(text)]
            tail = text[-LONGEST_MARK:]
    corners = (range_boundaries(each) for each in dict.fromkeys(merged))
    squares = [(top, left, low, right) for left, top, right, low in corners]
    return has_formulas, squares, has_hidden


def _as_shown(cell: Any) -> str:
    """Write a cell; the first day of a month that is shown without its day is that month."""
    value = cell.value
    if isinstance(value, datetime) and value.day == 1 and value.time() == time():
        letters = set(UNSHOWN.sub("", cell.number_format.lower()).partition(";")[0])
        if letters >= {"m", "y"} and not letters & {"d", "h", "s"}:
            return f"{value:%Y-%m}"
    return _as_text(value)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGEST_EXACT:
        return str(float(value))
    return str(value)
