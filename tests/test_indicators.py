"""The indicators against the figures published for 2022, and in made-up years."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.schema import fields, resources
from shegar_metrics.indicators import (
    Facts,
    Results,
    Standing,
    compute,
    daily_subscriptions,
    declared,
)
from shegar_metrics.indicators.registry import REGISTRY
from shegar_metrics.period import Period
from shegar_metrics.views.tables import page_activity

from . import packages
from .conftest import DUMA, add
from .packages import LAST

# Facts of the Duma's decision № 320 of 18.07.2023, and what follows from them by hand.
PUBLISHED = {
    "visits": 37743,
    "visits_per_day": 103.405479,
    "visits_per_resident": 37743 / 19958,
    "publications": 554,
    "acts": 245,
    "section_publications[news]": 309,
    "section_publications[administration_acts]": 144,
    "section_publications[duma_acts]": 101,
    "publications_per_month": 46.166667,
    "publications_per_week": 554 / (365 / 7),
    "section_per_month[news]": 25.75,
    "section_per_month[administration_acts]": 12,
    "section_per_month[duma_acts]": 8.416667,
    "section_per_week[news]": 5.926027,
    "section_share[news]": 55.776173,
    "section_share[administration_acts]": 25.992780,
    "section_share[duma_acts]": 18.231047,
    "subscriptions": 4026,
    "platform_subscriptions[vk]": 2421,
    "platform_subscriptions[ok]": 1114,
    "platform_subscriptions[telegram]": 491,
    "platform_share[vk]": 60.134128,
    "platform_share[ok]": 27.670144,
    "platform_share[telegram]": 12.195728,
    "effective_platforms": 4026**2 / (2421**2 + 1114**2 + 491**2),
    "unique_people_min": 2421,
    "unique_people_max": 4026,
    "subscriptions_per_100_residents": 20.172362,
    "contract_cost": 39840,
    "cost_per_visit": 1.055560,
    "cost_per_publication": 71.913357,
    "cost_per_day": 109.150685,
    "cost_per_resident": 39840 / 19958,
    "measures_met": 7,
    "measure_met[verification]": 3,
    "measure_met[two_factor]": 1,
    "measure_met[pos_forms]": 1,
    "measure_met[fsc_section]": 1,
    "measure_met[gospabliki]": 1,
}


@pytest.mark.parametrize(("indicator_id", "value"), PUBLISHED.items())
def test_2022_is_as_published(results: Results, indicator_id: str, value: float) -> None:
    assert float(results[indicator_id]) == pytest.approx(value, rel=1e-6)


def test_every_value_of_2022_has_its_origin(results: Results) -> None:
    for result in results.values():
        measured = result.measured
        if measured.value is None:
            assert measured.reason == "сведений за 2022 год нет", result.id
            continue
        assert measured.sources, result.id
        assert measured.period or measured.dates, result.id
        if measured.numerator is not None:
            assert measured.denominator, result.id


def test_stocks_keep_the_date_they_were_taken_on(results: Results) -> None:
    assert [f"{day}" for day in results["subscriptions"].dates] == ["2023-07-10"]
    assert results["subscriptions"].measured.period is None
    per_100 = results["subscriptions_per_100_residents"]
    assert [f"{day}" for day in per_100.dates] == ["2021-10-01", "2023-07-10"]
    assert per_100.sources == ("duma-320-2023", "census-2021")


def test_changes_of_2022_are_missing_with_a_reason(results: Results) -> None:
    for name in results:
        assert results.change(name).value is None, name
        reason = results.change(name).reason
        census = name.startswith("residents")
        assert ("не пересчитано с 01.10.2021" if census else "2021 год") in str(reason), name


def test_every_indicator_declares_what_the_report_says_of_it() -> None:
    for name, indicator in REGISTRY.items():
        assert indicator.id == name
        assert indicator.title[0].isupper()
        assert indicator.title_en.isascii()
        assert indicator.formula
        assert indicator.basis
        assert isinstance(indicator.standing, Standing)
        assert (indicator.members is None) == (indicator.over is None and not indicator.labels)


class Watched(dict[str, Any]):
    """A row that notes which of its columns are read."""

    def __init__(self, table: str, row: Mapping[str, Any], read: set[str]) -> None:
        super().__init__(row)
        self.table, self.read = table, read

    def __getitem__(self, column: str) -> Any:
        self.read.add(f"{self.table}.{column}")
        return super().__getitem__(column)


def test_an_indicator_reads_the_columns_that_it_declares(tmp_path: Path) -> None:
    dataset = load(packages.rich(tmp_path / "data"))
    counted = {
        f"{table}.{name}"
        for table in resources()
        if table not in ("decisions", "remarks", "totals", "sections", "platforms")
        for name, field in fields(table).items()
        if field["type"] in ("integer", "number", "boolean")
    }
    read: set[str] = set()
    engagement = [
        {**row, "posts_with_views": 3, "posts_without_views": 1, "reactions_with_views": 5}
        if row["page"] == "ok"
        else {**row, **dict.fromkeys(("posts_with_views", "posts_without_views"))}
        for row in dataset.rows["engagement"]
    ]
    year = {"period_start": date(LAST, 1, 1), "period_end": date(LAST, 12, 31)}
    counts = dict.fromkeys(("page_views", "joined", "left", "likes", "comments", "reposts"), 1)
    source = dataset.rows["sources"][0]["id"]
    activity = [{**year, **counts, "page": "ok", "source": source, "note": None}]
    counts_before = [  # of OK, so that its later ones are computed
        row
        for row in dataset.rows["subscribers"]
        if row["page"] != "ok" or row["as_of"].year < LAST
    ]
    tables = {**dataset.rows, "engagement": engagement, "page_activity": activity}
    tables["subscribers"] = counts_before
    rows = {
        table: [Watched(table, row, read) for row in told] if table != "totals" else []
        for table, told in tables.items()
    }
    facts = Facts(replace(dataset, rows=rows), Period.of_year(LAST))
    assert facts.dataset.series.keys("visits")  # indexed before anything is watched
    wrong = {}
    for indicator in declared():
        members = indicator.members(facts) if indicator.members else ()
        if indicator.id == "page_subscriptions":  # of its two pages on VK one is closed
            members = ("vk",)
        read.clear()
        for arguments in [(member,) for member in members] if indicator.members else [()]:
            indicator.compute(facts, *arguments)
        inputs = set(indicator.inputs) & counted  # what only totals hold is in no column
        if read & counted - {"territories.denominator"} != inputs:
            wrong[indicator.id] = read & counted ^ inputs
    assert wrong == {}


def test_the_frame_holds_the_same_values(results: Results) -> None:
    frame = results.frame().set_index(["indicator", "member", "start"])
    assert frame.index.is_unique
    for result in results.values():
        at = (result.indicator.id, result.member, str(result.period.start))
        assert frame.loc[at, "value"] == pytest.approx(float(result), nan_ok=True)
    assert results.frame(aspect="change")["value"].isna().all()
    assert "cost_per_visit" in results._repr_html_()


def test_csv_and_json_hold_full_precision(results: Results) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(results.csv()))}
    assert rows["visits"]["value"] == "37743"
    assert float(rows["cost_per_visit"]["value"]) == 39840 / 37743
    assert rows["visits"]["end"] == "2022-12-31"
    assert rows["visits"]["place"] == "Шегарский район"
    assert rows["visits:change"]["value"] == ""
    assert json.loads(json.dumps(results.records()))[0]["numerator"] is None


class TestAMadeUpYear:
    """2023 with other numbers, no contract, two platforms, one act and no news."""

    @pytest.fixture
    def year(self, two_years: Path) -> Results:
        return compute(load(two_years), 2023)

    def test_zero_is_a_number(self, year: Results) -> None:
        assert year["section_publications[news]"].value == 0
        assert year["section_share[news]"].value == 0
        assert year["section_share[administration_acts]"].value == 100

    def test_what_is_missing_stays_missing(self, year: Results) -> None:
        for name in ("contract_cost", "cost_per_visit", "cost_per_publication", "cost_per_day"):
            assert year[name].value is None
            assert year[name].reason == "сведений за 2023 год нет"

    def test_only_the_pages_there_are_make_the_total(self, year: Results) -> None:
        # Telegram's last count, of 10.07.2023, is nearest to the end of 2023 as well.
        assert year["subscriptions"].value == 3000 + 1000 + 491
        assert [f"{day}" for day in year["subscriptions"].dates] == ["2023-07-10", "2023-12-31"]

    def test_growth_is_relative_and_shares_are_subtracted(self, year: Results) -> None:
        assert year.change("visits").value == 100
        share = year.change("section_share[news]").value
        assert share == -Fraction(100 * 309, 554)

    def test_a_stock_is_not_compared_with_itself(self, year: Results) -> None:
        change = year.change("platform_subscriptions[telegram]")
        assert change.reason == "не пересчитано с 10.07.2023"

    def test_an_unmet_measure_counts_among_those_looked_at(self, year: Results) -> None:
        verification = year["measure_met[verification]"]
        assert (verification.numerator, verification.denominator) == (2, 3)


def test_totals_of_different_platforms_are_not_compared(data: Path) -> None:
    add(data, "visits", period=2024, visits=1, source=DUMA)
    add(data, "visits", period=2025, visits=1, source=DUMA)
    for day, platform in (("2024-12-31", "vk"), ("2025-12-31", "vk"), ("2025-12-31", "ok")):
        add(data, "subscribers", as_of=day, page=platform, subscribers=10, source=DUMA)
    change = compute(load(data), 2025).change("subscriptions")
    assert change.reason == "состав слагаемых не тот, что за 2024 год"


def test_growth_from_zero_is_undefined(two_years: Path) -> None:
    add(two_years, "visits", period=2024, visits=1, source="made-up")
    for section in ("news", "administration_acts", "duma_acts"):
        row = {"page": "site", "section": section, "publications": 5}
        add(two_years, "publications", period=2024, source="made-up", **row)
    change = compute(load(two_years), 2024).change("section_publications[news]")
    assert change.reason == "за 2023 год значение равно нулю"


def test_months_make_a_year_only_when_all_are_there(data: Path) -> None:
    for month, last in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30), start=1):
        days = f"2024-{month:02}-01 2024-{month:02}-{last}"
        add(data, "visits", period=days, visits=10, source=DUMA)
    part = compute(load(data), 2024)["visits"]
    assert part.reason == "сведения за 2024 год неполны: покрыто дней — 335 из 366"
    add(data, "visits", period="2024-12-01 2024-12-31", visits=10, source=DUMA)
    whole = compute(load(data), 2024)
    assert whole["visits"].value == 120
    assert whole["visits_per_day"].denominator == 366
    total = {"table": "visits", "column": "visits", "page": "site", "value": 121, "source": DUMA}
    add(data, "totals", period=2024, stands="нет", **total)
    assert compute(load(data), 2024)["visits"].value == 120
    add(data, "totals", period="2024-12-01 2024-12-31", stands="да", **total)
    assert compute(load(data), 2024)["visits"].value == 120  # of exactly the period


def test_the_two_sides_of_a_ratio_come_from_the_same_rows(data: Path) -> None:
    for half, visits in (("2024-01-01 2024-06-30", 10), ("2024-07-01 2024-12-31", None)):
        add(data, "visits", period=half, page="site", visits=visits, page_views=30, source=DUMA)
    year = compute(load(data), 2024)
    assert year["page_views"].value == 60
    assert year["depth"].reason == "числитель и знаменатель посчитаны по разным строкам"


def test_a_share_of_rows_is_not_divided_by_a_total(data: Path) -> None:
    for half in ("2024-01-01 2024-06-30", "2024-07-01 2024-12-31"):
        add(
            data,
            "feedback",
            period=half,
            channel="pos",
            received=9,
            answered_on_time=9,
            source=DUMA,
        )
    total = {"column": "received", "channel": "pos", "value": 20, "stands": "да"}
    add(data, "totals", table="feedback", period=2024, **total, source=DUMA)
    year = compute(load(data), 2024)
    assert year["messages[pos]"].value == 20
    on_time = year["answered_on_time[pos]"]
    assert (on_time.value, on_time.numerator, on_time.denominator) == (100, 18, 18)


def add_posts(data: Path, period: str, posts: int, viewed: int | None, **counts: int) -> None:
    add(
        data,
        "publications",
        period=period,
        page="vk",
        section="posts",
        publications=posts,
        source=DUMA,
    )
    viewed_of = (
        {
            "posts_with_views": viewed,
            "posts_without_views": posts - viewed,
            "reactions_with_views": 30,
        }
        if viewed is not None
        else {}
    )
    add(data, "engagement", period=period, page="vk", source=DUMA, **viewed_of, **counts)


COUNTS = {"views": 1000, "likes": 30, "comments": 6, "reposts": 4}


def test_posts_without_views_are_left_out_of_both_sides_of_the_rate(data: Path) -> None:
    add_posts(data, "2024-01-01 2024-06-30", 8, 7, **COUNTS)
    add_posts(data, "2024-07-01 2024-12-31", 2, 2, **COUNTS)
    year = compute(load(data), 2024)
    rate = year["engagement_rate[vk]"]
    assert (rate.value, rate.numerator, rate.denominator) == (3, 60, 2000)
    share = year["viewed_posts_share[vk]"]
    assert (share.value, share.numerator, share.denominator) == (90, 9, 10)
    assert year["likes[vk]"].value == 60
    assert year["views[vk]"].reason == "число просмотров есть у записей — 9 из 10"


def test_a_rate_of_all_posts_says_nothing_of_a_part(data: Path) -> None:
    add_posts(data, "2024-01-01 2024-12-31", 8, 8, **COUNTS)
    year = compute(load(data), 2024)
    assert year["engagement_rate[vk]"].value == 3
    assert year["views[vk]"].value == 1000
    assert "viewed_posts_share[vk]" not in {row.id for row in year.values()}


def test_rows_that_tell_which_posts_have_views_and_others_are_not_divided_together(
    data: Path,
) -> None:
    add_posts(data, "2024-01-01 2024-06-30", 8, 7, **COUNTS)
    add_posts(data, "2024-07-01 2024-12-31", 2, None, **COUNTS)
    year = compute(load(data), 2024)
    assert year["engagement_rate[vk]"].value is None
    assert year["views[vk]"].reason == "неизвестно, у всех ли записей есть число просмотров"


def test_a_total_that_is_stated_is_of_all_posts(data: Path) -> None:
    add_posts(data, "2024-01-01 2024-12-31", 8, 7, **COUNTS)
    total = {"column": "views", "page": "vk", "value": 1100, "stands": "да"}
    add(data, "totals", table="engagement", period=2024, **total, source=DUMA)
    assert compute(load(data), 2024)["views[vk]"].value == 1100


def test_what_was_done_on_the_days_of_a_page_is_no_part_of_its_rate(data: Path) -> None:
    done = {"page_views": 500, "joined": 40, "left": 15, "likes": 7, "comments": 2, "reposts": 1}
    add(data, "page_activity", period=2024, page="vk", source=DUMA, **done)
    results = compute(load(data), 2024)
    ids = ("views_of_page", "joined", "left", "reactions_of_days")
    assert [results[f"{name}[vk]"].value for name in ids] == [500, 40, 15, 10]
    assert "engagement_rate[vk]" not in {row.id for row in results.values()}
    table = page_activity(results)
    assert table is not None
    assert [list(row) for row in table.rows] == [["ВКонтакте", "500", "40", "15", "10"]]


@pytest.mark.parametrize(
    ("counted", "flows", "expected"),
    [
        ("2024-06-30", ["2024-01-01 2024-06-30", "2024-07-01 2024-12-31"], 2446),
        ("2025-01-15", ["2024-01-01 2024-12-31", "2025-01-01 2025-01-15"], 2396),
        ("2025-01-15", ["2024-01-01 2024-12-31"], None),
        ("2024-06-30", ["2024-01-01 2024-06-30", "2024-07-01 2024-12-30"], None),
        ("2024-12-31", ["2024-01-01 2024-12-31"], None),
    ],
)
def test_subscriptions_are_computed_where_every_day_since_a_count_is_told(
    data: Path, counted: str, flows: list[str], expected: int | None
) -> None:
    add(data, "subscribers", as_of=counted, page="vk", subscribers=2421, source=DUMA)
    for period in flows:
        row = {"page": "vk", "joined": 40, "left": 15}
        add(data, "page_activity", period=period, source=DUMA, **row)
    results = compute(load(data), 2024)
    if expected is None:
        assert "computed_subscriptions[vk]" not in results
        return
    computed = results["computed_subscriptions[vk]"]
    assert computed.value == expected
    assert [f"{day}" for day in computed.dates] == [counted]
    table = page_activity(results)
    assert table is not None
    assert "Подписки в конце, вычислено" in [str(column) for column in table.columns]


def test_subscriptions_day_by_day_are_of_the_nearest_count(data: Path) -> None:
    for day, subscribers in (("2024-01-02", 100), ("2024-01-08", 300)):
        add(data, "subscribers", as_of=day, page="ok", subscribers=subscribers, source=DUMA)
    for day in (1, 2, 3, 4, 6, 7, 8, 9):
        moved = {"page": "ok", "joined": day, "left": 1, "source": DUMA}
        add(data, "page_activity", period=f"2024-01-0{day} 2024-01-0{day}", **moved)
    frame = daily_subscriptions(load(data)).query("page == 'ok' and date > '2023-12-01'")
    assert list(zip(frame["date"].dt.day, frame["subscriptions"], strict=True)) == [
        *((31, 99), (1, 99), (2, 100), (3, 102), (4, 105)),  # the fifth is not known
        *((6, 287), (7, 293), (8, 300), (9, 308)),
    ]
    assert list(frame["as_of"].dt.day) == [2] * 5 + [8] * 4
    assert list(frame["date"][~frame["is_computed"]].dt.day) == [2, 8]


def test_nobody_leaves_a_page_that_has_none(data: Path) -> None:
    add(data, "subscribers", as_of="2024-01-01", page="ok", subscribers=3, source=DUMA)
    for day, joined, left in ((2, 0, 5), (3, 9, 0)):
        moved = {"page": "ok", "joined": joined, "left": left, "source": DUMA}
        add(data, "page_activity", period=f"2024-01-0{day} 2024-01-0{day}", **moved)
    frame = daily_subscriptions(load(data)).query("page == 'ok' and date > '2023-12-01'")
    assert list(frame["subscriptions"]) == [3]


def add_days(data: Path, days: int, *columns: tuple[str, str, int]) -> None:
    """Add the totals of the first days of 2024."""
    for place in range(days):
        day = date(2024, 1, 1) + timedelta(days=place)
        for table, column, value in columns:
            total = {"table": table, "column": column, "page": "vk", "value": value + place % 2}
            add(data, "totals", period=f"{day} {day}", **total, stands="да", source=DUMA)


OF_VISITORS = [("page_activity", "visitors", 40), ("page_activity", "visitors_with_city", 20)]
LOCAL = ("page_activity", "local_visitors", 5)


def test_people_of_days_are_averaged_and_shared_never_summed(data: Path) -> None:
    add_days(data, 366, ("engagement", "reach", 300), *OF_VISITORS, LOCAL)
    results = compute(load(data), 2024)
    ids = ("page_visitors_per_day", "page_reach_per_day", "local_visitors_share")
    visitors, reach, share = (results[f"{name}[vk]"] for name in ids)
    assert (visitors.value, visitors.denominator) == (Fraction(81, 2), 366)
    assert reach.value == Fraction(601, 2)
    assert (share.numerator, share.denominator) == (366 * 5 + 183, 366 * 20 + 183)
    assert share.value == 100 * Fraction(11, 41)
    assert results["reach[vk]"].value is None
    january, *_ = results.months("page_visitors_per_day[vk]")
    assert january.value == 40 + Fraction(15, 31)
    table = page_activity(results)
    assert table is not None
    assert [list(row) for row in table.rows] == [["ВКонтакте", "41", "26,8", "301"]]


def test_the_reach_of_posts_is_divided_by_those_that_have_it(data: Path) -> None:
    for period, reach, many in (("2024-01-01 2024-06-30", 700, 3), ("2024-07-01 2024-12-31", 0, 1)):
        row = {"page": "vk", "reach_of_posts": reach, "posts_with_reach": many, "source": DUMA}
        add(data, "engagement", period=period, **row)
    results = compute(load(data), 2024)
    assert results["reach_of_post[vk]"].value == 175
    assert "engagement_rate[vk]" not in results


def test_visitors_of_the_site_have_a_mean_of_a_day(data: Path) -> None:
    for day in range(1, 32):
        total = {"column": "visitors", "page": "site", "value": day, "stands": "да"}
        period = f"2024-01-{day:02} 2024-01-{day:02}"
        add(data, "totals", table="visits", period=period, **total, source=DUMA)
    results = compute(load(data), 2024)
    assert results["visitors_per_day[site]"].value is None
    assert results.months("visitors_per_day[site]")[0].value == 16
    assert results["visitors"].value is None


def test_a_mean_of_a_day_needs_every_day(data: Path) -> None:
    add_days(data, 365, *OF_VISITORS, LOCAL)
    results = compute(load(data), 2024)
    incomplete = "сведения за 2024 год неполны: названо чисел дня — 365 из 366"
    assert results["page_visitors_per_day[vk]"].reason == incomplete
    assert results["local_visitors_share[vk]"].reason == incomplete
    assert results.months("local_visitors_share[vk]")[0].value is not None


def test_a_number_of_a_whole_month_is_no_number_of_a_day(data: Path) -> None:
    total = {"column": "reach", "page": "vk", "value": 1100, "stands": "да"}
    add(data, "totals", table="engagement", period="2024-01-01 2024-01-31", **total, source=DUMA)
    assert "page_reach_per_day[vk]" not in compute(load(data), 2024)


def test_a_section_without_a_count_leaves_the_total_missing(data: Path) -> None:
    row = {"page": "site", "section": "news", "publications": 5}
    add(data, "publications", period=2024, source=DUMA, **row)
    year = compute(load(data), 2024)
    assert year["section_publications[news]"].value == 5
    assert year["publications"].value is None
    assert year["section_share[news]"].value is None


def test_two_contracts_of_a_year_add_up(data: Path) -> None:
    contract = {"title": "Второй договор", "kind": "contract", "date": "2022-06-01"}
    add(data, "sources", id="second", **contract)
    half, cost = "2022-07-01 2022-12-31", {"item": "site_maintenance", "method": "paid"}
    add(data, "costs", period=half, source="second", amount_rub="160.5", **cost)
    cost = compute(load(data), 2022)["contract_cost"]
    assert cost.value == Fraction("40000.5")
    assert cost.sources == ("duma-320-2023", "second")


def test_a_stock_too_far_away_says_nothing_of_the_year(data: Path) -> None:
    add(data, "visits", period=2019, visits=5, source=DUMA)
    year = compute(load(data), 2019)
    assert year.family("platform_subscriptions") == []
    assert year["subscriptions"].reason == "сведений за 2019 год нет"
    assert year["visits_per_resident"].reason == ("сведений о населении на эту дату или раньше нет")


@pytest.mark.parametrize(
    ("note", "source"),
    [
        ("visits: census-2021", "census-2021"),
        ("page_views, visits: census-2021; В отчёт: уточнено", "census-2021"),
        ("page_views: census-2021", DUMA),
        ("visits: выдумка", DUMA),
        ("", DUMA),
    ],
)
def test_a_number_cites_whose_cell_it_is(data: Path, note: str, source: str) -> None:
    visits = data / "visits.csv"
    row = f'2022-01-01,2022-12-31,site,37743,,{DUMA},"{note}"\n'
    header = visits.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    visits.write_text(header + row, encoding="utf-8")
    assert compute(load(data), 2022)["visits"].measured.sources == (source,)


def test_a_sum_of_which_a_part_is_not_known_says_so(data: Path) -> None:
    add(data, "page_activity", period="2023", page="ok", likes=5, source=DUMA)
    (reactions,) = (r for n, r in compute(load(data), 2023).items() if n.startswith("reactions_of"))
    assert reactions.reason == "известно не всё, из чего складывается число"
