"""Calls in processes of their own, each forked from one that has imported all they need.

A fork takes milliseconds where the imports take a second, and what a call leaves behind ends with
its process. Windows cannot fork: there each call starts a Python of its own.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import count
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, cast

from ..stopping import in_one_piece, on_stop, temporary_folder

Hear = Callable[[Any], object]

FORKS = hasattr(os, "fork")
ENDED = "the process of a call has ended"
# What Python is told of warnings, by whoever looks for them: in a cell one would be part of the
# notebook, or end it. And what tells a drawing that JupyterLab shows it.
NOT_FOR_CELLS = {"PYTHONWARNINGS", "PYTHONDEVMODE", "JPY_SESSION_NAME"}


class Calls(Executor):
    """Runs functions that other processes can import, each call in a process of its own."""

    def call(self, function: Callable[..., Any], *args: Any, hear: Hear = id) -> Future[Any]:
        """Run a function with arguments; what it tells meanwhile goes to *hear*, in a thread."""
        raise NotImplementedError

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Run a function with arguments."""
        return self.call(fn, *args)

    def begin(self) -> None:
        """Start what is needed before the first call."""

    def kill(self) -> None:
        """End every process at once, and do not wait until they are gone."""
        raise NotImplementedError

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End every process."""
        self.kill()


def tell(what: Any) -> None:
    """Tell whoever waits for this call; outside of a call nobody does."""
    for each in _listening:
        each.send_bytes(pickle.dumps(("told", what)))


_listening: list[Connection] = []


@contextmanager
def processes(number: int, modules: Sequence[str]) -> Iterator[Calls]:
    """Give processes for so many calls at a time; they end with whoever asked for them.

    Parameters
    ----------
    number
        How many calls are at work at a time; others wait.
    modules
        What the calls need, imported from now on, while there is something else to do.
    """
    with temporary_folder() as folder:
        calls = (_Forks if FORKS else _Starts)(number, modules, _environment(folder))
        with on_stop(calls.kill):
            try:
                with in_one_piece():
                    calls.begin()
                yield calls
            finally:
                calls.shutdown()


def _environment(temporary: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in os.environ if name not in NOT_FOR_CELLS}
    return kept | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), os.path.abspath(temporary))  # noqa: PTH100


class _Forks(Calls):
    """Asks one process, which has imported everything, to fork another for each call."""

    def __init__(self, number: int, modules: Sequence[str], environment: dict[str, str]) -> None:
        self._arguments, self._environment = [str(number), *modules], environment
        self._made: dict[int, tuple[Future[Any], Hear]] = {}
        self._numbers = count()
        self._broken = threading.Event()
        self._server: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the process that is forked; it leads a group of its own."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = _python(
                *("serve", str(theirs.fileno()), *self._arguments),
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env=self._environment,
            )
        self._connection = Connection(ours.detach())
        threading.Thread(target=self._hear, daemon=True).start()

    def call(self, function: Callable[..., Any], *args: Any, hear: Hear = id) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        number = next(self._numbers)
        self._made[number] = future, hear
        with suppress(OSError):
            self._connection.send((number, pickle.dumps((function, args))))
        if self._broken.is_set():
            self._break(number)
        return future

    def kill(self) -> None:
        # Its number is nobody else's until it has been waited for, though it may be dead before
        # those that were forked from it.
        if self._server is not None and self._server.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._server.pid, signal.SIGKILL)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        super().shutdown()
        if self._server is not None:
            self._server.wait()

    def _hear(self) -> None:
        """Take what the calls tell and return."""
        with self._connection, suppress(EOFError, OSError):
            while True:
                number, message = self._connection.recv()
                if not message:
                    self._break(number)
                    continue
                kind, value = pickle.loads(message)
                if kind == "told":
                    self._made[number][1](value)
                else:
                    _settle(self._made.pop(number)[0], kind, value)
        self._broken.set()
        for number in list(self._made):
            self._break(number)

    def _break(self, number: int) -> None:
        future, _ = self._made.pop(number, (None, None))
        if future is not None:  # else it has ended after it had answered
            _settle(future, "failed", BrokenExecutor(ENDED))


class _Starts(Calls):
    """Starts a Python for each call; it tells nothing before its end."""

    def __init__(self, number: int, modules: Sequence[str], environment: dict[str, str]) -> None:
        self._threads, self._environment = ThreadPoolExecutor(number), environment
        self._running: set[subprocess.Popen[bytes]] = set()
        self._starting, self._ended = threading.Lock(), False

    def call(self, function: Callable[..., Any], *args: Any, hear: Hear = id) -> Future[Any]:
        return self._threads.submit(self._run, pickle.dumps((function, args)))

    def kill(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._starting:
            self._ended = True
            for process in self._running:
                process.kill()

    def _run(self, call: bytes) -> Any:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with self._starting:
            if self._ended:
                raise BrokenExecutor(ENDED)
            process = _python("answer", env=self._environment, **pipes)
            self._running.add(process)
        message, _ = process.communicate(call)
        with self._starting:
            self._running.discard(process)
        kind, value = pickle.loads(message) if message else ("failed", BrokenExecutor(ENDED))
        if kind == "failed":
            raise value
        return value


def _settle(future: Future[Any], kind: str, value: Any) -> None:
    if kind == "done":
        future.set_result(value)
    else:
        future.set_exception(value)


def _python(name: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start a Python that calls a function of this file."""
    code = f"import sys; from {__name__} import {name}; {name}(*sys.argv[1:])"
    quiet = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    command = [sys.executable, "-P", "-c", code, *arguments]
    return subprocess.Popen(command, **{**quiet, **options})


