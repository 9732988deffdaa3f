"""One at a time: a lock that ends with the process that holds it."""

from __future__ import annotations

import errno
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from .problems import RunFailure

NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP}
"""What a disk answers that has no locks, as some of a network."""


@contextmanager
def locked(path: Path, busy: str, patience_seconds: float = 0) -> Iterator[None]:
    """Hold the lock that a file stands for.

    The system holds it for us and lets go of it when the process ends, however it ends; so
    a lock is never stale, and the file that remains means nothing by itself.

    Parameters
    ----------
    path
        The file.
    busy
        What another process that holds it is doing, in Russian: the beginning of a sentence.
    patience_seconds
        How long to wait for the other one.

    Raises
    ------
    RunFailure
        If another process holds it; it is named. Or if the disk has no locks.
    OSError
        If the file cannot be written.
    """
    lock = FileLock(path, on_acquired=_sign)
    try:
        lock.acquire(timeout=patience_seconds)
    except Timeout:
        raise RunFailure(
            f"{busy}: {_holder(path)}. Дождитесь его конца и запустите команду снова."
        ) from None
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        raise RunFailure(
            f"Диск с папкой {path.parent} не умеет запирать файлы ({error.strerror}), а без этого "
            "две команды сразу испортили бы их. Перенесите папку на другой диск."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _sign(descriptor: int) -> None:
    """Write who holds the lock, after a line left empty.

    Windows locks the first byte and lets nobody read it. On a full disk it is held unsigned.
    """
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"\n{os.getpid()} {platform.node()}\n".encode())


def _holder(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        file.seek(1)
        pid, _, host = file.read().decode("utf-8").strip().partition(" ")
    return f"процесс {pid} на компьютере {host}" if pid else "другой процесс"
