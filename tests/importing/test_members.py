"""Counts of subscribers without a date: VK, ``groups.getMembers``, and the Bot API of Telegram."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from shegar_metrics.importing.recognition import importers
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened

DAY = date(2023, 7, 10)
PERSON = {"id": 1, "first_name": "Иван", "last_name": "Иванов"}


@pytest.mark.parametrize("items", [[1, 2, 3], [PERSON]])
@pytest.mark.parametrize("wrapped", [True, False])
def test_members_of_a_page_by_a_day_that_is_said(
    write: Write, read: Read, items: list[Any], wrapped: bool
) -> None:
    answer = {"items": items, "count": 2421}
    path = write("a.json", json.dumps({"response": answer} if wrapped else answer))
    extract = read("vk-members", path, as_of=DAY)
    assert extract.rows["subscribers"] == [{"as_of": DAY, "subscribers": 2421}]
    assert "взято как подписчики" in extract.noticed[0]
    with pytest.raises(DataRefusal, match=r"ни того, что это подписчики.*укажите день запроса"):
        read("vk-members", path)


def test_subscribers_of_a_channel(write: Write, read: Read) -> None:
    path = write("a.json", json.dumps({"result": 491, "ok": True}))
    extract = read("telegram-members", path, as_of=DAY)
    assert extract.rows["subscribers"] == [{"as_of": DAY, "subscribers": 491}]
    assert "взят день, когда записан файл" in read("telegram-members", path).noticed[0]


@pytest.mark.parametrize(
    "document",
    [{"ok": True, "result": {"id": 5}}, {"ok": True, "result": 5, "count": 7}, {"ok": True}],
)
def test_other_answers_are_no_count(write: Write, document: Any) -> None:
    path = write("a.json", json.dumps(document))
    assert not importers()["telegram-members"].recognise(opened(path))
