"""The workbook of a year from end to end: filled in, imported, made again, and corrected."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shegar_metrics.dataset import load
from shegar_metrics.dataset.plausibility import doubts
from shegar_metrics.importing.forms.known import Known
from shegar_metrics.importing.forms.workbooks import write_form
from shegar_metrics.importing.forms.year_rows import subscriptions
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.indicators import compute

from . import packages
from .importing.conftest import Cells, fill
from .test_importing import NEW

YEAR = 2025
COUNTED = date(2026, 1, 15)


def workbook(data: Path, told: Cells | None = None, year: int = YEAR) -> Path:
    """Make the workbook of a year from the data as they are, and fill in cells of it."""
    return fill(data.parent / f"{year}.xlsx", year, told or {}, load(data).reference)


def done(data: Path, file: Path) -> Plan:
    plan = plan_import([file], data, choices=NEW)
    carry_out(plan)
    return plan


def fill_every_cell(path: Path) -> None:
    """Write something likely into each empty cell, the year being twelve of its months."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title in ("О книге", "Пояснения", "Списки"):
            continue
        titles = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            start = sheet.cell(line, titles.get("Начало периода (включительно)", 99)).value
            end = sheet.cell(line, titles.get("Конец периода (включительно)", 99)).value
            whole = 12 if start and (end - start).days > 31 else 1
            for title, column in titles.items():
                cell = sheet.cell(line, column)
                if cell.value is None:
                    cell.value = likely(str(title), whole)
    book.save(path)


def likely(title: str, whole: int) -> object:
    match title:
        case "На дату" | "Отчётная дата" | "Дата":
            return COUNTED
        case "Начало периода (включительно)":
            return date(YEAR, 1, 1)
        case "Конец периода (включительно)":
            return date(YEAR, 12, 31)
        case "Выполнена (да/нет)":
            return "да"
        case "Страница" | "Правовое основание":
            return None
        case "Как сумма отнесена к году":
            return "сумма за год по источнику"
        case (
            "Источник (печатается)"
            | "Источник (не печатается)"
            | "Предложение"
            | "Должность подписавшего"
            | "Подписавший"
        ):
            return "Сказано в отчёте."
        case "Номер" | "Номер договора":
            return "15"
        case "Дней до ответа, в среднем" | "Минут на публикацию до подключения":
            return 4.5 if whole == 1 else None
        case "Минут на публикацию после подключения":
            return 2 if whole == 1 else None
    by_title = {
        "Посещения (визиты)": 900,
        "Просмотры страниц": 2700,
        "Посетители сайта": 500,
        "Просмотры": 200,
        "Записи без числа просмотров": 0,
    }
    return by_title.get(title, 20) * whole


def test_nothing_is_left_to_type_for_a_whole_year(data: Path) -> None:
    path = workbook(data)
    fill_every_cell(path)
    assert not done(data, path).conflicts
    dataset = load(data)
    assert not list(doubts(dataset, date(2026, 11, 1)))
    results = compute(dataset, YEAR)
    missing = [name for name in results if results[name].value is None]
    assert not missing
    assert {row["section"] for row in dataset.rows["remarks"] if row["year"] == YEAR}
    assert not plan_import([workbook(data)], data).changes


@pytest.mark.parametrize("year", [2022, 2023])
def test_an_unchanged_workbook_says_nothing_new(data: Path, year: int) -> None:
    plan = plan_import([workbook(data, year=year)], data)
    assert (plan.changes, plan.conflicts) == ([], [])
    assert not [notice for taken in plan.batches for notice in taken.notices]


def test_an_unchanged_workbook_of_a_rich_package_says_nothing_new(tmp_path: Path) -> None:
    rich = packages.rich(tmp_path / "data")  # its totals contradict their months
    plan = plan_import([workbook(rich, year=packages.LAST)], rich)
    assert (plan.changes, plan.conflicts) == ([], [])


def test_what_was_there_before_is_no_fault_of_the_clerk(data: Path) -> None:
    decisions = data / "decisions.csv"
    text = decisions.read_text(encoding="utf-8").replace("duma-320-2023,Отчётная", ",Отчётная")
    decisions.write_text(text, encoding="utf-8")
    visits = data / "visits.csv"
    text = visits.read_text(encoding="utf-8").replace("37743,,", "37743,300,")
    visits.write_text(text, encoding="utf-8")
    assert not plan_import([workbook(data, year=2022)], data).changes


def test_a_workbook_made_before_the_numbers_came_takes_none_away(data: Path) -> None:
    empty = workbook(data)
    done(data, fill(data.parent / "b.xlsx", YEAR, {"Сайт": {"D2": 500, "D3": 40}}))
    book = load_workbook(empty)
    book["Публикации"]["E2"] = 12
    book.save(empty)
    asked = {(c.column, c.old, c.new) for c in plan_import([empty], data).conflicts}
    assert asked == {("visits", 40, None), ("value", 500, None)}


