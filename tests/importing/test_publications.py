"""The registry of what was published on the site, as a CMS and Excel write it."""

from __future__ import annotations

import calendar
import csv
import os
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shegar_metrics.importing.files.days import as_day
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.publications import read as read_publications
from shegar_metrics.problems import DataRefusal

from .conftest import REFERENCE, Read, Write, opened, options

HEADER = "Раздел,Вид акта,Номер,Дата,Опубликовано,Заголовок,Ссылка"
YEAR = f"""{HEADER}
Новости,,,,2022-01-10,О ремонте дорог,https://пример.рф/news/1
Новости,,,,2022-01-12 09:30,О выборах,https://пример.рф/news/2
Новости,,,,2022-12-30,С Новым годом,https://пример.рф/news/3
Документы,Постановление,5,2022-01-20,2022-02-01,Об утверждении,https://пример.рф/acts/5
Документы,Постановление,6,2022-04-01,,О признании,https://пример.рф/acts/6
Документы,Решение Думы,7,2022-03-02,2022-03-03,О бюджете,https://пример.рф/acts/7
Документы,Распоряжение,8,2022-03-02,2022-03-03,Об отпуске,https://пример.рф/acts/8
Проекты,Проект решения Думы,,,2022-03-03,О бюджете,https://пример.рф/acts/9
"""
EXPECTED = {
    ("news", 1): 2,
    **{("news", month): 0 for month in range(2, 12)},
    ("news", 12): 1,
    ("administration_acts", 2): 1,
    ("administration_acts", 3): 0,
    ("administration_acts", 4): 1,
    ("duma_acts", 3): 1,
}


def by_month(extract: Extract) -> dict[tuple[str, int], int]:
    for row in extract.rows["publications"]:
        start, end = row["period_start"], row["period_end"]
        assert start.day == 1
        assert end == start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return {
        (row["section"], row["period_start"].month): row["publications"]
        for row in extract.rows["publications"]
    }


@pytest.mark.parametrize(
    ("number", "repeats"),
    [
        *((same, True) for same in ("№ 5-п", "№5-П", " 05-п", "5 - п", "5п", "N 5-п")),
        *((same, True) for same in ("5–п от 10.05.2022", "5 п")),
        *((other, False) for other in ("5-п/1", "15-п", "5", "5-1", "50-п")),
    ],
)
def test_a_number_of_an_act_in_another_spelling(
    write: Write, read: Read, number: str, repeats: bool
) -> None:
    acts = [f"Постановление;{month}-п;10.{month:02}.2022;О деле {month}" for month in range(1, 13)]
    acts.append(f"Постановление;{number};10.05.2022;О деле 5")
    text = "\n".join(["Вид акта;Номер;Дата;Заголовок", *acts]) + "\n"
    extract = read("publications", write("a.csv", text))
    counts = [row["publications"] for row in extract.rows["publications"]]
    assert sum(counts) == 13 - repeats
    assert any("Записей с тем же названием и днём" in it for it in extract.noticed) != repeats


def test_acts_of_one_number_and_two_days_are_two(write: Write, read: Read) -> None:
    days = [date(2022, month, 10) for month in range(1, 13)]
    acts = [f"Постановление;1 от {day:%d.%m.%Y};{day};https://пример.рф/acts" for day in days]
    text = "\n".join(["Вид акта;Номер;Опубликовано;Ссылка", *acts]) + "\n"
    extract = read("publications", write("a.csv", text))
    assert [row["publications"] for row in extract.rows["publications"]] == [1] * 12


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_year_by_months(write: Write, read: Read, encoding: str) -> None:
    extract = read("publications", write("a.csv", YEAR.encode(encoding)))
    assert by_month(extract) == EXPECTED
    said = " ".join(extract.noticed)
    assert "Взято по месяцам: 01.2022 — 12.2022." in said
    assert "Первая запись — 10.01.2022, последняя — 30.12.2022" in said
    assert "Не посчитано записей (другого вида) — 2: Распоряжение — 1, Проект решения" in said
    assert "Записей без дня публикации — 1" in said
    assert "Решения Думы: записей нет на краю выгрузки, и это не ноль: 01.2022, 02.2022, " in said


