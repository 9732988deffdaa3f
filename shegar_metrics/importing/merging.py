"""Merge new rows into a table: what is added, replaced, left alone, and what contradicts.

Two figures of one key are a dispute: if both came from the same system, the new one stands;
otherwise the user has to choose. Rows of one series (all of the key but the dates) are disjoint
in time, so that a new row of other days than an old one, but sharing some with it, is refused.

Contracts add up instead, so that two of the same days are two contracts if their numbers tell
them apart. But one register may tell of a contract that another has told of already, and there
the user has to choose as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..dataset.series import is_flow
from .disputes import (
    Dispute,
    Row,
    Rows,
    differing,
    key_of,
    refuse_shared_days,
    same_contracts,
    same_keys,
)


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
        Identifiers of the sources that old rows of the same system got in the same call: parts
        of one whole.

    Returns
    -------
    Merged
        With conflicts, the rows are not to be used.

    Raises
    ------
    DataRefusal
        If a new row shares days with a row of another period in its series.
    """
    rows = Rows(resource, {}, {})
    rows.there.update((key_of(row, rows.keys), row) for row in old)
    result = Merged([])
    for row in new:
        key = key_of(row, rows.keys)
        there = rows.there.get(key)
        changed = [] if there is None else differing(there, row, rows.measures)
        if there is not None and not changed:
            result.unchanged += 1
        elif (
            there is not None and all(there[c] is None for c in changed) and not same_system(there)
        ):
            rows.brought[key] = _filled(there, row, changed)
        else:
            rows.brought[key] = row
    if rows.additive:
        found = [*same_keys(rows), *same_contracts(rows, same_system, recent)]
    else:
        if is_flow(resource["name"]):
            refuse_shared_days(rows)
        found = list(same_keys(rows))
    _settle(found, rows, result, same_system, prefer)
    result.replaced = sum(key in rows.there for key in rows.brought)
    result.added = len(rows.brought) - result.replaced
    result.rows = list((rows.there | rows.brought).values())
    return result


def _settle(
    found: Iterable[Dispute],
    rows: Rows,
    result: Merged,
    same_system: Callable[[Row], bool],
    prefer: Prefer | None,
) -> None:
    """Let the old or the new row give way in each dispute."""
    for dispute in found:
        if dispute.old not in rows.there or dispute.new not in rows.brought:
            continue  # an earlier dispute has settled it
        old = rows.there[dispute.old]
        ours = same_system(old) and not dispute.asked
        values = (dispute.what, dispute.old_value, dispute.new_value)
        told = Conflict(rows.resource["name"], dispute.column, *values, old["source"])
        if prefer is not Prefer.OLD and (ours or prefer is Prefer.NEW):
            result.replacements.append(told)
            if dispute.old not in rows.brought:
                del rows.there[dispute.old]
                result.removed += 1
            continue
        if prefer is Prefer.OLD:
            result.kept += 1
        else:
            result.conflicts.append(told)
        del rows.brought[dispute.new]


def _filled(there: Row, row: Row, columns: Sequence[str]) -> Row:
    """Add to a row what another source tells beside it, and say in the note whose that is."""
    told = f"{', '.join(columns)}: {row['source']}"
    note = "; ".join(filter(None, (there["note"], told)))
    return {**there, **{column: row[column] for column in columns}, "note": note}
