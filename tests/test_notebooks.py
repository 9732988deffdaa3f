"""The notebooks, run for real: bare Papermill, Jupyter's "Run all", and the command alike."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from papermill import inspect_notebook

from shegar_metrics.problems import RunFailure
from shegar_metrics.run.execution import execute
from shegar_metrics.run.kernel import Kernel, running_kernel

pytestmark = pytest.mark.slow

KERNEL_ARGUMENTS = ["--IPKernelApp.log_level=ERROR"]


def shown(notebook: NotebookNode) -> list[object]:
    """What a reader sees of a notebook: its headings and the outputs of its cells."""
    seen: list[object] = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type in {"execute_result", "display_data", "stream"}, output
            seen.append(output.get("data") or output.text)
    return seen


def papermill(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


def run_all(notebook: Path) -> NotebookNode:
    """Run as JupyterLab does: in the folder of the notebook, with no parameters."""
    source = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        source,
        kernel_name="python3",
        resources={"metadata": {"path": str(notebook.parent)}},
        extra_arguments=KERNEL_ARGUMENTS,
    )
    return client.execute()


@pytest.fixture(scope="module")
def of_command(edition: Path) -> list[object]:
    return shown(nbformat.read(edition / "annual_report.ipynb", as_version=4))


def test_bare_papermill_shows_what_the_command_shows(
    shipped_project: Path, tmp_path: Path, of_command: list[object]
) -> None:
    out = tmp_path / "out.ipynb"
    done = papermill(
        "notebooks/annual_report.ipynb", str(out), "-p", "year", "2022", cwd=shipped_project
    )
    assert done.returncode == 0, done.stderr
    assert shown(nbformat.read(out, as_version=4)) == of_command


def test_run_all_shows_what_the_command_shows(
    shipped_project: Path, of_command: list[object]
) -> None:
    assert shown(run_all(shipped_project / "notebooks" / "annual_report.ipynb")) == of_command


def test_a_wrong_parameter_is_refused_before_anything_is_computed(
    shipped_project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.ipynb"
    done = papermill(
        "notebooks/annual_report.ipynb", str(out), "-p", "yaer", "2022", cwd=shipped_project
    )
    assert done.returncode != 0
    told = "Неизвестный параметр: yaer. Параметры этой тетради: data, year."
    assert told in done.stderr
    executed = nbformat.read(out, as_version=4)
    errors = [o for c in executed.cells for o in c.get("outputs", []) if o.output_type == "error"]
    assert len(errors) == 1
    assert errors[0].traceback == [errors[0].evalue] == [told]
    assert not any(
        output.output_type == "execute_result"
        for cell in executed.cells
        for output in cell.get("outputs", [])
    )


def test_the_explorer_runs(shipped_project: Path) -> None:
    seen = json.dumps(shown(run_all(shipped_project / "notebooks" / "explore.ipynb")))
    assert "37743" in seen


DECLARING = """\
import shegar_metrics as sm

left_behind = 1

@sm.Indicator(
    title="Посещения ещё раз",
    unit=sm.Unit("times", "раз", "раза", "раз"),
    formula="Как есть",
    inputs=("visits.visits",),
)
def of_the_first(facts):
    return facts.site_flows(("visits",))[0]
"""
LOOKING = """\
import shegar_metrics as sm
from shegar_metrics.indicators import declared

names = {indicator.id for indicator in declared()}
"left_behind" in globals(), "of_the_first" in names, "visits" in names
"""


def written(path: Path, source: str) -> Path:
    """Write a notebook with a cell of parameters, and one more."""
    parameters = new_code_cell("year = 2022", metadata={"tags": ["parameters"]})
    kernel = {"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    nbformat.write(new_notebook(cells=[parameters, new_code_cell(source)], metadata=kernel), path)
    return path


def seen_by(kernel: Kernel, notebook: Path) -> tuple[object, int]:
    """Run a notebook, and return what its last cell shows, and as which it was run."""
    cell = execute(notebook, {"year": 2022}, kernel, 60).cells[-1]
    return ast.literal_eval(cell.outputs[0].data["text/plain"]), cell.execution_count


def test_each_notebook_runs_in_a_fresh_namespace(tmp_path: Path) -> None:
    first = written(tmp_path / "first.ipynb", DECLARING)
    second = written(tmp_path / "second.ipynb", LOOKING)
    with running_kernel(tmp_path) as kernel:
        execute(first, {"year": 2022}, kernel, 60)
        seen, _ = seen_by(kernel, second)
        assert seen == (True, True, True)  # the same kernel it is
        kernel.renew()
        alone, count = seen_by(kernel, second)
        assert alone == (False, False, True)
        assert count == 3  # as in a kernel of its own


def test_a_kernel_that_does_not_answer_fails_the_run_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shegar_metrics.run.kernel.ANSWER_TIMEOUT_SECONDS", 1)
    with running_kernel(tmp_path) as kernel:
        os.kill(kernel.provisioner.pid, signal.SIGKILL)
        with pytest.raises(RunFailure, match="Ядро Jupyter не отвечает"):
            kernel.renew()


def notebooks(repository: Path) -> Iterator[NotebookNode]:
    for path in sorted((repository / "notebooks").glob("*.ipynb")):
        yield nbformat.read(path, as_version=4)


def test_notebooks_are_stored_thin_and_without_outputs(repository: Path) -> None:
    for notebook in notebooks(repository):
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                assert cell.outputs == []
                assert cell.execution_count is None
                assert len(cell.source.splitlines()) <= 5


def test_parameters_come_first_typed_and_explained(repository: Path) -> None:
    """As ``papermill --help-notebook`` shows them."""
    for notebook in notebooks(repository):
        assert notebook.cells[0].metadata.tags == ["parameters"]
    for path in (repository / "notebooks").glob("*.ipynb"):
        told = inspect_notebook(str(path))
        assert [(p["name"], p["inferred_type_name"], p["default"]) for p in told.values()] == [
            ("year", "int", "2022"),
            ("data", "str", '"data"'),
        ]
        assert all(parameter["help"] for parameter in told.values())


def test_the_report_has_two_figures_and_eight_tables(edition: Path) -> None:
    executed = nbformat.read(edition / "annual_report.ipynb", as_version=4)
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    figures = [output for output in outputs if "image/svg+xml" in output.data]
    assert len(figures) == 2  # there is no year to compare with
    for figure in figures:
        about = figure.metadata["image/svg+xml"]
        assert about["caption"]
        assert about["alt"]
    tables = [output for output in outputs if "<table" in output.data.get("text/html", "")]
    assert len(tables) == 8


def test_the_published_notebook_tells_nothing_of_the_machine(
    edition: Path, repository: Path
) -> None:
    text = (edition / "annual_report.ipynb").read_text(encoding="utf-8")
    assert str(repository) not in text
    assert str(Path.home()) not in text
