"""Answers of social networks that cannot be trusted: told in plain words, never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shegar_metrics.importing.files.jsons import Answer, answer, as_line
from shegar_metrics.importing.files.shapes import Count, CountOrText, Moment, Part, Whole
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers, recognise
from shegar_metrics.problems import DataRefusal, Problem

from .conftest import Write, opened, options

GOOD: dict[str, Any] = {
    "vk-group": {
        "response": {"groups": [{"id": 1, "screen_name": "page", "members_count": 2400}]},
    },
    "vk-wall": {
        "response": {
            "count": 9,
            "items": [
                {
                    "id": place,
                    "owner_id": -1,
                    "from_id": -1,
                    "date": 1672700000 + 90_000 * place,
                    "post_type": "post",
                    "is_pinned": 0,
                    "marked_as_ads": 0,
                    "likes": {"count": 3},
                    "views": {"count": 90},
                }
                for place in (3, 2, 1)
            ],
        }
    },
    "vk-stats": {
        "response": [
            {
                "period_from": 1672531200,
                "period_to": "1675209599",
                "activity": {"likes": 8},
                "reach": {"reach": 458},
            }
        ]
    },
    "ok-trends": {"members_count": [{"time": 1688936400000, "value": 1100}]},
    "ok-counters": {"counters": {"members": 1100}},
    "telegram": {
        "name": "Канал",
        "type": "public_channel",
        "id": 1,
        "messages": [
            {
                "id": place,
                "type": "message",
                "date": f"2023-01-0{place}T10:00:00",
                "date_unixtime": str(1672542000 + 86_400 * place),
                "text": "",
                "photo": "photo.jpg",
                "reactions": [{"type": "emoji", "count": 2, "emoji": "👍"}],
            }
            for place in (1, 2, 3)
        ],
    },
    "telegram-members": {"ok": True, "result": 491},
    "tgstat": {
        "status": "ok",
        "response": [{"period": "2023-07-10", "participants_count": "490"}],
    },
}
KINDS = sorted(GOOD)


def read(kind: str, path: Path) -> Extract:
    return importers()[kind].read([opened(path)], options())


def refusal(kind: str, path: Path) -> str:
    with pytest.raises(DataRefusal) as refused:
        read(kind, path)
    return str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("indent", [None, 4])
def test_kinds_are_told_apart(write: Write, kind: str, encoding: str, indent: int | None) -> None:
    text = json.dumps(GOOD[kind], ensure_ascii=False, indent=indent)
    path = write("a.json", text.encode(encoding))
    assert recognise(opened(path)).kind == kind
    assert any(read(kind, path).rows.values())


@pytest.mark.parametrize("kind", KINDS)
def test_how_to_get_it_is_told(kind: str) -> None:
    importer = importers()[kind]
    assert len(importer.how) > 60
    assert importer.title[0].isupper()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "файл пуст"),
        (b"<!DOCTYPE html><html><body>login</body></html>", "это страница HTML"),
        (b'{"response": ', "нельзя разобрать как JSON"),
        (b"\x00\x01\x02", "это не текст"),
        ("Ответ".encode() + b"\xff", "это не текст в кодировке"),
        (b"[" * 100_000, "нельзя разобрать как JSON"),
        (b"a" * 2_000_000, "нельзя разобрать как JSON"),
        (b"null", "null"),
        (b"5", "число"),
        (b"{}", "нет п"),
        (
            b'{"error": {"error_code": 5, "error_msg": "User authorization failed"}}',
            "ответ об ошибке: User authorization failed",
        ),
        (
            b'{"error_code": 102, "error_msg": "PARAM_SESSION_EXPIRED", "error_data": null}',
            "ответ об ошибке: PARAM_SESSION_EXPIRED",
        ),
        (b'{"status": "error", "error": "token_invalid"}', "ответ об ошибке: token_invalid"),
        (b'{"errors": [], "code": 403, "message": "Access is denied"}', "Access is denied"),
    ],
)
def test_what_is_no_answer(write: Write, kind: str, content: bytes, told: str) -> None:
    if content == b"{}" and kind == "vk-stats":
        told = "не список, а объект"
    assert told in refusal(kind, write("a.json", content))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every value of a document."""
    yield path
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, below in pairs:
        yield from places(below, (*path, key))


JUNK = [
    None,
    True,
    -1,
    10**13,
    10**300,
    0.5,
    float("nan"),
    float("inf"),
    "",
    "сто",
    "-1",
    "²",
    "\ud800",
    "x" * 10_000,
    "0001-01-01T00:00:00",
    [],
    [None],
    [[]],
    {},
    {"count": None},
    {"count": "5"},
    {"a": {"a": {}}},
]


