"""The exporters as Jupyter calls them: its server, nbconvert's command, and Python."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat import NotebookNode
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)
from traitlets.config import Config

from shegar_metrics.documents.html import with_whole_numbers
from shegar_metrics.problems import Refusal

from .lab import Lab
from .test_notebooks import papermill, run_all

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

KINDS = {
    "shegar_html": ("text/html", b"<!doctype html>"),
    "shegar_pdf": ("application/pdf", b"%PDF-"),
    "shegar_official_docx": (DOCX, b"PK"),
    "shegar_official_pdf": ("application/pdf", b"%PDF-"),
}
NOTEBOOKS = ("annual_report", "decision", "explore")

NEVER_RUN = "Документ не сделан: ячейка «year: int = 2022  # Отчётный год» не выполнена."

each_exporter = pytest.mark.parametrize("name", KINDS)


def nbconvert(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jupyter", "nbconvert", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_jupyter_has_an_address_for_each_name() -> None:
    """The server knows an exporter by letters, digits and underscores; in a URL, by ASCII."""
    ours = [it.name for it in entry_points(group="nbconvert.exporters") if "shegar" in it.value]
    assert sorted(ours) == sorted(KINDS)
    assert [name for name in ours if not re.fullmatch(r"\w+", name, re.ASCII)] == []


@pytest.fixture(scope="module")
def executed(lab: Lab, shipped_project: Path) -> None:
    """Put each notebook into the folder of the server, as "Run All Cells" leaves it."""
    for name in NOTEBOOKS:
        nbformat.write(
            run_all(shipped_project / "notebooks" / f"{name}.ipynb"),
            lab.folder / f"run_{name}.ipynb",
        )


@pytest.mark.slow
@pytest.mark.usefixtures("executed")
@pytest.mark.parametrize("notebook", NOTEBOOKS)
@each_exporter
def test_the_server_gives_each_document_of_each_notebook(
    lab: Lab, notebook: str, name: str
) -> None:
    status, kind, document = lab.get(f"/nbconvert/{name}/run_{notebook}.ipynb?download=true")
    assert (status, kind) == (200, KINDS[name][0])
    assert document.startswith(KINDS[name][1])
    if name == "shegar_html":
        page = document.decode("utf-8")
        assert ('<div class="head">' in page) == (notebook == "decision")
        assert notebook == "explore" or "&lt;" not in page


@pytest.mark.slow
@each_exporter
def test_the_server_tells_why_there_is_no_document(lab: Lab, name: str) -> None:
    status, kind, page = lab.get(f"/nbconvert/{name}/never_run.ipynb?download=true")
    assert (status, kind) == (500, "text/html")
    assert NEVER_RUN in page.decode("utf-8")
    assert "Traceback" not in page.decode("utf-8")


@pytest.mark.slow
@each_exporter
def test_the_command_tells_why_there_is_no_document(
    repository: Path, tmp_path: Path, name: str
) -> None:
    notebook = shutil.copy(repository / "notebooks" / "decision.ipynb", tmp_path)
    done = nbconvert("--to", name, notebook)
    assert done.returncode == 1
    assert NEVER_RUN in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["decision.ipynb"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "file"), [("shegar_html", "annual_report.html"), ("shegar_pdf", "annual_report.pdf")]
)
def test_the_command_executes_and_exports_at_once(
    shipped_project: Path, tmp_path: Path, edition: Path, name: str, file: str
) -> None:
    """To the byte the same as published: also its title and its date."""
    notebook = shipped_project / "notebooks" / "annual_report.ipynb"
    done = nbconvert("--execute", "--to", name, notebook, "--output-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / file).read_bytes() == (edition / file).read_bytes()


@pytest.mark.slow
def test_no_document_of_a_run_of_papermill_that_failed(
    shipped_project: Path, tmp_path: Path
) -> None:
    failed, given = tmp_path / "out.ipynb", ("-p", "year", "1999")
    papermill("notebooks/annual_report.ipynb", str(failed), *given, cwd=shipped_project)
    told = "Документ не сделан: ошибка в ячейке [3] тетради.\nParameterRefusal: Параметр year: "
    for name in KINDS:
        with pytest.raises(Refusal, match=re.escape(told)):
            get_exporter(name)().from_filename(str(failed))


def report() -> NotebookNode:
    """A notebook that was executed."""
    shown = new_output("display_data", {"text/plain": "Всё хорошо."})
    return new_notebook(
        cells=[
            new_markdown_cell("# Отчёт о проверке"),
            new_code_cell("show()", execution_count=1, outputs=[shown]),
        ]
    )


def with_error(notebook: NotebookNode) -> None:
    error = new_output("error", ename="KeyError", evalue="'visits'", traceback=["KeyError"])
    notebook.cells[1].outputs.append(error)


def with_mark_of_papermill(notebook: NotebookNode) -> None:
    notebook.metadata["papermill"] = {"exception": True}


def with_mark_of_papermill_on_a_cell(notebook: NotebookNode) -> None:
    notebook.cells[1].metadata["papermill"] = {"exception": True, "status": "failed"}


def with_a_cell_not_run(notebook: NotebookNode) -> None:
    notebook.cells.append(new_code_cell("\nforgotten()\n"))


SPOILED = {
    with_error: "ошибка в ячейке [1] тетради.\nKeyError: 'visits'\n",
    with_mark_of_papermill: "Papermill отметил, что выполнение этой тетради прервалось.",
    with_mark_of_papermill_on_a_cell: "Papermill отметил, что",
    with_a_cell_not_run: "ячейка «forgotten()» не выполнена.",
}


@each_exporter
@pytest.mark.parametrize(("spoil", "told"), SPOILED.items(), ids=[it.__name__ for it in SPOILED])
def test_no_document_of_a_notebook_that_was_not_executed(
    name: str, spoil: Callable[[NotebookNode], None], told: str
) -> None:
    notebook = report()
    spoil(notebook)
    with pytest.raises(Refusal, match=re.escape(f"Документ не сделан: {told}")):
        get_exporter(name)().from_notebook_node(notebook)


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<td>закон № 8-ФЗ</td>", '<td><span>закон <span class="whole">№ 8-ФЗ</span></span></td>'),
        ("<p>акт №\u00a02523-р.</p>", '<span class="whole">№\u00a02523-р</span>'),
        ("<title>№ 8-ФЗ</title>", "<title>№ 8-ФЗ</title>"),
        ('<svg aria-label="8-ФЗ"><text>8-ФЗ</text></svg>', "<text>8-ФЗ</text></svg>"),
        ("<p>1-я редакция, 2021-2025</p>", "<p>1-я редакция, 2021-2025</p>"),
        ("<p>с 2022-01-01 по 2022-12-31</p>", "<p>с 2022-01-01 по 2022-12-31</p>"),
        ("<p>8 (000) 000-00-00, отдел</p>", '<span class="whole">8 (000) 000-00-00</span>, отдел'),
        ("<p>+7 382 472-12-34.</p>", '<span class="whole">+7 382 472-12-34</span>.'),
        (
            "<p>тел. 2-12-34, 2-13-14</p>",
            '<span class="whole">2-12-34</span>, <span class="whole">',
        ),
        ("<p>№ 0365300047822000001</p>", "<p>№ 0365300047822000001</p>"),
        ("<p>(a-b@mail.example)</p>", '(<span class="whole">a-b@mail.example</span>)'),
        (f"<p>{'a-' * 20}b@mail.example</p>", f"<p>{'a-' * 20}b@mail.example</p>"),
    ],
)
def test_what_is_read_whole_is_not_torn_apart(page: str, kept: str) -> None:
    assert kept in with_whole_numbers(page)


def test_cells_without_code_need_not_be_executed() -> None:
    notebook = report()
    notebook.cells += [new_code_cell(" \n"), new_raw_cell("как есть"), new_markdown_cell("")]
    page, _ = get_exporter("shegar_html")().from_notebook_node(notebook)
    assert "Всё хорошо." in page


def test_the_notebook_is_judged_as_preprocessors_leave_it() -> None:
    """A cell that is removed needs no run, and outputs that are cleared make no document."""
    notebook = report()
    draft = new_code_cell("# Черновик", metadata={"tags": ["draft"]})
    error = new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    draft.outputs.append(error)
    notebook.cells.insert(0, new_markdown_cell("# Черновик", metadata={"tags": ["draft"]}))
    notebook.cells.append(draft)

    config = Config(TagRemovePreprocessor={"enabled": True, "remove_cell_tags": ["draft"]})
    page, _ = get_exporter("shegar_html")(config=config).from_notebook_node(notebook)
    assert "<title>Отчёт о проверке</title>" in page

    config = Config(ClearOutputPreprocessor={"enabled": True})
    with pytest.raises(Refusal, match=re.escape("ячейка «show()» не выполнена")):
        get_exporter("shegar_html")(config=config).from_notebook_node(report())
