"""The tables of the official pages and of the channels for messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...indicators import Result, Results
from .. import wording as w
from ..bundle import Table
from .cells import number_cell
from .changes import change_cell


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
    change = f"К {results.year - 1} году"
    rows = []
    for result in results.family("platform_subscriptions"):
        share = results[f"platform_share[{result.member}]"]
        when = w.when(result.measured)
        rows.append(
            (
                result.label,
                number_cell(result),
                when,
                number_cell(share),
                change_cell(results, result),
            )
        )
        of_platform = (p.code for p in results.context.pages if p.platform == result.member)
        for page in (pages[code] for code in of_platform if code in pages):
            label = f"в том числе {page.label}"
            when = w.when(page.measured)
            rows.append((label, number_cell(page), when, w.DASH, change_cell(results, page)))
    total = results["subscriptions"]
    whole = "100" if total.value else w.DASH
    when = w.when(total.measured)
    rows.append(("Всего подписок", number_cell(total), when, whole, change_cell(results, total)))
    columns, widths = ["Площадка", "Подписки", "Дата", "Доля, %", change], (30, 16, 18, 14, 22)
    known = 5 if any(row[-1] != w.DASH for row in rows) else 4  # nothing to compare with
    return Table(
        "Подписки на официальные страницы",
        columns[:known],
        [row[:known] for row in rows],
        numeric=[name for name in ("Подписки", "Доля, %", change) if name in columns[:known]],
        widths=widths[:known],
    )


def activity(results: Results) -> Table | None:
    """List what each page did and gathered in the year, as far as it is known.

    Parameters
    ----------
    results
        The results of a year: of them the posts and the responses of each page.

    Returns
    -------
    Table or None
        A row for each page, a column for what is known of any; nothing if nothing is.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.activity(results)  # nothing is known of posts
    """
    columns = {
        "posts": "Записи",
        "posting_regularity": "Регулярность, %",
        "views": "Просмотры",
        "likes": "Отметки «нравится»",
        "comments": "Комментарии",
        "reposts": "Репосты",
        "engagement_rate": "Вовлечённость, %",
        "viewed_posts_share": "Записей с просмотрами, %",
        "reach": "Охват, человек",
        "subscriber_growth": "Прирост подписок, %",
    }
    caption = f"Записи и отклики на страницах за {w.span(results.period)}"
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
        A row for each channel, a column for what is known of any; nothing if nothing is.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.tables.feedback(results)  # nothing is known of messages
    """
    columns = {
        "messages": "Поступило",
        "answered": "Отвечено",
        "answered_on_time": "В срок, %",
        "days_to_answer": "Дней до ответа",
        "surveys": "Опросы",
        "votes": "Голоса",
    }
    caption = f"Обращения и опросы за {w.span(results.period)}"
    return _by_member(results, caption, "Канал", columns)


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
