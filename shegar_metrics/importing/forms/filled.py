"""Our own forms, filled in by a clerk and read back cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ... import cells
from ...dataset.series import parts_of
from ...period import Period
from ...problems import listed
from ..files.export import Export
from ..files.table import Record, Table
from ..importer import Extract
from ..subjects.periods import overlapping
from .form import Cell, Form

DAYS = ("period_start", "period_end", "as_of")
PARTS = {"visits": (*parts_of("visits"), ("visits", "page_views"))}
"""Part and whole beside those of the schema: each visit is of a page at least."""

Read = tuple[Record, dict[str, Any]]


def read_months(files: Sequence[Export], form: Form) -> Extract:
    """Read a form of periods whose rows may not share a day with another of their choice.

    A row of the whole year beside its months is refused as well: by a slip in one date the
    figure of a month would stand for the year.
    """
    (export,) = files
    table = Table(export, form.read_columns, key=())  # periods are compared below
    _refuse_other_years(table)
    table.note_untitled()
    printed = len(table.records)
    rows = read_rows(table, form)
    if not rows:
        raise export.refusal("не вписано ни одного числа", mend=f"Заполните лист «{form.name}»")
    choices = [column.name for column in form.columns if column.cell is Cell.CHOICE]
    spans = [
        (str([row[name] for name in choices]), period, record)
        for record, row in rows
        if (period := read_period(table, record, row))
    ]
    refuse_larger_parts(table, form.of, rows)
    refuse_shared_days(table, spans)
    table.finish()
    empty = printed - len(rows)
    noticed = [f"Пропущено строк без чисел — {empty}: пустая ячейка не ноль."] if empty else []
    if table.unread:
        noticed.append(f"Не прочитаны столбцы: {listed(table.unread, ', ')}.")
    return Extract({form.of: [row for _, row in rows]}, noticed)


def read_rows(table: Table, form: Form) -> list[Read]:
    """Read the rows of a form that say something: an empty cell is not a zero."""
    table.records = [
        record for record in table if any(record.cells.get(name) for name in form.tells)
    ]
    return [
        (record, {column.name: table.read(record, column.name) for column in form.columns})
        for record in table
    ]


def refuse_larger_parts(table: Table, of: str, rows: Sequence[Read]) -> None:
    """Note each number that is more than one it is part of."""
    for record, row in rows:
        for part, whole in _larger_parts(of, row).items():
            wrong = f"больше, чем «{table.titles[whole]}» ({row[whole]})"
            table.problem(record, part, wrong, f"число не больше {row[whole]}")


def _larger_parts(name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Find each number that is more than one it is part of, and the nearest such one."""
    return {
        part: whole
        for part, whole in reversed(PARTS.get(name, parts_of(name)))
        if None not in (row.get(part), row.get(whole)) and row[part] > row[whole]
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


def refuse_coming_day(table: Table, record: Record, name: str) -> None:
    """Note a day after the file was written: its numbers are not known yet."""
    day, written = cells.as_date(record.cells.get(name, "")), table.export.modified
    if day is not None and day > written:
        wrong = f"позже дня, когда записан файл ({written:%d.%m.%Y}): числа ещё не известны"
        table.problem(record, name, wrong)


def _refuse_other_years(table: Table) -> None:
    """Note each day that is not of the year of the form, or after the file was written.

    The year is that of most of its periods: a form is printed with those of one.
    """
    years = Counter(day.year for row in table if (day := cells.as_date(row.cells["period_start"])))
    year = years.most_common(1)[0][0] if years else None
    for record in table:
        for name in DAYS:
            day = cells.as_date(record.cells.get(name, ""))
            if day is not None and year and day.year != year:
                table.problem(record, name, f"дата не {year} года, а форма — за {year} год")
            else:
                refuse_coming_day(table, record, name)
