"""Execute a notebook with Papermill, in one kernel and with no file written on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from ..problems import RunFailure
from .kernel import Kernel

START_TIMEOUT_SECONDS = 120
CELL_TIMEOUT_SECONDS = 600

Progress = Callable[[int, int], None]


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    kernel: Kernel,
    progress: Progress,
) -> NotebookNode:
    """Execute a notebook with parameters.

    Parameters
    ----------
    notebook
        The notebook, without outputs.
    parameters
        What replaces the values of its cell of parameters.
    kernel
        A kernel that is running.
    progress
        Called after each cell with the number of cells done and of all cells.

    Returns
    -------
    NotebookNode
        The notebook with its outputs.

    Raises
    ------
    RunFailure
        If a cell fails, or the kernel dies, does not start or does not answer in time.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    source = nbformat.read(notebook, as_version=4)
    cells = len(source.cells) + 1  # Papermill adds one with the parameters

    def on_cell(cell_index: int, **_: Any) -> None:
        progress(cell_index + 1, cells)

    try:
        executed = papermill.execute_notebook(
            source,
            None,
            dict(parameters),
            kernel_name=kernel.kernel_name,
            km=kernel,
            progress_bar=False,
            start_timeout=START_TIMEOUT_SECONDS,
            execution_timeout=CELL_TIMEOUT_SECONDS,
            # Nothing is saved before the end.
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            on_cell_execute=on_cell,
        )
    except PapermillExecutionError as error:
        section = section_of(source, error.cell_index - 1)
        where = f": ошибка в разделе «{section}»" if section else ""
        raise RunFailure(f"Отчёт не сделан{where}. {error.evalue}") from error
    except CellTimeoutError as error:
        minutes = CELL_TIMEOUT_SECONDS // 60
        raise RunFailure(f"Отчёт не сделан: ячейка не ответила за {minutes} минут.") from error
    except (DeadKernelError, RuntimeError) as error:
        raise RunFailure(f"Отчёт не сделан: ядро Jupyter остановилось. {error}") from error
    # Papermill was given the notebook itself, and would have a copy of it in the metadata.
    executed.metadata.papermill.input_path = notebook.name
    return executed


def section_of(notebook: NotebookNode, cell_index: int) -> str | None:
    """Return the heading under which a cell stands, if there is one."""
    headings = [
        (place, cell.source.lstrip("# "))
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown" and cell.source.startswith("#")
    ]
    above = [title for place, title in headings if place <= cell_index]
    return above[-1] if above else None
