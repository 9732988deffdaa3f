"""Prose and tables: what a reader of the report sees."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.indicators import Results, compute
from shegar_metrics.views import prose, tables
from shegar_metrics.views.bundle import Prose, Table, plain
from shegar_metrics.views.typography import breakable

from . import packages
from .conftest import DUMA, add, clear
from .many_years import many_years

PROSE = (
    "summary",
    "site",
    "publications",
    "costs",
    "pages",
    "activity",
    "feedback",
    "timing",
    "measures",
    "gaps",
    "words",
)
TABLES = (
    "key_figures",
    "publications",
    "costs",
    "platforms",
    "posts",
    "responses",
    "page_activity",
    "feedback",
    "measures",
    "passport",
    "comparisons",
    "earlier",
    "months",
    "bases",
    "sources",
)


def text_of(results: Results, name: str) -> str:
    view: Prose = getattr(prose, name)(results)
    return " ".join(view.text.split())  # a no-break space and the end of a line alike


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("summary", "- **За 2022 год сайт посетили 37 743 раза.** - **На 10 июля"),
        ("summary", "**На сайте за 2022 год — 554 публикации.**"),
        ("summary", "**На 10 июля 2023 года — 4 026 подписок на официальные страницы.**"),
        ("summary", "**Договор на сайт за 2022 год стоил 39 840 ₽.**"),
        ("summary", "**Выполнены все проверенные требования: 7 из 7.**"),
        ("summary", "- Сравнить пока не с чем: за годы до 2022 сведений нет."),
        (
            "site",
            "В среднем за 2022 год — 103 посещения в день. На одного жителя района приходится "
            "1,9 посещения (население — 19 958 человек на 1 октября 2021 года).",
        ),
        (
            "publications",
            "Опубликовано 309 новостей, 144 постановления администрации и 101 решение Думы: "
            "в среднем 46 публикаций в месяц, или 11 в неделю.",
        ),
        ("pages", "На 100 жителей района приходится 20 подписок (население — 19 958 человек на"),
        (
            "timing",
            "10 июля 2023 года, через 191 день после конца отчётного года: это не итог",
        ),
        ("words", "**Сколько людей подписано.** От 2 421 до 4 026 человек: не меньше, чем на"),
        ("words", "**Эффективное число площадок** — 2,2 из 3"),
        ("measures", "Требования проверены на 18 июля 2023 года; правовые основания — в таблице."),
        ("gaps", "Сведений за 2022 год нет: - Посещения официального сайта: просмотры страниц и"),
        ("gaps", " - Обратная связь. - "),
    ],
)
def test_prose_of_2022(results: Results, name: str, sentence: str) -> None:
    assert sentence in text_of(results, name)


def test_the_heading_is_dated_by_the_newest_source(results: Results) -> None:
    heading = prose.heading(results)
    assert heading.properties["date"] == "2023-07-18"
    assert heading.properties["title"].endswith(": отчёт за\u00a02022\u00a0год")
    assert heading.text.startswith("# ")


def _add_reach_of_2010(data: Path) -> None:
    stated = {"table": "engagement", "column": "reach", "page": "vk", "stands": True}
    add(data, "totals", **stated, period=2010, value=5, source="made-up")


@pytest.fixture(params=["2023", "empty"])
def poor(request: pytest.FixtureRequest, two_years: Path) -> Results:
    """Years with holes: the made-up one, and one of which only a reach is known."""
    if request.param == "2023":
        return compute(load(two_years), 2023)
    _add_reach_of_2010(two_years)
    return compute(load(two_years), 2010)


def test_a_report_without_sources_is_dated_by_its_period(two_years: Path) -> None:
    weeks = "2010-01-01 2010-01-15"  # no number of a year or a month
    add(two_years, "visits", period=weeks, page="site", visits=5, source="made-up")
    year = compute(load(two_years), 2010)
    assert prose.heading(year).properties["date"] == year.period.end.isoformat()


@pytest.mark.parametrize("name", PROSE)
def test_prose_has_no_hole_where_a_value_is_missing(poor: Results, name: str) -> None:
    text = text_of(poor, name)
    assert text or name == "feedback"
    assert not re.search(r"None|nan|inf|\(\)|  |: \.|— ?[.,]", text), text


@pytest.mark.parametrize("name", TABLES)
def test_tables_stand_where_values_are_missing(poor: Results, name: str) -> None:
    table: Table | None = getattr(tables, name)(poor)
    if table is None:
        # These stand only where something is known.
        scarce = ("costs", "measures", "posts", "responses", "page_activity", "feedback")
        assert name in (*scarce, "publications", "comparisons", "earlier", "months")
        return
    assert table.rows
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert not re.search(r"None|nan", table.markdown())


def test_prose_of_the_made_up_year_reads_right(two_years: Path) -> None:
    year = compute(load(two_years), 2023)
    published = "Опубликовано 0 новостей, 1 постановление администрации и 0 решений Думы"
    assert published in text_of(year, "publications")
    assert text_of(year, "costs") == (
        "Стоимость договора на сопровождение сайта не известна: сведений за 2023 год нет."
    )
    assert "**Выполнено требований: 6 из 7.**" in text_of(year, "summary")
    keys = tables.key_figures(year)
    assert keys.columns[-2:] == ("2023 к\u00a02022", "Ряд")
    assert keys.rows[0][-2] == "+37\u00a0743 (+100,0\u00a0%)"


def test_the_passport_tells_where_every_number_comes_from(results: Results) -> None:
    rows = {row[0]: row for row in tables.passport(results).rows}
    assert len(rows) == len(list(results))
    per_100 = [cell.replace("\u00a0", " ") for cell in rows["Подписки на 100 жителей"]]
    assert per_100[1] == "20,172 подписки на 100 жителей"  # more digits than in the text
    assert per_100[3:] == ["4 026", "19 958", "на 01.10.2021; на 10.07.2023", "[1] [2]"]


def test_measures_cite_the_law_and_not_more(results: Results) -> None:
    rows = {row[:2]: row for row in tables.measures(results).rows}
    verified = "Подлинность страницы подтверждена через Госуслуги"
    assert "№\u00a02523-р" in rows[verified, "ВКонтакте"][3]
    assert rows[verified, "Telegram"][3].startswith("Добровольно")
    assert rows["Двухфакторный вход", "Администратор страниц"][3] == "в источнике не названо"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_text_from_the_data_is_shown_and_never_obeyed() -> None:
    evil = "<script>alert(1)</script> `x` *y* | #z $q$ [a](b)"
    table = Table(evil, (evil, "б"), [(evil, evil)])
    parser = _Tags()
    parser.feed(table.html())
    assert "script" not in parser.tags
    assert plain(evil) == (r"\<script\>alert(1)\</script\> \`x\` \*y\* \| \#z \$q\$ \[a\](b)")
    assert all(
        line.count("|") - line.count(r"\|") == 3 for line in table.markdown().split("\n")[:3]
    )


def test_what_is_left_out_is_said(data: Path) -> None:
    add(data, "subscribers", as_of="2024-12-31", page="vk", subscribers=10, source=DUMA)
    flow = {"period": 2024, "source": DUMA}
    add(data, "visits", **flow, visits=5)
    add(data, "publications", **flow, page="site", section="news", publications=5)
    add(data, "feedback", **flow, channel="pos", received=5)
    year = compute(load(data), 2024)
    gaps = text_of(year, "gaps")
    assert "Подписки за 2024 год не посчитаны, и в сумму эти страницы не входят:" in gaps
    assert "- Telegram." in gaps
    assert year["messages[pos]"].value == 5
    assert "неполны: посчитаны не все разделы." in text_of(year, "publications")
    assert "За весь 2024 год: посещения сайта." in text_of(year, "timing")
    assert "**Сколько людей подписано.** 10 человек." in text_of(year, "words")


def test_publications_that_nobody_counted_are_a_sentence_and_no_table(data: Path) -> None:
    clear(data / "publications.csv")
    year = compute(load(data), 2022)
    assert tables.publications(year) is None
    reason = "Число публикаций на сайте не известно: сведений за 2022 год нет."
    assert text_of(year, "publications") == reason


def test_different_sets_of_measures_are_not_compared(two_years: Path) -> None:
    add(two_years, "visits", period=2024, visits=5, source="made-up")
    checked = {"page": "vk", "requirement": "verification", "met": "да"}
    add(two_years, "measures", as_of="2024-12-31", source="made-up", **checked)
    change = compute(load(two_years), 2024).change("measures_met")
    assert change.reason == "состав слагаемых не тот, что за 2023 год"


def test_what_no_year_has_is_left_out_of_the_tables(tmp_path: Path) -> None:
    twenty = compute(load(many_years(tmp_path / "data", 2006, 2025)), 2025)
    assert "Выполненные требования" not in {row[0] for row in tables.key_figures(twenty).rows}
    costs = tables.costs(twenty)
    assert costs is not None
    assert "Стоимость договора на одного жителя" not in {row[0] for row in costs.rows}
    assert tables.measures(twenty) is None


def test_a_number_that_bears_no_comparison_leads_to_its_own_row(tmp_path: Path) -> None:
    rich = compute(load(packages.rich(tmp_path / "data")), packages.LAST)
    posts = tables.posts(rich)
    assert posts is not None
    rows = {row[0].replace("\u00a0", " "): row[1:4] for row in posts.rows}
    assert rows["ВКонтакте (глава) (по 30.09.2025)"] == ("114", "76", "сравнить нельзя")
    assert rows["MAX (с 01.09.2025)"] == ("–", "118", "посчитано впервые")
    assert rows["RUTUBE"] == ("45", "52", "сравнить нельзя")
    assert '<a href="#y-2024-posts-rutube">45</a>' in posts.html()
    earlier = tables.earlier(rich)
    assert earlier is not None
    places = dict(zip(earlier.row_anchors, earlier.rows, strict=True))
    assert places["y-2024-posts-rutube"][:2] == ("Записи на странице: RUTUBE", "45\u00a0записей")


def test_signs_in_cells_are_explained_where_they_occur(tmp_path: Path, results: Results) -> None:
    assert "«" not in text_of(results, "timing")
    rich = compute(load(packages.rich(tmp_path / "data")), packages.LAST)
    keys = tables.key_figures(rich)
    assert keys.rows[0][1] == "…"  # two counters of the site, each of a part of 2023
    assert '<span role="img" aria-label="не посчитано">…</span>' in keys.html()
    posts = tables.posts(rich)
    assert posts is not None
    assert not any("–" in row for row in keys.rows)  # it stands in other tables alone
    assert any("–" in row for row in posts.rows)
    signs = "Знаки в таблицах: «…» — не посчитано, «–» — не было."
    assert signs in text_of(rich, "timing")
    cells = {cell for row in (*keys.rows, *posts.rows) for cell in row[1:-1]}
    assert not {"", "—"} & cells


def test_pages_that_an_earlier_sum_leaves_out_are_named(data: Path) -> None:
    assert "без страниц" not in text_of(compute(load(data), 2022), "timing")
    add(data, "visits", period="2021", page="site", visits=30_000, source=DUMA)
    add(data, "subscribers", as_of="2021-12-31", page="ok", subscribers=900, source=DUMA)
    told = "Подписки за 2021 год — без страниц, которые тогда не посчитаны: ВКонтакте и Telegram."
    assert told in text_of(compute(load(data), 2022), "timing").replace("\u00a0", " ")


def test_a_long_word_of_a_cell_may_be_broken_on_a_page() -> None:
    name, address = "Новокраснознаменскогорнообогатительная", "https://rutube.ru/channel/a_b/?c&d"
    row = (f"{name} администрация", address, "01.07.2025–31.12.2025")
    table = Table("Страницы", ("Страница", "Адрес", "Срок"), [row]).html()
    assert f">{'<wbr>'.join(name)} администрация</th>" in table
    assert f">{escape(address)}</td>" in table.replace("<wbr>", "")
    assert ">01.07.2025–31.12.2025</td>" in table


@pytest.mark.parametrize(
    "text", ["информационно-телекоммуникационной", "kancelyariya@admin-shegarka.ru", "9" * 100_000]
)
def test_what_a_browser_parts_well_or_has_no_letter_is_left(text: str) -> None:
    assert breakable(text) == text


def test_what_is_said_of_gospabliki_names_it_first(tmp_path: Path, results: Results) -> None:
    rich = compute(load(packages.rich(tmp_path / "data")), packages.LAST)
    named = "Администрация подключена к платформе «Госпаблики». "
    for known, goes_on in ((results, "С подключением"), (rich, "На подготовку одной публикации")):
        assert text_of(known, "activity").startswith(named + goes_on)


def test_several_contracts_are_not_one(tmp_path: Path) -> None:
    rich = compute(load(packages.rich(tmp_path / "data")), packages.LAST)
    assert "**Договоры на сайт обошлись дороже.** За 2025 год" in text_of(rich, "summary")


def test_a_page_opened_since_has_no_earlier_count(tmp_path: Path) -> None:
    rich = compute(load(packages.rich(tmp_path / "data")), packages.LAST)
    (opened,) = (row for row in tables.platforms(rich).rows if row[0] == "MAX")
    assert (opened[1], opened[3]) == ("–", "+342, открыта")
    (same,) = (row for row in tables.subscriptions(rich).rows if row[0] == "MAX")
    assert (same[1], same[4]) == (opened[1], opened[3])


def test_the_basis_is_looked_for_only_where_one_is_named(tmp_path: Path) -> None:
    poor = compute(load(packages.poor(tmp_path / "data")), 2023)
    assert text_of(poor, "measures") == "Требования проверены на 31 декабря 2023 года."
