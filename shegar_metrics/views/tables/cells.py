"""The cells of tables: a number that leads to where it comes from, a mark, a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from html import escape

from ...indicators import Measured, Result
from ...indicators.units import MEASURES
from .. import typography
from .. import wording as w
from ..bundle import Cell
from ..missing import was_nothing

NOT_COUNTED, NOT_THERE = "…", "\u2013"
SIGNS = {NOT_COUNTED: "не посчитано", NOT_THERE: "не было"}
"""What stands in a cell for a number that there is not, and the same in words."""

HASH_DIGITS = 12
"""Digits of a checksum that are shown at once; the others unfold."""


def source_anchor(source_id: str) -> str:
    """Return the anchor of a source among «Источники»: ``s-census-2021``."""
    return f"s-{source_id}"


def citations(marks: Mapping[str, str], sources: Iterable[str]) -> str:
    """Write the mark of each source as a link to its row among «Источники»."""
    cited = {source: marks[source] for source in sources}
    if not cited:
        return w.DASH
    links = (link(source_anchor(source), mark) for source, mark in cited.items())
    return Cell(" ".join(cited.values()), " ".join(links))


def sign_of(measured: Measured | None) -> Cell:
    """Write why a cell has no number: it was not counted, or there was nothing to count.

    Who hears the page hears it in words.
    """
    sign = NOT_THERE if measured is not None and was_nothing(measured) else NOT_COUNTED
    return Cell(sign, f'<span role="img" aria-label="{SIGNS[sign]}">{sign}</span>')


def number_cell(result: Result | None) -> str:
    """Write a value without its unit, which stands in the header of its column."""
    if result is None or result.value is None:
        return sign_of(None if result is None else result.measured)
    return linked(result, w.short(result))


def value_cell(result: Result) -> str:
    """Write a value with its unit."""
    return sign_of(result.measured) if result.value is None else linked(result, w.value_of(result))


def year_cell(result: Result, anchor: str) -> str:
    """Write a value in the column of its year, with the day of a count below it."""
    if result.value is None or was_nothing(result.measured):
        return sign_of(result.measured)
    text = w.value_of(result) if result.indicator.unit == MEASURES else w.short(result)
    return dated_cell(text, link(anchor, text), days_of_stock(result.measured))


def days_of_stock(measured: Measured) -> tuple[date, ...]:
    """Return the days of a value that is of days, and of no period."""
    return () if measured.period else measured.dates


def dated_cell(text: str, html: str, days: Sequence[date]) -> str:
    """Write a number with the days it is of below it, if there are any."""
    if not days:
        return Cell(text, html)
    span = "\u2013".join(map(w.short_day, sorted({min(days), max(days)})))
    # One element around it all: on a phone the parts of a cell are set side by side.
    shown = f"<span>{html}<br><small>{escape(span)}</small></span>"
    return Cell(f"{text} на{w.NBSP}{span}", shown)


def linked(result: Result, text: str) -> str:
    """Make the text of a value a link to where it comes from."""
    return Cell(text, link(result.anchor, text))


def month_cell(result: Result) -> str:
    """Write the value of a month as the anchor that its links lead to."""
    if result.value is None:
        return sign_of(result.measured)
    text = w.short(result)
    return Cell(text, f'<span id="{escape(result.anchor, quote=True)}">{escape(text)}</span>')


def source_cell(title: str, sha256: str | None) -> str:
    """Write the title of a source above the checksum of its file, short until it is asked for."""
    title = typography.glued(title)
    if sha256 is None:
        return title
    # One element around it all: on a phone the parts of a cell are set side by side.
    return Cell(
        title,
        f"<div>{escape(title)}<details><summary>SHA-256: {sha256[:HASH_DIGITS]}…</summary>"
        f'<code style="overflow-wrap:anywhere">{sha256}</code></details></div>',
    )


def link(anchor: str, text: str) -> str:
    """Write a text as a link to an anchor of the page."""
    return f'<a href="#{escape(anchor, quote=True)}">{escape(text)}</a>'


def operand(value: Fraction | None) -> str:
    """Write a numerator or a denominator."""
    return w.DASH if value is None else w.number(value, operand_digits(value))


def operand_digits(value: Fraction) -> int:
    """Return the decimals of a numerator or a denominator: none, those of kopecks, or four."""
    return next((d for d in (0, 2) if (value * 10**d).denominator == 1), 4)
