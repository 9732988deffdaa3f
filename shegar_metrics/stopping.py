"""End the command when it is told to stop: soon, tidily, and out of nobody else's code.

A handler of signals runs wherever the main thread happens to be: in the middle of an import,
under a lock, in another library's clean-up. An exception raised from there is swallowed, or
leaves for ever taken what that code had taken. So ours raises nothing. It halts the main
thread where it is, and a watchdog, which has been waiting for this, clears away what was being
made and ends the process. Nothing that the watchdog does can keep it longer than its deadline.
"""

from __future__ import annotations

import os
import platform
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from filelock import FileLock, Timeout

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, the system, and a terminal that was closed; Windows has no such signal for that."""

DEADLINE_SECONDS = 1.8
HALT_SECONDS = 1.0
TELL_SECONDS = 0.2
TWICE_SECONDS = 0.3
"""A stop often comes as two signals at once: of the terminal, and of whoever runs us."""

TIMES, PAUSE_SECONDS = 30, 0.01
"""How often a folder is removed in which something is still being made."""

STOPPED, LOCK = ".stopped", ".lock"
"""What the name of an abandoned folder ends with, and that of the lock of a temporary one."""

TOLD = "Остановлено. Готовые файлы целы, команду можно запустить снова."


class _MainThread:
    """What the main thread is at when the command is told to stop."""

    def __init__(self) -> None:
        self.stopped = False
        self.pieces = 0
        self.halted = threading.Event()

    def halt(self) -> None:
        """Go no further if there is a stop, unless a step has to be finished first."""
        while self.stopped and not self.pieces:
            self.halted.set()
            time.sleep(DEADLINE_SECONDS)


_main_thread = _MainThread()
_clean_ups: list[Callable[[], object]] = []
_telling, _told = threading.Lock(), threading.Event()


@contextmanager
def on_stop(clean_up: Callable[[], object]) -> Iterator[None]:
    """Have something cleared away if the command is stopped meanwhile.

    Parameters
    ----------
    clean_up
        Called in another thread while the main thread stands still, so it must neither import
        nor wait for a lock that the main thread may hold.
    """
    _clean_ups.append(clean_up)
    try:
        yield
    finally:
        with suppress(ValueError):  # a stop has taken it
            _clean_ups.remove(clean_up)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give an empty folder, and clear it away in the end, also if the command is stopped.

    A run that is killed clears nothing away: the next one does.
    """
    everybody = Path(os.path.abspath(tempfile.gettempdir()))  # noqa: PTH100
    folder = everybody / f"{_mark()}{secrets.token_hex(4)}"
    # A folder in one of ours goes with that; and the lock of another would bring that back.
    lock = nullcontext() if everybody.name.startswith(_mark()) else _lock_of(folder)
    with lock, on_stop(partial(abandon, folder)):
        try:
            folder.mkdir(0o700)
            yield folder
        finally:
            _remove(folder)


