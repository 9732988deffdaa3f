"""Telegram Desktop, ``result.json``: posts of a channel by the day."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.telegram import read as read_telegram
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

TOMSK = ZoneInfo("Asia/Tomsk")


def march(day: int) -> date:
    return date(2023, 3, day)


def message(number: int, day: date, second: int = 0, **more: Any) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, 1, 0, second, tzinfo=TOMSK)
    return {
        "id": number,
        "type": "message",
        # The one who exports lives in Moscow, where it is still the day before.
        "date": (moment - timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(moment.timestamp())),
        "from": "Канал района",
        "from_id": "channel100",
        "text": ["Новость ", {"type": "link", "text": "https://example.org"}],
        "text_entities": [{"type": "plain", "text": "Новость "}],
        **more,
    }


def photo(number: int, day: date, second: int = 0, text: Any = "", **more: Any) -> dict[str, Any]:
    return message(number, day, second, photo="(File not included.)", text=text, **more)


def reacted(*counts: int) -> list[dict[str, Any]]:
    return [{"type": "emoji", "count": count, "emoji": "👍"} for count in counts]


def channel(*messages: Any, name: str = "Канал района", kind: str = "public_channel") -> Any:
    return {"name": name, "type": kind, "id": 100, "messages": messages}


def text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


CREATED = message(1, march(1), type="service", action="create_channel", title="Канал района")
POSTS = [
    message(2, march(1)),
    message(3, march(3), reactions=reacted(5, 2)),
    message(4, march(3), 30),
    message(5, march(5)),
]


def by_day(extract: Extract) -> dict[date, tuple[int, int | None]]:
    published = {row["period_start"]: row for row in extract.rows["publications"]}
    gathered = {row["period_start"]: row for row in extract.rows.get("engagement", ())}
    assert not gathered or gathered.keys() == published.keys()
    found = {}
    for day, row in published.items():
        assert row["period_end"] == day
        assert row["section"] == "posts"
        of_day = gathered.get(day, {"likes": None})
        assert {of_day.get(name) for name in ("views", "comments", "reposts")} == {None}
        found[day] = (row["publications"], of_day["likes"])
    return found


def test_from_its_creation(write: Write, read: Read) -> None:
    extract = read("telegram", write("result.json", text(channel(CREATED, *POSTS))))
    assert by_day(extract) == {
        march(1): (1, 0),
        march(2): (0, 0),
        march(3): (2, 7),
        march(4): (0, 0),
    }
    assert "с 01.03.2023 (в этот день канал создан)" in extract.noticed[0]
    assert "Служебных сообщений — 1: не взяты." in extract.noticed
    assert "Просмотров" in extract.noticed[1]


def test_from_somewhere_on(write: Write, read: Read) -> None:
    path = write("result.json", text(channel(*POSTS)))
    extract = read("telegram", path)
    assert list(by_day(extract)) == [march(2), march(3), march(4)]
    assert "день самой ранней записи мог попасть не целиком" in extract.noticed[0]
    assert max(by_day(read("telegram", path, as_of=march(8)))) == march(7)


def test_reactions_that_no_message_has_are_unknown(write: Write, read: Read) -> None:
    posts = [POSTS[0], message(3, march(3)), POSTS[3]]
    extract = read("telegram", write("result.json", text(channel(*posts))))
    assert {likes for _, likes in by_day(extract).values()} == {None}
    assert "engagement" not in extract.rows
    assert any("Реакций в выгрузке нет вовсе" in line for line in extract.noticed)


def test_stars_are_not_likes(write: Write, read: Read) -> None:
    paid = message(3, march(3), reactions=[{"type": "paid", "count": 500}, *reacted(4)])
    extract = read("telegram", write("result.json", text(channel(POSTS[0], paid, POSTS[3]))))
    assert by_day(extract)[march(3)] == (1, 4)


def test_an_album_is_one_post(write: Write, read: Read) -> None:
    album = [
        photo(10, march(3), text="Фото с праздника", reactions=reacted(3)),
        photo(11, march(3)),
        photo(12, march(3)),
    ]
    later = [photo(13, march(3), 1), photo(15, march(3), 1)]  # another second; not in a row
    extract = read(
        "telegram",
        write("result.json", text(channel(POSTS[0], *album, *later, message(20, march(5))))),
    )
    assert by_day(extract)[march(3)] == (3, 3)
    assert any("Сообщений канала — 7, записей — 5: альбом" in line for line in extract.noticed)


def test_posts_forwarded_together_are_no_album(write: Write, read: Read) -> None:
    forwarded = [
        photo(number, march(3), text=f"Новость {number}", forwarded_from="Область")
        for number in (10, 11, 12)
    ]
    extract = read(
        "telegram", write("result.json", text(channel(POSTS[0], *forwarded, message(20, march(5)))))
    )
    assert by_day(extract)[march(3)][0] == 3
    assert "Пересланных записей — 3 из 5: сосчитаны." in extract.noticed


def test_an_album_holds_no_more_than_ten(write: Write, read: Read) -> None:
    photos = [photo(number, march(3)) for number in range(10, 23)]
    extract = read(
        "telegram", write("result.json", text(channel(POSTS[0], *photos, message(30, march(5)))))
    )
    assert by_day(extract)[march(3)][0] == 2


def test_a_message_of_unknown_kind_is_told_and_proves_no_empty_day(
    write: Write, read: Read
) -> None:
    unknown = {"id": 6, "type": "unsupported"}
    posts = [*POSTS, unknown, message(7, march(8)), message(8, march(9))]
    extract = read("telegram", write("result.json", text(channel(CREATED, *posts))))
    assert [day.day for day in by_day(extract)] == [1, 2, 3, 4, 5, 8]
    assert any("(unsupported), — 1" in line for line in extract.noticed)
    assert any("запись неизвестного дня, — 2: не взяты" in line for line in extract.noticed)
    last = write("last.json", text(channel(CREATED, *POSTS, unknown)))
    assert [day.day for day in by_day(read("telegram", last, as_of=march(9)))] == [1, 2, 3, 4, 5]


def test_escapes_that_are_no_json_are_read(write: Write, read: Read) -> None:
    whole = text(channel(CREATED, *POSTS)).replace("Новость ", r"Но\\x0B\x0Bвость\x1f\\")
    with pytest.raises(json.JSONDecodeError):
        json.loads(whole)
    extract = read("telegram", write("result.json", whole))
    assert sum(posts for posts, _ in by_day(extract).values()) == 3


def test_a_known_fault_of_the_program_is_named_with_its_remedy(write: Write) -> None:
    emoji = {"type": "custom_emoji", "text": "😮", "document_id": "a (2).webm"}
    whole = text(channel(*POSTS, message(9, march(6), text=[emoji]))).replace(
        '"a (2).webm"', "a.webm"
    )
    with pytest.raises(DataRefusal, match=r"ошибкой Telegram Desktop 4\.1.*Обновите"):
        read_telegram([opened(write("result.json", whole))], options())


@pytest.mark.parametrize("order", [("messages", "id", "type", "name"), ("id", "messages", "type")])
def test_members_come_in_any_order(write: Write, read: Read, order: tuple[str, ...]) -> None:
    document = channel(*POSTS)
    extract = read("telegram", write("result.json", text({name: document[name] for name in order})))
    assert list(by_day(extract)) == [march(2), march(3), march(4)]
    assert extract.external_id == "100"


def test_an_old_export_has_local_time_only(write: Write, read: Read) -> None:
    posts = [{k: v for k, v in post.items() if k != "date_unixtime"} for post in POSTS]
    extract = read("telegram", write("result.json", text(channel(*posts))))
    assert list(by_day(extract)) == [march(1), march(2), march(3)]
    assert "дни — по часам того, кто выгружал" in extract.noticed[-1]


def full(*chats: Any) -> Any:
    return {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1},
        "chats": {"about": "This page lists all chats.", "list": chats},
    }


PERSON = channel(message(1, march(1)), name="Иван", kind="personal_chat")


def test_a_full_export_with_one_channel(write: Write, read: Read) -> None:
    document = full(PERSON, channel(*POSTS, kind="private_channel"), PERSON)
    extract = read("telegram", write("result.json", text(document)))
    assert list(by_day(extract)) == [march(2), march(3), march(4)]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"about": "", "left_chats": {"list": [channel(*POSTS)]}}, "без чатов (chats), в которых"),
        (full(PERSON), "chats.list: каналов в выгрузке — 0. Ожидается один канал"),
        (
            full(channel(*POSTS, name="Один"), {**channel(*POSTS), "name": None}),
            "каналов в выгрузке — 2: Один, без имени. Ожидается один",
        ),
        (PERSON, "type: «personal_chat» — не канал"),
        (channel(), "в канале нет ни одной записи"),
        (channel(CREATED), "в канале нет ни одной записи"),
        (channel(POSTS[0]), "ни одного дня нет в выгрузке целиком"),
        (
            channel(POSTS[0], POSTS[0]),
            "messages[1]: номер записи 2 не больше, чем у записи до неё (2)",
        ),
        ({**channel(), "messages": {}}, "messages: не список, а объект"),
        ({"type": "public_channel"}, "нет поля messages"),
        (channel(None), "messages[0]: «null» — не объект"),
        (channel({**POSTS[0], "type": "story"}), "messages[0].type: «story» — не вид записи"),
        (channel({**POSTS[0], "id": "2"}), "messages[0].id: «2» — не целое число"),
        (channel({**POSTS[0], "date": None}), "messages[0].date: «null» — не дата и время"),
        (channel({**POSTS[0], "views": 5}), "есть поле views: это выгрузка не Telegram Desktop"),
        ({**channel(*POSTS), "id": "100"}, "id: «100» — не целое число, а строка"),
        (channel({**POSTS[0], "date_unixtime": "x"}), "date_unixtime: «x» — не целое"),
        (channel({**POSTS[0], "date_unixtime": "9" * 15}), "не время с 1990 по 2100"),
        (
            channel({"id": 1, "type": "message", "date": "1970-01-01T00:00:00"}),
            "messages[0].date: «1970-01-01T00:00:00» — не дата и время",
        ),
        (channel({"id": 1, "type": "message", "date": "вчера"}), "«вчера» — не дата и время"),
        (channel({**POSTS[0], "reactions": 5}), "reactions: «5» — не список"),
        (
            channel({**POSTS[0], "reactions": [{"type": "emoji", "count": -1}]}),
            "messages[0].reactions[0].count: «-1» — не количество",
        ),
    ],
)
def test_bad_exports(write: Write, document: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_telegram([opened(write("result.json", text(document)))], options())
    assert told in str(refused.value)


days = st.lists(
    st.lists(st.tuples(st.integers(1, 10), st.integers(0, 999)), max_size=4),
    min_size=1,
    max_size=20,
)


@given(posts=days, start=st.dates(date(2016, 6, 1), date(2020, 1, 1)))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, posts: list[list[tuple[int, int]]], start: date
) -> None:
    messages = [message(1, start, type="service", action="create_channel")]
    for place, of_day in enumerate(posts):
        for second, (photos, likes) in enumerate(of_day):
            for part in range(photos):
                number = messages[-1]["id"] + 1
                likes_of = {} if part else {"reactions": reacted(likes)}
                day = start + timedelta(days=place)
                messages.append(photo(number, day, second, "" if part else "Текст", **likes_of))
    path = tmp_path / "result.json"
    path.write_text(
        text(
            channel(*messages, message(messages[-1]["id"] + 1, start + timedelta(days=len(posts))))
        ),
        encoding="utf-8",
    )
    extract = read_telegram([opened(path)], options())
    known = any(posts)
    assert by_day(extract) == {
        start + timedelta(days=place): (
            len(of_day),
            sum(likes for _, likes in of_day) if known else None,
        )
        for place, of_day in enumerate(posts)
    }