def test_english_headers_and_excel(write: Write, read: Read, tmp_path: Path) -> None:
    english = YEAR.replace(HEADER, "section,act_type,number,date,published_at,title,url")
    assert by_month(read("publications", write("a.csv", english))) == EXPECTED
    russian = YEAR.replace(",", ";").replace("2022-01-10", "10.01.2022 10:15:00")
    assert by_month(read("publications", write("b.csv", russian.encode("cp1251")))) == EXPECTED
    book = Workbook()
    for row in csv.reader(YEAR.splitlines()):
        book.active.append([as_day(cell, REFERENCE.zone) or cell for cell in row])
    book.save(tmp_path / "a.xlsx")
    assert by_month(read("publications", tmp_path / "a.xlsx")) == EXPECTED


def test_repeats_count_once(write: Write, read: Read) -> None:
    repeated = YEAR + (
        "Новости,,,,2022-01-10,О ремонте дорог,http://www.пример.рф/news/1/\n"
        "Документы,постановление,5,20.01.2022,2022-02-05,Об утверждении,\n"
        "Документы,Постановление,50,2022-02-20,2022-02-21,О другом,https://пример.рф/acts/5\n"
    )
    extract = read("publications", write("a.csv", repeated))
    assert by_month(extract) == EXPECTED | {("administration_acts", 2): 2}
    assert "Строк этих разделов — 9, без повторов — 7" in " ".join(extract.noticed)


def test_months_at_the_edges_may_be_partial(write: Write, read: Read) -> None:
    spring = f"{HEADER}\n" + "".join(
        f"Новости,,,,2022-{month:02}-{day:02},Т,https://пример.рф/{month}/{day}\n"
        for month in (3, 4, 5)
        for day in range(1, 31)
    )
    extract = read("publications", write("a.csv", spring))
    assert by_month(extract) == {("news", 4): 30}
    said = " ".join(extract.noticed)
    assert "Не взято: 03.2022, записей — 30" in said
    assert "Не взято: 05.2022, записей — 30" in said
    assert "В выгрузке нет разделов: Постановления администрации, Решения Думы; это не" in said


def test_a_month_that_was_not_over_is_left_out(write: Write, read: Read) -> None:
    path = write("a.csv", YEAR)
    noon = time.mktime((2022, 12, 30, 12, 0, 0, 0, 0, -1))
    os.utime(path, (noon, noon))
    extract = read("publications", path)
    assert ("news", 12) not in by_month(extract)
    assert ("news", 11) in by_month(extract)
    assert "Не взято: 12.2022, записей — 1" in " ".join(extract.noticed)


@pytest.mark.parametrize(
    ("section", "act_type", "expected"),
    [
        ("НОВОСТИ", "Объявление", "news"),
        ("Новости", "Постановление", "administration_acts"),
        ("Решения Думы", "", "duma_acts"),
        ("duma_acts", "", "duma_acts"),
        ("news", "", "news"),
        ("Постановления и распоряжения", "ПОСТАНОВЛЕНИЕ", "administration_acts"),
        ("Постановления и распоряжения", "", None),
        ("Постановления и решения", "", None),
        ("Решения Думы", "Положение", None),
        ("Проекты НПА", "Постановление", None),
        ("Решения Совета поселения", "Решение", None),
        ("Акты", "Постановление председателя Думы", None),
        ("Вакансии", "", None),
    ],
)
def test_kinds_of_items_by_their_words(
    write: Write, read: Read, section: str, act_type: str, expected: str | None
) -> None:
    text = f"{HEADER}\nНовости,,,,2022-01-10,Т,u0\nНовости,,,,2022-12-10,Т,u1\n"
    text += f"{section},{act_type},1,2022-05-05,2022-05-05,Т,u2\n"
    found = by_month(read("publications", write("a.csv", text)))
    sections = [section for (section, month), count in found.items() if month == 5 and count]
    assert sections == ([expected] if expected else [])


