"""A file that came out of some system: looked at with care, as nothing in it is trusted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from ... import cells
from ...problems import DataRefusal
from .headings import Heading, first_rows
from .html_pages import page_of
from .raw import LARGEST_FILE_BYTES, LARGEST_WORKBOOK_BYTES, ZIP_MARK, RawFile
from .sheets import Line, Sheet, TornError, of_csv, of_old_workbook, of_xlsx
from .torn import torn_xml

MOST_ROWS = 200_000
"""More than any table holds that people keep, or a service exports of a year; logs are none."""
XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*>")


class Wrong(ValueError):
    """A refusal of a value by its reader: the sentences of a `Problem`, but for the place."""

    def __init__(self, wrong: str, expected: str = "", mend: str = "") -> None:
        super().__init__(wrong)
        self.sentences = (wrong, expected, mend)


class Export(RawFile):
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
        super().__init__(path)
        self.zone = zone

    @cached_property
    def sheets(self) -> Sequence[Sheet]:
        """The sheets of a workbook that a person sees; a CSV is one."""
        if not self.is_book:
            return [of_csv(self._as_text)]
        self._refuse_bad_archive()
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
                seen = sheet if self.is_book else of_csv(lambda: io.StringIO(self.first_text, ""))
                found.extend(first_rows(sheet, self.rows(seen)))
        except DataRefusal:  # who reads the table says so; what precedes a tear is seen
            pass
        return found

    @property
    def remarks(self) -> list[str]:
        """What is to be known of the file, whatever is read of it."""
        if not self.is_book:
            return []
        if self.parts:
            hidden = [f"«{sheet.name}»" for sheet in self.sheets if sheet.has_hidden]
            told = "есть скрытые строки (например, фильтром): читаются и они"
            return [f"{self.name}: на листе {name} {told}." for name in hidden]
        return [
            f"{self.name}: в книге XLS не видно, где формулы, и ноль может быть суммой пустых "
            "ячеек. Сохраните её как XLSX, и это будет проверено."
        ]

    def text(self) -> str:
        """Read it whole as text: UTF-8, UTF-16 with a byte order mark, or cp1251."""
        with self._as_text() as file, self.careful():
            text = file.read(LARGEST_FILE_BYTES + 1)
        if len(text) > LARGEST_FILE_BYTES:
            raise self.too_large()
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
        careful = self._careful_book if self.is_book else self.careful
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
            line, why = error.args
            wrong = f"нельзя разобрать как CSV: {why}"
            raise self.refusal(wrong, mend="Выгрузите его снова", row=line) from error

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

    def _as_text(self) -> IO[str]:
        """Open it as text, its line breaks untouched."""
        if self.is_html:
            wrong, mend = page_of(self.beginning)
            raise self.refusal(wrong, mend=mend)
        with self.careful():
            if self.path.stat().st_size > LARGEST_FILE_BYTES:
                raise self.too_large()
            encoding = cells.encoding(self.chunks)
        if encoding is None:
            raise self.refusal("это не текст в кодировке UTF-8, UTF-16 или cp1251, или он испорчен")
        return io.TextIOWrapper(self.opened(), encoding, newline="")

    def _refuse_bad_archive(self) -> None:
        """Refuse an archive that unfolds into too much, or whose own list of parts is broken.

        calamine would read some of the latter all the same: not certainly what was saved.
        """
        if not self.head.startswith(ZIP_MARK):
            return
        with self._careful_book(), zipfile.ZipFile(self.path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > LARGEST_WORKBOOK_BYTES:
            megabytes = LARGEST_WORKBOOK_BYTES // 2**20
            raise self.refusal(f"книга раскрывается больше чем в {megabytes} МБ: это не таблица")

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
