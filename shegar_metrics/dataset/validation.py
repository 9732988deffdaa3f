"""Validate raw tables with Frictionless against the schema; its errors in Russian.

What is expected of a cell is put in words from the schema, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from frictionless import fields as frictionless_fields

from ..problems import Problem
from .files import shown
from .reading import RawTable
from .schema import fields, resources

Read = tuple[Any, Mapping[str, str] | None]
"""The value of a cell, and what Frictionless notes against it, by what was broken."""

FIELDS = {
    "integer": frictionless_fields.IntegerField,
    "number": frictionless_fields.NumberField,
    "date": frictionless_fields.DateField,
    "boolean": frictionless_fields.BooleanField,
    "string": frictionless_fields.StringField,
}

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
"""After so many problems nobody reads on."""

MOST_REMEMBERED = 1024
"""So many cells of a column are read but once: days and codes come again in row after row."""

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
        # Not by `Package.validate()`, whose rows take far longer than the reading of their cells.
        names, readers = table.header, _readers(name)
        keys = _primary_key(schema)
        seen: set[tuple[Any, ...]] = set()
        for cells, line in zip(table.rows, table.lines, strict=True):
            row: dict[str, Any] = {}
            for column, reader, cell in zip(names, readers, cells, strict=True):
                row[column], notes = reader(cell)
                if notes:
                    problems.append(_faulty(table.file, fields(name)[column], cell, line, notes))
            typed.append(row)
            key = tuple(row[column] for column in keys)
            if key in seen:
                problems.append(_repeated(table, schema, cells, line))
            elif any(value is not None for value in key):  # else its cells are refused already
                seen.add(key)
            if len(problems) > MOST_PROBLEMS:
                return rows, problems
    return rows, [*problems, *_dangling(tables, rows, broken)]


def _dangling(
    tables: Mapping[str, RawTable],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    broken: Collection[str],
) -> Iterator[Problem]:
    """Yield each reference to what is not there.

    The schema has none of several columns.
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
def _readers(table: str) -> list[Callable[[str], Read]]:
    """Return what reads the cells of each column of a table."""
    described = resources()[table]["schema"]["fields"]
    return [lru_cache(MOST_REMEMBERED)(_reader(field)) for field in described]


def _reader(field: Mapping[str, Any]) -> Callable[[str], Read]:
    """Return what reads a cell of a column that is written in its one form."""
    options = {"true_values": "trueValues", "false_values": "falseValues"}
    given = {name: field[option] for name, option in options.items() if option in field}
    of_type = FIELDS[field["type"]](
        name=field["name"], constraints=field.get("constraints", {}), **given
    )
    read, form = of_type.create_cell_reader(), WRITTEN.get(field["type"])

    def read_in_form(cell: str) -> Read:
        is_readable = not cell or form is None or form.fullmatch(cell)
        value, notes = read(cell if is_readable else UNREADABLE)
        return value, notes

    return read_in_form


def _primary_key(schema: Mapping[str, Any]) -> list[str]:
    key = schema["primaryKey"]
    return [key] if isinstance(key, str) else key


def _faulty(
    file: str, field: Mapping[str, Any], cell: str, line: int, notes: Mapping[str, str]
) -> Problem:
    """Say in Russian what Frictionless has noted against a cell."""
    empty = not cell
    if "type" in notes:
        wrong = f"не {TYPE_WORDS[field['type']]}"
    else:
        wrong = "ячейка пуста" if empty else "недопустимое значение"
    mend = f"{'Заполните' if empty else 'Исправьте'} ячейку («{field['title']}»)"
    value = None if empty else shown(cell)
    return Problem(file, wrong, _expectation(field), mend, line, field["name"], value)


def _repeated(
    table: RawTable, schema: Mapping[str, Any], cells: Sequence[str], line: int
) -> Problem:
    """Say that a row has the key of another."""
    keys = _primary_key(schema)
    return Problem(
        table.file,
        f"строка повторяет другую по столбцам {', '.join(keys)}",
        "одна строка на каждое сочетание",
        "Удалите одну из двух",
        line,
        keys[-1],
        shown(", ".join(cells[table.header.index(key)] for key in keys)),
    )


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
