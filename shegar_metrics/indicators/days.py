"""What is stated of single days and cannot be added up: people, in the mean of a day."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured, constant, ratio

MEAN = "Сумма чисел каждого дня ÷ число дней, пока страница была; нужен каждый из них"


def stating_days(facts: Facts, table: str, column: str) -> tuple[str, ...]:
    """List the pages of which a number of some day of the period is stated."""
    stated = facts.dataset.series.stated
    return tuple(
        page
        for page in facts.codes(table, "page", (column,))
        if any(
            each.days == 1 and facts.period.contains(each)
            for each in stated(table, (page,), column)
        )
    )


def mean_of_day(facts: Facts, table: str, column: str, page: str) -> Measured:
    """Return the mean of the numbers of each day; missing unless every day has one."""
    life = facts.life(page=page)
    (people,) = facts.of_days(table, (column,), page=page)
    return ratio(people, constant(life.days if life else 0))
