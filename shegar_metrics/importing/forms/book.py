"""The workbook of a year, filled in by a clerk and read back sheet by sheet.

What a cell says again of the data changes nothing: a number of another source, or that rows of
other days add up to, is left out. An empty cell says nothing; that the data have a number where the
workbook has none is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ...dataset.fact_rules import SERIES_COLUMNS
from ...dataset.series import (
    ADDITIVE,
    TOTALS,
    WORDS,
    is_flow,
    measure_columns,
    period_of,
    series_columns,
    stated_columns,
)
from ...problems import DataRefusal, Problem, shortened
from ..files.columns import found_places
from ..files.export import Export
from ..files.table import MOST_PROBLEMS, Table
from ..importer import Extract, Options
from ..subjects.totals import beside, parted
from .checks import read_sheet
from .contents import mark
from .filled import Read
from .form import Form
from .known import ORIGIN, SOURCE, Filled, Known
from .year import KIND, year_forms

MARK = re.compile(mark(0).replace("0", "([0-9]{4})"))
MOST_SHOWN = 5

Row = Mapping[str, Any]
Rows = dict[str, list[Row]]


def year_of_book(export: Export) -> int | None:
    """Return the year of a workbook of ours; ``None`` if it is none."""
    if not export.is_book:
        return None
    titles = (title for heading in export.headings for title in heading.titles)
    found = next(filter(None, map(MARK.fullmatch, titles)), None)
    return None if found is None else int(found[1])


def read_book(export: Export, options: Options) -> Extract:
    """Read every sheet of ours that is there; the others are of no concern."""
    year = year_of_book(export)
    if year is None:
        wrong = "нет листа «О книге» с годом: это не книга чисел за год или он удалён"
        raise export.refusal(wrong, mend=f"Сделайте её: shegar-metrics form {KIND} --year ГОД")
    known = Known(options.reference, KIND, year)
    forms = year_forms(options.reference)
    there = {heading.sheet.name for heading in export.headings}
    _refuse_other_names(export, forms)
    rows: Rows = {}
    noticed: list[str] = []
    absent: list[str] = []
    problems: list[Problem] = []
    nameless = 0
    places: dict[tuple[Any, ...], str] = {}
    says_anything = False
    for form in forms:
        rows[form.of] = []
        if form.name not in there:
            continue
        try:
            table = Table(export, form.read_columns, key=(), sheet=form.name)
            checked = read_sheet(table, form, known, options.as_of)
            read = [(record, _completed(form, row, known)) for record, row in checked]
        except DataRefusal as refusal:
            problems += refusal.problems
            continue
        says_anything = says_anything or bool(read)
        for record, row in read:
            key = (form.of, *map(row.get, form.keys))
            places[key] = f"лист «{form.name}», строка {record.line}"
        if table.unread:
            names = ", ".join(f"«{shortened(title)}»" for title in table.unread)
            noticed.append(
                f"Лист «{form.name}»: не взяты столбцы, которых в книге не было: {names}."
            )
        here, unnamed = _compared(form, read, known)
        absent += here
        nameless += unnamed
        of_series = is_flow(form.of) and form.of != ADDITIVE
        brought: Rows = {form.of: [row for _, row in read]}
        told: list[str] = []
        if of_series:
            brought, told = _settled(form.of, read, known)
        noticed += told
        for name, of_table in brought.items():
            rows.setdefault(name, []).extend(of_table)
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])
    if not says_anything:
        raise export.refusal("не вписано ни одного числа", mend="Заполните жёлтые ячейки книги")
    passed = [form.name for form in forms if form.name not in there]
    if passed:
        noticed.append(
            f"Листов, которых в книге нет или которые скрыты, — {len(passed)}: "
            f"{', '.join(passed)}. Оттуда ничего не взято."
        )
    if nameless:
        noticed.append(f"Строк, где источник не вписан или остался прежним, — {nameless}.")
    if absent:
        more = f" и ещё {len(absent) - MOST_SHOWN}" if len(absent) > MOST_SHOWN else ""
        noticed.append(
            f"В книге этого нет, а в данных есть и останется: {'; '.join(absent[:MOST_SHOWN])}"
            f"{more}."
        )
    keys = {form.of: form.keys for form in forms}

    def where(table: str, row: Row) -> str | None:
        of = row["table"] if table == TOTALS else table  # a total is told beside its series
        return places.get((of, *map(row.get, keys.get(of, ()))))

    return Extract(rows, noticed, year=year, where=where)


def _refuse_other_names(export: Export, forms: Sequence[Form]) -> None:
    """Refuse a workbook in which a sheet of ours bears another name, or there is a copy of it."""
    names = {form.name for form in forms}
    for heading in export.headings:
        name = heading.sheet.name
        for form in () if name in names else forms:
            if len(found_places(heading, form.read_columns)) == len(form.columns):
                raise export.refusal(
                    f"лист «{shortened(name)}» — это лист «{form.name}» под другим именем или его "
                    "копия",
                    mend=f"Назовите его «{form.name}» или удалите, если он лишний",
                )


def _completed(form: Form, row: Row, known: Known) -> dict[str, Any]:
    """Return a row of the data package: with its note and, of words, with its year."""
    rest = {name: value for name, value in row.items() if name != ORIGIN}
    origin = row.get(ORIGIN)
    note = f"{SOURCE}{origin}" if origin and not known.is_title(origin) else None
    if form.of in WORDS:
        rest["year"] = known.year.start.year
    return rest | ({} if form.of == "remarks" else {"note": note})


def _settled(of: str, read: Sequence[Read], known: Known) -> tuple[Rows, list[str]]:
    """Part what adds up from what does not, and the year from its parts, series by series."""
    by_series: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for _, row in read:
        by_series[tuple(row[name] for name in series_columns(of))].append(row)
    found: Rows = defaultdict(list)
    noticed: list[str] = []
    for key, rows in by_series.items():
        codes = dict(zip(series_columns(of), key, strict=True))
        new = [fresh for row in rows if (fresh := _what_is_new(of, codes, row, known))]
        parts = [row for row in new if period_of(row) != known.year]
        wholes = [row for row in new if period_of(row) == known.year]
        told = parted(of, parts) if parts else parted(of, wholes)
        for whole in wholes if parts else ():
            totals, differing = beside(of, whole, parts)
            noticed += differing
            told = {**told, TOTALS: [*told.get(TOTALS, ()), *totals]}
        for name, of_table in told.items():
            more = {**dict.fromkeys(SERIES_COLUMNS), **codes} if name == TOTALS else codes
            found[name] += [{**row, **more} for row in of_table]
    return dict(found), noticed


def _what_is_new(of: str, codes: Row, row: Row, known: Known) -> Row | None:
    """Leave out the numbers that the data have without the form; ``None`` if no other is told."""
    columns = [*measure_columns(of), *stated_columns(of)]
    again = {
        name: None
        for name in columns
        if row.get(name) is not None and known.is_said(of, codes, name, period_of(row), row[name])
    }
    rest = {**row, **again}
    return rest if any(rest.get(name) is not None for name in columns) else None


def _compared(form: Form, read: Sequence[Read], known: Known) -> tuple[list[str], int]:
    """Compare a sheet with what the data know.

    Returns
    -------
    list of str, int
        What the data know and the sheet does not say, but for what it has said itself earlier;
        how many rows that say something new do not say where it is from.
    """
    said = {tuple(row[name] for name in form.keys): row for _, row in read}
    filled = form.filled(known)
    absent = [
        f"{form.name}, {_named(form, row)}{column.title}"
        for key, row in filled.items()
        for column in form.columns
        if column.name in form.tells
        and column.name not in row.own
        and row.cells.get(column.name) is not None
        and said.get(key, {}).get(column.name) is None
    ]
    nameless = sum(
        "note" in row and row["note"] is None and form.is_new(row, filled) for _, row in read
    )
    return absent, nameless


def _named(form: Form, filled: Filled) -> str:
    """Name a row by its codes and its first day: «Новости, 01.01.2025: »."""
    parts = []
    for column in form.columns[: form.frozen]:
        value = column.shown(filled.cells.get(column.name))
        if value is not None:
            parts.append(f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value))
    return f"{', '.join(parts)}: " if parts else ""
