"""What an export tells of a period that its rows do not: visitors, reach, totals of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from ...dataset.series import TOTALS, column_title, measure_columns, period_of, stated_columns
from ...period import DAYS_IN_WEEK, Period
from ...problems import listed
from ..files.export import Wrong
from ..files.table import Table
from .periods import ONE_DAY, days_of, left_out, row_of, single

Row = Mapping[str, Any]

MOST_IDLE = DAYS_IN_WEEK
"""In more days without a visit in a row, the counter may have been off, or not there yet."""


def total(
    table: str, column: str, period: Period, value: int, note: str | None = None, *, stands: bool
) -> dict[str, Any]:
    """Make a row of ``totals``."""
    return {
        "table": table,
        "column": column,
        "period_start": period.start,
        "period_end": period.end,
        "value": Decimal(value),
        "stands": stands,
        "note": note,
    }


def parted(table: str, rows: Sequence[Row], more: Sequence[Row] = ()) -> dict[str, list[Row]]:
    """Part rows of an export into facts that add up, and totals of what cannot be summed.

    Parameters
    ----------
    table
        The table that the facts go to.
    rows
        Its rows as the export tells them, with visitors or reach beside what adds up.
    more
        Totals that are known already.

    Returns
    -------
    dict
        Rows by table. A row that tells nothing else is no fact.
    """
    stated, measures = stated_columns(table), measure_columns(table)
    facts: list[Row] = [
        {name: cell for name, cell in row.items() if name not in stated}
        for row in rows
        if any(row.get(name) is not None for name in measures)
    ]
    totals: list[Row] = [
        total(table, column, period_of(row), row[column], row.get("note"), stands=True)
        for row in rows
        for column in stated
        if row.get(column) is not None
    ]
    return {name: told for name, told in ((table, facts), (TOTALS, [*totals, *more])) if told}


def beside(table: str, whole: Row, parts: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Make totals of what an export tells of a whole period beside the parts of it.

    A number that is the sum of parts without a gap says nothing new. One that differs from
    them does not stand, as the rows do; one whose parts leave days out, or are not known,
    is all that is told of the period, and stands if it is not less than they are.

    Parameters
    ----------
    table
        The table of the parts.
    whole
        What is told of the whole period, as a row.
    parts
        The rows inside it.

    Returns
    -------
    list of rows, list of str
        Rows of ``totals``, and a sentence on each number that is not the sum of the parts.
    """
    period, note = period_of(whole), whole.get("note")
    stated = stated_columns(table)
    rows: list[Row] = []
    noticed = []
    for column in (*measure_columns(table), *stated):
        value = whole.get(column)
        if value is None:
            continue
        known = [part for part in parts if part.get(column) is not None]
        added = sum(part[column] for part in known)
        covered = sum(period_of(part).days for part in known) == period.days
        if column not in stated and covered and added == value:
            continue
        stands = column in stated or (not covered and added <= value)
        rows.append(total(table, column, period, value, note, stands=stands))
        if column not in stated and known and added != value:
            noticed.append(_differing(table, column, added, value, covered=covered))
    return rows, noticed


def idle_days(
    whole: Row, rows: Sequence[Row], period: Period
) -> tuple[list[dict[str, Any]], list[str]]:
    """Make rows of the days that are left out, if the whole proves that they had no visits.

    Of more than a week in a row it proves nothing: a counter that is off adds nothing, either.

    Parameters
    ----------
    whole
        What the export tells of the period.
    rows
        Its rows of single days; of longer parts nothing is said.
    period
        The days that the whole is of.

    Returns
    -------
    list of rows, list of str
        The rows, and a sentence on them.
    """
    days = {row["period_start"] for row in rows if row["period_start"] == row["period_end"]}
    if len(days) < len(rows) or whole["visits"] != sum(row["visits"] or 0 for row in rows):
        return [], []
    measures = ("visits", "visitors", "page_views")
    nothing = {name: None if whole[name] is None else 0 for name in measures}
    runs = list(_runs(left_out(days, period)))
    idle = [day for run in runs if len(run) <= MOST_IDLE for day in run]
    told = []
    if idle:
        told.append(f"Дней без строки — {len(idle)}: судя по итогам, посещений в них не было.")
    if silent := [run for run in runs if len(run) > MOST_IDLE]:
        spans = listed([f"{run[0]:%d.%m.%Y} — {run[-1]:%d.%m.%Y}" for run in silent])
        told.append(
            f"Больше недели подряд без строк: {spans}. Не взято, это не ноль: счётчик мог не "
            "работать. Если посещений и правда не было, впишите нули сами."
        )
    return [row_of(single(day), **nothing) for day in idle], told


def long_zeros(rows: Sequence[Row]) -> list[str]:
    """Say when a counter tells of no visit for more than a week: it may have been off then."""
    days = [day for row in rows if row.get("visits") == 0 for day in days_of(period_of(row))]
    runs = [run for run in _runs(sorted(days)) if len(run) > MOST_IDLE]
    spans = listed([f"{run[0]:%d.%m.%Y} — {run[-1]:%d.%m.%Y}" for run in runs])
    told = (
        f"Ни одного посещения больше недели подряд: {spans}. Если счётчик тогда не работал, это не "
        "ноль: выгрузите только те дни, когда он работал."
    )
    return [told] if runs else []


def _runs(days: Sequence[date]) -> Iterator[list[date]]:
    """Part days into those that follow one another."""
    run: list[date] = []
    for day in days:
        if run and day > run[-1] + ONE_DAY:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def other_sums(table: Table, *names: str) -> list[str]:
    """Say which columns no row of totals of a table has the sum of: some of it may be lost."""
    told = []
    for name in names if table.totals else ():
        read = table.columns[name].read
        stated = _read(read, [record.cells.get(name, "") for record in table.totals])
        added = sum(_read(read, [record.cells.get(name, "") for record in table]))
        if stated and added not in (*stated, sum(stated)):
            told.append(
                f"Итог столбца «{table.titles[name]}» — {', '.join(map(str, stated))}, а сумма его "
                f"строк — {added}: проверьте, все ли строки в файле."
            )
    return told


def _read(read: Callable[[str], Any], cells: Sequence[str]) -> list[Any]:
    found = []
    for cell in cells:
        with suppress(Wrong):
            found.append(read(cell))
    return [number for number in found if number is not None]


def _differing(table: str, column: str, added: int, value: int, *, covered: bool) -> str:
    gap = "" if covered else ", строки покрывают не все дни"
    return (
        f"{column_title(table, column)}: по строкам — {added}, в итогах — {value}{gap}. "
        "Число итогов хранится в totals.csv."
    )
