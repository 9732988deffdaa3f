"""What a number is compared with: its change as a cell, and «Откуда изменения»."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from html import escape

from ...indicators import Aspect, Result, Results
from ...indicators.units import MORE
from .. import wording as w
from ..bundle import Cell, Table
from ..comparing import Comparison, comparison, earlier_anchor, lapse, then_of
from ..missing import was_nothing
from ..yardsticks import value_of, yardstick
from .cells import dated_cell, days_of_stock, link, number_cell, operand, sign_of
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
                changed = w.change_of(row, MORE) if row.aspect is Aspect.CHANGE else _signed(row)
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


def then_cell(results: Results, result: Result) -> str:
    """Write what a value is compared with, as a link to both; below it the day of a count.

    A number of the year before that bears no comparison leads to where it comes from itself.
    """
    compared = comparison(results, result.name)
    then = then_of(results, result.name)
    if then is None:
        return sign_of(results.change(result.name).then)
    text, anchor = w.short(result, then.value), earlier_anchor(result, results.year - 1)
    if compared is not None:
        # The change of what was there both times is not of this value.
        is_of_all = compared.same is None and compared.change.value is not None
        anchor = (compared.change if is_of_all else compared.difference).anchor
    return dated_cell(text, link(anchor, text), days_of_stock(then))


def values_beside(results: Results, result: Result, compared: bool) -> tuple[str, ...]:
    """Write a value; in a table that compares, between the earlier one and the change."""
    now = number_cell(result)
    if not compared:
        return (now,)
    return then_cell(results, result), now, change_cell(results, result)


def compares(results: Results, rows: Iterable[Result]) -> bool:
    """Return whether any of some values was measured anew, so that its change is known."""
    return any(comparison(results, row.name) for row in rows)


def change_cell(results: Results, result: Result, dated: bool = True) -> str:
    """Write how a value changed; of a count of a day, in how many days and since when.

    Where a page came or went, the per cent is said to be of the others.

    Parameters
    ----------
    results
        The results of a year.
    result
        The value.
    dated
        Whether the day of the earlier count is said here, and not in a cell beside.
    """
    compared = comparison(results, result.name)
    if compared is None:
        return _uncompared(results, result)
    pieces = _changed(compared)
    held = yardstick(results, result)
    if held is not None and held.per is None:
        pieces.append((f"; ориентир {value_of(held, result.indicator.unit)}", None))
    if compared.is_new:
        pieces.append((", открыта", None))
    elif compared.is_stock:
        since = ", ".join(map(w.short_day, compared.then.dates))
        pieces.append((f" {lapse(compared)}{f', с{w.NBSP}{since}' if dated else ''}", None))
    text = "".join(text for text, _ in pieces)
    html = "".join(link(row.anchor, text) if row else escape(text) for text, row in pieces)
    # One element around it all, as on a phone the parts of a cell are set side by side; and as
    # long as this is, it may break.
    return Cell(text, f'<span style="white-space:normal">{html}</span>')


def _uncompared(results: Results, result: Result) -> str:
    """Write why there is no change: nothing now, nothing before, not counted anew, or no right."""
    change = results.change(result.name)
    if result.value is None:
        return sign_of(result.measured)
    if change.dates:
        return w.change_of(change)
    then = change.then
    if then is not None and was_nothing(then):
        return "посчитано впервые"
    return "не с чем сравнить" if then is None or then.value is None else "сравнить нельзя"


def _changed(compared: Comparison) -> list[tuple[str, Result | None]]:
    """Write a change in pieces, each with the result that it is of."""
    change, difference, percent = compared.change, compared.difference, compared.percent
    if compared.is_share:
        return [(w.change_of(change), change)]
    pieces: list[tuple[str, Result | None]] = [(_signed(difference), difference)]
    if compared.same is not None:
        pieces += [("; у прежних ", None), (_signed(compared.same), compared.same)]
    if percent is not None:
        pieces += [(" (", None), (w.change_of(percent), percent), (")", None)]
    return pieces


def _signed(row: Result) -> str:
    value = row.value or Fraction(0)
    return f"{'+' if value > 0 else ''}{w.short(row)}"
