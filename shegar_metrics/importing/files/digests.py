"""The SHA-256 of originals, computed while something else is being done: logs are large."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread

from ...dataset.originals import sha256

CHUNK = 256 * 1024
"""Larger ones fall out of the processor's cache between being hashed and being written."""


def hashed_meanwhile(paths: Sequence[Path]) -> list[Future[str]]:
    """Compute the SHA-256 of files in the background, one after another.

    Returns
    -------
    list of Future
        The digest of each, or the error of one that cannot be read.
    """
    digests: list[Future[str]] = [Future() for _ in paths]

    def work() -> None:
        for path, digest in zip(paths, digests, strict=True):
            try:
                digest.set_result(sha256(path))
            except Exception as error:
                digest.set_exception(error)

    # Not of a pool, whose threads a command that refuses its files would have to wait for.
    Thread(target=work, daemon=True).start()
    return digests


def copied(original: Path, copy: Path) -> str:
    """Copy a file of any size, and return the SHA-256 of the bytes that were copied."""
    digest = hashlib.sha256()
    with original.open("rb") as read, copy.open("wb") as written, ThreadPoolExecutor(1) as hashing:
        while chunk := read.read(CHUNK):
            hashed = hashing.submit(digest.update, chunk)
            written.write(chunk)
            hashed.result()
    return digest.hexdigest()
