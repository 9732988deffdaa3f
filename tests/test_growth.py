"""Every statement of growth is true of the values and the dates beside it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import compute
from shegar_metrics.views import prose, tables
from shegar_metrics.views.comparing import YEAR_OF_DAYS, comparison
from shegar_metrics.views.figures.claims import claims_of
from shegar_metrics.views.templating import names_of, render

from . import packages
from .packages import add
from .random_packages import random_package
from .test_passport import MONTHS

SEEDS = range(1000, 1024)

NUMBER = r"\d{1,3}(?: \d{3})*(?:,\d+)?"
DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}} года"
DAYS = rf"(?:\d{{1,2}}(?: \w+)?(?: \d{{4}})? — )?{DAY}"
HOW = (
    rf"(?:на (?P<by>{NUMBER})(?: ₽)?(?P<sign> %| процентного пункта)?"
    rf"|в (?P<times>{NUMBER}) раза?)"
)
WAY = r"(?P<way>больше|меньше)"
FLOW = re.compile(
    rf"За (?P<year>\d{{4}}) год — (?P<now>{NUMBER})[^,.(]*, {HOW} {WAY}, "
    rf"чем за (?P<before>\d{{4}}) год \((?P<then>{NUMBER})"
)
STOCK = re.compile(
    rf"[Нн]а (?P<day>{DAYS}) — (?P<now>{NUMBER})[^,.(]*, {HOW}"
    rf"(?: \((?P<percent>[+−]{NUMBER}) %\))? {WAY} за "
    rf"(?P<lapse>год|\d[\d –]* д\w+): (?P<since>{DAYS}) было (?P<then>{NUMBER})"
)
SHARE = re.compile(
    rf"из {NUMBER} сообщ\w+ \((?P<now>{NUMBER}) %[^)]*\), за \d{{4}} год — на {NUMBER} из {NUMBER} "
    rf"\((?P<then>{NUMBER}) %\): {HOW} {WAY}"
)
ALIKE = re.compile(
    rf"— (?P<now>{NUMBER})(?!\d| (?:{'|'.join(MONTHS)}))[^,.(]*, "
    rf"(?P<almost>почти )?столько же, сколько [^(.]*"
    rf"(?:\((?P<then>{NUMBER}))?"
)


@cache
def summaries(seed: int) -> list[str]:
    """Return the summary of each year of a random package, as plain text."""
    dataset = random_package(seed)
    every = (prose.summary(compute(dataset, year)).text for year in dataset.years)
    return [text.replace("\u00a0", " ").replace("\\", "") for text in every]


def amount(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", ".").replace("−", "-"))


def day_of(text: str) -> date:
    day, month, year, _ = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def assert_true(found: re.Match[str]) -> None:
    """A difference, a per cent or a multiple follows from the two values that are printed."""
    now, then = amount(found["now"]), amount(found["then"])
    assert (found["way"] == "больше") is (now > then), found[0]
    assert now != then, found[0]
    if found["times"]:
        assert now / then >= 2, found[0]
        assert abs(amount(found["times"]) - now / then) <= Decimal("0.05"), found[0]
    elif found["sign"] == " %":
        assert then >= 30 or "₽" in found[0], found[0]
        percent = 100 * abs(now - then) / then
        assert percent >= 1, found[0]
        assert abs(amount(found["by"]) - percent) <= Decimal("0.05"), found[0]
    elif found["sign"]:  # of rounded shares
        assert abs(amount(found["by"]) - abs(now - then)) <= Decimal("0.1"), found[0]
    else:
        assert amount(found["by"]) == abs(now - then), found[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_summary_is_true_of_its_own_numbers(seed: int) -> None:
    for text in summaries(seed):
        for found in FLOW.finditer(text):
            assert_true(found)
            assert int(found["before"]) == int(found["year"]) - 1
        for found in STOCK.finditer(text):
            assert_true(found)
            if " — " in found["day"] + found["since"]:
                continue
            days = (day_of(found["day"]) - day_of(found["since"])).days
            assert days > 0, found[0]
            if found["lapse"] == "год":
                assert days in YEAR_OF_DAYS, found[0]
            elif "–" not in found["lapse"]:
                assert days == int(found["lapse"].split()[0]), found[0]
                assert days not in YEAR_OF_DAYS, found[0]
            if found["percent"]:
                now, then = amount(found["now"]), amount(found["then"])
                percent = 100 * (now / then - 1)
                assert abs(amount(found["percent"]) - percent) <= Decimal("0.05"), found[0]
        for found in SHARE.finditer(text):
            assert_true(found)
        for found in ALIKE.finditer(text):
            if found["almost"]:
                now, then = amount(found["now"]), amount(found["then"])
                assert 100 * abs(now - then) < then, found[0]


def test_no_statement_of_growth_escapes_the_test_above() -> None:
    every = " ".join(text for seed in SEEDS for text in summaries(seed))
    kinds = {
        "flow": len(FLOW.findall(every)),
        "stock": len(STOCK.findall(every)),
        "share": len(SHARE.findall(every)),
    }
    assert all(count > 3 for count in kinds.values()), kinds
    assert sum(kinds.values()) == len(re.findall(rf"(?<!стало ){WAY}", every)), kinds


HELD = re.compile(rf"сообщ\w+ \((?P<now>{NUMBER}) % при ориентире (?P<least>{NUMBER}) %\)")


@pytest.mark.parametrize("seed", SEEDS)
def test_below_a_yardstick_is_true_of_both_numbers(seed: int) -> None:
    for text in summaries(seed):
        for line in text.splitlines():
            claim, _, sentence = re.sub(r"\*\*_? ", "** ", line).partition(".** ")
            found = list(HELD.finditer(sentence))
            assert all(amount(each["now"]) < amount(each["least"]) for each in found), line
            assert ("ниже ориентира" in claim) is bool(found), line
            assert line.startswith("- _**") is (bool(found) or "ыполнено требований" in claim)


def test_some_random_year_is_below_its_yardstick_and_some_is_not() -> None:
    every = " ".join(text for seed in SEEDS for text in summaries(seed))
    assert 3 < len(HELD.findall(every)) < len(re.findall(r"в срок ответили на", every)) - 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_claim_says_the_direction_of_its_sentence(seed: int) -> None:
    for text in summaries(seed):
        for line in text.splitlines():
            claim, _, sentence = re.sub(r"\*\*_? ", "** ", line).partition(".** ")
            ways = set(re.findall(WAY, sentence))
            if re.search("чаще|стало больше|подорожал|дороже|выросла", claim):
                assert "больше" in ways, line
            if re.search("реже|стало меньше|подешевел|дешевле|снизилась", claim):
                assert "меньше" in ways, line
            if re.search("почти (столько|во столько) же", claim):
                assert not ways, line


THEN, NOW = date(2023, 12, 31), date(2024, 12, 31)


def counted(data: Path, now: date, **counts: tuple[int, int]) -> str:
    """Count pages on two days; return the sentence of 2024 on subscriptions."""
    (data / "subscribers.csv").write_text("as_of,page,subscribers,source,note\n", "utf-8")
    for page, (earlier, later) in counts.items():
        for day, count in ((THEN, earlier), (now, later)):
            add(data, "subscribers", as_of=day, page=page, subscribers=count, source="made-up")
    add(data, "visits", period=2024, page="site", visits=100, source="made-up")
    return said(data, 2024, "одпис")


def said(data: Path, year: int, word: str) -> str:
    text = prose.summary(compute(load(data), year)).text.replace("\u00a0", " ").replace("\\", "")
    return next(line for line in text.splitlines() if word in line)


@pytest.mark.parametrize(
    ("days", "lapse"),
    [(334, "за 334 дня"), (335, "за год"), (366, "за год"), (395, "за год"), (396, "за 396 дней")],
)
def test_a_year_is_335_to_395_days(two_years: Path, days: int, lapse: str) -> None:
    line = counted(two_years, THEN + timedelta(days), vk=(100, 110))
    assert f"на 10 (+10,0 %) больше {lapse}: 31 декабря 2023 года было 100." in line
    assert line.startswith("- **Подписок за год стало больше.**") is (lapse == "за год")


@pytest.mark.parametrize(
    ("then", "now", "sentence"),
    [
        (1000, 1009, "1 009 подписок, почти столько же, сколько 31 декабря 2023 года (1 000)."),
        (1000, 1010, "1 010 подписок, на 10 (+1,0 %) больше за год: 31 декабря 2023 года было"),
        (1000, 1000, "1 000 подписок, столько же, сколько 31 декабря 2023 года."),
        (29, 33, "33 подписки, на 4 больше за год: 31 декабря 2023 года было 29."),
        (30, 33, "33 подписки, на 3 (+10,0 %) больше за год"),
        (0, 5, "5 подписок, на 5 больше за год: 31 декабря 2023 года было 0."),
        (100, 199, "199 подписок, на 99 (+99,0 %) больше за год"),
        (100, 200, "200 подписок, в 2 раза больше за год: 31 декабря 2023 года было 100."),
        (100, 515, "515 подписок, в 5,2 раза больше за год"),
        (200, 100, "100 подписок, на 100 (−50,0 %) меньше за год"),
    ],
)
def test_a_change_is_said_by_its_size(two_years: Path, then: int, now: int, sentence: str) -> None:
    assert sentence in counted(two_years, NOW, vk=(then, now))


def test_counts_of_several_days_are_a_year_only_if_each_is(two_years: Path) -> None:
    counted(two_years, NOW, vk=(100, 110))
    for day, count in ((date(2024, 2, 1), 50), (NOW, 60)):
        add(two_years, "subscribers", as_of=day, page="ok", subscribers=count, source="made-up")
    assert (
        "на 20 (+13,3 %) больше за 334–366 дней: "
        "31 декабря 2023 — 1 февраля 2024 года было 150." in said(two_years, 2024, "одпис")
    )


def test_what_was_not_counted_anew_is_no_growth(two_years: Path) -> None:
    counted(two_years, NOW, vk=(100, 110))
    add(two_years, "subscribers", as_of="2024-05-01", page="ok", subscribers=50, source="made-up")
    (two_years / "decisions.csv").write_text(
        "year,number,date,post,name,reporting_date,source\n", "utf-8"
    )
    for year in (2023, 2024):
        add(two_years, "decisions", year=year, reporting_date="2024-05-01", source="made-up")
    line = said(two_years, 2024, "одпис")
    assert "стало" not in line
    assert "Сравнить с 2023 годом нельзя: не пересчитано с 1 мая 2024 года: Одноклассники." in line
    assert "ВКонтакте: на 31 декабря 2024 года — 110, на 10 (+10,0 %) больше за год" in line


def test_a_count_is_compared_with_another_where_no_year_is_with_another(tmp_path: Path) -> None:
    """The first year of the rich package has a count of March, and nothing of the year before."""
    first = compute(load(packages.rich(tmp_path / "data")), packages.YEARS[0])
    assert not first.before
    known = names_of(first)
    report = render("summary.md.j2", "subscriptions", known).text.replace("\u00a0", " ")
    assert "больше за 275 дней: 31 марта 2023 года было 5 472" in report
    closing = render("summary.md.j2", "closing", known).text.replace("\u00a0", " ")
    assert closing.strip() == "Остальное сравнить не с чем: сведений за 2022 год нет."
    opening = " ".join(render("information.md.j2", "opening", known).text.split())
    assert "Сравнение — только с прошлыми подсчётами: сведений за 2022 год нет." in opening
    assert "Сравнение — с 2022 годом" not in opening


def test_requirements_are_counted_and_named(two_years: Path) -> None:
    (two_years / "measures.csv").write_text(
        "as_of,requirement,page,met,legal_basis,source,note\n", "utf-8"
    )
    for day, verified, forms in ((THEN, "да", "нет"), (NOW, "нет", "да")):
        for requirement, met in (("verification", verified), ("pos_forms", forms)):
            codes = {"requirement": requirement, "page": "vk", "source": "made-up"}
            add(two_years, "measures", as_of=day, met=met, **codes)
    counted(two_years, NOW, vk=(100, 110))
    line = said(two_years, 2024, "требован")
    assert line.startswith(
        "- _**Выполнено требований: 1 из 2.**_ На 31 декабря 2023 года было 1 из"
    )
    assert "Не выполнено: «Подлинность страницы подтверждена через Госуслуги» (ВКонтакте)." in line
    assert "Стало выполняться: «Формы ПОС" in line
    assert "Перестало выполняться: «Подлинность" in line
    assert "%" not in line


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        ({"page": "vk"}, {"одпис"}),
        ({"platform": "vk"}, {"одпис"}),
        ({"page": "site"}, {"Сайт"}),
        ({}, {"Между сравниваемыми датами"}),
    ],
)
@pytest.mark.parametrize(("day", "between"), [(THEN, False), (NOW, True), ("2025-01-01", False)])
def test_an_event_stands_beside_the_change_it_touches(
    two_years: Path, event: dict[str, str], lines: set[str], day: date | str, between: bool
) -> None:
    counted(two_years, NOW, vk=(100, 110))
    add(two_years, "events", date=day, text="работал с перебоями.", **event, source="made-up")
    text = prose.summary(compute(load(two_years), 2024)).text.replace("\u00a0", " ")
    beside = [line for line in text.splitlines() if "— работал с перебоями." in line]
    expected = between or (day == THEN and "vk" not in event.values())  # two years touch it too
    assert len(beside) == expected
    assert all(any(word in line for word in lines) for line in beside)


def test_a_cause_is_what_a_remark_says_and_no_other(two_years: Path) -> None:
    sentence = counted(two_years, NOW, vk=(100, 110))
    assert "Почему" not in sentence
    add(two_years, "remarks", year=2024, section="subscriptions", text="шли опросы", source=DUMA)
    assert said(two_years, 2024, "одпис").endswith(" Почему: шли опросы.")


DUMA = "duma-320-2023"


def test_the_years_stand_side_by_side(two_years: Path) -> None:
    for year in range(2024, 2028):
        add(two_years, "visits", period=year, page="site", visits=year, source="made-up")
    table = tables.key_figures(compute(load(two_years), 2027))
    assert table.columns[1:6] == ("2023", "2024", "2025", "2026", "2027")
    assert [cell.replace("\u00a0", " ") for cell in table.rows[0][2:7]] == [
        *("2 024", "2 025", "2 026", "2 027", "+1 (0,0 %)")
    ]
    assert 'aria-label="' in table.html()
    assert "Ряд" not in table.markdown()


def test_a_year_without_data_has_a_column_of_its_own(two_years: Path) -> None:
    add(two_years, "visits", period=2026, page="site", visits=5, source="made-up")
    table = tables.key_figures(compute(load(two_years), 2026))
    assert table.columns[1:6] == ("2022", "2023", "2024", "2025", "2026")
    assert table.rows[0][3:6] == ("…", "…", "5")


def test_a_year_alone_is_said_to_be_alone_once(two_years: Path) -> None:
    results = compute(load(two_years), 2022)
    told = [prose.summary(results), prose.gaps(results), prose.pages(results)]
    text = " ".join(view.text.replace("\u00a0", " ") for view in told)
    assert len(re.findall(r"[Сс]равнить|2021 год\b", text)) == 1
    assert tables.key_figures(results).columns == ("Показатель", "Значение", "Период или дата")


def test_a_page_that_had_no_count_a_year_ago_is_of_a_day_and_of_no_lapse() -> None:
    results = compute(random_package(5074), 2024)
    compared = comparison(results, "platform_subscriptions[max]")
    assert compared is not None
    assert (compared.is_stock, compared.is_new, compared.lapse) == (True, True, None)
    table = tables.platforms(results)
    assert table is not None
    (row,) = [row for row in table.rows if row[0] == "Площадка max"]
    gained, _, _ = row[2].partition(" на")
    assert row[3] == f"+{gained}, открыта"
    assert not list(claims_of(results, ["platform_subscriptions[max]"]))


def test_what_opened_since_is_compared_with_no_year_in_which_it_was_not(two_years: Path) -> None:
    """Its zero is proven by the register, and nobody counted it."""
    register = two_years / "reference" / "sections.csv"
    header, *rows = register.read_text(encoding="utf-8").splitlines()
    assert header.endswith("opened,closed")
    opened = [row.removesuffix(",,") + ",2023-01-01," for row in rows]
    register.write_text("\n".join([header, *opened, ""]), encoding="utf-8")
    publications = two_years / "publications.csv"
    header, *rows = publications.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if row.startswith("2023")]
    publications.write_text("\n".join([header, *kept, ""]), encoding="utf-8")
    results = compute(load(two_years), 2023)
    then = results.change("publications").then
    assert then is not None
    assert (then.value, then.period) == (0, None)
    assert comparison(results, "publications") is None
    summary = prose.summary(results).text.replace("\u00a0", " ")
    assert "**На сайте за 2023 год — 1 публикация.** Сравнить с 2022 годом нельзя:" in summary
    (row,) = [row for row in tables.key_figures(results).rows if row[0] == "Публикации на сайте"]
    assert row[1:4] == ("–", "1", "посчитано впервые")
    assert not list(claims_of(results, ["publications"]))
