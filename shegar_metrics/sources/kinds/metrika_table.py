"""Yandex.Metrica, a report as the web interface exports it: CSV or XLSX.

One row an interval (day, week or month), newest first, and a row of totals above them. The
visitors of intervals do not add up, so those of the whole period are taken from the totals,
and only where the totals bear a period of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ... import cells
from .. import Export, Extract, Importer, Options
from ..table import Record, Table

COLUMNS = {
    "interval": (
        "Интервал дат визита",
        "Дата визита",
        "День визита",
        "Неделя визита",
        "Месяц визита",
        "Период",
    ),
    "visits": ("Визиты",),
    "visitors": ("Посетители", "Пользователи"),
    "page_views": ("Просмотры",),
}
TOTALS = "итого"
SPAN = re.compile(r"(\S+)\s+(?:-|–|—|по)\s+(\S+)")


def _looks_so(export: Export) -> bool:
    titles = {title.casefold() for title in export.header}
    intervals = {title.casefold() for title in COLUMNS["interval"]}
    return "визиты" in titles and bool(titles & intervals)


@Importer(
    kind="metrika",
    title="Яндекс Метрика: посещаемость, CSV или XLSX из веб-интерфейса",
    how="Метрика → Отчёты → Стандартные отчёты → Посещаемость; период — отчётный год, "
    "детализация — по месяцам или по дням; кнопка «Экспорт» → «Данные таблицы» → CSV или XLSX.",
    recognise=_looks_so,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, visitors and page views of each interval, and of the whole period."""
    (export,) = files
    table = Table(export, COLUMNS, required=("interval", "visits"))
    totals = [record for record in table if record.cells["interval"].lower().startswith(TOTALS)]
    table.records = [record for record in table if record not in totals]
    table.once(lambda record: record.cells["interval"])
    rows = [_row(table, record) for record in table]
    whole = [_counts(table, record) for record in totals]
    table.finish()
    today = options.as_of or export.modified
    over = [row for row in rows if row["period_end"] < today]
    if len(over) < len(rows):
        left = (
            f"Интервалов, не кончившихся к {today:%d.%m.%Y}, — {len(rows) - len(over)}: не взяты."
        )
        return Extract({"visits": over}, [left, "Итоги включают их и тоже не взяты."])
    if not rows:
        raise export.refusal("нет ни одного интервала, только итоги", mend="Выберите детализацию")
    noticed = []
    if whole:
        noticed += _add_whole(rows, whole[0])
    if len(rows) > 1:
        noticed.append("Посетители за интервалы не складываются: за весь период взяты из итогов.")
    return Extract({"visits": rows}, noticed)


def _counts(table: Table, record: Record) -> dict[str, Any]:
    return {name: table.count(record, name) for name in ("visits", "visitors", "page_views")}


def _row(table: Table, record: Record) -> dict[str, Any]:
    cell = record.cells["interval"]
    span = SPAN.fullmatch(cell)
    start, end = (cells.as_date(day) for day in (span.groups() if span else (cell, cell)))
    if start is None or end is None or end < start:
        expected = "день или «2023-01-01 - 2023-01-31»"
        table.problem(record, "interval", "не интервал дат", expected)
    return {"period_start": start, "period_end": end, **_counts(table, record)}


def _add_whole(rows: list[dict[str, Any]], whole: dict[str, Any]) -> list[str]:
    """Add a row for the whole period, and the days that are left out as they had no visits."""
    start = min(row["period_start"] for row in rows)
    end = max(row["period_end"] for row in rows)
    told = sum(row["visits"] or 0 for row in rows)
    if told != whole["visits"]:
        return [f"Итоги ({whole['visits']}) не равны сумме визитов ({told}) и не взяты."]
    noticed = []
    if all(row["period_start"] == row["period_end"] for row in rows):
        days = {row["period_start"] for row in rows}
        every = (start + timedelta(days=place) for place in range((end - start).days + 1))
        idle = [day for day in every if day not in days]
        nothing = {"visits": 0, "visitors": 0, "page_views": 0}
        rows += [{"period_start": day, "period_end": day, **nothing} for day in idle]
        if idle:
            noticed = [f"Дней без строки — {len(idle)}: судя по итогам, посещений в них не было."]
    if len(rows) > 1:
        rows.append({"period_start": start, "period_end": end, **whole})
    return noticed
