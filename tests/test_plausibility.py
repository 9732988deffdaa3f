"""What the rules allow and is hardly true: warned of by row, and never an error."""

from __future__ import annotations

import csv
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset import Dataset, load
from shegar_metrics.dataset.plausibility import doubts
from shegar_metrics.dataset.rules import check_rules
from shegar_metrics.dataset.schema import fields, resources

from . import packages, random_packages
from .conftest import Cli, assert_plain
from .packages import add

TODAY = date(2024, 12, 31)
CITED = {"source": "made-up"}
SITE = {**CITED, "page": "site"}
VK = {**CITED, "page": "vk"}
CONTRACT = {**CITED, "item": "site_maintenance"}

Rows = dict[str, list[Mapping[str, Any]]]
Spoil = Callable[[Rows], None]


@cache
def base() -> Dataset:
    """A package of reference data, with a page, a source and the residents; no fixture, as
    Hypothesis would write it out in full."""
    with TemporaryDirectory() as name:
        folder = packages.empty(Path(name))
        packages.add_reference(folder)
        packages.source(folder, "made-up", "Записка для испытаний", "manual", date(2024, 2, 1))
        add(folder, "pages", id="vk", platform="vk", title="ВКонтакте")
        residents = {"as_of": "2024-01-01", "territory": "district", "residents": 19312}
        add(folder, "population", **residents, **CITED)
        return load(folder)


def made(*spoils: Spoil) -> Dataset:
    """Return the package with more rows, of which no rule refuses any, as it would be read."""
    rows = {table: list(every) for table, every in base().rows.items()}
    for spoil in spoils:
        spoil(rows)
    dataset = replace(base(), rows=rows)
    assert not check_rules(rows, random_packages.raw(dataset))
    return replace(dataset, files=random_packages.as_files(dataset))


def row(table: str, /, period: str | int = "", **cells: Any) -> Spoil:
    """Add a row; a period is a year, or the first and the last day with a space between."""
    if period:
        days = str(period).split() if " " in str(period) else (f"{period}-01-01", f"{period}-12-31")
        cells |= dict(zip(("period_start", "period_end"), days, strict=True))
    typed = {
        name: date.fromisoformat(cells[name])
        if described["type"] == "date" and name in cells
        else Decimal(cells[name])
        if described["type"] == "number" and name in cells
        else cells.get(name)
        for name, described in fields(table).items()
    }
    return lambda rows: rows[table].append(typed)


def both(*spoils: Spoil) -> Spoil:
    def spoil(rows: Rows) -> None:
        for each in spoils:
            each(rows)

    return spoil


def month(number: int, year: int = 2024) -> str:
    return f"{year}-{number:02}-01 {year}-{number:02}-{monthrange(year, number)[1]}"


def monthly(table: str, column: str, counts: Sequence[int], **codes: Any) -> Spoil:
    """Add a count of each month from January on."""
    every = enumerate(counts, start=1)
    return both(*(row(table, month(n), **{column: count}, **codes) for n, count in every))


def visits(*counts: int) -> Spoil:
    return monthly("visits", "visits", counts, **SITE)


def stated(period: str | int, value: int, column: str = "visitors", **said: Any) -> Spoil:
    about = {**SITE, "table": "visits", "column": column, "stands": True, **said}
    return row("totals", period=period, value=value, **about)


def subscriptions(day: str, count: int) -> Spoil:
    return row("subscribers", as_of=day, subscribers=count, **VK)


def cost(period: str | int, amount: str, method: str = "by_hand", **said: Any) -> Spoil:
    return row("costs", period=period, amount_rub=amount, method=method, **CONTRACT, **said)


def happened(day: str, text: str = "выборы", **of: Any) -> Spoil:
    return row("events", date=day, text=text, **CITED, **of)


def warned(dataset: Dataset, today: date = TODAY) -> list[str]:
    return [str(each) for found in doubts(dataset, today).values() for each in found]


