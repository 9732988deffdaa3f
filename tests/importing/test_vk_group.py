"""VK, ``groups.getById``."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.recognition import importers
from shegar_metrics.importing.systems.vk_group import read as read_vk_group
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

GROUP = {
    "id": 100,
    "name": "Страница «района»",
    "screen_name": "page_of_district",
    "is_closed": 0,
    "type": "page",
    "members_count": 2400,
    "photo_50": "https://sun1.userapi.com/a.jpg",
}
DAY = date(2023, 7, 10)


@pytest.mark.parametrize(
    "document",
    [
        {"response": {"groups": [GROUP], "profiles": []}},
        {"response": [GROUP]},
        {"groups": [GROUP]},
        [GROUP],
    ],
    ids=["since 5.199", "before", "unwrapped", "unwrapped before"],
)
def test_every_version(write: Write, read: Read, document: Any) -> None:
    path = write("group.json", json.dumps(document, ensure_ascii=False))
    extract = read("vk-group", path, as_of=DAY)
    assert extract.rows == {
        "subscribers": [{"as_of": DAY, "subscribers": 2400}],
    }
    assert not extract.noticed


def test_without_a_day_the_file_tells_it(write: Write, read: Read) -> None:
    path = write("group.json", json.dumps([GROUP]))
    moment = datetime(2023, 7, 11, 12).timestamp()
    os.utime(path, (moment, moment))
    extract = read("vk-group", path)
    assert extract.rows["subscribers"][0]["as_of"] == date(2023, 7, 11)
    assert "взят день, когда записан файл, — 11.07.2023" in extract.noticed[0]
    os.utime(path, (0, 0))
    with pytest.raises(DataRefusal, match="неизвестно, за какой день"):
        read("vk-group", path)


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([GROUP, GROUP], "сообществ в ответе — 2. Ожидается одно"),
        ([], "сообществ в ответе — 0"),
        (
            {"response": {"groups": [{"id": 1, "screen_name": "a"}]}},
            "response.groups[0]: нет поля members_count. Запросите с fields=members_count",
        ),
        ([{**GROUP, "members_count": "2400"}], "[0].members_count: «2400» — не целое число"),
        ([{**GROUP, "members_count": -1}], "[0].members_count: «-1» — не количество"),
        ({"groups": {"0": GROUP}}, "groups: не список, а объект"),
        ([None], "[0]: «null» — не объект, а null"),
    ],
)
def test_bad_answers(write: Write, document: Any, told: str) -> None:
    path = write("group.json", json.dumps(document))
    with pytest.raises(DataRefusal) as refused:
        read_vk_group([opened(path)], options())
    assert told in str(refused.value)


@given(members=st.integers(0, 10**9), day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_what_is_written_in_the_layout_comes_back(tmp_path: Path, members: int, day: date) -> None:
    path = tmp_path / "group.json"
    path.write_text(json.dumps({"response": [{**GROUP, "members_count": members}]}), "utf-8")
    (row,) = read_vk_group([opened(path)], options(as_of=day)).rows["subscribers"]
    assert (row["as_of"], row["subscribers"]) == (day, members)


@pytest.mark.parametrize(("state", "told"), [("deleted", "удалена"), ("banned", "заблокирована")])
def test_a_page_that_is_no_more(write: Write, read: Read, state: str, told: str) -> None:
    gone = {
        "id": 1,
        "name": "DELETED",
        "screen_name": "club1",
        "deactivated": state,
        "type": "group",
    }
    with pytest.raises(DataRefusal, match=rf"страница {told} \(deactivated: {state}\)"):
        read("vk-group", write("a.json", json.dumps({"response": [gone]})))


@pytest.mark.parametrize(
    "document",
    [
        [{"uid": "5", "name": "Район", "members_count": 5}],
        {"_": "Chat", "id": -100, "type": "ChatType.CHANNEL", "members_count": 491},
        {"response": {"count": 1, "items": [{"id": 1, "name": "Район", "screen_name": "rayon"}]}},
        {"response": [{"id": 1, "first_name": "Иван", "screen_name": "ivan"}]},
    ],
)
def test_others_are_no_page_of_vk(write: Write, document: Any) -> None:
    assert not importers()["vk-group"].recognise(opened(write("a.json", json.dumps(document))))
