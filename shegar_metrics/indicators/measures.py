"""Measures that rules or good practice ask for: which are met."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from .facts import Facts, Row
from .measured import Measured, total
from .registry import Indicator, Standing

INPUTS = ("measures.met",)


def requirements(facts: Facts) -> tuple[str, ...]:
    """List the requirements that have been looked at for the period."""
    return facts.members("measures", "requirement")


def checked(facts: Facts) -> list[Row]:
    """List the rows of ``measures`` that stand for the period, in the order of print."""
    return [row for code in requirements(facts) for _, row in _subjects(facts, code)]


def _subjects(facts: Facts, requirement: str) -> list[tuple[str | None, Row]]:
    """List the pages that a requirement was looked at for, each with its standing row.

    The page of a requirement that is not of a page is ``None``.
    """
    pages = (None, *facts.dataset.labels("measures", "page"))
    return [
        (page, row)
        for page in pages
        for row in facts.standing("measures", "met", requirement=requirement, page=page)
    ]


@Indicator(
    title="Выполненные меры",
    title_en="Measures met",
    unit="measures",
    formula="Число выполненных мер из числа проверенных (мера на одну страницу — одна)",
    inputs=INPUTS,
    basis="Правовое основание каждой меры названо в таблице мер, если оно есть в источнике",
    standing=Standing.LAW,
)
def measures_met(facts: Facts) -> Measured:
    """Number of measures met, of all that were looked at."""
    every = [status for code in requirements(facts) for status in _statuses(facts, code)]
    return _met_of(every, facts.nothing)


@Indicator(
    title="Мера выполнена",
    title_en="Measure met",
    unit="measures",
    formula="Число объектов, для которых мера выполнена, из числа проверенных",
    inputs=INPUTS,
    basis="Правовое основание меры названо в таблице мер",
    standing=Standing.LAW,
    members=requirements,
    over="measures.requirement",
)
def measure_met(facts: Facts, requirement: str) -> Measured:
    """Number of subjects for which one measure is met, of those looked at."""
    return _met_of(_statuses(facts, requirement), facts.nothing)


def _statuses(facts: Facts, requirement: str) -> list[Measured]:
    return [
        replace(
            facts.stock("measures", "met", page=page, requirement=requirement),
            scope=(f"{requirement} {page or ''}",),
        )
        for page, _ in _subjects(facts, requirement)
    ]


def _met_of(statuses: list[Measured], nothing: str) -> Measured:
    met = total(statuses, nothing)
    return replace(met, numerator=met.value, denominator=Fraction(len(statuses)))
