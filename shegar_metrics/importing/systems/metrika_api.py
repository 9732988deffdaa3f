"""Yandex.Metrica, Reporting API: JSON answers of ``/stat/v1/data`` and ``…/bytime``.

The first has a row for each value of a grouping, and totals of the whole period; the second a
series of numbers for each metric, by intervals of time. Visitors do not add up, so those of the
whole period are taken from the totals alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, PlainValidator, model_validator

from ...dataset.series import period_of
from ...period import DAYS_IN_WEEK, MONTHS_IN_YEAR, Period
from .. import Export, Extract, Importer, Options
from ..export import Wrong
from ..jsons import Answer, answer, answering, each
from ..periods import calendar_part, clipped, ended, overlapping, row_of
from ..shapes import Count, Day, Flag, Part, Text
from ..totals import beside, idle_days, parted

METRICS = {
    "visits": ("ym:s:visits",),
    "visitors": ("ym:s:users", "ym:pv:users"),
    "page_views": ("ym:s:pageviews", "ym:pv:pageviews"),
}
# The names of metrics in an answer, or what an error of this API has.
MARK = re.compile(r'"ym:(?:s|pv):|"error_type"\s*:')

Row = dict[str, Any]
Told = tuple[Period, dict[str, int | None]]

ENDS: Mapping[str, Callable[[date], date]] = {
    "date": lambda day: day,
    "startOfWeek": lambda day: day + timedelta(days=DAYS_IN_WEEK - 1),
    "startOfMonth": lambda day: calendar_part(day).end,
    "startOfQuarter": lambda day: calendar_part(day, 3).end,
    "startOfYear": lambda day: calendar_part(day, MONTHS_IN_YEAR).end,
}
"""Groupings by time, and the last day of the part that begins on a given day."""


class _Query(Part):
    date1: Day
    date2: Day
    metrics: list[Text]
    dimensions: tuple[Text, ...] = ()
    filters: Text = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        _in_order([self.date1, self.date2])
        return self


def _in_order(ends: list[date]) -> list[date]:
    if len(ends) != len(("start", "end")):
        raise Wrong("не интервал", "начало и конец")
    if ends[1] < ends[0]:
        raise Wrong("период кончается раньше, чем начался")
    return ends


def _is_share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Wrong("не доля выборки", "число от 0 до 1")
    return value


class _Head(Part):
    query: _Query
    sampled: Flag = False
    sample_share: Annotated[float, PlainValidator(_is_share)] | None = None
    data_lag: Count = 0
    total_rows: Count = 0
    time_intervals: list[Annotated[list[Day], AfterValidator(_in_order)]] | None = None


class _Named(Part):
    name: Day


class _Line(Part):
    dimensions: list[_Named]
    metrics: list[Any]


class _Columns(Part):
    metrics: list[list[Any]]


@Importer(
    kind="metrika-api",
    title="Яндекс Метрика: ответ API отчётов, JSON",
    how="API Метрики: GET https://api-metrika.yandex.net/stat/v1/data?ids=<номер счётчика>"
    "&metrics=ym:s:visits,ym:s:users,ym:s:pageviews&dimensions=ym:s:startOfMonth"
    "&date1=2022-01-01&date2=2022-12-31&accuracy=full&limit=100000 (или …/data/bytime с "
    "group=month вместо dimensions); ответ сохраните как есть в файл .json.",
    recognise=answering((MARK,)),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read visits, visitors and page views by days, months or other parts, and in all."""
    (export,) = files
    answered = answer(export)
    head = answered.read(_Head)
    query = head.query
    remarks = list(_remarks(answered, head, options))
    metrics = query.metrics
    if not any(name in metrics for known in METRICS.values() for name in known):
        wrong = "нет ни визитов, ни посетителей, ни просмотров"
        raise answered.below("query", "metrics").refusal(wrong)
    span = Period(query.date1, query.date2)
    noticed = [f"{remark}." for remark in remarks]
    if head.data_lag:
        noticed.append(f"Данные Метрики отставали при запросе на {head.data_lag} с.")
    if head.time_intervals is not None:
        told = _by_time(answered, head.time_intervals, metrics)
    else:
        told = _by_grouping(answered, head, noticed)
    # A week or a month may lie in the period of the query but partly.
    parts = [(part, clipped(part, span), numbers) for part, numbers in told]
    rows: list[Row] = [row_of(part, **numbers) for _, part, numbers in parts if part]
    if len(rows) < len(parts):
        outside = next(whole for whole, part, _ in parts if not part)
        wrong = f"период с {outside.start} не входит в период запроса"
        raise answered.below("query").refusal(wrong)
    for _, later in overlapping([period_of(row) for row in rows]):
        start = rows[later]["period_start"]
        raise export.refusal(f"период с {start} повторяет другой или пересекается с ним")
    whole = None if head.time_intervals is not None else _whole(answered, metrics, span)
    if whole and not rows:
        rows, whole = [whole], None
    if whole:
        idle, of_idle = idle_days(whole, rows, span)
        rows += idle
        noticed += of_idle
    written = options.counted_on(export)
    over, left = ended(rows, written)
    noticed += left
    if not over:
        raise export.refusal("нет ни одного завершённого периода", mend="Запросите прошедшие дни")
    if len(over) > 1 and any(row["visitors"] is not None for row in over):
        noticed.append("Посетители по периодам не складываются.")
    note = "; ".join(remarks) or None
    totals: list[Mapping[str, Any]] = []
    if whole and span.end < written and not any(period_of(row) == span for row in over):
        totals, differing = beside("visits", {**whole, "note": note}, over)
        noticed += differing
    return Extract(parted("visits", [{**row, "note": note} for row in over], totals), noticed)


