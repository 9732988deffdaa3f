"""How the command shows what happens to the rows of the data: in the words of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..dataset import Dataset
from ..dataset.schema import fields, resources
from ..dataset.series import TOTALS, column_title, period_of, summed_columns
from ..importing.merging.rows import Row, RowChange, subject_columns, value_columns
from ..importing.merging.terms import Conflict
from ..period import Period
from ..views.wording import month, number, short_day, span
from .screen import Sheet

MOST_LINES = 12
"""Of a series more lines than these are shown as one, unless all are asked for."""
DATES = ("period_start", "period_end", "as_of")
UNSHOWN = ("sources", "pages")
"""Tables whose rows follow from the others, and are told of in the notices."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Line:
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


def change_lines(changes: Sequence[RowChange], dataset: Dataset, *, every: bool) -> Iterator[str]:
    """Yield lines on what happens to rows, series by series and cell by cell.

    Parameters
    ----------
    changes
        What happens.
    dataset
        The data, for the titles of codes.
    every
        Yield each line; otherwise many of one series are added up. What is taken away is always
        told line by line.
    """
    lines = [line for change in changes for line in _lines(change, dataset)]
    for series, of_series in _grouped(lines).items():
        yield f"  {' — '.join(series)}:"
        for kind in _by_kind(of_series):
            first = kind[0]
            few = len(kind) <= MOST_LINES
            if every or few or first.after is None or first.days is None:
                cells = ((_prefix(each.days), each.before, each.after) for each in kind)
                yield from (
                    f"    {when}{_value(before)} → {_value(after)}" for when, before, after in cells
                )
            else:
                yield f"    {_summed(kind)}"


def conflict_sheet(conflicts: Sequence[Conflict], dataset: Dataset) -> Sheet:
    """Lay out the figures between which the user has to choose, with how to say what is chosen."""
    sheet = Sheet(title="Надо выбрать", title_justify="left", show_lines=True)
    for name in ("Что", "Есть", "В файле", "Как выбрать"):
        sheet.add_column(name, overflow="fold")
    titles = {row["id"]: row["title"] for row in dataset.rows["sources"]}
    for conflict in conflicts:
        table, column = _place(conflict.table, conflict.column, conflict.row)
        what = f"{_what(conflict.table, conflict.row, dataset)}, {_when(_days(conflict.row))}: "
        what += column_title(table, column)
        if conflict.question:
            what += f" ({conflict.question})"
        source = titles.get(conflict.source, conflict.source)  # a note may name any
        choice = f"--prefer new:{table} или old:{table}"
        if conflict.at_once:
            choice = "файлы одной загрузки расходятся: загрузите их по одному"
        sheet.add_row(what, f"{_value(conflict.old)} ({source})", _value(conflict.new), choice)
    return sheet


def _lines(change: RowChange, dataset: Dataset) -> Iterator[Line]:
    if change.table in UNSHOWN:
        return
    row = change.row
    what, days = _what(change.table, row, dataset), _days(row)
    for column in value_columns(change.table):
        before, after = ((each or {}).get(column) for each in (change.before, change.after))
        if before == after or column == "stands":
            continue
        table, name = _place(change.table, column, row)
        measure = column_title(table, name)
        if "categories" in fields(table).get(name, {}):
            labels: Mapping[Any, str] = dataset.labels(table, name)
            before, after = (labels.get(cell, cell) for cell in (before, after))
        if change.table == TOTALS:
            measure += ", итог: " + ("печатается" if row["stands"] else "не печатается")
        yield Line(table, name, what, measure, days, before, after)
    if change.table == TOTALS and change.before and change.after:
        stands = (change.before["stands"], row["stands"])
        if stands[0] != stands[1]:
            table, name = _place(TOTALS, "value", row)
            measure = f"{column_title(table, name)}, итог"
            words = ("печатается" if stood else "не печатается" for stood in stands)
            yield Line(table, name, what, measure, days, *words)


def _place(table: str, column: str, row: Row) -> tuple[str, str]:
    """Return the table and the column of a cell; of a total, those that it is a total of."""
    return (row["table"], row["column"]) if table == TOTALS else (table, column)


def _what(table: str, row: Row, dataset: Dataset) -> str:
    """Title a series: the page, section, channel … that a row is of, or else its table."""
    table = row["table"] if table == TOTALS else table
    told = (*DATES, *value_columns(table))
    codes = [c for c in subject_columns(table) if c not in told and row.get(c) is not None]
    titles = [str(dataset.labels(table, c).get(row[c], row[c])) for c in codes]
    return ", ".join(titles) or str(resources()[table]["title"])


def _days(row: Row) -> Period | None:
    """Return the days that a row is of; reference data and remarks are of none."""
    if "as_of" in row:
        return Period(row["as_of"], row["as_of"])
    return period_of(row) if "period_start" in row else None


def _when(days: Period | None) -> str:
    if days is None:
        return NOTHING
    if days == Period.of_month(days.start.year, days.start.month):
        return month(days.start)
    return short_day(days.start) if days.days == 1 else span(days)


def _prefix(days: Period | None) -> str:
    return "" if days is None else f"{_when(days)}: "


def _grouped(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
    series: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        series[line.what, line.measure].append(line)
    return series


def _by_kind(lines: Iterable[Line]) -> Iterable[list[Line]]:
    """Part the lines of a series into those that come, that change, and that go."""
    kinds: dict[tuple[bool, bool], list[Line]] = defaultdict(list)
    for line in lines:
        kinds[line.before is None, line.after is None].append(line)
    return kinds.values()


def _summed(lines: Sequence[Line]) -> str:
    first = lines[0]
    known = [each.days for each in lines if each.days is not None]
    days = Period(min(each.start for each in known), max(each.end for each in known))
    told = f"{_when(days)}, строк — {len(lines)}"
    if first.column not in summed_columns(first.table):
        return told
    sums = [
        sum(cell for cell in cells if cell is not None)
        for cells in ([each.before for each in lines], [each.after for each in lines])
    ]
    was = "" if first.before is None else f"{_value(sums[0])} → "
    return f"{told}: всего {was}{_value(sums[1])}"


def _value(value: Any) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "да" if value else "нет"
        case int():
            return number(value)
        case Decimal():
            digits = max(-int(value.as_tuple().exponent), 0)
            return number(Fraction(value), digits)
        case date():
            return short_day(value)
        case _:
            return str(value)
