"""The few rules of the data that cross rows or columns, which a Table Schema cannot say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ..period import Period
from ..problems import Problem
from .fact_rules import check_costs, check_editions, check_reporting_dates, check_totals
from .files import shown
from .peer_rules import check_peers
from .reading import RawTable
from .reference_rules import check_reference
from .schema import resources
from .series import TOTALS, Row, is_flow, parts_of, period_of, series_columns, series_tables
from .yardstick_rules import check_breaks, check_yardsticks

# What the fonts of the documents can show: Latin, Cyrillic, and signs of Russian print. No soft
# hyphens: nothing that is not seen.
UNPRINTABLE = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\u00ac\u00ae-\u0109\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f"
    "\u2011\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u20bd"
    "\u2116\u2122\u2212\u2248\u2260\u2264\u2265]"
)

FORMULA = re.compile(r"(^|[;\t\r\n])(?=[=+\-@])")
"""Where Excel would take text for a formula: at the start of a cell, and wherever a cell starts
for the Russian one, which parts CSV at semicolons and knows no quotes inside a line."""

MOST = 10**12  # a trillion
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

# An absolute path, a drive or an address, or a step up.
LEADING_OUT = re.compile(r"^[/\\]|^[A-Za-z][\w+.-]*:|(^|[/\\])\.\.([/\\]|$)")


def check_rules(rows: Mapping[str, Sequence[Row]], tables: Mapping[str, RawTable]) -> list[Problem]:
    """Check what crosses rows or columns: periods, parts, pages, and what a cell may not hold.

    Parameters
    ----------
    rows
        Typed rows by table, already valid one by one.
    tables
        The same tables as read, for the line numbers.

    Returns
    -------
    list of Problem
        In no particular order.
    """
    problems: list[Problem] = list(check_reference(rows, tables))
    problems += check_yardsticks(rows, tables["yardsticks"])
    problems += check_breaks(rows, tables["events"])
    if rows["municipality"]:
        problems += check_peers(rows, tables["peers"])
    for name in resources():
        found = list(_parts(name, rows[name], tables[name]))
        found += _cells(name, rows[name], tables[name])
        if name == TOTALS or is_flow(name):
            backwards = list(_backwards(rows[name], tables[name]))
            found += backwards
            if not backwards and name in series_tables():
                found += _overlaps(name, rows[name], tables[name])
        problems += found
    if not problems:
        problems += check_totals(rows, tables[TOTALS])
        problems += check_costs(rows["costs"], tables["costs"])
        problems += check_reporting_dates(rows["decisions"], tables["decisions"])
        problems += check_editions(rows["editions"], tables["editions"])
    return problems


def _parts(name: str, rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    for row, line in zip(rows, table.lines, strict=True):
        for part, whole in parts_of(name) if is_flow(name) else ():
            if row.get(part) is None or row[whole] is None:
                continue
            if row[part] > row[whole]:
                wrong = f"больше, чем {whole} ({row[whole]})"
                expected = f"число не больше {row[whole]}"
                mend = "Проверьте, не перепутаны ли столбцы"
                yield Problem(table.file, wrong, expected, mend, line, part, str(row[part]))


def _cells(name: str, rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Find values that no schema forbids, and that would spoil a document or a program."""
    for row, line in zip(rows, table.lines, strict=True):
        for column, value in row.items():
            if isinstance(value, str):
                fault: tuple[str, str, object] | None = _text(value)
                if (name, column) == ("sources", "path") and LEADING_OUT.search(value):
                    fault = "путь ведёт за пределы data/raw", "Укажите путь внутри data/raw", value
            else:
                fault = _amount(value)
            if fault:
                wrong, mend, found = fault
                yield Problem(table.file, wrong, "", mend, line, column, shown(found))


def _text(value: str) -> tuple[str, str, object] | None:
    """Return what is wrong with a text, how to mend it, and what to quote of it."""
    found = UNPRINTABLE.search(value)
    if found:
        quoted = found[0] if found[0].isprintable() else ""
        wrong = f"символ U+{ord(found[0]):04X} нельзя напечатать"
        return wrong, "Удалите его или замените буквами", quoted
    found = FORMULA.search(value)
    if found:
        wrong = f"Excel примет за формулу то, что начинается со знака «{value[found.end()]}»"
        return wrong, "Поставьте перед ним слово или кавычку", value
    return None


def _amount(value: object) -> tuple[str, str, object] | None:
    """Return what is wrong with a number or a date, how to mend it, and what to quote of it."""
    if isinstance(value, int | Decimal) and not -MOST <= value <= MOST:
        return "больше триллиона", "Проверьте число", value
    if isinstance(value, date) and not EARLIEST <= value <= LATEST:
        return f"дата вне {EARLIEST.year}–{LATEST.year} годов", "Проверьте год", value
    return None


def _backwards(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    for row, line in zip(rows, table.lines, strict=True):
        if row["period_end"] < row["period_start"]:
            yield Problem(
                table.file,
                f"раньше начала периода ({row['period_start']:%d.%m.%Y})",
                f"дата не раньше {row['period_start']:%d.%m.%Y}",
                "Проверьте обе даты",
                line,
                "period_end",
                str(row["period_end"]),
            )


def _overlaps(name: str, rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Find rows of one series that share a day, which would count twice."""
    columns = series_columns(name)
    series = defaultdict(list)
    for row, line in zip(rows, table.lines, strict=True):
        series[tuple(row[column] for column in columns)].append((period_of(row), line))
    for periods in series.values():
        around: tuple[Period, int] | None = None  # the row that reaches furthest so far
        for period, line in sorted(periods):
            if around and period.start <= around[0].end:
                first, first_line = around
                yield Problem(
                    table.file,
                    f"период делит дни с периодом строки {first_line} "
                    f"({first.start:%d.%m.%Y} … {first.end:%d.%m.%Y})",
                    "строки одного ряда без общих дней",
                    "Исправьте даты; число за весь период, который есть и по частям, перенесите "
                    f"в {resources()[TOTALS]['path']}",
                    line,
                    "period_start",
                    str(period.start),
                )
            if around is None or period.end > around[0].end:
                around = (period, line)
