"""How many people the official pages and their posts reached: people, who never add up."""

from __future__ import annotations

from .days import MEAN, mean_of_day, stating_days
from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator
from .standing import Standing
from .units import PEOPLE

OF_POSTS = ("reach_of_posts", "posts_with_reach")
"""The reach of posts, added up over them only to be divided by their number."""


@Indicator(
    title="Охват страницы",
    title_en="Reach of the page",
    unit=PEOPLE,
    formula="Число людей, которых страница достигла за весь период, по площадке",
    inputs=("engagement.reach",),
    basis="Счётчик площадки; охваты частей периода не складываются: люди те же",
    standing=Standing.DEFINITION,
    members=lambda facts: facts.codes("engagement", "page", ("reach",)),
    over="engagement.page",
    order=460,
    monthly=True,
)
def reach(facts: Facts, page: str) -> Measured:
    """How many people a page reached in the whole period, as its platform states it."""
    return facts.flow("engagement", "reach", page=page)


@Indicator(
    title="Охват записи",
    title_en="Reach of a post",
    unit=PEOPLE.each("post", "на запись"),
    formula="Сумма охвата записей ÷ число записей, у которых он известен",
    inputs=tuple(f"engagement.{column}" for column in OF_POSTS),
    basis="Счётчик площадки: сколько человек видели запись; разные записи видят и те же люди",
    standing=Standing.STATISTICS,
    members=lambda facts: facts.codes("engagement", "page", ("reach_of_posts",)),
    over="engagement.page",
    digits=1,
    order=465,
    monthly=True,
)
def reach_of_post(facts: Facts, page: str) -> Measured:
    """Mean number of people who saw a post of one page."""
    reached, posts = facts.flows("engagement", OF_POSTS, page=page)
    return ratio(reached, posts)


@Indicator(
    title="Охват страницы в день",
    title_en="Reach of the page per day",
    unit=PEOPLE.each("day", "в день"),
    formula=MEAN,
    inputs=("engagement.reach",),
    basis="Счётчик площадки по дням; за год охват не складывается: в разные дни это те же люди",
    standing=Standing.STATISTICS,
    members=lambda facts: stating_days(facts, "engagement", "reach"),
    over="engagement.page",
    digits=1,
    order=476,
    monthly=True,
)
def page_reach_per_day(facts: Facts, page: str) -> Measured:
    """Mean reach of one page a day."""
    return mean_of_day(facts, "engagement", "reach", page)
