"""The engine that runs cells in this process gives what a Jupyter kernel gives."""

from __future__ import annotations

import builtins
import signal
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from shegar_metrics.run.execution import execute
from shegar_metrics.run.failure import Failure
from shegar_metrics.run.kernel import running_kernel

PARAMETERS = 'year: int = 2022\ndata: str = "data"'

CELLS = {
    "value": "{'б': [1, 2.5]}",
    "nothing": "None",
    "semicolon": "1;",
    "several displays": (
        "from IPython.display import display, HTML\ndisplay(HTML('<b>1</b>'), 2)\n3"
    ),
    "printed in pieces": "print('раз', 'два')\nprint('три')",
    "printed between": "print(1)\nprint(2)\ndisplay(3)\nprint(4)\nprint(5)",
    "picture": (
        "import base64\nclass P:\n    def __repr__(self): return 'P'\n"
        "    def _repr_png_(self): return base64.b64decode('iVBORw0KGgo=')\nP()"
    ),
    "forms and what is said of them": (
        "class V:\n    def __repr__(self): return 'V'\n    def _repr_mimebundle_(self, **_):\n"
        "        return {'text/markdown': '**да**'}, {'text/markdown': {'n': 1}}\nV()"
    ),
    "error of ours": "from shegar_metrics.problems import DataRefusal as D\nraise D(['нет'])",
    "error": "{}['нет']",
    "syntax error": "1 +",
    "left by the cell above": "_",
    "parameters": "year, data",
    "empty": "",
    "await": "import asyncio\nawait asyncio.sleep(0)\n4",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1]})",
}


def write(folder: Path, *sources: str) -> Path:
    first = nbformat.v4.new_code_cell(
        PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}
    )
    cells = [
        first,
        nbformat.v4.new_markdown_cell("## Раздел", id="heading"),
        *(nbformat.v4.new_code_cell(text, id=f"c{n}") for n, text in enumerate(sources)),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, folder / "n.ipynb")
    return folder / "n.ipynb"


def come_of(notebook: Path, *, by_kernel: bool) -> NotebookNode:
    parameters = {"year": 2023, "data": "d"}
    try:
        if not by_kernel:
            return execute(notebook, parameters, None, 60)
        with running_kernel(notebook.parent) as kernel:
            return execute(notebook, parameters, kernel, 60)
    except Failure as failure:
        return failure.notebooks["n"]


@pytest.mark.slow
@pytest.mark.parametrize("name", CELLS)
def test_the_notebook_is_that_of_a_kernel(name: str, tmp_path: Path) -> None:
    notebook = write(tmp_path, "1", CELLS[name], "2")
    here, there = (come_of(notebook, by_kernel=by_kernel) for by_kernel in (False, True))
    for executed in (here, there):  # a traceback names the process in which it was
        for output in (o for cell in executed.cells for o in cell.get("outputs", ())):
            output.pop("traceback", None)
    assert nbformat.writes(here) == nbformat.writes(there)


def test_much_that_is_printed_takes_no_longer_by_the_piece(tmp_path: Path) -> None:
    """By 16 MB; copied anew with each piece it would be a terabyte, and longer than a cell may."""
    text = "for n in range(200_000):\n    print('слово ' * 7)"
    (printed,) = execute(write(tmp_path, text), {"year": 2023}, None, 60).cells[-1].outputs
    assert printed.text.count("\n") == 200_000


def test_what_one_notebook_defines_is_not_there_in_the_next(tmp_path: Path) -> None:
    execute(write(tmp_path, "mine = 1"), {"year": 2023}, None, 60)
    with pytest.raises(Failure, match=r"Раздел.*NameError"):
        execute(write(tmp_path, "mine"), {"year": 2023}, None, 60)


def test_the_process_is_left_as_it_was(tmp_path: Path) -> None:
    before = sys.modules["__main__"], sys.excepthook, sys.stdout
    execute(write(tmp_path, "1"), {"year": 2023}, None, 60)
    assert (sys.modules["__main__"], sys.excepthook, sys.stdout) == before


@pytest.mark.parametrize(
    "hanging",
    ["import time\ntime.sleep(60)", "while True:\n    try: 1\n    except Exception: pass"],
)
def test_a_hanging_cell_is_ended(hanging: str, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"Ячейка не ответила за отведённое время \(0.5 с\)"):
        execute(write(tmp_path, "1", hanging), {"year": 2023}, None, 0.5)


def test_a_hanging_cell_is_ended_where_there_is_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "setitimer", raising=False)
    with pytest.raises(Failure, match="Ячейка не ответила"):
        execute(write(tmp_path, "while True: pass"), {"year": 2023}, None, 0.5)


def test_what_is_built_in_here_hides_no_value_of_a_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtins, "_", "of a doctest", raising=False)
    executed = execute(write(tmp_path, "1", "_"), {"year": 2023}, None, 60)
    assert executed.cells[-1].outputs[0].data["text/plain"] == "1"
    assert vars(builtins)["_"] == "of a doctest"
