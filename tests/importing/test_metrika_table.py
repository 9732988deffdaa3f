"""Yandex.Metrica's table of visits, as the web interface and Excel write it."""

from __future__ import annotations

import csv
import io
import os
from datetime import date, datetime, timedelta
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
        "Визитов по строкам — 7, в итогах — 8: итоги могут быть за другой период. Их числа "
        "записаны в totals.csv, но не приняты.",
        "Посетители за интервалы не складываются: за весь период они не известны.",
    ]


def test_totals_wherever_they_stand(write: Write, read: Read) -> None:
    header, total, *months = csv.reader(MONTHS.splitlines())
    moved = [[*row[1:], row[0]] for row in (header, *months, total, total)]
    text = io.StringIO()
    csv.writer(text).writerows(moved)
    assert told_of_visits(read("metrika", write("a.csv", text.getvalue()))) == EXPECTED
    other = text.getvalue().replace("300,120", "300,140", 1)
    with pytest.raises(DataRefusal, match="вторая строка итогов, с другими"):
        read("metrika", write("a.csv", other))


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


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        (("2023-01-01–2023-01-31", "2023-02-01–2023-02-28"), "Интервал дат визита"),
        (("2023-01-01..2023-01-31", "2023-02-01 ~ 2023-02-28"), "Период"),
        (("2023-01-01", "2023-02-01"), "Месяц визита"),
        (("2023-01", "2023-02"), "Месяц визита"),
        (("январь 2023", "февр. 2023"), "Месяц визита"),
        (("2023-01-01", "2023-02-01"), "Month of visit"),
    ],
)
def test_months_however_written(
    write: Write, read: Read, cells: tuple[str, str], title: str
) -> None:
    told = told_of_visits(read("metrika", write("a.csv", dated(title, *cells))))
    assert told == {JANUARY: (7, 3, 9), FEBRUARY: (7, 3, 9)}


def test_quarters_and_years_by_their_first_days(write: Write, read: Read) -> None:
    told = told_of_visits(read("metrika", write("a.csv", dated("Квартал визита", "2023-04-01"))))
    assert list(told) == [(date(2023, 4, 1), date(2023, 6, 30))]
    told = told_of_visits(read("metrika", write("a.csv", dated("Year of visit", "2023-01-01"))))
    assert list(told) == [(date(2023, 1, 1), date(2023, 12, 31))]


def test_the_english_interface(write: Write, read: Read) -> None:
    english = MONTHS.replace("Интервал дат визита,Визиты,Посетители,Просмотры", "{}").format(
        "Visit date interval,Sessions,Users,Pageviews"
    )
    english = english.replace("Итого и средние", "Totals and averages")
    assert told_of_visits(read("metrika", write("a.csv", english))) == EXPECTED


def test_hours_are_added_up_to_days(write: Write, read: Read) -> None:
    hours = [f"2023-01-0{day} {hour:02}:00" for day in (1, 2) for hour in (0, 9, 23)]
    text = dated("Дата и время визита", *hours).decode()
    totals = "\nИтого и средние,42,10,54"
    extract = read("metrika", write("a.csv", text + totals))
    first, second = (date(2023, 1, 1),) * 2, (date(2023, 1, 2),) * 2
    assert told_of_visits(extract) == {
        first: (21, None, 27),
        second: (21, None, 27),
        (first[0], second[1]): (None, 10, None),
    }
    day = read(
        "metrika", write("b.csv", dated("Дата и время визита", *hours[:2]) + b"\nTotal,14,5,18")
    )
    assert told_of_visits(day) == {first: (14, 5, 18)}


def test_the_period_above_the_table_cuts_its_edges(write: Write, read: Read) -> None:
    text = "Отчёт за период с {} по 15.02.2023\n" + MONTHS
    extract = read("metrika", write("a.csv", text.format("10.01.2023")))
    whole = (date(2023, 1, 10), date(2023, 2, 15))
    assert set(told_of_visits(extract)) == {
        (whole[0], JANUARY[1]),
        (FEBRUARY[0], whole[1]),
        whole,
    }
    files = [opened(write("a.csv", text.format("10.01.2023")))]
    extract = read_metrika(files, options(as_of=date(2023, 2, 15)))
    assert list(told_of_visits(extract)) == [(whole[0], JANUARY[1])]
    assert extract.noticed[-1] == "Итоги включают дни, которые не кончились, и не взяты."
    with pytest.raises(DataRefusal, match="вне периода, который написан над таблицей"):
        read("metrika", write("a.csv", text.format("01.02.2023")))


