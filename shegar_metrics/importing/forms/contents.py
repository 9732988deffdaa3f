"""What a workbook of forms says of itself: its first sheet, and the explanations of columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...spreadsheets import height, print_on_one_width, set_style, write_head
from .form import Column, Form
from .known import Filled, Known
from .sheet import ASKED_COLOUR, GIVEN_COLOUR, KNOWN_COLOUR, MISSING_COLOUR

FILLING = (
    "Заполняйте {where} жёлтые ячейки. Пустая ячейка значит «не известно», ноль — действительно "
    "ноль. Строка, в которой ничего не сказано, пропускается. Строку можно скопировать и дать ей "
    "другой период или другую дату; периоды одного ряда не делят дней, кроме года и его частей. "
    "Заголовки столбцов и названия листов не меняйте, строк итогов не добавляйте. Дробь "
    "отделяется запятой: 2,5. Дата пишется так: 31.01.{year}."
)
BRINGING = (
    "Сохраните книгу как XLSX{csv} и выполните команду: shegar-metrics import ФАЙЛ, где ФАЙЛ — "
    "путь к тому, что сохранено; если данные не в папке data, добавьте --data ПАПКА. Или положите "
    "книгу в папку inbox, которая в папке с данными: оттуда её берут и команда без имени файла, и "
    "тетрадь work. Если что-то не так, программа назовёт строку, столбец и причину. Что не "
    "изменено, не изменит и данных."
)
COLOURS = (
    (ASKED_COLOUR, "Жёлтая", "Сюда пишут."),
    (MISSING_COLOUR, "Красная", "Сюда пишут прежде всего: за весь год этого нет."),
    (KNOWN_COLOUR, "Зелёная", "Это в данных уже есть. Если оно неверно, впишите верное."),
    (GIVEN_COLOUR, "Серая", "Здесь писать не нужно: задано или сложится из частей."),
)
NOTHING_MISSING = "всё есть"
MOST_SHOWN = 6
DAYS_IN_YEAR = 365


def mark(year: int) -> str:
    """Return the title by which the workbook of a year is known."""
    return f"Числа за {year} год"


def fill_contents(
    sheet: Any, forms: Sequence[Form], rows: Sequence[Sequence[Filled]], known: Known
) -> None:
    """Fill in the first sheet: how it is filled in, what its sheets are for, and what is missing.

    Parameters
    ----------
    sheet
        The empty sheet.
    forms
        The forms of the workbook.
    rows
        The rows of each.
    known
        The data, and the year.
    """
    year = known.year.start.year
    sheet.title = "О книге"
    widths = [24, 62, 44, 58]
    write_head(sheet, [mark(year), "Что это", "Где печатается", "Чего за год нет"], widths)
    lines: list[tuple[str | None, list[str]]] = [
        (None, ["Как заполнять", FILLING.format(where="на листах", year=year), "", ""]),
        (None, ["Как передать в отчёт", BRINGING.format(csv=""), "", ""]),
        *((colour, [f"{name} ячейка", text, "", ""]) for colour, name, text in COLOURS),
        *(
            (None, [f"Лист «{form.name}»", form.title, form.printed, _missing(form, of_form)])
            for form, of_form in zip(forms, rows, strict=True)
        ),
    ]
    for line, (colour, texts) in enumerate(lines, start=2):
        _write(sheet, line, texts, widths)
        if colour:
            set_style(sheet.cell(line, 1), colour)
    print_on_one_width(sheet, landscape=True)
    sheet.freeze_panes = "A2"


def fill_explanations(sheet: Any, forms: Sequence[Form], known: Known) -> None:
    """Fill in the last sheet: what each column asks, and in which unit."""
    widths = [30, 74, 24]
    write_head(sheet, ["О чём", "Что это и что вписать", "Единица"], widths)
    rows = []
    if len(forms) == 1:
        (form,) = forms
        filling = FILLING.format(where=f"на листе «{form.name}»", year=known.year.start.year)
        csv = f" (или лист «{form.name}» как CSV)"
        rows += [["Как заполнять", filling, ""]]
        rows += [["Как передать в отчёт", BRINGING.format(csv=csv), ""]]
    for form in forms:
        where = f"Лист «{form.name}», столбец" if len(forms) > 1 else "Столбец"
        rows += [[f"{where} «{c.title}»", c.meaning, c.unit] for c in form.columns]
    for line, row in enumerate(rows, start=2):
        _write(sheet, line, row, widths)
    sheet.freeze_panes = "A2"
    print_on_one_width(sheet, landscape=False)


def _write(sheet: Any, line: int, texts: Sequence[str], widths: Sequence[int]) -> None:
    for place, text in enumerate(texts, start=1):
        set_style(sheet.cell(line, place, text or None))
    sheet.row_dimensions[line].height = height(texts, widths)


def _missing(form: Form, rows: Sequence[Filled]) -> str:
    """Name what is missing for the whole year: the columns, with their rows if not of each."""
    gaps = []
    for column in form.columns:
        lacking = [row for row in rows if column.name in row.missing]
        if not lacking:
            continue
        names = [
            ", ".join(str(c.shown(row.cells[c.name])) for c in form.columns if _tells_apart(c, row))
            for row in lacking
        ]
        shown = "; ".join(name for name in names[:MOST_SHOWN] if name)
        more = f" и ещё {len(names) - MOST_SHOWN}" if len(names) > MOST_SHOWN else ""
        is_of_each = all(column.name in row.missing for row in rows if not _is_of_month(row))
        title = column.title
        gaps.append(title if is_of_each or not shown else f"{title} ({shown}{more})")
    return "; ".join(gaps) or NOTHING_MISSING


def _is_of_month(row: Filled) -> bool:
    """Tell whether a row is of a part of the year: no gap of the whole year is told in it."""
    start, end = (row.cells.get(name) for name in ("period_start", "period_end"))
    return start is not None and (end - start).days < DAYS_IN_YEAR - 1


def _tells_apart(column: Column, row: Filled) -> bool:
    return bool(column.choices) and row.cells.get(column.name) is not None
