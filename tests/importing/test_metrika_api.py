"""Yandex.Metrica's Reporting API: answers of /stat/v1/data and /stat/v1/data/bytime."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.metrika_api import read as read_api
from shegar_metrics.problems import DataRefusal

from .conftest import Counts, Read, Span, Write, not_standing, opened, options, told_of_visits

METRICS = ["ym:s:visits", "ym:s:users", "ym:s:pageviews", "ym:s:bounceRate"]

JANUARY = (date(2023, 1, 1), date(2023, 1, 31))
FEBRUARY = (date(2023, 2, 1), date(2023, 2, 28))


def table(**changes: Any) -> dict[str, Any]:
    """Answer with two months, as /stat/v1/data does."""
    rows = [("2023-01-01", [100.0, 50.0, 300.0, 21.5]), ("2023-02-01", [200.0, 90.0, 600.0, 18.0])]
    return {
        "query": {
            "ids": [1],
            "dimensions": ["ym:s:startOfMonth"],
            "metrics": METRICS,
            "sort": ["ym:s:startOfMonth"],
            "date1": "2023-01-01",
            "date2": "2023-02-28",
            "filters": "",
            "limit": 100000,
            "offset": 1,
            "group": "Week",
        },
        "data": [{"dimensions": [{"name": name}], "metrics": counts} for name, counts in rows],
        "total_rows": 2,
        "total_rows_rounded": False,
        "sampled": False,
        "sample_share": 1.0,
        "data_lag": 0,
        "totals": [300.0, 120.0, 900.0, 19.2],
        "min": [100.0, 50.0, 300.0, 18.0],
        "max": [200.0, 90.0, 600.0, 21.5],
    } | changes


def by_time(**changes: Any) -> dict[str, Any]:
    """Answer with two months, as /stat/v1/data/bytime does."""
    answer = table()
    del answer["query"]["dimensions"], answer["totals"], answer["min"], answer["max"]
    series = [[100.0, 200.0], [50.0, 90.0], [300.0, 600.0], [21.5, 18.0]]
    return (
        answer
        | {
            "data": [{"dimensions": [], "metrics": series}],
            "totals": series,
            "time_intervals": [["2023-01-01", "2023-01-31"], ["2023-02-01", "2023-02-28"]],
        }
        | changes
    )


def without_totals(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out the totals of an answer by time."""
    return {name: value for name, value in answer.items() if name != "totals"}