def serve(descriptor: str, number: str, *modules: str) -> None:
    """Fork a process for each call that is asked for, until nobody is there to ask."""
    asking = Connection(int(descriptor))
    # Of what is imported nothing is garbage, and no process is to look through it again.
    gc.disable()
    for name in modules:
        with suppress(Exception):  # it fails again in the call that needs it, and is told there
            import_module(name)
    gc.freeze()
    gc.enable()
    # A call ends before there is much of it: a tenth of the time of drawing goes to looking.
    gc.set_threshold(500_000, 50, 100)
    try:
        _serve(asking, int(number))
    finally:
        os.killpg(0, signal.SIGKILL)


def _serve(asking: Connection, most: int) -> None:
    waiting: deque[tuple[int, bytes]] = deque()
    running: dict[Connection, tuple[int, int]] = {}
    with suppress(EOFError, OSError):
        while True:
            while waiting and len(running) < most:
                number, call = waiting.popleft()
                try:
                    reading, writing = Pipe(duplex=False)
                    process = os.fork()
                except OSError:  # there are too many processes or open files, for the moment
                    asking.send((number, b""))
                    continue
                if not process:
                    for other in (asking, reading, *running):
                        other.close()
                    _answer(call, writing)
                writing.close()
                running[reading] = number, process
            for ready in wait([asking, *running]):
                if ready is asking:
                    waiting.append(asking.recv())
                    continue
                reading = cast(Connection, ready)
                number, process = running[reading]
                try:
                    message = reading.recv_bytes()
                except (EOFError, OSError):  # it has ended, perhaps in the middle of a message
                    message = b""
                    reading.close()
                    del running[reading]
                    os.waitpid(process, 0)
                asking.send((number, message))


def _answer(call: bytes, writing: Connection) -> None:
    """Make a call in this process, which is for nothing else, and end it."""
    _listening.append(writing)
    # What it forks itself, and may leave behind, neither answers in its stead nor keeps it open.
    os.register_at_fork(after_in_child=writing.close)
    with suppress(OSError):
        writing.send_bytes(_returned(call))
    os._exit(0)


def answer() -> None:
    """Make the call that stdin holds, and answer to stdout."""
    with os.fdopen(os.dup(1), "wb") as answering:
        # What the call starts itself neither writes into the answer nor keeps it open.
        os.dup2(2, 1)
        answering.write(_returned(sys.stdin.buffer.read()))


def _returned(call: bytes) -> bytes:
    try:
        function, args = pickle.loads(call)
        return pickle.dumps(("done", function(*args)))
    except BaseException as error:
        try:
            message = pickle.dumps(("failed", error))
            pickle.loads(message)
        except Exception:  # not every error can be sent
            message = pickle.dumps(("failed", RuntimeError(f"{type(error).__name__}: {error}")))
        return message
