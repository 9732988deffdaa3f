"""What a sheet of the workbook of a year may not say: days of other years, the same twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ... import cells
from ...dataset.fact_rules import BY_DAYS
from ...dataset.series import (
    ADDITIVE,
    WORDS,
    is_flow,
    measure_columns,
    series_columns,
    summed_columns,
)
from ...period import Period
from ..files.table import Record, Table
from .filled import (
    DAYS,
    Read,
    read_period,
    read_rows,
    refuse_coming_day,
    refuse_larger_parts,
    refuse_shared_days,
)
from .form import Cell, Form
from .known import Filled, Known

Row = Mapping[str, Any]


def read_sheet(table: Table, form: Form, known: Known, counted: date | None) -> list[Read]:
    """Read the rows of a sheet that say something, and refuse what cannot be so.

    Parameters
    ----------
    table
        The sheet.
    form
        Its form.
    known
        The data, and the year.
    counted
        The day of the counts that bear none.

    Raises
    ------
    DataRefusal
        With every cell that is wrong.
    """
    if counted:
        for record in table:
            if "as_of" in record.cells and not record.cells["as_of"]:
                record.cells["as_of"] = counted.isoformat()
    if form.of in WORDS:  # «Всего 5 встреч» is a sentence there, and none that the data may hold
        table.records += table.totals
        for record in table.totals:
            wrong = "так начинается строка итогов"
            table.problem(record, form.tells[-1], wrong, "слова, которые начинаются иначе")
    else:  # a source may be «Всего по отчёту»
        table.records += [record for record in table.totals if not _sums_up(form, record)]
    table.note_untitled()
    read = read_rows(table, form)
    filled = form.filled(known)
    new = [(record, row) for record, row in read if form.is_new(row, filled)]
    for record, _ in new:  # what was there already is no fault of the clerk
        _refuse_other_days(table, record, form, known)
    spans = []
    for record, row in read if is_flow(form.of) else ():
        period = read_period(table, record, row)
        if period is None:
            continue
        if form.of == ADDITIVE:
            _refuse_other_terms(table, record, row, period, known)
            continue
        codes = [row[name] for name in series_columns(form.of)]
        spans.append((f"{codes} {period == known.year}", period, record))
    refuse_shared_days(table, spans)
    if spans:
        refuse_larger_parts(table, form.of, new)
        _refuse_means_of_year(table, form, read, new, known)
        _refuse_sums_of_some(table, form, read, filled, known)
    _refuse_repeated(table, form, read)
    table.finish()
    return read


def _sums_up(form: Form, record: Record) -> bool:
    """Return whether a row sums up others; «Всего по отчёту» as a source does not."""
    of_no_words = (column.name for column in form.columns if column.cell is not Cell.TEXT)
    return cells.is_total([record.cells[name] for name in of_no_words])


def _refuse_other_days(table: Table, record: Record, form: Form, known: Known) -> None:
    days, year = form.days(known), known.year.start.year
    for column in form.columns:
        if column.cell is not Cell.DAY or not record.cells.get(column.name):
            continue
        day = table.read(record, column.name)
        if day is not None and not days.start <= day <= days.end:
            expected = f"дата с {days.start:%d.%m.%Y} по {days.end:%d.%m.%Y}"
            wrong = f"не того года: книга — за {year} год"
            table.problem(record, column.name, wrong, expected)
        elif column.name in DAYS and form.of != ADDITIVE:
            refuse_coming_day(table, record, column.name)


def _refuse_other_terms(
    table: Table, record: Record, row: Row, period: Period, known: Known
) -> None:
    """Note a contract of other years, and a sum of which no one knows what part is of which."""
    if not period.overlaps(known.year):
        wrong = f"не того года: книга — за {known.year.start.year} год"
        table.problem(record, "period_end", wrong, "срок, часть которого — в этом году")
    elif row["method"] != BY_DAYS and period.start.year != period.end.year:
        wrong = "период переходит через границу года, и не известно, какая часть суммы чья"
        table.problem(record, "period_end", wrong, "для каждого года своя строка")


def _refuse_means_of_year(
    table: Table, form: Form, read: Sequence[Read], new: Sequence[Read], known: Known
) -> None:
    """Note a new mean of the year beside parts of it: a mean is no total."""
    series, means = series_columns(form.of), set(measure_columns(form.of))
    means -= set(summed_columns(form.of))
    of_parts = {_codes(row, series) for _, row in read if _span(row) != known.year}
    for record, row in new:
        if _span(row) == known.year and _codes(row, series) in of_parts:
            for name in (name for name in form.tells if name in means and row[name] is not None):
                wrong = "среднее за год рядом с его частями не хранится: его дают они"
                table.problem(record, name, wrong, "пустая ячейка")


def _refuse_sums_of_some(
    table: Table,
    form: Form,
    read: Sequence[Read],
    filled: Mapping[tuple[Any, ...], Filled],
    known: Known,
) -> None:
    """Note a new number of the year that is the sum of its parts while some parts are missing."""
    series = series_columns(form.of)
    parts = [row for _, row in read if _span(row) not in (None, known.year)]
    for record, row in read:
        life = known.reference.life(known.year, row.get("page"), row.get("section"))
        if _span(row) != known.year or life is None:
            continue
        before = filled.get(tuple(row[name] for name in form.keys))
        of_series = [part for part in parts if _codes(part, series) == _codes(row, series)]
        for name in set(summed_columns(form.of)).intersection(form.tells):
            with_it = [part for part in of_series if part[name] is not None]
            days = sum(period.days for period in filter(None, map(_span, with_it)))
            is_new = before is None or row[name] != before.cells.get(name)
            added = sum(part[name] for part in with_it)
            if is_new and row[name] and row[name] == added and days < life.days:
                wrong = "это сумма вписанных частей года, а они покрывают не все его дни"
                mend = "Впишите и остальные, где нужно — ноль, или оставьте ячейку года пустой"
                table.problem(record, name, wrong, mend=mend)


def _refuse_repeated(table: Table, form: Form, read: Sequence[Read]) -> None:
    """Note a row that is of the same thing as an earlier one; contracts alone may be alike."""
    if is_flow(form.of):
        return
    first: dict[tuple[Any, ...], int] = {}
    for record, row in read:
        line = first.setdefault(tuple(row[name] for name in form.keys), record.line)
        if line != record.line:
            wrong = f"об этом же — строка {line}"
            table.problem(record, form.tells[0], wrong, "одна из двух строк")


def _span(row: Row) -> Period | None:
    """Return the period of a row as it was read; ``None`` if a day of it is wrong."""
    start, end = row["period_start"], row["period_end"]
    return Period(start, end) if start and end else None


def _codes(row: Row, columns: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in columns)
