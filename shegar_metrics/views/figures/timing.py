"""The figure of the days and the periods that the numbers are of."""

from __future__ import annotations

from ...indicators import Results
from .. import charts
from .. import wording as w
from ..bundle import Figure
from ..style import drawing_of


def dates(results: Results) -> Figure:
    """Draw which day or period each kind of number belongs to.

    Parameters
    ----------
    results
        The results of a year: of them the dates of the stocks.

    Returns
    -------
    Figure
        A line of time: the year, and below it the days.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.figures.dates(results).title
    'К какому времени относятся числа'
    """
    stocks = [
        *((f"Население: {row.label}", row.dates) for row in results.family("residents")),
        ("Подписки", results["subscriptions"].dates),
        ("Меры", results["measures_met"].dates),
    ]
    dated = [(name, day) for name, days in stocks for day in days]
    ax = charts.timeline(
        {
            # The first row is the year itself.
            "title": ["", *(name for name, _ in dated)],
            "as_of": [None, *(day for _, day in dated)],
            "start": [results.period.start] * (1 + len(dated)),
            "end": [results.period.end] * (1 + len(dated)),
        }
    )
    days_of_stocks = [
        f"{name} — {', '.join(map(w.short_day, days))}" for name, days in stocks if days
    ]
    return Figure(
        "К какому времени относятся числа",
        "Полоса — год, за который посчитано; ромбы — дни, на которые известно.",
        f"Линия времени. {'; '.join([f'Потоки — {w.span(results.period)}', *days_of_stocks])}.",
        drawing_of(ax),
    )