def test_a_moment_with_a_zone_is_of_the_day_in_tomsk(write: Write, read: Read) -> None:
    text = f"{HEADER}\nНовости,,,,2021-12-31T20:00:00Z,Т,u0\nНовости,,,,2022-12-10,Т,u1\n"
    assert by_month(read("publications", write("a.csv", text)))[("news", 1)] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            YEAR.replace("2022-02-01", "2022-02-30"),
            "a.csv, строка 5, столбец Опубликовано: «2022-02-30» — не дата",
        ),
        (YEAR.replace("2022-02-01", "0022-02-01"), "«0022-02-01» — не дата"),
        (
            YEAR.replace("2022-04-01", ""),
            "строка 6, столбец Дата: ячейка пуста. Ожидается дата",
        ),
        (
            YEAR.replace("Опубликовано", "X").replace("Дата", "Y"),
            "нет столбцов: Опубликовано или Дата",
        ),
        (YEAR.replace("Вид акта", "X").replace("Раздел", "Y"), "нет столбцов: Раздел или Вид акта"),
        (f"{HEADER}\n", "нет ни одной публикации разделов сайта"),
        (f"{HEADER}\nВакансии,,,,2022-01-01,Т,u\n", "нет ни одной публикации разделов сайта"),
        (
            f"{HEADER}\nНовости,,,,2022-05-01,Т,u\n",
            "нет ни одного целого месяца. Не взято: 05.2022",
        ),
        (YEAR + '"Новости,,,,2022', "нельзя разобрать как CSV"),
        (YEAR + "Новости" * 200000, "непомерно длинна"),
        ("", "файл пуст"),
        ("<!DOCTYPE html><html>Вход</html>", "это страница HTML"),
        (b"\x89PNG\x00\x01", "это не текст"),
        (b"PK\x03\x04\x00", "книга Excel не открывается"),
    ],
)
def test_bad_input_is_told_by_its_place(write: Write, text: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_publications([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


STATUS = "Раздел;Опубликовано;Заголовок;Ссылка;Статус;Просмотры\n"
ITEM = "Новости;{day}.{month:02}.2022;Тема {day};u{month}-{day};{status};5\n"


@pytest.mark.parametrize(
    ("title", "yes", "no"),
    [
        ("Статус", "Опубликовано", "Черновик"),
        ("Статус", "На сайте", "Не опубликовано"),
        ("Активность", "Да", "Нет"),
        ("Активность", "Y", "N"),
        ("state", "1", "0"),
        ("state", "1", "-2"),
        ("post_status", "publish", "draft"),
        ("Тип материала", "Новость", "Страница"),
        ("post_type", "post", "attachment"),
        ("Принявший орган", "Администрация Шегарского района", "Администрация Томского района"),
        (
            "Орган",
            "Администрация Шегарского муниципального района Томской области",
            "Совет поселения",
        ),
        ("Орган", "", "Управление образования"),
    ],
)
def test_what_does_not_count_is_listed(
    write: Write, read: Read, title: str, yes: str, no: str
) -> None:
    text = STATUS.replace("Статус", title) + "".join(
        ITEM.format(day=day, month=month, status=status)
        for month in (1, 12)
        for day, status in ((10, yes), (11, no))
    )
    extract = read("publications", write("a.csv", text))
    assert sum(by_month(extract).values()) == 2
    said = " ".join(extract.noticed)
    assert "— 2: Новости — 2. Это: «Тема 11»; «Тема 11»." in said
    assert "Не прочитаны столбцы: Просмотры." in said


def test_a_flag_may_stand_where_a_day_is_expected(write: Write, read: Read) -> None:
    text = "Раздел;Дата;Опубликовано;Заголовок\n"
    for month in (1, 12):
        text += f"Новости;10.{month}.2022;Да;А\nНовости;11.{month}.2022;Нет;Б\n"
    assert sum(by_month(read("publications", write("a.csv", text))).values()) == 2


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("Ждёт", "строка 3, столбец Статус: «Ждёт» — не известно, опубликовано ли это. Впишите"),
        ("", "строка 3, столбец Статус: ячейка пуста. Ожидается опубликована ли запись"),
    ],
)
def test_an_unknown_status_is_asked_about(write: Write, status: str, told: str) -> None:
    text = STATUS + "".join(
        ITEM.format(day=day, month=1, status=said)
        for day, said in ((10, "Опубликовано"), (11, status), (12, status))
    )
    with pytest.raises(DataRefusal) as refused:
        read_publications([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


BITRIX = (
    "IE_XML_ID;IE_NAME;IE_ACTIVE;IE_ACTIVE_FROM;IC_GROUP0;IC_GROUP1\n"
    "1;А;Y;10.01.2022 10:00:00;Новости;Дороги\n1;А;Y;10.01.2022 10:00:00;Новости;Школы\n"
    "2;Б;N;11.01.2022 10:00:00;Новости;\n3;В;Y;10.12.2022 10:00:00;Новости;\n"
)
JOOMLA = (
    "id,title,alias,state,catid,created,publish_up\n"
    "1,А,a,1,8,2021-12-30 10:00:00,2022-01-10 10:00:00\n"
    "2,Б,b,0,8,2022-01-11 10:00:00,0000-00-00 00:00:00\n"
    "3,В,c,1,8,2022-12-10 10:00:00,0000-00-00 00:00:00\n4,Г,d,1,9,2022-12-11 10:00:00,\n"
)


def test_the_exports_of_two_systems_of_sites(write: Write, read: Read) -> None:
    assert sum(by_month(read("publications", write("a.csv", BITRIX))).values()) == 2
    with pytest.raises(DataRefusal, match=r"впишите, что значат слова .* \[sections\]"):
        read("publications", write("b.csv", JOOMLA))
    shipped = Path("shegar_metrics/importing/systems/publications.toml")
    words = (Path(__file__).parents[2] / shipped).read_text(encoding="utf-8")
    write("publications.toml", f'{words}\nnews = ["8"]\n')
    extract = read("publications", write("b.csv", JOOMLA))
    assert sum(by_month(extract).values()) == 2
    assert "Слова взяты из вашего publications.toml." in " ".join(extract.noticed)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (YEAR, "столбцам «Вид акта» и «Раздел»: "),
        (YEAR.replace("Вид акта", "Куда"), "столбцу «Раздел»: "),
        (BITRIX, "столбцу «IC_GROUP0»: "),
    ],
)
def test_the_columns_that_decide_are_named_as_the_file_names_them(
    write: Write, read: Read, text: str, columns: str
) -> None:
    assert f"Посчитано по {columns}" in " ".join(read("publications", write("a.csv", text)).noticed)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("published = 'да'", "publications.toml: группа published записана не так"),
        ("others = ['a']", "группы others нет. Ожидается группы published, unpublished"),
        ("[sections]\nblog = ['a']", "группы blog нет. Ожидается группы news,"),
        ("sections = 5", "раздел [sections] записан не так"),
        ("published", "файл не читается как TOML"),
    ],
)
def test_bad_words_are_told(write: Write, config: str, told: str) -> None:
    write("publications.toml", config)
    with pytest.raises(DataRefusal) as refused:
        read_publications([opened(write("a.csv", YEAR))], options())
    assert told in str(refused.value)