DOUBTFUL: dict[str, tuple[Spoil, str]] = {
    "a digit too many": (
        visits(3100, 3200, 31500, 3050, 3150),
        "visits.csv, строка 4, столбец visits: «31500» — Посещения (визиты), Официальный сайт, "
        "01.03.2024 … 31.03.2024: в соседних строках — 3100, 3200, 3050, 3150.",
    ),
    "a digit too few": (
        visits(3100, 3200, 3150, 315),
        "visits.csv, строка 5, столбец visits: «315» — Посещения (визиты), Официальный сайт, "
        "01.04.2024 … 30.04.2024: в соседних строках — 3200, 3150.",
    ),
    "in the first row": (visits(31000, 3200, 3150), "visits.csv, строка 2, столбец visits: "),
    "one of two years": (
        both(
            row("visits", period=2023, visits=37743, **SITE),
            row("visits", period=2024, visits=377430, **SITE),
        ),
        "visits.csv, строка 3, столбец visits: «377430»",
    ),
    "publications of a section": (
        monthly("publications", "publications", [30, 28, 310, 33], section="news", **SITE),
        "publications.csv, строка 4, столбец publications: «310» — Опубликовано, Официальный "
        "сайт, Новости, 01.03.2024 … 31.03.2024: ",
    ),
    "messages of a channel": (
        monthly("feedback", "received", [41, 38, 400], channel="pos", **CITED),
        "feedback.csv, строка 4, столбец received: «400» — Поступило, Платформа обратной связи",
    ),
    "visitors that are stated": (
        both(stated(month(1), 900), stated(month(2), 9100), stated(month(3), 950)),
        "totals.csv, строка 3, столбец value: «9100» — Посетители сайта, Официальный сайт, "
        "01.02.2024 … 29.02.2024: в соседних строках — 900, 950.",
    ),
    "subscriptions": (
        both(subscriptions("2024-02-01", 3100), subscriptions("2024-06-01", 12100)),
        "subscribers.csv, строка 3, столбец subscribers: «12100» — Подписки, ВКонтакте, "
        "01.06.2024: в соседних строках — 3100.",
    ),
    "residents": (
        row("population", as_of="2024-12-01", territory="district", residents=1931, **CITED),
        "population.csv, строка 3, столбец residents: «1931» — Жители, Заречный округ, 01.12.2024",
    ),
    "a zero inside": (
        visits(3100, 3200, 0, 3150),
        "visits.csv, строка 4, столбец visits: «0» — Посещения (визиты), Официальный сайт, "
        "01.03.2024 … 31.03.2024: а до этого, 01.02.2024 … 29.02.2024 — 3200.",
    ),
    "a zero at the end": (visits(3100, 3200, 0), "visits.csv, строка 4, столбец visits: «0»"),
    "more subscriptions than residents": (
        subscriptions("2023-02-01", 31200),
        "subscribers.csv, строка 2, столбец subscribers: «31200» — ВКонтакте, 01.02.2023: "
        "а жителей — 19312.",
    ),
    "fewer page views than visits": (
        row("visits", period=2024, visits=500, page_views=499, **SITE),
        "visits.csv, строка 2, столбец page_views: «499» — Официальный сайт, 01.01.2024 … "
        "31.12.2024: а посещений — 500.",
    ),
    "more reactions than views": (
        row("engagement", period=2024, views=100, likes=90, comments=6, reposts=5, **VK),
        "engagement.csv, строка 2, столбец views: «100» — ВКонтакте, 01.01.2024 … 31.12.2024: "
        "а отметок, комментариев и репостов вместе — 101.",
    ),
    "fewer visitors in a year than in a month of it": (
        both(stated(2024, 800), stated(month(1), 700), stated(month(2), 900)),
        "totals.csv, строка 2, столбец value: «800» — Посетители сайта, Официальный сайт, "
        "01.01.2024 … 31.12.2024: а за одну только часть, 01.02.2024 … 29.02.2024 — 900.",
    ),
    "a cost doubled": (
        both(
            cost(2023, "41000"),
            cost(2024, "41000"),
            cost("2024-01-01 2024-12-30", "41000.50", contract="7"),
        ),
        "costs.csv, строка 4, столбец amount_rub: «41000.50» — Договор на сопровождение "
        "официального сайта: 2024 год стоил 82000.50 ₽, а 2023 — 41000 ₽.",
    ),
    "a cost doubled by a price parted by days": (
        both(cost("2023-12-31 2024-12-31", "36700", "by_days"), cost(2023, "9900")),
        "costs.csv, строка 2, столбец amount_rub: «36700» — Договор на сопровождение "
        "официального сайта: 2024 год стоил 36600 ₽, а 2023 — 10000 ₽.",
    ),
    "a period that is not over": (
        row("visits", period=2032, visits=5, **SITE),
        "visits.csv, строка 2, столбец period_end: «2032-12-31» — Официальный сайт, 01.01.2032 … "
        "31.12.2032: а сегодня — 31.12.2024.",
    ),
    "a total that is not over": (stated(2025, 5), "totals.csv, строка 2, столбец period_end: "),
    "a count of tomorrow": (
        subscriptions("2025-01-01", 5),
        "subscribers.csv, строка 2, столбец as_of: «2025-01-01»",
    ),
    "a contract of the year after the next": (
        cost(2026, "100"),
        "costs.csv, строка 2, столбец period_start: «2026-01-01»",
    ),
    "a remark on a year to come": (
        row("remarks", year=2025, section="site", text="Хорошо", **CITED),
        "remarks.csv, строка 2, столбец year: «2025» — а сегодня — 31.12.2024.",
    ),
}


