"""Fill the sheets of the workbook: numbers as numbers, texts as texts that no program obeys."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
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

_styles: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()
"""The styles of each workbook, by format."""


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
    _set_form(cell, form)
    match value:
        case None | "":
            return
        case str():
            cell.value, cell.data_type = _plain(value), "s"
            cell.quotePrefix = value.startswith(FORMULA)
        case float():
            # A number by its type; as a text of it, since openpyxl writes only 16 digits of one.
            cell.value, cell.data_type = repr(value), "n"
        case _:
            cell.value = value


def _set_form(cell: Any, form: str) -> None:
    """Give a cell the style of a format: openpyxl looks one up by its name for ever, so once."""
    styles = _styles.setdefault(cell.parent.parent, {})
    if form not in styles:
        cell.style = style_name(cell.parent.parent, form)
        styles[form] = copy(cell._style)
    cell._style = copy(styles[form])


@lru_cache(maxsize=4096)  # titles, units and reasons stand in many rows
def _plain(text: str) -> str:
    """Return a text that no program obeys, with the spaces that people type into a filter."""
    return printable(text).replace(w.NBSP, " ")
