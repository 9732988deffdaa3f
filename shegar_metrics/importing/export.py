"""A file that came out of some system: looked at with care, as nothing in it is trusted."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast
from xml.etree.ElementTree import Element, ParseError

from .. import cells
from ..problems import DataRefusal, Problem
from .headings import Heading, first_rows
from .html_pages import page_of
from .sheets import Line, Sheet, TornError, of_csv, of_old_workbook, of_xlsx
from .torn import torn_json, torn_xml

HEAD_BYTES = 64 * 1024
CHUNK = 1024 * 1024
LARGEST_FILE_BYTES = 512 * 1024 * 1024
"""The most that is read into memory, unpacked; logs are streamed, and may be larger."""
LARGEST_WORKBOOK_BYTES = 128 * 1024 * 1024
MOST_ROWS = 200_000
"""More than any table holds that people keep, or a service exports of a year; logs are none."""

ZIP_MARK, GZIP_MARK, OLD_OFFICE_MARK = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
OLD_EXCEL_PARTS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
"""What a file of old Office calls its part of Excel."""
HTML = tuple(f"<{tag}" for tag in ("!doctype html", "html", "head", "meta", "body", "table"))
XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")


class Wrong(ValueError):
    """A refusal of a value by its reader: the sentences of a `Problem`, but for the place."""

    def __init__(self, wrong: str, expected: str = "", mend: str = "") -> None:
        super().__init__(wrong)
        self.sentences = (wrong, expected, mend)


class Export:
    """A file as it was exported, or packed by gzip as it was exported.

    Everything below raises `DataRefusal` with a sentence that names the file if it cannot be
    read so.

    Parameters
    ----------
    path
        Where it is.
    zone
        The time zone of the municipality: by its clocks a moment in the file has its day.
    """

    def __init__(self, path: Path, zone: tzinfo) -> None:
        self.path = path
        self.zone = zone

    @property
    def name(self) -> str:
        """Its name, for messages."""
        return self.path.name

    @cached_property
    def is_packed(self) -> bool:
        """Whether it is packed by gzip."""
        with self._careful(), self.path.open("rb") as file:
            return file.read(len(GZIP_MARK)) == GZIP_MARK

    def opened(self) -> IO[bytes]:
        """Open it, unpacked."""
        if self.is_packed:
            return cast("IO[bytes]", gzip.open(self.path))
        return self.path.open("rb")

    @cached_property
    def head(self) -> bytes:
        """Its first bytes, unpacked."""
        with self._careful(), self.opened() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def beginning(self) -> str:
        """Its first characters but for blanks, if it is text; otherwise empty."""
        return self._first_text.lstrip()

    @cached_property
    def _first_text(self) -> str:
        head = self.head
        # A character may be cut at the end of a longer file.
        cuts = range(4) if len(head) == HEAD_BYTES else [0]
        texts = (cells.decoded(head[: len(head) - cut]) for cut in cuts)
        return next((text for text in texts if text is not None), "")

    @cached_property
    def sheets(self) -> Sequence[Sheet]:
        """The sheets of a workbook that a person sees; a CSV is one."""
        if not self.is_book:
            return [of_csv(self._as_text)]
        self._refuse_bomb()
        with self._careful_book():
            return (of_xlsx if self.is_xlsx else of_old_workbook)(self.path)

    @cached_property
    def headings(self) -> Sequence[Heading]:
        """The first rows of each sheet, one of which may be its header; none if it is no table."""
        if not self.is_book and (not self.beginning or self.is_json or self.is_markup):
            return []
        found: list[Heading] = []
        try:
            for sheet in self.sheets:
                # Of a text that may be very long, the beginning will do.
                seen = sheet if self.is_book else of_csv(lambda: io.StringIO(self._first_text, ""))
                found.extend(first_rows(sheet, self.rows(seen)))
        except DataRefusal:  # who reads the table says so; what precedes a tear is seen
            pass
        return found

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

    def text(self) -> str:
        """Read it whole as text: UTF-8, UTF-16 with a byte order mark, or cp1251."""
        with self._as_text() as file, self._careful():
            text = file.read(LARGEST_FILE_BYTES + 1)
        if len(text) > LARGEST_FILE_BYTES:
            raise self._too_large()
        if not text.strip():
            raise self.refusal("файл пуст", mend="Выгрузите его снова")
        return text

    def rows(self, sheet: Sheet) -> Iterator[Line]:
        """Yield the rows of a sheet that are not empty.

        Yields
        ------
        int, list of str
            The line (row of the sheet), from 1, and its cells. Dates of a workbook are ISO.
        """
        careful = self._careful_book if self.is_book else self._careful
        try:
            with careful():
                for count, line in enumerate(sheet.rows()):
                    if count > MOST_ROWS:
                        raise self.refusal(
                            f"строк больше {MOST_ROWS}: это не реестр и не отчёт за год",
                            mend="Проверьте, тот ли это файл, или выгрузите его по годам",
                        )
                    yield line
        except TornError as error:
            raise self.refusal(
                "нельзя разобрать как CSV: файл обрезан, не закрыта кавычка или ячейка непомерно "
                "длинна",
                mend="Выгрузите его снова",
                row=error.args[0],
            ) from error

    def json(self) -> Any:
        """Read it as JSON."""
        text = self.text()
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            wrong, mend = torn_json(text, error)
            raise self.refusal(wrong, mend=mend, row=error.lineno) from error
        except (ValueError, RecursionError) as error:
            wrong = "нельзя разобрать как JSON: непомерное число или непомерная вложенность"
            raise self.refusal(wrong) from error

    def xml(self) -> Element:
        """Read it as XML without entities: none may unfold into more than was sent."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        # It is decoded already: what the declaration says of the encoding is no longer so. Its
        # lines are kept, so that a problem is told by its line.
        text = XML_DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), self.text(), count=1)
        try:
            root: Element = fromstring(text.encode("utf-8"))
        except ParseError as error:
            wrong, mend = torn_xml(text, error)
            raise self.refusal(wrong, mend=mend, row=error.position[0]) from error
        except (DefusedXmlException, ValueError) as error:
            raise self.refusal(
                "XML с объявлениями ENTITY, которых в выгрузках не бывает",
                mend="Сохраните файл с сайта снова или удалите из него объявление <!DOCTYPE …>",
            ) from error
        return root

    def refusal(self, wrong: str, expected: str = "", mend: str = "", **place: Any) -> DataRefusal:
        """Return a refusal of the file for one problem (``row``, ``column``, ``value``)."""
        return DataRefusal([Problem(self.name, wrong, expected, mend, **place)])

    def _as_text(self) -> IO[str]:
        """Open it as text, its line breaks untouched."""
        if self.is_html:
            wrong, mend = page_of(self.beginning)
            raise self.refusal(wrong, mend=mend)
        with self._careful():
            if self.path.stat().st_size > LARGEST_FILE_BYTES:
                raise self._too_large()
            encoding = cells.encoding(self._chunks)
        if encoding is None:
            raise self.refusal("это не текст в кодировке UTF-8, UTF-16 или cp1251, или он испорчен")
        return io.TextIOWrapper(self.opened(), encoding, newline="")

    def _chunks(self) -> Iterator[bytes]:
        with self.opened() as file:
            read = 0
            while chunk := file.read(CHUNK):
                read += len(chunk)
                if read > LARGEST_FILE_BYTES:
                    raise self._too_large()
                yield chunk

    @cached_property
    def _raw(self) -> bytes:
        with self._careful():
            if self.path.stat().st_size > LARGEST_WORKBOOK_BYTES:
                raise self._too_large()
            return self.path.read_bytes()

    def _too_large(self) -> DataRefusal:
        megabytes = LARGEST_FILE_BYTES // 2**20
        return self.refusal(
            f"файл больше {megabytes} МБ: столько читается только у журналов посещений",
            mend="Выгрузите его по частям",
        )

    def _refuse_bomb(self) -> None:
        if not self.parts:
            return
        with self._careful_book(), zipfile.ZipFile(self.path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_WORKBOOK_BYTES:
            megabytes = LARGEST_WORKBOOK_BYTES // 2**20
            raise self.refusal(f"книга раскрывается больше чем в {megabytes} МБ: это не таблица")

    @contextmanager
    def _careful(self) -> Iterator[None]:
        """Turn what the system says of a file into a refusal."""
        try:
            yield
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            wrong = "архив gzip обрезан или испорчен"
            raise self.refusal(wrong, mend="Скопируйте его снова") from error
        except OSError as error:
            raise self.refusal(f"файл не читается ({error.strerror or error})") from error

    @contextmanager
    def _careful_book(self) -> Iterator[None]:
        """Turn what the readers of workbooks raise, which is whatever their parsers do."""
        try:
            yield
        except (DataRefusal, GeneratorExit):
            raise
        except Exception as error:
            raise self.refusal(
                "книга Excel не открывается: файл обрезан, испорчен или под паролем",
                mend="Откройте её в Excel и сохраните снова как XLSX без пароля",
            ) from error
