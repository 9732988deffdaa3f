"""The official site: how it was visited."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator, Standing

VISIT = (
    "Визит по определению счётчика: у Яндекс Метрики и Matomo он кончается после 30 минут "
    "бездействия; в официальных документах — «посещён»"
)


@Indicator(
    title="Посещения сайта",
    title_en="Site visits",
    unit="visits",
    formula="Число посещений (визитов, не людей) за год по источнику",
    inputs=("visits.visits",),
    basis=VISIT,
    standing=Standing.DEFINITION,
)
def visits(facts: Facts) -> Measured:
    """Visits to the official site in the period."""
    return facts.flow("visits", "visits")


@Indicator(
    title="Посещения сайта в день",
    title_en="Site visits per day",
    unit="visits/day",
    formula="Посещения за год ÷ число дней в году",
    inputs=("visits.visits",),
    basis="Среднее за период",
    standing=Standing.STATISTICS,
    digits=1,
)
def visits_per_day(facts: Facts) -> Measured:
    """Mean visits a day; a leap year has 366."""
    return ratio(visits(facts), facts.days)


@Indicator(
    title="Посещения сайта на одного жителя",
    title_en="Site visits per resident",
    unit="visits/resident",
    formula="Посещения за год ÷ население муниципалитета по последним к концу года сведениям",
    inputs=("visits.visits", "population.residents"),
    basis="Показатель на душу населения; посещают сайт и жители других мест",
    standing=Standing.STATISTICS,
    digits=2,
)
def visits_per_resident(facts: Facts) -> Measured:
    """Visits for each resident of the municipality; visitors from elsewhere are among them."""
    return ratio(visits(facts), facts.residents())
