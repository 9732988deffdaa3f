"""The tables of the official pages and of the channels for messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...indicators import Result, Results
from ...indicators.units import PERCENT
from .. import wording as w
from ..bundle import Table
from ..typography import uncapitalised
from .cells import number_cell, year_cell
from .changes import change_cell, compares, then_cell, values_beside


def platforms(results: Results) -> Table:
    """List the subscriptions to each platform and page, their date, share and change.

    Parameters
    ----------
    results
        The results of a year: of them the subscriptions.

    Returns
    -------
    Table
        A row for each platform, below it those of its pages, and one for all of them.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.platforms(results).rows[0][0]
    'ВКонтакте'
    """
    pages = {result.member: result for result in results.family("page_subscriptions")}
    shown: list[tuple[str, Result, str]] = []
    for result in results.family("platform_subscriptions"):
        share = results[f"platform_share[{result.member}]"]
        shown.append((result.label, result, number_cell(share)))
        of_platform = (p.code for p in results.context.pages if p.platform == result.member)
        for page in (pages[code] for code in of_platform if code in pages):
            shown.append((f"в том числе {page.label}", page, w.DASH))
    total = results["subscriptions"]
    shown.append(("Всего подписок", total, "100" if total.value else w.DASH))
    caption = "Подписки на официальные страницы"
    if not compares(results, (result for _, result, _ in shown)):
        return Table(
            caption,
            ("Площадка", "Подписки", "Дата", "Доля, %"),
            [
                (label, number_cell(result), w.when(result.measured), share)
                for label, result, share in shown
            ],
            numeric=("Подписки", "Доля, %"),
            widths=(36, 20, 24, 20),
        )
    columns = ("Площадка", "Прошлый подсчёт", "Этот подсчёт", "Изменение", "Доля, %")
    return Table(
        caption,
        columns,
        [
            (
                label,
                then_cell(results, result),
                year_cell(result, result.anchor),
                change_cell(results, result, dated=False),
                share,
            )
            for label, result, share in shown
        ],
        numeric=columns[1:],
        widths=(23, 19, 19, 27, 12),
    )


def posts(results: Results) -> Table | None:
    """List how much was posted on each page, and in what share of the weeks regularly.

    Parameters
    ----------
    results
        The results of a year: of them the posts of each page.

    Returns
    -------
    Table or None
        A row for each page, with the posts of the year before if there are any; nothing if
        nothing is known.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.posts(results)  # nothing is known of posts
    """
    rows = results.family("posts")
    weeks = {row.member: row for row in results.family("posting_regularity")}
    if not any(row.value is not None for row in rows):
        return None
    year, compared = results.year, compares(results, rows)
    heads = (str(year - 1), str(year), "Изменение") if compared else (str(year),)
    regular = ("Недель с 3 записями и больше, %",) if weeks else ()
    return Table(
        f"Записи на страницах за {w.span(results.period)}",
        ("Страница", *heads, *regular),
        [
            (
                row.label + _lived([row]),
                *values_beside(results, row, compared),
                *([number_cell(weeks.get(row.member))] if weeks else []),
            )
            for row in rows
        ],
        numeric=(*heads, *regular),
    )


def responses(results: Results) -> Table | None:
    """List what the posts of each page gathered in the year, as far as it is known.

    Parameters
    ----------
    results
        The results of a year: of them the responses to the posts of each page.

    Returns
    -------
    Table or None
        A row for each page, a column for what is known of any; nothing if nothing is.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.responses(results)  # nothing is known of posts
    """
    columns = {
        "views": "Просмотры",
        "likes": "«Нравится»",
        "comments": "Комментарии",
        "reposts": "Репосты",
        "engagement_rate": "Отклики на 100 просмотров",
        "viewed_posts_share": "Записей с просмотрами, %",
        "reach": "Охват, человек",
        "reach_of_post": "Охват записи",
    }
    caption = f"Отклики на записи за {w.span(results.period)}"
    return _by_member(results, caption, "Страница", columns)


def page_activity(results: Results) -> Table | None:
    """List what was done on each page in the year, as its platform counts it by the day.

    Parameters
    ----------
    results
        The results of a year: of them who joined and left each page, and what was done there.

    Returns
    -------
    Table or None
        A row for each page, a column for what is known of any; nothing if nothing is.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.page_activity(results)  # nothing is known of the days of pages
    """
    columns = {
        "views_of_page": "Просмотры страницы",
        "page_visitors_per_day": "Посетители в день",
        "local_visitors_share": "Местные, %",
        "page_reach_per_day": "Охват в день",
        "joined": "Вступили",
        "left": "Вышли",
        "computed_subscriptions": "Подписки в конце, вычислено",
        "reactions_of_days": "Реакции по дню действия",
    }
    caption = f"Действия на страницах за {w.span(results.period)}"
    return _by_member(results, caption, "Страница", columns)


def feedback(results: Results) -> Table | None:
    """List the messages of each channel and how they were answered.

    Parameters
    ----------
    results
        The results of a year: of them the messages and the surveys of each channel.

    Returns
    -------
    Table or None
        A row for each number of each channel, with that of the year before if there is any;
        nothing if nothing is known.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.feedback(results)  # nothing is known of messages
    """
    names = ("messages", "answered", "answered_on_time", "days_to_answer", "surveys", "votes")
    rows = [row for name in names for row in results.family(name) if row.value is not None]
    if not rows:
        return None
    channels = list(dict.fromkeys(row.member for row in rows))
    rows.sort(key=lambda row: channels.index(row.member))
    year, compared = results.year, compares(results, rows)
    heads = (str(year - 1), str(year), "Изменение") if compared else (str(year),)
    return Table(
        f"Сообщения граждан и опросы за {w.span(results.period)}",
        ("Канал и показатель", *heads),
        [
            (
                f"{row.label}: {uncapitalised(row.indicator.title)}{', %' * _is_percent(row)}",
                *values_beside(results, row, compared),
            )
            for row in rows
        ],
        numeric=heads,
        widths=(46, 15, 15, 24) if compared else (70, 30),
    )


def _is_percent(row: Result) -> bool:
    return row.indicator.unit == PERCENT


def _by_member(
    results: Results, caption: str, first: str, columns: Mapping[str, str]
) -> Table | None:
    """Set the families of several indicators side by side, a row a member."""
    families = {
        name: {row.member: row for row in results.family(name) if row.value is not None}
        for name in columns
    }
    shown = [name for name in columns if families[name]]
    labels = {row.member: row.label for name in columns for row in results.family(name)}
    if not shown:
        return None
    return Table(
        caption,
        (first, *(columns[name] for name in shown)),
        [
            (
                label + _lived([families[name].get(member) for name in shown]),
                *(number_cell(families[name].get(member)) for name in shown),
            )
            for member, label in labels.items()
        ],
        numeric=[columns[name] for name in shown],
    )


def _lived(rows: Sequence[Result | None]) -> str:
    """Write since when and until when a page existed, if not the whole year."""
    return next((f" {w.lived(row.measured)}" for row in rows if row and row.measured.life), "")
