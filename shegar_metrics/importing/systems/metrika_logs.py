"""Yandex.Metrica, Logs API: a table of single visits, TSV of any size.

Visits of a day and their page views are counted in one pass of DuckDB, at about the cost of a
bare count. People and repeated visits can be counted only by remembering every one of them, so
that is done for files up to `EXACT_BELOW` bytes: a hundred years of visits of a district's site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import duckdb

from ...dataset.series import period_of
from ...period import Period
from ...problems import DataRefusal, Problem, listed
from ..files.export import Export
from ..files.streams import (
    database,
    literal_paths,
    measured,
    numbered_lines,
    refuse_overlong,
    refuse_repeated,
)
from ..files.table import MOST_PROBLEMS
from ..importer import Extract, Importer, Options
from ..subjects.periods import left_out, reach, row_of, single
from ..subjects.totals import beside, parted

TITLES = {
    "day": ("ym:s:date", "ym:s:dateTime"),
    "visit": ("ym:s:visitID",),
    "client": ("ym:s:clientID",),
    "views": ("ym:s:pageViews",),
    "counter": ("ym:s:counterID",),
}
EXACT_BELOW = 256 * 1024 * 1024
DAY = re.compile(r"(199\d|20\d\d|2100)-\d\d-\d\d( \d\d:\d\d:\d\d)?")
VIEWS = re.compile(r"\d{1,9}")
ROUNDED = "E+"
"""What Excel leaves of a long number has it: many visits would become one."""
AGAIN = "Скачайте файл снова"


class _Counted(NamedTuple):
    """What was counted in a period: a day as ``2022-12-31``, or a year as ``2022``.

    Of the numbers of counters, the first and the last in order are told: one, as a rule.
    """

    period: str
    visits: int
    page_views: int | None
    visitors: int | None
    repeated: int
    counters: tuple[str | None, str | None]


def _looks_so(export: Export) -> bool:
    return export.beginning.lstrip('\ufeff"').startswith(("ym:s:", "ym:pv:"))


@Importer(
    kind="metrika-logs",
    title="Яндекс Метрика: список визитов из Logs API, TSV",
    cited="Яндекс Метрика, список визитов",
    how="Logs API Метрики: POST /management/v1/counter/<номер>/logrequests с параметрами "
    "source=visits, date1 и date2 (границы года), fields=ym:s:visitID,ym:s:date,ym:s:clientID,"
    "ym:s:pageViews; когда запрос обработан, GET …/logrequest/<номер запроса>/part/0/download. "
    "Если частей несколько (part/1 и далее), передайте их все вместе.",
    recognise=_looks_so,
    personal=True,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count visits and page views of each day, and people of days and years if feasible."""
    refuse_repeated(files)
    titles, total = _titles(files[0]), 0
    for export in files:
        refuse_overlong(export)
        if export.is_packed != files[0].is_packed:
            raise export.refusal("часть файлов сжата, а часть нет", mend="Распакуйте сжатые")
        if _titles(export) != titles:
            raise export.refusal(f"столбцы не те, что в файле {files[0].name}")
        size, ends_whole = measured(export)
        total += size
        if not ends_whole:
            raise export.refusal(
                "последняя строка обрезана: за ней нет перевода строки",
                mend=f"{AGAIN}; если он цел, допишите в конец перевод строки",
            )
    places = {
        name: next(titles.index(title) for title in known if title in titles)
        for name, known in TITLES.items()
        if not set(known).isdisjoint(titles)
    }
    exact = total <= EXACT_BELOW and "visit" in places
    counted = _count(files, places, len(titles), exact)
    if counted is None:
        faults = list(islice(_faults(files, places, titles), MOST_PROBLEMS))
        raise DataRefusal(faults) if faults else files[0].refusal("файл испорчен", mend=AGAIN)
    if not counted:
        raise files[0].refusal("нет ни одного визита", mend="Запросите другой период")
    numbers = sorted({number for each in counted for number in each.counters if number})
    if len(numbers) > 1:
        told = f"здесь визиты нескольких счётчиков: {listed(numbers, ', ')}"
        raise files[0].refusal(told, mend="Передайте выгрузку одного")
    days = {date.fromisoformat(each.period): each for each in counted if "-" in each.period}
    years = {int(each.period): each for each in counted if "-" not in each.period}
    rows = [_row(single(day), each) for day, each in days.items()]
    totals: list[Mapping[str, Any]] = []
    for year, each in years.items():
        whole = Period.of_year(year)
        parts = [row for row in rows if whole.contains(period_of(row))]
        if len(parts) == whole.days:
            totals += beside("visits", _row(whole, each), parts)[0]
    noticed = list(_noticed(days, places, exact))
    return Extract(parted("visits", rows, totals), noticed, numbers[0] if numbers else None)


