"""Execute a notebook with Papermill, in one kernel and with no file written on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from .. import problems
from .failure import DEVELOPER, MEMORY, MEND, RETRY, Failure, section_of
from .kernel import KERNEL, Kernel

ENGINE = "shegar"
"""By this name Papermill knows `engine`, which runs the cells in this very process."""
START_TIMEOUT_SECONDS = 120

INJECTED = "injected-parameters"
"""The tag of the cell that Papermill adds; ours to use as its id, which is random."""
CLOCK = ("start_time", "end_time", "duration")

Progress = Callable[[int, int], None]


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    kernel: Kernel | None,
    seconds: float,
    progress: Progress = lambda *_: None,
) -> NotebookNode:
    """Execute a notebook with parameters.

    Parameters
    ----------
    notebook
        The notebook, without outputs.
    parameters
        What replaces the values of its cell of parameters.
    kernel
        A kernel that is running; without one the cells are run in this very process.
    seconds
        How long a cell may take.
    progress
        Called before each cell with its number and that of all cells.

    Returns
    -------
    NotebookNode
        The notebook with its outputs; it tells neither when nor on what machine it was run.

    Raises
    ------
    Failure
        If a cell fails, or the kernel dies, does not start or does not answer in time. It
        holds the notebook as far as it came.
    """
    logging.getLogger("papermill").setLevel(logging.ERROR)
    source = nbformat.read(notebook, as_version=4)
    cells = len(source.cells) + 1  # Papermill adds one with the parameters
    begun: list[NotebookNode] = []

    def on_cell(cell: NotebookNode, cell_index: int) -> None:
        begun.append(cell)
        progress(cell_index + 1, cells)

    def failure(*told: str, advice: str, details: str) -> Failure:
        partial = _partial(source, begun)
        section = section_of(partial, len(begun) - 1)
        return Failure(
            *told,
            advice=advice,
            details=details,
            section=section,
            notebooks={notebook.stem: partial},
        )

    try:
        executed = papermill.execute_notebook(
            source,
            None,
            dict(parameters),
            **_where(kernel),
            progress_bar=False,
            start_timeout=START_TIMEOUT_SECONDS,
            execution_timeout=seconds,
            record_timing=False,
            # Nothing is saved before the end.
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            on_cell_start=on_cell,
        )
    except PapermillExecutionError as error:
        from nbconvert.filters.ansi import strip_ansi  # which takes a while

        details = strip_ansi("\n".join(error.traceback))
        if _is_refusal(error.ename):
            lines = error.evalue.split("\n")
            raise failure(*lines, advice=MEND, details=details) from error
        told = (
            f"Непредвиденная ошибка программы ({error.ename}: {problems.one_line(error.evalue)})."
        )
        raise failure(told, advice=DEVELOPER, details=details) from error
    except CellTimeoutError as error:
        told = f"Ячейка не ответила за отведённое время ({seconds} с)."
        raise failure(told, advice=RETRY, details=str(error)) from error
    except (DeadKernelError, RuntimeError) as error:
        told = f"Ядро Jupyter остановилось ({problems.one_line(error)})."
        raise failure(told, advice=MEMORY, details=str(error)) from error
    # Papermill was given the notebook itself, and would have a copy of it in the metadata.
    executed.metadata.papermill.input_path = notebook.name
    return _without_clock(executed)


def _where(kernel: Kernel | None) -> dict[str, Any]:
    """Return what tells Papermill where to run the cells."""
    if kernel is None:
        from papermill.engines import papermill_engines

        from .engine import InProcessEngine

        papermill_engines.register(ENGINE, InProcessEngine)
        return {"kernel_name": KERNEL, "engine_name": ENGINE}
    return {"kernel_name": kernel.kernel_name, "km": kernel}


def _is_refusal(name: str) -> bool:
    """Return whether an error in the kernel was a refusal of ours, by the name of its class."""
    kind = getattr(problems, name, None)
    return isinstance(kind, type) and issubclass(kind, problems.Refusal)


def _partial(source: NotebookNode, begun: Sequence[NotebookNode]) -> NotebookNode:
    """Put a notebook together from the cells that were begun, the last of which failed.

    Papermill keeps the notebook it executes to itself, and where the kernel has died it has
    marked every cell as completed.
    """
    injected = sum(INJECTED in cell.metadata.get("tags", ()) for cell in begun)
    rest = [deepcopy(cell) for cell in source.cells[len(begun) - injected :]]
    notebook = nbformat.v4.new_notebook(
        cells=[*begun, *rest], metadata={**source.metadata, "papermill": {"exception": True}}
    )
    for cell in notebook.cells:
        cell.metadata.papermill = {"exception": False, "status": "completed"}
    for cell in rest:
        cell.metadata.papermill = {"exception": None, "status": "pending"}
    for cell in begun[-1:]:
        cell.metadata.papermill = {"exception": True, "status": "failed"}
    return _without_clock(notebook)


def _without_clock(notebook: NotebookNode) -> NotebookNode:
    """Remove what Papermill writes anew each time: times, and the id of its own cell."""
    for part in (notebook, *notebook.cells):
        for key in CLOCK:
            part.metadata.papermill.pop(key, None)
    for cell in notebook.cells:
        if INJECTED in cell.metadata.get("tags", ()):
            cell.id = INJECTED
    return notebook