days = st.dates(date(2001, 1, 1), date(2022, 12, 31))


@given(
    year=st.integers(2001, 2022),
    places=st.lists(st.integers(0, 364), max_size=60),
    section=st.sampled_from(["Новости", "Постановления администрации", "Решения Думы"]),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, year: int, places: list[int], section: str
) -> None:
    first = date(year, 1, 1).toordinal()
    published = [date.fromordinal(first + place) for place in [0, 364, *places]]
    lines = [f"{section},,,,{day},Т,https://пример.рф/{n}" for n, day in enumerate(published)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    found = by_month(read_publications([opened(path)], options()))
    counts = Counter(day.month for day in published)
    assert [count for _, count in found.items()] == [counts[month] for month in range(1, 13)]


EDGES = ("31.12.2022", "01.02.2023")


def of_january(titles: str, *rows: str) -> str:
    """Write a table of these rows, the first of them on the days around January, too."""
    around = [rows[0].replace("{day}", day).replace("{n}", day) for day in EDGES]
    inside = [
        row.replace("{day}", "10.01.2023").replace("{n}", str(n)) for n, row in enumerate(rows)
    ]
    return "\n".join([titles, *around, *inside])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Adopted in one month and published in another.
        (
            of_january(
                "Номер;Вид акта;Дата принятия;Дата опубликования;Наименование",
                "{n};Постановление;01.11.2022;{day};А",
            ),
            {("administration_acts", 1): 1},
        ),
        (
            of_january(
                "Номер;Вид акта;Дата;Наименование;Кем издан",
                "{n};Постановление;{day};А;Администрация района",
                "{n};Постановление;{day};А;Администрация Северного сельского поселения",
            ),
            {("administration_acts", 1): 1},
        ),
        (
            of_january(
                "Заголовок;Тип содержимого;Статус;Дата создания",
                "А{n};Новость;Опубликовано;{day}",
                "А{n};Страница;Опубликовано;{day}",
            ),
            {("news", 1): 1},
        ),
        # Who signed it, under the table.
        (
            of_january("№ п/п;Раздел;Дата публикации;Заголовок", "{n};Новости;{day};А{n}")
            + "\n;;;\nИсполнитель: Иванова;;;\n",
            {("news", 1): 1},
        ),
    ],
)
def test_titles_that_tell_when_whose_and_what(
    text: str, expected: dict[tuple[str, int], int], write: Write, read: Read
) -> None:
    assert by_month(read("publications", write("a.csv", text))) == expected


