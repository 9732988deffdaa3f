"""VK, ``stats.get``: the reach of each period."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.vk_stats import read as read_vk_stats
from shegar_metrics.period import Period
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

MOSCOW = timezone(timedelta(hours=3))


def unix(day: date, zone: timezone = UTC) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def period(start: date, end: date, **more: Any) -> dict[str, Any]:
    return {
        "period_from": unix(start),
        "period_to": unix(end) + 86_399,
        "visitors": {"views": 3000, "visitors": 2000, "sex": [{"count": 300, "value": "f"}]},
        "reach": {"reach": 450, "reach_subscribers": 100},
        "activity": {"likes": 8, "comments": 2, "copies": 3, "subscribed": 4, "hidden": 1},
        **more,
    }


def stats(*periods: Any) -> str:
    return json.dumps({"response": periods})


JANUARY = (date(2023, 1, 1), date(2023, 1, 31))
FEBRUARY = (date(2023, 2, 1), date(2023, 2, 28))
LEFT_OUT = "Периодов незавершённых, без охвата или не из целого месяца или года — 1: не взяты."


def by_period(extract: Extract) -> dict[tuple[date, date], int]:
    assert set(extract.rows) == {"totals"}
    found = {}
    for row in extract.rows["totals"]:
        assert (row["table"], row["column"], row["stands"]) == ("engagement", "reach", True)
        found[row["period_start"], row["period_end"]] = int(row["value"])
    assert len(found) == len(extract.rows["totals"])
    return found


def test_months_newest_first(write: Write, read: Read) -> None:
    february = period(*FEBRUARY, reach={"reach": 380, "reach_subscribers": 90})
    extract = read("vk-stats", write("stats.json", stats(february, period(*JANUARY))))
    assert by_period(extract) == {JANUARY: 450, FEBRUARY: 380}
    assert any("Посетители страницы" in sentence for sentence in extract.noticed)
    assert "Охват — люди: по периодам он не складывается." in extract.noticed


@pytest.mark.parametrize("zone", [UTC, MOSCOW])
@pytest.mark.parametrize("last_second", [0, 86_399])
@pytest.mark.parametrize("form", [int, str, float])
def test_bounds_as_they_come(
    write: Write, read: Read, zone: timezone, last_second: int, form: type
) -> None:
    bounds = {
        "period_from": form(unix(JANUARY[0], zone)),
        "period_to": form(unix(JANUARY[1], zone) + last_second),
    }
    assert list(
        by_period(read("vk-stats", write("a.json", stats(period(*JANUARY, **bounds)))))
    ) == [JANUARY]


ACTIVITY = [{"likes": 8}, {"likes": "8"}, {}, [], [1], None, "много"]


@pytest.mark.parametrize("activity", ACTIVITY)
def test_reactions_are_left_to_the_wall(write: Write, read: Read, activity: Any) -> None:
    extract = read("vk-stats", write("a.json", stats(period(*JANUARY, activity=activity))))
    assert by_period(extract) == {JANUARY: 450}
    (told,) = [sentence for sentence in extract.noticed if "Реакции" in sentence]
    assert "не взяты" in told
    assert told.endswith("возьмите их из vk-wall.")


def test_an_answer_to_a_request_for_reach_alone(write: Write, read: Read) -> None:
    january = period(*JANUARY)
    del january["activity"], january["visitors"]
    assert by_period(read("vk-stats", write("a.json", stats(january)))) == {JANUARY: 450}


@pytest.mark.parametrize("reach", [[], {}, None, {"reach": None}, {"reach_subscribers": 100}])
def test_a_period_without_reach_is_left_out(write: Write, read: Read, reach: Any) -> None:
    path = write("a.json", stats(period(*JANUARY, reach=reach), period(*FEBRUARY)))
    extract = read("vk-stats", path)
    assert by_period(extract) == {FEBRUARY: 450}
    assert LEFT_OUT in extract.noticed


def test_a_reach_of_nobody_is_a_zero(write: Write, read: Read) -> None:
    extract = read("vk-stats", write("a.json", stats(period(*JANUARY, reach={"reach": 0}))))
    assert by_period(extract) == {JANUARY: 0}


def test_a_period_that_has_not_ended_is_left_out(write: Write, read: Read) -> None:
    path = write("a.json", stats(period(*JANUARY), period(*FEBRUARY)))
    assert list(by_period(read("vk-stats", path, as_of=date(2023, 3, 1)))) == [JANUARY, FEBRUARY]
    extract = read("vk-stats", path, as_of=date(2023, 2, 28))
    assert list(by_period(extract)) == [JANUARY]
    assert LEFT_OUT in extract.noticed
    moment = datetime(2023, 2, 10).timestamp()
    os.utime(path, (moment, moment))
    assert list(by_period(read("vk-stats", path))) == [JANUARY]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (stats(), "нет ни одного завершённого месяца или года"),
        (stats(period(*JANUARY, reach=[])), "нет ни одного завершённого месяца или года с охватом"),
        (stats(period(JANUARY[0], JANUARY[0])), "interval=month за прошедшие месяцы"),
        (
            stats(period(*JANUARY), period(*JANUARY)),
            "response[1]: период повторяет другой или пересекается с ним",
        ),
        (stats(period(*JANUARY), period(JANUARY[1], FEBRUARY[1])), "пересекается"),
        (stats(period(*reversed(JANUARY))), "response[0]: период кончается раньше"),
        (
            stats(period(*JANUARY, period_from=None)),
            "response[0].period_from: «null» — не целое число",
        ),
        (stats(period(*JANUARY, period_from="вчера")), "period_from: «вчера» — не целое"),
        (stats(period(*JANUARY, period_from=True)), "period_from: «true» — не целое"),
        (stats(period(*JANUARY, period_to=10**11)), "period_to: «100000000000» — не время"),
        (stats(period(*JANUARY, reach={"reach": "450"})), "reach.reach: «450» — не целое"),
        (stats(period(*JANUARY, reach={"reach": -450})), "reach.reach: «-450» — не колич"),
        (stats(period(*JANUARY, reach=[1])), "response[0].reach: не объект, а список"),
        (stats(period(*JANUARY, reach={"reach": 1.5})), "reach.reach: «1.5» — не целое"),
        (stats(None), "response[0]: «null» — не объект"),
        ('{"response": {}}', "response: не список, а объект"),
    ],
)
def test_bad_answers(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_vk_stats([opened(write("stats.json", text))], options())
    assert told in str(refused.value)


@given(
    reaches=st.lists(st.integers(0, 10**6), min_size=1, max_size=20),
    year=st.integers(2010, 2020),
    first=st.integers(1, 12),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, reaches: list[int], year: int, first: int
) -> None:
    months = [Period.of_month(year + n // 12, n % 12 + 1) for n in range(first - 1, 32)]
    expected = {(m.start, m.end): reach for m, reach in zip(months, reaches, strict=False)}
    periods = [period(*span, reach={"reach": reach}) for span, reach in expected.items()]
    path = tmp_path / "stats.json"
    path.write_text(stats(*periods), encoding="utf-8")
    assert by_period(read_vk_stats([opened(path)], options())) == expected


def test_days_and_weeks_are_left_out_and_years_taken(write: Write, read: Read) -> None:
    whole = (date(2022, 1, 1), date(2022, 12, 31))
    week = (date(2023, 1, 2), date(2023, 1, 8))
    path = write("a.json", stats(period(*whole, reach={"reach": 900}), period(*week)))
    extract = read("vk-stats", path)
    assert by_period(extract) == {whole: 900}
    assert LEFT_OUT in extract.noticed


def test_the_reach_of_single_posts_is_refused_by_its_name(write: Write, read: Read) -> None:
    posts = {"response": [{"post_id": 1, "reach_subscribers": 100, "reach_total": 150}]}
    with pytest.raises(DataRefusal, match=r"это stats.getPostReach: охват отдельных записей"):
        read("vk-stats", write("a.json", json.dumps(posts)))
