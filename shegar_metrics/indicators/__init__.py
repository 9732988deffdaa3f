"""Derived indicators: pure functions from the facts of a period to rows of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..dataset import Dataset
from ..period import Period, parse_year
from . import (
    activity,
    audience,
    costs,
    feedback,
    gospabliki,
    measures,
    page_activity,
    population,
    publications,
    reach,
    site,
)
from .breaks import breaking
from .changes import Aspect, compare
from .collecting import context_of, editions_of
from .context import Context
from .discrepancies import discrepancies
from .facts import Facts
from .levels import daily_subscriptions
from .measured import Measured
from .own import constant, measure, members_of, missing, ratio, total
from .peers import beside_peers, peers_of
from .records import as_csv, columns
from .registry import OURS, REGISTRY, Indicator, declared, forget_others
from .result import Result
from .results import Results
from .standing import Standing
from .units import Unit

__all__ = [
    "Aspect",
    "Context",
    "Facts",
    "Indicator",
    "Measured",
    "Result",
    "Results",
    "Standing",
    "Unit",
    "as_csv",
    "columns",
    "compute",
    "constant",
    "daily_subscriptions",
    "declared",
    "discrepancies",
    "forget_others",
    "missing",
    "ratio",
    "renumbered",
    "total",
]

DECLARING = (
    *(site, publications, audience, activity, reach, page_activity, costs),
    *(feedback, gospabliki, measures, population),
)
"""The modules that declare the indicators of the package."""
OURS.update(REGISTRY)

Family = Mapping[str, Measured]
"""The values of one indicator in one period, by member."""


def compute(dataset: Dataset, years: object, by: str = "year") -> Results:
    """Compute every declared indicator of some years, of their months, and its changes.

    Parameters
    ----------
    dataset
        The data package.
    years
        A year or several, each as a number or as text of four digits. The last is the
        reporting year.
    by
        The grain of the frame: ``"year"`` or ``"month"``.

    Raises
    ------
    ParameterRefusal
        If one is not a year, or there is no data of it.
    """
    asked = list(years) if isinstance(years, list | tuple | range) else [years]
    numbers = sorted({parse_year(year, dataset.years) for year in asked or [None]})
    indicators = declared()
    last = Facts(dataset, Period.of_year(numbers[-1]))
    families = {
        year: _families(indicators, Facts(dataset, Period.of_year(year)))
        for year in sorted({*numbers, *(year - 1 for year in numbers)})
    }
    context = context_of(last, indicators, families[numbers[-1]])
    rows: list[Result] = []
    for year in numbers:
        rows += _year(dataset, year, context, families)
    before = numbers[-1] - 1
    then = _values(dataset, Period.of_year(before), context.place, families[before])
    values = [row for row in rows if row.is_year and row.period == last.period]
    return Results(
        rows,
        context,
        by,
        then if before in dataset.years else (),
        list(_earlier(dataset, numbers[-1], values)),
        list(_months_before(dataset, before, values)) if before in dataset.years else (),
    )


def renumbered(results: Results, dataset: Dataset) -> Results:
    """Return results as they are of the same data with other rows that number editions.

    Parameters
    ----------
    results
        The results: no number of theirs depends on those rows.
    dataset
        The data with the other rows.
    """
    context = replace(
        results.context,
        editions=editions_of(dataset, results.year),
        earlier_editions=editions_of(dataset, results.year - 1),
    )
    return Results(
        results.rows,
        context,
        results.by,
        results.before.values(),
        results.earlier,
        results.by_month_before,
    )


def _earlier(dataset: Dataset, year: int, values: Sequence[Result]) -> Iterator[Result]:
    """Yield the key values of a year in each year before it, the earliest first."""
    keys = [row for row in values if row.indicator.key and row.aspect is Aspect.VALUE]
    for before in (each for each in dataset.years if each < year):
        facts = Facts(dataset, Period.of_year(before))
        for row in keys:
            yield row.at(facts.period, measure(row.indicator, facts, row.member))


def _months_before(dataset: Dataset, year: int, values: Sequence[Result]) -> Iterator[Result]:
    """Yield what is drawn by month, for each month of the year before that of the values."""
    months = _months_of(dataset, year)
    for value in values:
        if value.indicator.drawn and value.aspect is Aspect.VALUE:
            yield from _by_month(value, months)


def _months_of(dataset: Dataset, year: int) -> list[Facts]:
    return [Facts(dataset, Period.of_month(year, month)) for month in range(1, 13)]


def _families(indicators: Sequence[Indicator], facts: Facts) -> dict[str, Family]:
    """Compute each indicator of a period, for each member it has in it."""
    return {
        indicator.id: {
            member: measure(indicator, facts, member) for member in members_of(indicator, facts)
        }
        for indicator in indicators
    }


def _year(
    dataset: Dataset, year: int, context: Context, families: Mapping[int, Mapping[str, Family]]
) -> Iterator[Result]:
    """Yield the values of a year, of its months, and what changed since the year before."""
    period, before = Period.of_year(year), Period.of_year(year - 1)
    now, then, place = families[year], families[year - 1], context.place
    values = list(_values(dataset, period, place, now))
    yield from values
    earlier = Facts(dataset, before)
    for value in values:
        indicator, member = value.indicator, value.member
        was = then[indicator.id].get(member)
        if was is None:
            was = measure(indicator, earlier, member)
        breaks = breaking(dataset, context.events, indicator, member)
        for found in compare(value.measured, was, before, indicator.unit, breaks):
            yield Result(
                place,
                indicator,
                member,
                value.label,
                period,
                found.measured,
                found.aspect,
                found.then,
                found.members,
            )
    months = _months_of(dataset, year)
    for value in values:
        if value.indicator.monthly:
            yield from _by_month(value, months)
    yield from beside_peers(values, peers_of(Facts(dataset, period)))


def _by_month(value: Result, months: Sequence[Facts]) -> list[Result]:
    """Compute an indicator for each month of a year, if any month of it is known."""
    measured = [measure(value.indicator, facts, value.member) for facts in months]
    if all(each.value is None for each in measured):
        return []
    return [value.at(facts.period, each) for facts, each in zip(months, measured, strict=True)]


def _values(
    dataset: Dataset, period: Period, place: str, families: Mapping[str, Family]
) -> Iterator[Result]:
    for indicator in declared():
        labels = _labels(dataset, indicator)
        for member, measured in families[indicator.id].items():
            yield Result(place, indicator, member, labels.get(member, member), period, measured)


def _labels(dataset: Dataset, indicator: Indicator) -> Mapping[str, str]:
    return dataset.labels(*indicator.over.split(".")) if indicator.over else indicator.labels
