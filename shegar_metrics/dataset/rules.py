"""The few rules of the data that cross rows or columns, which a Table Schema cannot say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from ..period import Period
from ..problems import Problem
from .reading import RawTable

Row = Mapping[str, Any]

# A part cannot outgrow the whole: (table, part, whole).
PARTS = (
    ("visits", "visitors", "visits"),
    ("feedback", "answered", "received"),
    ("feedback", "answered_on_time", "answered"),
)

# What the fonts of the documents can show: Latin, Cyrillic, and signs of Russian print.
UNPRINTABLE = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\u0109\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f"
    "\u2011\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u20bd"
    "\u2116\u2122\u2212\u2248\u2260\u2264\u2265]"
)

# Rows of these add up however their periods lie: two contracts may run side by side.
ADDITIVE = {"costs"}


def check_rules(
    descriptor: Mapping[str, Any],
    rows: Mapping[str, Sequence[Row]],
    tables: Mapping[str, RawTable],
) -> list[Problem]:
    """Check periods and parts.

    Parameters
    ----------
    descriptor
        The data package's descriptor.
    rows
        Typed rows by table, already valid one by one.
    tables
        The same tables as read, for the line numbers.

    Returns
    -------
    list of Problem
        In no particular order.
    """
    problems: list[Problem] = []
    for resource in descriptor["resources"]:
        name, schema = resource["name"], resource["schema"]
        found = list(_parts(name, rows[name], tables[name]))
        found += _unprintable(rows[name], tables[name])
        if {"period_start", "period_end"} <= {field["name"] for field in schema["fields"]}:
            backwards = list(_backwards(rows[name], tables[name]))
            found += backwards
            if not backwards and name not in ADDITIVE:
                found += _crossing(schema["primaryKey"], rows[name], tables[name])
        problems += found
    return problems


def _parts(name: str, rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    for row, line in zip(rows, table.lines, strict=True):
        for of_table, part, whole in PARTS:
            if of_table != name or row[part] is None or row[whole] is None:
                continue
            if row[part] > row[whole]:
                wrong = f"больше, чем {whole} ({row[whole]})"
                expected = f"число не больше {row[whole]}"
                mend = "Проверьте, не перепутаны ли столбцы"
                yield Problem(table.file, wrong, expected, mend, line, part, str(row[part]))


def _unprintable(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    for row, line in zip(rows, table.lines, strict=True):
        for column, value in row.items():
            found = UNPRINTABLE.search(value) if isinstance(value, str) else None
            if found:
                wrong = f"символ U+{ord(found[0]):04X} нельзя напечатать"
                mend = "Удалите его или замените буквами"
                shown = found[0] if found[0].isprintable() else ""
                yield Problem(table.file, wrong, "", mend, line, column, shown)


def _backwards(rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    for row, line in zip(rows, table.lines, strict=True):
        if row["period_end"] < row["period_start"]:
            yield Problem(
                table.file,
                f"раньше начала периода ({row['period_start']})",
                f"дата не раньше {row['period_start']}",
                "Проверьте обе даты",
                line,
                "period_end",
                str(row["period_end"]),
            )


def _crossing(keys: Sequence[str], rows: Sequence[Row], table: RawTable) -> Iterator[Problem]:
    """Find periods of one series that overlap in part: their days would count twice.

    A month inside its year is fine: the widest period is the one counted.
    """
    series = defaultdict(list)
    for row, line in zip(rows, table.lines, strict=True):
        rest = tuple(row[key] for key in keys if not key.startswith("period_"))
        series[rest].append((Period(row["period_start"], row["period_end"]), line))
    for periods in series.values():
        for (first, first_line), (second, line) in combinations(sorted(periods), 2):
            if first.overlaps(second) and not (first.contains(second) or second.contains(first)):
                yield Problem(
                    table.file,
                    f"период пересекается с периодом строки {first_line} "
                    f"({first.start} … {first.end})",
                    "период отдельно от других периодов ряда или целиком внутри одного из них",
                    "Исправьте даты одной из двух строк",
                    line,
                    "period_start",
                    str(second.start),
                )
