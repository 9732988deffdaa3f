"""Matomo's CSV of visits, as its API and its interface write it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shegar_metrics.importing.recognition import importers
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
    ("days", "what"),
    [
        (("2023-01-01", "2023-02-01", "2023-03-01"), "месяца"),
        (("01.01.2023", "01.02.2023"), "месяца"),
        (("2023-01-02", "2023-01-09", "2023-01-16"), "недели"),
    ],
)
def test_months_that_excel_made_days_are_refused(
    write: Write, days: tuple[str, ...], what: str
) -> None:
    text = RAW[: RAW.index("\n") + 1] + "".join(f"{day},50,0,100,320,300,20%\n" for day in days)
    with pytest.raises(DataRefusal, match=f"каждый — первый день {what}: это дни или нет"):
        read_matomo([opened(write("a.csv", text))], options())


def test_a_month_without_a_visit_is_told(write: Write, read: Read) -> None:
    none = RAW.replace(",100,320,300,", ",0,0,0,").replace("2023-01,50", "2023-01,0")
    told = "Ни одного посещения больше недели подряд: 01.01.2023 — 31.01.2023."
    extract = read("matomo", write("a.csv", none))
    assert [row["visits"] for row in extract.rows["visits"]] == [0, 200]
    assert any(it.startswith(told) for it in extract.noticed)
    assert not any("подряд" in it for it in read("matomo", write("a.csv", RAW)).noticed)


@pytest.mark.parametrize("shown", ["mmm\\-yy", "[$-419]mmmm\\ yyyy;@", 'mm.yyyy"г."'])
def test_months_that_excel_shows_as_months(tmp_path: Path, read: Read, shown: str) -> None:
    book = Workbook()
    rows = [["date", "nb_visits", "nb_uniq_visitors"], [date(2023, 1, 1), 100, 50]]
    for row in rows:
        book.active.append(row)
    book.active["A2"].number_format = shown
    book.save(tmp_path / "a.xlsx")
    (january, *_) = MONTHS
    assert told_of_visits(read("matomo", tmp_path / "a.xlsx")) == {january: (100, 50, None)}


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


def test_dates_of_excel(write: Write, read: Read) -> None:
    text = "date;nb_uniq_visitors;nb_visits;nb_pageviews\n01.01.2023;50;100;300\n"
    told = told_of_visits(read("matomo", write("a.csv", text)))
    assert told == {(date(2023, 1, 1),) * 2: (100, 50, 300)}


@pytest.mark.parametrize("total", ["Total", "Итого"])
def test_a_row_of_totals_is_no_period(write: Write, read: Read, total: str) -> None:
    extract = read("matomo", write("a.csv", f"{RAW}{total},140,0,300,960,900,19%\n"))
    assert told_of_visits(extract) == MONTHS
    told = "Строка итогов не взята: посещений в ней — 300, по строкам — 300."
    assert extract.noticed[0] == told


PARTS = [
    ("Date,Label,Visits,Actions\n2023-01,vk.com,12,52\n", "столбец «Label», в нём «vk.com»"),
    ("Date,Label,Visits,Actions\n2023-01,2gis.ru,12,52\n", "в нём «2gis.ru»"),
    ("Date,Label,Visits,Actions\n2023-01,404,12,52\n", "столбец «Label», в нём «404»"),
    (
        "date,nb_visits,nb_actions,metadata_segment\n2023-01,12,52,visitorType==new\n",
        "столбец «metadata_segment», в нём «visitorType==new»",
    ),
]


@pytest.mark.parametrize(("text", "told"), PARTS)
def test_a_part_of_the_site_is_taken_with_leave_only(
    write: Write, read: Read, text: str, told: str
) -> None:
    path = write("a.csv", text)
    with pytest.raises(DataRefusal) as refused:
        read("matomo", path)
    assert told in str(refused.value)
    (row,) = read("matomo", path, allow_part=True).rows["visits"]
    assert row["note"].startswith("В отчёт: Часть сайта: столбец «")


def test_numbers_and_times_are_no_words(write: Write, read: Read) -> None:
    text = (
        "Date,Visits,Actions,Bounce Rate,Avg. Duration,Revenue,Time,Segment\n"
        "2023-01,1,2,20%,4 min 31s,$ 0,00:04:31,\n2023-02,1,2,0.5,1 days 2 hours,1 200.5 €,-,\n"
    )
    assert len(read("matomo", write("a.csv", text)).rows["visits"]) == 2


def test_weeks_without_quotes_are_refused(write: Write) -> None:
    text = "date,nb_visits,nb_actions\n2023-01-02,2023-01-08,40,100\n"
    with pytest.raises(DataRefusal, match="строка 2: «100» — ячейка правее последнего столбца"):
        read_matomo([opened(write("a.csv", text))], options())


@pytest.mark.parametrize(
    "titles", ["date,visitors,pageviews,visits", "Date,Visits,Pageviews", "Дата,Визиты,Посетители"]
)
def test_other_counters_are_not_taken_for_it(write: Write, titles: str) -> None:
    row = ",".join(["2023-01-01", *("1" for _ in titles.split(",")[1:])])
    assert not importers()["matomo"].recognise(opened(write("a.csv", f"{titles}\n{row}\n")))
