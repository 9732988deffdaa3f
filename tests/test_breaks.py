"""Events that break a series: nothing is compared across one, and no line goes across it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Measured, Result, Results, compute
from shegar_metrics.indicators.levels import daily_subscriptions
from shegar_metrics.problems import DataRefusal
from shegar_metrics.views import charts, figures, prose, tables

from . import packages
from .packages import SITE, add
from .random_packages import random_package

YEARS = (2022, 2023, 2024)
REPLACED = "счётчик сайта заменён"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a package of three years: visits, news by month, and the counts of two pages."""
    folder = packages.empty(tmp_path / "data")
    packages.add_reference(folder)
    cited = {"source": packages.source(folder, "s", "Записка", "manual", date(2025, 2, 1))}
    for page in ("vk", "ok"):
        add(folder, "pages", id=page, platform=page, title=packages.PLATFORMS[page])
    for order, year in enumerate(YEARS):
        for first, last in packages._months(year):
            span = {"period_start": first, "period_end": last, "page": SITE, **cited}
            add(folder, "visits", visits=100 + 10 * order, **span)
            for section in ("news", "administration_acts", "council_acts"):
                add(folder, "publications", section=section, publications=10 + order, **span)
        for page in ("vk", "ok"):
            count = {"page": page, "subscribers": 100 + 20 * order, **cited}
            add(folder, "subscribers", as_of=date(year, 12, 31), **count)
    return folder


def broken(folder: Path, day: str, breaks: str, year: int = 2024, **of: str) -> Results:
    add(folder, "events", date=day, text=REPLACED, breaks=breaks, source="s", **of)
    return compute(load(folder), year)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\\", "")


@pytest.mark.parametrize(
    ("breaks", "of", "names"),
    [
        ("visits", {}, {"visits", "visits_per_day"}),
        ("visits", {"page": SITE}, {"visits", "visits_per_day"}),
        ("publications", {"page": SITE}, {"publications", "section_publications[news]"}),
        ("publications", {"page": "vk"}, set()),  # there are no posts
        (
            "subscribers",
            {"page": "vk"},
            {"subscriptions", "platform_subscriptions[vk]"},
        ),
        (
            "subscribers",
            {"platform": "ok"},
            {"subscriptions", "platform_subscriptions[ok]"},
        ),
        (
            "subscribers",
            {},
            {"subscriptions", "platform_subscriptions[vk]", "platform_subscriptions[ok]"},
        ),
    ],
)
def test_a_break_is_of_its_series_alone(
    folder: Path, breaks: str, of: dict[str, str], names: set[str]
) -> None:
    looked_at = {
        *("visits", "visits_per_day", "publications", "section_publications[news]"),
        *("subscriptions", "platform_subscriptions[vk]", "platform_subscriptions[ok]"),
    }
    results = broken(folder, "2024-01-01", breaks, **of)
    refused = {name for name in looked_at if results.change(name).value is None}
    assert refused == names
    reason = "сравнить с 2023 годом нельзя: счётчик сайта заменён (01.01.2024)"
    assert {results.change(name).reason for name in names} <= {reason}


@pytest.mark.parametrize(
    ("day", "year", "is_compared"),
    [
        ("2023-01-01", 2024, True),  # both years are after it
        ("2023-01-02", 2024, False),
        ("2024-01-01", 2024, False),
        ("2024-12-31", 2024, False),
        ("2025-01-01", 2024, True),
        ("2024-01-01", 2023, True),
    ],
)
def test_years_are_compared_that_lie_on_one_side(
    folder: Path, day: str, year: int, is_compared: bool
) -> None:
    results = broken(folder, day, "visits", year)
    assert (results.change("visits").value is not None) is is_compared
    text = plain(prose.summary(results).text)
    assert ("Сайт посещали чаще" in text) is is_compared
    assert (f"Сравнить с {year - 1} годом нельзя: счётчик сайта заменён" in text) is not is_compared


@pytest.mark.parametrize(
    ("day", "is_compared"), [("2023-12-31", True), ("2024-01-01", False), ("2025-01-01", True)]
)
def test_counts_are_compared_that_lie_on_one_side(
    folder: Path, day: str, is_compared: bool
) -> None:
    results = broken(folder, day, "subscribers", page="vk")
    assert (results.change("subscriptions").value is not None) is is_compared


@pytest.mark.parametrize(
    ("day", "of", "is_computed"),
    [
        ("2024-01-01", {"page": "vk"}, False),
        ("2024-12-31", {"platform": "vk"}, False),
        ("2024-06-01", {}, False),
        ("2023-12-31", {"page": "vk"}, True),  # both counts are after it
        ("2025-01-01", {"page": "vk"}, True),
        ("2024-06-01", {"page": "ok"}, True),
    ],
)
def test_no_growth_within_a_year_goes_across_a_break(
    folder: Path, day: str, of: dict[str, str], is_computed: bool
) -> None:
    growth = broken(folder, day, "subscribers", **of)["subscriber_growth[vk]"]
    assert growth.value == (Fraction(100, 6) if is_computed else None)
    if not is_computed:
        reason = f"сравнить начало и конец нельзя: {REPLACED} ({date.fromisoformat(day):%d.%m.%Y})"
        assert growth.reason == reason


@pytest.mark.parametrize(("day", "last"), [("2025-01-03", 2), ("2024-12-31", 4), (None, 4)])
def test_no_subscriptions_are_computed_across_a_break(
    folder: Path, day: str | None, last: int
) -> None:
    for each in range(1, 5):
        moved = {"page": "vk", "joined": 2, "left": 1, "source": "s"}
        add(folder, "page_activity", period=f"2025-01-0{each} 2025-01-0{each}", **moved)
    if day:
        row = {"text": REPLACED, "breaks": "subscribers", "page": "vk", "source": "s"}
        add(folder, "events", date=day, **row)
    known = daily_subscriptions(load(folder)).query("page == 'vk' and date > '2025-01-01'")
    assert known["date"].max().day == last


