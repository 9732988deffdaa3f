"""VK, ``wall.get``: posts by the day, and which days the pages cover."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers
from shegar_metrics.importing.systems.vk_wall import read as read_vk_wall
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

TOMSK = ZoneInfo("Asia/Tomsk")


def item(number: int, day: date, hour: int = 12, **more: Any) -> dict[str, Any]:
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=TOMSK)
    return {
        "id": number,
        "from_id": -100,
        "owner_id": -100,
        "date": int(moment.timestamp()),
        "marked_as_ads": 0,
        "post_type": "post",
        "text": "",
        "comments": {"can_post": 1, "count": 1},
        "likes": {"can_like": 1, "count": 10, "user_likes": 0},
        "reposts": {"count": 2},
        "views": {"count": 100},
        **more,
    }


def wall(count: int, *items: Mapping[str, Any]) -> str:
    return json.dumps({"response": {"count": count, "items": items}})


def march(day: int) -> date:
    return date(2023, 3, day)


def by_day(extract: Extract) -> dict[date, tuple[Any, ...]]:
    published = {row["period_start"]: row for row in extract.rows["publications"]}
    gathered = {row["period_start"]: row for row in extract.rows["engagement"]}
    assert gathered.keys() == published.keys()
    found = {}
    for day, row in published.items():
        assert row["period_end"] == gathered[day]["period_end"] == day
        assert row["section"] == "posts"
        assert "posts" not in gathered[day]
        measures = (gathered[day][name] for name in ("views", "likes", "comments", "reposts"))
        found[day] = (row["publications"], *measures)
    return found


PART = wall(50, item(9, march(6)), item(8, march(4)), item(7, march(4)), item(6, march(2)))
POSTS = json.loads(PART)["response"]["items"]
NOTHING_MORE = wall(4)
NONE = (0, 0, 0, 0, 0)
ONE = (1, 100, 10, 1, 2)
TWO = (2, 200, 20, 2, 4)


def test_a_part_covers_what_lies_between(write: Write, read: Read) -> None:
    extract = read("vk-wall", write("wall.json", PART))
    assert by_day(extract) == {march(3): NONE, march(4): TWO, march(5): NONE}
    assert "с 03.03.2023 (день самой ранней мог попасть не целиком)" in extract.noticed[0]
    assert "по 05.03.2023 (день последней записи" in extract.noticed[0]
    assert "Записей страницы — 4, из них в эти дни — 2." in extract.noticed[0]


@pytest.mark.parametrize(
    "pages",
    [(wall(4, *POSTS), NOTHING_MORE), (wall(4, *POSTS[:3]), wall(4, *POSTS[3:]))],
    ids=["then an empty answer", "in two answers"],
)
def test_the_whole_wall_covers_its_first_day(write: Write, read: Read, pages: list[str]) -> None:
    files = [write(f"{place}.json", page) for place, page in enumerate(pages)]
    extract = read("vk-wall", *files)
    assert by_day(extract) == {march(2): ONE, march(3): NONE, march(4): TWO, march(5): NONE}
    assert "с 02.03.2023 (выгружена вся стена)" in extract.noticed[0]


def test_a_count_that_the_program_wrote_proves_no_whole_wall(write: Write, read: Read) -> None:
    pinned = item(1, date(2020, 1, 1), is_pinned=1)
    merged = write("wall.json", wall(5, pinned, *POSTS))
    assert min(by_day(read("vk-wall", merged))) == march(3)
    other = write("older.json", wall(1, item(3, march(1))))
    assert min(by_day(read("vk-wall", merged, other))) == march(3)


def test_the_day_of_the_export_tells_of_idle_days(write: Write, read: Read) -> None:
    path = write("wall.json", PART)
    extract = read("vk-wall", path, as_of=march(9))
    assert list(by_day(extract)) == [march(day) for day in range(3, 9)]
    assert by_day(extract)[march(6)] == ONE
    assert max(by_day(read("vk-wall", path, as_of=march(6)))) == march(5)
    with pytest.raises(DataRefusal, match="а день выгрузки — 05"):
        read("vk-wall", path, as_of=march(5))
    moment = datetime(2023, 3, 8, 12).timestamp()
    os.utime(path, (moment, moment))
    assert max(by_day(read("vk-wall", path, as_of=date(2024, 1, 1)))) == march(7)


def test_a_post_of_a_day_after_the_file_is_not_believed(write: Write, read: Read) -> None:
    path = write("wall.json", wall(50, item(10, date(2099, 1, 1)), *POSTS))
    with pytest.raises(DataRefusal, match=r"есть запись от 01.01.2099, а день, когда записан файл"):
        read("vk-wall", path)


def test_pages_overlap(write: Write, read: Read) -> None:
    first = write("0.json", wall(50, item(9, march(6)), item(8, march(4))))
    second = write("1.json", wall(51, item(8, march(4)), item(7, march(4)), item(6, march(2))))
    empty = write("2.json", '{"response":{"count":51,"items":[]}}')
    extract = read("vk-wall", second, first, empty)
    assert by_day(extract) == {march(3): NONE, march(4): TWO, march(5): NONE}
    assert "Записей, данных не один раз, — 1: взяты по разу." in extract.noticed


def test_answers_that_may_lack_others_between_them_prove_nothing_there(
    write: Write, read: Read
) -> None:
    newer = wall(50, item(19, march(9)), item(18, march(8)), item(17, march(7)))
    older = wall(50, item(9, march(5)), item(8, march(4)), item(7, march(3)), item(6, march(2)))
    files = write("0.json", newer), write("1.json", older)
    extract = read("vk-wall", *files)
    assert list(by_day(extract)) == [march(3), march(4), march(8)]
    assert any("Дни 05.03.2023–07.03.2023 не взяты" in line for line in extract.noticed)
    # With fewer numbers between them than an answer holds, no whole one is missing; some posts
    # may be, and then a day between the two is not empty for sure.
    near = newer.replace('"id": 17', '"id": 12')
    kept = by_day(read("vk-wall", write("0.json", near), files[1]))
    assert list(kept) == [march(day) for day in (3, 4, 5, 7, 8)]
    # That does not hold of lists that a program has made.
    lists = [
        write(f"{n}.json", json.dumps(json.loads(page)["response"]["items"]))
        for n, page in enumerate((near, older))
    ]
    assert len(by_day(read("vk-wall", *lists))) == 3


def test_a_pinned_post_does_not_stretch_the_span(write: Write, read: Read) -> None:
    pinned = item(1, date(2020, 1, 1), is_pinned=1)
    extract = read(
        "vk-wall", write("wall.json", wall(50, pinned, *json.loads(PART)["response"]["items"]))
    )
    assert min(by_day(extract)) == march(3)
    recent = item(10, march(5), is_pinned=1)
    items = json.loads(PART)["response"]["items"]
    extract = read("vk-wall", write("wall.json", wall(50, recent, *items)))
    assert by_day(extract)[march(5)] == ONE
    with pytest.raises(DataRefusal, match="нет ни одной записи по порядку"):
        read("vk-wall", write("wall.json", wall(50, pinned)))
    unsaid = item(1, date(2020, 1, 1))
    assert min(by_day(read("vk-wall", write("wall.json", wall(50, unsaid, *POSTS))))) == march(3)


def test_posts_out_of_order_are_refused(write: Write, read: Read) -> None:
    with pytest.raises(DataRefusal, match="записи идут не по порядку"):
        read("vk-wall", write("wall.json", wall(50, *POSTS[2:], *POSTS[:2])))


def batches(*pages: str) -> list[Any]:
    return [json.loads(page)["response"] for page in pages]


MEASURES = ("views", "likes", "comments", "reposts")
FLAT = [
    {**post, "date": str(post["date"]), **{name: post[name]["count"] for name in MEASURES}}
    for post in POSTS
]
FORMS: dict[str, str] = {
    "from the oldest": json.dumps(POSTS[::-1]),
    "by line from the oldest": "\n".join(map(json.dumps, POSTS[::-1])),
    "by number": json.dumps({post["id"]: post for post in POSTS}),
    "beside the page": json.dumps({"group": {"id": 100, "name": ""}, "wall": POSTS}),
    "counts alone": json.dumps(FLAT),
    "unwrapped": json.dumps(json.loads(PART)["response"]),
    "other order": json.dumps({"items": POSTS, "count": 50}),
    "bare list": json.dumps(POSTS),
    "posts by line": "\n".join(map(json.dumps, POSTS)),
    "a post by line": json.dumps(POSTS, indent=None)[1:-1].replace('}, {"id', '}\n{"id'),
    "a script's answers": json.dumps(
        {"response": batches(wall(50, *POSTS[:3]), wall(50, *POSTS[2:]))}
    ),
    "a script's lists": json.dumps({"response": [POSTS]}),
    "answers in a list": json.dumps(
        [{"response": page} for page in batches(wall(50, *POSTS[:3]), wall(50, *POSTS[2:]))]
    ),
    "under a name": json.dumps({"group": "page", "posts": POSTS}),
    "items alone": json.dumps({"items": POSTS}),
    "by owner": json.dumps({"-100": json.loads(PART)["response"]}),
    "a script's names": json.dumps(
        {
            "response": dict(
                zip("ab", batches(wall(50, *POSTS[:3]), wall(50, *POSTS[2:])), strict=True)
            )
        }
    ),
    "the owner as it was": PART.replace('"owner_id"', '"to_id"'),
    "the owner as who wrote": PART.replace('"owner_id"', '"nobody"'),
    "answers by line": wall(50, *POSTS[:3]) + "\n" + wall(50, *POSTS[2:]),
}


def test_a_wall_that_does_not_say_whose_it_is(write: Write, read: Read) -> None:
    text = PART.replace('"owner_id"', '"nobody"').replace('"from_id"', '"nobody_either"')
    extract = read("vk-wall", write("wall.json", text))
    assert extract.external_id is None
    assert "Чья это стена, в записях не сказано (нет owner_id): проверьте сами." in extract.noticed


@pytest.mark.parametrize("form", FORMS)
def test_a_wall_as_programs_save_it(write: Write, read: Read, form: str) -> None:
    extract = read("vk-wall", write("wall.json", FORMS[form]))
    assert by_day(extract) == {march(3): NONE, march(4): TWO, march(5): NONE}
    assert extract.external_id == "100"


OTHERS = {
    "comments": {"id": 1, "from_id": 5, "date": 1, "text": "", "post_id": 9, "owner_id": -1},
    "a feed": {"source_id": -1, "date": 1, "post_id": 3, "type": "post", "reposts": {"count": 1}},
    "photos": {"id": 1, "album_id": -7, "date": 1, "owner_id": -1, "reposts": {"count": 0}},
    "videos": {"id": 1, "duration": 7, "date": 1, "owner_id": -1, "reposts": {"count": 0}},
    "goods": {"id": 1, "price": {}, "date": 1, "owner_id": -1, "reposts": {"count": 0}},
    "people": {"id": 1, "first_name": "Иван", "last_name": "Иванов"},
}


@pytest.mark.parametrize("other", OTHERS)
def test_other_lists_of_vk_are_no_wall(write: Write, other: str) -> None:
    text = json.dumps({"response": {"count": 1, "items": [OTHERS[other]]}})
    assert not importers()["vk-wall"].recognise(opened(write("a.json", text)))


def test_what_is_left_out_and_what_is_counted(write: Write, read: Read) -> None:
    extra = [
        item(20, march(4), marked_as_ads=1),
        item(21, march(4), from_id=555),
        item(22, date(2030, 1, 1), post_type="postpone"),
        item(24, march(5), is_deleted=True, deleted_reason="author"),
        {"id": 25, "owner_id": -100, "is_deleted": True},
        item(26, march(5), post_type="post_ads"),
        item(27, march(5), post_type="reply"),
        item(28, march(5), post_type="story"),
        item(29, march(5), is_archived=True),
        item(23, march(5), copy_history=[{"id": 1, "date": 1}]),
    ]
    extra = [*extra[2:3], *POSTS[:1], *extra[3:], *extra[:2], *POSTS[1:]]
    extract = read("vk-wall", write("wall.json", wall(50, *extra)))
    assert by_day(extract) == {march(3): NONE, march(4): TWO, march(5): ONE}
    assert [line for line in extract.noticed if "не взяты" in line] == [
        "Записей в архиве — 1: не взяты.",
        "Записей вида «story» — 1: не взяты.",
        "Записей не от имени страницы — 1: не взяты.",
        "Комментариев — 1: не взяты.",
        "Отложенных записей — 1: не взяты.",
        "Рекламных записей — 2: не взяты.",
        "Удалённых записей — 2: не взяты.",
    ]
    assert "Репостов — 1 из записей страницы (5): сосчитаны как записи." in extract.noticed


def test_a_post_without_views_is_left_out_of_the_rate(write: Write, read: Read) -> None:
    items = json.loads(PART)["response"]["items"]
    del items[1]["views"]
    extract = read("vk-wall", write("wall.json", wall(50, *items)))
    assert by_day(extract) == {march(3): NONE, march(4): (2, 100, 20, 2, 4), march(5): NONE}
    viewed = {
        row["period_start"]: (
            row["posts_with_views"],
            row["posts_without_views"],
            row["reactions_with_views"],
        )
        for row in extract.rows["engagement"]
    }
    assert viewed == {march(3): (0, 0, 0), march(4): (1, 1, 13), march(5): (0, 0, 0)}
    assert any("Записей без числа просмотров — 1 из 2" in line for line in extract.noticed)
    for post in items:
        post.pop("views", None)
    extract = read("vk-wall", write("wall.json", wall(50, *items)))
    assert {row[1] for row in by_day(extract).values()} == {None}
    assert {row.get("posts_with_views") for row in extract.rows["engagement"]} == {None}


def test_a_day_is_that_of_tomsk(write: Write, read: Read) -> None:
    items = [item(3, march(6)), item(2, march(4), hour=0), item(1, march(3), hour=23)]
    extract = read("vk-wall", write("wall.json", wall(3, *items)), write("1.json", wall(3)))
    assert [row[0] for row in by_day(extract).values()] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (wall(2421), "в ответе только число 2421, записей нет: чьё оно, не сказано"),
        (json.dumps({"posts": POSTS, "comments": [OTHERS["comments"]]}), "comments: это не записи"),
        (json.dumps({"response": {"items": POSTS, "groups": []}}), "ответ wall.getById"),
        (json.dumps({"-100": {"posts": POSTS}, "-5": [item(1, march(2), owner_id=-5)]}), "разных"),
        (wall(0), "ВКонтакте не дал ни одной записи: стена пуста или закрыта, или у ключа нет пр"),
        ('{"items": [], "count": 0}', "ВКонтакте не дал ни одной записи"),
        (json.dumps({"response": POSTS}), "это записи на выбор (ответ wall.getById)"),
        (wall(1, {"id": 1, "owner_id": -1}), "response.items[0]: нет поля date"),
        ('{"response": [false]}', "response[0]: «false» — вместо ответа — false: один из запросов"),
        (
            '[{"response": {"count": 0, "items": []}}, {"error": {"error_msg": "Too many"}}]',
            "ответ об ошибке: Too many",
        ),
        (wall(9, item(2, march(3)), item(1, march(2))), "ни одного дня нет в выгрузке целиком"),
        (wall(1, {"date": 1}), "response.items[0]: нет поля id"),
        (wall(1, item(1, march(2), date="x")), "response.items[0].date: «x» — не целое"),
        (wall(1, item(1, march(2), date=1e400)), "items[0].date: «Infinity» — не целое"),
        (wall(1, item(1, march(2), date=1672506000000)), "items[0].date: «1672506000000» — не вр"),
        (wall(1, item(1, march(2), likes={"count": -5})), "likes.count: «-5» — не количество"),
        (wall(1, item(1, march(2), likes="5")), "items[0].likes: «5» — не объект, а строка"),
        (wall(1, item(1, march(2), likes=True)), "items[0].likes: «true» — не объект, а true"),
        (wall(1, item(1, march(2), is_pinned="yes")), "is_pinned: «yes» — не 0 и не 1"),
        (wall(2, item(1, march(2)), item(2, march(3), owner_id=-5)), "записи разных страниц"),
        ('{"response": {"count": 1, "items": {}}}', "response.items: не список, а объект"),
        ('{"response": {"items": []}}', "ВКонтакте не дал ни одной записи"),
        ('{"response": [165, {"id": 1}]}', "response: это записи на выбор"),
        (PART[:-40], "нельзя разобрать как JSON"),
    ],
)
def test_bad_answers(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_vk_wall([opened(write("wall.json", text))], options())
    assert told in str(refused.value)


counts = st.lists(
    st.lists(st.tuples(*[st.integers(0, 10**6)] * 4), max_size=3), min_size=1, max_size=20
)


@given(days=counts, start=st.dates(date(2010, 1, 1), date(2020, 1, 1)), size=st.integers(1, 9))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, days: list[list[tuple[int, ...]]], start: date, size: int
) -> None:
    names = ("views", "likes", "comments", "reposts")
    days = [[(1, 1, 1, 1)], *days]  # a wall begins with a post
    items = [
        item(number, start + timedelta(days=place), hour=number % 10)
        | {name: {"count": count} for name, count in zip(names, post, strict=True)}
        for place, posts in enumerate(days)
        for number, post in enumerate(posts, start=place * 10)
    ][::-1]
    files = []
    for place in range(0, len(items) + size, size):
        path = tmp_path / f"{place}.json"
        path.write_text(wall(len(items), *items[place : place + size]), encoding="utf-8")
        files.append(opened(path))
    extract = read_vk_wall(files, options(as_of=start + timedelta(days=len(days))))
    assert by_day(extract) == {
        start + timedelta(days=place): (
            len(posts),
            *(sum(post[column] for post in posts) for column in range(4)),
        )
        for place, posts in enumerate(days)
    }
