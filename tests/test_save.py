"""Results as files: the form by the suffix, several years at once, and never half a file."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Resource, Schema
from openpyxl import load_workbook

import shegar_metrics as sm
from shegar_metrics import durable
from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, compute
from shegar_metrics.indicators.records import KEY, table_schema
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.views.workbook import workbook

from . import packages
from .conftest import Cli, assert_plain
from .test_results import wrong


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Three years with months and changes."""
    folder = packages.rich(tmp_path_factory.mktemp("rich") / "data")
    return compute(load(folder), packages.YEARS)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_csv_is_valid_by_the_schema_beside_it(
    rich: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sm.save(rich, "all.csv") == [Path("all.csv"), Path("all.schema.json")]
    report = Resource("all.csv", schema=Schema.from_descriptor("all.schema.json")).validate()
    assert report.flatten(["rowNumber", "fieldName", "note"]) == []
    assert len(rows_of(tmp_path / "all.csv")) == len(rich.rows)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace(",41644,visits", ",много,visits"),
        lambda text: text.replace("2024-01-01,2024-12-31,value", "01.01.2024,2024-12-31,value"),
        lambda text: text.replace(",value,", ",growth,", 1),
        lambda text: text.replace(",visits,Посещения сайта,", ",,Посещения сайта,", 1),
        lambda text: text + text.splitlines(keepends=True)[1],
    ],
)
def test_what_the_schema_does_not_say_is_invalid(
    rich: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[str], str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = rich.csv()
    assert spoil(text) != text
    Path("all.csv").write_text(spoil(text), encoding="utf-8", newline="\n")
    schema = Schema.from_descriptor(table_schema())
    assert not Resource("all.csv", schema=schema).validate().valid


def test_every_column_has_a_russian_title_and_the_key_is_one(rich: Results) -> None:
    described = table_schema()["fields"]
    assert [field["name"] for field in described] == list(rich.records()[0])
    assert all(field["title"] and field["description"] for field in described)
    keys = [tuple(record[name] for name in KEY) for record in rich.records()]
    assert len(keys) == len(set(keys))


def test_json_is_what_its_schema_says(rich: Results, tmp_path: Path) -> None:
    (file,) = sm.save(rich, tmp_path / "all.JSON")
    records = json.loads(file.read_text(encoding="utf-8"))
    assert wrong(records) == []
    assert {record["start"][:4] for record in records} == {"2023", "2024", "2025"}


def test_the_workbook_is_saved_as_it_is(rich: Results, tmp_path: Path) -> None:
    (file,) = sm.save(rich, tmp_path / "показатели.xlsx")
    assert file.read_bytes() == workbook(rich)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("all.xls", ".xlsx, .csv или .json"),
        ("all", ".xlsx, .csv или .json"),
        ("нет такой/all.csv", "папки .* нет"),
    ],
)
def test_a_form_or_folder_that_is_not_there_is_refused(
    results: Results, tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(ParameterRefusal, match=said):
        sm.save(results, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["all.csv", "all.schema.json"])
def test_a_file_that_is_there_is_replaced_only_on_request(
    results: Results, tmp_path: Path, there: str
) -> None:
    (tmp_path / there).write_text("чужое", encoding="utf-8")
    with pytest.raises(ParameterRefusal, match=f"{there}: такой файл уже есть"):
        sm.save(results, tmp_path / "all.csv")
    assert [file.read_text("utf-8") for file in tmp_path.iterdir()] == ["чужое"]
    sm.save(results, tmp_path / "all.csv", overwrite=True)
    assert (tmp_path / "all.csv").read_text("utf-8") == results.csv()


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "all.json").write_text("прежнее", encoding="utf-8")

    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "_flush_file", fail)
    with pytest.raises(OSError, match="No space"):
        sm.save(results, tmp_path / "all.json", overwrite=True)
    assert [file.read_text("utf-8") for file in tmp_path.iterdir()] == ["прежнее"]


@pytest.mark.parametrize(
    ("options", "years"),
    [
        ([], {2022, 2023}),
        (["--years", "2022-2023"], {2022, 2023}),
        (["--years", "2023"], {2023}),
    ],
)
def test_the_command_writes_the_years_it_is_asked_for(
    two_years: Path, cli: Cli, options: list[str], years: set[int]
) -> None:
    folder = two_years.parent
    done = cli("export", *options, "all.xlsx", cwd=folder)
    assert_plain(done, 0)
    assert done.stdout == "all.xlsx\n"
    sheet = load_workbook(folder / "all.xlsx")["По годам"]
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} == years
    again = cli("export", *options, "all.xlsx", cwd=folder)
    assert_plain(again, 1)
    assert "такой файл уже есть" in again.stderr
    assert_plain(cli("export", *options, "--force", "all.xlsx", cwd=folder), 0)


def test_a_year_without_data_is_refused_and_nothing_written(two_years: Path, cli: Cli) -> None:
    done = cli("export", "--years", "2022-2024", "all.csv", cwd=two_years.parent)
    assert_plain(done, 1)
    assert "за 2024 год данных нет" in done.stderr
    assert not (two_years.parent / "all.csv").exists()
