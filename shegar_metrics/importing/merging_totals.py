"""Merge new totals: what several sources state for one period is kept, and one of it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..dataset.schema import resources
from ..dataset.series import TOTALS, period_of, series_columns, summed_columns
from .disputes import Key, Row, described, key_of
from .merging import Conflict, Merged, Prefer


def merge_totals(
    old: Sequence[Row],
    new: Iterable[Row],
    same_system: Callable[[Row], bool],
    prefer: Prefer | None = None,
    facts: Mapping[str, Sequence[Row]] | None = None,
) -> Merged:
    """Merge rows into ``totals``; nothing that another system stated is deleted.

    Parameters
    ----------
    old, new
        Its rows, and those to bring in.
    same_system
        Whether an old row came from an earlier export of the system of the new ones: a later one
        takes its place, and stands if it did.
    prefer
        Which stands where a new one contradicts what another system stated; without it such
        contradictions are told.
    facts
        The rows by table that the same export tells. A total that an earlier export of the
        system told, and that is now the sum of such rows, goes: it would contradict them.

    Returns
    -------
    Merged
        With conflicts, the rows are not to be used.
    """
    keys = [name for name in resources()[TOTALS]["schema"]["primaryKey"] if name != "source"]
    shown = [name for name in keys if name != "column"]
    stated: dict[Key, list[Row]] = defaultdict(list)
    for row in old:
        stated[key_of(row, keys)].append(row)
    result = Merged([])
    told = set()
    for row in new:
        key = key_of(row, keys)
        told.add(key)
        what = described(row, shown)
        stated[key] = _stated(stated[key], row, what, same_system, prefer, result)
    for key in [key for key in stated if key not in told]:
        for row in filter(same_system, stated[key]):
            parts = _tiles(row, (facts or {}).get(row["table"], ()))
            if parts:
                now = {**row, "value": sum(part[row["column"]] for part in parts)}
                _tell(result.replacements, [row], now, described(row, shown))
                stated[key] = [each for each in stated[key] if each is not row]
                result.removed += 1
    result.rows = [row for rows in stated.values() for row in rows]
    return result


def _stated(
    there: list[Row],
    row: Row,
    what: str,
    same_system: Callable[[Row], bool],
    prefer: Prefer | None,
    result: Merged,
) -> list[Row]:
    """Return what is stated of one series and period, with a new row."""
    others = [each for each in there if not same_system(each)]
    contradicts = [each for each in others if each["value"] != row["value"]]
    chosen = prefer is Prefer.NEW and row["stands"]
    earlier = next((each for each in there if same_system(each)), None)
    equal = earlier or next((each for each in others if each["value"] == row["value"]), None)
    if equal:
        # Which one stands has been decided already; only a new choice decides otherwise.
        raised = chosen and not equal["stands"]
        if equal["value"] == row["value"] and not raised:
            result.unchanged += 1
            return there
        _tell(result.replacements, contradicts if raised else [equal], row, what)
        result.replaced += 1
        taken = equal if equal["value"] == row["value"] else row
        taken = {**taken, "stands": raised or equal["stands"]}
        rest = [each for each in there if each is not equal]
        return [*(_lowered(rest) if raised else rest), taken]
    if not row["stands"] or not contradicts:
        result.added += 1
        return [*there, row]
    if prefer is None:
        _tell(result.conflicts, contradicts, row, what)
        return there
    result.added += 1
    if prefer is Prefer.OLD:
        result.kept += len(contradicts)
        return [*there, {**row, "stands": False}]
    _tell(result.replacements, contradicts, row, what)
    result.replaced += sum(each["stands"] for each in there)
    return [*_lowered(there), row]


def _tiles(total: Row, facts: Sequence[Row]) -> list[Row]:
    """List the facts that add up to a number for every day of the period of a total."""
    column, period = total["column"], period_of(total)
    if column not in summed_columns(total["table"]):
        return []
    series = series_columns(total["table"])
    parts = [
        row
        for row in facts
        if row.get(column) is not None
        and key_of(row, series) == key_of(total, series)
        and period.contains(period_of(row))
    ]
    return parts if sum(period_of(row).days for row in parts) == period.days else []


def _lowered(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "stands": False} for row in rows]


def _tell(told: list[Conflict], rows: Iterable[Row], new: Row, what: str) -> None:
    """Tell what a new total differs from, first of all from the one that stands."""
    for row in sorted(rows, key=lambda row: not row["stands"])[:1]:
        values = (row["value"], new["value"], row["source"])
        told.append(Conflict(TOTALS, new["column"], what, *values))
