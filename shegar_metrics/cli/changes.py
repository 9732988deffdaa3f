"""How the command shows what happens to the rows of the data: in the words of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..dataset import Dataset
from ..dataset.schema import resources
from ..dataset.series import TOTALS, column_title, period_of, summed_columns
from ..importing.merging import Conflict
from ..importing.rows import Row, RowChange, subject_columns, value_columns
from ..period import Period
from ..views.wording import number, short_day, span
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
        When.
    before, after
        What the cell was and what it is.
    """

    table: str
    column: str
    what: str
    measure: str
    days: Period
    before: Any
    after: Any


def change_sheet(
    title: str, changes: Sequence[RowChange], dataset: Dataset, *, every: bool
) -> Sheet | None:
    """Lay out what happens to rows, cell by cell; nothing, if no cell is to be shown.

    Parameters
    ----------
    title
        What stands above.
    changes
        What happens.
    dataset
        The data, for the titles of codes.
    every
        Show each line; otherwise many of one series are added up. What is taken away is always
        shown line by line.
    """
    lines = [line for change in changes for line in _lines(change, dataset)]
    if not lines:
        return None
    sheet = Sheet(title=title, title_justify="left")
    for name in ("Что", "Когда", "Показатель"):
        sheet.add_column(name, overflow="fold")
    for name in ("Было", "Стало"):
        sheet.add_column(name, justify="right", overflow="fold")
    for group in _grouped(lines):
        summed = len(group) > MOST_LINES and not every and group[0].after is not None
        for cells in [_summed(group)] if summed else map(_cells, group):
            sheet.add_row(*cells)
    return sheet


def conflict_sheet(conflicts: Sequence[Conflict], dataset: Dataset) -> Sheet:
    """Lay out the figures between which the user has to choose, with how to say what is chosen."""
    sheet = Sheet(title="Надо выбрать", title_justify="left", show_lines=True)
    for name in ("Что", "Есть", "В файле", "Как выбрать"):
        sheet.add_column(name, overflow="fold")
    for conflict in conflicts:
        table, column = _place(conflict.table, conflict.column, conflict.row)
        what = f"{_what(conflict.table, conflict.row, dataset)}, {_when(_days(conflict.row))}: "
        what += column_title(table, column)
        if conflict.question:
            what += f" ({conflict.question})"
        source = dataset.source(conflict.source)["title"]
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
    """Title a series: the table, and the page, section, channel … that a row is of."""
    table = row["table"] if table == TOTALS else table
    codes = [c for c in subject_columns(table) if c not in DATES and row.get(c) is not None]
    titles = [dataset.labels(table, c).get(row[c], str(row[c])) for c in codes]
    return ", ".join([str(resources()[table]["title"]), *titles])


def _days(row: Row) -> Period:
    return Period(row["as_of"], row["as_of"]) if "as_of" in row else period_of(row)


def _when(days: Period) -> str:
    return short_day(days.start) if days.days == 1 else span(days)


def _grouped(lines: Iterable[Line]) -> list[list[Line]]:
    """Put the lines of one series and one kind of change together."""
    groups: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for line in lines:
        kind = (line.before is None, line.after is None)
        groups[line.table, line.column, line.what, line.measure, *kind].append(line)
    return list(groups.values())


def _cells(line: Line) -> tuple[str, ...]:
    return line.what, _when(line.days), line.measure, _value(line.before), _value(line.after)


def _summed(lines: Sequence[Line]) -> tuple[str, ...]:
    first = lines[0]
    days = Period(min(each.days.start for each in lines), max(each.days.end for each in lines))
    values = [NOTHING, NOTHING]
    if first.column in summed_columns(first.table):
        for side, cells in enumerate(zip(*((e.before, e.after) for e in lines), strict=True)):
            known = [cell for cell in cells if cell is not None]
            values[side] = f"всего {_value(sum(known))}" if known else NOTHING
    return first.what, f"{_when(days)}, строк — {len(lines)}", first.measure, *values


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
