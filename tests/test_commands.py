"""Commands that sentences tell of run as they are printed, wherever the data are."""

from __future__ import annotations

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest
import typer

from shegar_metrics import commands
from shegar_metrics.cli.app import app
from shegar_metrics.commands import COMMANDS, naming, quoted, typed
from shegar_metrics.importing.leaving import Cell

from .conftest import Cli, assert_plain

ELSEWHERE = Path("мои данные")


def test_the_examples_hold() -> None:
    assert doctest.testmod(commands, extraglobs={"Path": Path}) == (0, 1)


def test_every_command_of_one_data_folder_is_known() -> None:
    found = set()
    group = typer.main.get_command(app)
    for name, command in vars(group)["commands"].items():
        inner = vars(command).get("commands", {"": command})
        for of_group, each in inner.items():
            if any("--data" in parameter.opts for parameter in each.params):
                found.add(f"{name} {of_group}".strip())
    assert found - {"export"} == set(COMMANDS)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Загрузите выгрузки (shegar-metrics import) или", "(shegar-metrics import +) или"),
        ("форму: shegar-metrics form pos --year ГОД, и", "form pos --year ГОД +, и"),
        ("заново: shegar-metrics report 2022.", "shegar-metrics report 2022 +."),
        ("команду: shegar-metrics import ФАЙЛ, где ФАЙЛ — книга", "import ФАЙЛ +, где ФАЙЛ — "),
        ("sources: shegar-metrics sources rename a-1 НОВЫЙ.", "sources rename a-1 НОВЫЙ +."),
        ("покажет shegar-metrics check; шаблоны", "shegar-metrics check +; шаблоны"),
        ("Его делает shegar-metrics batch: назовите", "shegar-metrics batch: назовите"),
        (
            "Теперь: shegar-metrics check --data другие",
            "Теперь: shegar-metrics check --data другие",
        ),
    ],
)
def test_the_data_folder_is_named_where_a_command_names_none(sentence: str, named: str) -> None:
    assert named.replace("+", '--data "мои данные"') in naming(ELSEWHERE, sentence)
    assert naming(commands.DATA, sentence) == sentence


@pytest.mark.skipif(os.name == "nt", reason="it is a shell of POSIX that reads it")
@pytest.mark.parametrize(
    "word", ["данные", "мои данные", "a$b", "it's", 'a"b', "a`b", "a\\b", "~x"]
)
def test_a_shell_reads_what_was_meant(word: str) -> None:
    assert shlex.split(typed("check", data=Path(word))) == [
        "shegar-metrics",
        "check",
        "--data",
        word,
    ]
    assert shlex.split(quoted(word)) == [word]


def test_a_path_is_never_an_option(data: Path, cli: Cli) -> None:
    form = cli("form", "pos", "--year", "2023", "--out=-f.csv", cwd=data.parent)
    assert_plain(form, 0)
    (suggested,) = re.findall(r"shegar-metrics (.*-f\.csv)", form.stderr)
    taken = cli(*shlex.split(suggested), "--dry-run", cwd=data.parent)
    assert "-f.csv: не вписано ни одного числа" in taken.stderr
    assert quoted(Path("-a b", "c")) == f'".{os.sep}-a b{os.sep}c"'


def test_a_refused_file_names_a_command_that_runs(data: Path, cli: Cli) -> None:
    elsewhere = data.rename(data.with_name("мои данные"))
    (data.parent / "отчёт.pdf").write_bytes(b"%PDF-1.7")
    done = cli("import", "отчёт.pdf", "--data", elsewhere.name, cwd=data.parent)
    assert_plain(done, 1)
    (suggested,) = re.findall(r'shegar-metrics (form year .*?"мои данные")', done.stderr)
    assert_plain(cli(*shlex.split(suggested.replace("ГОД", "2022")), cwd=data.parent), 0)
    waiting = elsewhere / "inbox" / "отчёт.pdf"
    waiting.parent.mkdir()
    (data.parent / "отчёт.pdf").rename(waiting)
    assert_plain(cli("import", "--data", elsewhere.name, cwd=data.parent), 1)
    (note,) = waiting.parent.glob("*.txt")
    assert f"shegar-metrics {suggested}" in note.read_text(encoding="utf-8-sig")


def test_a_command_in_a_notebook_stays_a_command() -> None:
    line = "Впишите в форму: shegar-metrics form year --year ГОД; или назовите --as-of"
    assert Cell().sentence(line) == line.replace("--as-of", "as_of")
    assert 'ГОД --data "мои данные";' in Cell(ELSEWHERE).sentence(line)


def test_what_is_refused_first_is_told_of_the_folder_too(data: Path, cli: Cli) -> None:
    (data / "datapackage.json").write_text("{}", encoding="utf-8")
    done = cli("check", "--data", str(data), cwd=data.parent)
    assert f"shegar-metrics schema --data {data}." in done.stderr
