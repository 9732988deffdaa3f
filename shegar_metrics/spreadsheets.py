"""Workbooks of Excel: how each of ours looks, and the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from textwrap import wrap
from typing import Any

FONT = "Calibri"
HEADER_COLOUR, LINE_COLOUR = "D9E2EC", "A6A6A6"
DAY_FORMAT = "dd.mm.yyyy"

LINE_POINTS = 15


def content_of(book: Any, title: str, day: date) -> bytes:
    """Return a workbook as the bytes of its file: the same for the same content.

    Parameters
    ----------
    book
        The workbook.
    title
        Its title among the properties of the file.
    day
        What stands there as the day it was made on, so that no clock does.
    """
    from openpyxl.writer.excel import ExcelWriter

    moment = datetime.combine(day, time.min)
    book.properties.title = title
    book.properties.creator = "shegar-metrics"
    book.properties.created = book.properties.modified = moment
    drafted, content = io.BytesIO(), io.BytesIO()
    # Workbook.save would put the time of day into it, and zipfile that of every part.
    ExcelWriter(book, zipfile.ZipFile(drafted, "w")).save()
    with zipfile.ZipFile(drafted) as draft, zipfile.ZipFile(content, "w") as final:
        for part in draft.namelist():
            info = zipfile.ZipInfo(part, moment.timetuple()[:6])
            final.writestr(info, draft.read(part), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def write_head(sheet: Any, titles: Sequence[str], widths: Sequence[int]) -> None:
    """Write the header of a table, and set the widths of its columns."""
    for place, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        cell = sheet.cell(1, place, title)
        set_style(cell, HEADER_COLOUR, bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[1].height = height(titles, widths)


def height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Compute the height of a row: not every program fits it to wrapped text by itself."""
    long = [_lines(t, width) for t, width in zip(texts, widths, strict=True) if len(t) > width]
    return LINE_POINTS * max(long, default=1) + 3


@lru_cache(maxsize=4096)  # titles and reasons stand in many rows
def _lines(text: str, width: int) -> int:
    return len(wrap(text, width))


def style_name(book: Any, form: str) -> str:
    """Return the name of the style of cells in a format of Excel: for thousands, it is made once.

    Parameters
    ----------
    book
        The workbook, which gets the style if it has none of this format.
    form
        The format that numbers and dates are shown in.
    """
    from openpyxl.styles import NamedStyle

    name = f"Данные: {form}"
    if name not in book.named_styles:
        style = NamedStyle(name, number_format=form)
        set_style(style)
        book.add_named_style(style)
    return name


def set_style(cell: Any, colour: str | None = None, bold: bool = False) -> None:
    """Give a cell or a style a border, our font and wrapped text, and maybe a colour behind."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side("thin", LINE_COLOUR)
    cell.border = Border(side, side, side, side)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(FONT, 11, bold)
    if colour:
        cell.fill = PatternFill("solid", colour)


def print_on_one_width(sheet: Any, landscape: bool) -> None:
    """Have a sheet printed on A4, all of its columns side by side, its header on each page."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&A, стр. &P из &N"
