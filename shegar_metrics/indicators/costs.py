"""What the contract for the site cost, and what that makes for a visit or a publication."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured, ratio
from .publications import publications
from .registry import Indicator
from .site import visits
from .standing import Standing
from .units import ROUBLES

AMOUNT = "costs.amount_rub"
ITEM = "site_maintenance"
ADAPTED = (
    "По образцу показателя «стоимость одной операции» цифровых служб Великобритании; "
    "учтён только договор, без труда сотрудников"
)


@Indicator(
    title="Стоимость договора на сопровождение сайта",
    title_en="Contract cost of the site",
    unit=ROUBLES,
    formula="Сумма того, что по договорам на сопровождение сайта относится к году: оплата, "
    "доля цены по дням срока или сумма по источнику",
    inputs=(AMOUNT,),
    basis="Средства местного бюджета; это не полные затраты: труд сотрудников не учтён",
    standing=Standing.DEFINITION,
    order=510,
    key=True,
)
def contract_cost(facts: Facts) -> Measured:
    """What the contracts for the maintenance of the site cost in the period, roubles."""
    return facts.cost(ITEM, facts.dataset.rows["costs"])


WITHOUT_NUMBER = "без номера"
"""The member that stands for all contracts without a number."""


def contracts(facts: Facts) -> tuple[str, ...]:
    """List the numbers of the contracts of which something belongs to the year.

    Those without one are one member, if there are others beside them.
    """
    rows = (row for row in facts.dataset.rows["costs"] if facts.share_of(row) is not None)
    numbers = tuple(dict.fromkeys(row["contract"] or WITHOUT_NUMBER for row in rows))
    return () if numbers == (WITHOUT_NUMBER,) else numbers


@Indicator(
    title="Из стоимости года — по договору",
    title_en="Share of one contract in the cost of the year",
    unit=ROUBLES,
    formula="Оплачено в этом году; или цена × дни договора в году ÷ все его дни (копейки — по "
    "наибольшему остатку); или сумма за год по источнику",
    inputs=(AMOUNT,),
    basis="Способ назван в таблице расходов у каждой суммы",
    standing=Standing.DEFINITION,
    members=contracts,
    over="costs.contract",
    order=515,
)
def contract_share(facts: Facts, number: str) -> Measured:
    """What of the price of one contract, or of its payments, belongs to the year, roubles."""
    rows = [r for r in facts.dataset.rows["costs"] if (r["contract"] or WITHOUT_NUMBER) == number]
    return facts.cost(ITEM, rows)


@Indicator(
    title="Стоимость договора на одно посещение",
    title_en="Contract cost per visit",
    unit=ROUBLES.each("visit", "за посещение"),
    formula="Стоимость договора ÷ посещения за год",
    inputs=(AMOUNT, "visits.visits"),
    basis=ADAPTED,
    standing=Standing.PRACTICE,
    digits=2,
    order=520,
    comparable=True,
)
def cost_per_visit(facts: Facts) -> Measured:
    """Contract cost for each visit, roubles; not the full cost."""
    return ratio(contract_cost(facts), visits(facts))


@Indicator(
    title="Стоимость договора на одну публикацию",
    title_en="Contract cost per publication",
    unit=ROUBLES.each("publication", "за публикацию"),
    formula="Стоимость договора ÷ публикации на сайте за год",
    inputs=(AMOUNT, "publications.publications"),
    basis=ADAPTED,
    standing=Standing.PRACTICE,
    digits=2,
    order=530,
    comparable=True,
)
def cost_per_publication(facts: Facts) -> Measured:
    """Contract cost for each publication, roubles; not the full cost."""
    return ratio(contract_cost(facts), publications(facts))


@Indicator(
    title="Стоимость договора в день",
    title_en="Contract cost per day",
    unit=ROUBLES.each("day", "в день"),
    formula="Стоимость договора ÷ число дней в году",
    inputs=(AMOUNT,),
    basis="Среднее за период",
    standing=Standing.STATISTICS,
    digits=2,
    order=540,
)
def cost_per_day(facts: Facts) -> Measured:
    """Contract cost for each day of the period, roubles."""
    return ratio(contract_cost(facts), facts.days)


@Indicator(
    title="Стоимость договора на одного жителя",
    title_en="Contract cost per resident",
    unit=ROUBLES.each("resident", "на одного жителя"),
    formula="Стоимость договора ÷ население муниципалитета по последним к концу года сведениям",
    inputs=(AMOUNT, "population.residents"),
    basis="Показатель на душу населения",
    standing=Standing.STATISTICS,
    digits=2,
    order=550,
    comparable=True,
)
def cost_per_resident(facts: Facts) -> Measured:
    """Contract cost for each resident of the municipality, roubles."""
    return ratio(contract_cost(facts), facts.residents())
