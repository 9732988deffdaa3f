"""Merge new rows into a table: what they add and replace, and what has to be asked first.

A row is of one subject: a page on a day, a section in a month. Where a new row tells another
number of it than the old one, the new one stands if it came from the same system; otherwise, or
if it is the weaker one, the user has to choose. Nothing else of a file waits for that choice, and
nothing is lost by it.

Rows of one series (all of the subject but the dates) are disjoint in time. One that holds the days
of shorter ones becomes a total; those that cross are refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ...dataset.notes import PRINTED, lenders, lent
from ...dataset.series import is_flow, measure_columns, period_of, series_columns
from .choice import Side
from .rows import Row, key_columns, key_of, value_columns
from .terms import Conflict, Terms
from .wholes import Whole, part_wholes, totals_of


@dataclass
class Merged:
    """A table after a merge.

    Parameters
    ----------
    rows
        All rows, old and new. With conflicts they are not to be used.
    conflicts
        What the user has to choose between.
    moved
        Totals made of old rows that hold the days of new ones.
    stated
        Totals made of new rows that hold the days of old ones.
    """

    rows: list[Row]
    conflicts: list[Conflict] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    stated: list[Row] = field(default_factory=list)


def merge(
    table: str,
    old: Sequence[Row],
    new: Sequence[Row],
    terms: Terms,
    stated: Sequence[Row] = (),
) -> Merged:
    """Merge rows into a table of flows or stocks.

    Parameters
    ----------
    table
        The table.
    old, new
        Its rows, and those to bring in; a missing cell of a new row tells nothing.
    terms
        On what terms the new rows stand against the old ones.
    stated
        The totals of the table that the same file tells.

    Raises
    ------
    DataRefusal
        If a new row shares some days, but not all, with a row of its series.
    """
    keys = key_columns(table)
    there = {key_of(row, keys): row for row in old}
    brought = {key_of(row, keys): row for row in new}
    merged = Merged([])
    rows = dict(there)
    for key, row in brought.items():
        before = there.get(key)
        rows[key] = row if before is None else settled(table, before, row, terms, merged.conflicts)
    for key, row in there.items():
        if terms.covers(row):
            told = _told_otherwise(table, row, new, stated) if is_flow(table) else set()
            rows[key] = emptied(
                table, row, brought.get(key, {}), rows[key], terms, merged.conflicts, told
            )
    kept = {key: row for key, row in rows.items() if row is there.get(key) or _tells(table, row)}
    if is_flow(table):
        for whole in part_wholes(table, kept, brought.keys() - there.keys()):
            given = {whole.key: whole.row} if whole.gives_way else whole.parts
            for key in given:
                del kept[key]
            totals = [total for row in given.values() for total in totals_of(table, row)]
            for total in totals:
                total["stands"] = _stands(whole, total, terms, merged.conflicts)
            (merged.stated if whole.is_new == whole.gives_way else merged.moved).extend(totals)
    merged.rows = list(kept.values())
    return merged


def settled(table: str, old: Row, new: Row, terms: Terms, conflicts: list[Conflict]) -> Row:
    """Return what is held of a subject of which an old and a new row tell.

    Parameters
    ----------
    table
        Their table.
    old, new
        The rows.
    terms
        On what terms the new one stands against the old one.
    conflicts
        Gets what the user has to choose between.
    """
    columns = value_columns(table)
    differing = [c for c in columns if new.get(c) is not None and new[c] != old.get(c)]
    taken, borrowed = [], lenders(old)
    for column in differing:
        values = (old.get(column), new[column])
        lender = borrowed.get(column)
        ours = terms.is_ours(old) and lender is None
        holder = {**old, "source": lender or old["source"]}
        side = (
            terms.decide(table, new, holder, values, ours=ours)
            if old.get(column) is not None
            else Side.NEW
        )
        if side is None:
            conflicts.append(terms.conflict(table, column, new, values, holder))
        elif side is Side.NEW:
            taken.append(column)
    kept = [
        c for c in columns if old.get(c) is not None and c not in taken and old[c] != new.get(c)
    ]
    if not taken:
        note = new.get("note")
        is_free = terms.restates and terms.is_ours(old) and not borrowed
        is_renoted = is_free and note not in (None, old.get("note"))
        return {**old, "note": note} if is_renoted else old
    return _with(old, new, taken) if kept else new


def emptied(
    table: str,
    old: Row,
    new: Row,
    row: Row,
    terms: Terms,
    conflicts: list[Conflict],
    told: Collection[str] = (),
) -> Row:
    """Return a row of a form without the cells that have been emptied since, if so chosen.

    Parameters
    ----------
    table
        Its table.
    old, new
        What the form told of the subject earlier, and what it tells now.
    row
        What is held of the subject so far.
    terms, conflicts
        As in `settled`.
    told
        The columns that the form tells of the same subject in another way.
    """
    rest = dict(row)
    for column in value_columns(table):
        if old.get(column) is None or new.get(column) is not None or column in told:
            continue
        values = (old[column], None)
        side = terms.decide(table, old, old, values)
        if side is None:
            question = "ячейка теперь пуста: снять число?"
            conflicts.append(terms.conflict(table, column, old, values, old, question))
        elif side is Side.NEW:
            rest[column] = None
    is_emptied = rest != row
    is_new = is_emptied and bool(new) and all(rest[c] == new.get(c) for c in value_columns(table))
    return new if is_new else rest


def _told_otherwise(table: str, old: Row, new: Sequence[Row], stated: Sequence[Row]) -> set[str]:
    """Name the numbers of a row that new rows of its parts tell for every day, or new totals."""
    series, period = series_columns(table), period_of(old)
    whose = key_of(old, series)
    parts = {
        key_of(row, key_columns(table)): row
        for row in new
        if key_of(row, series) == whose
        and period.contains(period_of(row))
        and period_of(row) != period
    }
    whole = Whole(table, key_of(old, key_columns(table)), old, is_new=False, parts=parts)
    totals = {
        row["column"] for row in stated if key_of(row, series) == whose and period_of(row) == period
    }
    return totals.union(c for c in measure_columns(table) if whole.is_told_by_parts(c))


def _tells(table: str, row: Row) -> bool:
    return any(row.get(column) is not None for column in value_columns(table))


def _with(old: Row, new: Row, columns: Sequence[str]) -> Row:
    """Put cells of a new row into an old one, and say in its note whose they are."""
    parts = (old["note"] or "").split("; ")
    sources = lenders(old) | {column: str(new["source"]) for column in columns}
    by_source: dict[str, list[str]] = defaultdict(list)
    for column, source in sources.items():
        if source != old["source"]:
            by_source[source].append(column)
    said = [f"{', '.join(names)}: {source}" for source, names in by_source.items()]
    own = [part for part in parts if part and not lent(part, old)]
    # What follows the mark is printed to the end of the note.
    mark = next((place for place, part in enumerate(own) if PRINTED in part), len(own))
    note = "; ".join([*own[:mark], *said, *own[mark:]])
    return {**old, **{column: new[column] for column in columns}, "note": note or None}


def _stands(whole: Whole, total: Row, terms: Terms, conflicts: list[Conflict]) -> bool:
    """Decide whether a total that a whole or its parts become is what is printed."""
    column = total["column"]
    if not whole.contradicts(column):
        return not (whole.gives_way and whole.is_told_by_parts(column))
    value, added = whole.row[column], whole.added(column)
    values = (added, value) if whole.is_new else (value, added)
    old = next(iter(whole.parts.values())) if whole.is_new else whole.row
    # A later export in finer parts replaces the coarser one, not the other way round.
    ours = terms.is_ours(old) and not whole.is_new
    side = terms.decide(whole.table, whole.row, old, values, ours=ours)
    if side is None:
        question = "число за период не равно сумме его частей"
        conflict = terms.conflict(whole.table, column, whole.row, values, old, question)
        if conflict not in conflicts:
            conflicts.append(conflict)
    return (side is Side.NEW) == (whole.is_new == whole.gives_way)
