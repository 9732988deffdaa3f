"""JSON of any size: its objects one after another, in little memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any, Protocol

import ijson

from .export import Export
from .jsons import not_json
from .outlines import LONGEST_PATH, SMALL_STEP

STEP = 1024 * 1024
LONGEST_ESCAPE = len(rb"\x0B")
ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))", re.DOTALL)


class Readable(Protocol):
    """What ijson reads from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""


class Mended:
    r"""A file of JSON in which ``\x0B``, which is no JSON, is written as ``\u000B``.

    Parameters
    ----------
    file
        The file, in UTF-8.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._left = b""

    def read(self, size: int = STEP, /) -> bytes:
        """Return the next bytes, of which no escape is parted; none at the end alone."""
        more = self._file.read(size)
        chunk = self._left + more
        while more and not _whole(chunk):
            more = self._file.read(size)
            chunk += more
        whole = _whole(chunk) if more else len(chunk)
        self._left = chunk[whole:]
        chunk = chunk[:whole]
        return ESCAPE.sub(_mended, chunk) if rb"\x" in chunk else chunk


def _whole(chunk: bytes) -> int:
    """Return where to cut a chunk, so that no escape at its end is parted."""
    place = chunk.rfind(b"\\", max(0, len(chunk) - LONGEST_ESCAPE + 1))
    if place < 0:
        return len(chunk)
    while place and chunk[place - 1 : place] == b"\\":
        place -= 1
    return place


def _mended(found: re.Match[bytes]) -> bytes:
    return rb"\u00" + found[1] if found[1] else found[0]


def skeleton(export: Export, *lists: str) -> Any:
    """Return what a file holds, with ``None`` for each item of some lists.

    Parameters
    ----------
    export
        The file.
    *lists
        The paths of their items: ``messages.item``.

    Raises
    ------
    DataRefusal
        If the file is no JSON.
    """
    builder = ijson.ObjectBuilder()
    inside = tuple(f"{path}." for path in lists)
    with _opened(export) as file:
        for path, event, value in ijson.parse(file, buf_size=SMALL_STEP, use_float=True):
            if path.startswith(inside):
                continue
            if len(path) > LONGEST_PATH:
                raise export.refusal("нельзя разобрать как JSON: непомерно глубокая вложенность")
            if path not in lists:
                builder.event(event, value)
            elif event not in ("map_key", "end_map", "end_array"):
                builder.event("null", None)
    return builder.value


def items(export: Export, path: str) -> Iterator[Any]:
    """Yield the values at a path, one after another.

    Raises
    ------
    DataRefusal
        If the file is no JSON.
    """
    with _opened(export) as file:
        yield from ijson.items(file, path, buf_size=STEP, use_float=True)


@contextmanager
def _opened(export: Export) -> Iterator[Readable]:
    """Open a file as UTF-8, and refuse it where it is no JSON."""
    try:
        with export.opened() as file:
            yield Mended(_as_utf8(export, file))
    except OSError as error:
        raise export.refusal(f"файл не читается ({error.strerror})") from error
    except (ijson.JSONError, ValueError) as error:
        raise not_json(export, cut="premature EOF" in str(error)) from error


def _as_utf8(export: Export, file: IO[bytes]) -> Readable:
    head = export.head
    if head.startswith(codecs.BOM_UTF8):
        file.seek(len(codecs.BOM_UTF8))
        return file
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return BytesIO(export.text().encode("utf-8", "surrogatepass"))
    return file
