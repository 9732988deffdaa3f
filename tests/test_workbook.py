"""The workbook of results: exact numbers, reasons where there are none, and nothing that acts."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Aspect, Result, Results, compute
from shegar_metrics.indicators.context import Event
from shegar_metrics.views import tables
from shegar_metrics.views import wording as w
from shegar_metrics.views.workbook import workbook

from . import packages

SHEETS = ["О книге", "По годам", "По месяцам", "Изменения", "Показатели", "Источники"]
OF_RESULTS = SHEETS[1:4]

RUSSIAN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>ru-RU</value></prop></item>
</oor:items>
"""
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,{shown},false,false,-1"
"""The filter of LibreOffice that writes a CSV of each sheet: as shown, or with full precision."""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Three years with months, changes, pages that opened and closed, and a counter replaced."""
    folder = packages.rich(tmp_path_factory.mktemp("rich") / "data")
    return compute(load(folder), packages.YEARS)


@pytest.fixture(scope="module")
def book(rich: Results) -> Workbook:
    """The same as a workbook, read back."""
    return opened(rich)


def opened(results: Results) -> Workbook:
    return load_workbook(io.BytesIO(workbook(results)))


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """Read the cells of a sheet by the headers of their columns."""
    head, *rows = sheet.iter_rows()
    return [dict(zip((cell.value for cell in head), row, strict=True)) for row in rows]


def by_id(book: Workbook, sheet: str) -> dict[tuple[str, int], dict[str, Any]]:
    """Read a sheet of results by their ids and years."""
    found = {}
    for row in rows_of(book[sheet]):
        when = row["Месяц" if sheet == "По месяцам" else "Год"].value
        key = row["Имя для программ"].value, when.year if isinstance(when, datetime) else when
        assert key not in found
        found[key] = row
    return found


def sheet_of(result: Result) -> str:
    if result.aspect is not Aspect.VALUE:
        return "Изменения"
    return "По годам" if result.is_year else "По месяцам"


def test_each_result_is_in_its_sheet_to_the_last_digit(rich: Results, book: Workbook) -> None:
    found = {sheet: by_id(book, sheet) for sheet in OF_RESULTS}
    assert sum(map(len, found.values())) == len(rich.rows)
    for result in rich.rows:
        row = found[sheet_of(result)][result.id, result.period.start.year]
        then, now = ("Знаменатель", "Числитель") if "Числитель" in row else ("Было", "Стало")
        for name, exact in (
            ("Значение", result.value),
            (now, result.numerator),
            (then, result.denominator),
        ):
            assert row[name].value == (None if exact is None else number(exact))
            assert exact is None or row[name].data_type == "n"
        assert row["Почему нет"].value == result.reason
        assert row["Показатель"].value == result.indicator.title
        assert (row["Разрез"].value or "") == result.label


def number(exact: Fraction) -> int | float:
    return exact.numerator if exact.denominator == 1 else exact.numerator / exact.denominator


def test_what_is_missing_is_empty_and_a_zero_is_a_zero(rich: Results, book: Workbook) -> None:
    values = [row for sheet in OF_RESULTS for row in rows_of(book[sheet])]
    assert any(row["Значение"].value == 0 for row in values)
    assert any(row["Значение"].value is None for row in values)
    for row in values:
        assert (row["Значение"].value is None) == bool(row["Почему нет"].value)


@pytest.mark.parametrize(
    ("sheet", "name", "unit", "form"),
    [
        ("По годам", "visits", "посещений", "#,##0"),
        ("По годам", "visits_per_day", "посещений в день", "#,##0"),
        ("По годам", "platform_share[vk]", "%", "#,##0.0"),
        ("По годам", "cost_per_visit", "₽ за посещение", "#,##0.00"),
        ("По годам", "contract_cost", "₽", "#,##0.00"),
        ("Изменения", "visits:change", "%", "+#,##0.0;-#,##0.0;#,##0.0"),
        ("Изменения", "visits:difference", "посещений", "+#,##0;-#,##0;#,##0"),
        ("Изменения", "section_share[news]:change", "п. п.", "+#,##0.0;-#,##0.0;#,##0.0"),
        ("Изменения", "section_share[news]:difference", "п. п.", "+#,##0.0;-#,##0.0;#,##0.0"),
    ],
)
def test_a_number_has_the_unit_and_the_format_of_its_indicator(
    book: Workbook, sheet: str, name: str, unit: str, form: str
) -> None:
    row = by_id(book, sheet)[name, packages.LAST]
    assert row["Значение"].value is not None
    assert (row["Единица"].value, row["Значение"].number_format) == (unit, form)


def test_a_sum_of_whole_roubles_shows_no_kopecks(results: Results) -> None:
    cost = by_id(opened(results), "По годам")["contract_cost", 2022]["Значение"]
    assert (cost.value, cost.number_format) == (39840, "#,##0")


def test_years_and_months_are_no_texts(book: Workbook) -> None:
    year = by_id(book, "По годам")["visits", 2024]["Год"]
    month = by_id(book, "По месяцам")["visits@2024-03", 2024]["Месяц"]
    assert (year.value, year.number_format) == (2024, "0")
    assert (month.value, month.number_format) == (datetime(2024, 3, 1), "[$-419]mmmm yyyy")
    days = [row["Дата"].value for row in rows_of(book["Источники"])]
    assert days
    assert all(isinstance(day, datetime) for day in days)


def test_the_years_of_an_indicator_follow_each_other(book: Workbook) -> None:
    rows = [(r["Имя для программ"].value, r["Год"].value) for r in rows_of(book["По годам"])]
    assert rows[:3] == [("visits", 2023), ("visits", 2024), ("visits", 2025)]


def test_every_table_has_a_filter_and_a_header_that_stays(book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        titles = [cell.value for cell in sheet[1]]
        assert len(titles) == len(set(titles))
        assert all(titles)


def test_every_text_is_seen_whole(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height
            for cell in row:
                if isinstance(cell.value, str):
                    width = int(sheet.column_dimensions[cell.column_letter].width)
                    assert len(wrap(cell.value, width)) * 15 <= height, cell.value


def test_the_first_sheet_says_what_it_is(book: Workbook) -> None:
    points = dict(book["О книге"].iter_rows(values_only=True))
    of = "Заречный муниципальный округ"
    assert points["О книге"] == (
        f"Показатели использования интернет-ресурсов: {of}, 2023–2025 годы"
    )
    assert points["Муниципалитет"] == of
    assert points["Данные кончаются"].startswith(
        "Числа за период — по 31.12.2025, подсчёты на дату — по 01.04.2026. "
    )
    assert "Пустая ячейка в столбце «Значение» значит «нет»" in points["Если числа нет"]
    assert "Это не ноль" in points["Если числа нет"]
    assert {f"Лист «{name}»" for name in SHEETS[1:]} <= set(points)
    assert "01.07.2023 — счётчик сайта заменён" in points["Что прервало ряды"]


def test_what_broke_no_series_of_the_years_is_not_told(results: Results) -> None:
    context = replace(
        results.context,
        events=[
            Event(date(2020, 12, 31), "раньше", ""),
            Event(date(2021, 1, 1), "тогда", ""),
            Event(date(2023, 1, 1), "", ""),
        ],
    )
    points = dict(opened(Results(results.rows, context))["О книге"].iter_rows(values_only=True))
    assert points["Что прервало ряды"].endswith("учтите: 01.01.2021 — тогда.")


def test_a_year_without_months_says_so(results: Results) -> None:
    book = opened(results)
    assert book["По месяцам"].max_row == 1
    points = dict(book["О книге"].iter_rows(values_only=True))
    assert points["Лист «По месяцам»"].endswith("(ни одной строки нет).")
    assert points["О книге"].endswith("Шегарский район, 2022 год")
    assert "Что прервало ряды" not in points


def test_sources_have_the_numbers_of_the_report(results: Results) -> None:
    book = opened(results)
    numbered = {
        row["№"].value: row["Документ или выгрузка"].value for row in rows_of(book["Источники"])
    }
    printed = tables.sources(results).rows
    assert numbered == {row[0]: str(row[1]).replace(w.NBSP, " ") for row in printed}
    cited = by_id(book, "По годам")["visits_per_resident", 2022]["Источники"].value
    assert cited.split() == tables.passport(results).rows[2][-1].split()


def test_every_source_that_is_cited_is_told(book: Workbook) -> None:
    told = {row["№"].value for row in rows_of(book["Источники"])}
    cited = {
        mark
        for sheet in OF_RESULTS
        for row in rows_of(book[sheet])
        for mark in (row["Источники"].value or "").split()
    }
    assert cited == told


def test_it_is_said_how_each_indicator_is_computed_and_until_when_known(
    rich: Results, book: Workbook
) -> None:
    rows = {row["Имя для программ"].value: row for row in rows_of(book["Показатели"])}
    assert set(rows) == {row.indicator.id for row in rich.rows}
    visits = rows["visits"]
    assert visits["Как посчитано"].value == rich["visits"].indicator.formula
    assert visits["Известен по"].value == datetime(2025, 12, 31)
    assert visits["Месяцы складываются"].value == "да"
    assert rows["visitors"]["Месяцы складываются"].value == "нет"
    assert rows["subscriptions"]["Известен по"].value == datetime(2026, 4, 1)


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|x", "@SUM(A1)", "-1", "#N/A", "=HYPERLINK(1)", "\x1b[31m", "2022-01-01"]
)
def test_a_text_is_a_text_whatever_it_looks_like(results: Results, text: str) -> None:
    spoilt = replace(
        results["visits"],
        label=text,
        indicator=replace(results["visits"].indicator, title=text, formula=text),
        measured=replace(results["visits"].measured, value=None, reason=text),
    )
    content = workbook(Results([spoilt], replace(results.context, place=text)))
    book = load_workbook(io.BytesIO(content))
    shown = text.replace("\x1b", "\ufffd")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    own = [cell for cell in cells if cell.value == shown]
    assert len(own) == 6  # the place, and the row in two sheets
    for cell in own:
        assert cell.data_type == "s"
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_the_same_results_give_the_same_bytes_and_no_clock(results: Results) -> None:
    content = workbook(results)
    assert content == workbook(results)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(2022, 12, 31, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode("utf-8")
    assert core.count("2022-12-31T00:00:00Z") == 2
    assert str(datetime.now().year) not in core.replace("2022", "")


def in_libreoffice(content: bytes, folder: Path, *, shown: bool) -> dict[str, list[list[str]]]:
    """Open a workbook in LibreOffice as a Russian has it, and read its sheets."""
    office = shutil.which("soffice")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(RUSSIAN, "utf-8")
    (folder / "a.xlsx").write_bytes(content)
    if office is not None:
        form = EVERY_SHEET.format(shown=str(shown).lower())
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            [office, profile, "--headless", "--convert-to", form, "--outdir", folder, "a.xlsx"],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=180,
        )
    if not (folder / f"a-{SHEETS[0]}.csv").exists():
        if os.environ.get("CI"):
            pytest.fail("LibreOffice Calc is not installed")
        pytest.skip("needs LibreOffice Calc")
    return {name: list(_cells(folder / f"a-{name}.csv")) for name in SHEETS}


def _cells(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines)


@pytest.mark.slow
def test_libreoffice_reads_every_cell(rich: Results, book: Workbook, tmp_path: Path) -> None:
    sheets = in_libreoffice(workbook(rich), tmp_path, shown=False)
    for name, rows in sheets.items():
        ours = list(book[name].iter_rows())
        assert len(rows) == len(ours)
        for cells, row in zip(rows, ours, strict=True):
            for text, cell in zip(cells, row, strict=True):
                if cell.data_type == "n" and cell.value is not None:
                    assert float(text.replace(",", ".")) == pytest.approx(cell.value, rel=1e-12)
                elif isinstance(cell.value, datetime):
                    assert text == f"{cell.value:%d.%m.%Y}"
                else:
                    assert text == (cell.value or "")


@pytest.mark.slow
def test_libreoffice_shows_the_printed_digits(rich: Results, tmp_path: Path) -> None:
    head, *rows = in_libreoffice(workbook(rich), tmp_path, shown=True)["По годам"]
    shown = {
        (row[head.index("Имя для программ")], int(row[head.index("Год")])): row[
            head.index("Значение")
        ]
        for row in rows
    }
    values = [row for row in rich.rows if row.is_year and row.aspect is Aspect.VALUE]
    assert len(shown) == len(values)
    for row in values:
        unit, digits = row.indicator.unit, row.indicator.digits
        printed = (
            "" if row.value is None else w.number(row.value, w.digits_in(row.value, unit, digits))
        )
        assert shown[row.id, row.period.start.year] == printed.replace("−", "-")
