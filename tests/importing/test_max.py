"""MAX: the subscribers and the posts of a channel."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers
from shegar_metrics.importing.systems.max_chat import read as read_max_chat
from shegar_metrics.importing.systems.max_messages import read as read_max_messages
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

TOMSK = ZoneInfo("Asia/Tomsk")
CHAT: dict[str, Any] = {
    "chat_id": -700,
    "type": "channel",
    "status": "active",
    "title": "Администрация",
    "participants_count": 1234,
    "messages_count": 50,
}
DAY = date(2026, 3, 9)


def march(day: int) -> date:
    return date(2026, 3, day)


def message(mid: int, day: date, hour: int = 0, views: int | None = 100, **more: Any) -> Any:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=TOMSK)
    return {
        "recipient": {"chat_id": -700, "chat_type": "channel"},
        "timestamp": int(moment.timestamp()) * 1000,
        "body": {"mid": f"mid.{mid}", "seq": mid, "text": "", "attachments": [{}, {}]},
        "stat": None if views is None else {"views": views},
        "url": f"https://max.ru/c/-700/{mid}",
        **more,
    }


def answer(*messages: Any) -> str:
    return json.dumps({"messages": messages})


POSTS = [
    message(9, march(6)),
    message(8, march(4), 9),
    message(7, march(4), 8, link={"type": "forward", "message": {}}),
    message(6, march(2)),
]


def by_day(extract: Extract) -> dict[date, tuple[int, int | None]]:
    published = {row["period_start"]: row["publications"] for row in extract.rows["publications"]}
    gathered = {row["period_start"]: row for row in extract.rows["engagement"]}
    assert {row["likes"] for row in gathered.values()} == {None}
    assert {row["reactions_with_views"] for row in gathered.values()} == {None}
    return {day: (posts, gathered[day]["views"]) for day, posts in published.items()}


@pytest.mark.parametrize("document", [CHAT, {"chats": [CHAT], "marker": None}, [CHAT]])
def test_the_subscribers_now(write: Write, read: Read, document: Any) -> None:
    extract = read("max-chat", write("chat.json", json.dumps(document)), as_of=DAY)
    assert extract.rows["subscribers"] == [{"as_of": DAY, "subscribers": 1234}]
    assert extract.external_id == "700"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({**CHAT, "type": "chat"}, "type: «chat» — не канал"),
        ({**CHAT, "status": "closed"}, "status: «closed» — канал не действует, или бота в нём"),
        ({"chats": [CHAT, CHAT]}, "chats: каналов в ответе — 2. Ожидается один канал"),
        ({**CHAT, "participants_count": None}, "participants_count: «null» — не целое число"),
        ({"code": "chat.denied", "message": "Bot is not admin"}, "об ошибке: Bot is not admin"),
    ],
)
def test_bad_chats(write: Write, document: Any, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_max_chat([opened(write("a.json", json.dumps(document)))], options())
    assert told in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        answer(*POSTS[::-1]),
        json.dumps(POSTS),
        "\n".join(map(json.dumps, POSTS)),
        json.dumps([{"messages": POSTS[:2]}, {"messages": POSTS[1:]}]),
    ],
    ids=["from the oldest", "a list", "by line", "answers in a list"],
)
def test_posts_as_programs_save_them(write: Write, read: Read, text: str) -> None:
    extract = read("max-messages", write("a.json", text))
    assert by_day(extract) == {march(3): (0, 0), march(4): (2, 200), march(5): (0, 0)}


@pytest.mark.parametrize("seconds", [False, True])
def test_posts_by_the_day(write: Write, read: Read, seconds: bool) -> None:
    posts = [{**each, "timestamp": each["timestamp"] // 1000} for each in POSTS]
    extract = read("max-messages", write("0.json", answer(*(posts if seconds else POSTS))))
    assert by_day(extract) == {march(3): (0, 0), march(4): (2, 200), march(5): (0, 0)}
    assert extract.external_id == "700"
    assert "Пересланных записей — 1 из 4: сосчитаны." in extract.noticed


def test_answers_join_by_a_message_that_both_have(write: Write, read: Read) -> None:
    first, second = write("0.json", answer(*POSTS[:2])), write("1.json", answer(*POSTS[1:]))
    assert len(by_day(read("max-messages", second, first))) == 3
    apart = write("2.json", answer(*POSTS[2:]))
    extract = read("max-messages", first, apart)
    assert list(by_day(extract)) == [march(3), march(5)]
    assert any("Дни 04.03.2026–04.03.2026 не взяты" in line for line in extract.noticed)


@pytest.mark.parametrize("form", ["{0}\n{1}", "[{0}, {1}]"])
def test_answers_in_one_file(write: Write, read: Read, form: str) -> None:
    files = [answer(*POSTS[:3]), answer(*POSTS[2:])]
    path = write("a.json", form.format(*files))
    assert by_day(read("max-messages", path)) == by_day(
        read("max-messages", *(write(f"{n}.json", each) for n, each in enumerate(files)))
    )


def test_a_post_without_views_is_no_post_of_no_views(write: Write, read: Read) -> None:
    posts = [POSTS[0], message(8, march(4), 9, None), *POSTS[2:]]
    extract = read("max-messages", write("0.json", answer(*posts)))
    assert by_day(extract)[march(4)] == (2, 100)
    assert extract.rows["engagement"][1]["posts_with_views"] == 1


def test_a_post_after_the_file_is_not_believed(write: Write, read: Read) -> None:
    path = write("0.json", answer(*POSTS))
    moment = datetime(2026, 3, 5).timestamp()
    os.utime(path, (moment, moment))
    with pytest.raises(DataRefusal, match=r"есть запись от 06.03.2026, а день, когда записан файл"):
        read("max-messages", path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (answer(), "в канале нет ни одной записи, или у бота нет прав"),
        (answer(*POSTS[2:], *POSTS[:2]), "записи идут не по порядку"),
        (answer(POSTS[0]), "ни одного дня нет в выгрузке целиком"),
        (answer(message(1, date(2024, 1, 1))), "[0].timestamp: «1704042000000» — не время с 2025"),
        (answer({**POSTS[0], "timestamp": "x"}), "timestamp: «x» — не целое число"),
        (
            answer({**POSTS[0], "recipient": {"chat_id": 1, "chat_type": "dialog"}}),
            "messages[0].recipient.chat_type: «dialog» — не канал",
        ),
        (
            answer(POSTS[0], {**POSTS[3], "recipient": {"chat_id": -1, "chat_type": "channel"}}),
            "в файлах записи разных каналов",
        ),
    ],
)
def test_bad_messages(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_max_messages([opened(write("a.json", text))], options())
    assert told in str(refused.value)


def test_those_of_telegram_are_others(write: Write) -> None:
    export = opened(write("a.json", answer(*POSTS)))
    assert [kind for kind, each in importers().items() if each.recognise(export)] == [
        "max-messages"
    ]


@given(days=st.lists(st.lists(st.integers(0, 10**6), max_size=3), min_size=1, max_size=20))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path_factory: pytest.TempPathFactory, days: list[list[int]]
) -> None:
    days = [[1], *days, [1]]
    posts = [
        message(
            place * 10 + hour, date.fromordinal(date(2025, 3, 1).toordinal() + place), hour, views
        )
        for place, views_of in enumerate(days)
        for hour, views in enumerate(views_of)
    ]
    path = tmp_path_factory.mktemp("max") / "0.json"
    path.write_text(answer(*posts[::-1]), encoding="utf-8")
    found = by_day(read_max_messages([opened(path)], options()))
    assert list(found.values()) == [(len(views), sum(views)) for views in days[1:-1]]
