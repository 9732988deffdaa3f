"""Our own forms, filled in by a clerk and read back cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ... import cells
from ...dataset.series import parts_of
from ...period import Period
from ..files.export import Export
from ..files.table import Record, Table
from ..importer import Extract
from ..subjects.periods import overlapping
from .form import NUMBERS, Cell, Form

DAYS = ("period_start", "period_end", "as_of")


def open_form(export: Export, form: Form, key: Sequence[str]) -> tuple[Table, list[str]]:
    """Read a form, and keep the rows that bear a number: an empty cell is not a zero.

    Returns
    -------
    Table, list of str
        The table with those rows, and a sentence on those that were left out.
    """
    table = Table(export, form.read_columns, key)
    _refuse_other_times(table)
    numbers = [column.name for column in form.columns if column.cell in NUMBERS]
    printed = len(table.records)
    table.records = [record for record in table if any(record.cells[number] for number in numbers)]
    if not table.records:
        raise export.refusal("не вписано ни одного числа", mend="Заполните лист «Данные»")
    empty = printed - len(table.records)
    return table, [f"Пропущено строк без чисел — {empty}: пустая ячейка не ноль."] if empty else []


def _refuse_other_times(table: Table) -> None:
    """Note each day that is not of the year of the form, or after the file was written.

    The year is that of most of its periods: a form is printed with those of one.
    """
    written = table.export.modified
    years = Counter(day.year for row in table if (day := cells.as_date(row.cells["period_start"])))
    year = years.most_common(1)[0][0] if years else None
    for record in table:
        for name in DAYS:
            day = cells.as_date(record.cells.get(name, ""))
            if day is None:
                continue
            later = 1 if name == "as_of" else 0  # subscribers are counted when a report is made
            if year and not year <= day.year <= year + later:
                table.problem(record, name, f"дата не {year} года, а форма — за {year} год")
            elif day > written:
                wrong = f"позже дня, когда записан файл ({written:%d.%m.%Y}): числа ещё не известны"
                table.problem(record, name, wrong)


def read_months(files: Sequence[Export], form: Form) -> Extract:
    """Read a form of periods whose rows may not share a day with another of their choice.

    A row of the whole year beside its months is refused as well: by a slip in one date the
    figure of a month would stand for the year.
    """
    (export,) = files
    table, noticed = open_form(export, form, key=())  # periods are compared below
    rows = [
        {column.name: table.read(record, column.name) for column in form.columns}
        for record in table
    ]
    choices = [column.name for column in form.columns if column.cell is Cell.CHOICE]
    spans = []
    for record, row in zip(table, rows, strict=True):
        period = read_period(table, record, row)
        if period:
            spans.append((str([row[name] for name in choices]), period, record))
        for part, whole in _larger_parts(form.of, row).items():
            wrong = f"больше, чем «{table.titles[whole]}» ({row[whole]})"
            table.problem(record, part, wrong, f"число не больше {row[whole]}")
    refuse_shared_days(table, spans)
    table.finish()
    return Extract({form.of: rows}, noticed)


def _larger_parts(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Find each number that is more than one it is part of, and the nearest such one."""
    return {
        part: whole
        for part, whole in reversed(parts_of(name))
        if row[part] is not None and row[whole] is not None and row[part] > row[whole]
    }


def refuse_shared_days(table: Table, spans: Sequence[tuple[str, Period, Record]]) -> None:
    """Note each row whose days another of its series has: they would count twice."""
    by_series = defaultdict(list)
    for series, period, record in spans:
        by_series[series].append((period, record))
    for same in by_series.values():
        for earlier, later in overlapping([period for period, _ in same]):
            wrong = f"период пересекается с периодом строки {same[earlier][1].line}"
            table.problem(same[later][1], "period_start", wrong, "в каждой строке свой период")


def read_period(table: Table, record: Record, row: Mapping[str, Any]) -> Period | None:
    """Return the period of a row; one that ends before it starts is noted."""
    start, end = row["period_start"], row["period_end"]
    if start is None or end is None:
        return None
    if end < start:
        expected = f"дата не раньше {start:%d.%m.%Y}"
        table.problem(record, "period_end", "раньше начала периода", expected)
        return None
    return Period(start, end)
