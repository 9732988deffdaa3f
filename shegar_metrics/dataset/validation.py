"""Validate raw tables with Frictionless against the schema; its errors in Russian.

What is expected of a cell is put in words from the schema, too.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from frictionless import Schema
from frictionless.errors import (
    ConstraintError,
    PrimaryKeyError,
)
from frictionless.errors import (
    TypeError as CellTypeError,
)
from frictionless.resources import TableResource

from ..problems import Problem
from .files import shown
from .reading import RawTable
from .schema import resources

TYPE_WORDS = {
    "integer": "целое число",
    "number": "число",
    "date": "дата",
    "boolean": "«да» или «нет»",
    "string": "текст",
}

WRITTEN = {
    "integer": re.compile(r"-?[0-9]+"),
    "number": re.compile(r"-?[0-9]+(\.[0-9]+)?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""The one form of a value. Python, and so Frictionless, would also read «1_000», «NaN», «1e400»
and the digits of other scripts."""

MOST_PROBLEMS = 500
"""After so many problems nobody reads on, and Frictionless is slow at finding them."""

UNREADABLE = "—"
"""What Frictionless is given to refuse in place of a value in another form."""


def validate(
    tables: Mapping[str, RawTable], broken: Collection[str] = ()
) -> tuple[dict[str, list[dict[str, Any]]], list[Problem]]:
    """Check every cell, key and reference of a data package.

    Parameters
    ----------
    tables
        Its tables as read, by resource name.
    broken
        Names of files that could not be read: references to them are not looked up.

    Returns
    -------
    dict, list of Problem
        The typed rows of each table, and every problem found. With problems the rows are
        not to be used.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    problems: list[Problem] = []
    for name, resource in resources().items():
        table, schema = tables[name], resource["schema"]
        typed = rows[name] = []
        if not table.rows:
            continue
        # Not `Package.validate()`: one pass over the rows gives both values and errors.
        with TableResource(name=name, data=_readable(table, schema), schema=_schema(name)) as data:
            for row in data.row_stream:
                found = [_problem(error, table, schema) for error in row.errors]
                problems += dict.fromkeys(problem for problem in found if problem is not None)
                typed.append(row.to_dict())
                if len(problems) > MOST_PROBLEMS:
                    return rows, problems
    return rows, [*problems, *_dangling(tables, rows, broken)]


def _dangling(
    tables: Mapping[str, RawTable],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    broken: Collection[str],
) -> Iterator[Problem]:
    """Yield each reference to what is not there.

    Frictionless would read a table anew for each reference to it, and take longer for that than
    for all the rest. The schema has none of several columns.
    """
    for name, resource in resources().items():
        for key in resource["schema"].get("foreignKeys", []):
            column, to = key["fields"], key["reference"]
            if tables[to["resource"]].file in broken:
                continue
            there = {row[to["fields"]] for row in rows[to["resource"]]} | {None}
            for row, line in zip(rows[name], tables[name].lines, strict=True):
                if row[column] not in there:
                    path = resources()[to["resource"]]["path"]
                    yield Problem(
                        tables[name].file,
                        f"в {path} такого нет",
                        f"{to['fields']} из {path}",
                        f"Добавьте строку в {path} или исправьте ссылку",
                        line,
                        column,
                        shown(row[column]),
                    )


@cache
def _schema(table: str) -> Schema:
    """Return the schema of a table for Frictionless, references left out: see `_dangling`."""
    described = copy.deepcopy(resources()[table]["schema"])
    described.pop("foreignKeys", None)
    return Schema.from_descriptor(described)


def _readable(table: RawTable, schema: Mapping[str, Any]) -> list[list[str]]:
    """Return the header and the cells of a table, each in the one form that is read."""
    forms = [WRITTEN.get(field["type"]) for field in schema["fields"]]
    pairs = (zip(row, forms, strict=True) for row in table.rows)
    return [table.header, *([_in_form(*pair) for pair in row] for row in pairs)]


def _in_form(cell: str, form: re.Pattern[str] | None) -> str:
    return cell if not cell or form is None or form.fullmatch(cell) else UNREADABLE


def _problem(error: Any, table: RawTable, schema: Mapping[str, Any]) -> Problem | None:
    """Put one Frictionless error in Russian; ``None`` where another error says it better."""
    fields = {field["name"]: field for field in schema["fields"]}

    def line(row_number: int) -> int:
        return table.lines[row_number - 2]  # Frictionless counts the header as row 1

    match error:
        case CellTypeError():
            field = fields[error.field_name]
            return Problem(
                table.file,
                f"не {TYPE_WORDS[field['type']]}",
                _expectation(field),
                f"Исправьте ячейку («{field['title']}»)",
                line(error.row_number),
                error.field_name,
                # Not `error.cell`, in whose place may stand `UNREADABLE`.
                shown(table.rows[error.row_number - 2][table.header.index(error.field_name)]),
            )
        case ConstraintError():
            field = fields[error.field_name]
            empty = error.cell in ("", "None")
            return Problem(
                table.file,
                "ячейка пуста" if empty else "недопустимое значение",
                _expectation(field),
                f"{'Заполните' if empty else 'Исправьте'} ячейку («{field['title']}»)",
                line(error.row_number),
                error.field_name,
                None if empty else shown(error.cell),
            )
        case PrimaryKeyError():
            if "None" in error.note:  # an empty or mistyped key: its cell is refused already
                return None
            keys = schema["primaryKey"]
            keys = [keys] if isinstance(keys, str) else keys
            cells = table.rows[error.row_number - 2]
            return Problem(
                table.file,
                f"строка повторяет другую по столбцам {', '.join(keys)}",
                "одна строка на каждое сочетание",
                "Удалите одну из двух",
                line(error.row_number),
                keys[-1],
                shown(", ".join(cells[table.header.index(key)] for key in keys)),
            )
        case _:
            row = getattr(error, "row_number", None)
            return Problem(table.file, error.message, row=line(row) if row else None)


def _expectation(field: Mapping[str, Any]) -> str:
    """Say in words what the schema asks of a cell."""
    rules = field.get("constraints", {})
    if "enum" in rules:
        labels = {c["value"]: c["label"] for c in field.get("categories", [])}
        return "одно из: " + ", ".join(
            f"{value} ({labels[value]})" if value in labels else value for value in rules["enum"]
        )
    words = TYPE_WORDS[field["type"]]
    if "pattern" in rules:
        words += f" по образцу {rules['pattern']}"
    if field["type"] == "date":
        return f"{words} вида 31.12.2022 или 2022-12-31{_between(rules)}"
    if "minimum" in rules:
        words += f", не меньше {rules['minimum']}"
    if "maximum" in rules:
        words += f", не больше {rules['maximum']}"
    return words


def _between(rules: Mapping[str, Any]) -> str:
    """Say the limits of a date as people write dates."""
    limits = ((" с ", rules.get("minimum")), (" по ", rules.get("maximum")))
    return "".join(
        f"{word}{date.fromisoformat(day):%d.%m.%Y}" for word, day in limits if day is not None
    )