@contextmanager
def _lock_of(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder before it is there and for as long as it is.

    So one whose lock is free is nobody's; those are cleared away first.
    """
    _clear_away_dead(folder.parent)
    lock = FileLock(f"{folder}{LOCK}")
    with on_stop(partial(os.unlink, lock.lock_file)):
        try:
            with suppress(OSError):  # a disk without locks: what is left there stays
                lock.acquire()
            yield
        finally:
            _unlock(lock)


def _mark() -> str:
    """Return what the names of our folders begin with: others may share the disk with us."""
    return f"shegar-{zlib.crc32(platform.node().encode()):08x}-"


def _clear_away_dead(everybody: Path) -> None:
    """Clear away what killed runs of this user on this machine have left."""
    for left in everybody.glob(f"{_mark()}*{LOCK}"):
        lock = FileLock(left)
        with suppress(OSError, Timeout):
            if hasattr(os, "getuid") and left.lstat().st_uid != os.getuid():
                continue
            lock.acquire(timeout=0)
            folder = str(left).removesuffix(LOCK)
            for each in (folder, f"{folder}{STOPPED}"):
                shutil.rmtree(each, ignore_errors=True)
            _unlock(lock)


def _unlock(lock: FileLock) -> None:
    """Remove the file of a lock, and let go of it: nobody will ask for one of its name again."""
    with suppress(OSError):  # on Windows it cannot be removed while it is held
        Path(lock.lock_file).unlink()
    lock.release()


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Have whoever makes temporary files meanwhile make them in a folder, to go with it.

    A stop halts the main thread alone: what others, and other libraries, still begin is nobody's
    to clear away.
    """
    usual, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = usual


def abandon(folder: Path) -> None:
    """Clear away a folder, out of reach of the threads that still write there."""
    with suppress(OSError):
        folder = folder.rename(f"{folder}{STOPPED}")
    _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a folder, and what threads and dying processes are in the middle of making there."""
    for _ in range(TIMES):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(PAUSE_SECONDS)


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Let a stop wait for the end of a short step that must not be left half done."""
    _main_thread.pieces += 1
    try:
        yield
    finally:
        _main_thread.pieces -= 1
        _main_thread.halt()


@contextmanager
def stoppable() -> Iterator[None]:
    """End the process with 128 + n if signal *n* comes meanwhile, within two seconds.

    A signal that is ignored, as ``nohup`` asks, stays so.
    """
    watched = [signum for signum in SIGNALS if signal.getsignal(signum) != signal.SIG_IGN]
    hearing, telling = socket.socketpair()
    telling.setblocking(False)
    threading.Thread(target=_watch, args=(hearing,), daemon=True).start()
    # Python's own handlers wait for the main thread; this tells the watchdog even if that is
    # deep in somebody's C code.
    signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
    for signum in watched:
        signal.signal(signum, partial(_stop, telling))
    try:
        yield
    finally:
        for signum in watched:
            signal.signal(signum, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        telling.close()


def _stop(telling: socket.socket, signum: int, _: FrameType | None) -> None:
    if not _main_thread.stopped:
        # asyncio on Windows takes the way past the main thread for itself.
        telling.send(bytes([signum]))
    _main_thread.stopped = True
    _main_thread.halt()


def _watch(hearing: socket.socket) -> None:
    """Wait for a signal, and see to it that the process ends."""
    with hearing:
        while told := hearing.recv(1):
            if told[0] in SIGNALS:
                _end(hearing, told[0])


def _end(hearing: socket.socket, signum: int) -> NoReturn:
    _main_thread.stopped = True
    try:
        threading.Thread(target=_clean_up_and_leave, args=(signum,), daemon=True).start()
        time.sleep(TWICE_SECONDS)
        hearing.setblocking(False)
        with suppress(BlockingIOError):
            hearing.recv(1024)
        hearing.settimeout(DEADLINE_SECONDS - TWICE_SECONDS)
        hearing.recv(1)  # who asks once more does not want to wait
    finally:
        with suppress(Exception):
            telling = threading.Thread(target=_tell, daemon=True)
            telling.start()
            telling.join(TELL_SECONDS)
        os._exit(128 + signum)


def _clean_up_and_leave(signum: int) -> NoReturn:
    _main_thread.halted.wait(HALT_SECONDS)
    while _clean_ups:  # other threads go on, and put theirs there and take them away
        with suppress(Exception):
            _clean_ups.pop()()
    _tell()
    os._exit(128 + signum)


def _tell() -> None:
    """Say once that the command was stopped: last of all, or when the deadline has come."""
    if not _telling.acquire(blocking=False):
        _told.wait()  # until the other thread has said it: whoever comes second ends the process
        return
    with suppress(Exception):
        sys.stderr.write(f"{TOLD}\n")  # the halted thread may hold the locks of the screen
        sys.stderr.flush()
        sys.stdout.flush()
    _told.set()
