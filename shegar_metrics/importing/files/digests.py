"""The SHA-256 of originals, computed while something else is being done: logs are large."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from ...dataset.originals import sha256

CHUNK = 1024 * 1024
"""Much larger ones fall out of the processor's cache between being hashed and being written."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of an original that was laid aside while its SHA-256 was computed.

    Parameters
    ----------
    path
        Where it is.
    stamp
        The `stamp_of` the original before it was read.
    flushed
        Done when the copy is on the disk.
    """

    path: Path
    stamp: tuple[int, ...]
    flushed: Future[None]


@dataclass(frozen=True, slots=True)
class Digest:
    """The SHA-256 of a file, and the copy that has it, if one was laid aside."""

    sha256: str
    copy: Copy | None = None


def hashed_meanwhile(paths: Sequence[Path]) -> list[Future[Digest]]:
    """Compute the SHA-256 of files in the background, one after another.

    Returns
    -------
    list of Future
        The digest of each, or the error of one that cannot be read.
    """
    digests: list[Future[Digest]] = [Future() for _ in paths]

    def work() -> None:
        for path, digest in zip(paths, digests, strict=True):
            try:
                digest.set_result(Digest(sha256(path)))
            except Exception as error:
                digest.set_exception(error)

    # Not of a pool, whose threads a command that refuses its files would have to wait for.
    Thread(target=work, daemon=True).start()
    return digests


def copied(original: Path, copy: Path, is_stopped: Callable[[], bool] = lambda: False) -> str:
    """Copy a file of any size, and return the SHA-256 of the bytes that were copied.

    Raises
    ------
    InterruptedError
        If it is stopped meanwhile.
    """
    digest, buffer = hashlib.sha256(), bytearray(CHUNK)
    with (
        original.open("rb", buffering=0) as read,
        copy.open("wb", buffering=0) as written,
        ThreadPoolExecutor(1) as hashing,
    ):
        while size := read.readinto(buffer):
            if is_stopped():
                raise InterruptedError
            chunk = memoryview(buffer)[:size]
            hashed = hashing.submit(digest.update, chunk)
            while chunk:
                chunk = chunk[written.write(chunk) :]
            hashed.result()
    return digest.hexdigest()


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what tells a file from what it was before somebody wrote to it or replaced it."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
