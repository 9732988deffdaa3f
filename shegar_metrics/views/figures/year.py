"""The figures of a year: its publications, subscriptions, people and requirements."""

from __future__ import annotations

from collections.abc import Sequence

from ...indicators import Result, Results, columns
from .. import charts
from .. import wording as w
from ..bundle import Figure, Prose
from ..captions import in_words
from ..figure import absent
from ..spans import days_in
from ..style import drawing_of
from .parts import figure_of, rows_from, with_values


def publications(results: Results) -> Figure | Prose:
    """Draw how much each section of the site published, in all and per month.

    Parameters
    ----------
    results
        The results of a year: of them the publications by section, in all and per month.

    Returns
    -------
    Figure or Prose
        The bars; if nothing is known, a sentence that says why.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.figures.publications(results).title
    'Публикации на сайте по разделам'
    """
    title = "Публикации на сайте по разделам"
    sections = results.family("section_publications")
    if not with_values(sections):
        return absent(title, [results["publications"].reason])
    monthly = [results[f"section_per_month[{section.member}]"] for section in sections]
    labels = [
        f"{all_year.written} ({a_month.written} в{w.NBSP}месяц)"
        for all_year, a_month in zip(rows_from(sections), rows_from(monthly), strict=True)
    ]
    ax = charts.bars(columns(sections), labels=labels)
    note = "Число публикаций; в скобках — среднее за месяц"
    return figure_of(ax, title, [*sections, *monthly], note)


def platforms(results: Results) -> Figure | Prose:
    """Draw how the subscriptions are shared out among the platforms.

    Parameters
    ----------
    results
        The results of a year: of them the subscriptions by platform.

    Returns
    -------
    Figure or Prose
        The bars; if there are no subscriptions, a sentence that says why.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.platforms(results).drawing.axes[0].patches)
    3
    """
    title = "Подписки по площадкам"
    counts = results.family("platform_subscriptions")
    shares = [results[f"platform_share[{count.member}]"] for count in counts]
    if not with_values(counts):
        return absent(title, [results["subscriptions"].reason, "подписок нет"])
    labels = [
        f"{count.written} · {share.written}"
        for count, share in zip(rows_from(counts), rows_from(shares), strict=True)
    ]
    ax = charts.bars(columns(counts), labels=labels)
    note = (
        "Число подписок и его доля в сумме; один человек может быть подписан на несколько страниц"
    )
    return figure_of(ax, title, [*counts, *shares], note)


def audience(results: Results) -> Figure | Prose:
    """Draw the bounds of the number of subscribed people beside the population.

    Parameters
    ----------
    results
        The results of a year: of them the unique people and the residents.

    Returns
    -------
    Figure or Prose
        The span and the bars; without both bounds, a sentence that says why.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.audience(results).drawing.axes[0].patches)  # residents, and the span
    3
    """
    title = "Подписчики и население"
    low, high = results["unique_people_min"], results["unique_people_max"]
    residents = results.family("residents")
    if low.value is None or high.value is None:
        return absent(title, [low.reason])
    ax = charts.bounds(columns([*residents, low, high]))
    note = (
        f"Подписчики {days_in(low.dates)}: не меньше, чем на крупнейшей странице, и не больше "
        "суммы подписок; среди них есть и жители других мест. "
        f"Население: {_census(residents)}"
    )
    rows = [low, high, *residents]
    anchors = [row.anchor for row in rows]
    return Figure(title, w.sentence(note), in_words(rows_from(rows)), drawing_of(ax), anchors)


def _census(residents: Sequence[Result]) -> str:
    """Write the census day of the residents of each territory."""
    labels: dict[str, list[str]] = {}
    for row in residents:
        labels.setdefault(days_in(row.dates), []).append(row.label)
    return (
        "; ".join(f"{w.listed(names)} — {day}" for day, names in labels.items()) or "сведений нет"
    )


def measures(results: Results) -> Figure | Prose:
    """Draw which requirement is met for what.

    Parameters
    ----------
    results
        The results of a year: of them each check of a requirement.

    Returns
    -------
    Figure or Prose
        The circles and crosses; if nothing was checked, a sentence that says why.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.figures.measures(results).alt.startswith("Таблица из кругов")
    True
    """
    title = "Выполнение мер"
    checks = results.context.checks
    met = results["measures_met"]
    if not checks:
        return absent(title, [met.reason])
    ax = charts.grid(
        {
            "title": [check.title for check in checks],
            "label": [check.label for check in checks],
            "value": [int(check.met) for check in checks],
        }
    )
    days = days_in(check.as_of for check in checks)
    outcomes = "; ".join(f"{c.title}, {c.label}: {'да' if c.met else 'нет'}" for c in checks)
    return Figure(
        title,
        f"Круг — выполнена, крест — нет, пусто — не проверялась. Сведения {days}.",
        f"Таблица из кругов: меры по строкам, объекты по столбцам. {w.sentence(outcomes)}",
        drawing_of(ax),
        [met.anchor],
    )
