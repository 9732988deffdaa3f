"""Matomo, visits by days, weeks or months: CSV of its interface or API.

Matomo writes UTF-16 with tabs or commas, and names its columns as in its code, or in English or
Russian. Its actions are page views, downloads and outgoing links together, so page views are
taken only from a column of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from ...period import MONTHS_IN_YEAR, Period
from .. import Export, Extract, Importer, Options
from ..days import YEARS
from ..export import Wrong
from ..periods import calendar_part, ended, row_of, single
from ..table import UNKNOWN, Column, Record, Table, count, headed
from ..totals import parted

SPAN = re.compile(r"\D{0,5}(\d{4}-\d\d-\d\d)\s*(?:,|to|по|в|-|–|—)\s*(\d{4}-\d\d-\d\d)")
MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")


def _period(cell: str) -> Period:
    try:
        period = _span(cell)
    except ValueError:
        period = UNKNOWN
    if period.start.year not in YEARS or period.end.year not in YEARS or period.days < 1:
        expected = "день 2023-01-31, месяц 2023-01, год 2023 или «2023-01-02,2023-01-08»"
        raise Wrong("не период", expected)
    return period


def _span(cell: str) -> Period:
    if span := SPAN.fullmatch(cell):
        return Period(date.fromisoformat(span[1]), date.fromisoformat(span[2]))
    if month := MONTH.fullmatch(cell):
        first = date(int(month[1]), int(month[2] or 1), 1)
        return calendar_part(first, 1 if month[2] else MONTHS_IN_YEAR)
    return single(date.fromisoformat(cell))


COLUMNS = {
    "period": Column(("date", "Дата", "label"), _period, required=True),
    "visits": Column(("nb_visits", "Visits", "Посещения", "Визиты"), count, required=True),
    "visitors": Column(
        (
            "nb_uniq_visitors",
            "Unique visitors",
            "Уникальные посетители",
            "Уникальных посетителей",
        ),
        count,
    ),
    "page_views": Column(("nb_pageviews", "Pageviews", "Просмотры страниц"), count),
    "actions": Column(("nb_actions", "Actions", "Действия")),
}
RECOGNISED = headed(COLUMNS, "visits", ("visitors", "actions", "page_views"))


@Importer(
    kind="matomo",
    title="Matomo: посещения по периодам, CSV",
    how="API Matomo: index.php?module=API&method=API.get&idSite=<номер сайта>&period=month"
    "&date=2022-01-01,2022-12-31&format=CSV&token_auth=<ключ> (period=day — по дням). Важно "
    "указать date как «начало,конец», иначе в файле не будет столбца с датой.",
    recognise=RECOGNISED,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, unique visitors and page views of each period that has ended."""
    (export,) = files
    if RECOGNISED(export) and not headed(COLUMNS, "period")(export):
        raise export.refusal(
            "нет столбца с датой, поэтому неизвестно, за какое время эти числа",
            "столбец date или «Дата»",
            "Выгрузите снова за промежуток: date=2022-01-01,2022-12-31 и period=month",
        )
    table = Table(export, COLUMNS, key=("period",))
    rows = [_row(table, record) for record in table]
    table.finish()
    told = [row for row in rows if row["visits"] is not None]
    over, left = ended(told, options.counted_on(export))
    if not over:
        raise export.refusal("нет ни одного завершённого периода с числом посещений")
    noticed = []
    if len(told) < len(rows):
        noticed.append(f"Строк без посещений — {len(rows) - len(told)}: не взяты, это не ноль.")
    noticed += left
    if "page_views" not in table.titles:
        noticed.append(
            "Просмотров нет: действия Matomo — это и загрузки файлов, и внешние ссылки. "
            "Столбец nb_pageviews даёт метод API.get."
        )
    if len(over) > 1 and "visitors" in table.titles:
        noticed.append("Уникальные посетители по периодам не складываются.")
    return Extract(parted("visits", over), noticed)


def _row(table: Table, record: Record) -> dict[str, Any]:
    period = table.read(record, "period") or UNKNOWN
    numbers = {name: table.read(record, name) for name in ("visits", "visitors", "page_views")}
    return row_of(period, **numbers)
