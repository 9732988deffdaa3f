"""The form of a year's numbers, filled in and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from shegar_metrics.importing.forms.blank import YEAR
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.systems.form_year import read as read_year
from shegar_metrics.problems import DataRefusal

from .conftest import LINES, Read, Write, form, opened, options

TITLES = [column.title for column in YEAR.columns]
WHOLE = {"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31)}
DAY = date(2024, 7, 1)


def line(code: str, value: object, when: str = "", source: str = "отчёт") -> list[str]:
    (printed,) = (line for line in LINES if line.code == code)
    dates = ["", "", when or "01.07.2024"]
    if not printed.is_stock:
        dates = [*(when or "01.01.2023-31.12.2023").split("-"), ""]
    return [printed.label, code, str(value), printed.unit, *dates, source]


def table(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([TITLES, *rows])
    return text.getvalue().encode("cp1251")


def test_a_workbook_filled_in_comes_back(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "a.xlsx"
    form("year", 2023, path)
    book = load_workbook(path)
    sheet = book.active
    for row, value in enumerate((500, 300, 900, 12, 0, None, 1000.5, 70, 80, None), start=2):
        sheet.cell(row, 3, value)
    for row in (2, 3):
        sheet.cell(row, 8, "Метрика")
    sheet["H8"] = "договор № 1"
    sheet["G9"] = sheet["G10"] = DAY
    book.save(path)
    extract = read("year", path)
    told = {"note": "Источник: Метрика"}
    none = {"note": None}
    assert extract.rows == {
        "visits": [{**WHOLE, "visits": 500, "page_views": 900, **told}],
        "totals": [
            {
                **WHOLE,
                "table": "visits",
                "column": "visitors",
                "value": 300,
                "stands": True,
                **told,
            }
        ],
        "publications": [
            {**WHOLE, "section": "news", "publications": 12, **none},
            {**WHOLE, "section": "administration_acts", "publications": 0, **none},
        ],
        "costs": [
            {
                **WHOLE,
                "item": "site_maintenance",
                "contract": None,
                "method": "by_hand",
                "amount_rub": Decimal("1000.5"),
                "note": "Источник: договор № 1",
            }
        ],
        "subscribers": [
            {"as_of": DAY, "page": "vk", "subscribers": 70, **none},
            {"as_of": DAY, "page": "ok", "subscribers": 80, **none},
        ],
    }
    assert extract.noticed == [
        "Пропущено строк без чисел — 2: пустая ячейка не ноль.",
        "Чисел без источника — 5: впишите, откуда они.",
    ]


def test_visits_of_one_period_share_a_row(write: Write, read: Read) -> None:
    content = table(
        line("visits.visits", 500, "01.02.2023-31.12.2023", source="Метрика"),
        line("visits.page_views", "1 900", "01.02.2023-31.12.2023", source="Matomo"),
        line("visits.visits", 40, "01.01.2023-31.01.2023"),
    )
    later, january = read("year", write("a.csv", content)).rows["visits"]
    assert (later["visits"], later["page_views"]) == (500, 1900)
    assert later["note"] == "Источник: Метрика; Matomo"
    assert (january["visits"], january.get("page_views")) == (40, None)


def test_visitors_may_be_told_of_a_year_and_of_its_months(write: Write, read: Read) -> None:
    content = table(
        line("visits.visitors", 300, source="Метрика"),
        line("visits.visitors", 40, "01.01.2023-31.01.2023"),
    )
    rows = read("year", write("a.csv", content)).rows
    assert set(rows) == {"totals"}
    assert [(row["value"], row["note"]) for row in rows["totals"]] == [
        (300, "Источник: Метрика"),
        (40, "Источник: отчёт"),
    ]


def test_a_copied_line_may_bear_another_date(write: Write, read: Read) -> None:
    content = table(line("subscribers.vk", 1), line("subscribers.vk", 2, "01.08.2024"))
    rows = read("year", write("a.csv", content)).rows["subscribers"]
    assert [row["subscribers"] for row in rows] == [1, 2]


def test_the_day_of_a_count_without_a_date_may_be_told(write: Write, read: Read) -> None:
    row = line("subscribers.vk", 1)
    row[6] = ""
    path = write("a.csv", table(row))
    assert read("year", path, as_of=DAY).rows["subscribers"][0]["as_of"] == DAY
    with pytest.raises(DataRefusal, match="строка 2, столбец На дату: ячейка пуста"):
        read("year", path)


def swapped(row: list[str], place: int, cell: str) -> list[str]:
    return [*row[:place], cell, *row[place + 1 :]]


VISITS = line("visits.visits", 500)
COST = line("costs.site_maintenance", "39 840,50")
VK = line("subscribers.vk", 70)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            table(VISITS, line("visits.visitors", 501)),
            "a.csv, строка 3, столбец Значение: «501» — больше, чем «Посещения (визиты)» "
            "(500). Ожидается число не больше 500.",
        ),
        (
            table(VISITS, line("visits.page_views", 499)),
            "строка 2, столбец Значение: «500» — больше, чем «Просмотры страниц» (499)",
        ),
        (table(VISITS, COST, VISITS), "a.csv, строка 4: повторяет строку 2"),
        (
            table(VISITS, line("visits.page_views", 40, "01.01.2023-31.01.2023")),
            "Начало периода (включительно): «01.01.2023» — период пересекается с периодом строки",
        ),
        (
            table(
                line("publications.news", 5),
                line("publications.news", 5, "01.12.2023-31.01.2024"),
            ),
            "Начало периода (включительно): «01.12.2023» — период пересекается с",
        ),
        (
            table(line("costs.site_maintenance", 5, "15.01.2023-14.01.2024")),
            "строка 2, столбец Конец периода (включительно): «14.01.2024» — период переходит через "
            "границу года, и не известно, какая часть суммы чья. Ожидается для каждого года своя "
            "строка.",
        ),
        (table(VK, line("subscribers.vk", 70, "2024-07-01")), "строка 3: повторяет строку 2"),
        (table(swapped(VISITS, 1, "visits")), "столбец Код: «visits» — нет такого кода"),
        (table(swapped(VISITS, 1, "")), "столбец Код: ячейка пуста. Ожидается код из пустой"),
        (
            table(swapped(VISITS, 0, "Посетители сайта")),
            "столбец Показатель: «Посетители сайта» — не то, что у кода visits.visits. Ожидается "
            "«Посещения (визиты)».",
        ),
        (table(swapped(COST, 3, "тыс. руб.")), "«тыс. руб.» — не то, что у кода costs.site_"),
        (table(swapped(VISITS, 6, "01.07.2024")), "столбец На дату: «01.07.2024» — дата здесь не"),
        (
            table(swapped(VK, 4, "01.07.2024")),
            "столбец Начало периода (включительно): «01.07.2024» — дата здесь",
        ),
        (table(swapped(VISITS, 4, "")), "столбец Начало периода (включительно): ячейка пуста"),
        (
            table(swapped(VISITS, 5, "31.12.2022")),
            "(включительно): «31.12.2022» — раньше начала",
        ),
        (
            table(swapped(VISITS, 5, "31.12.2101")),
            "(включительно): «31.12.2101» — не дата",
        ),
        (table(swapped(VK, 6, "01.07.1889")), "столбец На дату: «01.07.1889» — не дата"),
        (table(swapped(VISITS, 2, "0,5")), "столбец Значение: «0,5» — не целое число"),
        (table(swapped(VISITS, 2, "-5")), "«-5» — не целое число"),
        (table(swapped(COST, 2, "NaN")), "«NaN» — не число"),
        (table(swapped(COST, 2, "1e400")), "«1e400» — не число"),
        (table(swapped(COST, 2, "39 840 руб.")), "«39 840 руб.» — не число"),
        (table(swapped(VISITS, 2, "")), "не вписано ни одного числа"),
        (table(VISITS).replace("Единица".encode("cp1251"), b"Unit"), "нет столбцов: Единица"),
        (table(VISITS) + b'"', "файл обрезан или не закрыта кавычка"),
        (b"", "a.csv: файл пуст"),
        (b"<html>", "это страница HTML, а не выгрузка"),
    ],
)
def test_a_bad_cell_is_told_by_its_place(write: Write, content: bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_year([opened(write("a.csv", content))], options())
    assert told in str(refused.value)


def test_both_problems_of_one_row_are_told(write: Write) -> None:
    row = swapped(swapped(VISITS, 2, "пять"), 4, "вчера")
    with pytest.raises(DataRefusal) as refused:
        read_year([opened(write("a.csv", table(row)))], options())
    assert len(refused.value.problems) == 2


def flattened(extract: Extract) -> dict[str, Any]:
    """Return the numbers by the codes of the form's lines."""
    told: dict[str, Any] = {}
    for name, rows in extract.rows.items():
        for row in rows:
            if name == "totals":
                told[f"{row['table']}.{row['column']}"] = row["value"]
            elif name == "visits":
                told |= {f"visits.{column}": row.get(column) for column in ("visits", "page_views")}
            else:
                member = row.get("section") or row.get("item") or row["page"]
                number = {"costs": "amount_rub"}.get(name, name)
                told[f"{name}.{member}"] = row[number]
    return {code: value for code, value in told.items() if value is not None}


@st.composite
def numbers(draw: st.DrawFn) -> Mapping[str, Any]:
    low, middle, high = sorted(draw(st.tuples(*[st.integers(0, 10**9)] * 3)))
    told: dict[str, Any] = {
        "visits.visits": middle,
        "visits.visitors": low,
        "visits.page_views": high,
        "costs.site_maintenance": draw(st.decimals(0, 10**9, places=2)),
    }
    for row in LINES:
        told.setdefault(row.code, draw(st.integers(0, 10**9)))
    return {code: told[code] for code in draw(st.sets(st.sampled_from(list(told)), min_size=1))}


@given(told=numbers())
def test_what_is_written_in_the_layout_comes_back(tmp_path: Path, told: Mapping[str, Any]) -> None:
    path = tmp_path / "a.csv"
    rows = [line(code, str(value).replace(".", ",")) for code, value in told.items()]
    path.write_bytes(table(*rows))
    assert flattened(read_year([opened(path)], options())) == told
