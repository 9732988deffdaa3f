"""What a file must be like before its rows are merged: of one mind with itself, and of the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ..dataset.schema import resources
from ..dataset.series import (
    ADDITIVE,
    TOTALS,
    column_title,
    period_of,
    series_columns,
    summed_columns,
)
from ..problems import DataRefusal, ParameterRefusal, Problem, shortened
from .batches import days_of
from .merging.rows import Row, subject_columns


def unique_rows(names: str, table: str, rows: Sequence[Row]) -> list[Row]:
    """Leave one of each two equal rows of a file.

    Raises
    ------
    DataRefusal
        If two rows tell different things of one subject.
    """
    columns = [*subject_columns(table), "table"] if table == TOTALS else subject_columns(table)
    unique: dict[tuple[object, ...], Row] = {}
    problems = []
    for row in rows:
        key = tuple(row.get(column) for column in columns)
        first = unique.setdefault(key, row)
        if first != row:
            path = resources()[table]["path"]
            what = ", ".join(shortened(str(cell)) for cell in key if cell is not None)
            wrong = f"две строки для {path} об одном и том же ({what}) с разными числами"
            problems.append(Problem(names, wrong, mend="Оставьте верную"))
    if problems:
        raise DataRefusal(problems)
    return list(unique.values())


def refuse_contradiction(names: str, rows: Mapping[str, Sequence[Row]]) -> None:
    """Refuse a file whose own total is not what its rows add up to.

    Raises
    ------
    ParameterRefusal
        With both numbers, and how to take it all the same.
    """
    for total in rows.get(TOTALS, ()):
        table, column, period = total["table"], total["column"], period_of(total)
        if column not in summed_columns(table):
            continue
        series = [name for name in series_columns(table) if name in total]
        parts = [
            row
            for row in rows.get(table, ())
            if row.get(column) is not None
            and period.contains(period_of(row))
            and all(row.get(name) == total.get(name) for name in series)
        ]
        added = sum(row[column] for row in parts)
        is_covered = sum(period_of(row).days for row in parts) == period.days
        if added > total["value"] or (is_covered and added != total["value"]):
            raise ParameterRefusal(
                f"{names}: {column_title(table, column)}, {period.start:%d.%m.%Y} — "
                f"{period.end:%d.%m.%Y}: в итогах файла {total['value']}, а сумма его строк — "
                f"{added}. Ничего не записано. Выгрузите его снова; взять и так — "
                "с параметром --allow-mismatch: будет принята сумма строк, а итог сохранён рядом."
            )


def refuse_future(names: str, rows: Mapping[str, Sequence[Row]], today: date) -> None:
    """Refuse figures of days that have not come.

    Raises
    ------
    DataRefusal
        With the first of them in each table.
    """
    problems = []
    for table, of_table in rows.items():
        # A contract is concluded before its term is over.
        last = 0 if table == ADDITIVE else 1
        late = [row for row in of_table if days_of(row)[last] > today]
        if late:
            day = days_of(late[0])[last]
            wrong = f"числа за день, который ещё не настал: {day:%d.%m.%Y}"
            problems.append(Problem(names, wrong, mend="Проверьте год и даты в файле"))
    if problems:
        raise DataRefusal(problems)