def test_the_day_of_publishing_under_an_unknown_title(write: Write, read: Read) -> None:
    title = "Размещено на портале"
    text = of_january(
        f"Номер;Вид акта;Дата принятия;{title};Наименование", "{n};Постановление;{day};{day};А"
    )
    with pytest.raises(DataRefusal, match=f"«{title}» — день публикации или нет, не ясно"):
        read("publications", write("a.csv", text))


FLAGGED = "Раздел;Опубликовано;Ссылка;{title}\n" + "".join(
    f"Новости;{day};https://a.ru/{n};{{{n}}}\n"
    for n, day in enumerate(["10.01.2022", "10.02.2022", "10.12.2022"])
)


@pytest.mark.parametrize(
    ("title", "no", "yes"),
    [
        ("Удалено", "Нет", "Да"),
        ("is_deleted", "0", "1"),
        ("deleted_at", "", "2022-05-05"),
        ("Черновик", "нет", "да"),
        ("Скрыт", "", "Скрыт"),
        ("Видимость", "Видна", "Скрыта"),
        ("На сайте", "+", "нет"),
    ],
)
def test_flags_that_take_a_record_away(
    write: Write, read: Read, title: str, no: str, yes: str
) -> None:
    text = FLAGGED.format(no, yes, no, title=title)
    extract = read("publications", write("a.csv", text))
    assert sum(by_month(extract).values()) == 2
    assert by_month(extract)["news", 2] == 0
    assert "Не прочитаны столбцы" not in " ".join(extract.noticed)


