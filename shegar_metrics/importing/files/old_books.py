"""Reads ``.xls`` and ``.ods`` in a process of its own: a broken file may end it, and no more.

The parser stops its whole process where a spoilt number asks for more memory than there is. Run
as a script, this file prints the sheets of a workbook as JSON; it imports nothing of the package.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
MOST_SHEETS = 60
"""What has more sheets is no table that a person reads."""


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
        return [
            {
                "name": sheet.name,
                "merged": sheet.merged_cell_ranges or [],
                "rows": [list(map(_plain, row)) for row in sheet.to_python(skip_empty_area=False)],
            }
            for sheet in sheets
        ]


def _plain(value: object) -> object:
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


if __name__ == "__main__":
    _limit_memory()
    json.dump(_sheets(sys.argv[1]), sys.stdout)