@settings(max_examples=6 * settings().max_examples)
@given(data=st.data(), kind=st.sampled_from(KINDS), junk=st.sampled_from(JUNK))
def test_junk_in_any_place_is_refused_or_left_out(
    tmp_path: Path, data: st.DataObject, kind: str, junk: Any
) -> None:
    document = copy.deepcopy(GOOD[kind])
    *way, last = data.draw(st.sampled_from(list(places(document))[1:]))
    node = document
    for step in way:
        node = node[step]
    node[last] = junk
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    problems: tuple[Problem, ...] = ()
    extract = Extract({})
    try:
        extract = read(kind, path)
    except DataRefusal as refused:
        problems = refused.problems
    assert problems or extract.rows
    assert all(problem.file.startswith("a.json") for problem in problems)
    told = [*map(str, problems), *extract.noticed]
    assert all(len(line.encode("utf-8")) < 1000 for line in told)
    cells = [cell for rows in extract.rows.values() for row in rows for cell in row.values()]
    assert {type(cell) for cell in cells} <= {type(None), str, int, date, bool, Decimal}
    assert all(cell >= 0 for cell in cells if isinstance(cell, int | Decimal))


class Numbers(Part):
    count: Count | None = None
    whole: Whole | None = None
    text: CountOrText | None = None
    moment: Moment | None = None


def numbers(**members: Any) -> Numbers:
    return Answer(opened(Path("a.json")), "items[3]", members).read(Numbers)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (True, "«true» — не целое число"),
        (1.5, "«1.5» — не целое число"),
        (float("nan"), "«NaN» — не целое число"),
        (float("inf"), "«Infinity» — не целое число"),
        ("5", "«5» — не целое число, а строка"),
        (-1, "«-1» — не количество. Ожидается число от 0 до"),
        ([], "a.json, items[3].count: не целое число"),
    ],
)
def test_a_number_that_is_none(value: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        numbers(count=value)
    assert told in str(refused.value)


def test_numbers_as_they_come() -> None:
    assert numbers(count=5.0, whole=-7, text="05") == Numbers.model_construct(
        count=5, whole=-7, text=5
    )


def test_time_is_of_tomsk() -> None:
    moment = numbers(moment=1672506000).moment  # 31.12.2022, 17:00 UTC
    assert moment
    assert moment.isoformat() == "2023-01-01T00:00:00+07:00"
    with pytest.raises(DataRefusal, match="с 1990 по 2100"):
        numbers(moment=1672506000_000)


class Required(Part):
    count: Count


def test_a_null_is_an_absent_field_where_it_may_be_absent() -> None:
    assert numbers(count=None).count is None
    for member, told in (({"count": None}, "count: «null» — не целое"), ({}, "нет поля count")):
        with pytest.raises(DataRefusal, match=told):
            Answer(opened(Path("a.json")), "", member).read(Required)
    with pytest.raises(DataRefusal, match="count — null"):
        Answer(opened(Path("a.json")), "", {"count": None}).member("count")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": [1, 2', "файл обрезан"),
        ('{"a": "сло', "файл обрезан"),
        ('{"a": слово}', 'строка 1: нельзя разобрать как JSON: ошибка у «{"a": слово}»'),
        ('{"a": 1}\n{"a": 2}', "в файле не один ответ JSON, а несколько подряд"),
        ('{"ok": false, "error_code": 400, "description": "chat not found"}', "chat not found"),
        ('{"code": "verify.token", "message": "Invalid access_token"}', "Invalid access_token"),
    ],
)
def test_what_is_wrong_is_said_as_it_is(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        answer(opened(write("a.json", text)))
    assert told in str(refused.value)


def test_every_problem_is_told_but_not_without_end(write: Write) -> None:
    path = write("a.json", json.dumps([{"count": "x", "whole": "y"}] * 1000))
    with pytest.raises(DataRefusal) as refused:
        answer(opened(path)).read(list[Numbers])
    assert len(refused.value.problems) == 50
    assert "a.json, [1].count: «x» — не целое число" in str(refused.value)
    assert "a.json, [1].whole: «y» — не целое число" in str(refused.value)


def test_what_is_shown_is_short_and_can_be_printed() -> None:
    assert as_line("а" * 100) == "а" * 59 + "…"
    assert as_line("\ud800\n  b") == "? b"
