"""Yandex.Metrica's table of visits, as the web interface and Excel write it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shegar_metrics.importing.systems.metrika_table import read as read_metrika
from shegar_metrics.problems import DataRefusal

from .conftest import Counts, Read, Span, Write, not_standing, opened, options, told_of_visits

HEADER = (
    "Интервал дат визита,Визиты,Посетители,Просмотры,Доля новых посетителей,Отказы,"
    "Глубина просмотра,Время на сайте"
)
MONTHS = f"""{HEADER}
"Итого и средние","300","120","900","0,5","0,2","3","00:02:10"
"2023-02-01 - 2023-02-28","200","90","600","0,5","0,2","3","00:02:10"
"2023-01-01 - 2023-01-31","100","50","300","0,5","0,2","3","00:02:10"
"""

JANUARY = (date(2023, 1, 1), date(2023, 1, 31))
FEBRUARY = (date(2023, 2, 1), date(2023, 2, 28))


WHOLE = (JANUARY[0], FEBRUARY[1])
EXPECTED: dict[Span, Counts] = {
    JANUARY: (100, 50, 300),
    FEBRUARY: (200, 90, 600),
    WHOLE: (None, 120, None),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_months_and_totals_of_the_interface(write: Write, read: Read, encoding: str) -> None:
    extract = read("metrika", write("отчёт.csv", MONTHS.encode(encoding)))
    assert told_of_visits(extract) == EXPECTED
    assert "Посетители за интервалы не складываются" in extract.noticed[0]
    assert not not_standing(extract)


def test_resaved_by_excel(write: Write, read: Read) -> None:
    text = io.StringIO()
    rows = list(csv.reader(MONTHS.splitlines()))
    csv.writer(text, delimiter=";").writerows(rows)
    russian = text.getvalue().replace("2023-01-01 - 2023-01-31", "01.01.2023 - 31.01.2023")
    assert told_of_visits(read("metrika", write("a.csv", russian.encode("cp1251")))) == EXPECTED


def test_workbook(tmp_path: Path, read: Read) -> None:
    book = Workbook()
    for row in csv.reader(MONTHS.splitlines()):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(tmp_path / "a.xlsx")
    assert told_of_visits(read("metrika", tmp_path / "a.xlsx")) == EXPECTED


def test_idle_days_are_zero_only_if_the_totals_say_so(write: Write, read: Read) -> None:
    days = f"{HEADER}\nИтого и средние,7,5,9,,,,\n2023-01-03,3,3,4,,,,\n2023-01-01,4,3,5,,,,\n"
    extract = read("metrika", write("a.csv", days))
    second = (date(2023, 1, 2), date(2023, 1, 2))
    assert told_of_visits(extract)[second] == (0, 0, 0)
    assert "Дней без строки — 1" in extract.noticed[0]
    extract = read("metrika", write("a.csv", days.replace("средние,7", "средние,8")))
    assert second not in told_of_visits(extract)
    whole = (date(2023, 1, 1), date(2023, 1, 3))
    assert not_standing(extract) == {
        (whole, "visits"): 8,
        (whole, "visitors"): 5,
        (whole, "page_views"): 9,
    }
    assert extract.noticed[:2] == [
        "Посещения (визиты): по строкам — 7, в итогах — 8, строки покрывают не все дни. "
        "Число итогов хранится в totals.csv.",
        "Итоги могут быть за другой период: ни одно их число не принято.",
    ]


def test_page_views_that_are_not_the_sum_of_the_parts_are_told(write: Write, read: Read) -> None:
    extract = read("metrika", write("a.csv", MONTHS.replace('"900"', '"901"')))
    assert told_of_visits(extract) == EXPECTED
    assert not_standing(extract) == {(WHOLE, "page_views"): 901}
    assert extract.noticed[0].startswith("Просмотры страниц: по строкам — 900, в итогах — 901.")


def test_chart_without_totals(write: Write, read: Read) -> None:
    extract = read("metrika", write("a.csv", "Период,Визиты\n2023-01-01,4\n2023-01-02,5\n"))
    assert len(extract.rows["visits"]) == 2
    assert "totals" not in extract.rows


def test_what_is_not_over_is_left_out(write: Write) -> None:
    files = [opened(write("a.csv", MONTHS))]
    extract = read_metrika(files, options(as_of=date(2023, 2, 28)))
    assert told_of_visits(extract) == {JANUARY: EXPECTED[JANUARY]}
    assert extract.noticed[0] == "Периодов, не кончившихся к 28.02.2023, — 1: не взяты."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MONTHS.replace('"100"', '"сто"'), "a.csv, строка 4, столбец Визиты: «сто» — не целое"),
        (MONTHS.replace('"100"', '"1,0E+02"'), "«1,0E+02» — не целое число"),
        (MONTHS.replace('"100"', '"-1"'), "«-1» — не целое число. Ожидается число от 0"),
        (MONTHS.replace("2023-01-01", "2023-13-01"), "столбец Интервал дат визита: «2023-13-01 - "),
        (
            MONTHS + '"2023-01-01 - 2023-01-31","1","1","1","","","",""\n',
            "строка 5: повторяет строку 4",
        ),
        (MONTHS[:-60], "a.csv, строка 4: нельзя разобрать как CSV: файл обрезан"),
    ],
)
def test_a_bad_cell_is_told_by_its_place(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_metrika([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


spans = st.lists(st.integers(0, 10**7), min_size=1, max_size=40)


@given(visits=spans, start=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, visits: list[int], start: date
) -> None:
    days = [start + timedelta(days=place) for place in range(len(visits))]
    lines = [
        f'"{day}","{count}","{count}","{count}"' for day, count in zip(days, visits, strict=True)
    ]
    path = tmp_path / "a.csv"
    header = '"Интервал дат визита","Визиты","Посетители","Просмотры"'
    path.write_text("\n".join([header, *reversed(lines)]), encoding="utf-8")
    extract = read_metrika([opened(path)], options(as_of=date(2100, 12, 31)))
    assert told_of_visits(extract) == {
        (day, day): (count,) * 3 for day, count in zip(days, visits, strict=True)
    }


def dated(title: str, *days: str) -> bytes:
    """Write a table whose intervals are single days."""
    return "\n".join(
        [f"{title},Визиты,Посетители,Просмотры", *(f"{d},7,3,9" for d in days)]
    ).encode()


@pytest.mark.parametrize(
    ("title", "days", "first"),
    [
        ("Неделя визита", ("2024-01-01", "2024-01-08"), (date(2024, 1, 1), date(2024, 1, 7))),
        ("Месяц визита", ("2024-01-01", "2024-02-01"), (date(2024, 1, 1), date(2024, 1, 31))),
    ],
)
def test_a_week_or_month_by_its_first_day(
    write: Write, read: Read, title: str, days: tuple[str, ...], first: Span
) -> None:
    told = told_of_visits(read("metrika", write("a.csv", dated(title, *days))))
    assert told[first] == (7, 3, 9)
    assert len(told) == len(days)  # no day without visits is made up


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Неделя визита", "неделя начинается не с понедельника"),
        ("Месяц визита", "месяц начинается не с первого числа"),
    ],
)
def test_a_week_begins_on_a_monday_and_a_month_on_its_first_day(
    write: Write, read: Read, title: str, told: str
) -> None:
    with pytest.raises(DataRefusal, match=told):
        read("metrika", write("a.csv", dated(title, "2024-01-02")))


@pytest.mark.parametrize("title", ["Дата визита", "Интервал дат визита", "Период"])
@pytest.mark.parametrize(
    "days",
    [
        ("2024-01-01", "2024-01-08", "2024-01-15"),
        ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"),
    ],
)
def test_days_that_may_be_weeks_or_months_are_refused(
    write: Write, read: Read, title: str, days: tuple[str, ...]
) -> None:
    with pytest.raises(DataRefusal, match="это дни или нет, не ясно"):
        read("metrika", write("a.csv", dated(title, *days)))
