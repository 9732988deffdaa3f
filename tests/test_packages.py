"""The made-up packages: what they promise, and their results against sums made another way."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, compute

from . import packages

LAST = packages.LAST
FLOWS = ("visits", "publications", "engagement", "costs", "feedback", "gospabliki")
Rows = list[dict[str, str]]
WHOLE_YEAR = [
    page.id for page in packages.PAGES if page.exists(date(LAST, 1, 1), date(LAST, 12, 31))
]
"""The pages that are there from the first day of the last year to its last."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages.rich(tmp_path_factory.mktemp("rich") / "data")


@pytest.fixture(scope="module")
def years(folder: Path) -> dict[int, Results]:
    """The results of each year of the rich package."""
    dataset = load(folder)
    return {year: compute(dataset, year) for year in packages.YEARS}


@pytest.fixture(scope="module")
def last(years: dict[int, Results]) -> Results:
    return years[LAST]


def rows_of(folder: Path, table: str, year: int = LAST, /, **where: str) -> Rows:
    """Read the rows of a table as text; of a flow, those of a year."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if row.get("period_start", f"{year}").startswith(f"{year}")
            and all(row[name] == value for name, value in where.items())
        ]


def sum_of(rows: Rows, *columns: str) -> Fraction:
    return sum((Fraction(row[column]) for row in rows for column in columns), Fraction(0))


@pytest.mark.parametrize("write", [packages.rich, packages.poor])
def test_a_package_is_the_same_each_time_and_all_made_up(write: object, tmp_path: Path) -> None:
    first, second = (write(tmp_path / name) for name in ("first", "second"))  # type: ignore[operator]
    files = [file for file in first.rglob("*") if file.is_file()]
    assert len(files) > 15
    for file in files:
        assert file.read_bytes() == (second / file.relative_to(first)).read_bytes()
    dataset = load(first)
    titles = [row["title"] for row in dataset.rows["sources"]]
    assert titles
    titles += [row["administration_genitive"] for row in dataset.rows["municipality"]]
    assert all("вымышленные данные" in title for title in titles)


def test_the_last_year_of_the_rich_package_has_all_there_can_be(folder: Path) -> None:
    dataset = load(folder)
    assert dataset.years == list(packages.YEARS)
    for table in FLOWS:
        rows = rows_of(folder, table)
        assert rows
        assert all(cell for row in rows for cell in row.values()), table


def test_rows_of_a_series_of_the_rich_package_are_disjoint(folder: Path) -> None:
    """Apart from contracts, so that a plain sum of a series is right."""
    for table in set(FLOWS) - {"costs"}:
        series: dict[tuple[str, ...], Rows] = {}
        for year in packages.YEARS:
            for row in rows_of(folder, table, year):
                key = tuple(row.get(name, "") for name in ("channel", "page", "section"))
                series.setdefault(key, []).append(row)
        for rows in series.values():
            ordered = sorted(rows, key=lambda row: row["period_start"])
            for before, after in pairwise(ordered):
                assert before["period_end"] < after["period_start"]


def test_weeks_and_months_make_the_year(folder: Path, last: Results) -> None:
    visits = sum_of(rows_of(folder, "visits"), "visits")
    assert last["visits"].value == visits
    site = rows_of(folder, "publications", page="site")
    news = rows_of(folder, "publications", page="site", section="news")
    (stated,) = rows_of(folder, "totals", table="publications")
    assert last["section_publications[news]"].value == int(stated["value"])
    difference = int(stated["value"]) - sum_of(news, "publications")
    assert difference != 0
    assert last["publications"].value == sum_of(site, "publications") + difference
    for page in WHOLE_YEAR:
        posts = rows_of(folder, "publications", page=page)
        assert last[f"posts[{page}]"].value == sum_of(posts, "publications")


def test_a_leap_year_has_its_day_in_every_mean(folder: Path, years: dict[int, Results]) -> None:
    year = years[2024]
    visits = sum_of(rows_of(folder, "visits", 2024), "visits")
    site = sum_of(rows_of(folder, "publications", 2024, page="site"), "publications")
    assert year["visits_per_day"].value == visits / 366
    assert year["publications_per_week"].value == site / Fraction(366, 7)
    (parted,) = rows_of(folder, "costs", 2023)
    assert parted["period_end"] == "2024-01-14"  # 14 of 365 days are of 2024
    part = round(Fraction(parted["amount_rub"]) * 14 / 365, 2)
    assert year["cost_per_day"].value == (Fraction("45320.50") + part) / 366


def test_a_month_holds_its_own_days_only(folder: Path, years: dict[int, Results]) -> None:
    for year in (2024, LAST):
        rows = rows_of(folder, "visits", year)
        for number, month in enumerate(years[year].months("visits"), start=1):
            of_month = [row for row in rows if row["period_start"][5:7] == f"{number:02}"]
            assert month.value == sum_of(of_month, "visits")


def test_a_week_of_two_months_counts_in_neither(last: Results) -> None:
    january = last.months("posts[ok]")[0]
    # The week of 27 January ends on 2 February.
    assert january.reason == "сведения за 01.2025 неполны: покрыто дней — 26 из 31"


def test_a_counter_replaced_in_a_year_leaves_the_year_without_visits(
    years: dict[int, Results],
) -> None:
    reason = "сведения за 2023 год неполны: части посчитаны разными счётчиками сайта"
    assert years[2023]["visits"].reason == reason
    assert all(month.value is not None for month in years[2023].months("visits"))
    assert years[2024].change("visits").value is None
    assert years[LAST].change("visits").value is not None


@pytest.mark.parametrize("page", WHOLE_YEAR)
def test_reactions_are_likes_comments_and_reposts(folder: Path, last: Results, page: str) -> None:
    rows = rows_of(folder, "engagement", page=page)
    reactions = sum_of(rows, "likes", "comments", "reposts")
    rate = last[f"engagement_rate[{page}]"]
    assert rate.value == 100 * reactions / sum_of(rows, "views")
    assert rate.numerator == reactions


@pytest.mark.parametrize("channel", ["pos", "messages"])
def test_answers_on_time_are_a_share_of_what_was_received(
    folder: Path, last: Results, channel: str
) -> None:
    rows = rows_of(folder, "feedback", channel=channel)
    received = sum_of(rows, "received")
    on_time = last[f"answered_on_time[{channel}]"]
    assert on_time.value == 100 * sum_of(rows, "answered_on_time") / received
    assert on_time.denominator == received


@pytest.mark.parametrize("stage", ["before", "after"])
def test_minutes_are_weighed_by_the_posts_of_each_month(
    folder: Path, last: Results, stage: str
) -> None:
    rows = rows_of(folder, "gospabliki")
    spent = sum(Fraction(r[f"minutes_{stage}"]) * Fraction(r["posts_planned"]) for r in rows)
    assert last[f"minutes_per_post[{stage}]"].value == spent / sum_of(rows, "posts_planned")


@pytest.mark.parametrize("page", WHOLE_YEAR)
def test_a_page_grows_from_the_end_of_one_year_to_the_end_of_the_next(
    folder: Path, last: Results, page: str
) -> None:
    counts = {row["as_of"]: row for row in rows_of(folder, "subscribers", page=page)}
    start, end = (Fraction(counts[f"{year}-12-31"]["subscribers"]) for year in (LAST - 1, LAST))
    assert last[f"subscriber_growth[{page}]"].value == 100 * (end - start) / start


def test_regular_weeks_are_whole_weeks_of_three_posts(folder: Path, last: Results) -> None:
    rows = rows_of(folder, "publications", page="vk")
    daily = {date.fromisoformat(row["period_start"]): int(row["publications"]) for row in rows}
    mondays = [
        day for day in daily if day.weekday() == 0 and (day + timedelta(days=6)).year == LAST
    ]
    regular = [
        monday
        for monday in mondays
        if sum(daily[monday + timedelta(days=place)] for place in range(7)) >= 3
    ]
    regularity = last["posting_regularity[vk]"]
    assert (regularity.numerator, regularity.denominator) == (len(regular), len(mondays))


def test_a_week_that_ends_with_the_year_is_a_whole_one(tmp_path: Path) -> None:
    """The year 2023 ends on a Sunday."""
    data = packages.poor(tmp_path / "data")
    cited = packages.source(data, "wall", "Выгрузка стены", "export", date(2024, 1, 9), "vk-wall")
    for place in range(365):
        day = date(2023, 1, 1) + timedelta(days=place)
        packages.add(
            data,
            "publications",
            period_start=day,
            period_end=day,
            page="vk",
            section="posts",
            publications=1,
            source=cited,
        )
    regularity = compute(load(data), 2023)["posting_regularity[vk]"]
    assert (regularity.numerator, regularity.denominator) == (52, 52)


def test_subscriptions_are_those_of_the_reporting_date(folder: Path, last: Results) -> None:
    day = packages.REPORTED
    rows = [row for row in rows_of(folder, "subscribers") if row["as_of"] == str(day)]
    subscriptions = last["subscriptions"]
    assert subscriptions.value == sum_of(rows, "subscribers")
    assert subscriptions.dates == (day,)
    assert set(subscriptions.sources) == {row["source"] for row in rows}


def test_a_report_before_the_last_takes_the_count_nearest_to_its_end(
    years: dict[int, Results],
) -> None:
    assert [str(day) for day in years[2024]["subscriptions"].dates] == ["2024-12-31"]


def test_the_population_is_the_last_known_in_the_year(last: Results) -> None:
    assert [str(day) for day in last["residents[district]"].dates] == [f"{LAST}-01-01"]


@pytest.mark.parametrize("family", ["section_share", "platform_share"])
def test_shares_add_up_to_a_hundred(years: dict[int, Results], family: str) -> None:
    for year in years.values():
        assert sum(result.value or 0 for result in year.family(family)) == 100


def test_changes_are_growth_from_the_year_before(years: dict[int, Results]) -> None:
    for name in ("visits", "publications", "contract_cost", "messages[pos]"):
        now, before = years[LAST][name].value, years[LAST - 1][name].value
        assert now is not None
        assert before is not None
        assert years[LAST].change(name).value == 100 * (now - before) / before


def test_every_printed_value_names_all_its_sources(last: Results) -> None:
    assert last["contract_cost"].sources == ("contract-13", "contract-14")
    assert set(last["cost_per_visit"].sources) == {"contract-13", "contract-14", f"metrika-{LAST}"}
    assert set(last["visits_per_resident"].sources) == {f"metrika-{LAST}", f"residents-{LAST}"}
    assert last["subscriber_growth[vk]"].sources == (f"vk-{LAST}", f"vk-{LAST - 1}")
