"""Yandex.Metrica, a report as the web interface exports it: CSV or XLSX, in Russian or English.

One row an interval (hour, day, week, month or longer), newest first, and a row of totals above
them. A week or month may be written as its first day alone; where the title does not say which it
is, and the days lie weeks or months apart, the file is refused: days without visits would be made
up. The visitors of intervals do not add up, so those of the whole period are taken from the
totals. The totals bear no period: it is taken to be that of the rows, and if their visits are not
the sum of the rows, it may be another, so that nothing of the totals stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ...dataset.notes import to_print
from ...dataset.series import period_of
from ...period import DAYS_IN_WEEK, MONTHS_IN_YEAR, Period
from ..files.export import Export, Wrong
from ..files.table import UNKNOWN, Column, Record, Table, count, headed
from ..importer import Extract, Importer, Options
from ..subjects.intervals import beginnings, clip, is_titled, refuse_overlapping, stated_period
from ..subjects.parts import said_above, signs_of_part
from ..subjects.periods import added_by_day, calendar_part, ended, reach_of, row_of, single
from ..subjects.spelling import Spelled, spelled
from ..subjects.totals import beside, idle_days, long_zeros, parted

MEASURES = ("visits", "visitors", "page_views")
RUSSIAN = (
    *("интервал дат", "интервал", "период", "дата", "дата и время"),
    *("день", "неделя", "месяц", "квартал", "год", "час", "минута"),
)
ENGLISH = (
    *("date interval", "interval", "period", "date", "date and time"),
    *("day", "week", "month", "quarter", "year", "hour", "minute"),
)
FORMS = ("{of} {word}", "{word} of {of}", "{word} of the {of}")
"""Metrica writes both «Month of visit» and «Week of the session»."""


def _interval(cell: str) -> Spelled:
    found = spelled(cell)
    if found is None:
        raise Wrong("не интервал дат", "день, месяц 2023-01 или «2023-01-01 - 2023-01-31»")
    return found


COLUMNS = {
    "interval": Column(
        (
            *(f"{word} визита".capitalize() for word in RUSSIAN),
            "Период",
            *(
                form.format(word=word, of=of)
                for word in ENGLISH
                for of in ("visit", "session")
                for form in FORMS
            ),
        ),
        _interval,
        required=True,
    ),
    "visits": Column(("Визиты", "Visits", "Sessions"), count, required=True),
    "visitors": Column(("Посетители", "Пользователи", "Users", "Visitors"), count),
    "page_views": Column(("Просмотры", "Pageviews", "Page views"), count),
}


@Importer(
    kind="metrika",
    title="Яндекс Метрика: посещаемость, CSV или XLSX из веб-интерфейса",
    cited="Яндекс Метрика, отчёт «Посещаемость»",
    how="Метрика → Отчёты → Стандартные отчёты → Посещаемость; период — отчётный год, "
    "детализация — по месяцам или по дням; без сегментов, сравнения и выборки; кнопка «Экспорт» → "
    "«Данные таблицы» → CSV или XLSX.",
    recognise=headed(COLUMNS, "interval", "visits"),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, visitors and page views of each interval, and of the whole period."""
    (export,) = files
    table = Table(export, COLUMNS, key=("interval",))
    totals = _totals(table)
    spelt = [table.read(record, "interval") for record in table]
    rows = [_row(table, record, each) for record, each in zip(table, spelt, strict=True)]
    # Rows of several sources have one day each: to leave one of them would be no cure.
    part = options.of_part(export, signs_of_part(table, groupings_first=True))
    table.finish()
    _refuse_unclear(table, spelt)
    refuse_overlapping(table, "interval", rows)
    stated = stated_period(table)
    if stated:
        rows = clip(table, "interval", rows, stated)
    noticed = [*part, *said_above(table)]
    if any(each.is_finer for each in spelt):
        _refuse_days_among_hours(table, spelt)
        rows = added_by_day(rows, ("visits", "page_views"))
        noticed.append("Строки мельче дня сложены по дням; посетители часов не складываются.")
    note = to_print("; ".join(part)) if part else None
    rows = [{**row, "note": note} for row in rows]
    written = options.counted_on(export)
    over, left = ended(rows, written)
    noticed += long_zeros(over)
    if left or (stated and stated.end >= written):
        told = ["Итоги включают дни, которые не кончились, и не взяты."] if totals else []
        return Extract(parted("visits", over), [*noticed, *left, *told])
    if not rows:
        raise export.refusal("нет ни одного интервала, только итоги", mend="Выберите детализацию")
    if len(spelt) == 1 and all(whole["visits"] == rows[0]["visits"] for whole in totals):
        return Extract(parted("visits", rows), noticed)
    extra: list[Mapping[str, Any]] = []
    if totals:
        whole = totals[0]
        period = stated or reach_of([period_of(row) for row in rows])
        idle, told = idle_days(whole, rows, period)
        rows += idle
        extra, differing = beside("visits", row_of(period, note=note, **whole), rows)
        if whole["visits"] != sum(row["visits"] or 0 for row in rows):
            extra = [{**row, "stands": False} for row in extra]
            differing = [_of_another_period(whole, rows)]
        noticed += [*told, *differing]
    noticed += _of_visitors(table, extra)
    return Extract(parted("visits", rows, extra), noticed)


