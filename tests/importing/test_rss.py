"""The site's feed of news: the few days it holds whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing import Extract
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
    "Wed, 07 Jun 2023 18:00:00 GMT",
    "Tue, 06 Jun 2023 10:00:00 +0700",
    "Mon, 05 Jun 2023 10:00:00 +0700",
)


def by_day(extract: Extract) -> dict[date, int]:
    for row in extract.rows["publications"]:
        assert row["section"] == "news"
        assert row["period_start"] == row["period_end"]
    return {row["period_start"]: row["publications"] for row in extract.rows["publications"]}


def test_only_days_that_are_whole(write: Write, read: Read) -> None:
    extract = read("rss", write("rss.xml", rss(MOMENTS)))
    # 18:00 in Greenwich on the 7th is 01:00 of the 8th in Tomsk.
    assert by_day(extract) == {date(2023, 6, 6): 1, date(2023, 6, 7): 0, date(2023, 6, 8): 2}
    said = " ".join(extract.noticed)
    assert "Лента «Новости района»: все её записи сочтены новостями." in said
    assert "Взяты дни с 06.06.2023 по 08.06.2023" in said
    assert "Года она не даёт" in said


def test_repeats_count_once(write: Write, read: Read) -> None:
    text = rss(MOMENTS).replace("<guid>2<", "<guid>1<")
    extract = read("rss", write("rss.xml", text))
    assert by_day(extract)[date(2023, 6, 8)] == 1
    assert "Записей — 5, без повторов — 4." in " ".join(extract.noticed)


def test_atom(write: Write, read: Read) -> None:
    entries = "".join(
        f"<entry><id>{day}</id><updated>2023-06-{day:02}T10:00:00+07:00</updated>{published}</entry>"
        for day, published in (
            (9, ""),
            (8, ""),
            (11, "<published>2023-06-07T19:00:00Z</published>"),
            (5, "<published>2023-06-05T10:00:00+07:00</published>"),
        )
    )
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Н</title>{entries}</feed>'
    extract = read("rss", write("atom.xml", text))
    assert by_day(extract) == {date(2023, 6, 6): 0, date(2023, 6, 7): 0, date(2023, 6, 8): 2}
    assert "Записей без дня публикации — 2: взят день последнего" in " ".join(extract.noticed)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rss(MOMENTS[::-1]), "записи идут не от новых к старым"),
        (rss([MOMENTS[4], *MOMENTS]), "записи идут не от новых к старым"),
        (rss(MOMENTS[:2]), "лента за 08.06.2023 — 09.06.2023 не содержит целиком ни одного дня"),
        (rss(MOMENTS[:1]), "не содержит целиком ни одного дня"),
        (rss([]), "в ленте нет ни одной записи"),
        (rss(["вчера"]), "a.xml, столбец запись № 1: «вчера» — не дата. Ожидается дата вида"),
        (rss([""]), "a.xml: у записи № 1 нет даты публикации"),
        (rss(["Mon, 05 Jun 9999 23:00:00 -1200"]), "не дата"),
        (rss(["Mon, 05 Jun 1600 00:00:00 +1200"]), "не дата"),
        (rss(["Mon, 05 Jun 2023 25:00:00 +0700"]), "не дата"),
        (rss(["Mon, 05 Jun 2023 10:00:00 +99999999999999999999"]), "не дата"),
        (rss(MOMENTS)[:-20], "нельзя разобрать как XML: файл обрезан"),
        ('<!DOCTYPE a [<!ENTITY a "a">]><rss>&a;</rss>', "XML с объявлениями"),
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
    gaps=st.lists(st.integers(0, 5), min_size=2, max_size=40).filter(lambda gaps: sum(gaps) > 1),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, start: datetime, gaps: list[int]
) -> None:
    moments = [start.replace(tzinfo=REFERENCE.zone)]
    for gap in gaps:
        moments.insert(0, moments[0] + timedelta(days=gap))
    path = tmp_path / "a.xml"
    path.write_text(rss(map(format_datetime, moments)), encoding="utf-8")
    counts = Counter(moment.date() for moment in moments)
    first, last = moments[-1].date(), moments[0].date()
    inside = [first + timedelta(days=place) for place in range(1, (last - first).days)]
    assert by_day(read_rss([opened(path)], options())) == {day: counts[day] for day in inside}
