"""Indicators as flat rows: the one form for DataFrame, CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..dataset.rules import FORMULA

if TYPE_CHECKING:
    from . import Result


def as_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Return one flat row for each indicator, with full precision and ISO dates.

    ``change`` is in per cent, or in percentage points for a unit of ``%``.
    """
    rows = []
    for result in results:
        measured = result.measured
        rows.append(
            {
                "id": result.id,
                "title": result.title,
                "title_en": result.indicator.title_en,
                "value": number(measured.value),
                "unit": result.indicator.unit,
                "reason": measured.reason,
                "numerator": number(measured.numerator),
                "denominator": number(measured.denominator),
                "period_start": measured.period and measured.period.start.isoformat(),
                "period_end": measured.period and measured.period.end.isoformat(),
                "as_of": " ".join(day.isoformat() for day in measured.dates) or None,
                "sources": " ".join(measured.sources) or None,
                "change": number(result.change.value),
                "change_reason": result.change.reason,
                "formula": result.indicator.formula,
                "basis": result.indicator.basis,
                "standing": result.indicator.standing.value,
            }
        )
    return rows


def as_csv(results: Iterable[Result]) -> str:
    """Return the rows as CSV text: comma, decimal point, an empty cell for what is missing.

    An apostrophe stands before text that Excel would take for a formula; numbers stay numbers.
    """
    rows = [
        {
            name: FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell
            for name, cell in row.items()
        }
        for row in as_rows(results)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def number(value: Fraction | None) -> int | float | None:
    """Turn an exact value into a plain number: whole ones stay whole."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)
