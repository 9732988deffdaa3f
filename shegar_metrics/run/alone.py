"""A notebook in a process of its own; whoever asks for it needs nothing of Jupyter."""

from __future__ import annotations

import pickle
import time
from contextlib import AbstractContextManager, chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .forking import Calls, processes, tell

if TYPE_CHECKING:
    from .orders import Order

WARM = ("shegar_metrics.run.warm",)
"""What such a process is forked with."""
AT_A_TIME = 2


def notebook_processes() -> AbstractContextManager[Calls]:
    """Begin processes for the notebooks of an edition, which import while its data are checked."""
    return processes(AT_A_TIME, WARM)


def execute_alone(order: Order, notebook: Path, folder: Path, seconds: float) -> bytes:
    """Execute a notebook in this process, which does nothing else; tell of each cell begun.

    Parameters
    ----------
    order
        What the edition is made from.
    notebook
        The notebook, without outputs.
    folder
        Where the order is laid out.
    seconds
        How long a cell may take.

    Returns
    -------
    bytes
        A pickle, to be read where its types are known: the executed notebook or the `Failure`, and
        how many seconds it took.
    """
    from .execution import execute
    from .failure import Failure

    started = time.perf_counter()
    outcome: Any
    try:
        order.know()
        with chdir(folder):
            outcome = execute(notebook, order.parameters, None, seconds, lambda *n: tell(n))
    except Failure as failure:
        outcome = failure
    return pickle.dumps((outcome, time.perf_counter() - started))
