"""Where the numbers come from: «Откуда число», the months, the definitions, the sources."""

from __future__ import annotations

from collections.abc import Iterable

from ...indicators import Result, Results
from ...indicators.units import MORE
from .. import wording as w
from ..bundle import Table
from ..comparing import earlier_anchor, uncompared
from .cells import citations, month_cell, operand, source_anchor, source_cell

PASSPORT = "passport"
"""The anchor of the table «Откуда число» in the page."""


def passport(results: Results) -> Table:
    """List every indicator of the year with where its number comes from: «Откуда число».

    Parameters
    ----------
    results
        The results of a year: all of their values.

    Returns
    -------
    Table
        A row for each: its formula with both numbers of it, its time, and its sources.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.passport(results).rows[0][-1]  # the only source of the visits
    '[1]'
    """
    marks = source_marks(printed_rows(results))
    numeric = ("Числитель", "Знаменатель")
    rows = []
    for result in results.values():
        formula = result.indicator.formula
        if result.reason is not None:
            formula += f". Нет значения: {result.reason}"
        rows.append(
            (
                result.title,
                w.value_of(result, MORE),
                formula,
                operand(result.numerator),
                operand(result.denominator),
                w.when(result.measured),
                citations(marks, result.sources),
            )
        )
    return Table(
        "Откуда число: как получен каждый показатель",
        ("Показатель", "Значение", "Формула", *numeric, "Период или дата", "Источник"),
        rows,
        numeric=numeric,
        widths=(10, 8, 16, 6, 7, 7, 5),
        anchor=PASSPORT,
        row_anchors=[result.anchor for result in results.values()],
    )


def months(results: Results) -> Table | None:
    """List every number of a month with its sources.

    Parameters
    ----------
    results
        The results of a year: of them every month that is known.

    Returns
    -------
    Table or None
        A row for each series, a column for each month; nothing if no month is known.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.months(results)  # nothing is known by month
    """
    marks = source_marks(printed_rows(results))
    series = [rows for name in results if (rows := results.months(name))]
    if not series:
        return None
    return Table(
        f"Откуда число по месяцам, {w.span(results.period)}",
        ("Показатель", *w.MONTHS, "Источник"),
        [
            (
                rows[0].title + (", %" if rows[0].indicator.unit.code == "%" else ""),
                *map(month_cell, rows),
                citations(marks, dict.fromkeys(s for row in rows for s in row.sources)),
            )
            for rows in series
        ],
        numeric=w.MONTHS,
        widths=(19, *[6] * len(w.MONTHS), 9),
        anchor=f"{PASSPORT}-months",
        kind="months",
    )


def earlier(results: Results) -> Table | None:
    """List the key values of the years before, and what does not compare, with their sources.

    Parameters
    ----------
    results
        The results of a year: of them the key values of the years before.

    Returns
    -------
    Table or None
        A row for each value that is known; nothing if no year is.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.earlier(results)  # there are no data of 2021
    """
    marks = source_marks(printed_rows(results))
    known = [row for row in (*results.earlier, *uncompared(results)) if row.value is not None]
    if not known:
        return None
    numeric = ("Числитель", "Знаменатель")
    return Table(
        "Откуда числа прежних лет",
        ("Показатель", "Значение", *numeric, "Период или дата", "Источник"),
        [
            (
                row.title,
                w.value_of(row, MORE),
                operand(row.numerator),
                operand(row.denominator),
                w.when(row.measured),
                citations(marks, row.sources),
            )
            for row in known
        ],
        numeric=numeric,
        widths=(28, 20, 13, 13, 15, 11),
        anchor=f"{PASSPORT}-earlier",
        row_anchors=[earlier_anchor(row) for row in known],
    )


def bases(results: Results) -> Table:
    """List what the definition of each indicator rests on, and what weight that has.

    Parameters
    ----------
    results
        The results of a year: of them the declarations of the indicators.

    Returns
    -------
    Table
        A row for each basis, with all indicators that rest on it.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.bases(results).columns
    ('Показатели', 'Основание', 'Сила основания')
    """
    titles: dict[tuple[str, str], list[str]] = {}
    for indicator in {r.indicator.id: r.indicator for r in results.values()}.values():
        key = (indicator.basis, indicator.standing.value)
        titles.setdefault(key, []).append(indicator.title)
    return Table(
        "На чём основаны показатели",
        ("Показатели", "Основание", "Сила основания"),
        [("; ".join(names), *key) for key, names in titles.items()],
        widths=(34, 42, 24),
    )


def sources(results: Results, of: Iterable[Result] | None = None) -> Table:
    """List the documents and exports that the printed numbers come from.

    Parameters
    ----------
    results
        The results of a year: of them the sources.
    of
        Whose sources are listed, where a document does not print the months and the changes.

    Returns
    -------
    Table
        A row for each source, by its number in «Откуда число».

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.tables.sources(results, of=results.values()).rows)
    2
    """
    rows = []
    cited = of or printed_rows(results)
    wanted = {source for row in cited for source in row.sources}
    marks = {s: mark for s, mark in source_marks(printed_rows(results)).items() if s in wanted}
    for source_id, mark in marks.items():
        source = results.context.sources[source_id]
        title = source_cell(source.title, source.sha256)
        rows.append((mark, title, source.kind, w.short_day(source.date)))
    return Table(
        "Источники",
        ("№", "Документ или выгрузка", "Вид", "Дата"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(8, 56, 22, 14),
        row_anchors=[source_anchor(source_id) for source_id in marks],
    )


def source_marks(rows: Iterable[Result]) -> dict[str, str]:
    """Number the sources of rows in the order they are cited: ``{"census-2021": "[2]"}``."""
    cited = dict.fromkeys(source for row in rows for source in row.sources)
    return {source: f"[{number}]" for number, source in enumerate(cited, start=1)}


def printed_rows(results: Results) -> tuple[Result, ...]:
    """List every row that the report prints, of the earlier years too."""
    return (*results.printed, *results.earlier, *uncompared(results))
