"""Rows of a table: what tells them apart, what they hold, and how two tables differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ...dataset.schema import fields, resources
from ...dataset.series import TOTALS, is_flow

Row = Mapping[str, Any]
Key = tuple[Any, ...]


def key_columns(table: str) -> list[str]:
    """Name the columns that tell the rows of a table apart."""
    key = resources()[table]["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def subject_columns(table: str) -> list[str]:
    """Name the columns that tell what a row is of; of which source it is does not matter."""
    return [name for name in key_columns(table) if name != "source"]


def value_columns(table: str) -> list[str]:
    """Name the columns that hold what a source tells of the subject of a row.

    A row that is nothing but its key tells the last part of that: a sentence.
    """
    apart = {*key_columns(table), "source", "note"}
    return [name for name in fields(table) if name not in apart] or key_columns(table)[-1:]


def facts() -> list[str]:
    """Name the tables that exports bring rows of."""
    return [name for name in resources() if is_flow(name) or _is_stock(name) or name == TOTALS]


def _is_stock(table: str) -> bool:
    return "as_of" in subject_columns(table)


def key_of(row: Row, columns: Sequence[str]) -> Key:
    """Return what tells a row apart from others."""
    return tuple(row[column] for column in columns)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that an import adds, replaces or takes away.

    Parameters
    ----------
    table
        Its table.
    before, after
        What it was and what it is; ``None`` where it was not, or is not any more.
    at
        How many rows stood before one that is gone, where their order is that of people.
    """

    table: str
    before: Row | None
    after: Row | None
    at: int | None = None

    @property
    def row(self) -> Row:
        """What it is, or what it was if it is gone."""
        row = self.before if self.after is None else self.after
        assert row is not None  # one of the two there is
        return row


def row_changes(
    before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]
) -> list[RowChange]:
    """List the rows in which the tables of two states of a data package differ.

    A row of another source in the place of one of the same subject has replaced it.
    """
    changes = []
    for table in before:
        if before[table] is after[table]:
            continue
        keys = key_columns(table)
        old, new = ({key_of(row, keys): row for row in rows[table]} for rows in (before, after))
        differing = [key for key in dict.fromkeys((*old, *new)) if old.get(key) != new.get(key)]
        gone = defaultdict(list)
        for key in differing:
            if key not in new:
                gone[_subject(table, old[key])].append(old[key])
        for key in differing:
            if key in new:
                replaced = gone[_subject(table, new[key])]
                was = old.get(key) or (replaced.pop(0) if replaced else None)
                changes.append(RowChange(table, was, new[key]))
        at = {} if table in facts() else {key: place for place, key in enumerate(old)}
        rest = [row for rows in gone.values() for row in rows]
        changes += [RowChange(table, row, None, at.get(key_of(row, keys))) for row in rest]
    return changes


def _subject(table: str, row: Row) -> Key:
    return key_of(row, subject_columns(table))


def in_order(table: str, rows: Sequence[Row]) -> list[Row]:
    """Sort facts by their codes and dates: the file reads well, and is the same each time.

    The order of sources and of reference data is that of people.
    """
    if table not in facts():
        return list(rows)
    keys = subject_columns(table)
    codes = [key for key in keys if not key.startswith(("period_", "as_of"))]
    return sorted(rows, key=lambda row: [str(row[key]) for key in (*codes, *keys)])


def as_cells(table: str, row: Row) -> dict[str, str]:
    """Write a typed row as the cells of its CSV."""
    return {name: _as_cell(row.get(name), field) for name, field in fields(table).items()}


def from_cells(table: str, cells: Mapping[str, str]) -> Row:
    """Read a typed row from the cells of its CSV."""
    return {name: _from_cell(cells.get(name, ""), f) for name, f in fields(table).items()}


def _as_cell(value: object, field: Mapping[str, Any]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(field["trueValues" if value else "falseValues"][0])
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _from_cell(cell: str, field: Mapping[str, Any]) -> Any:
    if not cell:
        return None
    match field["type"]:
        case "boolean":
            return cell in field["trueValues"]
        case "date":
            return date.fromisoformat(cell)
        case "integer":
            return int(cell)
        case "number":
            return Decimal(cell)
        case _:
            return cell
