"""An empty package for any municipality: its names proposed, its tables valid, its gaps told."""

from __future__ import annotations

import dataclasses
import doctest
import errno
import os
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from shegar_metrics.cli.app import app
from shegar_metrics.dataset import load
from shegar_metrics.dataset.filling import still_to_fill
from shegar_metrics.importing import names
from shegar_metrics.importing.creating import Names, create_package
from shegar_metrics.problems import DataRefusal, ParameterRefusal, RunFailure

from .conftest import Cli, assert_plain

ASKED = ("--council", "Совет депутатов", "--seat", "с. Заречное", "--zone", "Asia/Omsk")


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Заречный район", "Заречного района"),
        ("Каргасокский район", "Каргасокского района"),
        ("Верхний район", "Верхнего района"),
        ("Горный муниципальный округ", "Горного муниципального округа"),
        ("Спас-Деменский район", "Спас-Деменского района"),
        ("Луговое сельское поселение", "Лугового сельского поселения"),
        ("город Лесной", "города Лесного"),
        ("Городская дума", "Городской думы"),
        ("Собрание народных депутатов", "Собрания народных депутатов"),
        ("Совет", "Совета"),
        ("Дума района", "Думы района"),
        ("Муниципальный Совет", "Муниципального Совета"),
        ("Кормиловский район Омской области", "Кормиловского района Омской области"),
    ],
)
def test_genitives_are_proposed_by_the_ends_of_words(name: str, of: str) -> None:
    assert names.genitive(name) == of


def test_a_council_of_adjectives_alone_has_a_verb_too() -> None:
    assert names.verb_of("Представительный") == names.verb_of("Совет")


def test_the_examples_of_names_hold() -> None:
    found = doctest.testmod(names)
    assert (found.failed, found.attempted >= 3) == (0, True)


def made(folder: Path, *options: str) -> str:
    result = CliRunner().invoke(app, ["new", str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_an_empty_package_is_valid_and_says_what_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "places" / "zarechny"
    made(folder, "--name", "Заречный муниципальный округ", *ASKED)
    dataset = load(folder)
    assert dataset.years == []
    row = dataset.reference.municipality(date(1999, 1, 1))
    assert row["administration_instrumental"] == ("администрацией Заречного муниципального округа")
    assert row["council_genitive"] == "Совета депутатов Заречного муниципального округа"
    assert row["kind_genitive"] == "округа"
    assert str(dataset.reference.zone) == "Asia/Omsk"
    empty = still_to_fill(dataset)
    assert any(sentence.startswith("visits.csv: нет ни одной строки") for sentence in empty)
    assert any("Код ОКТМО" in sentence for sentence in empty)
    told = CliRunner().invoke(app, ["check", "--data", str(folder)]).output
    assert "Ещё не заполнено:" in told


def test_what_is_said_stands_over_what_is_proposed(tmp_path: Path) -> None:
    made(tmp_path / "a", "--name", "Заречье", "--name-genitive", "Заречья", *ASKED,
         "--kind-genitive", "города")  # fmt: skip
    row = load(tmp_path / "a").reference.latest
    assert (row["name_genitive"], row["kind_genitive"]) == ("Заречья", "города")


@pytest.mark.parametrize("missing", ["--name", "--council", "--seat", "--zone"])
def test_what_cannot_be_proposed_is_asked_for(tmp_path: Path, missing: str) -> None:
    options = dict(zip(("--name", *ASKED[::2]), ("Заречный район", *ASKED[1::2]), strict=True))
    del options[missing]
    words = [word for option in options.items() for word in option]
    result = CliRunner().invoke(app, ["new", str(tmp_path / "a"), *words])
    assert result.exit_code == 2
    assert missing in result.output
    assert not (tmp_path / "a").exists()


@pytest.fixture
def zarechny() -> Names:
    return Names(
        name="Заречный район",
        name_genitive="Заречного района",
        kind_genitive="района",
        council="Дума",
        council_genitive="Думы",
        council_verb="ПОСТАНОВИЛА",
        seat="с. Заречное",
        zone="Asia/Omsk",
    )


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, zarechny: Names) -> None:
    (tmp_path / "notes.txt").write_text("мои записи", encoding="utf-8")
    with pytest.raises(ParameterRefusal, match="здесь уже что-то есть"):
        create_package(tmp_path, zarechny, date(2026, 1, 1))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("folder", "told", "code"),
    [
        ("full", "здесь уже что-то есть", 1),
        ("beside", "Рядом с", 1),
        ("file/data", "папку не создать", 3),
        ("closed/data", "папку не создать", 3),
    ],
)
def test_a_folder_is_refused_before_anything_is_asked(
    tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, folder: str, told: str, code: int
) -> None:
    (tmp_path / "full" / "data").mkdir(parents=True)
    (tmp_path / "full" / "data" / "datapackage.json").touch()
    (tmp_path / "beside").mkdir()
    (tmp_path / "data").mkdir()
    if folder == "beside":
        (tmp_path / "data" / "datapackage.json").touch()
    (tmp_path / "file").touch()
    (tmp_path / "closed").mkdir()
    made = tempfile.mkdtemp

    def mkdtemp(*args: Any, **names: Any) -> str:
        if names.get("dir", args[2] if len(args) > 2 else None) == tmp_path / "closed":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return made(*args, **names)

    monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)
    done = cli("new", folder, cwd=tmp_path)  # nobody could answer, and nothing is said by options
    assert_plain(done, code)
    assert told in done.stderr


def test_two_packages_do_not_share_a_folder_of_reports(tmp_path: Path, zarechny: Names) -> None:
    create_package(tmp_path / "data", zarechny, date(2026, 1, 1))
    told = re.escape(f"Назовите так: {tmp_path / 'zarechny' / 'data'}.")
    with pytest.raises(ParameterRefusal, match=told):
        create_package(tmp_path / "zarechny", zarechny, date(2026, 1, 1))
    assert create_package(tmp_path / "zarechny" / "data", zarechny, date(2026, 1, 1)).is_dir()


def test_an_empty_folder_may_be_the_one_we_stand_in(
    tmp_path: Path, zarechny: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create_package(Path(), zarechny, date(2026, 1, 1))
    assert load(tmp_path).years == []


def test_a_name_that_no_folder_can_have_is_refused(tmp_path: Path, zarechny: Names) -> None:
    with pytest.raises(RunFailure, match="папку не создать"):
        create_package(tmp_path / ("x" * 300), zarechny, date(2026, 1, 1))


def test_a_package_that_would_be_wrong_is_not_made(tmp_path: Path, zarechny: Names) -> None:
    wrong = dataclasses.replace(zarechny, zone="Asia/Atlantis")
    with pytest.raises(DataRefusal, match="нет такого часового пояса"):
        create_package(tmp_path / "a", wrong, date(2026, 1, 1))
    assert list(tmp_path.iterdir()) == []


def test_the_copy_of_the_schema_is_renewed_by_a_command(data: Path) -> None:
    copy = data / "datapackage.json"
    whole = copy.read_bytes()
    copy.write_text("{}", encoding="utf-8")
    assert CliRunner().invoke(app, ["schema", "--data", str(data)]).exit_code == 0
    assert copy.read_bytes() == whole
