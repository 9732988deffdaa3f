"""Merge new rows into a table: what is added, replaced, left alone, and what contradicts.

Rows of one series (all of the primary key but the dates) may tell of the same days in
parts of different width: a year, its months, its days. Where both are there and their sums
differ, or where periods cross (weeks and months), one of them has to go. If both came from
the same system, the new one stands; otherwise the user has to choose.

Contracts add up instead, so that two of the same days are two contracts. But one register may
tell of a contract that another has told of already, and there the user has to choose as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    added, replaced, unchanged, removed, kept
        Numbers of rows; removed are old ones that gave way, kept are old ones that a new row
        would have changed but for `Prefer.OLD`.
    replacements
        What each replaced figure was, and what it is now.
    conflicts
        What the user has to choose between.
    """

    rows: list[Row]
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    replacements: list[Conflict] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything differs from the table before."""
        return bool(self.added or self.replaced or self.removed)


@dataclass(frozen=True, slots=True)
class _Dispute:
    """Old rows and new ones that cannot both stand, and the figures to tell of it."""

    old: Sequence[Key]
    new: Sequence[Key]
    what: str
    column: str
    old_value: Any
    new_value: Any


@dataclass(frozen=True, slots=True)
class _Rows:
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
        return [k for k in self.schema["primaryKey"] if k != "source" or self.additive]

    @property
    def measures(self) -> list[str]:
        """The columns that hold figures."""
        apart = {*self.keys, "source", "note"}
        return [field["name"] for field in self.schema["fields"] if field["name"] not in apart]


def merge(
    resource: Mapping[str, Any],
    old: Sequence[Row],
    new: Iterable[Row],
    same_system: Callable[[Row], bool],
    prefer: Prefer | None = None,
    recent: Collection[str] = (),
) -> Merged:
    """Merge rows into a table.

    Parameters
    ----------
    resource
        The description of the table in the data package.
    old, new
        Its rows, and those to bring in; a missing column of a new row is not told by it.
    same_system
        Whether an old row came from an earlier export of the system of the new ones.
    prefer
        What to do where figures contradict; without it a later export of the same system
        stands, and contradictions between systems are told.
    recent
        Identifiers of the sources that old rows got in the same call: parts of one whole.

    Returns
    -------
    Merged
        With conflicts, the rows are not to be used.
    """
    rows = _Rows(resource["schema"], {}, {})
    rows.there.update((_key(row, rows.keys), row) for row in old)
    result = Merged([])
    for row in new:
        key = _key(row, rows.keys)
        there = rows.there.get(key)
        changed = [] if there is None else _differing(there, row, rows.measures)
        if there is not None and not changed:
            result.unchanged += 1
        elif (
            there is not None and all(there[c] is None for c in changed) and not same_system(there)
        ):
            rows.brought[key] = _filled(there, row, changed)
        else:
            rows.brought[key] = row
    _settle(_same_keys(rows), rows, result, resource["name"], same_system, prefer)
    while _settle(_disputes(rows, recent), rows, result, resource["name"], same_system, prefer):
        pass  # a row that gave way may have hidden that a wider one no longer fits
    result.replaced = sum(key in rows.there for key in rows.brought)
    result.added = len(rows.brought) - result.replaced
    result.rows = list((rows.there | rows.brought).values())
    return result


def _settle(
    disputes: Iterable[_Dispute],
    rows: _Rows,
    result: Merged,
    table: str,
    same_system: Callable[[Row], bool],
    prefer: Prefer | None,
) -> bool:
    """Let old or new rows give way in each dispute; tell whether any row did."""
    gave_way = False
    for dispute in list(disputes):
        olds = [key for key in dispute.old if key in rows.there]
        news = [key for key in dispute.new if key in rows.brought]
        if not olds or not news:
            continue  # an earlier dispute has settled it
        ours = all(same_system(rows.there[key]) for key in olds)
        values = (dispute.what, dispute.old_value, dispute.new_value)
        told = Conflict(table, dispute.column, *values, rows.there[olds[0]]["source"])
        if prefer is not Prefer.OLD and (ours or prefer is Prefer.NEW):
            result.replacements.append(told)
            for key in set(olds) - rows.brought.keys():
                del rows.there[key]
                result.removed += 1
                gave_way = True
            continue
        if prefer is Prefer.OLD:
            result.kept += len(news)
        else:
            result.conflicts.append(told)
        for key in news:
            del rows.brought[key]
        gave_way = True
    return gave_way


def _same_keys(rows: _Rows) -> Iterator[_Dispute]:
    """Find new rows that tell another figure than the old one in their place."""
    for key, row in rows.brought.items():
        there = rows.there.get(key, {})
        columns = [c for c in _differing(there, row, rows.measures) if there.get(c) is not None]
        for column in columns[:1] if there else ():
            what = _described(row, rows.keys)
            yield _Dispute([key], [key], what, column, there[column], row[column])


def _disputes(rows: _Rows, recent: Collection[str]) -> Iterator[_Dispute]:
    """Find rows of different periods that cannot stand together."""
    if "period_start" not in rows.keys:
        return
    for series in _series(rows):
        if rows.additive:
            yield from _same_contracts(rows, series, recent)
        else:
            yield from _crossings(rows, series)
            yield from _unequal_sums(rows, series)


def _series(rows: _Rows) -> Iterator[dict[Key, Row]]:
    """Group rows by all of their key but the dates, where something is brought in."""
    apart = ("period_start", "period_end", "source")
    series: dict[Key, dict[Key, Row]] = defaultdict(dict)
    for key, row in (rows.there | rows.brought).items():
        series[tuple(row[k] for k in rows.keys if k not in apart)][key] = row
    return (group for group in series.values() if group.keys() & rows.brought.keys())


def _crossings(rows: _Rows, series: Mapping[Key, Row]) -> Iterator[_Dispute]:
    """Find new periods that share some days with an old one, and are not inside one another."""
    for new_key in series.keys() & rows.brought.keys():
        new = _period(series[new_key])
        for old_key in series.keys() - rows.brought.keys():
            old = _period(series[old_key])
            if new.overlaps(old) and not (new.contains(old) or old.contains(new)):
                what = f"{_described(series[new_key], rows.keys)} (периоды пересекаются)"
                spans = [f"{p.start} … {p.end}" for p in (old, new)]
                yield _Dispute([old_key], [new_key], what, "period_start", *spans)


def _same_contracts(
    rows: _Rows, series: Mapping[Key, Row], recent: Collection[str]
) -> Iterator[_Dispute]:
    """Find new rows of the days of an old one: perhaps they tell of the same contract."""
    column = rows.measures[-1]
    for new_key in list(series.keys() & rows.brought.keys()):
        new = series[new_key]
        for old_key in series.keys() & rows.there.keys():
            old = series[old_key]
            if old["source"] not in recent and _period(old).overlaps(_period(new)):
                what = f"{_described(new, rows.keys[:-1])} (не тот же ли договор?)"
                yield _Dispute([old_key], [new_key], what, column, old[column], new[column])


def _unequal_sums(rows: _Rows, series: Mapping[Key, Row]) -> Iterator[_Dispute]:
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
            yield _Dispute(old, new, what, column, *values)
            break


def _filled(there: Row, row: Row, columns: Sequence[str]) -> Row:
    """Add to a row what another source tells beside it, and say in the note whose that is."""
    told = f"{', '.join(columns)}: {row['source']}"
    note = "; ".join(filter(None, (there["note"], told)))
    return {**there, **{column: row[column] for column in columns}, "note": note}


def _is_additive(field: Mapping[str, Any]) -> bool:
    return field["type"] in ("integer", "number") and field.get("additive", True)


def _period(row: Row) -> Period:
    return Period(row["period_start"], row["period_end"])


def _key(row: Row, keys: Sequence[str]) -> Key:
    return tuple(row[key] for key in keys)


def _differing(old: Row, new: Row, columns: Sequence[str]) -> list[str]:
    """Name the columns in which a new row tells something else."""
    told = (column for column in columns if new.get(column) is not None)
    return [column for column in told if new[column] != old.get(column)]


def _described(row: Row, keys: Sequence[str]) -> str:
    """Write a key: ``2023-01-01 … 2023-12-31, site, news``."""
    cells = [str(row[key]) for key in keys]
    if keys[0] == "period_start":
        cells[:2] = [f"{cells[0]} … {cells[1]}"]
    return ", ".join(cells)
