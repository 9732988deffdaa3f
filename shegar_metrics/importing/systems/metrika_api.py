"""Yandex.Metrica, Reporting API: JSON answers of ``/stat/v1/data`` and ``…/bytime``.

The first has a row for each value of a grouping, and totals of the whole period; the second a
series of numbers for each metric, by intervals of time. Visitors do not add up, so those of the
whole period are taken from the totals alone. A row of a grouping that is not by time, and totals
of such rows, leave out the visits that have no value of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Self

from pydantic import PlainValidator, model_validator

from ...dataset.notes import to_print
from ...dataset.series import period_of
from ...period import Period
from ...problems import DataRefusal
from ..files.export import Export, Wrong
from ..files.jsons import Answer, answer, answering, each
from ..files.shapes import Count, CountOrText, Day, Flag, Part, Text
from ..importer import Extract, Importer, Options
from ..subjects.groupings import DATED, Interval, Named, is_by_time, length, period
from ..subjects.periods import added_by_day, clipped, ended, overlapping, row_of
from ..subjects.spelling import Spelled
from ..subjects.totals import beside, idle_days, long_zeros, parted

METRICS = {
    "visits": ("ym:s:visits",),
    "visitors": ("ym:s:users", "ym:pv:users"),
    "page_views": ("ym:s:pageviews", "ym:pv:pageviews"),
}
# The names of metrics in an answer, what an error of this API has, or what its twin of another.
MARK = re.compile(r'"ym:(?:s|pv):|"error_type"\s*:|"analytics#gaData"')
ASK = "Запросите https://api-metrika.yandex.net/stat/v1/data и сохраните ответ как есть"

Row = dict[str, Any]
Told = tuple[Spelled, dict[str, int | None]]


class _Query(Part):
    date1: Day
    date2: Day
    metrics: list[Text]
    ids: tuple[CountOrText, ...] = ()
    dimensions: tuple[Text, ...] = ()
    filters: Text = ""
    group: Text = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.date2 < self.date1:
            raise Wrong("период кончается раньше, чем начался")
        return self


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
    time_intervals: list[Interval] | None = None


class _Line(Part):
    dimensions: list[Named]
    metrics: list[Any]


class _Columns(Part):
    metrics: list[list[Any]]


@Importer(
    kind="metrika-api",
    title="Яндекс Метрика: ответ API отчётов, JSON",
    cited="Яндекс Метрика, посещаемость сайта",
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
    _refuse_other_answers(answered)
    head = answered.read(_Head)
    query = head.query
    if len(query.ids) > 1:
        raise answered.below("query", "ids").refusal("не один счётчик", "ids=<номер счётчика>")
    remarks = [*_remarks(answered, head, options), *options.of_part(export, list(_parts(query)))]
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
    rows = _rows(answered, told, span)
    if any(when.is_finer for when, _ in told):
        rows = added_by_day(rows, ("visits", "page_views"))
        noticed.append("Числа мельче дня сложены по дням; посетители часов не складываются.")
    _refuse_repeated(export, [period_of(row) for row in rows])
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
    noticed += long_zeros(over)
    if len(over) > 1 and any(row["visitors"] is not None for row in over):
        noticed.append("Посетители по периодам не складываются.")
    note = to_print("; ".join(remarks)) if remarks else None
    totals: list[Mapping[str, Any]] = []
    known = any(period_of(row) == span and row["visitors"] is not None for row in over)
    if whole and span.end < written and not known:
        totals, differing = beside("visits", {**whole, "note": note}, over)
        noticed += differing
    facts = parted("visits", [{**row, "note": note} for row in over], totals)
    return Extract(facts, noticed, str(query.ids[0]) if query.ids else None)


def _rows(answered: Answer, told: Sequence[Told], span: Period) -> list[Row]:
    """Make rows of what is told, cut by the period of the query: a month may lie in it partly."""
    for when, times in Counter(when for when, _ in told).items():
        if times > 1:
            raise _repeated(answered.export, when.period)
    rows = []
    for when, numbers in told:
        part = clipped(when.period, span)
        if part is None:
            wrong = f"период с {when.period.start} не входит в период запроса"
            raise answered.below("query").refusal(wrong)
        rows.append(row_of(part, **numbers))
    return rows


def _refuse_repeated(export: Export, periods: Sequence[Period]) -> None:
    for _, later in overlapping(periods):
        raise _repeated(export, periods[later])


def _repeated(export: Export, period: Period) -> DataRefusal:
    return export.refusal(f"период с {period.start} повторяет другой или пересекается с ним")


def _remarks(answered: Answer, head: _Head, options: Options) -> Iterator[str]:
    """Tell what holds for every number of the answer: it is noted with each."""
    share = head.sample_share
    if head.sampled or (share is not None and share < 1):
        told = "неизвестна" if share is None else f"{share:.2%}".replace(".", ",")
        if not options.allow_sampled:
            raise answered.refusal(
                f"числа посчитаны по выборке (её доля {told}), а не по всем визитам",
                mend="Повторите запрос с accuracy=full или разрешите выборку: --allow-sampled",
            )
        yield f"Посчитано Метрикой по выборке, её доля {told}"


def _parts(query: _Query) -> Iterator[str]:
    """Say what tells that an answer is of a part of the site."""
    if query.filters and not DATED.fullmatch(query.filters):
        yield f"фильтр запроса {query.filters[:200]}"
    if query.dimensions and not is_by_time(query.dimensions):
        yield f"группировка {', '.join(query.dimensions)[:200]}"


def _refuse_other_answers(answered: Answer) -> None:
    """Refuse the answers of other methods, by what each is."""
    value = answered.value
    if isinstance(value, list) and value:
        wrong = "это список ответов, а не один"
        raise answered.export.refusal(wrong, mend="Сохраните каждый ответ в свой файл")
    if not isinstance(value, dict):
        return
    data, query = value.get("data"), value.get("query")
    if value.get("kind") == "analytics#gaData":
        wrong = "это ответ в форме Google Analytics"
    elif query is None and any(isinstance(v, dict) and "query" in v for v in value.values()):
        wrong = "это ответ веб-интерфейса Метрики или программы, а не её API"
    elif isinstance(data, list) and any(isinstance(v, dict) and "dimension" in v for v in data):
        wrong = "это ответ метода drilldown: в нём одна ветвь группировки"
    elif isinstance(query, dict) and any(name.startswith("date1_") for name in query):
        wrong = "это ответ метода comparison: в нём сравнены два сегмента"
    else:
        return
    raise answered.export.refusal(wrong, "ответ метода /stat/v1/data или …/data/bytime", ASK)


def _by_time(answered: Answer, intervals: Sequence[Spelled], metrics: Sequence[str]) -> list[Told]:
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
        (when, {name: columns[name][place] if name in columns else None for name in METRICS})
        for place, when in enumerate(intervals)
    ]


def _by_grouping(answered: Answer, head: _Head, noticed: list[str]) -> list[Told]:
    """Read the rows of a grouping by time; of another grouping only the totals are of use."""
    query = head.query
    if not is_by_time(query.dimensions):
        return []
    part = length(query.dimensions[0], query.group)

    def row(placed: tuple[int, _Line]) -> Told:
        line = answered.below("data", placed[0])
        if len(placed[1].dimensions) != 1:
            raise line.refusal("у строки не одна группировка")
        numbers = _numbers(line, line.below("metrics"), query.metrics)
        when = period(placed[1].dimensions[0], part)
        if when is None:
            raise line.below("dimensions", 0).refusal("не сказано, где период кончается", mend=ASK)
        return when, numbers

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
