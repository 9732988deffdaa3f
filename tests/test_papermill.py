"""Papermill as it is used: each way to give it parameters, notebooks and folders."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill
import pytest

pytestmark = pytest.mark.slow

VISITS = {2022: "37.743", 2023: "75.486"}


@pytest.fixture
def notebook(two_years: Path, repository: Path) -> Path:
    """A notebook beside data of two years; by itself it is of the first."""
    path = two_years.parent / "decision.ipynb"
    path.write_bytes((repository / "notebooks" / path.name).read_bytes())
    return path


def run(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", *arguments]
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done


def year_of(notebook: str) -> int:
    """Return whose visits an executed notebook gives, beside those of the year before."""
    cells = nbformat.reads(notebook, as_version=4).cells
    shown = "".join(
        json.dumps(output, ensure_ascii=False) for c in cells for output in c.get("outputs", [])
    )
    return max(year for year, visits in VISITS.items() if re.search(visits, shown))


@pytest.mark.parametrize("name", ["annual_report", "decision", "explore", "work"])
def test_the_help_shows_types_and_what_the_parameters_mean(repository: Path, name: str) -> None:
    path = repository / "notebooks" / f"{name}.ipynb"
    told = run("--help-notebook", str(path), cwd=repository).stdout.decode()
    assert re.search(r"^ +year: int \(default 2022\) +Отчётный год$", told, re.MULTILINE)
    assert re.search(r'^ +data: str \(default "data"\) +Папка с данными', told, re.MULTILINE)


GIVEN = {
    "-p": ("-p", "year", "2023"),
    "-r": ("-r", "year", "2023"),
    "-y": ("-y", "year: 2023"),
    "-f": ("-f", "parameters.yaml"),
}


@pytest.mark.parametrize("arguments", GIVEN.values(), ids=GIVEN.keys())
def test_a_parameter_is_given_in_any_way(notebook: Path, arguments: tuple[str, ...]) -> None:
    (notebook.parent / "parameters.yaml").write_text("year: 2023\n", encoding="utf-8")
    (notebook.parent / "elsewhere").mkdir()
    run("decision.ipynb", "elsewhere/out.ipynb", *arguments, cwd=notebook.parent)
    assert year_of((notebook.parent / "elsewhere/out.ipynb").read_text("utf-8")) == 2023


def test_a_notebook_comes_by_stdin_and_goes_to_stdout(notebook: Path) -> None:
    done = run("-p", "year", "2023", cwd=notebook.parent, stdin=notebook.read_bytes())
    assert year_of(done.stdout.decode("utf-8")) == 2023


def test_another_working_folder_is_where_the_data_are_looked_for(
    notebook: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = tmp_path_factory.mktemp("away")
    out = away / "out.ipynb"
    run(str(notebook), str(out), "--cwd", str(notebook.parent), "-p", "year", "2023", cwd=away)
    assert year_of(out.read_text("utf-8")) == 2023


@pytest.mark.parametrize("parameters", [{"year": 2023}, {"year": "2023"}, {}])
def test_the_interface_of_python_runs_it(notebook: Path, parameters: Mapping[str, object]) -> None:
    out = notebook.with_name("out.ipynb")
    papermill.execute_notebook(
        *(str(notebook), str(out)),
        parameters=dict(parameters),
        cwd=str(notebook.parent),
        progress_bar=False,
    )
    assert year_of(out.read_text("utf-8")) == (2023 if parameters else 2022)
