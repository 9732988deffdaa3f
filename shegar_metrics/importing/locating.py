"""Where in the files of an import stands what the data may not hold: none of it is written yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..dataset import Dataset
from ..dataset.schema import resources
from ..dataset.series import column_title
from ..problems import DataRefusal, Problem
from .changed_cells import column_of, days_told, what_of
from .taking import Taken

FIRST_LINE = 2
"""The line of the first row of a table, below its header."""


def located(refusal: DataRefusal, dataset: Dataset, batches: Sequence[Taken]) -> DataRefusal:
    """Tell of rows by the file that brings them, instead of the lines of a table that is not yet.

    Parameters
    ----------
    refusal
        What is wrong with the data as they would be.
    dataset
        These data.
    batches
        What the files bring.
    """
    tables = {resource["path"]: name for name, resource in resources().items()}
    return DataRefusal(
        [
            _located(problem, tables[problem.file], dataset, batches)
            if problem.row is not None and problem.file in tables
            else problem
            for problem in refusal.problems
        ]
    )


def _located(problem: Problem, table: str, dataset: Dataset, batches: Sequence[Taken]) -> Problem:
    rows, line = dataset.rows[table], (problem.row or 0) - FIRST_LINE
    if not 0 <= line < len(rows):
        return problem
    row = rows[line]
    brings = (taken for taken in batches if row.get("source") in _sources(taken))
    taken = next(brings, None)
    if taken is None:
        return problem
    days = days_told(row)
    what = [what_of(table, row, dataset)]
    if days:
        what.append(f"{days.start:%d.%m.%Y}" + (f"–{days.end:%d.%m.%Y}" if days.days > 1 else ""))
    place = taken.where(table, row) or ", ".join(what)
    column = problem.column and column_title(*column_of(table, problem.column, row))
    return replace(problem, file=f"{taken.batch.names}, {place}", row=None, column=column)


def _sources(taken: Taken) -> set[str]:
    return {source["id"] for source in taken.sources}