PARTED = "Интервал дат визита,Источник,Визиты\n2023-01-01,Переходы из поиска,7\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PARTED, "столбец «Источник», в нём «Переходы из поиска»"),
        (f"Сегмент: новые посетители\n{MONTHS}", "строка 1 над таблицей: «Сегмент: новые"),
        (f"Точность: 10 %\n{MONTHS}", "строка 1 над таблицей: «Точность: 10 %»"),
        ("Период,Визиты,Сегмент\n2023-01-01,7,5\n", "столбец «Сегмент», в нём «5»"),
    ],
)
def test_a_part_of_the_site_is_taken_with_leave_only(
    write: Write, read: Read, text: str, told: str
) -> None:
    path = write("a.csv", text)
    with pytest.raises(DataRefusal, match="не всего сайта, а его части: ") as refused:
        read("metrika", path)
    assert told in str(refused.value)
    extract = read("metrika", path, allow_part=True)
    assert extract.noticed[0].startswith("Часть сайта: ")
    assert {row["note"] for row in extract.rows["visits"]} == {f"В отчёт: {extract.noticed[0]}"}


def test_days_after_that_of_the_file_are_no_zeros(write: Write) -> None:
    text = "Период с 2023-01-01 по 2023-12-31\nДата визита,Визиты\nИтого,3\n2023-01-01,3\n"
    text += "2023-01-02,0\n"
    extract = read_metrika([opened(write("a.csv", text))], options(as_of=date(2023, 1, 3)))
    assert len(extract.rows["visits"]) == 2
    assert "totals" not in extract.rows


