"""Originals copied into the data package while they are read: a large log is gone over once.

What is read, what the SHA-256 is of and what is kept are then the same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from ...dataset.files import ASIDE
from ...dataset.originals import hide_from_git, sha256
from ...durable import flush
from ...stopping import on_stop
from ..files.digests import Copy, Digest, copied, stamp_of

ORIGINALS = "originals"


@contextmanager
def laid_aside(folder: Path, paths: Sequence[Path]) -> Iterator[list[Future[Digest]]]:
    """Lay copies of files aside in a data package, in the background, until they are kept.

    What is not kept in the end is removed. The caller writes alone.

    Yields
    ------
    list of Future
        The digest of each with its copy, or the error of one that cannot be read. Where there
        is no room for a copy, the digest comes without.
    """
    aside, stop = folder / ASIDE / ORIGINALS, Event()
    digests: list[Future[Digest]] = [Future() for _ in paths]

    def work() -> None:
        for number, (path, digest) in enumerate(zip(paths, digests, strict=True)):
            if stop.is_set():
                return
            try:
                found = _digest_of(path, aside / str(number), stop.is_set)
            except Exception as error:
                digest.set_exception(error)
                continue
            digest.set_result(found)
            if found.copy is not None:
                _flush(found.copy)

    def clear() -> None:
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):
            aside.parent.rmdir()  # unless something was decided upon, and could not be finished

    clear()
    copying = Thread(target=work, daemon=True)
    copying.start()
    with on_stop(clear):
        try:
            yield digests
        finally:
            stop.set()
            copying.join()
            clear()


def _digest_of(path: Path, aside: Path, is_stopped: Callable[[], bool]) -> Digest:
    if not path.is_file():  # a pipe would be read for ever
        raise FileNotFoundError(path)
    copy, stamp = aside / path.name, stamp_of(path)
    try:
        hide_from_git(aside)
        digest = copied(path, copy, is_stopped)
        # By its time some exports are dated.
        os.utime(copy, ns=(path.stat().st_atime_ns, stamp[-1]))
    except InterruptedError:
        raise
    except OSError:  # who writes in the end says what is wrong, if it still is
        shutil.rmtree(aside, ignore_errors=True)
        return Digest(sha256(path))
    return Digest(digest, Copy(copy, stamp, Future()))


def _flush(copy: Copy) -> None:
    try:
        flush(copy.path.parent)
        copy.flushed.set_result(None)
    except Exception as error:
        copy.flushed.set_exception(error)
