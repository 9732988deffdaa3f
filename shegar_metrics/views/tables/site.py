"""The tables of the site: what was published, and what that cost."""

from __future__ import annotations

from ...indicators import Results
from ...indicators.units import ROUBLES
from .. import wording as w
from ..bundle import Table
from .cells import number_cell, operand


def publications(results: Results) -> Table:
    """List the publications of each section, in all and per month and week.

    Parameters
    ----------
    results
        The results of a year: of them the publications by section.

    Returns
    -------
    Table
        A row for each section, and one for all of them.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.publications(results).rows[-1][:2]
    ('Всего', '554')
    """
    rows = []
    for result in results.family("section_publications"):
        others = ("section_per_month", "section_per_week", "section_share")
        rates = [results[f"{other}[{result.member}]"] for other in others]
        rows.append((result.label, *(number_cell(r) for r in (result, *rates))))
    totals = ("publications", "publications_per_month", "publications_per_week")
    whole = "100" if results["publications"].value else w.DASH
    rows.append(("Всего", *(number_cell(results[name]) for name in totals), whole))
    columns = ("Раздел", "За год", "В месяц", "В неделю", "Доля, %")
    return Table(
        f"Публикации на сайте за {w.span(results.period)}",
        columns,
        rows,
        numeric=columns[1:],
        widths=(40, 15, 15, 15, 15),
    )


def costs(results: Results) -> Table:
    """List what the contract costs for each visit, publication, day and resident.

    Parameters
    ----------
    results
        The results of a year: of them those in roubles per unit.

    Returns
    -------
    Table
        A row for each unit: its price, and the number that the cost is divided by.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.costs(results).rows[0][1]
    '1,06'
    """
    rates = [
        result
        for result in results.values()
        if result.indicator.unit.nouns == ROUBLES.nouns and result.indicator.unit.per
    ]
    return Table(
        f"Во что обходится единица, за {w.span(results.period)}",
        ("В расчёте на единицу", "Рублей", "Делится на"),
        [(r.title, number_cell(r), operand(r.denominator)) for r in rates],
        numeric=("Рублей", "Делится на"),
        widths=(56, 22, 22),
    )
