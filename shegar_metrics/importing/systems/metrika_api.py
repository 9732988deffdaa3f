"""Yandex.Metrica, Reporting API: JSON answers of ``/stat/v1/data`` and ``…/bytime``.

The first has a row for each value of a grouping, and totals of the whole period; the second a
series of numbers for each metric, by intervals of time. Visitors do not add up, so those of the
whole period are taken from the totals alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from ... import cells
from .. import Export, Extract, Importer, Options
from ..days import YEARS
from ..jsons import Node, answer, each
from ..totals import beside, parted

METRICS = {
    "visits": ("ym:s:visits",),
    "visitors": ("ym:s:users", "ym:pv:users"),
    "page_views": ("ym:s:pageviews", "ym:pv:pageviews"),
}
# The names of metrics in an answer, or what an error of this API has.
MARK = re.compile(r'"ym:(?:s|pv):|"error_type"\s*:')

Row = dict[str, Any]
Span = tuple[date, date]


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


ENDS: Mapping[str, Callable[[date], date]] = {
    "date": lambda day: day,
    "startOfWeek": lambda day: day + timedelta(days=6),
    "startOfMonth": _month_end,
    "startOfQuarter": lambda day: _month_end(day.replace(day=1) + timedelta(days=62)),
    "startOfYear": lambda day: day.replace(month=12, day=31),
}
"""Groupings by time, and the last day of the part that begins on a given day."""


def _looks_so(export: Export) -> bool:
    return export.is_json and bool(MARK.search(export.beginning))


@Importer(
    kind="metrika-api",
    title="Яндекс Метрика: ответ API отчётов, JSON",
    how="API Метрики: GET https://api-metrika.yandex.net/stat/v1/data?ids=<номер счётчика>"
    "&metrics=ym:s:visits,ym:s:users,ym:s:pageviews&dimensions=ym:s:startOfMonth"
    "&date1=2022-01-01&date2=2022-12-31&accuracy=full&limit=100000 (или …/data/bytime с "
    "group=month вместо dimensions); ответ сохраните как есть в файл .json.",
    recognise=_looks_so,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, visitors and page views by days, months or other parts, and in all."""
    (export,) = files
    answered = answer(export)
    query = answered.at("query")
    remarks = list(_remarks(answered, options))
    span = _days(query, query.at("date1"), query.at("date2"))
    metrics = [name.text() for name in query.at("metrics").items()]
    if not any(name in metrics for known in METRICS.values() for name in known):
        raise query.at("metrics").refusal("нет ни визитов, ни посетителей, ни просмотров")
    noticed = [f"{remark}." for remark in remarks]
    lag = answered.get("data_lag")
    if lag is not None and lag.count():
        noticed.append(f"Данные Метрики отставали при запросе на {lag.count()} с.")
    if answered.get("time_intervals"):
        rows = _by_time(answered, metrics)
    else:
        rows = _by_grouping(answered, query, metrics, noticed)
    rows = [_clipped(row, span, query) for row in rows]
    for earlier, later in pairwise(sorted(rows, key=lambda row: row["period_start"])):
        if later["period_start"] <= earlier["period_end"]:
            raise export.refusal(
                f"период с {later['period_start']} повторяет другой или пересекается с ним"
            )
    whole = None if answered.get("time_intervals") else _whole(answered, metrics, span)
    if whole and not rows:
        rows, whole = [whole], None
    if whole:
        rows += _idle_days(whole, rows, noticed)
    # The answer was saved after it was counted: what had not ended by then is partial.
    written = options.as_of or export.modified
    ended = [row for row in rows if row["period_end"] < written]
    if len(ended) < len(rows):
        left = len(rows) - len(ended)
        noticed.append(f"Периодов, не кончившихся к {written:%d.%m.%Y}, — {left}: не взяты.")
    if not ended:
        raise export.refusal("нет ни одного завершённого периода", mend="Запросите прошедшие дни")
    if len(ended) > 1 and any(row["visitors"] is not None for row in ended):
        noticed.append("Посетители по периодам не складываются.")
    note = "; ".join(remarks) or None
    totals: list[Mapping[str, Any]] = []
    if whole and span[1] < written and not any(_span(row) == span for row in ended):
        totals, differing = beside("visits", {**whole, "note": note}, ended)
        noticed += differing
    return Extract(parted("visits", [{**row, "note": note} for row in ended], totals), noticed)


def _span(row: Row) -> Span:
    return row["period_start"], row["period_end"]


def _remarks(answered: Node, options: Options) -> Iterator[str]:
    """Tell what holds for every number of the answer: it is noted with each."""
    if answered.flag("sampled"):
        share = answered.get("sample_share")
        if share is not None and (isinstance(share.value, bool) or not _is_share(share.value)):
            raise share.refusal("не доля выборки", "число от 0 до 1")
        told = "неизвестна" if share is None else f"{share.value:.2%}".replace(".", ",")
        if not options.allow_sampled:
            raise answered.refusal(
                f"числа посчитаны по выборке (её доля {told}), а не по всем визитам",
                mend="Повторите запрос с accuracy=full или разрешите выборку при загрузке",
            )
        yield f"Посчитано Метрикой по выборке, её доля {told}"
    filters = answered.at("query").get("filters")
    if filters is not None and filters.text():
        yield f"Посчитано с фильтром запроса: {filters.text()[:200]}"


