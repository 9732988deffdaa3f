"""The information annexed to a decision: what it cites, compares, prints and keeps to itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, compute
from shegar_metrics.indicators.context import Source
from shegar_metrics.views import document, tables
from shegar_metrics.views.citations import described, families

from . import packages
from .packages import add
from .random_packages import random_package
from .test_growth import HOW, NUMBER, SHARE, STOCK, WAY, amount, assert_true

LINK = r"\[\\\[(\d+)\\\]\]\(#source\d+\)"
FLOW = re.compile(
    rf"за (?P<year>\d{{4}}) год(?: —| стоили?) (?P<now>{NUMBER})[^,.(]*, {HOW} {WAY}, "
    rf"чем за (?P<before>\d{{4}}) год \((?P<then>{NUMBER})",
    re.IGNORECASE,
)
OF_SECTIONS = re.compile(
    rf"за \d{{4}} год — (?P<now>{NUMBER}) публикаци\w+, [^:]*\((?P<then>{NUMBER})\): "
    r"(?P<rest>[^.]*)"
)
SEEDS = range(2000, 2016)


def whole(results: Results) -> str:
    """Return the information as Markdown on one line a paragraph, with plain spaces."""
    blocks = (document.information(results, name).text for name in (*document.BLOCKS, "sources"))
    return "\n\n".join(blocks).replace("\u00a0", " ")


def plain(text: str) -> str:
    """Return Markdown as it is read, without references to sources."""
    return re.sub(rf" {LINK}(?:(?:, |–){LINK})*", "", text).replace("\\", "")


def cited_and_listed(text: str) -> tuple[list[int], list[int]]:
    """Return the numbers in the order they are first cited, and in the order they are listed."""
    body, _, listed = text.rpartition("## Источники")
    cited: list[int] = []
    for first, last in re.findall(rf"{LINK}(?:–{LINK})?", f"{body} {listed}"):
        cited += range(int(first), int(last or first) + 1)
    return list(dict.fromkeys(cited)), [*map(int, re.findall(r'id="source(\d+)"', listed))]


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages.rich(tmp_path_factory.mktemp("rich") / "data")


@pytest.fixture(scope="module")
def last(rich: Path) -> Results:
    return compute(load(rich), packages.LAST)


@pytest.fixture
def poor(tmp_path: Path) -> Path:
    return packages.poor(tmp_path / "data")


@pytest.fixture
def two_years(poor: Path) -> Path:
    """A year with a year before it: of the page of Одноклассники both counts are late."""
    packages.source(poor, "later", "Справка отдела", "statement", date(2025, 1, 20))
    for page, day, count in (
        ("vk", "2024-12-31", 1101),
        ("ok", "2025-01-15", 25),
    ):
        add(poor, "subscribers", as_of=day, page=page, subscribers=count, source="later")
    add(poor, "visits", period="2024", page="site", visits=6021, source="later", note="Уточнить")
    return poor


def test_every_reference_is_listed_and_every_listed_source_is_cited(
    last: Results, results: Results, poor: Path
) -> None:
    for each, least in ((last, 12), (results, 2), (compute(load(poor), 2023), 1)):
        cited, listed = cited_and_listed(whole(each))
        assert cited == listed == [*range(1, len(listed) + 1)]
        assert len(listed) >= least


def source(title: str, day: str, kind: str = "выгрузка из системы", id: str = "") -> Source:
    return Source(id, title, kind, date.fromisoformat(day), None, None, None)


@pytest.mark.parametrize(
    ("sources", "listed"),
    [
        (
            [source(f"Отчёт Метрики за {y} год", f"{y + 1}-01-12") for y in (2025, 2024, 2023)],
            [
                "Отчёт Метрики за 2025 год. Выгрузка из системы, 12.01.2026; "
                "то же: за 2024 год, 12.01.2025; за 2023 год, 12.01.2024."
            ],
        ),
        (
            [source(f"Страница «{name}» за 2025 год", "2026-01-11") for name in ("ВК", "MAX (1)")],
            ["Страница «ВК» за 2025 год. Выгрузка из системы, 11.01.2026; то же: «MAX (1)»."],
        ),
        (
            [
                source("Жители на 1 января 2025 года (оценка)", "2025-03-20"),
                source("Жители на 1 июля 2024 года (оценка)", "2024-08-20"),
                source("Жители на 1 января 2024 года (оценка)", "2024-03-20"),
            ],
            [
                "Жители на 1 января 2025 года (оценка). Выгрузка из системы, 20.03.2025; "
                "то же: на 1 января 2024 года, 20.03.2024.",
                "Жители на 1 июля 2024 года (оценка). Выгрузка из системы, 20.08.2024.",
            ],
        ),
        (
            [
                source("Договор № 13", "2025-01-01", "договор"),
                source("Договор № 14 от 01.07.2025", "2025-07-01", "договор"),
                source("Договор № 15", "2025-08-01", "договор"),
            ],
            [
                "Договор № 13, 01.01.2025; то же: № 15, 01.08.2025.",
                "Договор № 14 от 01.07.2025.",
            ],
        ),
        (
            [source("Справка", day, "справка") for day in ("2026-02-01", "2026-03-01")],
            ["Справка, 01.02.2026; то же: 01.03.2026."],
        ),
        (
            [
                source("Счётчик на 01.04.2026", "2026-04-01"),
                source("Счётчик на 01.04.2026", "2026-04-01", "справка"),
            ],
            [
                "Счётчик на 01.04.2026. Выгрузка из системы.",
                "Счётчик на 01.04.2026. Справка.",
            ],
        ),
        (
            [source("Решение № 1", "2025-01-01"), source("Решение № 2", "2026-01-01", id="apart")],
            [
                "Решение № 1. Выгрузка из системы, 01.01.2025.",
                "Решение № 2. Выгрузка из системы, 01.01.2026.",
            ],
        ),
    ],
    ids=["years", "names", "worded dates", "numbers", "days", "kinds", "apart"],
)
def test_sources_that_are_alike_have_one_number(sources: list[Source], listed: list[str]) -> None:
    known = {each.id or f"s-{n}": each for n, each in enumerate(sources)}
    known = {id: replace(each, id=id) for id, each in known.items()}
    texts = [f"\ue003{id}\ue004" for id in known]
    assert [described(each) for each in families(texts, known, "apart")] == listed


def test_a_rich_year_lists_its_sources_by_kind(last: Results) -> None:
    """Each row is of one kind, and every source that is cited stands in one."""
    text = whole(last).rpartition("## Источники")[2].replace("\\", "")
    assert 0 < text.count('id="source') <= 13  # of 33
    for page in ("ВКонтакте", "ВКонтакте (глава)", "Одноклассники", "Telegram", "MAX", "RUTUBE"):
        assert f"«{page}»" in text.partition("за 2025 год (вымышленные данные). Выгрузка")[2]
    assert "на 1 января 2025 года (вымышленные данные)" in text
    assert "то же: на 1 января 2024 года, 20.03.2024." in text
    assert "[5] Решение Совета депутатов об информации за 2025 год" in text


@pytest.mark.parametrize("seed", SEEDS)
def test_what_any_year_compares_and_cites_is_true(seed: int) -> None:
    dataset = random_package(seed)
    for year in dataset.years:
        text = whole(compute(dataset, year))
        cited, listed = cited_and_listed(text)
        assert cited == listed == [*range(1, len(listed) + 1)]
        assert "\ue003" not in text
        assert_comparisons_hold(plain(text))


def assert_comparisons_hold(text: str) -> int:
    """Recompute every comparison from the values beside it; return how many there are."""
    found = [*FLOW.finditer(text), *STOCK.finditer(text), *SHARE.finditer(text)]
    for each in found:
        assert_true(each)
    for each in FLOW.finditer(text):
        assert int(each["before"]) == int(each["year"]) - 1
    return len(found)


def test_the_rich_year_compares_all_that_it_can(last: Results) -> None:
    text = plain(whole(last))
    # Visits, publications, two channels, the contract; the subscriptions; two shares.
    assert assert_comparisons_hold(text) == 8
    (sections,) = OF_SECTIONS.finditer(text)
    differences = re.findall(rf"\(на ({NUMBER}) {WAY}\)", sections["rest"])
    by = sum(amount(n) * (1 if way == "больше" else -1) for n, way in differences)
    assert amount(sections["now"]) - amount(sections["then"]) == by
    assert "В среднем это 126 посещений в день, годом раньше — 114." in text
    assert (
        "(население — 19 450 человек на 1 января 2025 года), годом раньше — 2,1 "
        "(19 581 человек на 1 января 2024 года)" in text
    )
    assert "Договоры на сопровождение сайта за 2025 год стоили 61 250 рублей 75 копеек" in text
    assert "с 2024 годом, если не сказано иное; изменения посчитаны по неокруглённым числам" in text
    assert "Стало выполняться: «Двухфакторный вход» (Администратор страниц)." in text


def test_each_row_of_the_table_follows_from_its_two_values(last: Results) -> None:
    table = tables.subscriptions(last)
    assert table
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in table.rows]
    assert [row[0] for row in rows] == [*packages.PLATFORMS.values(), "Все страницы"]
    for _, then, now, when, change in rows:
        assert when == "на 01.04.2026"
        before = 0 if then == "–" else amount(then)
        assert amount(re.match(rf"[+−]?{NUMBER}", change)[0].lstrip("+")) == amount(now) - before
    assert rows[3][1:] == ["–", "342", "на 01.04.2026", "+342, открыта"]


def test_only_the_pages_counted_late_are_not_of_the_year(two_years: Path, results: Results) -> None:
    text = plain(whole(compute(load(two_years), 2024)))
    assert (
        "Подписки на страницу Одноклассники посчитаны 15 января 2025 года: это не итог 2024 года, "
        "после его конца прошло 15 дней." in text
    )
    assert text.count("не итог") == 1
    assert "Это не итог 2022 года, после его конца прошёл 191 день." in plain(whole(results))


def test_what_was_known_and_is_not_is_said(two_years: Path) -> None:
    text = plain(whole(compute(load(two_years), 2024)))
    assert (
        "Нет сведений за 2024 год, хотя за 2023 год они были: Публикации на сайте (1 публикация)."
        in text
    )


def test_a_note_is_printed_only_if_it_is_marked_to_be(two_years: Path) -> None:
    year = whole(compute(load(two_years), 2024))
    assert "Уточнить" not in year
    table = two_years / "visits.csv"
    marked = table.read_text("utf-8").replace("Уточнить", "Уточнить; В отчёт: без роботов")
    table.write_text(marked, encoding="utf-8")
    year = whole(compute(load(two_years), 2024))
    assert "Без роботов." in year
    assert "Уточнить" not in year


SIGNED = {"number": "7", "date": "2024-03-01", "name": "А.А. Образцов", "source": "signed"}


@pytest.mark.parametrize(
    ("kind", "url", "number", "told"),
    [
        ("decision", "", "7", "Подписанный подлинник решения — источник; этот текст составлен"),
        ("decision", "https://a.example/7.pdf", "7", "его скан: https://a.example/7.pdf; этот"),
        ("manual", "", "7", ""),
        ("decision", "", "", ""),
    ],
)
def test_an_original_is_named_only_where_there_is_one(
    poor: Path, kind: str, url: str, number: str, told: str
) -> None:
    row = {"id": "signed", "title": "Решение № 7", "kind": kind, "date": "2024-03-01", "url": url}
    add(poor, "sources", **row)
    add(poor, "decisions", year=2023, **{**SIGNED, "number": number})
    text = plain(whole(compute(load(poor), 2023)))
    assert ("подлинник" in text) is bool(told)
    assert told in text


def test_a_blank_conclusion_is_asked_for_in_a_draft_only(poor: Path) -> None:
    assert "## 6. Вывод\n\n[Вывод не написан" in plain(whole(compute(load(poor), 2023)))
    add(poor, "decisions", year=2023, **{**SIGNED, "source": "made-up"})
    assert "Вывод" not in whole(compute(load(poor), 2023))


def test_the_points_of_a_decision_are_those_of_the_data(poor: Path) -> None:
    def decided() -> str:
        return document.decision(compute(load(poor), 2023)).text.replace("\u00a0", " ")

    assert "\n\nПринять к сведению" in decided()
    for point in ("Опубликовать настоящее решение на сайте", "Решение вступает в силу сразу."):
        add(poor, "remarks", year=2023, section="decision", text=point, source="made-up")
    assert re.search(
        r"\n1\. Принять к сведению .*\n2\. Опубликовать настоящее решение на сайте\.\n"
        r"3\. Решение вступает в силу сразу\.\n",
        decided(),
    )


@pytest.mark.parametrize(
    ("days", "change"),
    [
        (("2023-12-31", "2024-12-31"), "+100 (+10,0 %) за год, с 31.12.2023"),
        (("2024-03-01",), "не пересчитано с 01.03.2024"),
    ],
)
def test_a_page_is_compared_only_if_counted_anew(
    poor: Path, days: tuple[str, ...], change: str
) -> None:
    packages.source(poor, "later", "Справка", "statement", date(2025, 1, 20))
    rows = (poor / "subscribers.csv").read_text("utf-8").splitlines()
    (poor / "subscribers.csv").write_text(f"{rows[0]}\n", encoding="utf-8")
    add(poor, "visits", period="2024", page="site", visits=6021, source="later")
    for day, count in zip(days, (1000, 1100), strict=False):
        add(poor, "subscribers", as_of=day, page="vk", subscribers=count, source="later")
    table = tables.subscriptions(compute(load(poor), 2024))
    assert table
    assert table.rows[0][-1].replace("\u00a0", " ") == change
