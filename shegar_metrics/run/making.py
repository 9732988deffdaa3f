"""Make an edition from its input alone: the bytes of a data package and a year in, files out.

Nothing else is read and nothing is published, so it can be done in any process on any machine.
The notebooks are run in this very process, in processes of their own, or by a kernel of Jupyter.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import chdir
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from ..dataset import load
from ..editions.recipe import NOTEBOOKS, makers, notebook_path
from ..editions.record import record_of
from ..indicators import compute, forget_others
from ..stopping import temporary_files_in, temporary_folder
from .alone import execute_alone
from .failure import MEMORY, Failure, explain
from .forking import Calls
from .log import note, timed
from .orders import Delivery, Order, account_of, contents

if TYPE_CHECKING:
    from nbformat import NotebookNode

CELL_TIMEOUT_SECONDS = 600
KILLED = "Процесс, который делал отчёт, оборвался."

Step = Callable[[str, float], None]
"""Called with what is being done, in Russian, and the share of the work done, 0 to 1."""

Executed = Iterator[tuple[str, "NotebookNode"]]
"""Notebooks by name, each as soon as it has been executed."""


_one_at_a_time = threading.Lock()


def make_here(order: Order) -> Delivery:
    """Make an edition, its cells run in this very process, which does nothing else meanwhile."""
    return _made_or_accounted_for(order, _executed_here)


def make_by_kernel(order: Order) -> Delivery:
    """Make an edition, its cells run by a Jupyter kernel: in any process, and in any thread."""
    with _one_at_a_time:  # neither exporters nor fonts are for several threads
        return _made_or_accounted_for(order, _executed_by_kernel)


def make_apart(order: Order, calls: Calls, step: Step = lambda *_: None) -> Delivery:
    """Make an edition, each notebook in a process of its own, the documents in this one.

    Raises
    ------
    Failure
        If it cannot be made; it holds the notebooks as far as they came.
    """
    return _made(order, partial(_executed_apart, calls=calls, step=step), step)


def _made_or_accounted_for(order: Order, execute: Callable[[Order, Path], Executed]) -> Delivery:
    try:
        return _made(order, execute)
    except Failure as failure:
        return account_of(failure, order.year)


def _made(
    order: Order, execute: Callable[[Order, Path], Executed], step: Step = lambda *_: None
) -> Delivery:
    executed: dict[str, NotebookNode] = {}
    with temporary_folder() as folder, temporary_files_in(folder):
        workplace, out = folder / "in", folder / "out"
        out.mkdir()
        try:
            order.know()
            data = order.lay_out(workplace)
            notebooks = execute(order, workplace)
            results = compute(load(data), order.year)
            # Imported while the notebooks are executed, and by no other thread than this.
            from .writing import Writing

            with Writing(results, out) as writing:
                for notebook, content in notebooks:
                    executed[notebook] = content
                    writing.write(notebook, content)
                step("запись документов", 0.85)
                with timed(order.year, "запись документов"):
                    writing.finish()
            record = record_of(results, [executed[name] for name in NOTEBOOKS])
            return Delivery(contents(out), record=record, makers=makers())
        except Exception as error:
            failure = explain(error, out)
            failure.notebooks = executed | failure.notebooks
            raise failure from error


def _executed_here(order: Order, folder: Path) -> Executed:
    from .execution import execute

    executed = {}
    with chdir(folder):
        for name in NOTEBOOKS:
            path = notebook_path(name)
            executed[name] = execute(path, order.parameters, None, CELL_TIMEOUT_SECONDS)
            forget_others()  # what one notebook has declared is not for the next
    yield from executed.items()


def _executed_by_kernel(order: Order, folder: Path) -> Executed:
    from .execution import execute
    from .kernel import running_kernel

    with running_kernel(folder) as kernel:
        for name in NOTEBOOKS:
            path = notebook_path(name)
            yield name, execute(path, order.parameters, kernel, CELL_TIMEOUT_SECONDS)
            kernel.renew()


def _executed_apart(order: Order, folder: Path, calls: Calls, step: Step) -> Executed:
    heard: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    for name in NOTEBOOKS:
        call = (execute_alone, order, notebook_path(name), folder, CELL_TIMEOUT_SECONDS)
        future = calls.call(*call, hear=partial(_put, heard, name))
        future.add_done_callback(partial(_put, heard, name))
    return _as_they_end(order.year, heard, step)


def _put(queue: SimpleQueue[tuple[str, Any]], name: str, what: Any) -> None:
    queue.put((name, what))


def _as_they_end(year: int, heard: SimpleQueue[tuple[str, Any]], step: Step) -> Executed:
    begun = dict.fromkeys(NOTEBOOKS, (0, 1))
    step("запуск тетради", 0.1)
    for _ in NOTEBOOKS:
        while True:
            name, what = heard.get()
            if isinstance(what, Future):
                break
            begun[name] = what
            share = sum(cell / cells for cell, cells in begun.values()) / len(begun)
            step(NOTEBOOKS[name], 0.2 + 0.6 * share)
        yield name, _outcome(year, name, what, begun[name][0])


def _outcome(year: int, name: str, future: Future[bytes], begun: int) -> NotebookNode:
    """Return a notebook that was executed, and log how long it took.

    Raises
    ------
    Failure
        If it was not executed to its end.
    """
    try:
        outcome, seconds = pickle.loads(future.result())
    except BrokenExecutor as error:
        section = _section(name, begun)
        raise Failure(KILLED, advice=MEMORY, details=repr(error), section=section) from error
    failed = isinstance(outcome, Failure)
    note(year, NOTEBOOKS[name], seconds, f"ошибка: {outcome.lines[0]}" if failed else "готово")
    if failed:
        raise outcome
    return outcome


def _section(name: str, begun: int) -> str | None:
    import nbformat

    from .failure import section_of

    # Papermill adds the cell of parameters after the first.
    return section_of(nbformat.read(notebook_path(name), as_version=4), begun - 2)
