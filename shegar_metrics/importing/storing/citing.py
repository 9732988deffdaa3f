"""Rename and remove sources together with whatever cites them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...dataset import Dataset, find_folder, load
from ...dataset.notes import lenders, with_sources_renamed
from ...dataset.schema import fields, resources
from ...problems import ParameterRefusal
from ..merging.rows import Row, RowChange, in_order, row_changes
from .checking import check_rows
from .journal import JOURNAL, as_text, entry, read_journal
from .writing import Writing, as_csv, write

SOURCES = "sources"


def rename_source(old: str, new: str, data: str | Path = "data") -> list[RowChange]:
    """Give a source another identifier, in every row that cites it. The caller writes alone.

    Returns
    -------
    list of RowChange
        The rows that were changed.

    Raises
    ------
    ParameterRefusal
        If there is no such source, or there is one of the new name.
    DataRefusal
        If the new identifier is none.
    RunFailure
        If it cannot be written.
    """
    dataset = load(find_folder(data))
    _known(dataset, old)
    if any(row["id"] == new for row in dataset.rows[SOURCES]):
        raise ParameterRefusal(f"Источник «{new}» уже есть.")

    def renamed(table: str, row: Row) -> Row:
        is_it = table == SOURCES and row["id"] == old
        return _citing(new, {**row, "id": new} if is_it else row, old)

    return _rewrite(dataset, lambda table, rows: [renamed(table, row) for row in rows])


def remove_source(
    name: str, data: str | Path = "data", *, to: str | None = None, with_rows: bool = False
) -> list[RowChange]:
    """Remove a source, and mend the rows that cite it. The caller writes alone.

    Parameters
    ----------
    name
        The source.
    data
        The folder of the data package.
    to
        The source that its rows are to cite instead.
    with_rows
        Remove its rows as well.

    Returns
    -------
    list of RowChange
        The rows that were changed.

    Raises
    ------
    ParameterRefusal
        If there is no such source, or if rows cite it and nothing is said of them.
    DataRefusal
        If the rest would not stand without it.
    RunFailure
        If it cannot be written.
    """
    dataset = load(find_folder(data))
    _known(dataset, name)
    if to is not None:
        _known(dataset, to)
    citing = {t: sum(_cites(row, name) for row in r) for t, r in dataset.rows.items()}
    if any(citing.values()) and to is None and not with_rows:
        where = ", ".join(f"{resources()[t]['path']} — {n}" for t, n in citing.items() if n)
        raise ParameterRefusal(
            f"На источник «{name}» ссылаются строки: {where}. Отдайте их другому источнику "
            "(--to ИСТОЧНИК) или удалите вместе с ним (--with-rows)."
        )

    def rest(table: str, rows: Sequence[Row]) -> list[Row]:
        if table == SOURCES:
            return [row for row in rows if row["id"] != name]
        if to is None:
            return [_without_loans(row, name) for row in rows if row.get("source") != name]
        return [_citing(to, row, name) for row in rows]

    return _rewrite(dataset, rest)


def _known(dataset: Dataset, name: str) -> None:
    if not any(row["id"] == name for row in dataset.rows[SOURCES]):
        raise ParameterRefusal(f"Источника «{name}» в sources.csv нет.")


def _cites(row: Row, source: str) -> bool:
    return source == row.get("source") or source in lenders(row).values()


def _citing(new: str, row: Row, old: str) -> Row:
    """Return a row that cites one source wherever it has cited another."""
    row = {**row, "source": new} if row.get("source") == old else row
    note = row.get("note")
    return {**row, "note": with_sources_renamed(note, {old: new})} if note else row


def _without_loans(row: Row, source: str) -> Row:
    """Return a row without the numbers that its note says are of a source."""
    columns = [column for column, lender in lenders(row).items() if lender == source]
    if not columns:
        return row
    parts = [part for part in row["note"].split("; ") if not part.endswith(f": {source}")]
    return {**row, **dict.fromkeys(columns), "note": "; ".join(parts) or None}


def _rewrite(
    dataset: Dataset, rewritten: Callable[[str, Sequence[Row]], Sequence[Row]]
) -> list[RowChange]:
    rows: dict[str, Sequence[Mapping[str, Any]]] = {}
    for table, old in dataset.rows.items():
        cites = table == SOURCES or "source" in fields(table)
        new = rewritten(table, old) if cites else old
        rows[table] = old if list(new) == list(old) else in_order(table, new)
    after = replace(dataset, rows=rows)
    check_rows(after, "после этого было бы")
    changes = row_changes(dataset.rows, after.rows)
    journal = read_journal(dataset.folder)
    texts = {JOURNAL: as_text([*journal, entry(journal, "sources", changes)])}
    for table in {change.table for change in changes}:
        texts[resources()[table]["path"]] = as_csv(table, rows[table])
    write(dataset.folder, Writing(dataset.files, texts))
    return changes
