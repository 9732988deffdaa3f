"""Read a table as people leave it: Excel's encodings, separators and number forms.

What is accepted is turned into the one form the descriptor speaks of (UTF-8, comma,
ISO dates, decimal point); whatever cannot be understood is left as it is, for the
validation to refuse it by name. The file itself is never changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .. import cells
from ..problems import Problem, RunFailure
from .files import fault, read_in_force, shown

MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 5_000
"""Limits far above what a year of a district needs: beyond them it is another file."""
MOST_READINGS = 20
MOST_REMEMBERED = 4096
"""So many dates are read but once: they come again in row after row."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table read from a file: cells are text, in the order of the schema's columns.

    ``lines[i]`` is the line of the file on which row *i* ends, so that a problem found
    later can be reported where the user sees it.
    """

    file: str
    header: list[str]
    rows: list[list[str]]
    lines: list[int]


CLEANERS: Mapping[str, Callable[[str], str]] = {
    "integer": cells.whole,
    "number": cells.decimal,
    "date": lru_cache(MOST_REMEMBERED)(cells.iso_date),
    "boolean": str.lower,
}
"""What turns a cell of a type into the one form that the schema speaks of."""

Content = bytes | Problem | None
"""What is in a file of a data package; why it is not to be read; nothing, if there is no file."""


def read_file(folder: Path, name: str) -> Content:
    """Read the file that holds a table, or the schema, now."""
    problem = fault(folder, name, MOST_BYTES)
    if problem:
        return problem
    try:
        return read_in_force(folder, name)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Problem(name, f"файл не читается ({error.strerror})")


def snapshot(folder: Path, names: Sequence[str]) -> dict[str, Content]:
    """Read files of a data package as they were at one moment, whoever writes them meanwhile.

    Raises
    ------
    RunFailure
        If they change faster than they can be read.
    """
    files = {name: read_file(folder, name) for name in names}
    for _ in range(MOST_READINGS):
        again = {name: read_file(folder, name) for name in names}
        if again == files:
            return files
        files = again
    raise RunFailure(
        f"Данные в папке {folder} меняются, пока их читают. Дождитесь конца загрузки "
        "и запустите команду снова."
    )


def read_table(
    folder: Path,
    name: str,
    content: Content,
    fields: Sequence[Mapping[str, Any]],
    *,
    optional: bool = False,
) -> tuple[RawTable, list[Problem]]:
    """Read one table of a data package.

    Parameters
    ----------
    folder
        The folder of the package, for messages.
    name
        The file in it.
    content
        What is in the file.
    fields
        The field descriptors of its Table Schema.
    optional
        Whether a table without its file has no rows, and nothing is wrong with that.

    Returns
    -------
    RawTable, list of Problem
        The cells, normalised by type, and what is wrong with the file as a whole or
        with its header. With problems, the table has no rows.
    """
    names = [field["name"] for field in fields]
    empty = RawTable(name, names, [], [])
    if isinstance(content, Problem):
        return empty, [content]
    if content is None:
        return empty, [] if optional else [_no_file(folder, name, names)]
    text = cells.decoded(content)
    if text is None:
        mend = "Сохраните таблицу как «CSV UTF-8 (разделитель — запятая)»"
        return empty, [Problem(name, "это не текст в кодировке UTF-8 или cp1251", mend=mend)]
    reader = csv.reader(io.StringIO(text), delimiter=cells.delimiter(text), strict=True)
    try:
        records = [(reader.line_num, record) for record in reader]
    except csv.Error:
        mend = "Проверьте кавычки в этой строке и выше и концы строк"
        return empty, [Problem(name, "нельзя разобрать как CSV", mend=mend, row=reader.line_num)]
    filled = [(line, record) for line, record in records if any(map(str.strip, record))]
    if not filled:
        return empty, [_no_header(name, names)]
    header = [cell.strip() for cell in filled[0][1]]
    problems = _check_header(name, header, fields)
    if problems:
        return empty, problems
    if len(filled) > MOST_ROWS:
        wrong = f"строк — {len(filled)}, а читается не больше {MOST_ROWS}"
        return empty, [Problem(name, wrong, mend="Проверьте, тот ли это файл")]
    rows, lines = [], []
    cleaners = [(field["name"], CLEANERS.get(field["type"])) for field in fields]
    for line, record in filled[1:]:
        if cells.is_total(record):
            mend = "Удалите её: итоги считает отчёт"
            problems.append(Problem(name, "строка итогов", "", mend, line, None, shown(record[0])))
            continue
        extra = [cell for cell in record[len(header) :] if cell.strip()]
        if extra:
            problems.append(_extra_cells(name, line, extra[0]))
        found = dict(zip(header, record, strict=False))
        long = [column for column, cell in found.items() if len(cell) > MOST_CHARACTERS]
        problems += [_long_cell(name, line, column, found[column]) for column in long]
        rows.append([_clean(found.get(column, ""), cleaner) for column, cleaner in cleaners])
        lines.append(line)
    return RawTable(name, names, rows, lines), problems


def _clean(cell: str, cleaner: Callable[[str], str] | None) -> str:
    cell = cells.stripped(cell)
    return cleaner(cell) if cleaner and cell else cell


def _check_header(
    file: str, header: Sequence[str], fields: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    names = [field["name"] for field in fields]
    required = [f["name"] for f in fields if f.get("constraints", {}).get("required")]
    if len(header) > MOST_COLUMNS:
        mend = f"Оставьте столбцы {', '.join(names)}"
        return [Problem(file, f"столбцов — {len(header)}", "", mend, 1)]
    known = f"один из столбцов {', '.join(names)}"
    absent = ", ".join(name for name in names if name not in header)
    mend = f"Переименуйте его или удалите{f'; не хватает столбцов: {absent}' if absent else ''}"
    problems = [
        Problem(file, "лишний столбец", known, mend, 1, shown(name) or "без имени")
        for name in header
        if name not in names
    ]
    problems += [
        Problem(file, "столбец повторён", "один такой столбец", "Удалите лишний", 1, shown(name))
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    problems += [
        Problem(
            file,
            "столбца нет",
            f"строка заголовков {','.join(names)}",
            "Добавьте его в первую строку",
            1,
            name,
        )
        for name in required
        if name not in header
    ]
    return problems


def _no_file(folder: Path, name: str, names: Sequence[str]) -> Problem:
    other = next(iter(sorted((folder / name).parent.glob(f"{Path(name).stem}.xls*"))), None)
    mend = f"Создайте его с одной строкой: {','.join(names)}"
    if other:
        mend = f"Рядом лежит {other.name}: сохраните его лист как «CSV UTF-8» под именем {name}"
    return Problem(name, f"файла нет в папке {(folder / name).parent}", mend=mend)


def _no_header(name: str, names: Sequence[str]) -> Problem:
    return Problem(name, "файл пуст", f"строка заголовков: {','.join(names)}", row=1)


def _extra_cells(file: str, line: int, value: str) -> Problem:
    mend = "Если в тексте есть запятая, возьмите его в кавычки; лишнее удалите"
    wrong = "лишняя ячейка справа от последнего столбца"
    return Problem(file, wrong, "", mend, line, None, shown(value))


def _long_cell(file: str, line: int, column: str, value: str) -> Problem:
    wrong = f"в ячейке знаков — {len(value)}, а читается не больше {MOST_CHARACTERS}"
    return Problem(file, wrong, "", "Сократите её", line, column, shown(value))
