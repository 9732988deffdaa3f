"""The forms of months, filled in and read back: messages of residents, «Госпаблики»."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from shegar_metrics.importing.forms.blank import GOSPABLIKI, POS
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.form_gospabliki import read as read_gospabliki
from shegar_metrics.importing.systems.form_pos import read as read_pos
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, form, opened, options

CHANNEL = "Платформа обратной связи (ПОС)"
HEADER = ";".join(column.title for column in POS.columns)
JANUARY = f"01.01.2023;31.01.2023;{CHANNEL};40;38;36;3,5;2;150;без дублей"
FEBRUARY = f"01.02.2023;28.02.2023;{CHANNEL};0;0;0;;;;"
MESSAGES = "01.01.2023;31.01.2023;Личные сообщения и комментарии;;;;;;;"
MARCH = "01.03.2023;31.03.2023;Личные сообщения и комментарии;7;;;;;;"
EXPECTED = [
    {
        "period_start": date(2023, 1, 1),
        "period_end": date(2023, 1, 31),
        "channel": "pos",
        "received": 40,
        "answered": 38,
        "answered_on_time": 36,
        "days_to_answer": Decimal("3.5"),
        "surveys": 2,
        "votes": 150,
        "note": "без дублей",
    },
    {
        "period_start": date(2023, 2, 1),
        "period_end": date(2023, 2, 28),
        "channel": "pos",
        "received": 0,
        "answered": 0,
        "answered_on_time": 0,
        "days_to_answer": None,
        "surveys": None,
        "votes": None,
        "note": None,
    },
    {
        "period_start": date(2023, 3, 1),
        "period_end": date(2023, 3, 31),
        "channel": "messages",
        "received": 7,
        "answered": None,
        "answered_on_time": None,
        "days_to_answer": None,
        "surveys": None,
        "votes": None,
        "note": None,
    },
]
SKIPPED = "Пропущено строк без чисел — {}: пустая ячейка не ноль."


def lines(*rows: str) -> str:
    return "\r\n".join([HEADER, *rows, ""])


def test_a_workbook_filled_in_comes_back(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "пос 2023.xlsx"
    form("pos", 2023, path)
    book = load_workbook(path)
    sheet = book.active
    for column, value in enumerate((40, 38, 36, 3.5, 2, 150, "без дублей"), start=4):
        sheet.cell(2, column, value)
    for column in (4, 5, 6):
        sheet.cell(3, column, 0)
    sheet.cell(16, 4, 7)
    book.save(path)
    extract = read("pos", path)
    assert extract.rows == {"feedback": EXPECTED}
    assert extract.noticed == [SKIPPED.format(21)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_resaved_by_excel(write: Write, read: Read, encoding: str, delimiter: str) -> None:
    text = io.StringIO()
    table = csv.reader(lines(JANUARY, FEBRUARY, MESSAGES, MARCH).splitlines(), delimiter=";")
    csv.writer(text, delimiter=delimiter).writerows(table)
    extract = read("pos", write("a.csv", text.getvalue().encode(encoding)))
    assert extract.rows == {"feedback": EXPECTED}
    assert extract.noticed == [SKIPPED.format(1)]


def test_gospabliki_by_months(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.csv"
    form("gospabliki", 2023, path)
    text = path.read_text(encoding="utf-8-sig")
    text = text.replace("28.02.2023;;;;", "28.02.2023;1 250;40;12,5;замер")
    path.write_text(text, encoding="cp1251")
    extract = read("gospabliki", path)
    assert extract.rows == {
        "gospabliki": [
            {
                "period_start": date(2023, 2, 1),
                "period_end": date(2023, 2, 28),
                "posts_planned": 1250,
                "minutes_before": 40,
                "minutes_after": Decimal("12.5"),
                "note": "замер",
            }
        ]
    }
    assert extract.noticed == [SKIPPED.format(11)]


def test_other_columns_their_order_and_case_do_not_matter(write: Write, read: Read) -> None:
    text = lines(JANUARY).replace("Канал", "КАНАЛ").replace(CHANNEL, CHANNEL.lower())
    turned = [[*row[::-1], "x"] for row in csv.reader(text.splitlines(), delimiter=";")]
    table = "\n".join(";".join(row) for row in turned)
    assert read("pos", write("a.csv", table)).rows["feedback"] == EXPECTED[:1]


def test_answers_on_time_need_no_answers(write: Write, read: Read) -> None:
    text = lines(f"01.01.2023;31.01.2023;{CHANNEL};40;;36;;;;")
    (row,) = read("pos", write("a.csv", text)).rows["feedback"]
    assert (row["received"], row["answered"], row["answered_on_time"]) == (40, None, 36)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            lines(JANUARY.replace("40;38", "40;41")),
            "a.csv, строка 2, столбец Отвечено: «41» — больше, чем «"
            "Поступило» (40). Ожидается число не больше 40.",
        ),
        (
            lines(JANUARY.replace("38;36", "38;39")),
            "столбец Отвечено в срок: «39» — больше, чем «Отвечено» (38).",
        ),
        (
            lines(JANUARY.replace("40;38;36", "40;;41")),
            "столбец Отвечено в срок: «41» — больше, чем «Поступило» (40)",
        ),
        (
            lines(JANUARY, JANUARY),
            "a.csv, строка 3, столбец Начало периода (включительно): «01.01.2023» — период ",
        ),
        (lines(JANUARY, FEBRUARY, JANUARY), "период пересекается с периодом строки 2"),
        (
            lines(JANUARY.replace("31.01.2023", "31.12.2023"), FEBRUARY),
            "строка 3, столбец Начало периода (включительно): «01.02.2023» — период пересекается с "
            "периодом строки 2. Ожидается в каждой строке свой период.",
        ),
        (
            lines(JANUARY.replace("31.01.2023", "31.01.2022")),
            "периода (включительно): «31.01.2022» — раньше начала периода. Ожидается дата не "
            "раньше 01.01.2023.",
        ),
        (
            lines(JANUARY.replace(CHANNEL, "Почта")),
            "столбец Канал: «Почта» — нет в списке. Ожидается",
        ),
        (
            lines(JANUARY.replace(CHANNEL, "")),
            "столбец Канал: ячейка пуста. Ожидается «Платф",
        ),
        (
            lines(JANUARY.replace("01.01.2023", "")),
            "Начало периода (включительно): ячейка пуста",
        ),
        (lines(JANUARY.replace("01.01.2023", "01.01.1889")), "«01.01.1889» — не дата"),
        (lines(JANUARY.replace("31.01.2023", "31.01.2101")), "«31.01.2101» — не дата"),
        (lines(JANUARY.replace("31.01.2023", "31.02.2023")), "«31.02.2023» — не дата"),
        (lines(JANUARY.replace("01.01.2023", "44927")), "«44927» — не дата"),
        (lines(JANUARY.replace("01.01.2023", "Итого")), "«Итого» — не дата"),
        (lines(JANUARY.replace(";40;", ";сорок;")), "Поступило: «сорок» — не целое"),
        (lines(JANUARY.replace(";40;", ";-40;")), "«-40» — не целое число. Ожидается число от 0"),
        (lines(JANUARY.replace(";40;", ";40,5;")), "«40,5» — не целое число"),
        (lines(JANUARY.replace(";40;", ";NaN;")), "«NaN» — не целое число"),
        (lines(JANUARY.replace(";40;", ";1e400;")), "«1e400» — не целое число"),
        (lines(JANUARY.replace(";40;", ";#ССЫЛКА!;")), "«#ССЫЛКА!» — ошибка формулы"),
        (lines(JANUARY.replace("3,5", "-1")), "столбец Дней до ответа, в среднем: «-1» — не число"),
        (
            lines(JANUARY.replace("3,5", "45049")),
            "«45049» — слишком большое число. Ожидается число",
        ),
        (lines(JANUARY.replace("3,5", "01.май")), "«01.май» — не число"),
        (lines(), "a.csv: не вписано ни одного числа. Заполните лист «Данные»."),
        (lines(MESSAGES), "не вписано ни одного числа"),
        (lines(JANUARY).replace("Отвечено", "Ответы"), "нет столбцов: Отвечено"),
        (lines(JANUARY).replace("Конец", "Окончание"), "нет столбцов: Конец периода"),
        (lines(JANUARY) + '"обрез', "файл обрезан или не закрыта кавычка"),
        (lines(JANUARY, f"{'9' * 2**20}9;;;1"), "ячейка непомерно длинна"),
        ("", "a.csv: файл пуст"),
        (HEADER.encode() + b"\x00", "это не текст в кодировке"),
        ("<!DOCTYPE html><html><body>Вход</body></html>", "это страница HTML, а не выгрузка"),
    ],
)
def test_a_bad_table_is_told_by_its_place(write: Write, text: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_pos([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


def test_every_bad_cell_is_told_at_once(write: Write) -> None:
    bad = JANUARY.replace(f"{CHANNEL};40;38", "Почта;сорок;-1")
    with pytest.raises(DataRefusal) as refused:
        read_pos([opened(write("a.csv", lines(bad)))], options())
    assert len(refused.value.problems) == 3


def test_a_date_that_excel_made_of_a_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    form("gospabliki", 2023, path)
    book = load_workbook(path)
    book.active["D2"] = date(2023, 5, 1)
    book.active["E3"] = 1441
    book.active["C4"] = True
    book.save(path)
    with pytest.raises(DataRefusal) as refused:
        read_gospabliki([opened(path)], options())
    assert [(p.row, p.value, p.wrong) for p in refused.value.problems] == [
        (2, "2023-05-01", "не число"),
        (3, "1441", "слишком большое число"),
        (4, "True", "не целое число"),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("A3", date(2032, 2, 1), "«2032-02-01» — дата не 2023 года, а форма — за 2023 год"),
        ("B2", date(2024, 1, 31), "«2024-01-31» — дата не 2023 года"),
        ("E2", "=2+3", "столбец Отвечено: «=2+3» — формула без посчитанного значения"),
    ],
)
def test_a_slip_in_the_form_of_a_year_is_refused(
    tmp_path: Path, cell: str, value: object, told: str
) -> None:
    path = tmp_path / "a.xlsx"
    form("pos", 2023, path)
    book = load_workbook(path)
    for line in (2, 3):
        book.active.cell(line, 4, 40)
    book.active[cell] = value
    book.save(path)
    with pytest.raises(DataRefusal) as refused:
        read_pos([opened(path)], options())
    assert told in str(refused.value)


def test_merged_cells_and_days_to_come_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    form("pos", 2099, path)
    book = load_workbook(path)
    book.active.cell(2, 4, 40)
    book.active.merge_cells("D2:D3")
    book.save(path)
    with pytest.raises(DataRefusal) as refused:
        read_pos([opened(path)], options())
    assert "«2099-01-31» — позже дня, когда записан файл" in str(refused.value)
    assert "строка 2: ячейки D2:D3 объединены" in str(refused.value)


def test_a_broken_workbook_is_refused(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "a.xlsx"
    form("pos", 2023, whole)
    path.write_bytes(whole.read_bytes()[:3000])
    with pytest.raises(DataRefusal, match="книга Excel не открывается: файл обрезан"):
        read_pos([opened(path)], options())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"0" * (129 * 2**20))
    with pytest.raises(DataRefusal, match="раскрывается больше чем в 128 МБ"):
        read_pos([opened(path)], options())


counts = st.none() | st.integers(0, 10**9)
amounts = st.none() | st.decimals(0, 366, places=2)


@st.composite
def feedback(draw: st.DrawFn) -> dict[str, Any]:
    parts = sorted(draw(st.lists(st.integers(0, 10**6), min_size=3, max_size=3)), reverse=True)
    return {
        **dict(zip(("received", "answered", "answered_on_time"), parts, strict=True)),
        "days_to_answer": draw(amounts),
        "surveys": draw(counts),
        "votes": draw(counts),
        "note": draw(st.none() | st.from_regex(r"[А-я]{1,9}( [А-я\";,]{1,9})?", fullmatch=True)),
    }


planned = st.fixed_dictionaries(
    {
        "posts_planned": st.integers(0, 10**9),
        "minutes_before": amounts,
        "minutes_after": amounts,
        "note": st.none(),
    }
)
spans = st.lists(st.integers(1, 30), min_size=1, max_size=12)
starts = st.integers(1990, 2025).map(lambda year: date(year, 1, 1))


def periods(start: date, days: list[int]) -> list[dict[str, date]]:
    rows = []
    for length in days:
        end = start + timedelta(days=length - 1)
        rows.append({"period_start": start, "period_end": end})
        start = end + timedelta(days=1)
    return rows


def save(path: Path, titles: list[str], rows: list[list[Any]]) -> None:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in [titles, *rows]:
            book.active.append(row)
        book.save(path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(titles)
        writer.writerows([shown(value) for value in row] for row in rows)


def shown(value: object) -> str:
    """Write a cell as a Russian Excel does."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str("" if value is None else value).replace(".", ",")


