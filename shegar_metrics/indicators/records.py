"""Results as flat rows and columns: what a file, another program or pandas reads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..dataset.rules import FORMULA
from .changes import OF_PEERS, Aspect
from .result import Result
from .units import PERCENT, PLACES, POINTS, digits_in

SCHEMA = Path(__file__).with_name("results.schema.json")
"""The columns of a record: their names, titles, types and what they hold."""
KEY = ("place", "id", "start")
"""The columns that no two records have the same: an id is one of a year."""
NUMBERS = ("value", "numerator", "denominator")
CHANGE_DIGITS = 1
"""Of a change in per cent or in points, whatever the digits of its indicator."""


def columns(rows: Iterable[Result]) -> dict[str, list[Any]]:
    """Return rows as columns: what `Results.frame` holds, without pandas."""
    every = list(rows)
    return {
        "place": [row.place for row in every],
        "indicator": [row.indicator.id for row in every],
        "member": [row.member for row in every],
        "label": [row.label for row in every],
        "title": [row.indicator.title for row in every],
        "aspect": [str(row.aspect) for row in every],
        "start": [row.period.start for row in every],
        "end": [row.period.end for row in every],
        **{name: [_float_or_nan(getattr(row, name)) for row in every] for name in NUMBERS},
        "unit": [unit_of(row) for row in every],
        "reason": [row.reason for row in every],
        "as_of": [max(row.dates, default=None) for row in every],
        "is_stock": [bool(row.dates) and row.measured.period is None for row in every],
        "sources": [" ".join(row.sources) for row in every],
        "digits": [digits_of(row) for row in every],
        "anchor": [row.anchor for row in every],
    }


def record(row: Result) -> dict[str, Any]:
    """Return one flat row; of a change, numerator and denominator are the two values."""
    indicator, measured, then = row.indicator, row.measured, row.then
    is_value = row.aspect is Aspect.VALUE
    return {
        "place": row.place,
        "id": row.id,
        "title": row.title,
        "title_en": indicator.title_en or None,
        "start": row.period.start.isoformat(),
        "end": row.period.end.isoformat(),
        "aspect": str(row.aspect),
        "value": plain_number(measured.value),
        "unit": unit_of(row),
        "reason": measured.reason,
        "numerator": plain_number(measured.numerator),
        "denominator": plain_number(measured.denominator),
        "as_of": _dates(measured.dates),
        "then": then and _dates(then.dates),
        "of": "; ".join(row.of) or None,
        "sources": " ".join(measured.sources) or None,
        "formula": indicator.formula if is_value else None,
        "basis": indicator.basis if is_value else None,
        "standing": indicator.standing.value if is_value else None,
    }


def unit_of(row: Result) -> str:
    """Return the code of a row's unit: two percentages differ by points."""
    of_value = row.indicator.unit.code
    if row.aspect in OF_PEERS:
        return PLACES.code if row.aspect is Aspect.PEERS_PLACE else of_value
    if row.aspect is not Aspect.VALUE and of_value == PERCENT.code:
        return POINTS.code
    return PERCENT.code if row.aspect is Aspect.CHANGE else of_value


def digits_of(row: Result) -> int:
    """Return the digits after the decimal comma that a row is printed with."""
    if row.aspect is Aspect.CHANGE:
        return CHANGE_DIGITS
    if row.aspect is Aspect.PEERS_PLACE:
        return 0
    value, indicator = row.value, row.indicator
    declared = indicator.digits
    return declared if value is None else digits_in(value, indicator.unit, declared)


def _dates(days: Iterable[date]) -> str | None:
    return " ".join(day.isoformat() for day in days) or None


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as CSV that Excel cannot take for formulas."""
    text, names = io.StringIO(), list(records[0])
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_harmless(record[name]) for name in names] for record in records)
    return text.getvalue()


def _harmless(cell: Any) -> Any:
    return _no_formula(cell) if isinstance(cell, str) else cell


@lru_cache(maxsize=4096)  # titles, units and reasons stand in many rows
def _no_formula(text: str) -> str:
    return FORMULA.sub(r"\1'", text)


def table_schema() -> dict[str, Any]:
    """Return the columns of the records as a Table Schema of Frictionless, for their CSV.

    Examples
    --------
    >>> table_schema()["fields"][7]["title"], table_schema()["fields"][7]["type"]
    ('Значение', 'number')
    """
    described = json.loads(SCHEMA.read_text(encoding="utf-8"))["items"]["properties"]
    fields = [_field(name, column) for name, column in described.items()]
    return {"fields": fields, "missingValues": [""], "primaryKey": list(KEY)}


def _field(name: str, column: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a column by Table Schema as JSON Schema describes it."""
    types = column.get("type", "string")
    kind, *null = [types] if isinstance(types, str) else types
    constraints: dict[str, Any] = {} if null else {"required": True}
    if "enum" in column:
        constraints["enum"] = column["enum"]
    return {
        "name": name,
        "title": column["title"],
        "type": column.get("format", kind),
        "description": column["description"],
        **({"constraints": constraints} if constraints else {}),
    }


def plain_number(value: Fraction | None) -> int | float | None:
    """Turn an exact value into a plain number: whole ones stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _float_or_nan(value: Fraction | None) -> float:
    """Turn an exact value into a float; what is missing is NaN."""
    return float("nan") if value is None else float(value)
