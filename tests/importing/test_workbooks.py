"""The forms that a clerk fills in: what a workbook asks, checks and explains."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from textwrap import wrap

import pytest
from openpyxl import load_workbook

from shegar_metrics.importing.forms.form import Cell
from shegar_metrics.importing.forms.workbooks import FORMS
from shegar_metrics.importing.recognition import importers, recognise
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import LINES, REFERENCE, form, opened, options

names = pytest.mark.parametrize("name", FORMS)
suffixes = pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".XLSX"])


@names
@suffixes
def test_a_template_is_recognised_and_refused_while_empty(
    tmp_path: Path, name: str, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    form(name, 2023, path)
    export = opened(path)
    assert recognise(export).kind == name
    with pytest.raises(DataRefusal, match="не вписано ни одного числа"):
        importers()[name].read([export], options())


@names
@suffixes
def test_the_same_bytes_each_time(tmp_path: Path, name: str, suffix: str) -> None:
    for stem in "ab":
        form(name, 2023, tmp_path / f"{stem}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@names
def test_a_csv_has_what_the_workbook_has(tmp_path: Path, name: str) -> None:
    form(name, 2024, tmp_path / "a.csv")
    form(name, 2024, tmp_path / "a.xlsx")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    shown = [
        [f"{v:%d.%m.%Y}" if isinstance(v, datetime) else v or "" for v in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    assert rows == shown


def test_months_of_the_year_stand_for_each_channel(tmp_path: Path) -> None:
    form("pos", 2024, tmp_path / "a.xlsx")
    rows = list(load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2, values_only=True))
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
def test_excel_refuses_what_the_import_would(tmp_path: Path, name: str) -> None:
    form(name, 2023, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    rules = sheet.data_validations.dataValidation
    for place, column in enumerate(FORMS[name](REFERENCE, 2023).columns, start=1):
        own = [rule for rule in rules if sheet.cell(2, place).coordinate in rule.sqref]
        assert len(own) == (column.cell is not Cell.TEXT), column.title
        for rule in own:
            assert rule.showErrorMessage
            assert rule.allow_blank
            assert rule.error
            assert len(rule.error) <= 255
            assert len(rule.prompt) <= 255
            assert len(rule.promptTitle) <= 32
    kinds = {rule.type for rule in rules}
    assert kinds >= {"date", "decimal", "whole"}
    if name == "pos":
        (choice,) = (rule for rule in rules if rule.type == "list")
        assert choice.formula1 == '"Платформа обратной связи (ПОС),Личные сообщения и комментарии"'
        assert "C200" in choice.sqref


def test_roubles_may_have_kopecks_and_counts_may_not(tmp_path: Path) -> None:
    form("year", 2023, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    numbers = {
        line.code: [
            rule.type for rule in sheet.data_validations.dataValidation if f"C{place}" in rule.sqref
        ]
        for place, line in enumerate(LINES, start=2)
    }
    assert [code for code, types in numbers.items() if types == ["decimal"]] == [
        "costs.site_maintenance"
    ]
    assert all(len(types) == 1 for types in numbers.values())


@names
def test_the_sheet_is_seen_and_printed_whole(tmp_path: Path, name: str) -> None:
    form(name, 2023, tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Данные", "Пояснения"]
    data = book["Данные"]
    assert data.freeze_panes[1:] == "2"
    assert not data.protection.sheet
    assert data.page_setup.orientation == "landscape"
    for sheet in book:
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
def test_every_column_is_explained(tmp_path: Path, name: str) -> None:
    form(name, 2023, tmp_path / "a.xlsx")
    rows = list(load_workbook(tmp_path / "a.xlsx")["Пояснения"].iter_rows(values_only=True))
    told = {row[0]: row[1] for row in rows}
    for column in FORMS[name](REFERENCE, 2023).columns:
        assert told[f"Столбец «{column.title}»"]
        if column.cell is not Cell.TEXT:
            assert any(column.title in str(row[0]) and row[2] for row in rows)
    for line in FORMS[name](REFERENCE, 2023).lines:
        assert told[f"Строка «{line.label}»"]
    assert "Пустая ячейка значит «не известно», ноль" in told["Как заполнять"]
    assert "shegar-metrics import ФАЙЛ" in told["Как передать в отчёт"]


@pytest.mark.parametrize(
    ("name", "year", "file", "told"),
    [
        ("nothing", 2023, "a.xlsx", "«nothing» — такого нет. Есть: pos (ПОС), "),
        ("pos", 23, "a.xlsx", "Год 23: формы есть за годы с 1990 по 2100."),
        ("pos", 2023, "a.ods", "a.ods: форма записывается как .xlsx или .csv."),
        ("pos", 2023, "none/a.csv", "файл не записать"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, name: str, year: int, file: str, told: str
) -> None:
    with pytest.raises(ParameterRefusal) as refused:
        form(name, year, tmp_path / file)
    assert told in str(refused.value)


def test_a_filled_template_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("мои числа", encoding="utf-8")
    with pytest.raises(ParameterRefusal, match="файл уже есть и, возможно, заполнен"):
        form("pos", 2023, path)
    assert path.read_text(encoding="utf-8") == "мои числа"


def test_dates_in_the_workbook_are_of_its_year(tmp_path: Path) -> None:
    form("year", 2023, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").active
    by_cell = {
        str(rule.sqref)[0]: (rule.formula1, rule.formula2, rule.error)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "date"
    }
    first = "DATE(2023,1,1)"
    assert by_cell["E"][:2] == (first, "DATE(2023,12,31)")
    assert by_cell["G"] == (
        first,
        "DATE(2024,7,31)",
        "Нужна дата с 01.01.2023 по 31.07.2024.",
    )
