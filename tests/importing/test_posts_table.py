"""A table of posts from a service of statistics: the days that have a post, and whose they are."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from shegar_metrics.dataset.reference import Reference
from shegar_metrics.importing.importer import Extract, Options
from shegar_metrics.importing.systems.posts_table import read as read_posts_table
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import REFERENCE, Read, Write, opened, options

HEADER = "Дата публикации;Ссылка;Просмотры;Лайки;Комментарии;Репосты;ERV, %"
LINK = "https://vk.com/wall-100_"


def post(number: int, day: int, views: Any = 100, link: str = LINK) -> str:
    return f"{day:02}.03.2023 10:30;{link}{number};{views};10;1;2;13,0"


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


ROWS = [post(1, 1), post(2, 3), post(3, 3, ""), post(4, 2, 50)]


def by_day(extract: Extract) -> dict[date, tuple[Any, ...]]:
    published = {row["period_start"]: row["publications"] for row in extract.rows["publications"]}
    names = ("views", "likes", "comments", "reposts", "posts_without_views", "reactions_with_views")
    return {
        row["period_start"]: (published[row["period_start"]], *(row[name] for name in names))
        for row in extract.rows["engagement"]
    }


def test_days_with_a_post(write: Write, read: Read) -> None:
    extract = read("posts-table", write("posts.csv", table(*ROWS)))
    assert by_day(extract) == {
        date(2023, 3, 1): (1, 100, 10, 1, 2, 0, 13),
        date(2023, 3, 2): (1, 50, 10, 1, 2, 0, 13),
        date(2023, 3, 3): (2, 100, 20, 2, 4, 1, 13),
    }
    assert (extract.platform, extract.external_id) == ("vk", "100")
    assert "дни без записей неизвестны" in extract.noticed[0]
    assert extract.noticed[-1] == "Столбцы, которые не прочитаны: ERV, %."


def test_totals_that_are_no_sum_are_told(write: Write, read: Read) -> None:
    sums = [table(*ROWS, f"Итого;;{views};40;4;8;") for views in (250, 350)]
    right, wrong = (read("posts-table", write("a.csv", text)).noticed for text in sums)
    told = "Итог столбца «Просмотры» — 350, а сумма его строк — 250"
    assert not any("Итог столбца" in sentence for sentence in right)
    assert sum(told in sentence for sentence in wrong) == 1


def test_the_reach_of_all_posts_is_no_sum(write: Write, read: Read) -> None:
    header, rows = "Ссылка,Дата,Лайки,Охват\n", ("1,10.01.2022,1,100", "2,11.01.2022,2,200")
    posts = "".join(f"https://vk.com/wall-1_{row}\n" for row in rows)
    extract = read("posts-table", write("a.csv", f"{header}{posts}Итого,,3,250\n"))
    assert not any("Итог столбца" in told for told in extract.noticed)


def test_a_rubric_of_a_service_makes_no_register(write: Write, read: Read) -> None:
    header = HEADER.replace("Дата публикации", "Рубрика;Заголовок;Дата публикации")
    rows = ["Новости;Тема;" + row for row in ROWS]
    extract = read("posts-table", write("posts.csv", table(*rows, header=header)))
    assert sum(posts for posts, *_ in by_day(extract).values()) == len(ROWS)


def test_an_empty_day_is_not_proven(write: Write, read: Read) -> None:
    extract = read("posts-table", write("posts.csv", table(post(1, 1), post(2, 9))))
    assert list(by_day(extract)) == [date(2023, 3, 1), date(2023, 3, 9)]
    extract = read("posts-table", write("a.csv", table(*ROWS)), as_of=date(2023, 3, 3))
    assert list(by_day(extract)) == [date(2023, 3, 1), date(2023, 3, 2)]


@pytest.mark.parametrize(
    ("link", "platform", "number"),
    [
        ("https://vk.com/page?w=wall-100_", "vk", "100"),
        ("https://ok.ru/group/500/topic/", "ok", "500"),
        ("https://t.me/kanal/", "telegram", None),
    ],
)
def test_the_link_says_whose_it_is(
    write: Write, read: Read, link: str, platform: str, number: str | None
) -> None:
    extract = read("posts-table", write("a.csv", table(post(1, 1, link=link))))
    assert (extract.platform, extract.external_id) == (platform, number)


def test_the_reach_of_posts_as_vk_saves_it(write: Write, read: Read) -> None:
    header = (
        "Дата,Создатель записи,Запись,Ссылка,Охват подписчиков,Полный охват,Нравится,Поделились,"
        "Комментариев,Скрыли запись,Жалобы"
    )
    rows = [
        f"2023-03-0{day} 9:05,Иван,Текст,https://vk.com/wall-100_{day},90,200,7,3,1,0,0"
        for day in (1, 2)
    ]
    extract = read("posts-table", write("a.csv", "\n".join([header, *rows]) + "\n"))
    likes = {row["period_start"].day: row["likes"] for row in extract.rows["engagement"]}
    assert likes == {1: 7, 2: 7}
    (first, _) = extract.rows["engagement"]
    assert (first["views"], first["reach_of_posts"], first["posts_with_reach"]) == (None, 200, 1)
    assert "Охват подписчиков" in extract.noticed[-1]


REACHED = [(1, 1, 200), (1, 2, 300), (2, 3, "")]


def test_the_reach_of_posts_is_of_those_that_have_it(write: Write, read: Read) -> None:
    header = "Дата публикации;Ссылка;Охват;Лайки"
    rows = [f"0{day}.03.2023;{LINK}{number};{reach};1" for day, number, reach in REACHED]
    extract = read("posts-table", write("a.csv", table(*rows, header=header)))
    reached = [
        (row["reach_of_posts"], row["posts_with_reach"]) for row in extract.rows["engagement"]
    ]
    assert reached == [(500, 2), (0, 0)]


ROW = {"day": "02.03.2023", "link": f"{LINK}2", "views": "80", "likes": "3"}
ROW |= {"comments": "1", "reposts": "2"}


@pytest.mark.parametrize(
    "titles",
    [
        "link=Link to post reposts=Number of shares likes=Total likes views=Number of views "
        "comments=Post comments day=Published",
        "day=Дата и время публикации link=Ссылка на материал views=Число просмотров "
        "likes=Кол-во лайков comments=Всего комментариев reposts=Репосты записи",
        "day=Опубликовано views=ПРОСМОТРЫ, шт. likes=Классы comments=Комментариев "
        "reposts=Пересылки link=Адрес записи",
        "day=Created views=Views likes=Likes comments=Comments reposts=Forwards link=Permalink",
    ],
)
def test_columns_are_known_by_what_they_mean(write: Write, read: Read, titles: str) -> None:
    columns = dict(re.findall(r"(\w+)=(.+?)(?= \w+=|$)", titles))
    text = table(";".join(ROW[name] for name in columns), header=";".join(columns.values()))
    assert by_day(read("posts-table", write("a.csv", text))) == {
        date(2023, 3, 2): (1, 80, 3, 1, 2, 0, 6)
    }


def test_the_day_of_a_post_is_not_that_of_the_table(write: Write, read: Read) -> None:
    header = "Дата;Дата публикации;Ссылка;Просмотры;Пост"
    text = table(f"09.04.2023;02.03.2023;{LINK}2;80;Текст записи", header=header)
    extract = read("posts-table", write("a.csv", text))
    assert list(by_day(extract)) == [date(2023, 3, 2)]
    assert extract.noticed[-1] == "Столбцы, которые не прочитаны: Дата, Пост."


def test_the_name_of_the_page_is_compared_whole(write: Write) -> None:
    pages = [
        {**page, "address": "https://t.me/kanal_rayona"} if page["id"] == "telegram" else page
        for page in REFERENCE.pages
    ]
    known = Options(Reference({**REFERENCE.rows, "pages": pages}))
    ours = [opened(write("a.csv", table(post(1, 1, link="https://t.me/Kanal_Rayona/"))))]
    assert read_posts_table(ours, known).rows["publications"]
    other = [opened(write("b.csv", table(post(1, 1, link="https://t.me/kanal/"))))]
    with pytest.raises(DataRefusal, match="это записи «kanal», а у страницы telegram"):
        read_posts_table(other, known)
    noticed = read_posts_table(other, options()).noticed
    assert any("«kanal»; у страницы telegram нет адреса" in each for each in noticed)


def growing(step: int) -> list[str]:
    return [post(number, number, 100 + step * number) for number in range(1, 7)]


def two_a_day() -> list[str]:
    return [post(number, 1 + number // 2, 10 * number) for number in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (table(post(1, 1), post(1, 2)), "строк"),
        (table("Итого;;300;20;2;4;"), "нет"),
        (table(post(1, 1, "1,2K")), "«1,2K» — не целое число. Если точное число не известно"),
        (table(post(1, 1, "95 %")), "«95 %» — не целое число. Впишите само число, а не долю"),
        (table(post(1, 1, "1,200")), "«1,200» — тысячи это или доли, не ясно"),
        (table(post(1, 1), post(2, 2, link="https://vk.com/wall-200_")), "записи разных страниц"),
        (table(post(1, 1, link="https://example.org/")), "не ссылка на запись ВКонтакте"),
        (table(post(1, 1, "много")), "не целое число"),
        (table(post(1, 1).replace("01.03.2023 10:30", "вчера")), "«вчера» — не дата"),
        (table(post(1, 1), post(1, 1, link="https://m.vk.com/wall-100_")), "повторяет строку 2"),
        (table(post(1, 1), post(1, 1, link="https://vk.com/a?w=wall-100_")), "повторяет строку 2"),
        (table(post(1, 1), post(2, 1, link="https://vk.com/wall-100_1?reply=")), "на комментарий"),
        (table(post(1, 1, link="https://t.me/kanal/7?comment=")), "ссылка на комментарий"),
        (table(*two_a_day()[::-1]), "«Просмотры» только растут от записи к записи"),
        (table(*two_a_day(), two_a_day()[-1].replace("_12;", "_99;")), "только растут"),
        (table(*two_a_day()[::2], *two_a_day()[1::2]), "«Просмотры» только растут"),
        (table(*(f"{post(n, n, 9 * n % 11)[:-12]};1;{n};2;0" for n in range(1, 9))), "«Коммент"),
        (table(*growing(10)), "«Просмотры» только растут от записи к записи. Похоже на накопл"),
    ],
)
def test_bad_tables(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_posts_table([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


def test_counts_that_grow_and_fall_are_those_of_posts(write: Write, read: Read) -> None:
    rows = [*growing(10), post(7, 7, 5)]
    assert len(by_day(read("posts-table", write("a.csv", table(*rows))))) == 7


def test_counts_that_are_the_same_are_those_of_posts(write: Write, read: Read) -> None:
    rows = [post(number, number, 5) for number in range(1, 13)]
    assert len(by_day(read("posts-table", write("a.csv", table(*rows))))) == 12


def test_a_platform_without_a_page_is_refused(write: Write) -> None:
    path = write("a.csv", table(post(1, 1, link="https://max.ru/c/-700/")))
    with pytest.raises(ParameterRefusal, match="страницы на площадке «max» нет"):
        read_posts_table([opened(path)], options())
