"""Make an edition from its input alone: the bytes of a data package and a year in, files out.

Nothing else is read and nothing is published, so it can be done in any process on any machine.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, chdir, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbformat import NotebookNode

from ..dataset import load
from ..editions.recipe import NOTEBOOKS, makers, notebook_path
from ..editions.record import record_of
from ..indicators import compute, forget_others
from .execution import execute
from .failure import Failure, explain, write_failure
from .kernel import Kernel, running_kernel
from .writing import write_files


@dataclass(frozen=True, slots=True)
class Order:
    """All that an edition is made from, besides the code.

    Parameters
    ----------
    year
        The reporting year.
    data
        The name of the data folder.
    tables
        What is in the files of the data package, by name.
    published
        The files of published editions that it is made from, by path from the folder in which
        data and reports stand.
    """

    year: int
    data: str
    tables: Mapping[str, bytes]
    published: Mapping[str, bytes] = field(default_factory=dict)

    def lay_out(self, folder: Path) -> Path:
        """Write it all into an empty folder, as it stands at its owner; return the data folder."""
        tables = {f"{self.data}/{name}": content for name, content in self.tables.items()}
        files = {**self.published, **tables}
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return folder / self.data


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of an order.

    Parameters
    ----------
    files
        The documents and results of the edition; or the account of the failure.
    wrong
        Why the edition could not be made, in lines; empty if it was.
    record
        The digests of what it says.
    makers
        The code, versions and system that made it.
    """

    files: Mapping[str, bytes]
    wrong: tuple[str, ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    makers: Mapping[str, Any] = field(default_factory=dict)


_one_at_a_time = threading.Lock()


def make_here(order: Order) -> Delivery:
    """Make an edition, its cells run in this very process, which does nothing else meanwhile."""
    return _make(order, lambda _: nullcontext())


def make_by_kernel(order: Order) -> Delivery:
    """Make an edition, its cells run by a Jupyter kernel: in any process, and in any thread."""
    with _one_at_a_time:  # neither exporters nor fonts are for several threads
        return _make(order, running_kernel)


def _make(order: Order, start: Callable[[Path], AbstractContextManager[Kernel | None]]) -> Delivery:
    executed: dict[str, NotebookNode] = {}
    with TemporaryDirectory() as name:
        workplace, out = Path(name) / "in", Path(name) / "out"
        out.mkdir()
        try:
            data = order.lay_out(workplace)
            results = compute(load(data), order.year)
            with start(workplace) as kernel, _standing_in(workplace, kernel):
                for notebook in NOTEBOOKS:
                    executed[notebook] = _execute(notebook, order, kernel, first=not executed)
            write_files(executed, results, out)
        except Exception as error:
            failure = explain(error, out)
            failure.notebooks = executed | failure.notebooks
            return account_of(failure, order.year)
        record = record_of(results, executed.values())
        return Delivery(contents(out), record=record, makers=makers())


@contextmanager
def _standing_in(folder: Path, kernel: Kernel | None) -> Iterator[None]:
    """Have the notebooks run in a folder; a kernel stands in it already."""
    with nullcontext() if kernel else chdir(folder):
        yield


def _execute(notebook: str, order: Order, kernel: Kernel | None, *, first: bool) -> NotebookNode:
    if not first:  # what one notebook has left behind is not for the next
        forget_others() if kernel is None else kernel.renew()
    parameters = {"year": order.year, "data": order.data}
    return execute(notebook_path(notebook), parameters, kernel)


def account_of(failure: Failure, year: int) -> Delivery:
    """Write the account of a failure."""
    with TemporaryDirectory() as name:
        write_failure(failure, year, Path(name))
        return Delivery(contents(Path(name)), wrong=failure.lines)


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files under a folder, by path."""
    files = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}
