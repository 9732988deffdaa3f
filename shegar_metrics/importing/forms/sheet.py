"""One form as a sheet of a workbook: filled in, coloured, and checked as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...spreadsheets import DAY_FORMAT, height, print_on_one_width, set_style, write_head
from .form import NUMBERS, Cell, Column, Form
from .known import Filled, Known

LAST_ROW = 200
"""Rows that a clerk may add are checked too, down to here at least."""
ROWS_TO_ADD = 50
GIVEN_COLOUR, ASKED_COLOUR, KNOWN_COLOUR, MISSING_COLOUR = "F2F2F2", "FFFBE6", "E9F3E6", "F8D7D0"
LISTS = "Списки"
LONGEST_LIST = 255
"""Excel takes a longer list from cells alone."""


def fill_sheet(sheet: Any, form: Form, rows: Sequence[Filled], known: Known) -> None:
    """Fill in the sheet of a form.

    Parameters
    ----------
    sheet
        The empty sheet.
    form
        The form.
    rows
        Its rows.
    known
        The data, and the year.
    """
    from openpyxl.styles import Alignment

    sheet.freeze_panes = sheet.cell(2, form.frozen + 1)
    widths = [column.width for column in form.columns]
    write_head(sheet, [column.title for column in form.columns], widths)
    for line, row in enumerate(rows, start=2):
        values = form.cells(row)
        texts = [value if isinstance(value, str) else "" for value in values]
        sheet.row_dimensions[line].height = height(texts, widths)
        for place, (column, value) in enumerate(zip(form.columns, values, strict=True), start=1):
            cell = sheet.cell(line, place, value)
            set_style(cell, _colour(form, row, column, value, place))
            # Numbers keep the general form: there Excel shows a date it made of «1.5» as a
            # date, and it is refused; under a form of numbers it would look like a number.
            if column.cell is Cell.DAY:
                cell.number_format = DAY_FORMAT
                cell.alignment = Alignment("center", "top")
    _mark_missing(sheet, form, rows)
    last = max(LAST_ROW, len(rows) + ROWS_TO_ADD)
    for head, column in zip(sheet[1], form.columns, strict=True):
        if column.cell is not Cell.TEXT:
            validation = _validation(sheet.parent, form, column, known)
            validation.add(f"{head.column_letter}2:{head.column_letter}{last}")
            sheet.add_data_validation(validation)
    print_on_one_width(sheet, landscape=True)


def _colour(form: Form, row: Filled, column: Column, value: Any, place: int) -> str:
    if column.name in row.needless or (value is not None and place <= form.frozen):
        return GIVEN_COLOUR
    return ASKED_COLOUR if value is None else KNOWN_COLOUR


def _mark_missing(sheet: Any, form: Form, rows: Sequence[Filled]) -> None:
    """Colour what is missing for the whole year as long as it is."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    fill = PatternFill(bgColor=MISSING_COLOUR)
    for place, column in enumerate(form.columns, start=1):
        for line, row in enumerate(rows, start=2):
            if column.name in row.missing:
                name = sheet.cell(line, place).coordinate
                rule = FormulaRule(formula=[f"ISBLANK({name})"], fill=fill)
                sheet.conditional_formatting.add(name, rule)
                sheet.sheet_properties.tabColor = MISSING_COLOUR


def _validation(book: Any, form: Form, column: Column, known: Known) -> Any:
    """Let Excel refuse at once what the import would refuse."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule: dict[str, object]
    noun = column.unit.removesuffix(".")  # «чел.» ends a sentence without another full stop
    match column.cell:
        case Cell.DAY:
            days = form.days(known)
            rule = {"type": "date", "operator": "between"}
            rule |= {
                name: f"DATE({day.year},{day.month},{day.day})"
                for name, day in (("formula1", days.start), ("formula2", days.end))
            }
            error = f"Нужна дата с {days.start:%d.%m.%Y} по {days.end:%d.%m.%Y}."
        case Cell.CHOICE:
            words = list(column.choices.values())
            rule = {"type": "list", "formula1": _list(book, column, words)}
            error = f"Выберите из списка: {' или '.join(words)}."
            error = error if len(error) <= LONGEST_LIST else "Выберите из списка."
        case _:
            whole = column.cell is Cell.COUNT
            rule = {"type": "whole" if whole else "decimal", "operator": "between"}
            rule |= {"formula1": 0, "formula2": column.most}
            most = f"{column.most:,}".replace(",", "\u00a0")
            error = (
                f"Нужно {'целое число' if whole else 'число'} от 0 до {most}, {noun}. "
                "Если оно не известно, оставьте ячейку пустой — это не ноль."
            )
    unit = f" Единица — {noun}." if column.cell in NUMBERS else ""
    return DataValidation(
        **rule,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Так нельзя",
        error=error,
        showInputMessage=True,
        promptTitle=column.title[:32],
        prompt=f"{column.meaning[: LONGEST_LIST - len(unit)]}{unit}",
    )


def _list(book: Any, column: Column, words: Sequence[str]) -> str:
    """Return where Excel finds the words of a choice: beside it, or on a hidden sheet."""
    inline = f'"{",".join(words)}"'
    if len(inline) <= LONGEST_LIST and not any("," in word or '"' in word for word in words):
        return inline
    if LISTS not in book.sheetnames:
        book.create_sheet(LISTS).sheet_state = "hidden"
    lists = book[LISTS]
    place = lists.max_column + 1 if lists["A1"].value else 1
    for line, text in enumerate([column.title, *words], start=1):
        letter = lists.cell(line, place, text).column_letter
    return f"'{LISTS}'!${letter}$2:${letter}${len(words) + 1}"
