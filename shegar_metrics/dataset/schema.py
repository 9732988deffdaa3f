"""The schema of every table: the library owns it, and a data package holds a copy.

The copy, ``datapackage.json``, lets any Frictionless tool read the package by itself. It
decides nothing here: what is read, and how, is what this version of the library says.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from ..problems import Problem
from .files import fault, read_in_force

DESCRIPTOR = "datapackage.json"
SHIPPED = Path(__file__).with_name(DESCRIPTOR)
MOST_BYTES = 1_000_000


@cache
def resources() -> dict[str, Any]:
    """Return the description of each table, by name, in the order of the package."""
    described = json.loads(SHIPPED.read_text(encoding="utf-8"))["resources"]
    return {resource["name"]: resource for resource in described}


FILES = (DESCRIPTOR, *(resource["path"] for resource in resources().values()))
"""The files of a data package that its numbers are read from, and their description."""


OPTIONAL = frozenset({"editions", "peers", "yardsticks"})
"""Tables without a file of which there are no rows: commands of ours begin the first two, and the
third is of those who hold their numbers against something."""


@cache
def fields(table: str) -> dict[str, Any]:
    """Return the description of each column of a table, by name."""
    return {field["name"]: field for field in resources()[table]["schema"]["fields"]}


@cache
def referred(table: str, column: str) -> str | None:
    """Return the table that a column refers to, if it is a foreign key."""
    keys = resources()[table]["schema"].get("foreignKeys", [])
    return next((key["reference"]["resource"] for key in keys if key["fields"] == column), None)


def check_copy(folder: Path) -> list[Problem]:
    """Compare the copy of the schema in a data package with the schema."""
    problem = fault(folder, DESCRIPTOR, MOST_BYTES)
    if problem:
        return [problem]
    try:
        copy = json.loads(read_in_force(folder, DESCRIPTOR).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        copy = None
    if copy == json.loads(SHIPPED.read_text(encoding="utf-8")):
        return []
    wrong = "описание таблиц не то, что у этой версии программы"
    return [Problem(DESCRIPTOR, wrong, mend="Обновите его: shegar-metrics schema")]