def test_records_of_two_sites_are_refused(write: Write) -> None:
    text = FLAGGED.format("a.ru", "a.ru", "b.ru", title="Сайт")
    with pytest.raises(
        DataRefusal, match=r"в столбце «Сайт» несколько сайтов: a\.ru — 2; b\.ru — 1"
    ):
        read_publications([opened(write("a.csv", text))], options())


def test_a_coming_day_proves_no_zeros(write: Write, read: Read) -> None:
    text = FLAGGED.format("", "", "", title="Заголовок") + "Новости;01.01.2099;https://a.ru/9;О\n"
    extract = read("publications", write("a.csv", text))
    assert {row["period_start"].year for row in extract.rows["publications"]} == {2022}
    assert "позже дня записи файла" in extract.noticed[1]
    assert "— 1: 01.01.2099." in extract.noticed[1]


def test_what_does_not_count_tells_how_far_the_register_reaches(write: Write, read: Read) -> None:
    text = FLAGGED.format("Да", "Да", "Нет", title="На сайте")
    assert by_month(read("publications", write("a.csv", text))) == {("news", 1): 1, ("news", 2): 1}


def test_acts_without_a_body_are_told(write: Write, read: Read) -> None:
    text = (
        "Вид муниципального правового акта;Дата;Номер;Орган, принявший МНПА\n"
        "Постановление;10.01.2022;1;Администрация Шегарского района\nПостановление;10.12.2022;2;\n"
    )
    extract = read("publications", write("a.csv", text))
    assert sum(by_month(extract).values()) == 2
    assert "Записей без принявшего органа — 1: сочтены своими." in extract.noticed


@pytest.mark.parametrize("fault", ["#Н/Д", "#N/A", "#ССЫЛКА!", "Err:502"])
def test_the_fault_of_a_formula_is_no_label(write: Write, fault: str) -> None:
    text = FLAGGED.format("", "", "", title="Заголовок").replace("Новости", fault, 1)
    with pytest.raises(DataRefusal, match=f"строка 2, столбец Раздел: «{fault}» — ошибка формулы"):
        read_publications([opened(write("a.csv", text))], options())


def test_a_draft_among_acts_and_the_same_news_twice(write: Write, read: Read) -> None:
    text = (
        "Раздел;Вид акта;Номер;Дата;Заголовок\n"
        ";Постановление;1;10.01.2022;Проект постановления «О бюджете»\n"
        ";Постановление;2;11.01.2022;О проекте\n;Постановление;3;11.12.2022;О бюджете\n"
        "Новости;;;10.01.2022;Проект сквера\nНовости;;;10.01.2022;Проект сквера\n"
        "Новости;;;11.01.2022;Проект сквера\n"
    )
    extract = read("publications", write("a.csv", text))
    assert by_month(extract)["administration_acts", 1] == 1
    assert by_month(extract)["news", 1] == 2
    assert "Не посчитано записей (проект) — 1: Постановление — 1. Это: № 1" in " ".join(
        extract.noticed
    )


@pytest.mark.parametrize(
    "day", ["15-01-2022", "15/01/2022 - 10:30", "вс, 15.01.2022 - 10:30", "1/15/2022"]
)
def test_days_as_systems_write_them(write: Write, read: Read, day: str) -> None:
    text = f"Раздел;Опубликовано;Ссылка\nНовости;{day};https://a.ru/1\n"
    text += "Новости;31.12.2022;https://a.ru/2\n"
    assert by_month(read("publications", write("a.csv", text)))["news", 1] == 1


def test_a_day_that_may_be_two_is_refused(write: Write) -> None:
    text = "Раздел;Опубликовано;Ссылка\nНовости;05-01-2022;https://a.ru/1\n"
    with pytest.raises(DataRefusal, match="«05-01-2022» — не дата"):
        read_publications([opened(write("a.csv", text))], options())
