"""Fill the sheets of the workbook: numbers as numbers, texts as texts that no program obeys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from ...problems import printable
from ...spreadsheets import height, print_on_one_width, style_name, write_head
from .. import wording as w
from .sheets import GENERAL, Sheet, Value

FORMULA = ("=", "+", "-", "@")
"""What begins like a formula is marked as a text: one stays when somebody edits the cell."""
T = TypeVar("T")

_styles: WeakKeyDictionary[Any, dict[tuple[str, bool], Any]] = WeakKeyDictionary()
"""The styles of each workbook, by format and whether it is a text like a formula."""


def fill(sheet: Any, content: Sheet[T]) -> None:
    """Write a table with a filter under its header, which stays in sight with the first column."""
    columns, widths = content.columns, [column.width for column in content.columns]
    write_head(sheet, [column.title for column in columns], widths)
    for line, row in enumerate(content.rows, start=2):
        values = [column.value(row) for column in columns]
        for place, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            _write(sheet.cell(line, place), value, column.form(row))
        texts = [value if isinstance(value, str) else "" for value in values]
        sheet.row_dimensions[line].height = height(texts, widths)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    print_on_one_width(sheet, landscape=True)


def fill_about(sheet: Any, title: str, rows: Sequence[tuple[str, str]]) -> None:
    """Write the first sheet: what the workbook is, point by point."""
    widths = [24, 96]
    sheet.title = "О книге"
    write_head(sheet, [sheet.title, _plain(title)], widths)
    for line, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            _write(sheet.cell(line, place), text)
        sheet.row_dimensions[line].height = height(row, widths)
    print_on_one_width(sheet, landscape=False)


def _write(cell: Any, value: Value, form: str = GENERAL) -> None:
    is_quoted = isinstance(value, str) and value.startswith(FORMULA)
    cell._style = _style(cell.parent.parent, form, is_quoted=is_quoted)
    match value:
        case None | "":
            return
        case str():
            cell.value, cell.data_type = _plain(value), "s"
        case float():
            # A number by its type; as a text of it, since openpyxl writes only 16 digits of one.
            cell.value, cell.data_type = repr(value), "n"
        case _:
            cell.value = value


def _style(book: Any, form: str, *, is_quoted: bool) -> Any:
    """Return the style of cells in a format, made once: openpyxl looks one up for long."""
    from openpyxl.styles.styleable import StyleableObject

    styles = _styles.setdefault(book, {})
    if (form, is_quoted) not in styles:
        model = StyleableObject(book.active)
        model.style, model.quotePrefix = style_name(book, form), is_quoted
        styles[form, is_quoted] = model._style
    return styles[form, is_quoted]


@lru_cache(maxsize=4096)  # titles, units and reasons stand in many rows
def _plain(text: str) -> str:
    """Return a text that no program obeys, with the spaces that people type into a filter."""
    return printable(text).replace(w.NBSP, " ")
