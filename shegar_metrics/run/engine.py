"""A Papermill engine that runs the cells in this very process: no kernel, no sockets.

What comes out is what a Jupyter kernel gives, byte for byte. It is for a process of one edition
alone, which has imported everything before: a cell that ends the process ends the edition with it.
It is registered where it is used: by an entry point every start of Papermill would import it.
"""

from __future__ import annotations

import builtins
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase
from types import FrameType
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.session import json_packer, json_unpacker
from nbclient.exceptions import CellTimeoutError
from nbformat import from_dict
from papermill.engines import Engine
from traitlets import Type
from traitlets.config import Config

Show = Callable[..., None]
"""Called with the type of a message of Jupyter and what is in it."""


class _Overdue(BaseException):
    """A cell has taken too long; it is no error that a cell may handle."""


class _Hook(DisplayHook):
    """Shows the value of the last line of a cell."""

    def write_output_prompt(self) -> None:
        """Write none."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Show the value in its forms."""
        count = self.prompt_count
        _shown(self.shell)(
            "execute_result", data=format_dict, metadata=md_dict, execution_count=count
        )

    def finish_displayhook(self) -> None:
        """Write no empty line."""


class _Publisher(DisplayPublisher):
    """Shows what a cell displays before its end."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        """Show data in their forms."""
        _shown(self.shell)("display_data", data=data, metadata=metadata or {})


class _Stream(TextIOBase):
    """Shows what a cell prints."""

    def __init__(self, show: Show, name: str) -> None:
        self._show, self._name = show, name

    def write(self, text: str) -> int:
        """Show text."""
        if text:
            self._show("stream", name=self._name, text=text)
        return len(text)


class _Shell(InteractiveShell):
    """The shell of IPython, which shows everything to the cell that is being run."""

    compiler_class = Type(XCachingCompiler)
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    outputs: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._printed: tuple[Any, list[str]] = {}, []
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def show(self, kind: str, **content: Any) -> None:
        """Add an output to the cell; what is printed in pieces is one."""
        last = self.outputs[-1] if self.outputs else {}
        if kind == "stream" and last.get("name") == content["name"]:
            self._printed[1].append(content["text"])
            return
        self.join()
        # As it is after the way over a socket: pictures as text, tuples as lists.
        sent = json_unpacker(json_packer(content))
        self.outputs.append(from_dict({"output_type": kind, **sent}))
        self._printed = self.outputs[-1], []

    def join(self) -> None:
        """Put together what was printed last: with each piece all of it would be copied anew."""
        output, pieces = self._printed
        if pieces:
            output["text"] += "".join(pieces)
            pieces.clear()

    def _showtraceback(self, etype: type, evalue: Any, stb: list[str]) -> None:
        self.show("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


def _shown(shell: Any) -> Show:
    """Return how a shell shows an output: to IPython it might be any shell, or none."""
    return shell.show  # type: ignore[no-any-return]


class InProcessEngine(Engine):  # type: ignore[misc] # Papermill has no types
    """Runs a notebook in the process that asks for it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        execution_timeout: float = 0,
        on_cell_start: Callable[..., Any] = lambda **_: None,
        **_: Any,
    ) -> None:
        """Run the cells one after another, up to the first that fails.

        Raises
        ------
        CellTimeoutError
            If a cell takes longer than ``execution_timeout`` seconds, where the system can tell.
        """
        notebook = nb_man.nb
        with shell() as running:
            for index, cell in enumerate(notebook.cells):
                on_cell_start(cell=cell, cell_index=index)
                # Not `cell_start` and `cell_complete`: when it began and ended, nobody asks.
                cell.metadata.papermill.exception = False
                if cell.cell_type == "code" and not _run(running, cell, execution_timeout):
                    nb_man.cell_exception(cell, cell_index=index)
                    break
        notebook.metadata["language_info"] = IPythonKernel.language_info


@contextmanager
def shell() -> Iterator[_Shell]:
    """Have a shell, which is the one of the process meanwhile."""
    main, hook = sys.modules["__main__"], sys.excepthook
    # Where somebody has such a name for all, IPython leaves «_» alone, and a kernel knows of none.
    underscore = vars(builtins).pop("_", None)
    running = _Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    try:
        yield running
    finally:
        _Shell.clear_instance()
        sys.modules["__main__"], sys.excepthook = main, hook
        if underscore is not None:
            vars(builtins)["_"] = underscore


def _run(shell: _Shell, cell: Any, seconds: float) -> bool:
    """Run a cell, and return whether it came to its end."""
    if not cell.source.strip():
        return True
    shell.outputs = cell.outputs = []
    try:
        with (
            redirect_stdout(_Stream(shell.show, "stdout")),
            redirect_stderr(_Stream(shell.show, "stderr")),
            _deadline(seconds),
        ):
            result = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
            if isinstance(result.error_in_exec, _Overdue):
                raise result.error_in_exec
    except _Overdue:  # in the cell, or in what IPython does before and after it
        told = "A cell timed out"
        raise CellTimeoutError.error_from_timeout_and_cell(told, seconds, cell) from None
    finally:
        shell.join()
    cell.execution_count = result.execution_count
    return bool(result.success)


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Interrupt what takes too long; where there is no alarm, at its next line of Python."""
    signum = getattr(signal, "SIGALRM", signal.SIGTERM)
    before = signal.signal(signum, _raise)
    alarm = threading.Timer(seconds, signal.raise_signal, [signum])
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    else:
        alarm.daemon = True
        alarm.start()
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        alarm.cancel()
        signal.signal(signum, before)


def _raise(*_: int | FrameType | None) -> None:
    raise _Overdue
