"""What happens to rows of the data, cell by cell, in the words of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..dataset import Dataset
from ..dataset.schema import resources
from ..dataset.series import TOTALS, column_title, period_of
from ..period import Period
from .merging.rows import Row, RowChange, subject_columns, value_columns
from .merging.terms import Conflict

DATES = ("period_start", "period_end", "as_of")
UNSHOWN = ("sources", "pages")
"""Tables whose rows follow from the others, and are told of in the notices."""


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell that changes.

    Parameters
    ----------
    table, column
        Where it is; of a total, what it is of.
    what, measure
        The series, and what is counted, in Russian.
    days
        When, if it is of some time.
    before, after
        What the cell was and what it is.
    """

    table: str
    column: str
    what: str
    measure: str
    days: Period | None
    before: Any
    after: Any


def changed_cells(change: RowChange, dataset: Dataset) -> Iterator[ChangedCell]:
    """Yield each cell of a row that changes, with the titles of its codes."""
    if change.table in UNSHOWN:
        return
    row = change.row
    what, days = what_of(change.table, row, dataset), days_told(row)
    for column in value_columns(change.table):
        before, after = ((each or {}).get(column) for each in (change.before, change.after))
        if before == after or column == "stands":
            continue
        table, name = column_of(change.table, column, row)
        measure = column_title(table, name)
        if change.table == TOTALS:
            measure += ", итог: " + ("печатается" if row["stands"] else "не печатается")
        yield ChangedCell(table, name, what, measure, days, before, after)
    if change.table == TOTALS and change.before and change.after:
        stands = (change.before["stands"], row["stands"])
        if stands[0] != stands[1]:
            table, name = column_of(TOTALS, "value", row)
            measure = f"{column_title(table, name)}, итог"
            words = ("печатается" if stood else "не печатается" for stood in stands)
            yield ChangedCell(table, name, what, measure, days, *words)


def contested_cell(conflict: Conflict, dataset: Dataset) -> ChangedCell:
    """Return the cell for which two sources have different figures."""
    table, column = column_of(conflict.table, conflict.column, conflict.row)
    measure = column_title(table, column)
    if conflict.question:
        measure += f" ({conflict.question})"
    what, days = what_of(conflict.table, conflict.row, dataset), days_told(conflict.row)
    return ChangedCell(table, column, what, measure, days, conflict.old, conflict.new)


def column_of(table: str, column: str, row: Row) -> tuple[str, str]:
    """Return the table and the column of a cell; of a total, those that it is a total of."""
    return (row["table"], row["column"]) if table == TOTALS else (table, column)


def what_of(table: str, row: Row, dataset: Dataset) -> str:
    """Title a series: the page, section, channel … that a row is of, or else its table."""
    table = row["table"] if table == TOTALS else table
    codes = [c for c in subject_columns(table) if c not in DATES and row.get(c) is not None]
    titles = [str(dataset.labels(table, c).get(row[c], row[c])) for c in codes]
    return ", ".join(titles) or str(resources()[table]["title"])


def days_told(row: Row) -> Period | None:
    """Return the days that a row is of; reference data and remarks are of none."""
    if "as_of" in row:
        return Period(row["as_of"], row["as_of"])
    return period_of(row) if "period_start" in row else None