def _titles(export: Export) -> list[str]:
    line, end, _ = export.beginning.partition("\n")
    titles = line.rstrip("\r").split("\t")
    if export.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise export.refusal("это UTF-16", "UTF-8", "Сохраните файл так, как его отдал Logs API")
    if line.lstrip('"').startswith("ym:pv:"):
        raise export.refusal("это просмотры (hits)", "визиты", "Запросите source=visits")
    if len(titles) == 1 and ("," in line or ";" in line or line.startswith('"')):
        raise export.refusal(
            "столбцы разделены не табуляцией: файл пересохранён",
            "столбцы через табуляцию, без кавычек",
            "Передайте файл так, как его отдал Logs API",
            row=1,
        )
    if len(set(titles)) < len(titles):
        raise export.refusal("столбец с одним заголовком — дважды", mend=AGAIN, row=1)
    if not end or set(TITLES["day"]).isdisjoint(titles):
        expected = "строка заголовков через табуляцию, среди них ym:s:date или ym:s:dateTime"
        raise export.refusal("нет столбца с датой визита", expected, row=1)
    return titles


def _count(
    files: Sequence[Export], places: Mapping[str, int], width: int, exact: bool
) -> list[_Counted] | None:
    """Count by day, and by year too if *exact*; ``None`` if something in the files is wrong."""
    columns = {f"c{place}": "VARCHAR" for place in range(width)}
    sound = "length(day) IN (10, 19)"
    if "views" in places:
        # Read as a fraction: as a whole number DuckDB would round 3.7 in silence.
        columns[f"c{places['views']}"] = "DOUBLE"
        sound += " AND views BETWEEN 0 AND 999999999 AND views = trunc(views)"
    # Typed, as versions of DuckDB differ in what they take a bare NULL for.
    absent = dict.fromkeys(TITLES, "NULL::VARCHAR") | {"views": "NULL::DOUBLE"}
    chosen = absent | {name: f"c{place}" for name, place in places.items()}
    selected = ", ".join(f"{chosen[name]} AS {name}" for name in TITLES)
    logged = f"""
        SELECT {selected} FROM read_csv($files, columns = $columns, header = true,
            delim = '\t', quote = '', escape = '', auto_detect = false, compression = $compression,
            hive_partitioning = false)
    """
    query = f"""
        SELECT left(day, 10), count(*), sum(views), NULL, 0, min(counter), max(counter),
            bool_and(coalesce({sound}, false))
        FROM ({logged}) GROUP BY 1
    """
    if exact:
        # Of two states of one visit, the later has more page views.
        query = f"""
            WITH once AS (
                SELECT left(day, 10) AS started, left(day, 4) AS year, visit, max(views) AS views,
                    any_value(client) AS client, count(*) AS copies,
                    min(counter) AS first, max(counter) AS last,
                    bool_and(coalesce({sound} AND visit IS NOT NULL, false)) AS sound
                FROM ({logged}) GROUP BY started, year, visit
            )
            SELECT coalesce(started, year), count(*), sum(views), count(DISTINCT client),
                sum(copies - 1), min(first), max(last),
                bool_and(sound AND NOT contains(visit, '{ROUNDED}')
                    AND NOT contains(coalesce(client, ''), '{ROUNDED}'))
            FROM once GROUP BY GROUPING SETS (started, year)
        """
    paths, compression = literal_paths(files), "gzip" if files[0].is_packed else "none"
    try:
        with database() as connection:
            answer = connection.execute(
                query, {"files": paths, "columns": columns, "compression": compression}
            ).fetchall()
    except duckdb.Error:
        return None
    if not all(sound and (len(period) == 4 or _is_day(period)) for period, *_, sound in answer):
        return None
    return [
        _Counted(
            period,
            visits,
            None if views is None else int(views),
            people if "client" in places else None,
            int(repeated),
            (first, last),
        )
        for period, visits, views, people, repeated, first, last, _ in sorted(answer)
    ]


