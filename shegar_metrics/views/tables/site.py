"""The tables of the site: what was published, and what that cost."""

from __future__ import annotations

from ...indicators import Result, Results
from ...indicators.units import ROUBLES
from .. import wording as w
from ..bundle import Table
from .cells import dated_cell, number_cell, operand
from .changes import compares, values_beside


def publications(results: Results) -> Table | None:
    """List the publications of each section, beside those of the year before if there are any.

    Parameters
    ----------
    results
        The results of a year: of them the publications by section.

    Returns
    -------
    Table or None
        A row for each section, and one for all of them: the change, or how many a month and a
        week, and the share; nothing if none was counted: the sentence before it says why.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.publications(results).rows[-1][:2]
    ('Всего', '554')
    """
    total = results["publications"]
    sections = results.family("section_publications")
    if all(result.value is None for result in (*sections, total)):
        return None
    compared = compares(results, [*sections, total])
    rows = []
    for result in [*sections, total]:
        of_one = result.member
        share = number_cell(results[f"section_share[{of_one}]"]) if of_one else _whole(total.value)
        cells = values_beside(results, result, compared)
        if not compared:
            rates = [
                f"section_per_{time}[{of_one}]" if of_one else f"publications_per_{time}"
                for time in ("month", "week")
            ]
            cells = (*cells, *(number_cell(results[rate]) for rate in rates))
        rows.append((result.label or "Всего", *cells, share))
    year = results.year
    columns = (
        ("Раздел", str(year - 1), str(year), "Изменение", "Доля, %")
        if compared
        else ("Раздел", "За год", "В месяц", "В неделю", "Доля, %")
    )
    return Table(
        f"Публикации на сайте за {w.span(results.period)}",
        columns,
        rows,
        numeric=columns[1:],
        widths=(36, 13, 13, 24, 14) if compared else (40, 15, 15, 15, 15),
    )


def _whole(total: object) -> str:
    return "100" if total else w.DASH


def costs(results: Results) -> Table | None:
    """List what the contract costs for each visit, publication, day and resident.

    Parameters
    ----------
    results
        The results of a year: of them those in roubles per unit.

    Returns
    -------
    Table or None
        A row for each unit that is known: its price, that of the year before if there is any, and
        the number that the cost is divided by; nothing if the cost is not known.

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
    rates = [rate for rate in rates if rate.value is not None or compares(results, [rate])]
    if not rates:
        return None
    compared = compares(results, rates)
    year = results.year
    heads = (f"{year - 1}, ₽", f"{year}, ₽", "Изменение") if compared else ("Рублей",)
    by = "Делится на"
    return Table(
        f"Во что обходится единица, за {w.span(results.period)}",
        ("В расчёте на единицу", *heads, by),
        [
            (result.title, *values_beside(results, result, compared), _divided_by(result))
            for result in rates
        ],
        numeric=(*heads, by),
        widths=(35, 12, 12, 23, 18) if compared else (56, 20, 24),
    )


def _divided_by(result: Result) -> str:
    """Write the number that the cost is divided by; of residents, with the day it is of."""
    text = operand(result.denominator)
    return text if result.value is None else dated_cell(text, text, result.dates)
