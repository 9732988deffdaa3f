"""Forms for a clerk to fill in: a workbook that checks as one types, or a plain CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from ...dataset.reference import Reference
from ...problems import ParameterRefusal
from ...spreadsheets import content_of
from ..lookup import code_of
from .blank import GOSPABLIKI, POS
from .contents import fill_contents, fill_explanations
from .form import Form
from .known import Known
from .sheet import fill_sheet
from .year import KIND, year_forms

FORMS: Mapping[str, Callable[[Reference], Sequence[Form]]] = {
    "pos": lambda _: [POS],
    "gospabliki": lambda _: [GOSPABLIKI],
    KIND: year_forms,
}
"""The sheets of each form by its name, as they are for a municipality."""

NAMES: Mapping[str, Sequence[str]] = {
    "pos": ("ПОС", "сообщения жителей"),
    "gospabliki": ("Госпаблики",),
    KIND: ("год", "числа года"),
}
"""What a user may call each form."""


def file_name(name: str, year: int) -> str:
    """Return what the file of a form is called if its user does not say."""
    return f"Числа за {year} год.xlsx" if name == KIND else f"{name}-{year}.xlsx"


def write_form(name: str, year: int, path: Path, reference: Reference) -> None:
    """Write the form of a year with what is known of it; the same arguments give the same bytes.

    Parameters
    ----------
    name
        One of `NAMES`, or what a user may call it.
    year
        The year.
    path
        Where to: ``.xlsx``, or for a form of one sheet ``.csv`` (UTF-8 with a byte order mark,
        semicolons).
    reference
        Which sections and pages the municipality has, and what the data know.

    Raises
    ------
    ParameterRefusal
        If there is no such form or suffix of a file, or the file cannot be written. One
        that is there already is never overwritten: a clerk may have filled it in.
    """
    name = code_of(name, NAMES, "Форма")
    if not 1990 <= year <= 2100:
        raise ParameterRefusal(f"Год {year}: формы есть за годы с 1990 по 2100.")
    forms, known = FORMS[name](reference), Known(reference, name, year)
    match path.suffix.lower():
        case ".xlsx":
            content = _workbook(forms, known)
        case ".csv" if len(forms) == 1:
            content = _csv(forms[0], known)
        case ".csv":
            raise ParameterRefusal(f"{path.name}: в этой форме много листов: нужна книга .xlsx.")
        case _:
            raise ParameterRefusal(f"{path.name}: форма записывается как .xlsx или .csv.")
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise ParameterRefusal(
            f"{path}: файл уже есть и, возможно, заполнен. Уберите его или назовите другой."
        ) from error
    except OSError as error:
        raise ParameterRefusal(f"{path}: файл не записать ({error.strerror}).") from error


def _csv(form: Form, known: Known) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(column.title for column in form.columns)
    for row in form.rows(known):
        cells = form.cells(row)
        writer.writerow(f"{cell:%d.%m.%Y}" if isinstance(cell, date) else cell for cell in cells)
    return text.getvalue().encode("utf-8-sig")


def _workbook(forms: Sequence[Form], known: Known) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    rows = [list(form.rows(known)) for form in forms]
    if len(forms) > 1:
        fill_contents(book.create_sheet(), forms, rows, known)
    for form, of_form in zip(forms, rows, strict=True):
        fill_sheet(book.create_sheet(form.name), form, of_form, known)
    fill_explanations(book.create_sheet("Пояснения"), forms, known)
    title = forms[0].title if len(forms) == 1 else f"Числа за {known.year.start.year} год"
    return content_of(book, title, known.year.start)
