"""Take the last import back: every row as it was before, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...dataset import Dataset, find_folder, load
from ...dataset.originals import RAW
from ...dataset.schema import resources
from ...problems import DataRefusal, ParameterRefusal, Problem
from ..merging.rows import Key, Row, RowChange, as_cells, in_order, key_columns, key_of
from .checking import check_rows
from .journal import JOURNAL, Entry, as_text, entry, in_force, read_journal, typed
from .writing import Writing, as_csv, write

MOST_SHOWN = 5


@dataclass(frozen=True)
class Undoing:
    """What taking back the last entry of the journal would do.

    Parameters
    ----------
    entry
        The entry.
    changes
        The rows as they are and as they would be again.
    read, dataset
        The data as they are, and as they would be.
    journal
        The journal as it is.
    """

    entry: Entry
    changes: list[RowChange]
    read: Dataset
    dataset: Dataset
    journal: list[Entry]


def plan_undoing(data: str | Path = "data") -> Undoing:
    """Find out what taking the last import back would do; nothing is written.

    Raises
    ------
    ParameterRefusal
        If there is nothing to take back.
    DataRefusal
        If somebody has changed its rows since, or the rest would not stand without them.
    """
    dataset = load(find_folder(data))
    journal = read_journal(dataset.folder)
    effective = in_force(journal)
    if not effective:
        raise ParameterRefusal(f"Отменять нечего: в {JOURNAL} нет ни одной загрузки.")
    last = effective[-1]
    changes = [RowChange(each.table, each.after, each.before, each.at) for each in typed(last)]
    rows = dict(dataset.rows)
    problems = []
    for table in dict.fromkeys(change.table for change in changes):
        keys = key_columns(table)
        there = {key_of(row, keys): row for row in rows[table]}
        kept: dict[Key, Row | None] = dict(there)
        for change in (each for each in changes if each.table == table):
            key = key_of(change.before or change.row, keys)
            if not _is_as_left(there.get(key), change):
                problems.append(_changed_since(table, change))
            kept[key] = None if change.at is not None else change.after
        again = [row for row in kept.values() if row is not None]
        for change in sorted(changes, key=lambda each: each.at or 0):
            if change.table == table and change.at is not None and change.after is not None:
                again.insert(change.at, change.after)
        rows[table] = in_order(table, again)
    if problems:
        shown, more = problems[:MOST_SHOWN], len(problems) - MOST_SHOWN
        if more > 0:
            shown.append(Problem(JOURNAL, f"и ещё таких строк — {more}"))
        raise DataRefusal(shown)
    undone = replace(dataset, rows=rows)
    check_rows(undone, "после отмены было бы")
    return Undoing(last, changes, dataset, undone, journal)


def undo(plan: Undoing) -> None:
    """Take an import back: its rows, its sources and the copies of its files.

    The caller writes alone.

    Raises
    ------
    RunFailure
        If it cannot be written, or the data have changed since they were read.
    """
    kept = {f"{RAW}/{row['path']}" for row in plan.dataset.rows["sources"] if row["path"]}
    removed = [file.path for file in plan.entry.files if file.path not in kept]
    made = entry(plan.journal, "undo", plan.changes, undone=plan.entry.number)
    texts = {JOURNAL: as_text([*plan.journal, made])}
    for table in {change.table for change in plan.changes}:
        texts[resources()[table]["path"]] = as_csv(table, plan.dataset.rows[table])
    write(plan.read.folder, Writing(plan.read.files, texts, removed=removed))


def _is_as_left(row: Row | None, change: RowChange) -> bool:
    """Tell whether a row is still what the import has left, written the same."""
    if row is None or change.before is None:
        return row is change.before
    return as_cells(change.table, row) == as_cells(change.table, change.before)


def _changed_since(table: str, change: RowChange) -> Problem:
    cells: Sequence[str] = [
        cell for name, cell in as_cells(table, change.row).items() if name in key_columns(table)
    ]
    what = ", ".join(filter(None, cells))
    wrong = f"строка изменена после загрузки ({what}), отмена потеряла бы правку"
    mend = "Верните в ней прежнее число или исправьте данные вручную"
    return Problem(resources()[table]["path"], wrong, mend=mend)
