"""The workbook of a year, filled in and read back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers
from shegar_metrics.problems import DataRefusal

from .conftest import Cells, Read, fill, opened, options

WHOLE = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
JANUARY = {"period_start": date(2024, 1, 1), "period_end": date(2024, 1, 31)}
DAY = date(2025, 7, 1)


def numbers(year: int) -> Cells:
    """Return what a clerk writes into the workbook of a year."""
    day, first, last = date(year + 1, 7, 1), date(year, 1, 1), date(year, 12, 31)
    return {
        "Сайт": {"D2": 37743, "E2": 11002, "F2": 90011, "D3": 3100, "G2": "Метрика"},
        "Публикации": {"E2": 309, "E15": 0, "E41": 250},
        "Подписчики": {"B2": day, "C2": 2421, "B3": day, "C3": 1114},
        "Договоры": {
            "B2": "13",
            "C2": first,
            "D2": last,
            "E2": "сумма за год по источнику",
            "F2": 39840.5,
            "G2": "договор № 13",
        },
    }


UNKNOWN: dict[str, Any] = {"page": None, "section": None, "channel": None}


def read_book(tmp_path: Path, read: Read, told: Cells, year: int = 2024) -> Extract:
    return read("year", fill(tmp_path / "a.xlsx", year, told))


def refusal(tmp_path: Path, read: Read, told: Cells) -> str:
    with pytest.raises(DataRefusal) as refused:
        read_book(tmp_path, read, told)
    return str(refused.value)


def test_numbers_come_back(tmp_path: Path, read: Read) -> None:
    extract = read_book(tmp_path, read, numbers(2024))
    assert extract.year == 2024
    site = {"page": "site"}
    stated = {**WHOLE, "stands": True, "table": "visits", **UNKNOWN, **site}
    of_metrika = {"note": "Источник: Метрика"}
    assert extract.rows["visits"] == [
        {**JANUARY, **site, "visits": 3100, "page_views": None, "note": None}
    ]
    assert {r["column"]: r for r in extract.rows["totals"]} == {
        "visits": {**stated, "column": "visits", "value": 37743, **of_metrika},
        "page_views": {**stated, "column": "page_views", "value": 90011, **of_metrika},
        "visitors": {**stated, "column": "visitors", "value": 11002, **of_metrika},
    }
    published = [(r["page"], r["section"], r["publications"]) for r in extract.rows["publications"]]
    assert published == [
        ("site", "news", 309),
        ("site", "administration_acts", 0),
        ("vk", "posts", 250),
    ]
    assert [(r["as_of"], r["page"], r["subscribers"]) for r in extract.rows["subscribers"]] == [
        (DAY, "vk", 2421),
        (DAY, "ok", 1114),
    ]
    assert extract.rows["costs"] == [
        {
            **WHOLE,
            "item": "site_maintenance",
            "contract": "13",
            "method": "by_hand",
            "amount_rub": Decimal("39840.5"),
            "note": "Источник: договор № 13",
        }
    ]
    # One of the site, three of publications and two counts are not said where they are from.
    assert extract.noticed[-1].startswith("Строк, где источник не вписан или остался прежним, — 6")


def test_words_are_taken_back_as_codes(tmp_path: Path, read: Read) -> None:
    told = {
        "Требования": {"C2": DAY, "D2": "Нет", "C5": DAY, "D5": "да", "F5": "проверка"},
        "Слова": {"B7": "Сайт стал удобнее.", "A20": "вывод", "B20": "И быстрее."},
        "Решение": {"A2": "15", "E2": DAY},
        "ПОС и сообщения": {"D2": 40, "E2": 38, "G2": 2.5},
    }
    rows = read_book(tmp_path, read, told).rows
    assert [(r["requirement"], r["page"], r["met"], r["note"]) for r in rows["measures"]] == [
        ("verification", "vk", False, None),
        ("two_factor", None, True, "Источник: проверка"),
    ]
    assert rows["measures"][0]["legal_basis"].startswith("Федеральный закон")
    assert rows["remarks"] == [
        {"year": 2024, "section": "conclusion", "text": "Сайт стал удобнее."},
        {"year": 2024, "section": "conclusion", "text": "И быстрее."},
    ]
    (decision,) = rows["decisions"]
    assert (decision["year"], decision["number"], decision["date"]) == (2024, "15", None)
    (feedback,) = rows["feedback"]
    assert (feedback["channel"], feedback["received"]) == ("pos", 40)
    assert feedback["days_to_answer"] == Decimal("2.5")


def test_the_year_beside_all_of_its_months_says_nothing_new(tmp_path: Path, read: Read) -> None:
    months = {f"D{line}": 10 for line in range(3, 15)}
    rows = read_book(tmp_path, read, {"Сайт": {**months, "D2": 120}}).rows
    assert len(rows["visits"]) == 12
    assert not rows["totals"]


def test_sheets_that_are_not_needed_may_go(tmp_path: Path, read: Read) -> None:
    path = fill(tmp_path / "a.xlsx", 2024, {"Сайт": {"D2": 500}})
    book = load_workbook(path)
    for name in book.sheetnames:
        if name not in ("О книге", "Сайт"):
            del book[name]
    book.save(path)
    assert [row["visits"] for row in read("year", path).rows["visits"]] == [500]


def test_a_sheet_that_is_hidden_is_told(tmp_path: Path, read: Read) -> None:
    path = fill(tmp_path / "a.xlsx", 2024, numbers(2024))
    book = load_workbook(path)
    book["Сайт"].sheet_state = "hidden"
    book.save(path)
    extract = read("year", path)
    assert not extract.rows["visits"]
    said = "Листов, которых в книге нет или которые скрыты, — 1: Сайт. Оттуда ничего не взято."
    assert said in extract.noticed


def test_a_column_of_somebody_own_is_told(tmp_path: Path, read: Read) -> None:
    told = {"Сайт": {"D3": 5, "H1": "Визиты по Метрике", "H3": 7}}
    (said, _) = read_book(tmp_path, read, told).noticed
    assert said == "Лист «Сайт»: не взяты столбцы, которых в книге не было: «Визиты по Метрике»."


@pytest.mark.parametrize("copied", [False, True], ids=["renamed", "copied"])
def test_a_sheet_of_another_name_is_refused(tmp_path: Path, read: Read, copied: bool) -> None:
    path = fill(tmp_path / "a.xlsx", 2024, numbers(2024))
    book = load_workbook(path)
    sheet = book.copy_worksheet(book["Сайт"]) if copied else book["Сайт"]
    sheet.title = "Сайт 2024"
    book.save(path)
    with pytest.raises(DataRefusal, match="лист «Сайт 2024» — это лист «Сайт» под другим именем"):
        read("year", path)


def test_a_formula_of_zero_measures_nothing(tmp_path: Path, read: Read) -> None:
    path = fill(tmp_path / "a.xlsx", 2024, {"Сайт": {"D3": 5, "E2": "=SUM(E3:E14)"}})
    formula = b"<f>SUM(E3:E14)</f>"
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(formula + b"<v></v>", formula + b"<v>0</v>"))
    with pytest.raises(
        DataRefusal, match=r"«=SUM\(E3:E14\)» — формула без посчитанного значения или"
    ):
        read("year", path)


def test_a_sheet_without_one_of_its_columns_is_told(tmp_path: Path, read: Read) -> None:
    said = refusal(tmp_path, read, {"Сайт": {"D1": "Визиты"}, "Население": {"C2": "много"}})
    assert "нет столбцов: Посещения (визиты)" in said
    assert "«много» — не целое число" in said


def test_the_day_of_a_count_may_be_said(tmp_path: Path, read: Read) -> None:
    told = {"Подписчики": {"C2": 70}}
    assert "столбец На дату: ячейка пуста" in refusal(tmp_path, read, told)
    path = fill(tmp_path / "a.xlsx", 2024, told)
    (row,) = read("year", path, as_of=DAY).rows["subscribers"]
    assert row["as_of"] == DAY


def test_a_copied_row_may_be_of_other_days(tmp_path: Path, read: Read) -> None:
    quarter = {"A44": "Telegram", "B44": "Записи на странице", "E44": 60}
    quarter |= {"C44": date(2024, 1, 1), "D44": date(2024, 3, 31)}  # type: ignore[dict-item]
    rows = read_book(tmp_path, read, {"Публикации": {"E43": 250, **quarter}}).rows
    assert [row["publications"] for row in rows["publications"]] == [60]
    (total,) = rows["totals"]
    assert (total["page"], total["value"], total["stands"]) == ("telegram", 250, True)


FAULTS: list[tuple[Cells, str]] = [
    (
        {"Сайт": {"D2": 500, "E2": 501, "F2": 499}},
        "a.xlsx, лист «Сайт», строка 2, столбец Посетители сайта: «501» — больше, чем «Посещения "
        "(визиты)» (500). Ожидается число не больше 500.",
    ),
    ({}, "столбец Посещения (визиты): «500» — больше, чем «Просмотры страниц» (499)"),
    (
        {"Сайт": {"D3": 5, "D4": 6, "B4": date(2024, 1, 31)}},
        "строка 4, столбец Начало периода (включительно): «2024-01-31» — период пересекается "
        "с периодом строки 3",
    ),
    (
        {"Сайт": {"D5": 6, "C5": date(2025, 2, 28)}},
        "«2025-02-28» — не того года: книга — за 2024 год. Ожидается дата с 01.01.2024 по "
        "31.12.2024.",
    ),
    ({"Сайт": {"D6": 5, "C6": date(2023, 4, 30)}}, "«2023-04-30» — раньше начала периода"),
    ({"Сайт": {"D7": "=2+3"}}, "«=2+3» — формула без посчитанного значения"),
    ({"Сайт": {"D10": "3.000"}}, "«3.000» — тысячи это или доли, не ясно. Ожидается 3000 или 3"),
    ({"Договоры": {"F4": "39,840"}}, "«39,840» — тысячи это или доли, не ясно"),
    ({"Подписчики": {"C5": 7, "D5": "Всего по отчёту"}}, "строка 5, столбец На дату: ячейка пуста"),
    (
        {"Публикации": {"E2": 11, "E3": 5, "E4": 6}},
        "«11» — это сумма вписанных частей года, а они покрывают не все его дни. Впишите и",
    ),
    ({"Сайт": {"A8": "Сайт", "D8": 3}}, "«Сайт» — нет в списке. Ожидается «Официальный сайт»"),
    ({"Сайт": {"D9": 0.5}}, "столбец Посещения (визиты): «0.5» — не целое число"),
    ({"Подписчики": {"B2": date(2025, 9, 1), "C2": 5}}, "«2025-09-01» — не того года"),
    (
        {"Подписчики": {"B3": DAY, "C3": 5, "A4": "Одноклассники", "B4": DAY, "C4": 6}},
        "строка 4, столбец Подписки: «6» — об этом же — строка 3",
    ),
    (
        {"Договоры": {**numbers(2024)["Договоры"], "D2": date(2025, 1, 14)}},
        "«2025-01-14» — период переходит через границу года, и не известно, какая часть суммы "
        "чья. Ожидается для каждого года своя строка.",
    ),
    (
        {
            "Договоры": {
                **{"A3": "Договор на сопровождение официального сайта", "F3": 1},
                **{"C3": date(2023, 1, 1), "D3": date(2023, 12, 31)},
                "E3": "оплачено в этом году",
            }
        },
        "«2023-12-31» — не того года: книга — за 2024 год",
    ),
    ({"Требования": {"C2": DAY, "D2": "почти"}}, "«почти» — нет в списке. Ожидается «да» или"),
    ({"Требования": {"D3": "да"}}, "лист «Требования», строка 3, столбец На дату: ячейка пуста"),
    (
        {"ПОС и сообщения": {"D3": 5, "G2": 2}},
        "«2» — среднее за год рядом с его частями не хранится: его дают они",
    ),
    ({"ПОС и сообщения": {"E3": 6}}, "«6» — больше, чем «Поступило» (5)"),
    (
        {"Слова": {"B7": "Всего 5 встреч."}},
        "лист «Слова», строка 7, столбец Предложение: «Всего 5 встреч.» — так начинается строка "
        "итогов",
    ),
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is said of a workbook with all the faults at once."""
    told: dict[str, dict[str, object]] = {}
    for cells, _ in FAULTS:
        for sheet, of_sheet in cells.items():
            told.setdefault(sheet, {}).update(of_sheet)
    path = fill(tmp_path_factory.mktemp("book") / "a.xlsx", 2024, told)
    with pytest.raises(DataRefusal) as refusal:
        importers()["year"].read([opened(path)], options())
    return str(refusal.value)


