"""What may not change unseen: every result of 2022, and every sentence of three editions."""

from __future__ import annotations

import csv
import difflib
import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest

from shegar_metrics.indicators import Results

from . import packages
from .conftest import Made
from .editions import text_of, text_of_executed, text_of_notebook

GOLDEN = Path(__file__).parent / "golden"
VALUES = GOLDEN / "2022_values.csv"
WRITTEN_ONCE = "fedaf3b5f51bd7386d70973eff0576d5615b36065c2a7b286f559b81ddc44329"
"""SHA-256 of the values of 2022. They are no golden text: nothing makes them anew."""


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


RENAMED = {row["old"]: row["new"] for row in rows_of(GOLDEN / "renamed.csv")}


@pytest.mark.parametrize("row", rows_of(VALUES), ids=lambda row: row["id"])
def test_every_result_of_2022_is_what_it_was(row: dict[str, str], results: Results) -> None:
    measured = results[RENAMED.get(row["id"], row["id"])]
    assert measured.value == Fraction(row["value"])
    assert " ".join(measured.sources) == row["sources"]


def test_the_values_of_2022_are_those_written_once() -> None:
    assert hashlib.sha256(VALUES.read_bytes()).hexdigest() == WRITTEN_ONCE


def test_only_what_there_was_is_renamed() -> None:
    assert set(RENAMED) <= {row["id"] for row in rows_of(VALUES)}


@pytest.mark.parametrize("name", ["2022", "poor", "rich"])
def test_the_text_is_the_golden_one(
    name: str,
    repository: Path,
    shipped_project: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    match name:
        case "2022":
            year, data = 2022, shipped_project / "data"
        case "poor":
            year, data = 2023, packages.poor(tmp_path / "data")
        case "rich":
            year, data = packages.LAST, packages.rich(tmp_path / "data")
    compare(name, text_of(repository / "notebooks", year, data), request.config)


def compare(name: str, text: str, config: pytest.Config) -> None:
    """Compare a text to the golden one; with ``--renew-golden`` make that anew."""
    golden = GOLDEN / f"{name}.md"
    if config.getoption("renew_golden"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    lines = difflib.unified_diff(
        golden.read_text(encoding="utf-8").splitlines(),
        text.splitlines(),
        f"tests/golden/{name}.md",
        "as it is now",
        n=0,
        lineterm="",
    )
    changed = "\n".join(lines)
    if changed:
        pytest.fail(
            f"{changed}\n\nIf each of these lines is meant: "
            "uv run pytest tests/test_golden.py --renew-golden",
            pytrace=False,
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "year"), [("2022", 2022), ("poor", 2023), ("rich", packages.LAST)]
)
def test_the_edition_shows_the_golden_text(
    name: str, year: int, repository: Path, made: Callable[[str], Made]
) -> None:
    """The golden texts are made without a kernel: what a kernel shows is the same."""
    run = made(name)
    executed = nbformat.read(run.edition(year) / "annual_report.ipynb", as_version=4)
    notebook = repository / "notebooks" / "annual_report.ipynb"
    assert text_of_executed(executed) == text_of_notebook(notebook, year, run.data)
