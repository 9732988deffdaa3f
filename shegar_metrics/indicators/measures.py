"""Measures that rules or good practice ask for: which are met."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ..dataset.series import Row
from .facts import Facts
from .measured import Measured, total
from .registry import Indicator
from .standing import Standing
from .units import MEASURES

INPUTS = ("measures.met",)


def requirements(facts: Facts) -> tuple[str, ...]:
    """List the requirements that have been looked at for the period."""
    codes = facts.dataset.labels("measures", "requirement")
    return tuple(code for code in codes if _subjects(facts, code))


def checked(facts: Facts) -> list[Row]:
    """List the rows of ``measures`` that stand for the period, in the order of print."""
    return [row for code in requirements(facts) for row in _subjects(facts, code)]


def subject_of(facts: Facts, row: Row) -> str:
    """Title the subject of a row of ``measures``: «ВКонтакте», «Администратор страниц»."""
    if row["page"] is not None:
        return str(facts.dataset.reference.page(row["page"])["title"])
    requirements = {each["code"]: each for each in facts.dataset.rows["requirements"]}
    return str(requirements[row["requirement"]]["subject"] or "Администрация")


def _subjects(facts: Facts, requirement: str) -> list[Row]:
    """List the rows of a requirement for the period: that of no page, then those of each page."""
    pages = (None, *facts.dataset.labels("measures", "page"))
    rows = (facts.stock_row("measures", requirement=requirement, page=page) for page in pages)
    return [row for row in rows if row]


@Indicator(
    title="Выполненные требования",
    title_en="Measures met",
    unit=MEASURES,
    formula="Число выполненных требований из числа проверенных (к одной странице — одно)",
    inputs=INPUTS,
    basis="Правовое основание каждого названо в таблице требований, если оно есть в источнике",
    standing=Standing.LAW,
    order=810,
    key=True,
)
def measures_met(facts: Facts) -> Measured:
    """Number of measures met, of all that were looked at."""
    every = [status for code in requirements(facts) for status in _statuses(facts, code)]
    return _met_of(every, facts.nothing)


@Indicator(
    title="Требование выполнено",
    title_en="Measure met",
    unit=MEASURES,
    formula="Число объектов, для которых требование выполнено, из числа проверенных",
    inputs=INPUTS,
    basis="Правовое основание названо в таблице требований",
    standing=Standing.LAW,
    members=requirements,
    over="measures.requirement",
    order=820,
)
def measure_met(facts: Facts, requirement: str) -> Measured:
    """Number of subjects for which one measure is met, of those looked at."""
    return _met_of(_statuses(facts, requirement), facts.nothing)


def _statuses(facts: Facts, requirement: str) -> list[Measured]:
    return [
        facts.stock("measures", page=row["page"], requirement=requirement).as_part(
            f"{requirement} {row['page'] or ''}", subject_of(facts, row)
        )
        for row in _subjects(facts, requirement)
    ]


def _met_of(statuses: list[Measured], nothing: str) -> Measured:
    met = total(statuses, nothing)
    return replace(met, numerator=met.value, denominator=Fraction(len(statuses)))
