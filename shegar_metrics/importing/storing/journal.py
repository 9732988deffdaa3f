"""The journal of a data package: what each command added, replaced and took away, row by row.

It is no part of an edition. It lets the last import be taken back, and tells which rows somebody
has corrected by hand since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ...dataset.files import fault, read_in_force
from ...dataset.schema import resources
from ...problems import DataRefusal, Problem
from ..merging.rows import Key, Row, RowChange, as_cells, from_cells, key_columns

JOURNAL = "journal.jsonl"
MOST_BYTES = 200_000_000

Cells = dict[str, str]


class Change(BaseModel):
    """A row as its cells before and after, and where it stood if it is gone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    before: Cells | None = None
    after: Cells | None = None
    at: int | None = None


class File(BaseModel):
    """A file that an import took: its name, its source, and where its original is kept.

    One that came by the inbox is kept nowhere else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    source: str
    path: str
    sha256: str
    inbox: bool = False


class Entry(BaseModel):
    """What one command changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    time: datetime
    what: Literal["import", "undo", "sources", "peers"]
    undone: int | None = None
    files: tuple[File, ...] = ()
    changes: tuple[Change, ...] = ()


def read_journal(folder: Path) -> list[Entry]:
    """Read the journal of a data package, empty if there is none.

    Raises
    ------
    DataRefusal
        If it cannot be read.
    """
    problem = fault(folder, JOURNAL, MOST_BYTES)
    if problem:
        raise DataRefusal([problem])
    try:
        lines = read_in_force(folder, JOURNAL).splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataRefusal([Problem(JOURNAL, f"файл не читается ({error.strerror})")]) from error
    entries = []
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(Entry.model_validate_json(line))
        except ValidationError:
            mend = "Верните прежний файл, например из Git; без него отменить загрузку нельзя"
            raise DataRefusal(
                [Problem(JOURNAL, "это не строка журнала", "", mend, number)]
            ) from None
    return entries


def in_force(entries: Sequence[Entry]) -> list[Entry]:
    """List the entries whose changes have not been taken back."""
    undone = {entry.undone for entry in entries}
    return [e for e in entries if e.number not in undone and e.what != "undo"]


def entry(
    entries: Sequence[Entry],
    what: Literal["import", "undo", "sources", "peers"],
    changes: Sequence[RowChange],
    files: Sequence[File] = (),
    undone: int | None = None,
) -> Entry:
    """Make the next entry of a journal."""
    number = max((each.number for each in entries), default=0) + 1
    time = datetime.now().astimezone().replace(microsecond=0)
    as_told = tuple(_as_told(change) for change in changes)
    return Entry(
        number=number, time=time, what=what, undone=undone, files=tuple(files), changes=as_told
    )


def as_text(entries: Sequence[Entry]) -> str:
    """Write a journal: a line of JSON for each entry."""
    return "".join(f"{each.model_dump_json(exclude_defaults=True)}\n" for each in entries)


def _as_told(change: RowChange) -> Change:
    before, after = (
        None if row is None else as_cells(change.table, row)
        for row in (change.before, change.after)
    )
    return Change(table=change.table, before=before, after=after, at=change.at)


def typed(entry: Entry) -> Iterator[RowChange]:
    """Yield the changes of an entry as typed rows.

    Raises
    ------
    DataRefusal
        If they are of tables or of values that this version does not know.
    """
    try:
        for change in entry.changes:
            resources()[change.table]
            before, after = (
                None if cells is None else from_cells(change.table, cells)
                for cells in (change.before, change.after)
            )
            yield RowChange(change.table, before, after, change.at)
    except (KeyError, ValueError, ArithmeticError):
        wrong = f"запись {entry.number} — не из этой версии программы или изменена"
        raise DataRefusal([Problem(JOURNAL, wrong)]) from None


class Written:
    """What the imports wrote last of each row, to be told from what people wrote.

    Parameters
    ----------
    entries
        The journal.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._cells: dict[tuple[str, Key], Cells] = {}
        for change in (change for each in in_force(entries) for change in each.changes):
            before, after = change.before or {}, change.after
            known = self._cells.pop(_place(change.table, before), before)
            if after is not None:
                # What a person had written into the other cells is none of the import.
                new = {name: cell for name, cell in after.items() if cell != before.get(name)}
                self._cells[_place(change.table, after)] = {**after, **known, **new}

    def is_corrected(self, table: str, row: Row) -> bool:
        """Tell whether somebody has changed a row since an import wrote it."""
        cells = as_cells(table, row)
        known = self._cells.get(_place(table, cells))
        return known is not None and known != cells


def _place(table: str, cells: Cells) -> tuple[str, Key]:
    return table, tuple(cells.get(name, "") for name in key_columns(table))
