"""What was done on the official pages in a period, as their platforms count it by the day.

Reactions stand here on the day they were given, whatever the age of the post: they are no part
of the engagement rate, which divides what the posts of a period gathered by their views.
"""

from __future__ import annotations

from fractions import Fraction

from .counts import declare_count
from .days import MEAN, mean_of_day, stating_days
from .facts import Facts
from .levels import level_on
from .measured import Measured, missing, ratio, total
from .registry import Indicator
from .standing import Standing
from .units import PERCENT, REACTIONS, SUBSCRIPTIONS, VIEWS, VISITORS

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
    basis=f"{BASIS}; в отклики на 100 просмотров не входят",
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


@Indicator(
    title="Посетители страницы в день",
    title_en="Visitors of the page per day",
    unit=VISITORS.each("day", "в день"),
    formula=MEAN,
    inputs=("page_activity.visitors",),
    basis="Счётчик площадки по дням; за год посетители не складываются: в разные дни это те же "
    "люди",
    standing=Standing.STATISTICS,
    members=lambda facts: stating_days(facts, TABLE, "visitors"),
    over="page_activity.page",
    digits=1,
    order=475,
    monthly=True,
)
def page_visitors_per_day(facts: Facts, page: str) -> Measured:
    """Mean visitors of one page a day."""
    return mean_of_day(facts, TABLE, "visitors", page)


@Indicator(
    title="Местные среди посетителей страницы",
    title_en="Local visitors of the page",
    unit=PERCENT,
    formula="Местные посетители каждого дня ÷ посетители каждого дня, чей город известен × 100",
    inputs=("page_activity.local_visitors", "page_activity.visitors_with_city"),
    basis="Город — из профиля ВКонтакте, а не место жительства; местные — из населённых пунктов "
    "справочника reference/territories.csv. Кто заходил в разные дни, посчитан в каждый из них",
    standing=Standing.STATISTICS,
    members=lambda facts: stating_days(facts, TABLE, "local_visitors"),
    over="page_activity.page",
    digits=1,
    order=477,
    monthly=True,
)
def local_visitors_share(facts: Facts, page: str) -> Measured:
    """Share of the local ones among the visitors of days whose city is known, per cent."""
    local, known = facts.of_days(TABLE, ("local_visitors", "visitors_with_city"), page=page)
    return ratio(local, known, scale=100)


def _computable(facts: Facts) -> tuple[str, ...]:
    """List the pages whose subscriptions on the last day were not counted, but can be computed."""
    pages = facts.codes(TABLE, "page", ("joined", "left"))
    end = facts.period.end
    levels = {page: level_on(facts.dataset, page, end) for page in pages}
    return tuple(page for page, level in levels.items() if level and level.as_of != end)


@Indicator(
    title="Подписки в конце периода, вычисленные",
    title_en="Subscriptions at the end of the period, computed",
    unit=SUBSCRIPTIONS,
    formula="Ближайший подсчёт подписок, плюс вступившие и минус вышедшие за каждый день между ним "
    "и концом периода; если подсчёт позже, наоборот",
    inputs=("subscribers.subscribers", "page_activity.joined", "page_activity.left"),
    basis="Вычислено из подсчёта на названный день и прихода-ухода, а не сосчитано: с точностью до "
    "прихода и ухода в день подсчёта",
    standing=Standing.OWN,
    members=_computable,
    over="page_activity.page",
    order=474,
    monthly=True,
)
def computed_subscriptions(facts: Facts, page: str) -> Measured:
    """Subscriptions to one page on the last day, from a count and who joined and left since."""
    level = level_on(facts.dataset, page, facts.period.end)
    if level is None:
        reason = "не за каждый день от ближайшего подсчёта известно, кто вступил и кто вышел"
        return missing(reason, facts.period)
    if level.as_of == facts.period.end:
        return missing("подписки в этот день сосчитаны", facts.period)
    return Measured(
        Fraction(level.value), period=facts.period, dates=(level.as_of,), sources=level.sources
    )
