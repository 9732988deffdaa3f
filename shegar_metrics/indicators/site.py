"""The official site: how it was visited."""

from __future__ import annotations

from .days import MEAN, mean_of_day, stating_days
from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator
from .standing import Standing
from .units import PAGE_VIEWS, VISITORS, VISITS

VISIT = (
    "Визит по определению счётчика: у Яндекс Метрики и Matomo он кончается после 30 минут "
    "бездействия; в официальных документах — «посещён»"
)


@Indicator(
    title="Посещения сайта",
    title_en="Site visits",
    unit=VISITS,
    formula="Число посещений (визитов, не людей) за год по источнику",
    inputs=("visits.visits",),
    basis=VISIT,
    standing=Standing.DEFINITION,
    order=110,
    key=True,
    monthly=True,
    drawn=True,
    additive=True,
)
def visits(facts: Facts) -> Measured:
    """Visits to the official site in the period."""
    return facts.site("visits")


@Indicator(
    title="Посещения сайта в день",
    title_en="Site visits per day",
    unit=VISITS.each("day", "в день"),
    formula="Посещения за год ÷ число дней в году",
    inputs=("visits.visits",),
    basis="Среднее за период",
    standing=Standing.STATISTICS,
    digits=1,
    order=120,
)
def visits_per_day(facts: Facts) -> Measured:
    """Mean visits a day; a leap year has 366."""
    return ratio(visits(facts), facts.days)


@Indicator(
    title="Посещения сайта на одного жителя",
    title_en="Site visits per resident",
    unit=VISITS.each("resident", "на одного жителя"),
    formula="Посещения за год ÷ население муниципалитета по последним к концу года сведениям",
    inputs=("visits.visits", "population.residents"),
    basis="Показатель на душу населения; посещают сайт и жители других мест",
    standing=Standing.STATISTICS,
    digits=1,
    order=130,
    comparable=True,
)
def visits_per_resident(facts: Facts) -> Measured:
    """Visits for each resident of the municipality; visitors from elsewhere are among them."""
    return ratio(visits(facts), facts.residents())


@Indicator(
    title="Посетители сайта",
    title_en="Site visitors",
    unit=VISITORS,
    formula="Число разных посетителей за весь период по счётчику; по месяцам не складывается",
    inputs=("visits.visitors",),
    basis="Посетитель — браузер или учётная запись, а не человек: так считают счётчики",
    standing=Standing.DEFINITION,
    order=140,
    monthly=True,
)
def visitors(facts: Facts) -> Measured:
    """Unique visitors of the site in the whole period, as its counter states them."""
    return facts.site("visitors")


@Indicator(
    title="Посетители сайта в день",
    title_en="Site visitors per day",
    unit=VISITORS.each("day", "в день"),
    formula=MEAN,
    inputs=("visits.visitors",),
    basis="Счётчик по дням; за год посетители не складываются: в разные дни это те же браузеры",
    standing=Standing.STATISTICS,
    members=lambda facts: stating_days(facts, "visits", "visitors"),
    over="visits.page",
    digits=1,
    order=145,
    monthly=True,
)
def visitors_per_day(facts: Facts, counter: str) -> Measured:
    """Mean visitors of the site a day, by one of its counters."""
    return mean_of_day(facts, "visits", "visitors", counter)


@Indicator(
    title="Просмотры страниц сайта",
    title_en="Page views of the site",
    unit=PAGE_VIEWS,
    formula="Число просмотров страниц за год по источнику",
    inputs=("visits.page_views",),
    basis="Просмотр — одна загрузка страницы в посещении",
    standing=Standing.DEFINITION,
    order=150,
    monthly=True,
    additive=True,
)
def page_views(facts: Facts) -> Measured:
    """Page views of the official site in the period."""
    return facts.site("page_views")


@Indicator(
    title="Глубина просмотра",
    title_en="Pages per visit",
    unit=PAGE_VIEWS.each("visit", "за посещение"),
    formula="Просмотры страниц ÷ посещения за то же время и по тем же строкам",
    inputs=("visits.page_views", "visits.visits"),
    basis="Определение Яндекс Метрики",
    standing=Standing.DEFINITION,
    digits=1,
    order=160,
    comparable=True,
)
def depth(facts: Facts) -> Measured:
    """Mean page views of a visit."""
    views, visited = facts.site_flows(("page_views", "visits"))
    return ratio(views, visited)
