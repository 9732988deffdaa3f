"""Merge new rows into a table: what is added, replaced, left alone, and what contradicts.

Rows of one series (all of the primary key but the dates) may tell of the same days in
parts of different width: a year, its months, its days. Where both are there and their sums
differ, one of them is wrong. If both came from the same system, the new one stands;
otherwise the user has to choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..period import Period, widest

Row = Mapping[str, Any]
Key = tuple[Any, ...]


class Prefer(StrEnum):
    """Which of two contradicting figures stands."""

    NEW = "new"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two figures for the same thing, from different sources.

    Parameters
    ----------
    table, column
        What they are in.
    what
        The key they share: dates and codes.
    old, new
        The two figures.
    source
        Identifier of the source of the old one.
    """

    table: str
    column: str
    what: str
    old: Any
    new: Any
    source: str


@dataclass
class Merged:
    """A table after a merge, and what happened to its rows.

    Parameters
    ----------
    rows
        All rows, old and new.
    added, replaced, unchanged, removed
        Numbers of rows; removed are old ones that a new row of the same system contradicts.
    conflicts
        What the user has to choose between.
    """

    rows: list[Row]
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything differs from the table before."""
        return bool(self.added or self.replaced or self.removed)


def merge(
    resource: Mapping[str, Any],
    old: Sequence[Row],
    new: Iterable[Row],
    same_system: Callable[[Row], bool],
    prefer: Prefer | None = None,
) -> Merged:
    """Merge rows into a table.

    Parameters
    ----------
    resource
        The description of the table in the data package.
    old, new
        Its rows, and those to bring in; a missing column of a new row is not told by it.
    same_system
        Whether an old row came from the system that the new ones come from.
    prefer
        What to do where figures of different sources contradict; without it they are told.

    Returns
    -------
    Merged
        With conflicts, the rows are not to be used.
    """
    schema = resource["schema"]
    keys = [key for key in schema["primaryKey"] if key != "source"]
    result = Merged([])
    table: dict[Key, Row] = {_key(row, keys): row for row in old}
    brought: dict[Key, Row] = {}
    columns = [f["name"] for f in schema["fields"] if f["name"] not in (*keys, "source", "note")]
    for row in new:
        key = _key(row, keys)
        there = table.get(key)
        if there is not None and _differing(there, row, columns) is None:
            result.unchanged += 1
        elif there is None or same_system(there) or prefer is Prefer.NEW:
            brought[key] = row
        elif prefer is Prefer.OLD:
            result.unchanged += 1
        else:
            column = _differing(there, row, columns) or ""
            old_value, what = there[column], _described(row, keys)
            result.conflicts.append(
                Conflict(resource["name"], column, what, old_value, row[column], there["source"])
            )
    if "period_start" in keys:
        for found in _contradictions(schema["fields"], keys, table, brought):
            old_source = next(table[key] for key in found.old)
            if all(same_system(table[key]) for key in found.old) or prefer is Prefer.NEW:
                for key in found.old:
                    result.removed += table.pop(key, None) is not None
            elif prefer is Prefer.OLD:
                for key in found.new:
                    result.unchanged += brought.pop(key, None) is not None
            else:
                what = _described(found.whole, keys)
                result.conflicts.append(
                    Conflict(
                        resource["name"],
                        found.column,
                        what,
                        found.old_value,
                        found.new_value,
                        old_source["source"],
                    )
                )
    result.replaced = sum(key in table for key in brought)
    result.added = len(brought) - result.replaced
    result.rows = list((table | brought).values())
    return result


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """Old rows and new ones that cover the same days, and sum up differently."""

    old: Sequence[Key]
    new: Sequence[Key]
    whole: Row
    column: str
    old_value: Any
    new_value: Any


def _contradictions(
    fields: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    table: dict[Key, Row],
    brought: dict[Key, Row],
) -> Iterator[_Contradiction]:
    """Find each row whose days other rows cover in parts, with another sum."""
    additive = [field["name"] for field in fields if _is_additive(field)]
    series: dict[Key, dict[Key, Row]] = defaultdict(dict)
    for key, row in (table | brought).items():
        series[tuple(row[k] for k in keys if not k.startswith("period_"))][key] = row
    for rows in series.values():
        if not rows.keys() & brought.keys():
            continue
        spans = [(_period(row), key) for key, row in rows.items()]
        for whole, whole_key in spans:
            inside = widest(
                (part, key) for part, key in spans if part != whole and whole.contains(part)
            )
            if sum(part.days for part, _ in inside) != whole.days:
                continue
            parts = [key for _, key in inside]
            if whole_key in brought:
                old, new = [key for key in parts if key not in brought], [whole_key]
            else:
                old, new = [whole_key], [key for key in parts if key in brought]
            if not old or not new:
                continue
            for column in additive:
                told = [rows[key].get(column) for key in parts]
                one, total = rows[whole_key].get(column), sum(value or 0 for value in told)
                if one is None or None in told or one == total:
                    continue
                values = (total, one) if whole_key in brought else (one, total)
                yield _Contradiction(old, new, rows[whole_key], column, *values)
                break


def _is_additive(field: Mapping[str, Any]) -> bool:
    return field["type"] in ("integer", "number") and field.get("additive", True)


def _period(row: Row) -> Period:
    return Period(row["period_start"], row["period_end"])


def _key(row: Row, keys: Sequence[str]) -> Key:
    return tuple(row[key] for key in keys)


def _differing(old: Row, new: Row, columns: Sequence[str]) -> str | None:
    """Name the first column in which a new row tells something else."""
    told = (column for column in columns if new.get(column) is not None)
    return next((column for column in told if new[column] != old[column]), None)


def _described(row: Row, keys: Sequence[str]) -> str:
    """Write a key: ``2023-01-01 … 2023-12-31, site, news``."""
    cells = [str(row[key]) for key in keys]
    if keys[0] == "period_start":
        cells[:2] = [f"{cells[0]} … {cells[1]}"]
    return ", ".join(cells)
