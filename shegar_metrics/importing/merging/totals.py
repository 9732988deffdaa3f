"""Merge new totals: what several sources state for one period is kept, and one of it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ...dataset.series import TOTALS, period_of, series_columns, summed_columns
from .choice import Side
from .facts import Merged, emptied
from .rows import Key, Row, key_of, subject_columns
from .terms import Terms

VALUE = "value"


def merge_totals(
    old: Sequence[Row],
    new: Iterable[Row],
    terms: Terms,
    facts: Mapping[str, Sequence[Row]] | None = None,
    moved: Iterable[Row] = (),
) -> Merged:
    """Merge rows into ``totals``; nothing that another system stated is deleted.

    Parameters
    ----------
    old, new
        Its rows, and those to bring in.
    terms
        On what terms the new rows stand against the old ones; a later total of the same system
        takes the place of the earlier, and stands if that did.
    facts
        The rows by table that the same export tells. A total that an earlier export of the
        system told, and that is now the sum of such rows, goes: it would contradict them.
    moved
        Old rows of facts that have become totals: what stood before them stands.
    """
    keys = subject_columns(TOTALS)
    stated: dict[Key, list[Row]] = defaultdict(list)
    for row in old:
        stated[key_of(row, keys)].append(row)
    merged = Merged([])
    for row in moved:
        key = key_of(row, keys)
        is_first = not any(each["stands"] for each in stated[key])
        stated[key].append({**row, "stands": row["stands"] and is_first})
    brought: dict[Key, Row] = {}
    for row in new:
        key = key_of(row, keys)
        brought[key] = row
        stated[key] = _stated(stated[key], row, terms, merged)
    for key in [key for key in stated if key not in brought]:
        rest = []
        for row in stated[key]:
            if terms.is_ours(row) and _is_told_by(row, (facts or {}).get(row["table"], ())):
                continue
            if row["stands"] and terms.covers(row):  # what is not printed need not be withdrawn
                empty = {**row, VALUE: None}
                row = emptied(TOTALS, row, empty, row, terms, merged.conflicts)
            if row[VALUE] is not None:
                rest.append(row)
        stated[key] = rest
    merged.rows = [row for rows in stated.values() for row in rows]
    return merged


def _stated(there: list[Row], row: Row, terms: Terms, merged: Merged) -> list[Row]:
    """Return what is stated of one series and period, with a new row."""
    earlier = next((each for each in there if terms.is_ours(each)), None)
    others = [each for each in there if each is not earlier]
    equal = next((each for each in others if each[VALUE] == row[VALUE]), None)
    contradicting = sorted(
        (each for each in others if each[VALUE] != row[VALUE]), key=lambda each: not each["stands"]
    )
    is_raised = row["stands"] and terms.choose(TOTALS, row) is Side.NEW
    if earlier is not None and earlier[VALUE] != row[VALUE]:
        values = (earlier[VALUE], row[VALUE])
        side = terms.decide(TOTALS, row, earlier, values)
        if side is None:
            merged.conflicts.append(terms.conflict(TOTALS, VALUE, row, values, earlier))
        if side is not Side.NEW:
            return there
        stands = earlier["stands"] or is_raised
        rest = _lowered(others) if is_raised else others
        return [*rest, {**row, "stands": stands}]
    same = earlier or equal
    if same is not None:
        # Which one stands has been decided already; only a new choice decides otherwise.
        if not is_raised or same["stands"]:
            return there
        return [*_lowered(each for each in there if each is not same), {**same, "stands": True}]
    if not row["stands"] or not contradicting:
        return [*there, row]
    (first, *_) = contradicting
    values = (first[VALUE], row[VALUE])
    side = terms.decide(TOTALS, row, first, values, ours=False)
    if side is None:
        merged.conflicts.append(terms.conflict(TOTALS, VALUE, row, values, first))
        return there
    if side is Side.OLD:
        return [*there, {**row, "stands": False}]
    return [*_lowered(there), row]


def _is_told_by(total: Row, facts: Sequence[Row]) -> bool:
    """Tell whether facts tell a number for every day of the period of a total."""
    column, period = total["column"], period_of(total)
    if column not in summed_columns(total["table"]):
        return False
    series = series_columns(total["table"])
    parts = [
        row
        for row in facts
        if row.get(column) is not None
        and key_of(row, series) == key_of(total, series)
        and period.contains(period_of(row))
    ]
    return sum(period_of(row).days for row in parts) == period.days


def _lowered(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "stands": False} for row in rows]