def _remarks(answered: Answer, head: _Head, options: Options) -> Iterator[str]:
    """Tell what holds for every number of the answer: it is noted with each."""
    if head.sampled:
        share = head.sample_share
        told = "неизвестна" if share is None else f"{share:.2%}".replace(".", ",")
        if not options.allow_sampled:
            raise answered.refusal(
                f"числа посчитаны по выборке (её доля {told}), а не по всем визитам",
                mend="Повторите запрос с accuracy=full или разрешите выборку при загрузке",
            )
        yield f"Посчитано Метрикой по выборке, её доля {told}"
    if head.query.filters:
        yield f"Посчитано с фильтром запроса: {head.query.filters[:200]}"


def _by_time(
    answered: Answer, intervals: Sequence[Sequence[date]], metrics: Sequence[str]
) -> list[Told]:
    """Read the series of ``bytime``: of the totals, or of the only row if there are none."""
    if answered.value.get("totals") is not None:
        series = answered.member("totals")
    elif len((data := answered.member("data")).read(list[_Columns])) == 1:
        series = data.below(0, "metrics")
    else:
        raise data.refusal("нет итогов по всем строкам", "поле totals")
    width = len(series.read(list[list[Any]]))
    if width != len(metrics):
        raise series.refusal(f"рядов — {width}, а показателей — {len(metrics)}")
    for column in map(series.below, range(width)):
        if len(column.value) != len(intervals):
            raise column.refusal(f"чисел — {len(column.value)}, интервалов — {len(intervals)}")
    places = _places(metrics)
    read = each(places.values(), lambda place: series.below(place).read(list[Count | None]))
    columns = dict(zip(places, read, strict=True))
    return [
        (
            Period(start, end),
            {name: columns[name][place] if name in columns else None for name in METRICS},
        )
        for place, (start, end) in enumerate(intervals)
    ]


def _by_grouping(answered: Answer, head: _Head, noticed: list[str]) -> list[Told]:
    """Read the rows of a grouping by time; of another grouping only the totals are of use."""
    dimensions = head.query.dimensions
    if len(dimensions) != 1 or dimensions[0].rpartition(":")[2] not in ENDS:
        if dimensions:
            noticed.append(f"Группировка {', '.join(dimensions)} не по датам: взяты только итоги.")
        return []
    end = ENDS[dimensions[0].rpartition(":")[2]]

    def row(placed: tuple[int, _Line]) -> Told:
        line = answered.below("data", placed[0])
        if len(placed[1].dimensions) != 1:
            raise line.refusal("у строки не одна группировка")
        numbers = _numbers(line, line.below("metrics"), head.query.metrics)
        start = placed[1].dimensions[0].name
        return Period(start, end(start)), numbers

    rows = each(enumerate(answered.member("data").read(list[_Line])), row)
    if head.total_rows > len(rows):
        noticed.append(f"Строк в ответе — {len(rows)} из {head.total_rows}: увеличьте limit.")
    return rows


def _whole(answered: Answer, metrics: Sequence[str], span: Period) -> Row:
    """Read the totals, as a row of the whole period."""
    totals = answered.member("totals")
    totals.read(list[Any])
    return row_of(span, **_numbers(totals, totals, metrics))


def _places(metrics: Sequence[str]) -> dict[str, int]:
    """Find where each of our numbers stands among the metrics."""
    found = {
        name: next((metrics.index(metric) for metric in known if metric in metrics), None)
        for name, known in METRICS.items()
    }
    return {name: place for name, place in found.items() if place is not None}


def _numbers(line: Answer, numbers: Answer, metrics: Sequence[str]) -> dict[str, int | None]:
    """Read those numbers of a line that are ours: others may be of any kind."""
    if len(numbers.value) != len(metrics):
        raise line.refusal(f"чисел — {len(numbers.value)}, а показателей — {len(metrics)}")
    places = _places(metrics)
    ours = {place: numbers.value[place] for place in places.values()}
    read = replace(numbers, value=ours).read(dict[int, Count | None])
    return {name: read[places[name]] if name in places else None for name in METRICS}