@pytest.mark.parametrize("said", [said for _, said in FAULTS])
def test_a_bad_cell_is_told_by_its_place(refused: str, said: str) -> None:
    assert said in refused


def test_a_workbook_that_says_nothing_is_refused(tmp_path: Path, read: Read) -> None:
    told = {"Население": {"C2": None, "C3": None}}
    assert "не вписано ни одного числа" in refusal(tmp_path, read, told)


def test_a_row_is_found_again_in_its_sheet(tmp_path: Path, read: Read) -> None:
    extract = read_book(tmp_path, read, numbers(2024))
    (visitors,) = [row for row in extract.rows["totals"] if row["column"] == "visitors"]
    assert extract.where("totals", {**visitors, "source": "a"}) == "лист «Сайт», строка 2"
    (cost,) = extract.rows["costs"]
    assert extract.where("costs", {**cost, "source": "a"}) == "лист «Договоры», строка 2"
    assert extract.where("visits", {**visitors, "period_end": DAY}) is None


@pytest.mark.parametrize(("sheet", "cell"), [("Слова", "B2"), ("Договоры", "G2")])
def test_the_fault_of_a_formula_is_no_text(
    tmp_path: Path, read: Read, sheet: str, cell: str
) -> None:
    told = {**numbers(2024), sheet: {**numbers(2024).get(sheet, {}), cell: "#ССЫЛКА!"}}
    said = refusal(tmp_path, read, told)
    assert f"a.xlsx, лист «{sheet}», строка 2" in said
    assert "«#ССЫЛКА!» — ошибка формулы, а не значение" in said


def test_a_number_under_no_title_is_refused(tmp_path: Path, read: Read) -> None:
    path = fill(tmp_path / "a.xlsx", 2024, numbers(2024))
    book = load_workbook(path)
    book["Сайт"].insert_cols(5)
    book["Сайт"]["E3"] = 777
    book.save(path)
    with pytest.raises(DataRefusal, match="лист «Сайт», строка 3: в столбце E нет заголовка"):
        read("year", path)
