"""Numbers that two sources give differently: a total and its rows, two totals, two counters."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from ..dataset import Dataset
from ..dataset.series import Key, column_title, series_columns, stated_columns, summed_columns
from ..period import Period
from .context import Discrepancy
from .facts import Facts, sources_of


class _Statement(NamedTuple):
    """A number, and the sources that give it."""

    value: Fraction
    sources: tuple[str, ...]


def discrepancies(dataset: Dataset) -> Iterator[Discrepancy]:
    """Find every number that two sources give differently, of all periods."""
    yield from _of_totals(dataset)
    yield from _of_counters(dataset)


def _of_totals(dataset: Dataset) -> Iterator[Discrepancy]:
    """Find the totals that differ from the rows of their period, or from each other."""
    series, reference = dataset.series, dataset.reference
    for (table, key, column, period), totals in series.totals.items():
        statements = [_Statement(Fraction(row["value"]), (row["source"],)) for row in totals]
        in_force = [one for one, row in zip(statements, totals, strict=True) if row["stands"]]
        codes = dict(zip(series_columns(table), key, strict=True))
        life = reference.life(period, codes.get("page"), codes.get("section"))
        tiles = series.tiles(table, key, [column], period, life)
        if tiles:
            sources = sources_of(dataset, tiles, column)
            summed = _Statement(Fraction(sum(row[column] for row in tiles)), sources)
            statements.append(summed)
            in_force.append(summed)  # where no total stands, the rows are printed
        for other in statements if in_force else ():
            if other.value != in_force[0].value:
                yield _discrepancy(dataset, table, column, key, period, in_force[0], other)


def _of_counters(dataset: Dataset) -> Iterator[Discrepancy]:
    """Find the years of which two counters of the site give different numbers."""
    counters = [page["id"] for page in dataset.reference.pages_on(None)]
    for year in dataset.years if len(counters) > 1 else ():
        facts = Facts(dataset, Period.of_year(year))
        for column in (*summed_columns("visits"), *stated_columns("visits")):
            printed: _Statement | None = None
            for counter in counters:
                measured = facts.flow("visits", column, page=counter)
                if measured.value is None:
                    continue
                statement = _Statement(measured.value, measured.sources)
                printed = printed or statement
                if statement.value != printed.value:
                    yield _discrepancy(
                        dataset, "visits", column, (counter,), facts.period, printed, statement
                    )


def _discrepancy(
    dataset: Dataset,
    table: str,
    column: str,
    key: Key,
    period: Period,
    printed: _Statement,
    other: _Statement,
) -> Discrepancy:
    codes = zip(series_columns(table), key, strict=True)
    return Discrepancy(
        column_title(table, column),
        tuple(dataset.labels(table, name)[code] for name, code in codes if code),
        period,
        printed.value,
        other.value,
        *(
            "; ".join(str(dataset.source(source)["title"]) for source in each.sources)
            for each in (printed, other)
        ),
    )
