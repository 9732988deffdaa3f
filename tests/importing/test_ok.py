"""OK, ``group.getStatTrends`` and ``group.getCounters``: members of a group."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.files.export import Export
from shegar_metrics.importing.systems.ok_counters import read as read_ok_counters
from shegar_metrics.importing.systems.ok_trends import read as read_ok_trends
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

MOSCOW = timezone(timedelta(hours=3))


def milliseconds(day: date, zone: timezone = MOSCOW) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1000


def point(day: date, value: Any, zone: timezone = MOSCOW) -> dict[str, Any]:
    return {"time": milliseconds(day, zone), "value": value}


OF_DAYS = (
    "Реакции — по дню действия: в отклики на 100 просмотров не входят. Охват — люди: по дням он не "
    "складывается."
)
FIRST, SECOND = date(2023, 7, 9), date(2023, 7, 10)


@pytest.mark.parametrize("zone", [MOSCOW, UTC])
def test_members_by_the_day(write: Write, read: Read, zone: timezone) -> None:
    members = [point(FIRST, 1100, zone), point(SECOND, 1101, zone)]
    document = {"renderings": [point(FIRST, 300)], "members_count": members, "likes": []}
    extract = read("ok-trends", write("trends.json", json.dumps(document)))
    assert extract.rows["subscribers"] == [
        {"as_of": FIRST, "subscribers": 1100},
        {"as_of": SECOND, "subscribers": 1101},
    ]
    assert extract.noticed == ["Другие ряды не взяты: renderings.", OF_DAYS]


def test_days_are_those_of_the_platform_in_any_zone(write: Write) -> None:
    path = write("trends.json", json.dumps({"members_count": [point(FIRST, 1100)]}))
    extract = read_ok_trends([Export(path, ZoneInfo("Europe/Kaliningrad"))], options())
    assert extract.rows["subscribers"] == [{"as_of": FIRST, "subscribers": 1100}]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"renderings": [point(FIRST, 3)]}, "нет поля members_count. Запросите с fields=members"),
        ({"members_count": []}, "нет ни одного дня"),
        ({"members_count": 5}, "members_count: «5» — не список, а число"),
        (
            {"members_count": [point(FIRST, 3), point(FIRST, 4)]},
            "members_count[1]: тот же день 09.07.2023, что в members_count[0]",
        ),
        ({"members_count": [{"value": 5}]}, "members_count[0]: нет поля time"),
        ({"members_count": [point(FIRST, None)]}, "нет ни одного дня с числом"),
        ({"members_count": None}, "members_count — null"),
        ({"members_count": [point(FIRST, "3")]}, "[0].value: «3» — не целое число"),
        ({"members_count": [point(FIRST, -3)]}, "[0].value: «-3» — не количество"),
        (
            {"members_count": [{"time": 1688850000, "value": 1}]},
            "[0].time: «1688850000» — не время",
        ),
        ({"members_count": [{"time": "x", "value": 1}]}, "[0].time: «x» — не целое число"),
        ({"members_count": [None]}, "members_count[0]: «null» — не объект"),
        ([], "не объект, а список"),
    ],
)
def test_bad_trends(write: Write, document: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_ok_trends([opened(write("trends.json", json.dumps(document)))], options())
    assert told in str(refused.value)


@given(
    series=st.dictionaries(
        st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(0, 10**9), min_size=1
    )
)
def test_what_is_written_in_the_layout_comes_back(tmp_path: Path, series: dict[date, int]) -> None:
    path = tmp_path / "trends.json"
    points = [point(day, value) for day, value in series.items()]
    path.write_text(json.dumps({"members_count": points}), encoding="utf-8")
    rows = read_ok_trends([opened(path)], options()).rows["subscribers"]
    assert {row["as_of"]: row["subscribers"] for row in rows} == series


def test_members_now(write: Write, read: Read) -> None:
    path = write("counters.json", '{"counters": {"themes": 5, "members": 1114}}')
    rows = read("ok-counters", path, as_of=SECOND).rows["subscribers"]
    assert rows == [{"as_of": SECOND, "subscribers": 1114}]
    extract = read("ok-counters", path)
    assert extract.rows["subscribers"][0]["as_of"] == opened(path).modified
    assert "взят день, когда записан файл" in extract.noticed[0]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"counters": {"themes": 5}}, "counters: нет поля members. Запросите с counterTypes=memb"),
        ({"counters": {"members": "5"}}, "counters.members: «5» — не целое число, а строка"),
        ({"counters": {"members": -5}}, "counters.members: «-5» — не количество"),
        ({"counters": []}, "counters: не объект, а список"),
        ({"counters": None}, "counters — null"),
    ],
)
def test_bad_counters(write: Write, document: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_ok_counters([opened(write("counters.json", json.dumps(document)))], options())
    assert told in str(refused.value)


@given(members=st.integers(0, 10**9), day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_the_count_comes_back(tmp_path: Path, members: int, day: date) -> None:
    path = tmp_path / "counters.json"
    path.write_text(json.dumps({"counters": {"members": members}}), encoding="utf-8")
    (row,) = read_ok_counters([opened(path)], options(as_of=day)).rows["subscribers"]
    assert (row["as_of"], row["subscribers"]) == (day, members)


INFO = {"uid": "53000000000001", "name": "Район", "shortname": "rayon", "members_count": 1114}


FEW = {name: INFO[name] for name in ("uid", "members_count")}


@pytest.mark.parametrize("document", [[INFO], INFO, [FEW]])
def test_the_members_of_a_group_by_its_card(write: Write, read: Read, document: Any) -> None:
    path = write("info.json", json.dumps(document))
    extract = read("ok-counters", path, as_of=SECOND)
    assert extract.rows["subscribers"] == [{"as_of": SECOND, "subscribers": 1114}]
    assert extract.external_id == INFO["uid"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([INFO, INFO], "групп в ответе — 2. Ожидается одна группа"),
        ([{"uid": "5", "name": "Район"}], "[0]: нет поля members_count. Запросите с fields=uid"),
        ([{**INFO, "uid": 5}], "[0].uid: «5» — не строка, а число"),
    ],
)
def test_bad_cards(write: Write, document: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_ok_counters([opened(write("a.json", json.dumps(document)))], options())
    assert told in str(refused.value)


def test_a_day_without_a_number_is_left_out(write: Write, read: Read) -> None:
    members = [point(FIRST, None), point(SECOND, 1115)]
    extract = read("ok-trends", write("a.json", json.dumps({"members_count": members})))
    assert extract.rows["subscribers"] == [{"as_of": SECOND, "subscribers": 1115}]
    assert "Дней без числа (value — null) — 1: не взяты." in extract.noticed


def test_what_was_done_on_each_day(write: Write, read: Read) -> None:
    document = {
        "new_members": [point(FIRST, 5), point(SECOND, 0)],
        "left_members": [point(FIRST, 2)],
        "reshares": [point(FIRST, None), point(SECOND, 4)],
        "reach": [point(SECOND, 300)],
    }
    path = write("a.json", json.dumps(document))
    extract = read("ok-trends", path)
    names = ("joined", "left", "likes", "comments", "reposts")
    done = {
        row["period_start"]: tuple(row[name] for name in names)
        for row in extract.rows["page_activity"]
    }
    assert done == {FIRST: (5, 2, None, None, None), SECOND: (0, None, None, None, 4)}
    (reach,) = extract.rows["totals"]
    assert (reach["table"], reach["column"], reach["value"]) == ("engagement", "reach", 300)
    assert "subscribers" not in extract.rows
    (only,) = read("ok-trends", path, as_of=SECOND).rows["page_activity"]
    assert only["period_start"] == FIRST
