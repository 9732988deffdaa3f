"""The command speaks Russian: its help, what is wrong with a command, and what comes next."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.core import TyperGroup
from typer.main import get_command

from shegar_metrics.cli.app import app
from shegar_metrics.cli.screen import Sheet
from shegar_metrics.dataset import load
from shegar_metrics.importing.lookup import code_of
from shegar_metrics.importing.merging.choice import Choice, Side
from shegar_metrics.problems import ParameterRefusal

from .conftest import Cli, add_2023, assert_plain
from .test_importing import months_csv

ENGLISH = re.compile(r"(?<![\w./\\-])[A-Za-z]{2,}(?![\w./\\-]*[\w/\\])")
"""A word of Latin letters that is no part of the name of a file, an option or an identifier."""
TYPED = re.compile(r"(?<!\w)--[\w-]+|shegar-metrics[^—\n]*|\S+\.(?:csv|xlsx|json)|reports/\S*")
CODES = {
    "pos",
    "gospabliki",
    "year",
    "table",
    "csv",
    "json",
    "new",
    "old",
    "visits",
    "data",
    "reports",
}
NAMES = {"CSV", "Dask", "Excel", "JSON", "IANA"}


def commands(group: TyperGroup, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """List the words of every command and every group of commands."""
    yield words
    for name, each in group.commands.items():
        if isinstance(each, TyperGroup):
            yield from commands(each, (*words, name))
        else:
            yield (*words, name)


TOP = get_command(app)
assert isinstance(TOP, TyperGroup)
COMMANDS = list(commands(TOP))
WORDS = {word for words in COMMANDS for word in words}


def english(text: str) -> set[str]:
    """List the words of a text that are English, and neither typed nor a name."""
    return set(ENGLISH.findall(TYPED.sub(" ", text))) - CODES - NAMES - WORDS


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_help_is_in_russian_and_fits_the_console(
    tmp_path: Path, cli: Cli, words: tuple[str, ...]
) -> None:
    done = cli(*words, "--help", cwd=tmp_path)
    assert_plain(done, 0)
    assert done.stdout.startswith("Как вызвать: shegar-metrics")
    assert "Показать эту справку и выйти." in done.stdout
    assert english(done.stdout) == set()
    lines = [line for line in done.stdout.splitlines() if "  shegar-metrics" not in line]
    assert max(map(len, lines)) <= 80


WRONG = {
    "--bad": "Параметра --bad нет.",
    "--versio": "Параметра --versio нет. Похоже на: --version.",
    "--debug": "Команда не названа. Есть: report,",
    "nonsense": "Команды «nonsense» нет. Есть: report,",
    "отчёт": "Команды «отчёт» нет. Есть: report,",
    "reprot": "Команды «reprot» нет. Похоже на: report.",
    "sources renam a b": "Команды «renam» нет. Похоже на: rename.",
    "report --bad": "Параметра --bad нет.",
    "report --forse": "Параметра --forse нет. Похоже на: --force.",
    "report -x": "Параметра -x нет.",
    "report --out": "--out ПАПКА: нужно значение.",
    "report --force=1": "--force: значения не нужно.",
    "verify --data": "--data ПАПКА: нужно значение.",
    "diff": "Не указано: ПРЕЖНИЙ. Год или папка прежнего отчёта.",
    "diff 2022": "Не указано: НОВЫЙ. Год или папка нового отчёта.",
    "diff 2022 2023 2024": "Лишнее в команде: 2024.",
    "check данные": "Лишнее в команде: данные.",
    "indicators": "Не указано: ГОД. Отчётный год.",
    "indicators 2022 --format xml": "--format ВИД: «xml» — такого нет, есть: table, csv, json.",
    "form": "Не указано: ФОРМА.",
    "form pos": "Не указано: --year ГОД. Отчётный год.",
    "form pos --year 20x": "--year ГОД: «20x» — не год, нужны четыре цифры: 2023.",
    "form --year 2023": "Не указано: ФОРМА.",
    "new": "Не указано: ПАПКА. Новая папка с данными.",
    "new там": "--name: не указано.",
    "import --as metrika": "ФАЙЛ: этот параметр — для одного файла или нескольких: назовите их.",
    "import a.csv --undo": "ФАЙЛ: с --undo файлы не указывают.",
    "import a.csv --year два": "--year ГОД: «два» — не год, нужны четыре цифры: 2023.",
    "import a.csv --as-of 32.01.2024": "--as-of ДАТА: «32.01.2024» — не дата, пишите так: 31.",
    "import a.csv --as-of вчера": "--as-of ДАТА: «вчера» — не дата, пишите так: 31.12.2023.",
    "import a.csv --as-of 01.01.2999": "--as-of ДАТА: 01.01.2999 — этот день ещё не настал.",
    "sources rename a": "Не указано: НОВЫЙ. Новый код",
    "sources remove a --to b --with-rows": "--to: одно из двух: --to или --with-rows.",
}


@pytest.mark.parametrize("typed", WRONG)
def test_a_command_typed_wrongly_is_told_in_russian(tmp_path: Path, cli: Cli, typed: str) -> None:
    done = cli(*typed.split(), cwd=tmp_path)
    assert_plain(done, 2)
    assert not done.stdout
    first, usage, hint = done.stderr.splitlines()
    assert first.startswith(WRONG[typed])
    assert usage.startswith("Как вызвать: shegar-metrics")
    assert re.fullmatch(r"Справка: shegar-metrics( \w+)* --help", hint)
    named = {"nonsense", "reprot", "renam", "xml", "bad"}
    assert english(done.stderr) - named == set()


@pytest.mark.parametrize("words", [(), ("sources",)])
def test_without_a_command_there_is_the_help(
    tmp_path: Path, cli: Cli, words: tuple[str, ...]
) -> None:
    done = cli(*words, cwd=tmp_path)
    assert_plain(done, 2)
    assert done.stderr.startswith("Как вызвать: shegar-metrics ")
    assert "\nКоманды:\n" in done.stderr


@pytest.mark.parametrize("encoding", ["cp1251", "cp866"])
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("check",), ("check", "--bad"), ("import",), ("report", "--import")],
    ids=" ".join,
)
def test_old_consoles_read_russian_without_question_marks(
    data: Path, encoding: str, arguments: tuple[str, ...]
) -> None:
    (data / "inbox").mkdir()
    (data / "inbox" / "письмо.txt").write_text("Уважаемые коллеги", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "shegar_metrics", *arguments],
        cwd=data.parent,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    waiting = arguments[-1] in ("import", "--import")
    assert done.returncode == (2 if "--bad" in arguments else int(waiting))
    told = (done.stdout + done.stderr).decode(encoding)
    assert re.search("Как вызвать|Данные верны|письмо.txt . не загружен", told)
    assert "?" not in told


def test_words_stay_whole_in_a_table_of_80_signs() -> None:
    sheet = Sheet()
    for _ in range(6):
        sheet.add_column("Почему")
    sheet.add_row("Постановления администрации", "123 864", "150 000", "+26 136", "+21,1 %", "")
    sheet.fit(80)
    widths = [column.width or 0 for column in sheet.columns]
    assert widths[0] >= len("Постановления")
    assert sum(widths) + 3 * len(widths) + 1 <= 80


def test_only_the_longest_word_breaks_where_none_can_stay_whole() -> None:
    sheet = Sheet()
    sheet.add_column("Код")
    sheet.add_column("Адрес")
    sheet.add_row("access-log", "x" * 200)
    sheet.fit(40)
    assert [column.width for column in sheet.columns] == [10, 23]


NAMED = {
    "site": ("Официальный сайт", "www.example.ru"),
    "vk": ("ВКонтакте", None),
    "vk_duma": ("ВКонтакте: Дума", None),
    "ok": ("«Одноклассники»", None),
}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("vk", "vk"),
        ("VK", "vk"),
        ("ВКонтакте", "vk"),  # the whole of one name goes before a part of another
        ("вконтакте дума", "vk_duma"),
        ("Дума", "vk_duma"),
        ("одноклассники", "ok"),
        ("официальный сайт", "site"),
        ("www.example.ru", "site"),
    ],
)
def test_a_name_stands_for_its_code(asked: str, code: str) -> None:
    assert code_of(asked, NAMED, "Страница") == code


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Дум", "«Дум» — такого нет. Есть: site (Официальный сайт), vk (ВКонтакте)"),
        ("", "такого нет"),
        ("—", "такого нет"),
    ],
)
def test_what_no_name_is_stands_for_nothing(asked: str, told: str) -> None:
    with pytest.raises(ParameterRefusal) as refused:
        code_of(asked, NAMED, "Страница")
    assert told in str(refused.value)


def test_what_two_names_fit_is_refused() -> None:
    names = {"a": ["Страница Думы"], "b": ["Страница района"]}
    with pytest.raises(ParameterRefusal, match=r"это может быть a \(.+\); b \(.+\)\. Укажите код"):
        code_of("страница", names, "Страница")


def test_a_choice_is_made_in_russian(data: Path) -> None:
    dataset = load(data)
    assert Choice.parse("старое:посещения") == Choice(Side.OLD, "visits")
    told = Choice.parse("Новое:публикации:новости:официальный сайт", dataset)
    assert told == Choice(Side.NEW, "publications", ("news", "site"))
    with pytest.raises(ParameterRefusal, match="«погода» — такого нет"):
        Choice.parse("старое:погода")


def test_a_form_is_asked_for_by_name_and_says_how_it_comes_back(data: Path, cli: Cli) -> None:
    done = cli("form", "ПОС", "--year", "2023", cwd=data.parent)
    assert_plain(done, 0)
    assert done.stdout == "pos-2023.xlsx\n"
    assert done.stderr == (
        "Заполните жёлтые ячейки в «pos-2023.xlsx» и загрузите: "
        "shegar-metrics import pos-2023.xlsx\n"
    )
    assert load_workbook(data.parent / "pos-2023.xlsx").sheetnames == ["Данные", "Пояснения"]


def test_an_import_tells_what_it_does_and_which_report_is_next(data: Path, cli: Cli) -> None:
    add_2023(data)
    (data.parent / "2024 год.csv").write_text(months_csv(year=2024), encoding="utf-8")
    tried = cli("import", "2024 год.csv", "--dry-run", cwd=data.parent)
    assert tried.stderr.endswith("Теперь: та же команда без --dry-run запишет это.\n")
    done = cli("import", "2024 год.csv", "--data", "data", cwd=data.parent)
    assert_plain(done, 0)
    told = done.stderr.splitlines()
    assert "Чтение: 2024 год.csv" in told
    assert told[-1] == "Теперь: shegar-metrics report 2024"
    assert "Чтение" not in done.stdout


def test_after_a_part_of_a_year_no_report_is_next(data: Path, cli: Cli) -> None:
    rows = months_csv(year=2024).splitlines(keepends=True)
    text = "".join(row for row in rows if "Итого" not in row and "2024-12" not in row)
    (data.parent / "a.csv").write_text(text, encoding="utf-8")
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 0)
    assert done.stderr.splitlines()[-2:] == [
        "За 2024 год есть не все дни: «Посещения официального сайта».",
        "Теперь: shegar-metrics check — что есть и чего не хватает",
    ]


def test_check_names_the_report_that_is_to_be_made(data: Path, cli: Cli) -> None:
    elsewhere = data.rename(data.parent / "мои данные")
    done = cli("check", "--data", elsewhere.name, cwd=data.parent)
    assert_plain(done, 0)
    assert done.stderr == 'Теперь: shegar-metrics report 2022 --data "мои данные"\n'


def test_a_new_package_is_checked_next(tmp_path: Path, cli: Cli) -> None:
    names = ["--name", "Заречный район", "--council", "Дума", "--seat", "с. Заречное"]
    done = cli("new", "data", *names, "--zone", "Asia/Omsk", cwd=tmp_path)
    assert_plain(done, 0)
    assert done.stderr == "Теперь: shegar-metrics check — что заполнить\n"
    checked = cli("check", cwd=tmp_path)
    assert checked.stderr.startswith("Теперь: shegar-metrics import --list")


@pytest.mark.slow
@pytest.mark.parametrize("found", [True, False])
def test_a_report_is_opened_only_if_asked_for(
    made: object, edition: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, found: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: bool(opened.append(url)) or found)
    folder = edition.parents[1]
    done = cli("report", "2022", cwd=folder)
    page = Path("reports", "2022", "annual_report.html")
    assert not opened
    assert done.stderr.endswith(f"Откройте отчёт в браузере: {page}\n")
    done = cli("report", "2022", "--open", cwd=folder)
    assert_plain(done, 0)
    assert opened == [(edition / "annual_report.html").as_uri()]
    assert ("Браузера здесь не нашлось" in done.stderr) is not found


def test_jupyterlab_has_its_menus_in_russian() -> None:
    from jupyterlab_server.translation_utils import get_language_packs

    packs, _ = get_language_packs("ru_RU")
    assert "ru_RU" in packs
