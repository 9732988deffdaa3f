"""What was done on the official pages in a period, as their platforms count it by the day.

Reactions stand here on the day they were given, whatever the age of the post: they are no part
of the engagement rate, which divides what the posts of a period gathered by their views.
"""

from __future__ import annotations

from .counts import declare_count
from .facts import Facts
from .measured import Measured, total
from .registry import Indicator
from .standing import Standing
from .units import REACTIONS, SUBSCRIPTIONS, VIEWS

TABLE = "page_activity"
REACTION_COLUMNS = ("likes", "comments", "reposts")
BASIS = "Счётчик площадки по дням: действия этих дней у записей любой давности"


@Indicator(
    title="Просмотры страницы",
    title_en="Views of the page itself",
    unit=VIEWS,
    formula="Сумма за год по статистике страницы",
    inputs=("page_activity.page_views",),
    basis="Счётчик площадки: просмотры самой страницы, а не записей в лентах",
    standing=Standing.DEFINITION,
    members=lambda facts: facts.codes(TABLE, "page", ("page_views",)),
    over="page_activity.page",
    order=470,
    monthly=True,
    additive=True,
)
def views_of_page(facts: Facts, page: str) -> Measured:
    """Views of one page itself in the period."""
    return facts.flow(TABLE, "page_views", page=page)


MOVED = (
    ("joined", "Вступили", "New subscriptions", SUBSCRIPTIONS),
    ("left", "Вышли", "Ended subscriptions", SUBSCRIPTIONS),
)
"""How subscriptions came and went, by the column of ``page_activity``."""

for order, count in enumerate(MOVED, start=471):
    declare_count(
        *count,
        over="page_activity.page",
        formula="Сумма за год по статистике страницы",
        basis=BASIS,
        order=order,
    )


@Indicator(
    title="Реакции за период",
    title_en="Reactions of the period",
    unit=REACTIONS,
    formula="Отметки «нравится» + комментарии + репосты этих дней",
    inputs=tuple(f"page_activity.{column}" for column in REACTION_COLUMNS),
    basis=f"{BASIS}; в вовлечённость не входят",
    standing=Standing.DEFINITION,
    members=lambda facts: facts.codes(TABLE, "page", REACTION_COLUMNS),
    over="page_activity.page",
    order=473,
    monthly=True,
    additive=True,
)
def reactions_of_days(facts: Facts, page: str) -> Measured:
    """Reactions on one page that were given in the period."""
    return total(facts.flows(TABLE, REACTION_COLUMNS, page=page))