def asked(answer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Change the query that is answered."""
    return answer | {"query": answer["query"] | changes}


MONTHS: dict[Span, Counts] = {JANUARY: (100, 50, 300), FEBRUARY: (200, 90, 600)}
BOTH = (JANUARY[0], FEBRUARY[1])
WHOLE: dict[Span, Counts] = {BOTH: (300, 120, 900)}
PEOPLE: dict[Span, Counts] = {BOTH: (None, 120, None)}
"""Visits and page views are the sum of the months, and are not told again."""


@pytest.fixture
def answered(write: Write, read: Read) -> Callable[..., Extract]:
    """Read an answer as it is saved."""

    def answered(answer: Any, **options: Any) -> Extract:
        return read("metrika-api", write("a.json", json.dumps(answer)), **options)

    return answered


def test_months_and_totals(answered: Callable[..., Extract]) -> None:
    extract = answered(table())
    assert told_of_visits(extract) == MONTHS | PEOPLE
    assert extract.noticed == ["Посетители по периодам не складываются."]
    assert {row["note"] for row in extract.rows["visits"]} == {None}


def test_series_by_time_have_no_visitors_of_the_whole(answered: Callable[..., Extract]) -> None:
    assert told_of_visits(answered(by_time())) == MONTHS
    answer = by_time()
    del answer["totals"]
    assert told_of_visits(answered(answer)) == MONTHS


def test_pretty_answer(write: Write, read: Read) -> None:
    path = write("a.json", json.dumps(table(), indent=2))
    assert told_of_visits(read("metrika-api", path)) == MONTHS | PEOPLE


def test_totals_alone_if_there_is_no_grouping_by_time(answered: Callable[..., Extract]) -> None:
    answer = asked(table(), dimensions=[])
    answer["data"] = [{"dimensions": [], "metrics": answer["totals"]}]
    assert told_of_visits(answered(answer)) == WHOLE


def test_weeks_and_months_are_cut_by_the_period(answered: Callable[..., Extract]) -> None:
    answer = asked(table(), date1="2023-01-10", date2="2023-02-05")
    assert list(told_of_visits(answered(answer))) == [
        (date(2023, 1, 10), date(2023, 1, 31)),
        (date(2023, 2, 1), date(2023, 2, 5)),
        (date(2023, 1, 10), date(2023, 2, 5)),
    ]


@pytest.mark.parametrize(
    ("grouping", "begins", "ends"),
    [
        ("ym:s:date", "2024-02-29", date(2024, 2, 29)),
        ("ym:pv:startOfWeek", "2024-02-26", date(2024, 3, 3)),
        ("ym:s:startOfMonth", "2024-02-01", date(2024, 2, 29)),
        ("ym:s:startOfMonth", "2024-02-15", date(2024, 2, 29)),  # never more than it is of
        ("ym:s:startOfQuarter", "2024-10-01", date(2024, 12, 31)),
        ("ym:s:startOfYear", "2024-01-01", date(2024, 12, 31)),
    ],
)
def test_groupings_by_time(
    answered: Callable[..., Extract], grouping: str, begins: str, ends: date
) -> None:
    answer = asked(table(), dimensions=[grouping], date1="2023-12-01", date2="2025-02-01")
    answer["data"] = [{"dimensions": [{"name": begins}], "metrics": [300, 120, 900, 1]}]
    assert (date.fromisoformat(begins), ends) in told_of_visits(answered(answer))


def test_absent_metrics_and_nulls_are_not_zero(answered: Callable[..., Extract]) -> None:
    answer = asked(table(), metrics=["ym:s:pageviews", "ym:s:visits"])
    answer["data"] = [
        {"dimensions": [{"name": "2023-01-01"}], "metrics": [None, 100]},
        {"dimensions": [{"name": "2023-02-01"}], "metrics": [5, 200]},
    ]
    answer["totals"] = [None, 300]
    assert told_of_visits(answered(answer)) == {
        JANUARY: (100, None, None),
        FEBRUARY: (200, None, 5),
    }


def test_idle_days_are_zero_only_if_the_totals_say_so(answered: Callable[..., Extract]) -> None:
    answer = asked(table(), dimensions=["ym:s:date"], date2="2023-01-03")
    answer["data"] = [{"dimensions": [{"name": "2023-01-02"}], "metrics": [300, 120, 900, 1]}]
    extract = answered(answer | {"total_rows": 1})
    assert told_of_visits(extract)[(date(2023, 1, 3),) * 2] == (0, 0, 0)
    assert "Дней без строки — 2" in extract.noticed[0]
    extract = answered(answer | {"totals": [301, 120, 900, 1]})
    assert (date(2023, 1, 3),) * 2 not in told_of_visits(extract)
    # Days are left out, so that nothing but the totals tells of all of them.
    whole = (date(2023, 1, 1), date(2023, 1, 3))
    assert told_of_visits(extract)[whole] == (301, 120, 900)
    assert extract.noticed[:2] == [
        "Строк в ответе — 1 из 2: увеличьте limit.",
        "Посещения (визиты): по строкам — 300, в итогах — 301, строки покрывают не все дни. "
        "Число итогов хранится в totals.csv.",
    ]


@pytest.mark.parametrize("visits", [299, 301])
def test_totals_that_differ_from_the_rows_do_not_stand(
    answered: Callable[..., Extract], visits: int
) -> None:
    extract = answered(table(totals=[visits, 120, 900, 1]))
    assert told_of_visits(extract) == MONTHS | PEOPLE
    assert not_standing(extract) == {(BOTH, "visits"): visits}
    told = f"Посещения (визиты): по строкам — 300, в итогах — {visits}. Число итогов хранится"
    assert extract.noticed[1].startswith(told)


def test_visitors_alone_are_totals_and_no_rows(answered: Callable[..., Extract]) -> None:
    answer = asked(by_time(), metrics=["ym:s:users"])
    answer |= {"totals": [[50.0, 90.0]], "data": [{"dimensions": [], "metrics": [[50.0, 90.0]]}]}
    extract = answered(answer)
    assert set(extract.rows) == {"totals"}
    found = [(row["value"], row["stands"]) for row in extract.rows["totals"]]
    assert found == [(50, True), (90, True)]


def test_what_had_not_ended_when_the_answer_was_saved(answered: Callable[..., Extract]) -> None:
    extract = answered(table(), as_of=date(2023, 2, 28))
    assert told_of_visits(extract) == {JANUARY: (100, 50, 300)}
    assert "Периодов, не кончившихся к 28.02.2023, — 1: не взяты." in extract.noticed


def test_a_sample_is_taken_only_if_allowed(write: Write, answered: Callable[..., Extract]) -> None:
    answer = table(sampled=True, sample_share=0.25)
    extract = answered(answer, allow_sampled=True)
    assert told_of_visits(extract) == MONTHS | PEOPLE
    assert (
        extract.rows["visits"][0]["note"]
        == "В отчёт: Посчитано Метрикой по выборке, её доля 25,00%"
    )
    with pytest.raises(DataRefusal, match=r"по выборке \(её доля 25,00%\).*accuracy=full"):
        answered(answer)


def test_a_lag_is_told(answered: Callable[..., Extract]) -> None:
    noticed = answered(table(data_lag=120)).noticed
    assert noticed[0] == "Данные Метрики отставали при запросе на 120 с."


ONE_SOURCE = without_totals(asked(by_time(), dimensions=["ym:s:lastsignTrafficSource"]))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (asked(table(), filters="ym:s:trafficSource=='organic'"), "фильтр запроса ym:s:trafficSou"),
        (asked(table(), filters="ym:s:date!n AND ym:s:isRobot=='No'"), "фильтр запроса ym:s:date"),
        (asked(table(), dimensions=["ym:s:lastsignTrafficSource"]), "группировка ym:s:lastsignTr"),
        (asked(table(), dimensions=["ym:s:date", "ym:s:regionCity"]), "группировка ym:s:date, ym"),
        (asked(by_time(), dimensions=["ym:s:regionCity"]), "группировка ym:s:regionCity"),
        (ONE_SOURCE, "группировка ym:s:lastsignTrafficSource"),
    ],
)
def test_a_part_of_the_site_is_taken_with_leave_only(
    answered: Callable[..., Extract], answer: dict[str, Any], told: str
) -> None:
    with pytest.raises(DataRefusal, match="не всего сайта, а его части: ") as refused:
        answered(answer)
    assert told in str(refused.value)
    extract = answered(answer, allow_part=True)
    assert extract.noticed[0].startswith(f"Часть сайта: {told}")
    notes = {row["note"] for rows in extract.rows.values() for row in rows}
    assert notes == {"В отчёт: " + extract.noticed[0].removesuffix(".")}


@pytest.mark.parametrize("group", ["month", "<group>"])
def test_the_standard_report(answered: Callable[..., Extract], group: str) -> None:
    answer = asked(
        table(),
        dimensions=[f"ym:s:datePeriod{group}"],
        group="month",
        filters=f"ym:s:datePeriod{group}!n",
    )
    assert told_of_visits(answered(answer)) == MONTHS | PEOPLE
    for line, (start, end) in zip(answer["data"], MONTHS, strict=True):
        line["dimensions"] = [{"from": f"{start}", "to": f"{end}", "name": f"{start} - {end}"}]
    assert told_of_visits(answered(answer)) == MONTHS | PEOPLE


def test_hours_are_added_up_to_days(answered: Callable[..., Extract]) -> None:
    day = (date(2023, 1, 1),) * 2
    answer = asked(table(), dimensions=["ym:s:startOfHour"], date2="2023-01-01")
    for line, hour in zip(answer["data"], ("00", "09"), strict=True):
        line["dimensions"] = [{"name": f"2023-01-01 {hour}:00:00"}]
    assert told_of_visits(answered(answer)) == {day: (300, 120, 900)}
    hours = [[f"2023-01-01 {hour}:00:00", f"2023-01-01 {hour}:59:59"] for hour in ("00", "09")]
    answer = asked(by_time(time_intervals=hours), date2="2023-01-01")
    assert told_of_visits(answered(answer)) == {day: (300, None, 900)}


def test_the_counter_is_named(answered: Callable[..., Extract]) -> None:
    assert answered(table()).external_id == "1"
    with pytest.raises(DataRefusal, match=r"query\.ids: не один счётчик"):
        answered(asked(table(), ids=[1, 2]))


def test_a_share_of_a_sample_is_one(answered: Callable[..., Extract]) -> None:
    with pytest.raises(DataRefusal, match="по выборке"):
        answered(table(sample_share=0.9))


def test_an_error_is_told_as_one(answered: Callable[..., Extract]) -> None:
    error = {
        "errors": [{"error_type": "invalid_token", "message": "Invalid oauth_token"}],
        "code": 403,
        "message": "Invalid oauth_token",
    }
    with pytest.raises(DataRefusal, match="ответ об ошибке: Invalid oauth_token"):
        answered(error)


def row(name: Any, *metrics: Any) -> dict[str, Any]:
    return {"dimensions": [{"name": name}], "metrics": list(metrics)}


def without(answer: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != key}


BAD: list[tuple[Any, str]] = [
    (without(table(), "query"), "a.json: нет поля query"),
    (
        {"result": table()},
        "a.json: это ответ веб-интерфейса Метрики или программы, а не её API. Ожидается ответ",
    ),
    (
        table(data=[{"dimension": {"name": "a"}, "metrics": []}]),
        "a.json: это ответ метода drilldow",
    ),
    (asked(table(), date1_a="2023-01-01"), "a.json: это ответ метода comparison"),
    ({"kind": "analytics#gaData", "rows": []}, "a.json: это ответ в форме Google Analytics"),
    (asked(table(), dimensions=["ym:s:datePeriod<group>"], group="auto"), "где период кончается"),
    (without(table(), "data"), "a.json: нет поля data"),
    (without(table(), "totals"), "a.json: нет поля totals"),
    (without(without(by_time(), "totals"), "data"), "a.json: нет поля data"),
    (table(data={}), "a.json, data: не список, а объект"),
    (table(data=[[]]), "a.json, data[0]: не объект, а список"),
    (table(data=[row(None, 1, 1, 1, 1)]), "a.json, data[0].dimensions[0].name: «null» — не день"),
    (table(data=[row("январь", 1, 1, 1, 1)]), "data[0].dimensions[0].name: «январь» — не день"),
    (table(data=[row("1989-12-31", 1, 1, 1, 1)]), "«1989-12-31» — не день"),
    (table(data=[row("2023-02-30", 1, 1, 1, 1)]), "«2023-02-30» — не день"),
    (table(data=[row("2023-01-01", 1, 1)]), "data[0]: чисел — 2, а показателей — 4"),
    (table(data=[row("2023-01-01", "1", 1, 1, 1)]), "data[0].metrics[0]: «1» — не целое число"),
    (table(data=[row("2023-01-01", True, 1, 1, 1)]), "data[0].metrics[0]: «true» — не целое"),
    (table(data=[row("2023-01-01", 1.5, 1, 1, 1)]), "data[0].metrics[0]: «1.5» — не целое"),
    (table(data=[row("2023-01-01", -1, 1, 1, 1)]), "data[0].metrics[0]: «-1» — не количество"),
    (table(data=[row("2023-01-01", float("nan"), 1, 1, 1)]), "«NaN» — не целое число"),
    (table(data=[row("2023-01-01", float("inf"), 1, 1, 1)]), "«Infinity» — не целое число"),
    (table(data=[row("2023-01-01", {}, 1, 1, 1)]), "data[0].metrics[0]: не целое число"),
    (table(data=[row("2023-01-01", 1, 1, 1, 1)] * 2), "период с 2023-01-01 повторяет другой"),
    (table(data=[row("2022-01-01", 1, 1, 1, 1)]), "период с 2022-01-01 не входит в период"),
    (table(totals=[1]), "a.json, totals: чисел — 1, а показателей — 4"),
    (table(totals=None), "a.json: totals — null"),
    (table(sampled="да"), "a.json, sampled: «да» — не 0 и не 1"),
    (table(sampled=True, sample_share="вся"), "a.json, sample_share: «вся» — не доля выборки"),
    (table(data_lag=-1), "a.json, data_lag: «-1» — не количество"),
    (asked(table(), date1="7daysAgo"), "a.json, query.date1: «7daysAgo» — не день"),
    (asked(table(), date2="2022-01-01"), "a.json, query: период кончается раньше, чем начался"),
    (asked(table(), metrics="ym:s:visits"), "query.metrics: «ym:s:visits» — не список, а строка"),
    (asked(table(), dimensions="ym:s:date"), "query.dimensions: «ym:s:date» — не список, а"),
    (asked(table(), metrics=["ym:s:bounceRate"]), "query.metrics: нет ни визитов, ни посетителей"),
    (by_time(time_intervals=[["2023-01-01"]]), "time_intervals[0]: не интервал"),
    (by_time(time_intervals=[["2023-01-02", "2023-01-01"]]), "time_intervals[0]: не интервал"),
    (by_time(time_intervals=[["2023-01-01 00:00:00"] * 2]), "time_intervals[0]: не интервал"),
    (by_time(time_intervals=[["2023-01-01", "2023-01-01"]]), "totals[0]: чисел — 2, интервалов"),
    (by_time(totals=[[1, 2]]), "a.json, totals: рядов — 1, а показателей — 4"),
    (by_time(totals=[1, 2, 3, 4]), "a.json, totals[0]: «1» — не список, а число"),
]


@pytest.mark.parametrize(("answer", "told"), BAD)
def test_what_is_wrong_is_told_by_its_place(write: Write, answer: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_api([opened(write("a.json", json.dumps(answer)))], options())
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps(table())[:-40], "нельзя разобрать как JSON: файл обрезан"),
        ("", "a.json: файл пуст"),
        ("<!DOCTYPE html><html>Вход</html>", "это страница HTML, а не выгрузка"),
        (b"\xff\xfe\xff", "это не текст"),
        ("[" * 100_000, "нельзя разобрать как JSON"),
        ("[]", "a.json: не объект, а список"),
    ],
)
def test_a_file_that_is_no_answer(write: Write, content: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_api([opened(write("a.json", content))], options())
    assert told in str(refused.value)


@given(
    counts=st.lists(st.tuples(*[st.none() | st.integers(0, 10**9)] * 3), min_size=1, max_size=40),
    start=st.dates(date(1990, 1, 1), date(2025, 1, 1)),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, counts: list[Counts], start: date
) -> None:
    days = [start + timedelta(days=place) for place in range(len(counts))]
    answer = {
        "query": {"metrics": METRICS[:3], "date1": str(days[0]), "date2": str(days[-1])},
        "data": [],
        "sampled": False,
        "totals": list(zip(*counts, strict=True)),
        "time_intervals": [[str(day)] * 2 for day in days],
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    extract = read_api([opened(path)], options())
    assert told_of_visits(extract) == {
        (day, day): count
        for day, count in zip(days, counts, strict=True)
        if count != (None, None, None)  # a row that tells nothing is none
    }
