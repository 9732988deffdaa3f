"""The rows of results as data: by the schema that is shipped beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Aspect, Results, compute
from shegar_metrics.indicators import results as module
from shegar_metrics.problems import ParameterRefusal

from . import packages

SCHEMA = json.loads(Path(module.__file__).with_suffix(".schema.json").read_text(encoding="utf-8"))
Record = dict[str, Any]


def wrong(records: object) -> list[str]:
    """List what is wrong with records by the schema, with its place."""
    checker = jsonschema.FormatChecker(["date"])
    validator = jsonschema.Draft202012Validator(SCHEMA, format_checker=checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(records)]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """The year of the rich package of which every column is filled."""
    folder = packages.beside_others(tmp_path_factory.mktemp("rich") / "data")
    return compute(load(folder), packages.LAST)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_records_of_2022_are_valid(results: Results) -> None:
    records = results.records()
    assert wrong(records) == []
    assert wrong(json.loads(json.dumps(records))) == []


def test_the_records_of_a_year_by_month_with_changes_are_valid(rich: Results) -> None:
    records = rich.records()
    assert wrong(records) == []
    ids = [record["id"] for record in records]
    assert len(ids) == len(set(ids))
    assert {f"visits@{packages.LAST}-03", "visits:change"} <= set(ids)
    assert {record["aspect"] for record in records} == set(Aspect)


def test_every_column_is_in_the_schema_and_described_there(results: Results) -> None:
    told = SCHEMA["items"]
    assert list(told["properties"]) == told["required"] == list(results.records()[0])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: {**record, "value": None},  # and no reason why
        lambda record: {**record, "reason": "сведений нет"},  # beside a value
        lambda record: {**record, "value": "37743"},
        lambda record: {**record, "start": "01.01.2022"},
        lambda record: {**record, "aspect": "growth"},
        lambda record: {**record, "more": 1},
        lambda record: {name: cell for name, cell in record.items() if name != "sources"},
    ],
)
def test_what_is_no_record_is_refused(
    results: Results, spoil: Callable[[Mapping[str, Any]], Record]
) -> None:
    first = results.records()[0]
    assert wrong([first]) == []
    assert wrong([spoil(first)])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("visit", "Показателя «visit» нет. Похожие: visits, visits_per_day"),
        ("visitts", "Похожие: visits"),
        ("platform_share", "Есть: platform_share[vk], platform_share[ok]"),
        ("platform_share[vkk]", "Есть: platform_share[vk], platform_share[ok]"),
        ("posts", "За 2022 год у него нет ни одного члена"),
        ("???", "Все имена: list(results)"),
        (5, "Показателя 5 нет"),
        (["visits"], "Показателя ['visits'] нет"),
    ],
)
def test_an_unknown_name_is_refused_and_is_a_key_error(
    results: Results, name: Any, said: str
) -> None:
    for look in (results.__getitem__, results.change, results.months):
        with pytest.raises(KeyError) as refusal:
            look(name)
        assert isinstance(refusal.value, ParameterRefusal)
        assert said in str(refusal.value)
    assert name not in results
    assert results.get(name) is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"by": "week"}, "Параметр by: «week», а нужно одно из: year, month"),
        ({"by": 5}, "Параметр by: 5,"),
        ({"by": ""}, "Параметр by: «»,"),
        ({"aspect": "changes"}, "Параметр aspect: «changes», а нужно одно из: value, change,"),
    ],
)
def test_a_frame_of_what_there_is_not_is_refused(
    results: Results, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(ParameterRefusal) as refusal:
        results.frame(**asked)
    assert said in str(refusal.value)


def test_a_change_has_one_digit_and_a_difference_those_of_its_indicator(rich: Results) -> None:
    for aspect, digits in (("change", 1), ("difference", 0), ("value", 0)):
        frame = rich.frame(aspect=aspect).query("indicator == 'visits'")
        assert set(frame["digits"]) == {digits}
        assert set(frame["aspect"]) == {aspect}


def test_the_records_are_of_every_year_and_two_percentages_differ_by_points(
    tmp_path: Path,
) -> None:
    every = compute(load(packages.rich(tmp_path / "data")), packages.YEARS)
    records = every.records()
    assert {record["start"][:4] for record in records} == set(map(str, packages.YEARS))
    assert wrong(records) == []
    units = {
        record["aspect"]: record["unit"]
        for record in records
        if record["id"].startswith("platform_share[vk]")
    }
    assert units == {"value": "%", "change": "points", "difference": "points"}
