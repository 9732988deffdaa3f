"""The forms that a clerk fills in: what a workbook asks, checks and explains."""

from __future__ import annotations

import csv
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import Any

import pytest
from openpyxl import load_workbook

from shegar_metrics.dataset.schema import fields, resources
from shegar_metrics.dataset.series import stated_columns
from shegar_metrics.importing.forms.form import PLURALS, Cell
from shegar_metrics.importing.forms.workbooks import FORMS
from shegar_metrics.importing.recognition import importers, recognise
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import REFERENCE, form, opened, options

names = pytest.mark.parametrize("name", FORMS)
of_one_sheet = pytest.mark.parametrize("name", ["pos", "gospabliki"])
suffixes = pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".XLSX"])
YEAR = "Числа за 2023 год"


@cache
def written(name: str, year: int = 2023) -> Any:
    """Return a form as a workbook that is only looked at."""
    with TemporaryDirectory() as folder:
        form(name, year, Path(folder) / "a.xlsx")
        return load_workbook(Path(folder) / "a.xlsx")


@of_one_sheet
@suffixes
def test_a_form_is_recognised_and_refused_while_empty(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    form(name, 2023, path)
    export = opened(path)
    assert recognise(export).kind == name
    with pytest.raises(DataRefusal, match="не вписано ни одного числа"):
        importers()[name].read([export], options())


def test_the_workbook_of_a_year_is_known_by_its_first_sheet(tmp_path: Path) -> None:
    form("year", 2023, tmp_path / "a.xlsx")
    assert recognise(opened(tmp_path / "a.xlsx")).kind == "year"
    book = load_workbook(tmp_path / "a.xlsx")
    del book["О книге"]
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(DataRefusal, match="нет листа «О книге» с годом"):
        importers()["year"].read([opened(tmp_path / "b.xlsx")], options())


@names
def test_the_same_bytes_each_time(tmp_path: Path, name: str) -> None:
    for stem in "ab":
        form(name, 2023, tmp_path / f"{stem}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@of_one_sheet
def test_a_csv_has_what_the_workbook_has(tmp_path: Path, name: str) -> None:
    form(name, 2024, tmp_path / "a.csv")
    sheet = written(name, 2024).active
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    shown = [
        [f"{v:%d.%m.%Y}" if isinstance(v, datetime) else v or "" for v in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    assert rows == shown


def test_months_of_the_year_stand_for_each_channel() -> None:
    sheet = written("pos", 2024).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 24
    assert rows[1][:3] == (
        datetime(2024, 2, 1),
        datetime(2024, 2, 29),
        "Платформа обратной связи (ПОС)",
    )
    assert rows[23][:3] == (
        datetime(2024, 12, 1),
        datetime(2024, 12, 31),
        "Личные сообщения и комментарии",
    )
    assert {cell for row in rows for cell in row[3:]} == {None}


@names
def test_excel_refuses_what_the_import_would(name: str) -> None:
    book = written(name)
    for each in FORMS[name](REFERENCE):
        sheet = book[each.name]
        rules = sheet.data_validations.dataValidation
        for place, column in enumerate(each.columns, start=1):
            own = [rule for rule in rules if sheet.cell(2, place).coordinate in rule.sqref]
            assert len(own) == (column.cell is not Cell.TEXT), column.title
            for rule in own:
                assert rule.showErrorMessage
                assert rule.allow_blank
                assert rule.error
                assert len(rule.error) <= 255
                assert len(rule.prompt) <= 255
                assert len(rule.promptTitle) <= 32
                assert sheet.cell(200, place).coordinate in rule.sqref
    if name == "pos":
        (choice,) = (rule for rule in rules if rule.type == "list")
        assert choice.formula1 == '"Платформа обратной связи (ПОС),Личные сообщения и комментарии"'


def test_words_that_are_too_many_for_a_list_stand_on_a_hidden_sheet() -> None:
    book = written("year")
    rules = book["Слова"].data_validations.dataValidation
    (choice,) = (rule for rule in rules if rule.type == "list")
    sheet, _, cells = choice.formula1.partition("!")
    sheet = sheet.strip("'")
    assert book[sheet].sheet_state == "hidden"
    words = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
    assert words == [each["label"] for each in fields("remarks")["section"]["categories"]]


@pytest.mark.parametrize(
    ("sheet", "letter", "kind", "unit"),
    [
        ("Сайт", "D", "whole", "посещений."),
        ("Сайт", "E", "whole", "чел."),
        ("Подписчики", "C", "whole", "подписчиков."),
        ("Договоры", "F", "decimal", "руб."),
        ("ПОС и сообщения", "G", "decimal", "дней."),
        ("Население", "C", "whole", "чел."),
    ],
)
def test_a_box_names_the_unit_and_keeps_its_dash(
    sheet: str, letter: str, kind: str, unit: str
) -> None:
    rules = written("year")[sheet].data_validations.dataValidation
    (rule,) = (rule for rule in rules if f"{letter}2" in rule.sqref)
    assert rule.type == kind
    assert f", {unit} " in rule.error
    assert rule.error.endswith("Если оно не известно, оставьте ячейку пустой — это не ноль.")
    assert rule.prompt.endswith(f"Единица — {unit}")


def test_every_unit_has_its_word() -> None:
    columns = chain.from_iterable(
        (*fields(table).values(), *stated_columns(table).values()) for table in resources()
    )
    units = {column["unit"] for column in columns if "unit" in column}
    assert units <= PLURALS.keys()


@names
def test_the_sheet_is_seen_and_printed_whole(name: str) -> None:
    book = written(name)
    sheets = [each.name for each in FORMS[name](REFERENCE)]
    first = ["О книге"] if name == "year" else []
    seen = [sheet for sheet in book if sheet.sheet_state == "visible"]
    assert [sheet.title for sheet in seen] == [*first, *sheets, "Пояснения"]
    for sheet in seen:
        assert sheet.freeze_panes[1:] == "2"
        assert not sheet.protection.sheet
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                width = int(sheet.column_dimensions[cell.column_letter].width)
                text = str(cell.value or "") if cell.data_type == "s" else "31.12.2023"
                lines = wrap(text, width)
                assert all(len(line) <= width for line in lines)
                assert len(lines) * 15 <= height, text


@names
def test_every_column_is_explained(name: str) -> None:
    book = written(name)
    rows = list(book["Пояснения"].iter_rows(values_only=True))
    told = {row[0]: row for row in rows}
    for each in FORMS[name](REFERENCE):
        where = f"Лист «{each.name}», столбец" if name == "year" else "Столбец"
        for column in each.columns:
            _, meaning, unit = told[f"{where} «{column.title}»"]
            assert meaning
            assert unit or column.cell is Cell.TEXT
    first = list(book.worksheets[0].iter_rows(values_only=True)) if name == "year" else rows
    said = {row[0]: row[1] for row in first}
    assert "Пустая ячейка значит «не известно», ноль" in said["Как заполнять"]
    assert "shegar-metrics import ФАЙЛ" in said["Как передать в отчёт"]


def test_the_first_sheet_says_where_each_is_printed_and_what_is_missing() -> None:
    rows = written("year").worksheets[0].iter_rows(values_only=True)
    said = {row[0]: row[2:] for row in rows}
    assert said[YEAR] == ("Где печатается", "Чего за год нет")
    assert said["Лист «Сайт»"][1] == "Посещения (визиты); Посетители сайта; Просмотры страниц"
    assert said["Лист «Население»"] == ("Показатели на жителя и список населения", "всё есть")
    assert said["Лист «Слова»"][1] == "Предложение (Вывод)"


def test_what_is_missing_is_marked_until_it_is_written() -> None:
    book = written("year")
    marked = {
        str(each.sqref): [rule.formula for rule in each.rules]
        for each in book["Сайт"].conditional_formatting
    }
    assert marked == {name: [[f"ISBLANK({name})"]] for name in ("D2", "E2", "F2")}
    assert book["Сайт"].sheet_properties.tabColor is not None
    assert book["Население"].sheet_properties.tabColor is None


@pytest.mark.parametrize(
    ("name", "year", "file", "told"),
    [
        ("nothing", 2023, "a.xlsx", "«nothing» — такого нет. Есть: pos (ПОС), "),
        ("pos", 23, "a.xlsx", "Год 23: формы есть за годы с 1990 по 2100."),
        ("pos", 2023, "a.ods", "a.ods: форма записывается как .xlsx или .csv."),
        ("year", 2023, "a.csv", "a.csv: в этой форме много листов: нужна книга .xlsx."),
        ("pos", 2023, "none/a.csv", "файл не записать"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, name: str, year: int, file: str, told: str
) -> None:
    with pytest.raises(ParameterRefusal) as refused:
        form(name, year, tmp_path / file)
    assert told in str(refused.value)


def test_a_filled_form_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("мои числа", encoding="utf-8")
    with pytest.raises(ParameterRefusal, match="файл уже есть и, возможно, заполнен"):
        form("pos", 2023, path)
    assert path.read_text(encoding="utf-8") == "мои числа"


@pytest.mark.parametrize(
    ("sheet", "first", "last"),
    [
        ("Сайт", "01.01.2023", "31.12.2023"),
        ("Подписчики", "01.01.2023", "30.07.2024"),
        ("Решение", "01.01.2023", "31.12.2024"),
    ],
)
def test_dates_in_the_workbook_are_of_its_year(sheet: str, first: str, last: str) -> None:
    rules = written("year")[sheet].data_validations.dataValidation
    told = {rule.error for rule in rules if rule.type == "date"}
    assert told == {f"Нужна дата с {first} по {last}."}