def test_a_number_of_another_source_that_is_cleared_stays_and_is_told(data: Path) -> None:
    plan = plan_import([workbook(data, {"Сайт": {"D2": None}}, year=2022)], data)
    assert not plan.changes
    (notice,) = plan.batches[0].notices
    assert notice == (
        "В книге этого нет, а в данных есть и останется: Сайт, Официальный сайт, 01.01.2022, "
        "31.12.2022: Посещения (визиты)."
    )


def test_months_that_come_after_their_year_take_it_beside_them(data: Path) -> None:
    done(data, workbook(data, {"Сайт": {"D2": 120, "F2": 300}}))
    months = {f"D{line}": 10 for line in range(3, 15)}
    plan = done(data, workbook(data, {"Сайт": months}))
    assert not plan.conflicts
    rows = load(data).rows
    assert (
        sum(row["visits"] or 0 for row in rows["visits"] if row["period_end"].year == YEAR) == 120
    )
    totals = {row["column"]: row["stands"] for row in rows["totals"]}
    assert totals == {"page_views": True}


def test_days_of_a_counter_fill_the_months_and_are_not_told_again(data: Path) -> None:
    done(data, fill(data.parent / "b.xlsx", YEAR, {"Сайт": {"D2": 500}}))
    book = load_workbook(workbook(data))
    assert book["Сайт"]["D2"].value == 500
    days = data / "visits.csv"
    text = days.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith(f"{YEAR}")]
    january = [
        f"{YEAR}-01-{day:02},{YEAR}-01-{day:02},site,3,,duma-320-2023," for day in range(1, 32)
    ]
    days.write_text("\n".join([*kept, *january, ""]), encoding="utf-8")
    made = workbook(data)
    sheet = load_workbook(made)["Сайт"]
    assert (sheet["D2"].value, sheet["D3"].value, sheet["D4"].value) == (None, 93, None)
    assert not plan_import([made], data).changes


def test_a_source_that_is_corrected_alone_is_taken(data: Path) -> None:
    done(data, workbook(data, {"Сайт": {"D2": 500, "G2": "Метрика"}}))
    plan = done(data, workbook(data, {"Сайт": {"G2": "журнал сервера"}}))
    assert not plan.conflicts
    (row,) = [r for r in load(data).rows["visits"] if r["period_end"].year == YEAR]
    assert (row["visits"], row["note"]) == (500, "Источник: журнал сервера")


def test_a_sentence_that_is_changed_asks_about_the_old_one(data: Path) -> None:
    done(data, workbook(data, {"Слова": {"B7": "Прежний вывод."}}))
    plan = plan_import([workbook(data, {"Слова": {"B7": "Новый вывод."}})], data)
    assert [(c.table, c.old, c.new) for c in plan.conflicts] == [
        ("remarks", "Прежний вывод.", None)
    ]
    done(data, workbook(data, {"Слова": {"B7": "Новый вывод."}}))
    texts = [row["text"] for row in load(data).rows["remarks"] if row["year"] == YEAR]
    assert texts == ["Новый вывод."]


def test_a_contract_beside_one_that_is_there_is_asked_about(data: Path) -> None:
    contract = {
        **{"B3": "7", "C3": date(2022, 1, 1), "D3": date(2022, 6, 30)},
        **{"E3": "оплачено в этом году", "F3": 100},
    }
    plan = plan_import([workbook(data, {"Договоры": contract}, year=2022)], data)
    assert [(c.table, c.old, c.new) for c in plan.conflicts] == [("costs", 39840, 100)]


def test_a_new_requirement_and_a_new_page_have_their_rows(data: Path) -> None:
    platforms, pages = data / "reference/platforms.csv", data / "reference/pages.csv"
    for file, line in ((platforms, "max,MAX,4\n"), (pages, "max,max,MAX,,,,,,,\n")):
        file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")
    path = data.parent / "a.xlsx"
    write_form("year", YEAR, path, load(data).reference)
    book = load_workbook(path)
    checked = {
        (row[0], row[1]) for row in book["Требования"].iter_rows(min_row=2, values_only=True)
    }
    assert ("Подлинность страницы подтверждена через Госуслуги", "MAX") in checked
    assert ("Формы ПОС на странице", "MAX") not in checked
    counted = [row[0] for row in book["Подписчики"].iter_rows(min_row=2, values_only=True)]
    assert counted == ["ВКонтакте", "Одноклассники", "Telegram", "MAX"]


def test_of_a_page_that_was_closed_no_count_is_missed(tmp_path: Path) -> None:
    reference = load(packages.rich(tmp_path / "data")).reference
    reference.rows["subscribers"][:] = [
        row for row in reference.rows["subscribers"] if row["page"] == "vk"
    ]
    rows = subscriptions(Known(reference, "year", packages.LAST))
    missed = {str(row.cells["page"]): bool(row.missing) for row in rows}
    assert missed == {
        **{"vk": False, "vk_head": False},
        **dict.fromkeys(("ok", "telegram", "rutube", "max"), True),
    }
