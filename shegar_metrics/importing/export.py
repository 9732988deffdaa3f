"""A file that came out of some system: looked at with care, as nothing in it is trusted."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from .. import cells
from ..problems import DataRefusal, Problem

HEAD_BYTES = 64 * 1024
LARGEST_FILE_BYTES = 512 * 1024 * 1024
"""The most that is read into memory; logs are streamed, and may be larger."""
LARGEST_WORKBOOK_BYTES = 128 * 1024 * 1024
LONGEST_CELL = 1024 * 1024

XLSX_MARK = b"PK\x03\x04"
XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")


class Wrong(ValueError):
    """A refusal of a value by its reader: the sentences of a `Problem`, but for the place."""

    def __init__(self, wrong: str, expected: str = "", mend: str = "") -> None:
        super().__init__(wrong)
        self.sentences = (wrong, expected, mend)


class Export:
    """A file as it was exported.

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
    def head(self) -> bytes:
        """Its first bytes."""
        try:
            with self.path.open("rb") as file:
                return file.read(HEAD_BYTES)
        except OSError as error:
            raise self.refusal(f"файл не читается ({error.strerror})") from error

    @cached_property
    def beginning(self) -> str:
        """Its first characters, if it is text; otherwise empty."""
        head = self.head
        # A character may be cut at the end.
        texts = (cells.decoded(head[: len(head) - cut]) for cut in range(4))
        return next((text for text in texts if text is not None), "").lstrip()

    @cached_property
    def header(self) -> list[str]:
        """The cells of its first line that is not empty, if it is a table; otherwise empty."""
        try:
            if self.is_xlsx:
                return [cells.stripped(cell) for cell in next(self.rows())[1]]
            line = self.beginning.partition("\n")[0]
            reader = csv.reader([line], delimiter=cells.delimiter(line))
            return [cells.stripped(cell) for cell in next(reader, [])]
        except (DataRefusal, StopIteration, csv.Error):
            return []

    @property
    def is_xlsx(self) -> bool:
        """Whether it is a workbook of Excel (or another archive)."""
        return self.head.startswith(XLSX_MARK)

    @property
    def is_html(self) -> bool:
        """Whether it is a page: what a browser saves when a session has ended."""
        return self.beginning[:200].lower().startswith(("<!doctype html", "<html"))

    @property
    def is_json(self) -> bool:
        """Whether it begins as JSON does."""
        return self.beginning.startswith(("{", "["))

    @property
    def is_xml(self) -> bool:
        """Whether it begins as XML does."""
        return self.beginning.startswith("<") and not self.is_html

    def described(self) -> str:
        """Say in a few Russian words what the file looks like."""
        if not self.head:
            return "файл пуст"
        if self.is_html:
            return "это страница HTML, а не выгрузка (так сохраняется страница входа)"
        if self.is_xlsx:
            return f"книга Excel со столбцами: {', '.join(self.header[:8]) or 'нет'}"
        if self.is_json:
            return f"JSON, начало: {self.beginning[:60]!r}"
        if self.is_xml:
            return f"XML, начало: {self.beginning[:60]!r}"
        if not self.beginning:
            return "это не текст"
        return f"таблица со столбцами: {', '.join(self.header[:8])[:200]}"

    @cached_property
    def modified(self) -> date:
        """The day the file was last written."""
        return datetime.fromtimestamp(self.path.stat().st_mtime).date()

    def text(self) -> str:
        """Read it whole as text: UTF-8, UTF-16 with a byte order mark, or cp1251."""
        if self.is_html:
            raise self.refusal(self.described(), mend="Войдите в систему и выгрузите файл снова")
        text = cells.decoded(self._content(LARGEST_FILE_BYTES))
        if text is None:
            raise self.refusal("это не текст в кодировке UTF-8, UTF-16 или cp1251")
        if not text.strip():
            raise self.refusal("файл пуст", mend="Выгрузите его снова")
        return text

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows of a CSV or of the first sheet of a workbook that are not empty.

        Yields
        ------
        int, list of str
            The line (row of the sheet), from 1, and its cells. Dates of a workbook are ISO.
        """
        for line, row in self._workbook_rows() if self.is_xlsx else self._csv_rows():
            if any(map(cells.stripped, row)):
                yield line, row

    def json(self) -> Any:
        """Read it as JSON."""
        text = self.text()
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:  # also a number of thousands of digits
            line = getattr(error, "lineno", None)
            raise self.refusal(
                "нельзя разобрать как JSON: файл обрезан или испорчен",
                mend="Выгрузите его снова",
                row=line,
            ) from error

    def xml(self) -> Element:
        """Read it as XML without entities: none may unfold into more than was sent."""
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        # It is decoded already: what the declaration says of the encoding is no longer so. Its
        # lines are kept, so that a problem is told by its line.
        text = XML_DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), self.text(), count=1)
        try:
            root: Element = fromstring(text.encode("utf-8"), forbid_dtd=True)
        except ParseError as error:
            row = error.position[0]
            raise self.refusal(
                "нельзя разобрать как XML: файл обрезан или испорчен", row=row
            ) from error
        except (DefusedXmlException, ValueError) as error:
            raise self.refusal("XML с объявлениями, которых в выгрузках не бывает") from error
        return root

    def refusal(self, wrong: str, expected: str = "", mend: str = "", **place: Any) -> DataRefusal:
        """Return a refusal of the file for one problem (``row``, ``column``, ``value``)."""
        return DataRefusal([Problem(self.name, wrong, expected, mend, **place)])

    def _content(self, most: int) -> bytes:
        try:
            size = self.path.stat().st_size
            if size > most:
                megabytes = most // 2**20
                raise self.refusal(f"файл больше {megabytes} МБ: так не выгружает ни одна система")
            return self.path.read_bytes()
        except OSError as error:
            raise self.refusal(f"файл не читается ({error.strerror})") from error

    def _csv_rows(self) -> Iterator[tuple[int, list[str]]]:
        text = self.text()
        limit = csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(io.StringIO(text), delimiter=cells.delimiter(text), strict=True)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise self.refusal(
                "нельзя разобрать как CSV: файл обрезан, не закрыта кавычка или ячейка непомерно "
                "длинна",
                mend="Выгрузите его снова",
                row=reader.line_num,
            ) from error
        finally:
            csv.field_size_limit(limit)

    def _workbook_rows(self) -> Iterator[tuple[int, list[str]]]:
        from openpyxl import load_workbook

        try:
            with zipfile.ZipFile(self.path) as archive:
                unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > LARGEST_WORKBOOK_BYTES:
                megabytes = LARGEST_WORKBOOK_BYTES // 2**20
                raise self.refusal(
                    f"книга раскрывается больше чем в {megabytes} МБ: это не таблица"
                )
            book = load_workbook(self.path, read_only=True, data_only=True)
            try:
                sheet = book.worksheets[0]
                for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                    yield line, [_as_text(value) for value in row]
            finally:
                book.close()
        except DataRefusal:
            raise
        except Exception as error:  # openpyxl raises what its parsers do
            raise self.refusal(
                "книга Excel не открывается: файл обрезан или испорчен",
                mend="Выгрузите его снова",
            ) from error


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
