"""The official pages in social networks: subscriptions, and the people behind them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from ..dataset.reference import exists
from .facts import Facts
from .measured import Measured, constant, largest, proven_zero, ratio, total
from .registry import Indicator
from .standing import Standing
from .units import PEOPLE, PERCENT, PLATFORMS, SUBSCRIPTIONS

SUBSCRIBERS = ("subscribers.subscribers",)
COUNTER = (
    "Счётчик подписчиков площадки на дату; одна подписка — одна учётная запись на одной странице"
)


def platforms(facts: Facts) -> tuple[str, ...]:
    """List the platforms with a page whose subscriptions are known."""
    reference = facts.dataset.reference
    found = {reference.page(page)["platform"] for page in facts.counted_pages}
    return tuple(row["code"] for row in reference.platforms if row["code"] in found)


def neighbours(facts: Facts) -> tuple[str, ...]:
    """List the pages that share their platform with another page whose subscriptions are known."""
    reference = facts.dataset.reference
    pages = facts.counted_pages
    on = Counter(reference.page(page)["platform"] for page in pages)
    return tuple(page for page in pages if on[reference.page(page)["platform"]] > 1)


def _subscriptions(facts: Facts, platform: str | None = None) -> list[Measured]:
    """Return the subscriptions to each page, and the zeros that the register proves.

    A page that is not opened yet, or closed already, has none: so its arrival does not keep
    two sums from being compared. Where there are pages and nobody counted one of them, such
    zeros would pass for their subscriptions.
    """
    day, pages = facts.day_of_register, facts.counted_pages
    if day is None or not pages:
        return []
    asked = [
        page
        for page in facts.dataset.reference.pages
        if page["platform"] is not None and platform in (None, page["platform"])
    ]
    there = {page["id"] for page in asked if exists(page, day, day)}
    uncounted = there.difference(pages)
    if there and (uncounted == there or (uncounted and not facts.is_year)):
        return []  # the report names the pages a year leaves out; a month has no room for it
    return [
        page_subscriptions(facts, page["id"])
        if page["id"] in pages
        else proven_zero(page["id"], page["title"])
        for page in asked
        if page["id"] in pages or page["id"] not in there
    ]


@Indicator(
    title="Подписки на официальные страницы",
    title_en="Subscriptions to the official pages",
    unit=SUBSCRIPTIONS,
    formula="Сумма подписок на страницы на дату, ближайшую к концу года",
    inputs=SUBSCRIBERS,
    basis=COUNTER + ". Сумма — подписки, а не люди",
    standing=Standing.DEFINITION,
    order=310,
    key=True,
)
def subscriptions(facts: Facts) -> Measured:
    """Subscriptions to all pages: one person may hold several."""
    return total(_subscriptions(facts), nothing=facts.nothing)


@Indicator(
    title="Подписки на площадке",
    title_en="Subscriptions on the platform",
    unit=SUBSCRIPTIONS,
    formula="Сумма подписок на страницы площадки на дату, ближайшую к концу года",
    inputs=SUBSCRIBERS,
    basis=COUNTER,
    standing=Standing.DEFINITION,
    members=platforms,
    over="pages.platform",
    order=320,
    monthly=True,
)
def platform_subscriptions(facts: Facts, platform: str) -> Measured:
    """Subscriptions to the pages on one platform."""
    return total(_subscriptions(facts, platform), nothing=facts.nothing)


@Indicator(
    title="Подписки на страницу",
    title_en="Subscriptions to the page",
    unit=SUBSCRIPTIONS,
    formula="Число подписок на страницу на дату, ближайшую к концу года",
    inputs=SUBSCRIBERS,
    basis=COUNTER,
    standing=Standing.DEFINITION,
    members=neighbours,
    over="subscribers.page",
    order=330,
)
def page_subscriptions(facts: Facts, page: str) -> Measured:
    """Subscriptions to one page, where its platform has several."""
    title = facts.dataset.reference.page(page)["title"]
    return facts.stock("subscribers", page=page).as_part(page, title)


@Indicator(
    title="Доля площадки в подписках",
    title_en="Share of the platform",
    unit=PERCENT,
    formula="Подписки на площадке ÷ подписки на все страницы × 100",
    inputs=SUBSCRIBERS,
    basis="Структура целого; доли дают в сумме 100 %",
    standing=Standing.STATISTICS,
    members=platforms,
    over="pages.platform",
    digits=1,
    order=340,
)
def platform_share(facts: Facts, platform: str) -> Measured:
    """Share of one platform in all subscriptions, per cent."""
    return ratio(platform_subscriptions(facts, platform), subscriptions(facts), scale=100)


@Indicator(
    title="Эффективное число площадок",
    title_en="Effective number of platforms",
    unit=PLATFORMS,
    formula="1 ÷ сумма квадратов долей площадок (доли — от 0 до 1)",
    inputs=SUBSCRIBERS,
    basis="Обратный индекс Херфиндаля — Хиршмана: столько площадок равны этим по ровности",
    standing=Standing.STATISTICS,
    digits=1,
    order=350,
)
def effective_platforms(facts: Facts) -> Measured:
    """How many equal platforms would be as evenly spread as these."""
    parts = [platform_subscriptions(facts, platform) for platform in platforms(facts)]
    shares = [ratio(part, subscriptions(facts)) for part in parts]
    squares = [
        replace(share, value=None if share.value is None else share.value**2) for share in shares
    ]
    return ratio(constant(Fraction(1)), total(squares, nothing=facts.nothing))


@Indicator(
    title="Уникальные подписчики: не меньше",
    title_en="Unique subscribers: at least",
    unit=PEOPLE,
    formula="Наибольшее из чисел подписок по страницам (все остальные — те же люди)",
    inputs=SUBSCRIBERS,
    basis="Нижняя граница объединения множеств; одна учётная запись считается одним человеком",
    standing=Standing.STATISTICS,
    order=360,
)
def unique_people_min(facts: Facts) -> Measured:
    """Lower bound of the number of people: everybody is on the largest page."""
    return largest(_subscriptions(facts), nothing=facts.nothing)


@Indicator(
    title="Уникальные подписчики: не больше",
    title_en="Unique subscribers: at most",
    unit=PEOPLE,
    formula="Сумма подписок по страницам (никто не подписан дважды)",
    inputs=SUBSCRIBERS,
    basis="Верхняя граница объединения множеств; одна учётная запись считается одним человеком",
    standing=Standing.STATISTICS,
    order=370,
)
def unique_people_max(facts: Facts) -> Measured:
    """Upper bound of the number of people: nobody is on two pages."""
    return subscriptions(facts)


@Indicator(
    title="Подписки на 100 жителей",
    title_en="Subscriptions per 100 residents",
    unit=SUBSCRIPTIONS.each("100 residents", "на 100\u00a0жителей"),
    formula="Подписки на все страницы ÷ население муниципалитета × 100",
    inputs=(*SUBSCRIBERS, "population.residents"),
    basis="Не доля населения: подписки пересекаются, и подписаны не только жители",
    standing=Standing.STATISTICS,
    digits=1,
    order=380,
    comparable=True,
)
def subscriptions_per_100_residents(facts: Facts) -> Measured:
    """Subscriptions for every 100 residents; not a share of the population."""
    return ratio(subscriptions(facts), facts.residents(), scale=100)
