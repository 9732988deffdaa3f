"""The official pages in social networks: subscriptions, and the people behind them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .facts import Facts
from .measured import Measured, constant, largest, ratio, total
from .registry import Indicator, Standing

SUBSCRIBERS = ("subscribers.subscribers",)
COUNTER = (
    "Счётчик подписчиков площадки на дату; одна подписка — одна учётная запись на одной странице"
)


def platforms(facts: Facts) -> tuple[str, ...]:
    """List the platforms whose subscriptions are known for the period."""
    return facts.members("subscribers", "platform")


def _subscriptions(facts: Facts) -> list[Measured]:
    return [platform_subscriptions(facts, platform) for platform in platforms(facts)]


@Indicator(
    title="Подписки на официальные страницы",
    title_en="Subscriptions to the official pages",
    unit="subscriptions",
    formula="Сумма подписок на страницы по площадкам на дату, ближайшую к концу года",
    inputs=SUBSCRIBERS,
    basis=COUNTER + ". Сумма — подписки, а не люди",
    standing=Standing.DEFINITION,
)
def subscriptions(facts: Facts) -> Measured:
    """Subscriptions to all pages: one person may hold several."""
    return total(_subscriptions(facts), nothing=facts.nothing)


@Indicator(
    title="Подписки на страницу",
    title_en="Subscriptions to the page",
    unit="subscriptions",
    formula="Число подписок на страницу на дату, ближайшую к концу года",
    inputs=SUBSCRIBERS,
    basis=COUNTER,
    standing=Standing.DEFINITION,
    members=platforms,
    over="subscribers.platform",
)
def platform_subscriptions(facts: Facts, platform: str) -> Measured:
    """Subscriptions to the page on one platform."""
    stock = facts.stock("subscribers", "subscribers", platform=platform)
    return replace(stock, scope=(platform,))


@Indicator(
    title="Доля площадки в подписках",
    title_en="Share of the platform",
    unit="%",
    formula="Подписки на страницу ÷ подписки на все страницы × 100",
    inputs=SUBSCRIBERS,
    basis="Структура целого; доли дают в сумме 100 %",
    standing=Standing.STATISTICS,
    members=platforms,
    over="subscribers.platform",
    digits=2,
)
def platform_share(facts: Facts, platform: str) -> Measured:
    """Share of one platform in all subscriptions, per cent."""
    return ratio(platform_subscriptions(facts, platform), subscriptions(facts), scale=100)


@Indicator(
    title="Эффективное число площадок",
    title_en="Effective number of platforms",
    unit="platforms",
    formula="1 ÷ сумма квадратов долей площадок (доли — от 0 до 1)",
    inputs=SUBSCRIBERS,
    basis="Обратный индекс Херфиндаля — Хиршмана: столько площадок равны этим по ровности",
    standing=Standing.STATISTICS,
    digits=2,
)
def effective_platforms(facts: Facts) -> Measured:
    """How many equal platforms would be as evenly spread as these."""
    shares = [ratio(part, subscriptions(facts)) for part in _subscriptions(facts)]
    squares = [
        replace(share, value=None if share.value is None else share.value**2) for share in shares
    ]
    return ratio(constant(Fraction(1)), total(squares, nothing=facts.nothing))


@Indicator(
    title="Уникальные подписчики: не меньше",
    title_en="Unique subscribers: at least",
    unit="people",
    formula="Наибольшее из чисел подписок по площадкам (все остальные — те же люди)",
    inputs=SUBSCRIBERS,
    basis="Нижняя граница объединения множеств; одна учётная запись считается одним человеком",
    standing=Standing.STATISTICS,
)
def unique_people_min(facts: Facts) -> Measured:
    """Lower bound of the number of people: everybody is on the largest page."""
    return largest(_subscriptions(facts), nothing=facts.nothing)


@Indicator(
    title="Уникальные подписчики: не больше",
    title_en="Unique subscribers: at most",
    unit="people",
    formula="Сумма подписок по площадкам (никто не подписан дважды)",
    inputs=SUBSCRIBERS,
    basis="Верхняя граница объединения множеств; одна учётная запись считается одним человеком",
    standing=Standing.STATISTICS,
)
def unique_people_max(facts: Facts) -> Measured:
    """Upper bound of the number of people: nobody is on two pages."""
    return subscriptions(facts)


@Indicator(
    title="Подписки на 100 жителей",
    title_en="Subscriptions per 100 residents",
    unit="subscriptions/100 residents",
    formula="Подписки на все страницы ÷ население района × 100",
    inputs=(*SUBSCRIBERS, "population.residents"),
    basis="Не доля населения: подписки пересекаются, и подписаны не только жители",
    standing=Standing.STATISTICS,
    digits=2,
)
def subscriptions_per_100_residents(facts: Facts) -> Measured:
    """Subscriptions for every 100 residents; not a share of the population."""
    return ratio(subscriptions(facts), facts.residents("district"), scale=100)
