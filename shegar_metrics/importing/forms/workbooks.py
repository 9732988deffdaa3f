"""Empty forms for a clerk to fill in: a workbook that checks as one types, or a plain CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ...dataset.reference import Reference
from ...problems import ParameterRefusal
from ...spreadsheets import (
    DAY_FORMAT,
    content_of,
    height,
    print_on_one_width,
    set_style,
    write_head,
)
from ..lookup import code_of
from .blank import GOSPABLIKI, POS, year_form
from .form import NUMBERS, ROUBLES, Cell, Column, Form

FORMS: Mapping[str, Callable[[Reference, int], Form]] = {
    "pos": lambda reference, year: POS,
    "gospabliki": lambda reference, year: GOSPABLIKI,
    "year": year_form,
}
"""Each form by its name, as it is for a municipality and a year."""

NAMES: Mapping[str, Sequence[str]] = {
    "pos": ("ПОС", "сообщения жителей"),
    "gospabliki": ("Госпаблики",),
    "year": ("год", "числа года"),
}
"""What a user may call each form."""

LAST_ROW = 200
"""Rows that a clerk may add are checked too, down to here."""
GIVEN_COLOUR, ASKED_COLOUR = "F2F2F2", "FFFBE6"

FILLING = (
    "Заполняйте на листе «Данные» жёлтые ячейки; серые уже заполнены или не нужны. Пустая ячейка "
    "значит «не известно», ноль — действительно ноль. Строка, в которой нет ни одного числа, "
    "пропускается. Заголовки столбцов и порядок листов не меняйте, строк итогов не добавляйте. "
    "Дробь отделяется запятой: 2,5. Дата пишется так: 31.01.{year}."
)
BRINGING = (
    "Сохраните книгу как XLSX (или лист «Данные» как CSV) и выполните команду: shegar-metrics "
    "import ФАЙЛ, где ФАЙЛ — путь к тому, что сохранено. Если что-то не так, программа назовёт "
    "строку, столбец и причину."
)


def write_form(name: str, year: int, path: Path, reference: Reference) -> None:
    """Write an empty form of a year; the same arguments give the same bytes.

    Parameters
    ----------
    name
        One of `NAMES`, or what a user may call it.
    year
        The year whose months are printed in it.
    path
        Where to: ``.xlsx``, or ``.csv`` (UTF-8 with a byte order mark, semicolons).
    reference
        Which sections and pages the municipality has.

    Raises
    ------
    ParameterRefusal
        If there is no such form or suffix of a file, or the file cannot be written. One
        that is there already is never overwritten: a clerk may have filled it in.
    """
    name = code_of(name, NAMES, "Форма")
    if not 1990 <= year <= 2100:
        raise ParameterRefusal(f"Год {year}: формы есть за годы с 1990 по 2100.")
    writers = {".xlsx": _workbook, ".csv": _csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise ParameterRefusal(f"{path.name}: форма записывается как .xlsx или .csv.")
    content = writer(FORMS[name](reference, year), year)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise ParameterRefusal(
            f"{path}: файл уже есть и, возможно, заполнен. Уберите его или назовите другой."
        ) from error
    except OSError as error:
        raise ParameterRefusal(f"{path}: файл не записать ({error.strerror}).") from error


def _csv(form: Form, year: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.title for column in form.columns)
    for row in form.filled(year):
        writer.writerow(f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in row)
    return text.getvalue().encode("utf-8-sig")


def _workbook(form: Form, year: int) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    _fill_data(book.active, form, year)
    _fill_explanations(book.create_sheet("Пояснения"), form, year)
    return content_of(book, form.title, date(year, 1, 1))


def _fill_data(sheet: Any, form: Form, year: int) -> None:
    from openpyxl.styles import Alignment

    sheet.title = "Данные"
    sheet.freeze_panes = sheet.cell(2, form.frozen + 1)
    widths = [column.width for column in form.columns]
    write_head(sheet, [column.title for column in form.columns], widths)
    for line, row in enumerate(form.filled(year), start=2):
        texts = [cell if isinstance(cell, str) else "" for cell in row]
        sheet.row_dimensions[line].height = height(texts, widths)
        for place, (column, value) in enumerate(zip(form.columns, row, strict=True), start=1):
            cell = sheet.cell(line, place, value or None)
            set_style(cell, ASKED_COLOUR if value is None else GIVEN_COLOUR)
            # Numbers keep the general form: there Excel shows a date it made of «1.5» as a
            # date, and it is refused; under a form of numbers it would look like a number.
            if column.cell is Cell.DAY:
                cell.number_format = DAY_FORMAT
                cell.alignment = Alignment("center", "top")
    for head, column in zip(sheet[1], form.columns, strict=True):
        _validate(sheet, form, column, head.column_letter, year)
    print_on_one_width(sheet, landscape=True)


def _validate(sheet: Any, form: Form, column: Column, letter: str, year: int) -> None:
    """Let Excel refuse at once what the import would refuse."""
    if column.cell is Cell.TEXT:
        return
    spans = {letter + f"2:{letter}{LAST_ROW}": column.cell}
    if form.lines and column.cell in NUMBERS:
        spans = {
            f"{letter}{place}": Cell.AMOUNT if line.unit == ROUBLES else Cell.COUNT
            for place, line in enumerate(form.lines, start=2)
        }
    for cell in sorted(set(spans.values()), key=lambda cell: cell.value):
        validation = _validation(column, cell, year)
        for span, asked in spans.items():
            if asked is cell:
                validation.add(span)
        sheet.add_data_validation(validation)


def _validation(column: Column, cell: Cell, year: int) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule: dict[str, object]
    match cell:
        case Cell.DAY:
            # Subscribers are counted when the report is made, in the next year.
            last = "7,31" if column.name == "as_of" else "12,31"
            end = year + (column.name == "as_of")
            rule = {"type": "date", "operator": "between"}
            rule |= {"formula1": f"DATE({year},1,1)", "formula2": f"DATE({end},{last})"}
            day, month = reversed(last.split(","))
            error = f"Нужна дата с 01.01.{year} по {day}.{int(month):02}.{end}."
        case Cell.CHOICE:
            words = column.choices.values()
            rule = {"type": "list", "formula1": f'"{",".join(words)}"'}
            error = f"Выберите из списка: {' или '.join(words)}."
        case _:
            whole = cell is Cell.COUNT
            rule = {"type": "whole" if whole else "decimal", "operator": "between"}
            rule |= {"formula1": 0, "formula2": column.most}
            error = (
                f"Нужно {'целое число' if whole else 'число'} от 0 до {column.most:,}. "
                "Если оно не известно, оставьте ячейку пустой."
            ).replace(",", "\u00a0")
    return DataValidation(
        **rule,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Так нельзя",
        error=error,
        showInputMessage=True,
        promptTitle=column.title[:32],
        prompt=column.meaning[:255],
    )


def _fill_explanations(sheet: Any, form: Form, year: int) -> None:
    widths = [30, 74, 24]
    write_head(sheet, ["О чём", "Что это и что вписать", "Единица"], widths)
    rows = [("Как заполнять", FILLING.format(year=year), "")]
    rows += [("Как передать в отчёт", BRINGING, "")]
    rows += [(f"Столбец «{column.title}»", column.meaning, column.unit) for column in form.columns]
    rows += [(f"Строка «{line.label}»", line.meaning, line.unit) for line in form.lines]
    for line, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            set_style(sheet.cell(line, place, text or None))
        sheet.row_dimensions[line].height = height(row, widths)
    sheet.freeze_panes = "A2"
    print_on_one_width(sheet, landscape=False)
