"""The table of the information annexed to a decision: the subscriptions then and now."""

from __future__ import annotations

from collections.abc import Iterator

from ...indicators import Result, Results
from .. import wording as w
from ..bundle import Table
from ..comparing import then_of
from .cells import sign_of
from .changes import change_cell
from .pages import platforms


def subscriptions(results: Results) -> Table | None:
    """List the subscriptions to each page at the last count and at the one before, by its day.

    Parameters
    ----------
    results
        The results of a year: of them the subscriptions, and what they are compared with.

    Returns
    -------
    Table or None
        A row for each page and one for all; without a year to compare with, as `platforms`;
        nothing if there is no count.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> [row[0] for row in sm.tables.subscriptions(results).rows][-1]
    'Всего подписок'
    """
    if results["subscriptions"].value is None:
        return None
    if not results.before:
        return platforms(results)
    rows = [*_pages(results), results["subscriptions"]]
    return Table(
        "Подписки на официальные страницы",
        ("Страница", "Было", "Стало", "Когда", "Изменение"),
        [
            (
                row.label or "Все страницы",
                _then(results, row),
                w.short(row),
                w.when(row.measured),
                change_cell(results, row),
            )
            for row in rows
        ],
        numeric=("Было", "Стало", "Изменение"),
        widths=(24, 11, 11, 18, 36),
    )


def _pages(results: Results) -> Iterator[Result]:
    """Yield the value of each page: of a platform that has one page, of the platform."""
    on = {page.code: page.platform for page in results.context.pages}
    pages = results.family("page_subscriptions")
    for platform in results.family("platform_subscriptions"):
        yield from [page for page in pages if on[page.member] == platform.member] or [platform]


def _then(results: Results, row: Result) -> str:
    then = then_of(results, row.name)
    return sign_of(results.change(row.name).then) if then is None else w.short(row, then.value)
