"""The state of the years: what there is by month, what is missing and whence, what is outdated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import shegar_metrics as sm
from shegar_metrics.cli.next_step import last_year
from shegar_metrics.dataset import load
from shegar_metrics.dataset.coverage import MONTHS, Coverage, counted_tables, coverage
from shegar_metrics.dataset.schema import resources
from shegar_metrics.importing.recognition import importers
from shegar_metrics.importing.whence import KINDS, kinds_for
from shegar_metrics.period import Period

from . import packages
from .conftest import DUMA, Cli, Made, add, assert_plain, clear, command
from .test_importing import months_csv

SITE = {"page": "site", "source": DUMA}


def add_months(data: Path, *months: int) -> None:
    for month in months:
        period = Period.of_month(2023, month)
        days = {"period_start": period.start, "period_end": period.end}
        add(data, "visits", **SITE, **days, visits=10)


def of_visits(data: Path, year: int = 2023) -> Coverage:
    return coverage(load(data), "visits", year)


def test_a_year_of_one_number_is_whole_and_has_no_months(data: Path) -> None:
    assert of_visits(data, 2022) == Coverage(is_empty=False, is_whole=True)


def test_months_that_are_missing_are_named(data: Path) -> None:
    add_months(data, 1, 2, 3, 5)
    found = of_visits(data)
    assert (found.is_empty, found.is_whole, found.months) == (False, False, (1, 2, 3, 5))
    assert found.lacking == {("site",): (4, 6, 7, 8, 9, 10, 11, 12)}


def test_half_a_month_is_no_month(data: Path) -> None:
    half = {"period_start": "2023-01-01", "period_end": "2023-01-15"}
    add(data, "visits", **SITE, **half, visits=10)
    found = of_visits(data)
    assert (found.is_empty, found.months, found.lacking) == (False, (), {("site",): MONTHS})


def test_a_series_of_another_year_is_missed(data: Path) -> None:
    for section in ("news", "duma_acts"):
        add(data, "publications", **SITE, period=2023, section=section, publications=5)
    found = coverage(load(data), "publications", 2023)
    assert found.lacking == {("site", "administration_acts"): MONTHS}


def test_two_counters_of_a_site_complete_each_other(tmp_path: Path) -> None:
    found = coverage(load(packages.rich(tmp_path / "data")), "visits", 2023)
    assert found == Coverage(is_empty=False, is_whole=True, months=MONTHS)


def test_a_page_that_was_never_counted_is_missed_while_it_is_open(data: Path) -> None:
    counted = {"as_of": "2024-12-31", "source": DUMA}
    for page in ("vk", "telegram"):
        add(data, "subscribers", **counted, page=page, subscribers=10)
    found = coverage(load(data), "subscribers", 2024)
    assert found.lacking == {("ok",): MONTHS}
    close(data, "ok", "2023-12-31")
    assert coverage(load(data), "subscribers", 2024).is_whole


@pytest.mark.parametrize(("closed", "is_whole"), [("2024-10-01", True), ("2025-02-01", False)])
def test_a_page_that_is_closed_on_the_day_of_the_count_lacks_none(
    data: Path, closed: str, is_whole: bool
) -> None:
    for page in ("vk", "telegram"):
        add(data, "subscribers", as_of="2024-12-31", source=DUMA, page=page, subscribers=10)
    close(data, "ok", closed)
    assert coverage(load(data), "subscribers", 2024).is_whole is is_whole


def close(data: Path, page: str, day: str) -> None:
    """Write when a page was closed."""
    pages = data / "reference" / "pages.csv"
    text = pages.read_text(encoding="utf-8")
    header = text.splitlines()[0].split(",")
    row = next(line for line in text.splitlines() if line.startswith(f"{page},"))
    cells = row.split(",")
    cells[header.index("closed")] = day
    pages.write_text(text.replace(row, ",".join(cells)), encoding="utf-8")


def test_the_last_count_of_residents_stands_for_later_years(data: Path) -> None:
    assert str(coverage(load(data), "population", 2023).day) == "2021-10-01"


@pytest.mark.parametrize("table", counted_tables())
def test_a_year_without_anything_is_empty(data: Path, table: str) -> None:
    found = coverage(load(data), table, 2010)
    assert (found.is_empty, found.is_whole, found.months, found.day) == (True, False, (), None)


def test_each_importer_gives_numbers_of_some_table() -> None:
    given = {kind for kinds in KINDS.values() for kind in kinds}
    assert given == importers().keys() - {"year"}
    assert KINDS.keys() <= resources().keys()


@pytest.mark.parametrize(
    ("table", "platforms", "kinds"),
    [
        ("subscribers", ["vk"], ["vk-group", "vk-members"]),
        ("publications", [None], ["publications", "sitemap", "rss"]),
        ("publications", ["ok"], ["posts-table"]),
        ("measures", [], []),
    ],
)
def test_only_exports_of_the_platform_are_proposed(
    table: str, platforms: list[str | None], kinds: list[str]
) -> None:
    assert kinds_for(table, platforms) == kinds


def test_check_shows_the_years_and_what_is_missing(data: Path, cli: Cli) -> None:
    add_months(data, 1, 2, 3, 5)
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.stdout.splitlines()]
    assert ["Посещения официального сайта", "год", "1–3, 5 мес."] in cells
    assert ["Отчёт", "—", "—"] in cells
    lines = done.stdout.splitlines()
    missing = "  Посещения официального сайта (Официальный сайт): нет за 4, 6–12 мес. 2023 года."
    whence = lines[lines.index(missing) + 1]
    assert whence.startswith("    Даёт Яндекс Метрика: посещаемость, CSV или XLSX")
    assert "    Даёт Форма pos: сообщения жителей" in done.stdout
    assert "Теперь: shegar-metrics report 2023" in done.stderr


@pytest.mark.parametrize(("last", "year"), [("2023-01-01", 2022), ("2023-01-02", 2023)])
def test_a_single_day_that_ends_an_export_begins_no_year(data: Path, last: str, year: int) -> None:
    add(data, "visits", period=f"2023-01-01 {last}", page="site", visits=5, source=DUMA)
    assert last_year(load(data)) == year


def test_the_table_of_four_years_fits_eighty_columns(
    tmp_path: Path,
) -> None:
    data = packages.rich(tmp_path / "data")
    for year in (2018, 2019, 2020, 2021, 2022):
        add(data, "visits", page="site", period=year, visits=10, source=_any_source(data))
    done = command("check", cwd=tmp_path, COLUMNS="80")
    assert_plain(done, 0)
    table = [line for line in done.stdout.splitlines() if line[:1] in "┏┡└│┃"]
    assert [cell.strip() for cell in table[1].split("┃")[1:-1]] == [
        "",
        "2022",
        "2023",
        "2024",
        "2025",
    ]
    assert {len(line) for line in table if line} == {80}


def _any_source(data: Path) -> str:
    return str(load(data).rows["sources"][0]["id"])


def test_what_no_export_has_is_written_into_the_workbook_of_the_year(data: Path) -> None:
    clear(data / "population.csv")
    missing = sm.gaps(data).set_index("Чего нет")
    assert missing.loc["Население", "Откуда взять"] == "Впишите в книгу года или в population.csv"


def test_files_that_wait_are_named(data: Path, cli: Cli) -> None:
    (data / "inbox").mkdir()
    (data / "inbox" / "а.csv").write_text(months_csv(), encoding="utf-8")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    assert "В inbox ждут файлы — 1: а.csv. Загрузить: shegar-metrics import" in done.stdout
    assert "Теперь: shegar-metrics import --dry-run — " in done.stderr
    assert "Теперь: shegar-metrics report" not in done.stderr


def test_files_that_were_not_taken_are_no_reason_to_take_them_again(data: Path, cli: Cli) -> None:
    (data / "inbox").mkdir()
    (data / "inbox" / "письмо.txt").write_text("Добрый день", encoding="utf-8")
    assert_plain(cli("import", cwd=data.parent), 1)
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    assert "ждут файлы" not in done.stdout
    assert "В inbox остались файлы — 1: письмо.txt. Почему — в файлах «…" in done.stdout
    assert "Теперь: shegar-metrics report 2022" in done.stderr


@pytest.mark.slow
def test_a_report_is_out_of_date_when_its_own_numbers_have_changed(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    there = made("2022").copied(tmp_path / "copy")
    done = cli("check", cwd=there.folder)
    assert "готов" in done.stdout
    assert "Теперь" not in done.stderr
    add(there.data, "visits", **SITE, period=2023, visits=10)
    done = cli("check", cwd=there.folder)
    assert "устарел" not in done.stdout
    assert "Теперь: shegar-metrics report 2023" in done.stderr
    visits = there.data / "visits.csv"
    visits.write_text(visits.read_text("utf-8").replace("37743", "37753"), encoding="utf-8")
    done = cli("check", cwd=there.folder)
    assert_plain(done, 0)
    assert "устарел" in done.stdout
    renew = "shegar-metrics report 2022 --reason ПРИЧИНА"
    told = f"Отчёт за 2022 год не по нынешним данным: {renew}"
    place = done.stdout.splitlines().index(f"  {told}")
    assert "37 743 → 37 753" in done.stdout.splitlines()[place + 1].replace("\u00a0", " ")
    assert done.stderr.splitlines() == [
        f"Теперь: {renew} — отчёты по нынешним данным",
        "Теперь: shegar-metrics report 2023",
    ]


@pytest.mark.slow
def test_a_report_that_cannot_be_read_is_told(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    there = made("2022").copied(tmp_path / "copy")
    (there.edition(2022) / "indicators.csv").write_text("x", encoding="utf-8")
    done = cli("check", cwd=there.folder)
    assert_plain(done, 0)
    assert "indicators.csv: нет столбцов" in done.stdout
