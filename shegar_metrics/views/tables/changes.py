"""What a number is compared with: its change as a cell, and «Откуда изменения»."""

from __future__ import annotations

from fractions import Fraction
from html import escape

from ...indicators import Aspect, Result, Results
from .. import wording as w
from ..bundle import Cell, Table
from .cells import link, linked, operand
from .origins import PASSPORT

COMPARED = {
    Aspect.CHANGE: "",
    Aspect.DIFFERENCE: "разница",
    Aspect.SAME: "разница у тех, что были и прежде",
    Aspect.OPENED: "добавилось",
    Aspect.CLOSED: "убыло",
}
"""How the title of an indicator goes on for what a row of comparison holds."""


def comparisons(results: Results) -> Table | None:
    """List every change from the year before with the two values it is of.

    A difference stands here where it consists of parts, or there is no per cent.

    Parameters
    ----------
    results
        The results of a year: of them the changes from the year before.

    Returns
    -------
    Table or None
        A row for each change: then, now, and both times; nothing if nothing changed.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.comparisons(results)  # there are no numbers of 2021
    """
    rows, anchors = [], []
    for value in results.values():
        every = [results.compared(value.name, aspect) for aspect in COMPARED]
        known = [row for row in every if row is not None and row.value is not None]
        aspects = {row.aspect for row in known}
        # Where there is a per cent of everything, the two values show the difference.
        differing = aspects & {Aspect.OPENED, Aspect.CLOSED} or Aspect.CHANGE not in aspects
        for row in known:
            if row.aspect is Aspect.CHANGE or differing:
                changed = w.change_of(row) if row.aspect is Aspect.CHANGE else _signed(row)
                now, then = operand(row.numerator), operand(row.denominator)
                rows.append((_title(row), changed, then, now, w.compared(row)))
                anchors.append(row.anchor)
    if not rows:
        return None
    before = results.year - 1
    return Table(
        f"Откуда изменения: с чем сравнивается {w.span(results.period)}",
        ("Показатель", "Изменение", "Было", "Стало", "Когда"),
        rows,
        numeric=("Изменение", "Было", "Стало"),
        widths=(34, 13, 13, 13, 27),
        anchor=f"{PASSPORT}-{before}",
        row_anchors=anchors,
    )


def _title(row: Result) -> str:
    aspect = COMPARED[row.aspect]
    names = f": {', '.join(row.of)}" if row.of else ""
    return (
        f"{row.title} — {aspect or 'тех, что были и прежде'}{names}"
        if aspect or names
        else row.title
    )


def change_cell(results: Results, result: Result) -> str:
    """Write how a value changed, and of a stock since which day.

    Where a page came or went, the per cent is said to be of the others.
    """
    text, change = _change(results, result), results.change(result.name)
    then = change.then
    if text in (w.DASH, change.reason) or then is None or then.period or not then.dates:
        return text
    since = f" с{w.NBSP}{', '.join(map(w.short_day, then.dates))}"
    html = text.html if isinstance(text, Cell) else escape(text)
    # One element around it all, as on a phone the parts of a cell are set side by side; and as
    # long as this is, it may break.
    whole = f'<span style="white-space:normal">{html}{escape(since)}</span>'
    return Cell(f"{text}{since}", whole)


def _change(results: Results, result: Result) -> str:
    change = results.change(result.name)
    difference = results.compared(result.name, Aspect.DIFFERENCE)
    same = results.compared(result.name, Aspect.SAME)
    if same is None and difference is not None and change.value is None:
        return linked(difference, _signed(difference))
    if same is None or difference is None:
        return linked(change, w.change_of(change))
    whole, kept = _signed(difference), f"{_signed(same)} ({w.change_of(change)})"
    text = f"{whole}; у прежних {kept}"
    html = (
        f"{link(difference.anchor, whole)}; у прежних "
        f"{link(same.anchor, _signed(same))} ({link(change.anchor, w.change_of(change))})"
    )
    return Cell(text, html)


def _signed(row: Result) -> str:
    return w.signed(row.value or Fraction(0), row.indicator.digits)
