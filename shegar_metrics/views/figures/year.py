"""The figures of one year: its publications and subscriptions, in few parts."""

from __future__ import annotations

from ...indicators import Results, columns
from .. import charts
from .. import wording as w
from ..bundle import Figure, Prose
from ..figure import absent
from .parts import figure_of, rows_from, with_values

FEW_PARTS = 4
"""More parts of a sum are read in a table, which the report has as well."""


def publications(results: Results) -> Figure | Prose | None:
    """Draw how much each section of the site published, in all and per month.

    Parameters
    ----------
    results
        The results of a year: of them the publications by section, in all and per month.

    Returns
    -------
    Figure, Prose or None
        The bars; if nothing is known, a sentence that says why; nothing of many sections.

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
    if len(sections) > FEW_PARTS:
        return None
    monthly = [results[f"section_per_month[{section.member}]"] for section in sections]
    labels = [
        f"{all_year.written} ({a_month.written} в{w.NBSP}месяц)"
        for all_year, a_month in zip(rows_from(sections), rows_from(monthly), strict=True)
    ]
    note = "Число публикаций; в скобках — среднее за месяц"
    return figure_of(
        lambda width: charts.bars(columns(sections), labels=labels, width=width),
        title,
        rows_from([*sections, *monthly]),
        note,
    )


def platforms(results: Results) -> Figure | Prose | None:
    """Draw how the subscriptions are shared out among the platforms.

    Parameters
    ----------
    results
        The results of a year: of them the subscriptions by platform.

    Returns
    -------
    Figure, Prose or None
        The bars; if there are no subscriptions, a sentence that says why; nothing of many
        platforms.

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
    if len(counts) > FEW_PARTS:
        return None
    labels = [
        f"{count.written} · {share.written}"
        for count, share in zip(rows_from(counts), rows_from(shares), strict=True)
    ]
    note = (
        "Число подписок и его доля в сумме; один человек может быть подписан на несколько страниц"
    )
    return figure_of(
        lambda width: charts.bars(columns(counts), labels=labels, width=width),
        title,
        rows_from([*counts, *shares]),
        note,
        [day for row in [*counts, *shares] for day in row.dates],
    )
