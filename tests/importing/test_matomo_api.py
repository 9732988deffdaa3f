"""Matomo's answers of visits in JSON and XML."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from shegar_metrics.importing.systems.matomo_api import read as read_matomo_api
from shegar_metrics.problems import DataRefusal

from .conftest import Counts, Read, Span, Write, opened, options, told_of_visits

ANSWER: dict[str, Any] = {
    "2023-01": {"nb_visits": 100, "nb_uniq_visitors": 50, "nb_actions": 320, "nb_pageviews": 300},
    "2023-02": {"nb_visits": "200", "nb_uniq_visitors": 90, "nb_actions": 640, "bounce_rate": "9%"},
}
XML = """<?xml version="1.0" encoding="utf-8" ?>
<results>
    <result date="2023-01"><nb_visits>100</nb_visits><nb_uniq_visitors>50</nb_uniq_visitors>
        <nb_pageviews>300</nb_pageviews><bounce_rate>9%</bounce_rate></result>
    <result date="2023-02"><nb_visits>200</nb_visits><nb_uniq_visitors>90</nb_uniq_visitors>
    </result>
    <result date="2023-03" />
</results>"""
MONTHS: dict[Span, Counts] = {
    (date(2023, 1, 1), date(2023, 1, 31)): (100, 50, 300),
    (date(2023, 2, 1), date(2023, 2, 28)): (200, 90, None),
}


def test_months_in_json(write: Write, read: Read) -> None:
    extract = read("matomo-api", write("a.json", json.dumps(ANSWER | {"2023-03": []})))
    assert told_of_visits(extract) == MONTHS
    assert extract.noticed[0] == "Строк без посещений — 1: не взяты, это не ноль."


def test_first_days_of_months_are_no_days(write: Write) -> None:
    answer = {f"{month}-01": numbers for month, numbers in ANSWER.items()}
    with pytest.raises(DataRefusal, match="каждый — первый день месяца: это дни или нет"):
        read_matomo_api([opened(write("a.json", json.dumps(answer)))], options())


def test_months_in_xml(write: Write, read: Read) -> None:
    assert told_of_visits(read("matomo-api", write("a.xml", XML))) == MONTHS


def test_weeks(write: Write, read: Read) -> None:
    answer = {"2023-01-02,2023-01-08": {"nb_visits": 4, "nb_actions": 9}}
    told = told_of_visits(read("matomo-api", write("a.json", json.dumps(answer))))
    assert told == {(date(2023, 1, 2), date(2023, 1, 8)): (4, None, None)}


def test_what_had_not_ended(write: Write, read: Read) -> None:
    path = write("a.json", json.dumps(ANSWER))
    assert len(told_of_visits(read("matomo-api", path, as_of=date(2023, 2, 28)))) == 1


ROW = {"label": "vk.com", "nb_visits": 3}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ANSWER["2023-01"], "a: в ответе нет дат, поэтому неизвестно"),
        ([ROW], "a: строки одного отчёта — страницы, источники или другое"),
        ({"2023-01": [ROW], "2023-02": []}, "a, 2023-01: строки одного отчёта"),
        ({"reportData": {"2023-01": [ROW]}}, "a: строки одного отчёта"),
        ({"1": ANSWER, "2": ANSWER}, "a: это ответ о нескольких сайтах: 1, 2. Ожидается один сайт"),
        ({"result": "error", "message": "no token"}, "a: это не данные, а ответ об ошибке: no tok"),
        ({}, "a: в ответе нет ни одного периода"),
        ({"январь": ROW}, "a: «январь» — не период. Ожидается день 2023-01-31"),
        ({"2023-01": {"nb_visits": "сто"}}, "a, 2023-01.nb_visits: «сто» — не целое число"),
        ({"2023-01": {"nb_visits": -1}}, "a, 2023-01.nb_visits: «-1» — не количество"),
        ({"2023-01": ROW, "2023-01-05": ROW}, "a: периоды пересекаются"),
        ({"2023-01": {"nb_actions": 3}}, "a: нет ни одного завершённого периода"),
        ("<result><row><label>vk.com</label></row></result>", "a: строки одного отчёта"),
        ("<result><nb_visits>3</nb_visits></result>", "a: в ответе нет дат"),
        (
            '<results><result idSite="1"><result date="2023-01"><nb_visits>1</nb_visits></result>'
            "</result></results>",
            "a: это ответ о нескольких сайтах: 1",
        ),
        ('<result><error message="no token" /></result>', "это не данные, а ответ об ошибке: no t"),
    ],
)
def test_what_is_wrong_is_told(write: Write, content: Any, told: str) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    with pytest.raises(DataRefusal) as refused:
        read_matomo_api([opened(write("a", text))], options())
    assert told in str(refused.value)
