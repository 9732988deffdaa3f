"""The figures of the months of a year, and of which months are known."""

from __future__ import annotations

from collections.abc import Sequence

from ...indicators import Result, Results, columns
from .. import charts
from .. import wording as w
from ..bundle import Figure, Prose, Several
from ..style import drawing_of
from .parts import figure_of, with_values

ENOUGH_MONTHS = 2
"""With fewer known months there is nothing to see side by side."""


def by_month(results: Results) -> Several:
    """Draw each indicator by month as far as it is known, and which months are, if not all.

    A month is known if every day of it is: a part of a month is never drawn as the month.

    Parameters
    ----------
    results
        The results of a year: of them the months of what is declared as drawn.

    Returns
    -------
    Several
        The months that are known, if some are not, and a figure for each indicator; or a
        sentence that nothing is known by month.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.by_month(results))  # nothing is known by month: one sentence
    1
    """
    drawn = {
        indicator.id: rows
        for indicator in results.context.indicators
        if indicator.drawn and (rows := _series(results, indicator.id))
    }
    if not drawn:
        return Several([Prose(_nothing_drawn(results))])
    every = [
        row
        for indicator in drawn
        for result in results.family(indicator)
        for row in results.months(result.name)
    ]
    broken = {row.name for row in every if row.value is None}
    gaps = [row for row in every if row.name in broken]
    figures = [_months(rows) for rows in drawn.values()]
    return Several([*([_coverage(gaps, results.year)] if gaps else []), *figures])


def _nothing_drawn(results: Results) -> str:
    if any(results.months(name) for name in results):
        return "Рисунков по месяцам нет: для них мало известных месяцев. Числа — в приложении."
    return f"Помесячных сведений за {w.span(results.period)} в данных нет."


def _series(results: Results, indicator: str) -> list[Result]:
    """Return the months of each member that has enough of them to be drawn side by side."""
    series = [results.months(row.name) for row in results.family(indicator)]
    return [row for months in series if len(with_values(months)) >= ENOUGH_MONTHS for row in months]


def _months(rows: Sequence[Result]) -> Figure:
    indicator = rows[0].indicator
    sign = ", %" if indicator.unit.code == "%" else ""
    note = (
        "Последний подсчёт месяца"
        if any(row.dates for row in with_values(rows))
        else "Столбца нет, если месяц известен не целиком"
    )
    ax = charts.months(columns(rows))
    return figure_of(ax, f"{indicator.title} по месяцам{sign}", rows, note, days=[])


def _coverage(rows: Sequence[Result], year: int) -> Figure:
    ax = charts.coverage(columns(rows))
    known_months: dict[str, list[str]] = {}
    for row in rows:
        month = w.MONTHS[row.period.start.month - 1]
        known_months.setdefault(row.title, []).extend([month] if row.value is not None else [])
    by_title = "; ".join(f"{title}: {w.listed(names)}" for title, names in known_months.items())
    return Figure(
        "За какие месяцы есть сведения",
        f"Ряды, в которых известны не все месяцы {year} года. Закрашен месяц, все дни которого "
        "известны; для подписок — месяц, в котором есть подсчёт.",
        f"Таблица по месяцам. Известны — {by_title}.",
        drawing_of(ax),
    )