def _is_share(value: object) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1


def _by_time(answered: Node, metrics: Sequence[str]) -> list[Row]:
    """Read the series of ``bytime``: of the totals, or of the only row if there are none."""
    intervals = each(answered.at("time_intervals").items(), _interval)
    series = answered.get("totals")
    if series is None:
        data = answered.at("data").items()
        if len(data) != 1:
            raise answered.at("data").refusal("нет итогов по всем строкам", "поле totals")
        series = data[0].at("metrics")
    columns = series.items()
    if len(columns) != len(metrics):
        raise series.refusal(f"рядов — {len(columns)}, а показателей — {len(metrics)}")
    for column in columns:
        if len(column.items()) != len(intervals):
            raise column.refusal(f"чисел — {len(column.items())}, интервалов — {len(intervals)}")
    return [
        {
            "period_start": start,
            "period_end": end,
            **_numbers([column.items()[place] for column in columns], metrics),
        }
        for place, (start, end) in enumerate(intervals)
    ]


def _by_grouping(
    answered: Node, query: Node, metrics: Sequence[str], noticed: list[str]
) -> list[Row]:
    """Read the rows of a grouping by time; of another grouping only the totals are of use."""
    named = query.get("dimensions")
    dimensions = [] if named is None else [name.text() for name in named.items()]
    if len(dimensions) != 1 or dimensions[0].rpartition(":")[2] not in ENDS:
        if dimensions:
            noticed.append(f"Группировка {', '.join(dimensions)} не по датам: взяты только итоги.")
        return []
    end = ENDS[dimensions[0].rpartition(":")[2]]

    def row(node: Node) -> Row:
        values = node.at("dimensions").items()
        if len(values) != 1:
            raise node.refusal("у строки не одна группировка")
        day = _day(values[0].at("name"))
        numbers = _numbers(node.at("metrics").items(), metrics, node)
        return {"period_start": day, "period_end": end(day), **numbers}

    rows = each(answered.at("data").items(), row)
    known = answered.get("total_rows")
    if known is not None and known.count() > len(rows):
        noticed.append(f"Строк в ответе — {len(rows)} из {known.count()}: увеличьте limit.")
    return rows


def _whole(answered: Node, metrics: Sequence[str], span: Span) -> Row:
    """Read the totals, as a row of the whole period."""
    totals = answered.at("totals")
    numbers = _numbers(totals.items(), metrics, totals)
    return {"period_start": span[0], "period_end": span[1], **numbers}


def _idle_days(whole: Row, rows: Sequence[Row], noticed: list[str]) -> list[Row]:
    """Add the days that are left out, if the totals prove that they had no visits."""
    if whole["visits"] is None or whole["visits"] != sum(row["visits"] or 0 for row in rows):
        return []
    days = {row["period_start"] for row in rows if row["period_start"] == row["period_end"]}
    if len(days) < len(rows):
        return []
    width = (whole["period_end"] - whole["period_start"]).days + 1
    every = (whole["period_start"] + timedelta(days=place) for place in range(width))
    idle = [day for day in every if day not in days]
    if idle:
        noticed.append(f"Дней без строки — {len(idle)}: судя по итогам, визитов в них не было.")
    nothing = {name: None if whole[name] is None else 0 for name in METRICS}
    return [{"period_start": day, "period_end": day, **nothing} for day in idle]


def _numbers(
    nodes: Sequence[Node], metrics: Sequence[str], row: Node | None = None
) -> dict[str, int | None]:
    if row is not None and len(nodes) != len(metrics):
        raise row.refusal(f"чисел — {len(nodes)}, а показателей — {len(metrics)}")
    numbers = dict(zip(metrics, nodes, strict=True))
    return {
        name: next((_count(numbers[metric]) for metric in known if metric in numbers), None)
        for name, known in METRICS.items()
    }


def _count(node: Node) -> int | None:
    return None if node.value is None else node.count()


def _interval(node: Node) -> Span:
    ends = node.items()
    if len(ends) != 2:
        raise node.refusal("не интервал", "начало и конец")
    return _days(node, *ends)


def _days(node: Node, first: Node, last: Node) -> Span:
    start, end = _day(first), _day(last)
    if end < start:
        raise node.refusal("период кончается раньше, чем начался")
    return start, end


def _day(node: Node) -> date:
    text = node.text()
    day = cells.as_date(text) if len(text) == len("2022-12-31") else None
    if day is None or day.year not in YEARS:
        raise node.refusal("не день", "дата вида 2022-12-31; детализация — не мельче дня")
    return day


def _clipped(row: Row, span: Span, query: Node) -> Row:
    """Cut a week or a month that only partly lies in the period of the query."""
    start, end = max(row["period_start"], span[0]), min(row["period_end"], span[1])
    if end < start:
        raise query.refusal(f"период с {row['period_start']} не входит в период запроса")
    return {**row, "period_start": start, "period_end": end}
