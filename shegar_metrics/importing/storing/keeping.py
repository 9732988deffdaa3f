"""Originals copied into the data package while they are read: a large log is gone over once.

What is read, what the SHA-256 is of and what is kept are then the same bytes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from ...dataset.files import ASIDE
from ...dataset.originals import hide_from_git
from ...durable import flush
from ...stopping import on_stop
from ..files.digests import Copy, Digest, Stopped, copy_file, settle, sha256_of, stamp_of

ORIGINALS = "originals"


@contextmanager
def laid_aside(folder: Path, paths: Sequence[Path]) -> Iterator[list[Digest]]:
    """Lay copies of files aside in a data package, in the background, until they are kept.

    What is not kept in the end is removed. The caller writes alone.

    Yields
    ------
    list of Digest
        That of each file, with its copy; where there is no room for a copy, without.
    """
    aside, stop = folder / ASIDE / ORIGINALS, Event()
    digests = [Digest() for _ in paths]

    def work() -> None:
        for number, (path, digest) in enumerate(zip(paths, digests, strict=True)):
            settle(digest.copied, _copied, path, aside / str(number), stop.is_set)
            if stop.is_set() or digest.copied.exception():
                continue
            copy = digest.copy
            settle(digest.computed, sha256_of, copy.path if copy else path, stop.is_set)
            if copy is not None:
                settle(copy.flushed, flush, copy.path.parent)

    def clear() -> None:
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):
            aside.parent.rmdir()  # unless something was decided upon, and could not be finished

    def abandon() -> None:
        stop.set()
        clear()

    clear()
    copying = Thread(target=work, daemon=True)
    copying.start()
    with on_stop(abandon):
        try:
            yield digests
        finally:
            stop.set()
            copying.join()
            clear()


def _copied(path: Path, aside: Path, is_stopped: Stopped) -> Copy | None:
    """Copy a file, if there is room."""
    if is_stopped():
        raise InterruptedError
    if not path.is_file():  # a pipe would be read for ever
        raise FileNotFoundError(path)
    copy, stamp = aside / path.name, stamp_of(path)
    try:
        hide_from_git(aside)
        copy_file(path, copy, is_stopped)
        # By its time some exports are dated.
        os.utime(copy, ns=(path.stat().st_atime_ns, stamp[-1]))
    except InterruptedError:
        raise
    except OSError:  # who writes in the end says what is wrong, if it still is
        shutil.rmtree(aside, ignore_errors=True)
        return None
    return Copy(copy, stamp, Future())
