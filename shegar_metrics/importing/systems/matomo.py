"""Matomo, visits by days, weeks or months: CSV of its interface or API.

Matomo writes UTF-16 with tabs or commas, and names its columns as in its code, or in English or
Russian. Its actions are page views, downloads and outgoing links together, so page views are
taken only from a column of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...dataset.notes import to_print
from ...dataset.series import period_of
from ...period import Period
from ...problems import shortened
from ..files.export import Export, Wrong
from ..files.headings import same_title
from ..files.table import UNKNOWN, Column, Record, Table, count, headed
from ..importer import Extract, Importer, Options
from ..subjects.intervals import beginnings, refuse_overlapping
from ..subjects.parts import said_above, signs_of_part
from ..subjects.periods import ended, row_of
from ..subjects.spelling import spelled
from ..subjects.totals import long_zeros, parted

MEASURES = {"visits": "nb_visits", "visitors": "nb_uniq_visitors", "page_views": "nb_pageviews"}
"""Our columns, and what Matomo calls them in its code."""
LABEL = "label"
BY_TIME = "Выгрузите снова за промежуток: date=2022-01-01,2022-12-31 и period=month"


def period(cell: str) -> Period:
    """Read a day or longer period as Matomo writes it."""
    found = spelled(cell)
    if found is None or found.is_finer:
        expected = "день 2023-01-31, месяц 2023-01, год 2023 или «2023-01-02,2023-01-08»"
        raise Wrong("не период", expected)
    return found.period


COLUMNS = {
    "period": Column(("date", "Дата"), period, required=True, vague=(LABEL,)),
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
# Other counters have visits and page views too.
RECOGNISED = headed(COLUMNS, "visits", ("visitors", "actions"))


@Importer(
    kind="matomo",
    title="Matomo: посещения по периодам, CSV",
    cited="Matomo, посещаемость сайта",
    how="API Matomo: index.php?module=API&method=API.get&idSite=<номер сайта>&period=month"
    "&date=2022-01-01,2022-12-31&format=CSV&token_auth=<ключ> (period=day — по дням), без "
    "segment. Важно указать date как «начало,конец», иначе в файле не будет столбца с датой.",
    recognise=RECOGNISED,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, unique visitors and page views of each period that has ended."""
    (export,) = files
    if RECOGNISED(export) and not headed(COLUMNS, "period", "visits")(export):
        raise export.refusal(
            "нет столбца с датой, поэтому неизвестно, за какое время эти числа",
            "столбец date или «Дата»",
            BY_TIME,
        )
    table = Table(export, COLUMNS, key=("period",))
    _refuse_other_rows(table)
    sums = [table.read(record, "visits") for record in table.totals]
    rows = [_row(table, record) for record in table]
    # Rows of several sources have one day each: to leave one of them would be no cure.
    part = options.of_part(export, signs_of_part(table))
    table.finish()
    refuse_overlapping(table, "period", rows)
    extract = extracted(export, rows, part, options, sums)
    return replace(extract, noticed=[*said_above(table), *extract.noticed])


def _refuse_other_rows(table: Table) -> None:
    """Refuse a report whose rows are pages, sources or the like, and not periods."""
    labels = [record.cells["period"] for record in table]
    is_label = same_title(table.titles["period"]) == LABEL
    if is_label and labels and not any(map(spelled, labels)):
        raise table.export.refusal(
            f"в строках не дни и не месяцы, а другое: «{shortened(labels[0])}»",
            "отчёт о посещениях по периодам (API.get)",
            BY_TIME,
        )


def _row(table: Table, record: Record) -> dict[str, Any]:
    when = table.read(record, "period") or UNKNOWN
    return row_of(when, **{name: table.read(record, name) for name in MEASURES})


def extracted(
    export: Export,
    rows: Sequence[Mapping[str, Any]],
    part: Sequence[str],
    options: Options,
    sums: Sequence[int | None] = (),
) -> Extract:
    """Return what Matomo tells of the periods that have ended.

    Parameters
    ----------
    export
        The file.
    rows
        A row a period, with `MEASURES`.
    part
        What says that they are of a part of the site.
    options
        What is known of the file.
    sums
        The visits that it tells of all periods together.
    """
    _refuse_unclear(export, rows)
    told = [row for row in rows if row["visits"] is not None]
    over, left = ended(told, options.counted_on(export))
    if not over:
        raise export.refusal("нет ни одного завершённого периода с числом посещений")
    note = to_print("; ".join(part)) if part else None
    noted = [{**row, "note": note} for row in over]
    return Extract(parted("visits", noted), [*part, *_noticed(rows, told, over, left, sums)])


def _refuse_unclear(export: Export, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse single days that are the first ones of weeks or months: Excel makes them of those."""
    periods = [period_of(row) for row in rows]
    what = beginnings([each.start for each in periods])
    if what and all(each.days == 1 for each in periods):
        wrong = f"периоды — по одному дню, и каждый — первый день {what}: это дни или нет, не ясно"
        mend = "Возьмите файл, который дал Matomo, а не пересохранённый, или выгрузите по дням"
        raise export.refusal(wrong, "месяц 2023-01 или «2023-01-02,2023-01-08»", mend)


def _noticed(
    rows: Sequence[Mapping[str, Any]],
    told: Sequence[Mapping[str, Any]],
    over: Sequence[Mapping[str, Any]],
    left: Sequence[str],
    sums: Sequence[int | None],
) -> Iterator[str]:
    if len(told) < len(rows):
        yield f"Строк без посещений — {len(rows) - len(told)}: не взяты, это не ноль."
    yield from left
    yield from long_zeros(over)
    if sums:
        added = sum(row["visits"] for row in told)
        shown = ", ".join(str(each) for each in sums)
        yield f"Строка итогов не взята: посещений в ней — {shown}, по строкам — {added}."
    if all(row["page_views"] is None for row in over):
        yield (
            "Просмотров нет: действия Matomo — это и загрузки файлов, и внешние ссылки. "
            "Столбец nb_pageviews даёт метод API.get."
        )
    if len(over) > 1 and any(row["visitors"] is not None for row in over):
        yield "Уникальные посетители по периодам не складываются."
