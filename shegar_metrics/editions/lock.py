"""One run at a time for each year: a lock that ends with the process that holds it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..problems import RunFailure


@contextmanager
def locked(reports: Path, year: int) -> Iterator[None]:
    """Hold the lock of a year, ``.lock-<year>`` in the folder of reports.

    The system holds it for us and lets go of it when the process ends, however it ends; so
    a lock is never stale, and the file that remains means nothing by itself.

    Raises
    ------
    RunFailure
        If another process holds it; it is named.
    """
    path = reports / f".lock-{year}"
    lock = FileLock(path, on_acquired=_sign)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise RunFailure(
            f"Отчёт за {year} год уже делается: {_holder(path)}. "
            "Дождитесь его конца и запустите команду снова."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _sign(descriptor: int) -> None:
    """Write who holds the lock, after a line left empty.

    Windows locks the first byte and lets nobody read it.
    """
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"\n{os.getpid()} {platform.node()}\n".encode())


def _holder(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        file.seek(1)
        pid, _, host = file.read().decode("utf-8").strip().partition(" ")
    return f"процесс {pid} на компьютере {host}" if pid else "другим процессом"
