"""Yandex.Metrica, a report as the web interface exports it: CSV or XLSX.

One row an interval (day, week or month), newest first, and a row of totals above them. The
visitors of intervals do not add up, so those of the whole period are taken from the totals.
The totals bear no period: it is taken to be that of the rows, and if their visits are not the
sum of the rows, it may be another, so that nothing of the totals stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ... import cells
from ...period import Period
from .. import Export, Extract, Importer, Options
from ..export import Wrong
from ..periods import ended, row_of
from ..table import UNKNOWN, Column, Record, Table, count, headed
from ..totals import beside, idle_days, parted

TOTALS = "итого"
MEASURES = ("visits", "visitors", "page_views")
SPAN = re.compile(r"(\S+)\s+(?:-|–|—|по)\s+(\S+)")


def _interval(cell: str) -> Period:
    span = SPAN.fullmatch(cell)
    start, end = (cells.as_date(day) for day in (span.groups() if span else (cell, cell)))
    if start is None or end is None or end < start:
        raise Wrong("не интервал дат", "день или «2023-01-01 - 2023-01-31»")
    return Period(start, end)


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
    table = Table(export, COLUMNS)
    summed = [record for record in table if record.cells["interval"].lower().startswith(TOTALS)]
    table.records = [record for record in table if record not in summed]
    table.once(lambda record: record.cells["interval"])
    rows = [_row(table, record) for record in table]
    whole = [_counts(table, record) for record in summed]
    table.finish()
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
    return row_of(period, **_counts(table, record))


def _totals(
    rows: Sequence[dict[str, Any]], whole: Mapping[str, Any], period: Period
) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Make totals of the whole period; none stands if it may be of another period."""
    totals, noticed = beside("visits", row_of(period, **whole), rows)
    if whole["visits"] != sum(row["visits"] or 0 for row in rows):
        totals = [{**row, "stands": False} for row in totals]
        noticed.append("Итоги могут быть за другой период: ни одно их число не принято.")
    return totals, noticed
