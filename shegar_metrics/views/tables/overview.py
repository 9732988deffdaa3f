"""The tables of the whole year: its key figures, and which requirements are met."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...indicators import Result, Results
from ...indicators.changes import is_between
from ...indicators.context import Event
from ...indicators.units import PERCENT, ROUBLES
from .. import typography
from .. import wording as w
from ..bundle import Cell, Table
from ..comparing import earlier_anchor
from ..sparkline import sparkline
from .cells import sign_of, value_cell, year_cell
from .changes import change_cell

MOST_YEARS = 5
"""So many years stand beside each other; the figure has all of them."""


def key_figures(results: Results) -> Table:
    """List the key indicators over up to five years, with the change from the year before.

    Parameters
    ----------
    results
        The results of a year: of them the indicators that are declared as key.

    Returns
    -------
    Table
        A row for each that is known of any of them: its value in each year, its change, and a
        small line; of a year with none before it, its value and what time it is of.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.key_figures(results).rows[0][0]
    'Посещения сайта'
    """
    keys = [result for result in results.values() if result.indicator.key]
    if not results.earlier:
        return Table(
            f"Главные числа за {w.span(results.period)}",
            ("Показатель", "Значение", "Период или дата"),
            [(r.title, value_cell(r), w.when(r.measured)) for r in keys],
            numeric=("Значение",),
            widths=(46, 30, 24),
        )
    first = min(row.period.start.year for row in results.earlier)
    years = range(max(first, results.year - MOST_YEARS + 1), results.year)
    heads = [str(year) for year in (*years, results.year)]
    change, line = f"{results.year} к{w.NBSP}{results.year - 1}", "Ряд"
    rows = []
    for result in keys:
        history = {row.period.start.year: row for row in results.history(result.name)}
        then = [history.get(year) for year in years]
        if not any(row and row.value is not None for row in (*then, result)):
            continue
        cells = [year_cell(row, earlier_anchor(row)) if row else sign_of(None) for row in then]
        now = year_cell(result, result.anchor)
        drawn = _line([*then, result], results.context.breaks[result.name])
        rows.append((_titled(result), *cells, now, change_cell(results, result), drawn))
    return Table(
        f"Главные числа за {heads[0]}\u2013{heads[-1]}{w.NBSP}годы",
        ("Показатель", *heads, change, line),
        rows,
        numeric=(*heads, change),
        widths=(26, *[12] * len(heads), 24, 1),
        kind="years",
        page_only=(line,),
    )


def _titled(result: Result) -> str:
    """Title a row, with the unit that its cells do not repeat."""
    sign = {PERCENT: "%", ROUBLES: "₽"}.get(result.indicator.unit)
    return f"{result.title}, {sign}" if sign else result.title


def _line(rows: Sequence[Result | None], events: Sequence[Event]) -> str:
    """Draw the values of the years, and say the first and the last of them."""
    known = [row for row in rows if row and row.value is not None]
    if len(known) < 2:
        return ""
    breaks = [
        place
        for place, (then, now) in enumerate(pairwise(rows), start=1)
        if then and now and any(is_between(e, then.measured, now.measured) for e in events)
    ]
    ends = (
        f"{w.short(row)} за{w.NBSP}{row.period.start.year}{w.NBSP}год"
        for row in (known[0], known[-1])
    )
    values = [row.value if row else None for row in rows]
    return Cell("", sparkline(values, " — ".join(ends), breaks))


def broken_rows(results: Results) -> list[tuple[str, Event]]:
    """``{% for titles, event in results | broken_rows %}``: what years do not compare, and why.

    Of each event that breaks a row of the key figures, the titles of the rows that have a value
    before it.
    """
    titles: dict[Event, list[str]] = {}
    for row in results.values():
        for event in results.context.breaks[row.name] if row.indicator.key else ():
            known = [then for then in results.history(row.name) if then.value is not None]
            if any(is_between(event, then.measured, row.measured) for then in known):
                titles.setdefault(event, []).append(row.title)
    return [(typography.conjoined(names), event) for event, names in titles.items()]


def lacking_pages(results: Results) -> list[tuple[int, list[str]]]:
    """``{% for year, pages in results | lacking_pages %}``: what sums of subscriptions leave out.

    Of each earlier year that has a sum, the pages that the report counts and that year did not.
    """
    now = results["subscriptions"]
    told = []
    for then in results.history(now.name):
        codes = {part.code for part in then.measured.parts}
        pages = [part.label for part in now.measured.parts if part.code not in codes]
        if then.value is not None and pages:
            told.append((then.period.start.year, pages))
    return told


def measures(results: Results) -> Table | None:
    """List each requirement, what it is for, whether it is met, and its legal basis.

    Parameters
    ----------
    results
        The results of a year: of them the requirements that were checked.

    Returns
    -------
    Table or None
        A row for each check, what is not met first; nothing if nothing was checked.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> {row[2] for row in sm.tables.measures(results).rows}
    {'да'}
    """
    if not results.context.checks:
        return None
    day = w.when(results["measures_met"].measured)
    rows = [
        (
            check.title,
            check.label,
            "да" if check.met else Cell("нет", "<strong>нет</strong>"),
            check.legal_basis or "в источнике не названо",
        )
        for check in sorted(results.context.checks, key=lambda check: check.met)
    ]
    return Table(
        f"Требования и их правовое основание{f' ({day})' if day != w.DASH else ''}",
        ("Требование", "К чему относится", "Выполнено", "Правовое основание"),
        rows,
        widths=(29, 19, 15, 37),
    )
