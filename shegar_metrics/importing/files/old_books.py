"""Reads ``.xls`` and ``.ods`` in a process of its own: a broken file may end it, and no more.

The parser stops its whole process where a spoilt number asks for more memory than there is. Run
as a script, this file prints the sheets of a workbook as JSON; it imports nothing of the package.

The parser gives values alone, so what is a formula in ``.ods`` is looked up beside it: one of
nothing, of zero or of a fault stands as it is. Of ``.xls`` nobody tells.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, iterparse

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
MOST_SHEETS = 60
"""What has more sheets is no table that a person reads."""


MOST_REPEATED = 1000
"""A row that is repeated more often is empty."""
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
KIND_OF_VALUE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"


class UnreadableError(ValueError):
    """A workbook that the parser does not read."""


def read_old_book(path: Path) -> list[dict[str, Any]]:
    """Read the visible sheets of a workbook: ``name``, ``merged`` ranges, and ``rows`` of values.

    Raises
    ------
    UnreadableError
        If it is spoilt, locked, or takes too long.
    """
    command = [sys.executable, "-I", __file__, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=True)
        sheets: list[dict[str, Any]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableError(str(error)) from error
    return sheets


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _sheets(path: str) -> list[dict[str, Any]]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(path) as book:
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
        ]
        sheets = [book.get_sheet_by_name(name) for name in names[:MOST_SHEETS]]
        found: dict[str, dict[str, Any]] = {
            sheet.name: {
                "name": sheet.name,
                "merged": sheet.merged_cell_ranges or [],
                "rows": [list(map(_plain, row)) for row in sheet.to_python(skip_empty_area=False)],
            }
            for sheet in sheets
        }
    for name, row, column, shown in _unmeasured(path):
        if name in found:
            _put(found[name]["rows"], row, column, shown)
    return list(found.values())


def _unmeasured(path: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield the formulas of ``.ods`` that give nothing, zero or a fault, with their places."""
    if not zipfile.is_zipfile(path):
        return
    name, row, cells = "", 0, list[Element]()
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for event, element in iterparse(content, ("start", "end")):
            if (event, element.tag) == ("start", f"{TABLE}table"):
                name, row = element.get(f"{TABLE}name", ""), 0
            elif (event, element.tag) == ("start", f"{TABLE}table-row"):
                cells = []
            elif event == "end" and element.tag in CELLS:
                cells.append(element)
            elif (event, element.tag) == ("end", f"{TABLE}table-row"):
                repeated = int(element.get(f"{TABLE}number-rows-repeated", "1"))
                for place in range(row, row + min(repeated, MOST_REPEATED)):
                    yield from ((name, place, column, shown) for column, shown in _formulas(cells))
                row += repeated
                element.clear()


CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def _formulas(cells: list[Element]) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in cells:
        formula = cell.get(f"{TABLE}formula", "").partition("=")[2]
        text = "".join("".join(part.itertext()) for part in cell.iter(f"{TEXT}p"))
        if formula and cell.get(KIND_OF_VALUE) == "error":
            yield column, text
        elif formula and (cell.get(f"{OFFICE}value", text) or "0") == "0":
            yield column, f"={formula}"
        column += int(cell.get(f"{TABLE}number-columns-repeated", "1"))


def _put(rows: list[list[object]], row: int, column: int, shown: str) -> None:
    """Put a text into a cell of a sheet, which may end before it."""
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [""] * (column + 1 - len(rows[row]))
    rows[row][column] = shown


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


if __name__ == "__main__":
    _limit_memory()
    json.dump(_sheets(sys.argv[1]), sys.stdout)