@given(data=st.data(), start=starts, days=spans, suffix=st.sampled_from([".xlsx", ".csv"]))
def test_feedback_written_in_the_layout_comes_back(
    tmp_path: Path, data: st.DataObject, start: date, days: list[int], suffix: str
) -> None:
    rows = [
        {**period, "channel": channel, **data.draw(feedback())}
        for channel in data.draw(st.sets(st.sampled_from(["pos", "messages"]), min_size=1))
        for period in periods(start, days)
    ]
    words = POS.columns[2].choices
    table = [[words.get(row[c.name], row[c.name]) for c in POS.columns] for row in rows]
    path = tmp_path / f"a{suffix}"
    save(path, [column.title for column in POS.columns], table)
    assert read_pos([opened(path)], options()) == Extract({"feedback": rows}, [])


@given(data=st.data(), start=starts, days=spans, suffix=st.sampled_from([".xlsx", ".csv"]))
def test_gospabliki_written_in_the_layout_comes_back(
    tmp_path: Path, data: st.DataObject, start: date, days: list[int], suffix: str
) -> None:
    rows = [{**period, **data.draw(planned)} for period in periods(start, days)]
    path = tmp_path / f"a{suffix}"
    titles = [column.title for column in GOSPABLIKI.columns]
    save(path, titles, [[row[c.name] for c in GOSPABLIKI.columns] for row in rows])
    assert read_gospabliki([opened(path)], options()) == Extract({"gospabliki": rows}, [])


def test_a_column_that_is_not_asked_is_named(write: Write, read: Read) -> None:
    text = f"{HEADER};Всего обращений\n{JANUARY};99\n"
    extract = read("pos", write("a.csv", text))
    assert extract.rows["feedback"] == EXPECTED[:1]
    assert extract.noticed == ["Не прочитаны столбцы: Всего обращений."]


def test_a_number_under_no_title_is_refused(write: Write) -> None:
    text = f"{HEADER.replace('Поступило', ';Поступило')}\n{JANUARY.replace(';40;', ';99;40;')}\n"
    with pytest.raises(DataRefusal, match="строка 2: в столбце D нет заголовка"):
        read_pos([opened(write("a.csv", text))], options())