@pytest.mark.parametrize(("spoil", "warning"), DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_hardly_true_is_named_by_its_row(spoil: Spoil, warning: str) -> None:
    (given,) = warned(made(spoil))
    assert given.startswith(warning)


PLAUSIBLE: dict[str, Spoil] = {
    "small numbers": monthly(
        *("publications", "publications", [9, 10, 0, 8, 27, 9]), section="news", **SITE
    ),
    "a rise that stays": visits(1000, 1100, 5000, 5100, 5200),
    "a fall that stays": visits(5000, 5100, 1000, 1100, 1000),
    "a beginning": visits(30, 600, 700, 710),
    "zeros before the beginning": visits(0, 0, 600, 700),
    "nothing but zeros": visits(0, 0, 0),
    "a month beside weeks": both(
        *(
            row("visits", period=f"2024-01-{d:02} 2024-01-{d + 6:02}", visits=700, **SITE)
            for d in (1, 8, 15, 22)
        ),
        row("visits", period=month(2), visits=3000, **SITE),
    ),
    "days": both(
        *(
            row("visits", period=f"2024-01-{d:02} 2024-01-{d:02}", visits=count, **SITE)
            for d, count in enumerate((900, 880, 900, 100, 920, 3100, 0, 900), start=1)
        )
    ),
    "years far apart": both(
        row("visits", period=2015, visits=3000, **SITE),
        row("visits", period=2024, visits=30000, **SITE),
    ),
    "votes, which come in bursts": monthly(
        *("feedback", "votes", [40, 500, 0, 30]), channel="pos", **CITED
    ),
    "a total that does not stand": both(
        stated(month(1), 900), stated(month(2), 9100, stands=False), stated(month(3), 950)
    ),
    "an event of that month": both(visits(3100, 3200, 31500, 3050), happened("2024-03-17")),
    "an event of that site": both(visits(3100, 3200, 0, 3050), happened("2024-03-17", page="site")),
    "a page that opened": both(
        row("pages", id="ok", platform="ok", title="Одноклассники", opened="2024-03-01"),
        *(
            row("subscribers", as_of=day, page="ok", subscribers=count, **CITED)
            for day, count in (("2024-03-01", 40), ("2024-06-01", 130), ("2024-09-01", 160))
        ),
    ),
    "as many subscriptions as residents": subscriptions("2024-02-01", 19312),
    "as many page views as visits": row(
        *("visits",), period=2024, visits=500, page_views=500, **SITE
    ),
    "a cost that rises": both(cost(2023, "41000"), cost(2024, "81999.99")),
    "a first contract": cost(2024, "41000"),
    "a year that is over today": row("visits", period=2024, visits=5, **SITE),
    "a contract of the next year": cost(2025, "100"),
    "a contract of three years": cost("2024-01-01 2026-12-31", "300", "by_days"),
}


@pytest.mark.parametrize("spoil", PLAUSIBLE.values(), ids=PLAUSIBLE)
def test_what_may_well_be_true_is_not_doubted(spoil: Spoil) -> None:
    assert warned(made(spoil)) == []


def test_an_event_of_another_page_explains_nothing() -> None:
    events = (
        happened("2024-03-17", page="vk"),
        happened("2024-03-17", "сбой", platform="vk"),
        happened("2024-05-01"),
    )
    assert len(warned(made(visits(3100, 3200, 31500, 3050), *events))) == 1


def test_the_shipped_data_and_an_ordinary_rich_year_are_not_doubted(
    dataset: Dataset, tmp_path: Path
) -> None:
    today = packages.REPORTED
    assert doubts(dataset, today) == {}
    assert sum(map(len, doubts(load(packages.rich(tmp_path)), today).values())) <= 3


def test_a_row_is_found_below_blank_lines_and_in_any_order(tmp_path: Path) -> None:
    data = random_packages.write(made(visits(3100, 3200, 31500, 3050, 3150)), tmp_path)
    file = data / "visits.csv"
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n\n".join([header, *reversed(rows)]), encoding="utf-8")
    (warning,) = warned(load(data))
    assert warning.startswith("visits.csv, строка 7, столбец visits: «31500»")
    assert file.read_text(encoding="utf-8").splitlines()[6].startswith("2024-03-01")


def test_check_warns_and_is_content(tmp_path: Path, cli: Cli) -> None:
    dataset = made(visits(*[3000, 0] * 6), subscriptions("2024-02-01", 31200))
    random_packages.write(dataset, tmp_path / "data")
    done = cli("check", cwd=tmp_path)
    assert_plain(done, 0)
    shown = done.stdout.splitlines()
    first = shown.index("Не похоже на правду (отчёту это не мешает):")
    assert shown[first + 1].startswith("  Ноль после больших чисел. Если это не посчитано, удал")
    assert [line.split(":")[0] for line in shown[first + 2 : first + 7]] == [
        f"    visits.csv, строка {line}, столбец visits" for line in (3, 5, 7, 9, 11)
    ]
    assert shown[first + 7] == "    и ещё строк — 1"
    assert shown[first + 8].startswith("  Подписок на страницу больше, чем жителей. ")
    assert shown[first + 9].startswith("    subscribers.csv, строка 2, столбец subscribers: ")


def of_months(rates: Sequence[int]) -> Dataset:
    """Return a package with visits of months one after another, of so many a day each."""
    spoils = []
    for index, rate in enumerate(rates):
        year, number = 2015 + index // 12, index % 12 + 1
        count = rate * monthrange(year, number)[1]
        spoils.append(row("visits", month(number, year), visits=count, **SITE))
    return made(*spoils)


STEPS = st.lists(st.integers(40, 250), min_size=1, max_size=40)
"""Each month in per cent of the one before."""


@given(start=st.integers(50, 10**6), steps=STEPS)
def test_a_smooth_series_is_never_doubted(start: int, steps: list[int]) -> None:
    rates = [start]
    for step in steps:
        rates.append(max(rates[-1] * step // 100, 50))
    rates = [rate for rate in rates if rate < 10**9]
    assert doubts(of_months(rates), TODAY) == {}


@given(
    rates=st.lists(st.integers(100, 149), min_size=3, max_size=30),
    index=st.integers(0, 29),
    longer=st.booleans(),
)
def test_a_slip_of_a_digit_is_always_found_and_nothing_else(
    rates: list[int], index: int, longer: bool
) -> None:
    index %= len(rates)
    rates[index] = rates[index] * 10 if longer else rates[index] // 10
    spoilt = of_months(rates)
    found = [each for problems in doubts(spoilt, TODAY).values() for each in problems]
    slip = [] if not (longer or index) else [str(spoilt.rows["visits"][index]["visits"])]
    assert [each.value for each in found] == slip  # that a series begins small is no wonder


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_doubted_is_a_cell_of_its_file(seed: int, tmp_path: Path) -> None:
    data = random_packages.write(random_packages.random_package(seed), tmp_path)
    shuffled = tmp_path / "shuffled"
    random_packages.write(load(data), shuffled)
    for table in resources().values():
        file = shuffled / table["path"]
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        Random(seed).shuffle(rows)
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
    wrong = []
    for folder in (data, shuffled):
        cells = {
            table["path"]: dict(lines(folder / table["path"])) for table in resources().values()
        }
        found = doubts(load(folder), date(2024, 6, 30))
        every = [(doubt.title, each) for doubt, problems in found.items() for each in problems]
        for _, each in every:
            assert cells[each.file][each.row or 0][each.column or ""] == each.value
        wrong.append(sorted((title, each.wrong) for title, each in every))
    assert wrong[0] == wrong[1] != []


def lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table that has none in several lines, each with its line."""
    with file.open(encoding="utf-8", newline="") as opened:
        yield from enumerate(csv.DictReader(opened), start=2)
