"""Yandex.Metrica, a report as the web interface exports it: CSV or XLSX.

One row an interval (day, week or month), newest first, and a row of totals above them. A week or
month may be written as its first day alone; where the title does not say which it is, and the
days lie a week or a month apart, the file is refused: days without visits would be made up. The
visitors of intervals do not add up, so those of the whole period are taken from the totals.
The totals bear no period: it is taken to be that of the rows, and if their visits are not the
sum of the rows, it may be another, so that nothing of the totals stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ... import cells
from ...period import DAYS_IN_WEEK, Period
from .. import Export, Extract, Importer, Options
from ..export import Wrong
from ..periods import ended, row_of
from ..table import UNKNOWN, Column, Record, Table, count, headed
from ..totals import beside, idle_days, parted

MEASURES = ("visits", "visitors", "page_views")
SPAN = re.compile(r"(\S+)\s+(?:-|–|—|по)\s+(\S+)")


def _interval(cell: str) -> Period:
    span = SPAN.fullmatch(cell)
    start, end = (cells.as_date(day) for day in (span.groups() if span else (cell, cell)))
    if start is None or end is None or end < start:
        raise Wrong("не интервал дат", "день или «2023-01-01 - 2023-01-31»")
    return Period(start, end)


WEEK, MONTH = "неделя визита", "месяц визита"
LEAST_TO_TELL = 3
"""As many intervals lie a week or a month apart by design, and no longer by chance."""

COLUMNS = {
    "interval": Column(
        (
            "Интервал дат визита",
            "Дата визита",
            "День визита",
            "Неделя визита",
            "Месяц визита",
            "Период",
        ),
        _interval,
        required=True,
    ),
    "visits": Column(("Визиты",), count, required=True),
    "visitors": Column(("Посетители", "Пользователи"), count),
    "page_views": Column(("Просмотры",), count),
}


@Importer(
    kind="metrika",
    title="Яндекс Метрика: посещаемость, CSV или XLSX из веб-интерфейса",
    how="Метрика → Отчёты → Стандартные отчёты → Посещаемость; период — отчётный год, "
    "детализация — по месяцам или по дням; кнопка «Экспорт» → «Данные таблицы» → CSV или XLSX.",
    recognise=headed(COLUMNS, "interval", "visits"),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, visitors and page views of each interval, and of the whole period."""
    (export,) = files
    table = Table(export, COLUMNS, key=("interval",))
    summed = table.totals
    rows = [_row(table, record) for record in table]
    whole = [_counts(table, record) for record in summed]
    table.finish()
    _refuse_unclear(table, rows)
    over, left = ended(rows, options.counted_on(export))
    if left:
        return Extract(parted("visits", over), [*left, "Итоги включают их и тоже не взяты."])
    if not rows:
        raise export.refusal("нет ни одного интервала, только итоги", mend="Выберите детализацию")
    totals: list[Mapping[str, Any]] = []
    noticed = []
    if whole and len(rows) > 1:
        period = Period(
            min(row["period_start"] for row in rows), max(row["period_end"] for row in rows)
        )
        idle, told = idle_days(whole[0], rows, period)
        rows += idle
        totals, differing = _totals(rows, whole[0], period)
        noticed += [*told, *differing]
    if len(rows) > 1:
        noticed.append("Посетители за интервалы не складываются: за весь период взяты из итогов.")
    return Extract(parted("visits", rows, totals), noticed)


def _counts(table: Table, record: Record) -> dict[str, Any]:
    return {name: table.read(record, name) for name in MEASURES}


def _row(table: Table, record: Record) -> dict[str, Any]:
    period = table.read(record, "interval") or UNKNOWN
    if period.days == 1 and period != UNKNOWN:
        period = _widened(table, record, period.start)
    return row_of(period, **_counts(table, record))


def _widened(table: Table, record: Record, first: date) -> Period:
    """Return the week or the month that a day begins, if the title says that it is one."""
    title = table.titles["interval"].casefold()
    if title == WEEK:
        if first.weekday() != 0:
            table.problem(record, "interval", "неделя начинается не с понедельника", "понедельник")
        return Period(first, first + timedelta(days=DAYS_IN_WEEK - 1))
    if title == MONTH:
        if first.day != 1:
            table.problem(record, "interval", "месяц начинается не с первого числа", "первое число")
        return Period.of_month(first.year, first.month)
    return Period(first, first)


def _refuse_unclear(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse single days that are the first ones of weeks or months, by all that can be seen."""
    days = sorted(row["period_start"] for row in rows)
    single = all(row["period_start"] == row["period_end"] for row in rows)
    if len(days) < LEAST_TO_TELL or not single:
        return
    weekly = all((b - a).days == DAYS_IN_WEEK for a, b in pairwise(days))
    monthly = all(day.day == 1 for day in days)
    if weekly or monthly:
        what = "недели" if weekly else "месяца"
        raise table.export.refusal(
            f"интервалы — по одному дню, и каждый — первый день {what}: это дни или нет, не ясно",
            f"интервалы с концом («2023-01-01 - 2023-01-31») или столбец «{_title(weekly)}»",
            "Выгрузите по дням или с интервалами дат",
        )


def _title(weekly: bool) -> str:
    return "Неделя визита" if weekly else "Месяц визита"


def _totals(
    rows: Sequence[dict[str, Any]], whole: Mapping[str, Any], period: Period
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Make totals of the whole period; none stands if it may be of another period."""
    totals, noticed = beside("visits", row_of(period, **whole), rows)
    if whole["visits"] != sum(row["visits"] or 0 for row in rows):
        totals = [{**row, "stands": False} for row in totals]
        noticed.append("Итоги могут быть за другой период: ни одно их число не принято.")
    return totals, noticed
