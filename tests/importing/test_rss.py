"""The site's feed of news: the few days it holds whole."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.rss import read as read_rss
from shegar_metrics.problems import DataRefusal

from .conftest import REFERENCE, Read, Write, opened, options


def rss(moments: Iterable[str]) -> str:
    items = "".join(
        f"<item><title>Т</title><guid>{n}</guid><pubDate>{moment}</pubDate></item>\n"
        for n, moment in enumerate(moments)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        f"<title>Новости района</title>{items}</channel></rss>"
    )


MOMENTS = (
    "Fri, 09 Jun 2023 10:00:00 +0700",
    "Thu, 08 Jun 2023 10:00:00 +0700",
    "Wed, 31 May 2023 18:00:00 GMT",
    "Tue, 30 May 2023 10:00:00 +0700",
    "Mon, 03 Apr 2023 10:00:00 +0700",
    "Thu, 30 Mar 2023 10:00:00 +0700",
)


def by_month(extract: Extract) -> dict[tuple[int, int], int]:
    for row in extract.rows["publications"]:
        assert row["section"] == "news"
        assert row["period_start"].day == 1
        assert (row["period_end"] + timedelta(days=1)).day == 1
    return {
        (row["period_start"].year, row["period_start"].month): row["publications"]
        for row in extract.rows["publications"]
    }


def test_only_months_that_are_whole(write: Write, read: Read) -> None:
    extract = read("rss", write("rss.xml", rss(MOMENTS)))
    # 18:00 in Greenwich on 31 May is 01:00 of 1 June in Tomsk.
    assert by_month(extract) == {(2023, 4): 1, (2023, 5): 1}
    said = " ".join(extract.noticed)
    assert "Лента «Новости района»: все её записи сочтены новостями." in said
    assert "Взяты целые месяцы: 04.2023, 05.2023" in said


def test_repeats_count_once(write: Write, read: Read) -> None:
    text = rss([*MOMENTS[:4], *MOMENTS[3:]]).replace("<guid>4<", "<guid>3<")
    extract = read("rss", write("rss.xml", text))
    assert by_month(extract)[2023, 5] == 1
    assert "Записей — 7, без повторов — 6." in " ".join(extract.noticed)


def test_nothing_is_proven_of_days_after_the_file_was_written(write: Write, read: Read) -> None:
    path = write("rss.xml", rss(["Tue, 01 Jan 2030 00:00:00 +0700", *MOMENTS]))
    noon = time.mktime((2023, 6, 9, 12, 0, 0, 0, 0, -1))
    os.utime(path, (noon, noon))
    extract = read("rss", path)
    assert by_month(extract) == {(2023, 4): 1, (2023, 5): 1}
    assert "Записей с датой позже дня записи файла (09.06.2023) — 1: не взяты." in extract.noticed


def test_a_record_kept_for_years_makes_no_zeros(write: Write, read: Read) -> None:
    extract = read("rss", write("rss.xml", rss([*MOMENTS, "Wed, 01 Jan 2020 10:00:00 +0700"])))
    assert by_month(extract) == {(2023, 4): 1, (2023, 5): 1}
    assert "Месяцев, за которые в ленте нет ни одной записи, — 37: 02.2020, " in extract.noticed[-1]


def test_months_beside_an_empty_one_are_taken_if_they_are_whole(write: Write, read: Read) -> None:
    months = (1, 2, 3, 4, 6, 7, 8, 9)
    moments = [f"2023-{month:02}-{day:02}" for month in months for day in (1, 15)][::-1]
    extract = read("rss", write("rss.xml", rss(moments)))
    assert list(by_month(extract)) == [(2023, month) for month in (2, 3, 7, 8)]
    assert "— 1: 05.2023. Ни они, ни неполные месяцы рядом не взяты" in extract.noticed[-1]


def test_atom(write: Write, read: Read) -> None:
    entries = "".join(
        f"<entry><id>{place}</id><updated>{updated}T10:00:00+07:00</updated>{published}</entry>"
        for place, (updated, published) in enumerate(
            (
                ("2023-06-09", ""),
                ("2023-06-10", "<published>2023-05-07T19:00:00Z</published>"),
                ("2023-04-05", ""),
            )
        )
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Н</title>{entries}</feed>'
    extract = read("rss", write("atom.xml", text))
    assert by_month(extract) == {(2023, 5): 1}
    assert "Записей без дня публикации — 2: взят день последнего" in " ".join(extract.noticed)


def wordpress(*items: tuple[str, str, str]) -> str:
    told = "".join(
        f"<item><guid>{n}</guid><wp:post_date>{moment}</wp:post_date><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type></item>"
        for n, (moment, status, kind) in enumerate(items)
    )
    return (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Сайт</title>'
        f"{told}</channel></rss>"
    )


def test_the_export_of_wordpress_holds_drafts_and_pictures(write: Write, read: Read) -> None:
    text = wordpress(
        ("2022-01-10 10:00:00", "publish", "post"),
        ("2022-01-11 10:00:00", "draft", "post"),
        ("2022-01-12 10:00:00", "inherit", "attachment"),
        ("2022-03-10 10:00:00", "publish", "page"),
        ("2022-12-31 23:30:00", "publish", "post"),
    )
    extract = read("rss", write("a.xml", text))
    assert by_month(extract) == {(2022, month): int(month in (1, 12)) for month in range(1, 13)}
    assert "Не посчитано: post, draft — 1; attachment, inherit — 1; page, publish — 1." in (
        extract.noticed
    )
    with pytest.raises(DataRefusal, match="нет ни одной опубликованной записи"):
        read("rss", write("a.xml", wordpress(("2022-01-11 10:00:00", "draft", "post"))))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rss(MOMENTS[::-1]), "записи идут не от новых к старым"),
        (rss([MOMENTS[5], *MOMENTS]), "записи идут не от новых к старым"),
        (rss(MOMENTS[:2]), "лента за 08.06.2023 — 09.06.2023 не содержит целиком ни одного месяца"),
        (rss(MOMENTS[:1]), "не содержит целиком ни одного месяца"),
        (rss(["Fri, 09 Jun 2123 10:00:00 +0700"]), "не дата"),
        (rss(["Fri, 09 Jun 2099 10:00:00 +0700"]), "нет записей не позже дня записи файла"),
        (
            rss(MOMENTS).replace("Новости района", "Комментарии к сайту"),
            "это лента комментариев («К",
        ),
        (rss(MOMENTS).replace("<guid>", "<guid>https://a/b#comment-"), "это лента комментариев"),
        (
            rss(MOMENTS).replace("</item>", '<enclosure url="a" type="audio/mpeg"/></item>'),
            "это лента подкаста",
        ),
        (rss(MOMENTS).replace(">Т<", ">а&nbsp;б<"), "строка 2: &nbsp; — сущность HTML, которой в"),
        (rss(MOMENTS) + rss(MOMENTS), "два ответа"),
        (rss([]), "в ленте нет ни одной записи"),
        (rss(["вчера"]), "a.xml, столбец запись № 1: «вчера» — не дата. Ожидается дата вида"),
        (rss([""]), "a.xml: у записи № 1 нет даты публикации"),
        (rss(["Mon, 05 Jun 9999 23:00:00 -1200"]), "не дата"),
        (rss(["Mon, 05 Jun 1600 00:00:00 +1200"]), "не дата"),
        (rss(["Mon, 05 Jun 2023 25:00:00 +0700"]), "не дата"),
        (rss(["Mon, 05 Jun 2023 10:00:00 +99999999999999999999"]), "не дата"),
        (rss(MOMENTS)[:-20], "нельзя разобрать как XML: файл обрезан"),
        ('<!DOCTYPE a [<!ENTITY a "a">]><rss>&a;</rss>', "XML с объявлениями ENTITY"),
        ("", "файл пуст"),
        ("<!DOCTYPE html><html>Вход</html>", "это страница HTML"),
    ],
)
def test_bad_input_is_told(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_rss([opened(write("a.xml", text))], options())
    assert told in str(refused.value)


@given(
    start=st.datetimes(datetime(2001, 1, 1), datetime(2022, 1, 1)),
    gaps=st.lists(st.integers(0, 20), min_size=2, max_size=40).filter(lambda gaps: sum(gaps) > 62),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, start: datetime, gaps: list[int]
) -> None:
    moments = [start.replace(tzinfo=REFERENCE.zone)]
    for gap in gaps:
        moments.insert(0, moments[0] + timedelta(days=gap))
    path = tmp_path / "a.xml"
    path.write_text(rss(map(format_datetime, moments)), encoding="utf-8")
    counts = Counter((moment.year, moment.month) for moment in moments)
    found = by_month(read_rss([opened(path)], options()))
    assert found == {month: counts[month] for month in found}
    edges = {(moments[0].year, moments[0].month), (moments[-1].year, moments[-1].month)}
    assert edges.isdisjoint(found) or moments[-1].day == 1
    assert set(counts) - edges <= set(found)


@pytest.mark.parametrize(
    ("title", "link"),
    [
        ("Новости по тегу «ЖКХ»", ""),
        ("Постановления администрации", ""),
        ("Спорт — Администрация", "https://a.ru/category/sport/feed/"),
        ("Администрация", "https://a.ru/?tag=sport"),
    ],
)
def test_a_feed_of_a_part_is_not_all_news(write: Write, title: str, link: str) -> None:
    text = rss(MOMENTS).replace("Новости района</title>", f'{title}</title><link href="{link}"/>')
    with pytest.raises(DataRefusal, match="а не всех новостей"):
        read_rss([opened(write("rss.xml", text))], options())


def test_a_feed_of_the_category_of_news_is_one_of_news(write: Write, read: Read) -> None:
    link = '<link href="https://a.ru/category/novosti/feed/"/>'
    text = rss(MOMENTS).replace("Новости района</title>", f"Администрация</title>{link}")
    assert by_month(read("rss", write("rss.xml", text))) == {(2023, 4): 1, (2023, 5): 1}


def test_categories_of_a_feed_name_other_sections(write: Write, read: Read) -> None:
    act = "<category>Постановления</category><guid>3<"
    text = rss(MOMENTS).replace("<guid>3<", act)
    extract = read("rss", write("rss.xml", text))
    assert by_month(extract) == {(2023, 4): 1, (2023, 5): 0}
    assert "кроме 1: их рубрика — другой раздел сайта." in extract.noticed[0]


def test_a_feed_without_news_is_refused(write: Write) -> None:
    text = rss(MOMENTS).replace("<guid>", "<category>Постановления</category><guid>")
    with pytest.raises(DataRefusal, match="в ленте нет новостей"):
        read_rss([opened(write("rss.xml", text))], options())


def test_the_export_of_wordpress_tells_sections_and_passwords(write: Write, read: Read) -> None:
    moments = [f"2022-{month:02}-10 10:00:00" for month in (1, 2, 3, 12)]
    text = wordpress(*((moment, "publish", "post") for moment in moments))
    label = '<category domain="category">Постановления</category>'
    text = text.replace("<guid>1<", f"{label}<guid>1<")
    text = text.replace("<guid>2<", "<wp:post_password>x</wp:post_password><guid>2<")
    extract = read("rss", write("a.xml", text))
    counts = Counter[str]()
    for row in extract.rows["publications"]:
        counts[row["section"]] += row["publications"]
    assert counts == {"news": 2, "administration_acts": 1}
    assert "Не посчитано: под паролем — 1." in extract.noticed
