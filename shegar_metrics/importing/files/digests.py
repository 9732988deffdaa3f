"""The SHA-256 of originals, computed while something else is being done: logs are large."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TypeVar

PIECE = 256 * 1024
"""Larger ones fall out of the processor's cache before they are hashed or written."""

T = TypeVar("T")

Stopped = Callable[[], bool]
"""Tells whether what is being done is not wanted any longer."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of an original that was laid aside to be read.

    Parameters
    ----------
    path
        Where it is.
    stamp
        The `stamp_of` the original before it was copied.
    flushed
        Done when the copy is on the disk.
    """

    path: Path
    stamp: tuple[int, ...]
    flushed: Future[None]


@dataclass(frozen=True, slots=True)
class Digest:
    """The SHA-256 of a file, and the copy that has it, if there is one: both being made.

    Parameters
    ----------
    copied
        The copy, or nothing; the error of a file that cannot be read.
    computed
        The SHA-256, likewise.
    """

    copied: Future[Copy | None] = field(default_factory=Future)
    computed: Future[str] = field(default_factory=Future)

    @property
    def copy(self) -> Copy | None:
        """The copy, as soon as it can be read."""
        return self.copied.result()

    @property
    def sha256(self) -> str:
        """The SHA-256, as soon as it is computed."""
        return self.computed.result()


def hashed_meanwhile(paths: Sequence[Path]) -> list[Digest]:
    """Compute the SHA-256 of files in the background, one after another."""
    digests = [Digest() for _ in paths]

    def work() -> None:
        for path, digest in zip(paths, digests, strict=True):
            digest.copied.set_result(None)
            settle(digest.computed, sha256_of, path)

    # Not of a pool, whose threads a command that refuses its files would have to wait for.
    Thread(target=work, daemon=True).start()
    return digests


def settle(future: Future[T], compute: Callable[..., T], *given: object) -> None:
    """Give a future what a function returns, or the error that it raises."""
    try:
        future.set_result(compute(*given))
    except Exception as error:
        future.set_exception(error)


def sha256_of(path: Path, is_stopped: Stopped = lambda: False) -> str:
    """Return the SHA-256 of a file of any size.

    Raises
    ------
    InterruptedError
        If it is stopped meanwhile.
    """
    digest = hashlib.sha256()
    for piece in _pieces(path, is_stopped):
        digest.update(piece)
    return digest.hexdigest()


def copy_file(original: Path, copy: Path, is_stopped: Stopped = lambda: False) -> None:
    """Copy a file of any size.

    Raises
    ------
    InterruptedError
        If it is stopped meanwhile.
    """
    with copy.open("wb") as written:
        for piece in _pieces(original, is_stopped):
            written.write(piece)


def _pieces(path: Path, is_stopped: Stopped) -> Iterator[memoryview]:
    """Yield the bytes of a file, each piece until the next one is asked for."""
    buffer = memoryview(bytearray(PIECE))
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(buffer):
            if is_stopped():
                raise InterruptedError
            yield buffer[:read]


def stamp_of(path: Path) -> tuple[int, ...]:
    """Return what tells a file from what it was before somebody wrote to it or replaced it."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