def _refuse_days_among_hours(table: Table, spelt: Sequence[Spelled]) -> None:
    """Refuse whole days beside their hours, which they may add up."""
    for record, each in zip(table, spelt, strict=True):
        if each.clock is None:
            wrong = "день среди часов: его сумма или час после полуночи, не ясно"
            table.problem(record, "interval", wrong, "время у каждой строки")
    table.finish()


def _of_another_period(whole: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    added = sum(row["visits"] or 0 for row in rows)
    return (
        f"Визитов по строкам — {added}, в итогах — {whole['visits']}: итоги могут быть за другой "
        "период. Их числа записаны в totals.csv, но не приняты."
    )


def _of_visitors(table: Table, totals: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if "visitors" in table.titles:
        taken = any(row["column"] == "visitors" and row["stands"] for row in totals)
        told = "взяты из итогов" if taken else "они не известны"
        yield f"Посетители за интервалы не складываются: за весь период {told}."


def _totals(table: Table) -> list[dict[str, Any]]:
    """Read the totals: none, or one, as often as it is written."""
    found: list[dict[str, Any]] = []
    for record in table.totals:
        total = _counts(table, record)
        if found and total not in found:
            mend = "Оставьте одну"
            table.problem(record, "interval", "вторая строка итогов, с другими числами", mend=mend)
        found.append(total)
    return found[:1]


def _counts(table: Table, record: Record) -> dict[str, Any]:
    return {name: table.read(record, name) for name in MEASURES}


def _row(table: Table, record: Record, spelt: Spelled | None) -> dict[str, Any]:
    period = UNKNOWN if spelt is None else _widened(table, record, spelt)
    return row_of(period, **_counts(table, record))


def _widened(table: Table, record: Record, spelt: Spelled) -> Period:
    """Return the week, the month or more that a day begins, if the title says that it is one."""
    title, day = table.titles["interval"], spelt.period.start
    if not spelt.is_day:
        return spelt.period
    if is_titled(title, "недел", "week"):
        if day.weekday() != 0:
            table.problem(record, "interval", "неделя начинается не с понедельника", "понедельник")
        return Period(day, day + timedelta(days=DAYS_IN_WEEK - 1))
    parts = {1: ("месяц", "month"), 3: ("квартал", "quarter"), MONTHS_IN_YEAR: ("год", "year")}
    for months, words in parts.items():
        if is_titled(title, *words):
            part = calendar_part(day, months)
            if day != part.start:
                wrong = f"{words[0]} начинается не с первого числа"
                table.problem(record, "interval", wrong, "первое число")
            return part
    return single(day)


def _refuse_unclear(table: Table, spelt: Sequence[Spelled]) -> None:
    """Refuse single days that are the first ones of weeks or months, by all that can be seen."""
    title = table.titles["interval"]
    if is_titled(title, "недел", "week", "месяц", "month", "квартал", "quarter", "год", "year"):
        return
    what = beginnings([each.period.start for each in spelt])
    if what and all(each.is_day for each in spelt):
        raise table.export.refusal(
            f"интервалы — по одному дню, и каждый — первый день {what}: это дни или нет, не ясно",
            "интервалы с концом («2023-01-01 - 2023-01-31») или столбец "
            f"«{'Неделя' if what == 'недели' else 'Месяц'} визита»",
            "Выгрузите по дням или с интервалами дат",
        )
