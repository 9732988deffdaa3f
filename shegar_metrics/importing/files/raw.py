"""A file of somebody's, by its first bytes: packed, an archive, a workbook, a page, JSON, XML."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast

from ... import cells
from ...problems import DataRefusal, Problem

HEAD_BYTES = 64 * 1024
CHUNK = 1024 * 1024
LARGEST_FILE_BYTES = 512 * 1024 * 1024
"""The most that is read into memory, unpacked; logs are streamed, and may be larger."""
LARGEST_WORKBOOK_BYTES = 128 * 1024 * 1024

ZIP_MARK, GZIP_MARK, OLD_OFFICE_MARK = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
OLD_EXCEL_PARTS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
"""What a file of old Office calls its part of Excel."""
HTML = tuple(f"<{tag}" for tag in ("!doctype html", "html", "head", "meta", "body", "table"))


class RawFile:
    """A file, whatever it is, and packed by gzip or not.

    Everything raises `DataRefusal` with a sentence that names the file if it cannot be read.

    Parameters
    ----------
    path
        Where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """Its name, for messages."""
        return self.path.name

    @cached_property
    def is_packed(self) -> bool:
        """Whether it is packed by gzip."""
        with self.careful(), self.path.open("rb") as file:
            return file.read(len(GZIP_MARK)) == GZIP_MARK

    def refuse_unreadable(self) -> None:
        """Refuse a file that may not be read."""
        with self.careful(), self.path.open("rb"):
            pass

    def opened(self) -> IO[bytes]:
        """Open it, unpacked."""
        if self.is_packed:
            return cast("IO[bytes]", gzip.open(self.path))
        return self.path.open("rb")

    @cached_property
    def head(self) -> bytes:
        """Its first bytes, unpacked."""
        with self.careful(), self.opened() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def beginning(self) -> str:
        """Its first characters but for blanks, if it is text; otherwise empty."""
        return self.first_text.lstrip()

    @cached_property
    def first_text(self) -> str:
        """Its first characters, if it is text; otherwise empty."""
        head = self.head
        # A character may be cut at the end of a longer file.
        cuts = range(4) if len(head) == HEAD_BYTES else [0]
        texts = (cells.decoded(head[: len(head) - cut]) for cut in cuts)
        return next((text for text in texts if text is not None), "")

    @cached_property
    def parts(self) -> frozenset[str]:
        """The names of what is in an archive; none if it is no archive."""
        if not self.head.startswith(ZIP_MARK):
            return frozenset()
        try:
            with zipfile.ZipFile(self.path) as archive:
                return frozenset(archive.namelist())
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
            return frozenset()

    @property
    def is_xlsx(self) -> bool:
        """Whether it is a workbook of Excel."""
        return any(part.startswith("xl/") for part in self.parts)

    @property
    def is_book(self) -> bool:
        """Whether it is a workbook: of Excel, of old Excel, or OpenDocument."""
        is_old = self.head.startswith(OLD_OFFICE_MARK) and any(
            part in self._raw for part in OLD_EXCEL_PARTS
        )
        is_torn = self.head.startswith(ZIP_MARK) and not self.parts
        return is_old or is_torn or self.is_xlsx or {"mimetype", "content.xml"} <= self.parts

    @property
    def is_html(self) -> bool:
        """Whether it is a page: what a browser saves when a session has ended."""
        return self.beginning[:200].lower().startswith(HTML)

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.beginning.startswith(("{", "["))

    @property
    def is_markup(self) -> bool:
        """Whether it begins as XML or a page does."""
        return self.beginning.startswith("<")

    @property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return self.is_markup and not self.is_html

    @cached_property
    def modified(self) -> date:
        """The day the file was last written."""
        return datetime.fromtimestamp(self.path.stat().st_mtime).date()

    def refusal(self, wrong: str, expected: str = "", mend: str = "", **place: Any) -> DataRefusal:
        """Return a refusal of the file for one problem (``row``, ``column``, ``value``)."""
        return DataRefusal([Problem(self.name, wrong, expected, mend, **place)])

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes, unpacked."""
        with self.opened() as file:
            read = 0
            while chunk := file.read(CHUNK):
                read += len(chunk)
                if read > LARGEST_FILE_BYTES:
                    raise self.too_large()
                yield chunk

    @cached_property
    def _raw(self) -> bytes:
        with self.careful():
            if self.path.stat().st_size > LARGEST_WORKBOOK_BYTES:
                raise self.too_large()
            return self.path.read_bytes()

    def too_large(self) -> DataRefusal:
        """Return the refusal of a file that is too large to be read into memory."""
        megabytes = LARGEST_FILE_BYTES // 2**20
        return self.refusal(
            f"файл больше {megabytes} МБ: столько читается только у журналов посещений",
            mend="Выгрузите его по частям",
        )

    @contextmanager
    def careful(self) -> Iterator[None]:
        """Turn what the system says of a file into a refusal."""
        try:
            yield
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            wrong = "архив gzip обрезан или испорчен"
            raise self.refusal(wrong, mend="Скопируйте его снова") from error
        except OSError as error:
            raise self.refusal(f"файл не читается ({error.strerror or error})") from error