def test_the_day_of_the_population_breaks_nothing(folder: Path) -> None:
    for year in YEARS:
        row = {"territory": "district", "residents": 1000, "source": "s"}
        add(folder, "population", as_of=date(year, 1, 1), **row)
    results = broken(folder, "2023-06-01", "subscribers")  # both counts are after it
    assert results["subscriptions_per_100_residents"].value is not None
    assert results.change("subscriptions_per_100_residents").value is not None


@pytest.mark.parametrize(
    ("day", "hatched", "at"), [("2023-01-01", 1, 2022.5), ("2023-07-01", 2, 2023.5)]
)
def test_the_years_before_a_break_are_hatched_and_not_joined(
    folder: Path, day: str, hatched: int, at: float
) -> None:
    results = broken(folder, day, "visits")
    (figure,) = figures.years(results)
    for drawing in (figure.drawing, figure.narrow):
        assert drawing is not None
        visits, news, *_ = drawing.axes
        assert [bool(bar.get_hatch()) for bar in visits.patches] == [True] * hatched + [False] * (
            3 - hatched
        )
        assert not any(bar.get_hatch() for bar in news.patches)
        assert [line.get_xdata()[0] for line in visits.lines if line.is_dashed()] == [at]
    assert "числа до прерывания ряда" in figure.caption
    line = tables.key_figures(results).html()
    assert line.count("<polyline") == (3 if hatched == 1 else 2)  # of three rows, one is broken
    assert "Посещения сайта: числа до" in plain(prose.timing(results).text)


def test_a_line_of_a_page_ends_at_its_break() -> None:
    rows = [
        {"value": value, "start": f"{year}-01-01", "end": f"{year}-12-31", "as_of": f"{year}-12-31"}
        | {"indicator": "subscriptions", "member": member, "label": member, "is_stock": True}
        for member in ("vk", "ok")
        for year, value in ((2022, 1), (2023, 2), (2024, 3))
    ]
    frame = {name: [row[name] for row in rows] for name in rows[0]}
    ax = charts.lines(frame, breaks={"vk": [date(2023, 6, 1)]})
    runs = [len(line.get_xdata()) for line in ax.lines if line.get_marker() not in ("", "None")]
    assert runs == [1, 2, 3]


def test_no_month_stands_beside_one_across_a_break(folder: Path) -> None:
    results = broken(folder, "2024-03-01", "visits")
    (figure,) = figures.by_month(results, "visits")
    (axes,) = figure.drawing.axes
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [True] * 2 + [False] * 10
    ticks = [path for lines in axes.collections for path in lines.get_segments()]
    assert len(ticks) == 2  # January and February, both years before it
    assert "Месяцы до прерывания ряда" in plain(figure.caption)


def test_an_event_of_later_years_hatches_nothing(folder: Path) -> None:
    results = broken(folder, "2025-02-01", "visits")
    for figure in (*figures.years(results), *figures.by_month(results, "visits")):
        assert not any(bar.get_hatch() for bar in figure.drawing.axes[0].patches)


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_no_random_change_goes_across_a_break(seed: int) -> None:
    dataset, chance = random_package(seed), Random(seed)
    first = date(dataset.years[0], 1, 1)
    columns = dict.fromkeys(dataset.columns("events"))
    days = {
        breaks: first + timedelta(days=chance.randrange(900))
        for breaks in ("visits", "publications", "subscribers", "feedback")
    }
    events = [
        {**columns, "date": day, "text": breaks, "breaks": breaks} for breaks, day in days.items()
    ]
    found = compute(replace(dataset, rows={**dataset.rows, "events": events}), dataset.years)
    usual = compute(dataset, dataset.years)
    sums = {(row.id, row.period): row.measured for row in usual.rows if row.aspect == "value"}
    lost = 0
    for row, before in zip_changes(found, usual):
        broken_on = [
            days[table]
            for table in {column.partition(".")[0] for column in row.indicator.inputs}
            if table in days
        ]
        # The change of a sum leaves out a page that was opened; the sum beside it does not.
        then, now = before.then, sums[row.id.partition(":")[0], row.period]
        assert then is not None
        between = [
            day
            for day in broken_on
            if (
                then.period.start < day <= row.period.end
                if then.period and now.period
                else min(counted(then), default=day) < day <= max(counted(now), default=date.min)
            )
        ]
        assert (row.value is None) is bool(between), row.id
        lost += bool(between)
    assert lost


def counted(value: Measured) -> list[date]:
    """List the days of the counts of pages, or of another stock."""
    return [day for part in value.parts for day in part.dates] or list(value.dates)


def zip_changes(found: Results, usual: Results) -> list[tuple[Result, Result]]:
    """Pair each change with that of the same without events, where there is one."""
    by_key = {(row.id, row.period): row for row in found.rows if row.aspect == "change"}
    return [
        (by_key[row.id, row.period], row)
        for row in usual.rows
        if row.aspect == "change" and row.value is not None
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"breaks": "visits", "page": "vk"},
        {"breaks": "visits", "platform": "vk"},
        {"breaks": "subscribers", "page": SITE},
        {"breaks": "feedback", "page": SITE},
    ],
)
def test_a_break_of_a_series_that_a_page_has_not_is_refused(
    folder: Path, row: dict[str, str]
) -> None:
    with pytest.raises(DataRefusal, match="у этой страницы или площадки такого ряда нет"):
        broken(folder, "2024-01-01", **row)