@pytest.mark.parametrize("said", ["Сегмент: Все посетители", "Точность: 100%", "Фильтры: нет"])
def test_what_says_that_it_is_the_whole_site(write: Write, read: Read, said: str) -> None:
    assert told_of_visits(read("metrika", write("a.csv", f"{said}\n{MONTHS}"))) == EXPECTED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Дата визита,Визиты\n2023-01-01,1\n01.01.2023,2\n", "строка 3: повторяет строку 2"),
        ("Период,Визиты,Визиты\n2023-01-01,1,2\n", "столбцы «Визиты» и «Визиты» — об одном"),
        (
            "Период,Визиты\n2023-01,1\n2023-01-05,2\n",
            "строка 3, столбец Период: «2023-01-05» — пересекается с интервалом строки 2",
        ),
        ("Период,Визиты\n2023-01-01,3\n2023-01-01 09:00,3\n", "строка 2, столбец Период: «2023-0"),
        ("Период,Визиты\n2023-01-01 09:00,3\n2023-01-01 9:00:00,3\n", "3: повторяет строку 2"),
        ("Период,Визиты\n2023-01-01,1,2\n", "строка 2: «2» — ячейка правее последнего"),
        ("Период,Визиты\n2023-01-01 +1,1\n", "«2023-01-01 +1» — не интервал дат"),
        ("Месяц визита,Визиты\nянварь,1\n", "«январь» — не интервал дат"),
    ],
)
def test_what_has_two_readings_is_refused(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_metrika([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


@pytest.mark.parametrize("title", ["Визиты, %", "Визиты (роботы)"])
def test_a_share_or_a_part_of_visits_is_not_visits(write: Write, title: str) -> None:
    path = write("a.csv", f'Период,"{title}"\n2023-01-01,1\n')
    with pytest.raises(DataRefusal, match="нет столбцов: Визиты"):
        read_metrika([opened(path)], options())


@pytest.mark.parametrize(
    "table",
    [
        "Дата визита,UTM Campaign,Визиты\n2023-01-01,12345,100\n2023-01-02,12345,210\n",
        "Дата визита,Год рождения,Визиты\nИтого,,310\n2023-01-01,1990,100\n2023-01-02,1990,210\n",
        "Условие: Устройство = смартфон\n\nДата визита,Визиты\n2023-01-01,310\n",
        "Визиты по людям, у которых Город: Томск\n\nДата визита,Визиты\n2023-01-01,310\n",
        "Источник трафика = Поиск\n\nДата визита,Визиты\n2023-01-01,310\n",
    ],
)
def test_a_part_told_by_a_number_or_a_condition(table: str, write: Write, read: Read) -> None:
    with pytest.raises(DataRefusal, match="не всего сайта, а его части"):
        read("metrika", write("a.csv", table))


@pytest.mark.parametrize(("gap", "zeros"), [(7, 7), (8, 0)])
def test_more_than_a_week_without_visits_is_no_zero(
    write: Write, read: Read, gap: int, zeros: int
) -> None:
    days = [date(2023, 1, 1), date(2023, 1, 2), date(2023, 1, 3 + gap)]
    rows = "".join(f"{day},10\n" for day in days)
    extract = read("metrika", write("a.csv", f"Дата визита,Визиты\nИтого и средние,30\n{rows}"))
    assert [row["visits"] for row in extract.rows["visits"]].count(0) == zeros
    assert any("счётчик мог не работать" in told for told in extract.noticed) == (not zeros)
    totals = extract.rows.get("totals", [])
    assert [(row["value"], row["stands"]) for row in totals] == [(30, True)] * (not zeros)


def test_months_before_the_counter_are_told(write: Write, read: Read) -> None:
    table = "Месяц визита,Визиты\n2023-01,0\n2023-02,0\n2023-03,10\n"
    extract = read("metrika", write("a.csv", table))
    assert [row["visits"] for row in extract.rows["visits"]] == [0, 0, 10]
    assert "больше недели подряд: 01.01.2023 — 28.02.2023. Если счётчик" in extract.noticed[0]


def test_nothing_is_said_of_days_to_come(write: Write, read: Read) -> None:
    days = [date(2023, 1, 1) + timedelta(days) for days in range(60)]
    rows = "".join(f"{day},{5 * (day.month == 1)}\n" for day in days)
    file = write("a.csv", f"Дата визита,Визиты\n{rows}")
    midday = datetime(2023, 2, 1, 12).timestamp()
    os.utime(file, (midday, midday))
    extract = read("metrika", file)
    assert len(extract.rows["visits"]) == 31
    assert not any("подряд" in told for told in extract.noticed)


def test_hours_without_a_visit_are_no_days(write: Write, read: Read) -> None:
    hours = "".join(f"2023-01-01 {hour:02}:00,{int(hour > 20)}\n" for hour in range(1, 24))
    extract = read("metrika", write("a.csv", f"Дата и время визита,Визиты\n{hours}"))
    assert not any("подряд" in told for told in extract.noticed)


def test_what_is_written_above_is_repeated(write: Write, read: Read) -> None:
    table = "Дата визита,Визиты\n2023-01-01,100\n2023-01-02,210\n"
    extract = read("metrika", write("a.csv", f"Цель: отправка формы\n\n{table}"))
    assert extract.noticed[0] == "Над таблицей написано: Цель: отправка формы."
    assert not any("Над таблицей" in it for it in read("metrika", write("a.csv", table)).noticed)


def test_totals_of_a_longer_period_than_the_only_row(write: Write, read: Read) -> None:
    table = "Интервал дат визита,Визиты\nИтого и средние,310\n2023-01-01 - 2023-01-31,100\n"
    extract = read("metrika", write("a.csv", table))
    january = (date(2023, 1, 1), date(2023, 1, 31))
    assert not_standing(extract) == {(january, "visits"): 310}
    assert any("итоги могут быть за другой период" in told for told in extract.noticed)


def test_numbers_right_of_the_visits_are_no_grouping(write: Write, read: Read) -> None:
    table = "Дата визита,Визиты,Достижения цели\n2023-01-01,100,2\n2023-01-02,210,2\n"
    assert len(read("metrika", write("a.csv", table)).rows["visits"]) == 2


@pytest.mark.parametrize(
    ("days", "what"),
    [
        (("2023-01-01", "2023-01-02", "2023-01-09", "2023-01-16"), "недели"),
        (("2023-01-15", "2023-02-01", "2023-03-01", "2023-04-01"), "месяца"),
    ],
)
def test_a_first_week_or_month_cut_by_the_report(
    days: tuple[str, ...], what: str, write: Write, read: Read
) -> None:
    table = "Период,Визиты\n" + "".join(f"{day},10\n" for day in days)
    with pytest.raises(DataRefusal, match=f"первый день {what}"):
        read("metrika", write("a.csv", table))
