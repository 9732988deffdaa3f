"""TGStat, ``channels/subscribers``."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.tgstat import read as read_tgstat
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options


def answer(*counts: tuple[Any, Any]) -> str:
    response = [{"period": period, "participants_count": count} for period, count in counts]
    return json.dumps({"status": "ok", "response": response})


def by_day(extract: Extract) -> dict[date, int]:
    return {row["as_of"]: row["subscribers"] for row in extract.rows["subscribers"]}


EXPECTED = {date(2023, 7, 9): 490, date(2023, 7, 10): 491}


@pytest.mark.parametrize("form", [int, str])
def test_days_newest_first(write: Write, read: Read, form: type) -> None:
    path = write("a.json", answer(("2023-07-10", form(491)), ("2023-07-09", form(490))))
    extract = read("tgstat", path)
    assert by_day(extract) == EXPECTED
    assert not extract.noticed


def test_hours(write: Write, read: Read) -> None:
    hours = [("2023-07-10 12:00", "491"), ("2023-07-10 09:00", "3"), ("2023-07-09 23:00", "490")]
    extract = read("tgstat", write("a.json", answer(*hours)))
    assert by_day(extract) == EXPECTED
    assert extract.noticed == ["Замеров — 3, дней — 2: взят последний за каждый день."]


def test_an_error_is_recognised(write: Write, read: Read) -> None:
    with pytest.raises(DataRefusal, match="ответ об ошибке: token_invalid"):
        read("tgstat", write("a.json", '{"status": "error", "error": "token_invalid"}'))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (answer(), "response: нет ни одного замера"),
        (answer(("2023-07", "5")), "response[0].period: «2023-07» — не день и не час"),
        (answer(("2023-28", "5")), "Запросите с group=day"),
        (answer(("2023-02-30", "5")), "«2023-02-30» — не день и не час"),
        (answer(("1970-01-01", "5")), "«1970-01-01» — не день"),
        (answer(("2023-07-10 25:00", "5")), "«2023-07-10 25:00» — не день"),
        (answer(("2023-07-10", "много")), "response[0].participants_count: «много» — не целое"),
        (answer(("2023-07-10", "-5")), "participants_count: «-5» — не количество"),
        (answer(("2023-07-10", None)), "response[0].participants_count: «null» — не целое число"),
        (answer(("2023-07-10", True)), "«true» — не целое число"),
        (answer((5, "5")), "response[0].period: «5» — не строка, а число"),
        (
            answer(("2023-07-10", "5"), ("2023-07-10", "6")),
            "тот же период 2023-07-10, что в response[0]",
        ),
        ('{"status": "ok", "response": {"period": 1}}', "response: нет поля participants_count"),
        (
            '{"status": "ok", "response": {"peer_type": "chat", "participants_count": 9}}',
            "response.peer_type: «chat» — не канал",
        ),
        ('{"status": "ok", "response": 5}', "response: «5» — не список, а число"),
    ],
)
def test_bad_answers(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_tgstat([opened(write("a.json", text))], options())
    assert told in str(refused.value)


@given(
    series=st.dictionaries(
        st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(0, 10**9), min_size=1
    )
)
def test_what_is_written_in_the_layout_comes_back(tmp_path: Path, series: dict[date, int]) -> None:
    path = tmp_path / "a.json"
    counts = [(day.isoformat(), str(count)) for day, count in series.items()]
    path.write_text(answer(*counts), encoding="utf-8")
    assert by_day(read_tgstat([opened(path)], options())) == series


def test_the_subscribers_now(write: Write, read: Read) -> None:
    now = {"id": 1, "username": "@kanal", "title": "Канал", "participants_count": 491}
    path = write("get.json", json.dumps({"response": now, "status": "ok"}))
    unwrapped = write("bare.json", json.dumps({**now, "peer_type": "channel"}))
    for each in (path, unwrapped):
        extract = read("tgstat", each, as_of=date(2023, 7, 10))
        assert extract.rows["subscribers"] == [{"as_of": date(2023, 7, 10), "subscribers": 491}]
    assert "взят день, когда записан файл" in read("tgstat", path).noticed[0]
