"""Our own forms, filled in by a clerk and read back cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ..dataset.series import parts_of
from ..period import Period
from . import Export, Extract
from .form import NUMBERS, Cell, Form
from .periods import overlapping
from .table import Record, Table


def open_form(export: Export, form: Form, key: Sequence[str]) -> tuple[Table, list[str]]:
    """Read a form, and keep the rows that bear a number: an empty cell is not a zero.

    Returns
    -------
    Table, list of str
        The table with those rows, and a sentence on those that were left out.
    """
    table = Table(export, form.read_columns, key)
    numbers = [column.name for column in form.columns if column.cell in NUMBERS]
    printed = len(table.records)
    table.records = [record for record in table if any(record.cells[number] for number in numbers)]
    if not table.records:
        raise export.refusal("не вписано ни одного числа", mend="Заполните лист «Данные»")
    empty = printed - len(table.records)
    return table, [f"Пропущено строк без чисел — {empty}: пустая ячейка не ноль."] if empty else []


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