def _is_day(text: str) -> bool:
    try:
        return bool(DAY.fullmatch(text) and date.fromisoformat(text[:10]))
    except ValueError:
        return False


def _row(period: Period, counted: _Counted) -> dict[str, Any]:
    return row_of(
        period, visits=counted.visits, visitors=counted.visitors, page_views=counted.page_views
    )


def _noticed(
    days: Mapping[date, _Counted], places: Mapping[str, int], exact: bool
) -> Iterator[str]:
    span = reach(days)
    yield f"Визиты с {span.start:%d.%m.%Y} по {span.end:%d.%m.%Y} посчитаны по дням."
    idle = [f"{day:%d.%m.%Y}" for day in left_out(days)]
    if idle:
        shown = ", ".join(idle[:10]) + (" и другие" if len(idle) > 10 else "")
        yield f"Дней без визитов — {len(idle)} ({shown}): не взяты, так как это не всегда ноль."
    repeated = sum(each.repeated for each in days.values())
    if repeated:
        visits = sum(each.visits for each in days.values())
        yield (
            f"Строк — {visits + repeated}, визитов — {visits}: повторы visitID в пределах дня "
            "взяты один раз, с наибольшим числом просмотров."
        )
    if not exact:
        why = "нет столбца ym:s:visitID" if "visit" not in places else "выгрузка велика"
        yield f"Посетители не посчитаны, повторы визитов не искались: {why}."
    elif "client" in places:
        yield (
            "Посетители — разные clientID за день и за целый год; по дням они не складываются, "
            "а отчёт Метрики считает их иначе и может отличаться."
        )
    for name in ("client", "views"):
        if name not in places:
            yield f"Нет столбца {TITLES[name][0]}: этого показателя нет."


def _faults(
    files: Sequence[Export], places: Mapping[str, int], titles: Sequence[str]
) -> Iterator[Problem]:
    """Find what is wrong, line by line; only files that DuckDB did not take come here."""
    for export in files:
        for number, line in islice(numbered_lines(export), 1, None):
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            row = text.split("\t")
            if not text:
                continue
            if len(row) != len(titles):
                wrong = f"ячеек — {len(row)}, а столбцов — {len(titles)}: строка обрезана"
                yield Problem(export.name, wrong, mend=AGAIN, row=number)
                continue
            for name, place in places.items():
                cell = row[place]
                if not cell and name not in ("client", "counter"):
                    wrong, expected = "ячейка пуста", ""
                elif name == "day" and not _is_day(cell):
                    wrong, expected = "не дата", "дата вида 2022-12-31"
                elif name in ("visit", "client") and ROUNDED in cell:
                    wrong, expected = (
                        "номер, от которого Excel оставил первые цифры",
                        "номер целиком",
                    )
                elif name == "views" and not VIEWS.fullmatch(cell):
                    wrong, expected = "не число просмотров", "целое число от 0"
                else:
                    continue
                where = titles[place]
                yield Problem(export.name, wrong, expected, "", number, where, cell or None)
