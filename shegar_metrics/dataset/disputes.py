"""Disputes: old rows and new ones of a table that cannot both stand.

Two rows of one key that tell another figure; periods that cross; a row whose days others
cover in parts with another sum; contracts of the same days, which may be one contract.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..period import Period, widest

Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """Old rows and new ones that cannot both stand, and the figures to tell of it."""

    old: Sequence[Key]
    new: Sequence[Key]
    what: str
    column: str
    old_value: Any
    new_value: Any


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table that are there, and those that are brought in, by key."""

    schema: Mapping[str, Any]
    there: dict[Key, Row]
    brought: dict[Key, Row]

    @property
    def additive(self) -> bool:
        """Whether rows of the same days add up: the source is then part of the key."""
        return "source" in self.schema["primaryKey"]

    @property
    def keys(self) -> list[str]:
        """The columns that tell rows apart."""
        return [k for k in self.schema["primaryKey"] if k != "source" or self.additive]

    @property
    def measures(self) -> list[str]:
        """The columns that hold figures."""
        apart = {*self.keys, "source", "note"}
        return [field["name"] for field in self.schema["fields"] if field["name"] not in apart]


def same_keys(rows: Rows) -> Iterator[Dispute]:
    """Find new rows that tell another figure than the old one in their place."""
    for key, row in rows.brought.items():
        there = rows.there.get(key, {})
        columns = [c for c in differing(there, row, rows.measures) if there.get(c) is not None]
        for column in columns[:1] if there else ():
            what = _described(row, rows.keys)
            yield Dispute([key], [key], what, column, there[column], row[column])


def disputes(rows: Rows, recent: Collection[str]) -> Iterator[Dispute]:
    """Find rows of different periods that cannot stand together."""
    if "period_start" not in rows.keys:
        return
    for series in _series(rows):
        if rows.additive:
            yield from _same_contracts(rows, series, recent)
        else:
            yield from _crossings(rows, series)
            yield from _unequal_sums(rows, series)


def _series(rows: Rows) -> Iterator[dict[Key, Row]]:
    """Group rows by all of their key but the dates, where something is brought in."""
    apart = ("period_start", "period_end", "source")
    series: dict[Key, dict[Key, Row]] = defaultdict(dict)
    for key, row in (rows.there | rows.brought).items():
        series[tuple(row[k] for k in rows.keys if k not in apart)][key] = row
    return (group for group in series.values() if group.keys() & rows.brought.keys())


def _crossings(rows: Rows, series: Mapping[Key, Row]) -> Iterator[Dispute]:
    """Find new periods that share some days with an old one, and are not inside one another."""
    for new_key in series.keys() & rows.brought.keys():
        new = _period(series[new_key])
        for old_key in series.keys() - rows.brought.keys():
            old = _period(series[old_key])
            if new.overlaps(old) and not (new.contains(old) or old.contains(new)):
                what = f"{_described(series[new_key], rows.keys)} (периоды пересекаются)"
                spans = [f"{p.start} … {p.end}" for p in (old, new)]
                yield Dispute([old_key], [new_key], what, "period_start", *spans)


def _same_contracts(
    rows: Rows, series: Mapping[Key, Row], recent: Collection[str]
) -> Iterator[Dispute]:
    """Find new rows of the days of an old one: perhaps they tell of the same contract."""
    column = rows.measures[-1]
    for new_key in list(series.keys() & rows.brought.keys()):
        new = series[new_key]
        for old_key in series.keys() & rows.there.keys():
            old = series[old_key]
            if old["source"] not in recent and _period(old).overlaps(_period(new)):
                what = f"{_described(new, rows.keys[:-1])} (не тот же ли договор?)"
                yield Dispute([old_key], [new_key], what, column, old[column], new[column])


def _unequal_sums(rows: Rows, series: Mapping[Key, Row]) -> Iterator[Dispute]:
    """Find each row whose days other rows cover in parts, with another sum."""
    additive = [field["name"] for field in rows.schema["fields"] if _is_additive(field)]
    spans = [(_period(row), key) for key, row in series.items()]
    for whole, whole_key in spans:
        inside = widest(
            (part, key) for part, key in spans if part != whole and whole.contains(part)
        )
        if sum(part.days for part, _ in inside) != whole.days:
            continue
        parts = [key for _, key in inside]
        if whole_key in rows.brought:
            old, new = [key for key in parts if key not in rows.brought], [whole_key]
        else:
            old, new = [whole_key], [key for key in parts if key in rows.brought]
        if not old or not new:
            continue
        for column in additive:
            told = [series[key].get(column) for key in parts]
            one, total = series[whole_key].get(column), sum(value or 0 for value in told)
            if one is None or None in told or one == total:
                continue
            values = (total, one) if whole_key in rows.brought else (one, total)
            what = _described(series[whole_key], rows.keys)
            yield Dispute(old, new, what, column, *values)
            break


def _is_additive(field: Mapping[str, Any]) -> bool:
    return field["type"] in ("integer", "number") and field.get("additive", True)


def _period(row: Row) -> Period:
    return Period(row["period_start"], row["period_end"])


def key_of(row: Row, keys: Sequence[str]) -> Key:
    """Return what tells a row apart from others."""
    return tuple(row[key] for key in keys)


def differing(old: Row, new: Row, columns: Sequence[str]) -> list[str]:
    """Name the columns in which a new row tells something else."""
    told = (column for column in columns if new.get(column) is not None)
    return [column for column in told if new[column] != old.get(column)]


def _described(row: Row, keys: Sequence[str]) -> str:
    """Write a key: ``2023-01-01 … 2023-12-31, site, news``."""
    cells = [str(row[key]) for key in keys]
    if keys[0] == "period_start":
        cells[:2] = [f"{cells[0]} … {cells[1]}"]
    return ", ".join(cells)
