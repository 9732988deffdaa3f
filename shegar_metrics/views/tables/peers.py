"""The municipality among those alike, and the numbers that its place there comes from."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from html import escape

from ...indicators import Aspect, Result, Results
from ...indicators.changes import OF_PEERS
from ...indicators.context import Peer
from ...indicators.peers import kept_digits
from ...indicators.records import digits_of
from .. import wording as w
from ..bundle import Cell, Table
from .cells import citations, linked, value_cell
from .origins import PASSPORT, printed_rows, source_marks

PEERS = {
    Aspect.PEERS_LOWER: "Нижний квартиль",
    Aspect.PEERS_MEDIAN: "Медиана",
    Aspect.PEERS_UPPER: "Верхний квартиль",
    Aspect.PEERS_PLACE: "Место",
}
"""What each row of comparison with the municipalities alike is called."""


def peers(results: Results) -> Table | None:
    """Show the quartiles of the municipalities alike, and the place of this one among them.

    Parameters
    ----------
    results
        The results of a year: of them what can be compared and is known of enough others.

    Returns
    -------
    Table or None
        A row for each such number; nothing if there is none.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.peers(results)  # no others were gathered
    """
    rows = [
        (
            value.title,
            value_cell(value),
            *(linked(row, _written(row, digits_of(row))) for row in beside),
        )
        for value, beside in _compared(results)
    ]
    if not rows:
        return None
    own = f"У{w.NBSP}{results.context.municipality['kind_genitive']}"
    columns = ("Показатель", own, *PEERS.values())
    return Table(
        f"Среди похожих муниципалитетов, {w.span(results.period)}",
        columns,
        rows,
        numeric=columns[1:],
        widths=(28, 28, 11, 11, 11, 11),
    )


def peer_values(results: Results) -> Table | None:
    """List the numbers of the municipalities alike that the quartiles and the place come from.

    Parameters
    ----------
    results
        The results of a year: of them the same as in `peers`.

    Returns
    -------
    Table or None
        A row for each: with more digits than above, and each municipality with its number, the
        largest first; nothing if there is none.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.peer_values(results)  # no others were gathered
    """
    known = results.context.peers
    compared = list(_compared(results)) if known else []
    if known is None or not compared:
        return None
    marks = source_marks(printed_rows(results))
    order = list(marks)
    rows = [
        (
            value.title,
            *(_anchored(row) for row in beside),
            _every(value, known.every),
            citations(marks, sorted({s for row in beside for s in row.sources}, key=order.index)),
        )
        for value, beside in compared
    ]
    numeric = tuple(PEERS.values())
    return Table(
        "Откуда сравнение: числа похожих муниципалитетов по убыванию",
        ("Показатель", *numeric, "Числа похожих", "Источник"),
        rows,
        numeric=numeric,
        widths=(17, 9, 9, 9, 9, 39, 8),
        anchor=f"{PASSPORT}-peers",
        row_anchors=[f"p{value.anchor.removeprefix('n')}" for value, _ in compared],
    )


def _compared(results: Results) -> Iterable[tuple[Result, list[Result]]]:
    """Yield each value that has quartiles beside it, with them and its place."""
    for value in results.values():
        beside = [row for aspect in OF_PEERS if (row := results.compared(value.name, aspect))]
        if beside:
            yield value, beside


def _written(row: Result, digits: int) -> str:
    """Write a quartile, or a place with of how many it is: ``4-е из 13``."""
    if row.value is None:
        return w.DASH
    if row.aspect is Aspect.PEERS_PLACE:
        return w.ranked(row.value, row.denominator or Fraction(0))
    return w.number(row.value, digits)


def _anchored(row: Result) -> str:
    """Write what comes of the numbers as the anchor that its links lead to."""
    text = _written(row, kept_digits(row.indicator))
    if row.value is None:
        return text
    return Cell(text, f'<span id="{escape(row.anchor, quote=True)}">{escape(text)}</span>')


def _every(value: Result, every: Iterable[Peer]) -> str:
    """Write each municipality with its number."""
    known = sorted(
        (peer for peer in every if peer.name == value.name), key=lambda p: (-p.value, p.title)
    )
    digits = kept_digits(value.indicator)
    return "; ".join(f"{peer.title}{w.NBSP}— {w.number(peer.value, digits)}" for peer in known)
