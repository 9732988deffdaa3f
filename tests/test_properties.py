"""What holds of every valid package, tried on random ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from shegar_metrics.dataset import Dataset, load
from shegar_metrics.dataset.fact_rules import BY_DAYS
from shegar_metrics.dataset.rules import check_rules
from shegar_metrics.dataset.series import period_of, series_columns
from shegar_metrics.indicators import Aspect, Facts, Result, Results, compute, declared
from shegar_metrics.period import Period

from .random_packages import COUNTS, random_package, raw, write

SEEDS = range(1000, 1008)
seeded = pytest.mark.parametrize("seed", SEEDS)

SHARES = ("section_share", "platform_share", "answered_on_time", "posting_regularity")
SHARES_OF_A_SUM = SHARES[:2]
RATIOS = {
    "answered_on_time": ("feedback", "channel", ("answered_on_time", "received")),
    "engagement_rate": ("engagement", "page", ("likes", "comments", "reposts", "views")),
    "depth": ("visits", "", ("page_views", "visits")),
}
"""Ratios within one table: of whose codes they are, and which columns both sides come from."""

OF_VIEWED = ("reactions_with_views", "views")
"""What the engagement rate is of where it is known how many posts have views."""

package = cache(random_package)


def sides_of(result: Result, dataset: Dataset) -> tuple[str, ...]:
    """Name the columns that both sides of a ratio come from."""
    _, code, columns = RATIOS[result.indicator.id]
    rows = dataset.rows["engagement"] if result.indicator.id == "engagement_rate" else ()
    viewed = any(
        row.get("posts_with_views") is not None
        for row in rows
        if row[code] == result.member and result.period.contains(period_of(row))
    )
    return OF_VIEWED if viewed else columns


@cache
def results(seed: int) -> Results:
    """Return all results of a random package."""
    return computed(package(seed))


def computed(dataset: Dataset) -> Results:
    return compute(dataset, dataset.years)


def changed(dataset: Dataset, **tables: Sequence[Mapping[str, Any]]) -> Dataset:
    """Return a package with other rows in some tables."""
    return replace(dataset, rows={**dataset.rows, **tables})


def numbers(found: Results) -> dict[tuple[int, str], Fraction | None]:
    return {(row.period.start.year, row.id): row.value for row in found.rows}


def known(found: Results) -> dict[tuple[int, str], Fraction]:
    return {name: value for name, value in numbers(found).items() if value is not None}


def values(found: Results, *indicators: str) -> Iterator[Result]:
    """Yield the known values of some indicators, of years and months; without any, of all."""
    for row in found.rows:
        asked = not indicators or row.indicator.id in indicators
        if asked and row.aspect is Aspect.VALUE and row.value is not None:
            yield row


@pytest.mark.parametrize("seed", range(1000, 1100))
def test_a_random_package_is_valid(seed: int) -> None:
    dataset = random_package(seed)
    assert not check_rules(dataset.rows, raw(dataset))
    assert len(dataset.years) >= 2


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_a_random_package_is_the_same_in_files(seed: int, tmp_path: Path) -> None:
    dataset = package(seed)
    read = load(write(dataset, tmp_path))
    assert {name: [*map(dict, rows)] for name, rows in read.rows.items()} == dataset.rows
    assert numbers(computed(read)) == numbers(results(seed))


@seeded
def test_months_of_what_is_additive_add_up_to_the_year(seed: int) -> None:
    # Of one counter: another may tell the months that the first tells only as a year.
    visits = [row for row in package(seed).rows["visits"] if row["page"] == "site"]
    dataset = changed(package(seed), totals=[], visits=visits)
    for row in values(computed(dataset)):
        if not (row.is_year and row.indicator.additive):
            continue
        year = row.period.start.year
        months = [Facts(dataset, Period.of_month(year, month)) for month in range(1, 13)]
        member = [row.member] if row.member else []
        told = [row.indicator.compute(facts, *member).value for facts in months]
        if None not in told:
            assert sum(each for each in told if each is not None) == row.value, row.id


@seeded
def test_both_sides_of_a_ratio_come_from_the_same_rows(seed: int) -> None:
    dataset = changed(package(seed), totals=[])
    chance = Random(seed)
    told = [r for r in values(computed(dataset), *RATIOS) if r.is_year or chance.random() < 0.05]
    counters = [row["id"] for row in dataset.rows["pages"] if row["platform"] is None]
    for result in told:
        table, code, _ = RATIOS[result.indicator.id]
        columns = sides_of(result, dataset)
        frame = dataset[table]
        start, end = (pd.to_datetime(frame[name]) for name in ("period_start", "period_end"))
        first, last = pd.Timestamp(result.period.start), pd.Timestamp(result.period.end)
        inside = (start >= first) & (end <= last)
        full = frame[inside & frame[list(columns)].notna().all(axis=1)]
        sides = [
            (Fraction(int(rows[list(columns[:-1])].sum().sum())), int(rows[columns[-1]].sum()))
            for rows in (
                [full[full[code] == result.member]]
                if code
                else [full[full["page"] == counter] for counter in counters]
            )
        ]
        told_sides = (Fraction(result.numerator or 0), int(result.denominator or 0))
        assert told_sides in sides, result.id


@seeded
@pytest.mark.parametrize("indicator", RATIOS)
def test_a_ratio_is_missing_without_any_of_its_cells(seed: int, indicator: str) -> None:
    table, code, _ = RATIOS[indicator]
    rows = package(seed).rows[table]
    if not code:  # what one counter lacks, another may tell
        rows = [row for row in rows if row["page"] == "site"]
    dataset = changed(package(seed), totals=[], **{table: rows})
    chance = Random(seed)
    for result in [row for row in values(computed(dataset), indicator) if row.is_year]:
        of = [
            place
            for place, row in enumerate(rows)
            if result.period.contains(period_of(row)) and (not code or row[code] == result.member)
        ]
        lost, column = chance.choice(of), chance.choice(sides_of(result, dataset))
        less = [{**row, column: None} if at == lost else row for at, row in enumerate(rows)]
        spoilt = numbers(computed(changed(dataset, **{table: less})))
        assert spoilt.get((result.period.start.year, result.name)) is None, (result.id, column)


@seeded
def test_a_standing_total_is_the_value_of_exactly_its_period(seed: int) -> None:
    dataset = package(seed)
    for row in dataset.rows["totals"]:
        if row["stands"]:
            codes = {name: row[name] for name in series_columns(row["table"])}
            counted = Facts(dataset, period_of(row)).flow(row["table"], row["column"], **codes)
            assert counted.value == row["value"]
            assert counted.sources == (row["source"],)


@seeded
def test_only_a_standing_total_of_a_day_or_a_whole_period_changes_a_number(seed: int) -> None:
    dataset = package(seed)
    whole = {Period.of_year(year) for year in range(2020, 2030)}
    whole |= {Period.of_month(year, month) for year in range(2020, 2030) for month in range(1, 13)}
    kept = [
        row
        for row in dataset.rows["totals"]
        if row["stands"] and (period_of(row) in whole or period_of(row).days == 1)
    ]
    assert known(computed(changed(dataset, totals=kept))) == known(results(seed))


@seeded
def test_no_share_is_below_nothing_or_above_the_whole(seed: int) -> None:
    of_rows = computed(changed(package(seed), totals=[]))
    for row in (*values(of_rows, *SHARES), *values(results(seed), *SHARES_OF_A_SUM)):
        assert 0 <= Fraction(row.value or 0) <= 100, row.id


@seeded
@pytest.mark.parametrize("share", ["section_share", "platform_share"])
def test_shares_add_up_to_the_whole(seed: int, share: str) -> None:
    shares: dict[Period, Fraction] = {}
    for row in values(results(seed), share):
        shares[row.period] = shares.get(row.period, Fraction(0)) + Fraction(row.value or 0)
    assert set(shares.values()) <= {Fraction(100)}


@seeded
def test_nothing_changes_from_a_count_to_itself(seed: int) -> None:
    of_one_count = ("page_subscriptions", "residents")
    for row in results(seed).rows:
        if row.indicator.id in of_one_count and row.then and row.value is not None:
            assert row.dates != row.then.dates, row.id


@seeded
def test_a_change_of_a_sum_is_of_addends_that_were_all_counted_anew(seed: int) -> None:
    yearly = [row for row in values(results(seed)) if row.is_year]
    found = {(row.period.start.year, row.name): row for row in yearly}
    for row in results(seed).rows:
        if row.aspect is not Aspect.CHANGE or row.value is None or row.then is None:
            continue
        now = found[row.period.start.year, row.name].measured
        earlier = {part.code: part for part in row.then.parts}
        for part in now.parts:
            if part.dates and part.code in earlier:
                assert part.dates != earlier[part.code].dates, (row.id, part.code)


@seeded
def test_the_parts_of_a_difference_add_up_to_it(seed: int) -> None:
    parts = (Aspect.SAME, Aspect.OPENED, Aspect.CLOSED)
    found = numbers(results(seed))
    for year, name in found:
        if name.endswith(f":{Aspect.DIFFERENCE}"):
            indicator = name.removesuffix(f":{Aspect.DIFFERENCE}")
            told = [found.get((year, f"{indicator}:{aspect}")) for aspect in parts]
            known = [each for each in told if each is not None]
            assert not known or sum(known) == found[year, name], name


@seeded
def test_the_parts_of_a_price_by_days_add_up_to_it(seed: int) -> None:
    dataset = package(seed)
    for row in dataset.rows["costs"]:
        years = range(row["period_start"].year, row["period_end"].year + 1)
        parts = [Facts(dataset, Period.of_year(year)).share_of(row) for year in years]
        told = [part for part in parts if part is not None]
        assert sum(told) == row["amount_rub"]
        assert len(told) == len(years)
        assert row["method"] == BY_DAYS or len(years) == 1
        assert all((part * 100).denominator == 1 for part in told)


@seeded
@pytest.mark.parametrize("table", COUNTS)
def test_a_plain_sum_of_a_series_counts_each_day_once(seed: int, table: str) -> None:
    dataset = package(seed)
    frame = dataset[table]
    ever = Period(date(1990, 1, 1), date(2100, 12, 31))
    for key in dataset.series.keys(table):
        rows = frame
        for column, code in zip(series_columns(table), key, strict=True):
            rows = rows[rows[column] == code]
        told = dataset.series.inside(table, key, ever)
        for column in COUNTS[table]:
            assert rows[column].sum() == sum(row[column] or 0 for row in told)
        days = [
            day
            for start, end in zip(rows["period_start"], rows["period_end"], strict=True)
            for day in pd.date_range(start, end)
        ]
        assert len(days) == len(set(days))


COSTS = ("contract_cost", "contract_share", "cost_per_")


@seeded
@pytest.mark.parametrize("table", COUNTS)
def test_a_lost_row_makes_a_number_missing_and_no_other(seed: int, table: str) -> None:
    rows = package(seed).rows[table]
    if table == "visits":  # what one counter does not tell, the other may
        rows = [row for row in rows if row["page"] == "site"]
    if not rows:
        return
    dataset = changed(package(seed), totals=[], **{table: rows})
    lost = Random(seed).randrange(len(rows))
    less = changed(dataset, **{table: [row for at, row in enumerate(rows) if at != lost]})
    before, after = numbers(computed(dataset)), numbers(computed(less))
    for name, value in after.items():
        assert value is None or value == before[name], (name, before[name])


@seeded
def test_a_lost_cost_changes_costs_alone(seed: int) -> None:
    dataset = package(seed)
    less = numbers(computed(changed(dataset, costs=dataset.rows["costs"][1:])))
    for name, value in numbers(results(seed)).items():
        if not name[1].startswith(COSTS):
            assert less.get(name) == value, name


@seeded
def test_a_platform_that_nobody_counted_has_no_subscriptions(seed: int) -> None:
    dataset = package(seed)
    pages = {row["id"]: row for row in dataset.rows["pages"]}
    always = [p for p, r in pages.items() if r["platform"] and not r["opened"] and not r["closed"]]
    for platform in {pages[page]["platform"] for page in always}:
        of_others = [
            row for row in dataset.rows["subscribers"] if pages[row["page"]]["platform"] != platform
        ]
        less = changed(dataset, subscribers=of_others)
        for year in dataset.years:
            for period in (Period.of_year(year), Period.of_month(year, 12)):
                told = SUBSCRIPTIONS.compute(Facts(less, period), platform)
                assert told.value is None, (platform, period)


SUBSCRIPTIONS = next(each for each in declared() if each.id == "platform_subscriptions")


@seeded
def test_every_number_has_its_origin(seed: int) -> None:
    for row in values(results(seed)):
        proven = [part.proven for part in row.measured.parts]
        assert row.sources or (proven and all(proven)), row.id
        assert row.measured.period or row.dates or (proven and all(proven)), row.id
