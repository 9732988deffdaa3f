"""The command: what it prints, how it exits, and what it leaves alone."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.main import get_command

import shegar_metrics
from shegar_metrics.cli.app import app

from . import packages
from .conftest import DUMA, Cli, Made, add, assert_plain, command
from .test_editions import letter_and_months


@pytest.mark.slow
def test_report_makes_the_last_year_and_prints_what_it_made(
    made: Callable[[str], Made],
) -> None:
    first = made("2022")
    names = ["annual_report.html", "annual_report.ipynb", "annual_report.pdf"]
    names += ["decision.docx", "decision.pdf"]
    names += ["indicators.csv", "indicators.schema.json", "indicators.xlsx", "manifest.json"]
    assert first.stdout.splitlines() == [str(Path("reports", "2022", name)) for name in names]
    assert all((first.folder / line).stat().st_size for line in first.stdout.splitlines())
    assert "Проверка данных\n2022: запуск тетради\n" in first.stderr
    assert "запись документов" in first.stderr


@pytest.mark.slow
def test_a_report_that_would_come_out_the_same_is_not_made_again(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    first = made("2022").copied(tmp_path / "copy")
    again = cli("report", cwd=first.folder)
    assert_plain(again, 0)
    assert again.stdout == first.stdout
    page = Path("reports", "2022", "annual_report.html")
    assert again.stderr == (
        "Проверка данных\nГотово\nОтчёт за 2022 год готов и соответствует данным; "
        f"сделать отчёт заново — с параметром --force.\nОткройте отчёт в браузере: {page}\n"
    )
    forced = command("report", "--force", cwd=first.folder)
    assert_plain(forced, 0)
    assert "запись документов" in forced.stderr


@pytest.mark.slow
def test_report_makes_several_years(made: Callable[[str], Made]) -> None:
    both = made("two years")
    assert {Path(line).parent.name for line in both.stdout.splitlines()} == {"2022", "2023"}
    page = (both.edition(2023) / "annual_report.html").read_text(encoding="utf-8")
    assert "1\u00a0публикация" in re.sub("<[^>]+>", "", page)


def test_report_reads_and_writes_where_it_is_told(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    first = made("2022").copied(tmp_path / "copy")
    out = tmp_path / "отчёты"
    (first.folder / "reports").rename(out)
    done = cli("report", "--data", str(first.data), "--out", str(out), cwd=tmp_path)
    assert_plain(done, 0)
    assert done.stdout.splitlines()[-1] == str(Path("отчёты", "2022", "manifest.json"))
    assert "готов и соответствует данным" in done.stderr
    assert not (first.folder / "reports").exists()


def test_a_bad_year_among_good_ones_makes_nothing(data: Path) -> None:
    done = command("report", "2022", "2О24", cwd=data.parent)
    assert_plain(done, 1)
    assert "«2О24» — не год: «О» — буква, а не цифра. Есть данные за годы: 2022." in done.stderr
    assert not list((data.parent / "reports").glob("*"))


def test_bad_data_are_told_and_the_old_report_stays(data: Path, cli: Cli) -> None:
    old = data.parent / "reports" / "2022" / "annual_report.html"
    old.parent.mkdir(parents=True)
    old.write_text("old", encoding="utf-8")
    add(data, "visits", period=2023, visits="много", source=DUMA)
    done = cli("report", "2022", cwd=data.parent)
    assert_plain(done, 1)
    assert "visits.csv, строка 3, столбец visits: «много» — не целое число." in done.stderr
    assert old.read_text(encoding="utf-8") == "old"
    assert list(old.parent.iterdir()) == [old]


def test_a_folder_that_cannot_be_written_is_a_failed_run(data: Path) -> None:
    (data.parent / "file").write_text("", encoding="utf-8")
    done = command("report", "--out", str(data.parent / "file" / "x"), cwd=data.parent)
    assert_plain(done, 3)
    assert "Отчёт не сделан. Нельзя записать в папку" in done.stderr


def test_check_says_what_there_is(data: Path, cli: Cli) -> None:
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    first, second, *others = done.stdout.splitlines()
    assert first == "Данные верны: таблиц — 24, строк — 49, годы — 2022."
    assert second.strip() == "Что есть"
    unfilled = others[others.index("Ещё не заполнено:") + 1]
    assert "строка «2022-01-01»: Кого спрашивать об отчёте, Код ОКТМО, ИНН" in unfilled


def test_check_tells_both_numbers_where_a_total_and_its_rows_differ(
    tmp_path: Path, cli: Cli
) -> None:
    data = packages.rich(tmp_path / "data")
    done = cli("check", cwd=tmp_path)
    assert_plain(done, 0)
    told = done.stdout.replace("\u00a0", " ").splitlines()
    place = told.index("Источники расходятся:")
    assert told[place + 1] == f"  {letter_and_months(data)}"
    assert sum("печатается" in line for line in told) == 1


def test_check_lists_every_problem(data: Path, cli: Cli) -> None:
    add(data, "visits", period=2023, visits="много", source=DUMA)
    cost = {"item": "site_maintenance", "method": "by_hand", "amount_rub": -1}
    add(data, "costs", period=2023, **cost, source="nobody")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 1)
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == [
        "visits.csv, строка 3, столбец visits",
        "costs.csv, строка 3, столбец amount_rub",
        "costs.csv, строка 3, столбец source",
        "Ошибок в данных",
    ]


def test_check_is_light(data: Path) -> None:
    code = (
        "import sys; from shegar_metrics.cli.app import app\n"
        "app(['check'], standalone_mode=False)\n"
        "print([name for name in ('matplotlib', 'nbconvert', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=data.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.endswith("[]\n")


def test_indicators_as_a_table_csv_and_json(data: Path, cli: Cli) -> None:
    table = cli("indicators", "2022", cwd=data.parent)
    assert_plain(table, 0)
    assert re.search(r"Посещения сайта +│ 37\xa0743\xa0посещения", table.stdout)
    text = cli("indicators", "2022", "--format", "csv", cwd=data.parent).stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["id"], rows[0]["value"]) == ("visits", "37743")
    read = json.loads(cli("indicators", "2022", "--format", "json", cwd=data.parent).stdout)
    assert [row["id"] for row in read] == [row["id"] for row in rows]
    assert cli("indicators", "2021", cwd=data.parent).returncode == 1


@pytest.mark.parametrize(
    "arguments", [("--bad",), ("report", "--bad"), ("indicators",), ("nonsense",)]
)
def test_wrong_usage(tmp_path: Path, cli: Cli, arguments: tuple[str, ...]) -> None:
    assert_plain(cli(*arguments, cwd=tmp_path), 2)


def test_the_version_is_told_by_the_command_the_module_and_the_library(tmp_path: Path) -> None:
    done = command("--version", cwd=tmp_path)
    assert_plain(done, 0)
    assert done.stdout == f"shegar-metrics {version('shegar-metrics')}\n"
    asked = [sys.executable, "-m", "shegar_metrics", "--version"]
    module = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert module.stdout == done.stdout
    assert shegar_metrics.__version__ == version("shegar-metrics")


COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
EXAMPLE = re.compile(r"^shegar-metrics (.+?)(?: — .+| > .+)?$", re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_can_be_typed(tmp_path: Path, cli: Cli, name: str) -> None:
    done = cli(name, "--help", cwd=tmp_path)
    assert_plain(done, 0)
    group = get_command(app)
    examples = EXAMPLE.findall(COMMANDS[name].epilog or "")
    assert examples
    for example in examples:
        assert example in done.stdout
        typed = shlex.split(example, posix=False)  # the paths of Windows
        found, command, arguments = group.resolve_command(group.make_context("", typed), typed)
        assert found == name
        command.make_context(found, arguments)


def test_the_years_there_are_come_from_the_data_folder_above(data: Path, cli: Cli) -> None:
    deeper = data.parent / "notebooks"
    deeper.mkdir()
    assert_plain(cli("check", cwd=deeper), 0)
    assert_plain(cli("check", "--data", "nowhere", cwd=deeper), 1)


def test_debug_shows_the_developer_where(tmp_path: Path) -> None:
    done = command("--debug", "check", "--data", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_an_old_console_encoding_loses_signs_and_not_the_run(data: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shegar_metrics", "indicators", "2022"],
        cwd=data.parent,
        env={**os.environ, "PYTHONIOENCODING": "cp866", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Посещения" in done.stdout.decode("cp866")


def test_warnings_that_are_errors_end_no_command(data: Path) -> None:
    (data.parent / "sitecustomize.py").write_text(
        "import json, warnings\n"
        "loads = json.loads\n"
        "def old(*arguments, **options):\n"
        "    warnings.warn('a newer json has no loads', DeprecationWarning)\n"
        "    return loads(*arguments, **options)\n"
        "json.loads = old\n",
        encoding="utf-8",
    )
    surroundings = {"PYTHONPATH": str(data.parent), "PYTHONWARNINGS": "error"}
    done = command("check", cwd=data.parent, **surroundings)
    assert_plain(done, 0)
    assert "DeprecationWarning: a newer json has no loads" in done.stderr
