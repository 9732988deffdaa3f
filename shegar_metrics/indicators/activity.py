"""What happens on the official pages: posts, their regularity, reactions, growth."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from ..period import DAYS_IN_WEEK, Period
from .breaks import breaks_of_page
from .counts import declare_count
from .facts import Facts, sources_of
from .measured import Measured, constant, missing, ratio, total
from .registry import Indicator
from .standing import Standing
from .units import COMMENTS, PERCENT, POSTS, REACTIONS, REPOSTS, VIEWS, Unit

COUNTS = ("publications.publications",)
RESPONSES = ("likes", "comments", "reposts")
RESPONSES_TO_VIEWS = Unit("responses", "отклик", "отклика", "откликов").each(
    "100 views", "на 100 просмотров"
)
VIEWED = ("posts_with_views", "posts_without_views")
"""How many posts have a count of views, and how many have none."""
OF_VIEWED = tuple(f"engagement.{column}" for column in VIEWED)
METHOD = (
    "Методика Челябинской области (приказ от 27.05.2026 № 61); федеральной нормы для "
    "муниципалитетов нет"
)

POSTS_A_WEEK = 3
"""With so many posts a week counts as a regular one (the same method)."""

EDGE_DAYS = 31
"""How far from the first or last day of a year the counts of its growth may lie."""


def posting(facts: Facts) -> tuple[str, ...]:
    """List the pages whose posts are counted, for some days of the period at least."""
    pages = facts.codes("publications", "page", ("publications",))
    return tuple(page for page in pages if facts.dataset.reference.page(page)["platform"])


def posting_by_day(facts: Facts) -> tuple[str, ...]:
    """List the pages whose posts are counted by day, for some days of the period at least."""
    inside = facts.dataset.series.inside
    return tuple(
        page
        for page in posting(facts)
        if any(
            row["period_start"] == row["period_end"]
            for row in inside("publications", (page, _section(facts)), facts.period)
        )
    )


@Indicator(
    title="Записи на странице",
    title_en="Posts on the page",
    unit=POSTS,
    formula="Число записей на странице за год по выгрузке",
    inputs=COUNTS,
    basis="Запись на стене или в канале; альбом и репост — одна запись, реклама не считается",
    standing=Standing.DEFINITION,
    members=posting,
    over="publications.page",
    order=410,
    monthly=True,
    drawn=True,
    additive=True,
)
def posts(facts: Facts, page: str) -> Measured:
    """Posts on one page in the period."""
    return facts.flow("publications", "publications", page=page, section=_section(facts))


@Indicator(
    title="Регулярность записей",
    title_en="Posting regularity",
    unit=PERCENT,
    formula="Недели (пн–вс), в которых не меньше 3 записей, ÷ все полные недели года, в которые "
    "страница была, × 100",
    inputs=COUNTS,
    basis=METHOD,
    standing=Standing.RECOMMENDATION,
    members=posting_by_day,
    over="publications.page",
    digits=1,
    order=420,
)
def posting_regularity(facts: Facts, page: str) -> Measured:
    """Share of the whole weeks of the period with at least three posts, per cent."""
    whole = posts(facts, page)
    life = facts.life(page=page)
    rows = facts.daily("publications", "publications", page=page, section=_section(facts))
    if rows is None or life is None:
        reason = whole.reason or "записи посчитаны не по дням или разными системами"
        return missing(reason, facts.period)
    daily = {row["period_start"]: row["publications"] for row in rows}
    weeks = _weeks(life)
    regular = sum(
        sum(daily[monday + timedelta(days=day)] for day in range(DAYS_IN_WEEK)) >= POSTS_A_WEEK
        for monday in weeks
    )
    sources = sources_of(facts.dataset, rows, "publications")
    measured = Measured(Fraction(regular), period=facts.period, sources=sources)
    return ratio(measured, constant(len(weeks)), scale=100)


def _section(facts: Facts) -> str | None:
    return facts.dataset.reference.posts


def _weeks(period: Period) -> list[date]:
    """List the Mondays of the weeks that lie wholly in a period."""
    first = period.start + timedelta(days=-period.start.weekday() % DAYS_IN_WEEK)
    weeks = ((period.end - first).days + 1) // DAYS_IN_WEEK
    return [first + timedelta(days=DAYS_IN_WEEK * week) for week in range(weeks)]


def viewed(facts: Facts) -> tuple[str, ...]:
    """List the pages of which the views of posts are known."""
    return facts.codes("engagement", "page", ("views",))


@Indicator(
    title="Отклики на 100 просмотров",
    title_en="Responses to 100 views",
    unit=RESPONSES_TO_VIEWS,
    formula="(Отметки «нравится» + комментарии + репосты) ÷ просмотры × 100, по записям, у "
    "которых есть число просмотров",
    inputs=(
        *("engagement.likes", "engagement.comments", "engagement.reposts", "engagement.views"),
        "engagement.reactions_with_views",
    ),
    basis=METHOD,
    standing=Standing.RECOMMENDATION,
    members=viewed,
    over="engagement.page",
    digits=1,
    order=430,
    monthly=True,
    drawn=True,
)
def engagement_rate(facts: Facts, page: str) -> Measured:
    """Reactions for every hundred views, of the posts that have views."""
    columns = ("reactions_with_views",) if _tells_viewed(facts, page) else RESPONSES
    *responses, views = facts.flows("engagement", (*columns, "views"), page=page)
    return ratio(total(responses), views, scale=100)


def _tells_viewed(facts: Facts, page: str) -> bool:
    """Return whether it is known how many posts of a page have views."""
    return page in facts.codes("engagement", "page", ("posts_with_views",))


def partly_viewed(facts: Facts) -> tuple[str, ...]:
    """List the pages whose rate is of a part of their posts: the others have no views."""
    told = facts.codes("engagement", "page", ("posts_with_views",))
    shares = {page: viewed_posts_share(facts, page).value for page in told}
    return tuple(page for page, share in shares.items() if share not in (None, 100))


@Indicator(
    title="Записи с числом просмотров",
    title_en="Posts with a count of views",
    unit=PERCENT,
    formula="Записи, у которых площадка показывает просмотры ÷ все записи страницы за год × 100",
    inputs=OF_VIEWED,
    basis="Столько записей вошло в отклики на 100 просмотров; у остальных просмотры неизвестны",
    standing=Standing.DEFINITION,
    members=partly_viewed,
    over="engagement.page",
    digits=1,
    order=435,
)
def viewed_posts_share(facts: Facts, page: str) -> Measured:
    """Share of the posts of a page that have views, and so are in its rate, per cent."""
    viewed, others = facts.flows("engagement", VIEWED, page=page)
    return ratio(viewed, total([viewed, others]), scale=100)


def grown(facts: Facts) -> tuple[str, ...]:
    """List the pages whose subscriptions are known at both ends of the period."""
    pages = facts.dataset.labels("subscribers", "page")
    return tuple(page for page in pages if None not in _ends(facts, page))


@Indicator(
    title="Прирост подписок за год",
    title_en="Growth of subscriptions",
    unit=PERCENT,
    formula="(Подписки в конце года ÷ подписки в начале года − 1) × 100",
    inputs=("subscribers.subscribers",),
    basis="Темп прироста; даты — ближайшие к началу и концу года, не дальше месяца",
    standing=Standing.STATISTICS,
    members=grown,
    over="subscribers.page",
    digits=1,
    order=440,
)
def subscriber_growth(facts: Facts, page: str) -> Measured:
    """Growth of the subscriptions to one page from one end of the period to the other."""
    start, end = _ends(facts, page)
    if start is None or end is None:
        return missing(facts.nothing)
    for event in breaks_of_page(facts.dataset, "subscribers", page):
        if start < event.day <= end:
            reason = f"сравнить начало и конец нельзя: {event.text} ({event.day:%d.%m.%Y})"
            return missing(reason, facts.period)
    later, earlier = (
        facts.on_day("subscribers", "subscribers", day, page=page) for day in (end, start)
    )
    return ratio(later, earlier, scale=100).less(100)


def _ends(facts: Facts, page: str) -> tuple[date | None, date | None]:
    days = [row["as_of"] for row in facts.dataset.stocks.of("subscribers", page=page)]

    def nearest(to: date) -> date | None:
        near = [day for day in days if abs((day - to).days) <= EDGE_DAYS]
        return min(near, key=lambda day: (abs((day - to).days), day), default=None)

    return nearest(facts.period.start), nearest(facts.period.end)


@Indicator(
    title="Просмотры записей",
    title_en="Views of the posts",
    unit=VIEWS,
    formula="Сумма за год по выгрузке страницы",
    inputs=("engagement.views", *OF_VIEWED),
    basis="Счётчик площадки у записей периода",
    standing=Standing.DEFINITION,
    members=viewed,
    over="engagement.page",
    order=450,
    monthly=True,
    additive=True,
)
def views(facts: Facts, page: str) -> Measured:
    """Views of the posts of one page in the period, if all posts have a count of them."""
    measured = facts.flow("engagement", "views", page=page)
    unknown = _unviewed(facts, page)
    return missing(unknown, facts.period) if unknown and measured.value is not None else measured


def _unviewed(facts: Facts, page: str) -> str | None:
    """Return why the views of a page are not those of all its posts; ``None`` if they are.

    A total that a source states is of all; the rows add up what there is.
    """
    stated = facts.dataset.series.total("engagement", (page,), "views", facts.period)
    if stated is not None or not _tells_viewed(facts, page):
        return None
    viewed, others = facts.flows("engagement", VIEWED, page=page)
    if viewed.value is None or others.value is None:
        return "неизвестно, у всех ли записей есть число просмотров"
    if others.value:
        return f"число просмотров есть у записей — {viewed.value} из {viewed.value + others.value}"
    return None


GATHERED = (
    ("likes", "Отметки «нравится»", "Likes", REACTIONS),
    ("comments", "Комментарии", "Comments", COMMENTS),
    ("reposts", "Репосты", "Reposts", REPOSTS),
)
"""What else the posts of a page gathered, by the column of ``engagement``."""

for order, count in enumerate(GATHERED, start=451):
    declare_count(
        *count,
        over="engagement.page",
        formula="Сумма за год по выгрузке страницы",
        basis="Счётчик площадки у записей периода",
        order=order,
    )
