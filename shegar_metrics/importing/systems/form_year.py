"""The dozen numbers of a year for which there is no export, from our own form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ...dataset.series import parts_of, stated_columns
from ...period import Period
from ...problems import shortened
from ..files.export import Export
from ..files.table import Record, Table, amount, count
from ..forms.blank import VISITS, YEAR, year_lines
from ..forms.filled import open_form, read_period, refuse_shared_days
from ..forms.form import ROUBLES, Line
from ..importer import Extract, Importer, Options
from ..subjects.totals import parted

SHAPES = {
    "publications": ("section", "publications"),
    "costs": ("item", "amount_rub"),
    "subscribers": ("page", "subscribers"),
}
"""The column that tells the lines of a table apart, and the column of the number."""
MORE = {"costs": {"contract": None, "method": "by_hand"}}
"""What else is known of a line of a table: its giver has attributed a sum to a year."""
KEY = ("code", "period_start", "period_end", "as_of")
Number = tuple[Record, Decimal | int | None]
PARTS = (*parts_of("visits"), ("visits", "page_views"))
"""Part and whole: each visit is of a page at least."""


@Importer(
    kind="year",
    title="Форма year: числа года, для которых выгрузки нет, XLSX или CSV",
    how="Сделайте форму: shegar-metrics form year --year ГОД, и заполните её по второму "
    "листу тем, что есть на бумаге или на экране. У каждого числа укажите источник.",
    recognise=YEAR.fits,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read each line into its table; visits and page views of a period share a row."""
    (export,) = files
    own = options.reference
    lines = {line.code: line for line in year_lines(own.sections(), own.pages)}
    table, noticed = open_form(export, YEAR, KEY)
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    visits: dict[Period | None, dict[str, Number]] = defaultdict(dict)
    spans: dict[tuple[str, Period], Record] = {}
    for record in table:
        line = _line(table, record, lines)
        if line is None:
            continue
        value = table.read(record, "value", amount if line.unit == ROUBLES else count)
        when = _when(table, record, line, options.as_of)
        period = None if line.is_stock else read_period(table, record, when)
        if period and line.is_series:
            series = line.table if line.table == "visits" else line.code
            spans.setdefault((series, period), record)
        if line.table == "visits":
            visits[period][line.member] = record, value
            continue
        if period and line.table == "costs" and period.start.year != period.end.year:
            wrong = "период переходит через границу года, и не известно, какая часть суммы чья"
            table.problem(record, "period_end", wrong, "для каждого года своя строка")
        member, number = SHAPES[line.table]
        told = {**MORE.get(line.table, {}), number: value, "note": _note([record])}
        rows[line.table].append({**when, member: line.member, **told})
    refuse_shared_days(table, [(*span, record) for span, record in spans.items()])
    for period, found in visits.items():
        if period:
            _check_parts(table, found)
    table.finish()
    nameless = sum(not record.cells["source"] for record in table)
    if nameless:
        noticed.append(f"Чисел без источника — {nameless}: впишите, откуда они.")
    for period, found in visits.items():
        if period:
            for name, of_visits in parted("visits", _rows_of_visits(period, found)).items():
                rows[name] += of_visits
    return Extract(dict(rows), noticed)


def _rows_of_visits(period: Period, found: Mapping[str, Number]) -> list[dict[str, Any]]:
    """Make a row of what adds up, and one of what cannot be summed, each with its own note."""
    cannot = stated_columns("visits")
    days = {"period_start": period.start, "period_end": period.end}
    rows = []
    for names in ([n for n in found if n not in cannot], [n for n in found if n in cannot]):
        counts = {name: found[name][1] for name in names}
        rows.append({**days, **counts, "note": _note([found[name][0] for name in names])})
    return rows


def _line(table: Table, record: Record, lines: Mapping[str, Line]) -> Line | None:
    """Find the line by its code, and make sure that sorting or editing has not torn it."""
    line = lines.get(record.cells["code"])
    if line is None:
        table.problem(record, "code", "нет такого кода", "код из пустой формы")
        return None
    for name, given in (("label", line.label), ("unit", line.unit)):
        if record.cells[name].casefold() != given.casefold():
            table.problem(record, name, f"не то, что у кода {line.code}", f"«{shortened(given)}»")
    return line


def _when(table: Table, record: Record, line: Line, counted: date | None) -> dict[str, date | None]:
    """Read the period of a flow or the day of a stock; the other cells must be empty."""
    asked = ("as_of",) if line.is_stock else ("period_start", "period_end")
    for name in ("period_start", "period_end", "as_of"):
        if name not in asked and record.cells[name]:
            table.problem(record, name, "дата здесь не нужна", "пустая ячейка")
    if line.is_stock and counted and not record.cells["as_of"]:
        return {"as_of": counted}
    return {name: table.read(record, name) for name in asked}


def _check_parts(table: Table, found: Mapping[str, Number]) -> None:
    for part, whole in PARTS:
        (_, most), (record, value) = (found.get(name, (None, None)) for name in (whole, part))
        if record and most is not None and value is not None and value > most:
            of = next(line.label for line in VISITS if line.member == whole)
            table.problem(
                record, "value", f"больше, чем «{of}» ({most})", f"число не больше {most}"
            )


def _note(records: Sequence[Record]) -> str | None:
    sources = dict.fromkeys(record.cells["source"] for record in records)
    told = "; ".join(source for source in sources if source)
    return f"Источник: {told}" if told else None
