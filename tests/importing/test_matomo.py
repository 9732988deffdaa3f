"""Matomo's CSV of visits, as its API and its interface write it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.systems.matomo import read as read_matomo
from shegar_metrics.problems import DataRefusal

from .conftest import Counts, Read, Write, opened, options, told_of_visits

RAW = (
    "date,nb_uniq_visitors,nb_users,nb_visits,nb_actions,nb_pageviews,bounce_rate\n"
    "2023-01,50,0,100,320,300,20%\n"
    "2023-02,90,0,200,640,600,18%\n"
)
MONTHS = {
    (date(2023, 1, 1), date(2023, 1, 31)): (100, 50, 300),
    (date(2023, 2, 1), date(2023, 2, 28)): (200, 90, 600),
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
def test_months_of_the_api(write: Write, read: Read, encoding: str) -> None:
    extract = read("matomo", write("a.csv", RAW.encode(encoding)))
    assert told_of_visits(extract) == MONTHS
    assert extract.noticed == ["Уникальные посетители по периодам не складываются."]


@pytest.mark.parametrize(
    "titles",
    [
        "Date,Unique visitors,Users,Visits,Actions,Pageviews,Bounce Rate",
        "Дата,Уникальные посетители,Пользователи,Посещения,Действия,Просмотры страниц,Отказы",
        "label,nb_uniq_visitors,nb_users,nb_visits,nb_actions,nb_pageviews,bounce_rate",
    ],
)
def test_translated_names(write: Write, read: Read, titles: str) -> None:
    text = titles + RAW[RAW.index("\n") :]
    assert told_of_visits(read("matomo", write("a.csv", text.encode("utf-16")))) == MONTHS
    tabs = text.replace(",", "\t")
    assert told_of_visits(read("matomo", write("a.tsv", tabs.encode("utf-16")))) == MONTHS


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ('"2023-01-02,2023-01-08"', date(2023, 1, 2), date(2023, 1, 8)),
        ("From 2023-01-02 to 2023-01-08", date(2023, 1, 2), date(2023, 1, 8)),
        ("С 2023-01-02 по 2023-01-08", date(2023, 1, 2), date(2023, 1, 8)),
    ],
)
def test_periods(write: Write, read: Read, cell: str, start: date, end: date) -> None:
    text = f"date,nb_visits,nb_uniq_visitors,nb_pageviews\n{cell},4,3,9\n"
    assert told_of_visits(read("matomo", write("a.csv", text))) == {(start, end): (4, 3, 9)}


def test_actions_are_not_page_views(write: Write, read: Read) -> None:
    extract = read("matomo", write("a.csv", "date,nb_visits,nb_actions\n2023-01-31,4,9\n"))
    assert told_of_visits(extract) == {(date(2023, 1, 31),) * 2: (4, None, None)}
    assert "действия Matomo — это и загрузки файлов" in extract.noticed[0]


def test_what_is_empty_or_had_not_ended(write: Write, read: Read) -> None:
    extract = read("matomo", write("a.csv", RAW + "2023-03,,,,,,\n"), as_of=date(2023, 2, 28))
    assert list(told_of_visits(extract)) == [(date(2023, 1, 1), date(2023, 1, 31))]
    assert extract.noticed == [
        "Строк без посещений — 1: не взяты, это не ноль.",
        "Периодов, не кончившихся к 28.02.2023, — 1: не взяты.",
    ]


def test_a_count_without_a_date_is_refused(write: Write, read: Read) -> None:
    day = "nb_uniq_visitors,nb_users,nb_visits,nb_actions\n2,0,2,2"
    with pytest.raises(DataRefusal, match=r"нет столбца с датой.*date=2022-01-01,2022-12-31"):
        read("matomo", write("a.csv", day.encode("utf-16")))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (RAW.replace(",100,", ",сто,"), "a.csv, строка 2, столбец nb_visits: «сто» — не целое"),
        (RAW.replace(",100,", ",-1,"), "столбец nb_visits: «-1» — не целое число. Ожидается"),
        (RAW.replace(",100,", ",1.5,"), "столбец nb_visits: «1.5» — не целое число"),
        (RAW.replace(",100,", ",NaN,"), "столбец nb_visits: «NaN» — не целое число"),
        (RAW.replace(",100,", ",1e400,"), "столбец nb_visits: «1e400» — не целое число"),
        (RAW.replace("2023-01", "2023-13"), "строка 2, столбец date: «2023-13» — не период"),
        (RAW.replace("2023-01", "1989-12"), "столбец date: «1989-12» — не период. Ожидается день"),
        (RAW.replace("2023-01", "январь"), "столбец date: «январь» — не период"),
        (RAW.replace("2023-01", ""), "a.csv, строка 2, столбец date: ячейка пуста"),
        (RAW.replace("2023-01", "0000"), "столбец date: «0000» — не период"),
        (RAW.replace("2023-01", "9999"), "столбец date: «9999» — не период"),
        (RAW.replace("2023-02", "2023-01"), "a.csv, строка 3: повторяет строку 2"),
        (RAW.replace("nb_visits", "visits_total"), "a.csv, строка 1: нет столбцов: nb_visits"),
        (RAW[: RAW.index("\n")], "a.csv: нет ни одного завершённого периода"),
        (RAW + '"2023-03,', "нельзя разобрать как CSV: файл обрезан"),
        (RAW.encode("utf-16")[:-1], "a.csv: это не текст в кодировке"),
        (RAW + "x" * 2_000_000, "нельзя разобрать как CSV"),
        ("", "a.csv: файл пуст"),
        ("<html>Вход</html>", "a.csv: это страница HTML"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(write: Write, content: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_matomo([opened(write("a.csv", content))], options())
    assert told in str(refused.value)


counts = st.none() | st.integers(0, 10**9)


@given(
    rows=st.lists(st.tuples(st.integers(0, 10**9), counts, counts), min_size=1, max_size=40),
    start=st.dates(date(1990, 1, 1), date(2025, 1, 1)),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, rows: list[Counts], start: date
) -> None:
    days = [start + timedelta(days=place) for place in range(len(rows))]
    lines = ["date,nb_visits,nb_uniq_visitors,nb_pageviews"]
    for day, row in zip(days, rows, strict=True):
        lines.append(",".join([str(day), *("" if cell is None else str(cell) for cell in row)]))
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(lines).encode("utf-16"))
    assert told_of_visits(read_matomo([opened(path)], options())) == {
        (day, day): row for day, row in zip(days, rows, strict=True)
    }
