"""How the command shows what happens to the rows of the data: in the words of the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..dataset import Dataset
from ..dataset.series import is_flow, summed_columns
from ..importing.changed_cells import ChangedCell, changed_cells, contested_cell
from ..importing.merging.rows import RowChange
from ..importing.merging.terms import Conflict
from ..period import Period
from ..views.wording import month, number, short_day, span
from .screen import Sheet

MOST_LINES = 12
"""Of a series more lines than these are shown as one, unless all are asked for."""
NOTHING = "—"


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
    lines = [cell for change in changes for cell in changed_cells(change, dataset)]
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
        cell = contested_cell(conflict, dataset)
        what = f"{cell.what}, {_when(cell.days)}: {cell.measure}"
        # A note may name any source, and words may have none.
        source = titles.get(conflict.source, conflict.source) or "источник не назван"
        choice = f"--prefer new:{cell.table} или old:{cell.table}"
        if conflict.at_once:
            choice = "файлы одной загрузки расходятся: загрузите их по одному"
        sheet.add_row(what, f"{_value(conflict.old)} ({source})", _value(conflict.new), choice)
    return sheet


def _when(days: Period | None) -> str:
    if days is None:
        return NOTHING
    if days == Period.of_month(days.start.year, days.start.month):
        return month(days.start)
    return short_day(days.start) if days.days == 1 else span(days)


def _prefix(days: Period | None) -> str:
    return "" if days is None else f"{_when(days)}: "


def _grouped(lines: Iterable[ChangedCell]) -> dict[tuple[str, str], list[ChangedCell]]:
    series: dict[tuple[str, str], list[ChangedCell]] = defaultdict(list)
    for line in lines:
        series[line.what, line.measure].append(line)
    return series


def _by_kind(lines: Iterable[ChangedCell]) -> Iterable[list[ChangedCell]]:
    """Part the lines of a series into those that come, that change, and that go."""
    kinds: dict[tuple[bool, bool], list[ChangedCell]] = defaultdict(list)
    for line in lines:
        kinds[line.before is None, line.after is None].append(line)
    return kinds.values()


def _summed(lines: Sequence[ChangedCell]) -> str:
    first = lines[0]
    known = [each.days for each in lines if each.days is not None]
    days = Period(min(each.start for each in known), max(each.end for each in known))
    told = f"{_when(days)}, строк — {len(lines)}"
    if not is_flow(first.table):  # counts of days do not add up
        last = next(each for each in lines if each.days and each.days.end == days.end)
        return told if last.after is None else f"{told}: последнее — {_value(last.after)}"
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
