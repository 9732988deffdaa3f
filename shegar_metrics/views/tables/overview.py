"""The tables of the whole year: its key figures, and which requirements are met."""

from __future__ import annotations

from ...indicators import Results
from .. import wording as w
from ..bundle import Table
from .cells import value_cell
from .changes import change_cell


def key_figures(results: Results) -> Table:
    """List the key indicators with their change against the year before.

    Parameters
    ----------
    results
        The results of a year: of them the indicators that are declared as key.

    Returns
    -------
    Table
        A row for each: its value, what time it is of, and its change.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.key_figures(results).rows[0][0]
    'Посещения сайта'
    """
    keys = [result for result in results.values() if result.indicator.key]
    change = f"К {results.year - 1} году"
    return Table(
        f"Главные показатели за {w.span(results.period)}",
        ("Показатель", "Значение", "Период или дата", change),
        [(r.title, value_cell(r), w.when(r.measured), change_cell(results, r)) for r in keys],
        numeric=("Значение", change),
        widths=(40, 23, 17, 20),
    )


def measures(results: Results) -> Table:
    """List each measure, what it is for, whether it is met, and its legal basis.

    Parameters
    ----------
    results
        The results of a year: of them the requirements that were checked.

    Returns
    -------
    Table
        A row for each check; if nothing was checked, a row of dashes.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> {row[2] for row in sm.tables.measures(results).rows}
    {'да'}
    """
    day = w.when(results["measures_met"].measured)
    rows = [
        (
            check.title,
            check.label,
            "да" if check.met else "нет",
            check.legal_basis or "в источнике не названо",
        )
        for check in results.context.checks
    ]
    return Table(
        f"Меры и их правовое основание{f' ({day})' if day != w.DASH else ''}",
        ("Мера", "К чему относится", "Выполнена", "Правовое основание"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(29, 19, 15, 37),
    )
