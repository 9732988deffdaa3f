"""Results as flat rows and columns: what a file, another program or pandas reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from ..dataset.rules import FORMULA
from .changes import Aspect
from .result import Result

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
        "unit": [_unit_of(row) for row in every],
        "reason": [row.reason for row in every],
        "as_of": [max(row.dates, default=None) for row in every],
        "is_stock": [bool(row.dates) and row.measured.period is None for row in every],
        "sources": [" ".join(row.sources) for row in every],
        "digits": [_digits_of(row) for row in every],
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
        "value": _number(measured.value),
        "unit": _unit_of(row),
        "reason": measured.reason,
        "numerator": _number(measured.numerator),
        "denominator": _number(measured.denominator),
        "as_of": _dates(measured.dates),
        "then": then and _dates(then.dates),
        "of": "; ".join(row.of) or None,
        "sources": " ".join(measured.sources) or None,
        "formula": indicator.formula if is_value else None,
        "basis": indicator.basis if is_value else None,
        "standing": indicator.standing.value if is_value else None,
    }


def _unit_of(row: Result) -> str:
    """Return the code of a row's unit; a change is in per cent or in points."""
    if row.aspect is not Aspect.CHANGE:
        return row.indicator.unit.code
    return "points" if row.indicator.unit.code == "%" else "%"


def _digits_of(row: Result) -> int:
    """Return the digits after the decimal comma that a row is printed with."""
    return CHANGE_DIGITS if row.aspect is Aspect.CHANGE else row.indicator.digits


def _dates(days: Iterable[date]) -> str | None:
    return " ".join(day.isoformat() for day in days) or None


def as_csv(records: Sequence[Mapping[str, Any]]) -> str:
    """Write records as CSV that Excel cannot take for formulas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow(
            {
                name: FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell
                for name, cell in record.items()
            }
        )
    return text.getvalue()


def _number(value: Fraction | None) -> int | float | None:
    """Turn an exact value into a plain number: whole ones stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def _float_or_nan(value: Fraction | None) -> float:
    """Turn an exact value into a float; what is missing is NaN."""
    return float("nan") if value is None else float(value)
