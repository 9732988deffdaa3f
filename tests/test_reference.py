"""Reference data: a row, and no code, makes the report of another municipality or platform."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.schema import check_copy
from shegar_metrics.importing.forms.known import Known
from shegar_metrics.importing.forms.year import year_forms
from shegar_metrics.indicators import Aspect, Results, compute
from shegar_metrics.problems import DataRefusal
from shegar_metrics.views import document, prose, tables

from . import packages
from .packages import add
from .test_templating import assert_agrees, sentences

NAMES_OF_OURS = r"шегарск|мельников|melnik|томск|tomsk|«ФСЦ|РЕШИЛ|timedelta\(hours=7"


def text_of(results: Results) -> str:
    """Return every sentence of the report and of the decision in one line."""
    return " ".join(" ".join(sentences(results).values()).replace("\u00a0", " ").split())


def test_no_name_of_one_municipality_stands_in_the_code(repository: Path) -> None:
    files = [*(repository / "shegar_metrics").rglob("*"), *(repository / "notebooks").rglob("*")]
    sources = [f for f in files if f.suffix in {".py", ".j2", ".toml", ".json", ".ipynb", ".typ"}]
    assert len(sources) > 80
    spelt = {
        file.name: sorted(set(found))
        for file in sources
        if (found := re.findall(NAMES_OF_OURS, file.read_text("utf-8"), re.IGNORECASE))
    }
    assert spelt == {}


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages.rich(tmp_path_factory.mktemp("rich") / "data")


@pytest.fixture(scope="module")
def renamed(rich: Path) -> Results:
    return compute(load(rich), packages.LAST)


def test_a_renamed_okrug_has_a_decision_of_its_council(renamed: Results) -> None:
    decision = " ".join(document.decision(renamed).text.replace("\u00a0", " ").split())
    assert "СОВЕТ ДЕПУТАТОВ ЗАРЕЧНОГО МУНИЦИПАЛЬНОГО ОКРУГА" in decision
    assert "> РЕШИЛ: <" in decision
    assert "администрацией Заречного муниципального округа в 2025 году" in decision
    text = text_of(renamed)
    assert "На одного жителя округа приходится 2,4 посещения" in text
    assert "93 решения Совета депутатов" in text
    assert_agrees(" ".join(sentences(renamed).values()))


def test_a_document_names_the_former_name_once(renamed: Results) -> None:
    information = " ".join(document.information(renamed, block).text for block in document.BLOCKS)
    for text in (prose.timing(renamed).text, information):
        told = text.replace("\u00a0", " ")
        assert told.count("До 1 августа 2025 года — Заречный район, теперь — Заречный") == 1
        assert told.count("Заречный район") == 1


def test_a_year_before_the_new_name_bears_the_former_one(rich: Path) -> None:
    year = compute(load(rich), packages.LAST - 1)  # its decision is of April of the next year
    assert "Заречного района" in document.decision(year).text.replace("\u00a0", " ")
    assert "теперь" not in prose.timing(year).text


def test_without_a_decision_the_names_of_31_december_hold(rich: Path, tmp_path: Path) -> None:
    data = packages.poor(tmp_path / "data")
    packages.add_names(data, date(2023, 12, 31), "Новый округ", "Нового округа")
    year = compute(load(data), 2023)
    assert "Нового округа" in prose.heading(year).text.replace("\u00a0", " ")
    packages.add_names(data, date(2024, 1, 1), "Иной округ", "Иного округа")
    assert "Нового" in prose.heading(compute(load(data), 2023)).text


def test_a_city_whose_assembly_decides(tmp_path: Path) -> None:
    data = packages.poor(tmp_path / "data")
    table = data / "reference" / "municipality.csv"
    table.write_text(table.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    packages.add_names(
        data,
        date(2006, 1, 1),
        "город Лесной",
        "города Лесного",
        kind_genitive="города",
        council="Собрание депутатов города Лесного",
        council_genitive="Собрания депутатов города Лесного",
        council_verb="РЕШИЛО",
        seat="г. Лесной",
        zone="Europe/Kaliningrad",
    )
    year = compute(load(data), 2023)
    decision = " ".join(document.decision(year).text.replace("\u00a0", " ").split())
    assert "СОБРАНИЕ ДЕПУТАТОВ ГОРОДА ЛЕСНОГО РЕШЕНИЕ" in decision
    assert "> РЕШИЛО: <" in decision
    assert "г. Лесной" in decision
    assert "к решению Собрания депутатов города Лесного" in document.information(
        year, "opening"
    ).text.replace("\u00a0", " ")
    assert_agrees(" ".join(sentences(year).values()))


@pytest.fixture
def with_max(data: Path) -> Path:
    """The shipped data, with two platforms more that are rows and nothing else."""
    cited = {"source": packages.source(data, "made-up", "Записка", "manual", date(2023, 7, 10))}
    for order, (code, title) in enumerate((("max", "MAX"), ("rutube", "RUTUBE")), start=4):
        add(data, "platforms", code=code, title=title, order=order)
        add(data, "pages", id=code, platform=code, title=title)
        count = {"as_of": date(2023, 7, 10), "page": code, "subscribers": 100 * order}
        add(data, "subscribers", **count, **cited)
        add(
            data,
            "measures",
            as_of=date(2023, 7, 18),
            requirement="verification",
            page=code,
            met=True,
            **cited,
        )
    return data


def test_a_new_platform_is_rows_alone(with_max: Path) -> None:
    results = compute(load(with_max), 2022)
    assert results["platform_subscriptions[max]"].value == 400
    assert results["subscriptions"].value == 4026 + 900
    assert sum(share.measured.value or 0 for share in results.family("platform_share")) == 100
    shown = [row[:2] for row in tables.platforms(results).rows if not row[0].startswith("в том")]
    assert shown[2:5] == [("Telegram", "491"), ("MAX", "400"), ("RUTUBE", "500")]
    rows = [row[0] for row in tables.platforms(results).rows]
    assert rows == ["ВКонтакте", "Одноклассники", "Telegram", "MAX", "RUTUBE", "Всего подписок"]
    assert "RUTUBE" in {row[1] for row in tables.measures(results).rows}
    reference = load(with_max).reference
    known = Known(reference, "year", 2023)
    for form in year_forms(reference):
        if form.of in ("subscribers", "engagement", "publications"):
            assert {"max", "rutube"} <= {row.cells["page"] for row in form.rows(known)}


def test_pages_of_one_platform_add_up_to_it(rich: Path) -> None:
    year = compute(load(rich), packages.LAST - 1)
    members = {result.member for result in year.family("page_subscriptions")}
    assert members == {"vk", "vk_head"}
    pages = [year[f"page_subscriptions[{page}]"].value for page in members]
    assert year["platform_subscriptions[vk]"].value == sum(filter(None, pages))
    rows = [row[0] for row in tables.platforms(year).rows]
    assert rows[:3] == [
        "ВКонтакте",
        "в том числе ВКонтакте",
        "в том числе ВКонтакте (глава)",
    ]


def test_a_closed_page_has_no_subscriptions_and_sums_are_still_compared(
    rich: Path, renamed: Results
) -> None:
    before = compute(load(rich), packages.LAST - 1)
    known = {result.member for result in renamed.family("platform_subscriptions")}
    assert known == {"vk", "ok", "telegram", "max", "rutube"}  # the head's page was closed
    assert not renamed.family("page_subscriptions")
    now, then = (number_of(year, "subscriptions") for year in (renamed, before))
    opened = number_of(renamed, "platform_subscriptions[max]")
    closed = number_of(before, "page_subscriptions[vk_head]")
    later, earlier = now - opened, then - closed
    change = renamed.change("subscriptions")
    assert change.of == ("ВКонтакте", "Одноклассники", "Telegram", "RUTUBE")  # there both times
    assert change.value == 100 * (later / earlier - 1)
    assert (change.numerator, change.denominator) == (later, earlier)
    differences = {
        aspect: (row.value, row.of)
        for aspect in Aspect
        if aspect not in (Aspect.VALUE, Aspect.CHANGE)
        and (row := renamed.compared("subscriptions", aspect))
    }
    assert differences == {
        Aspect.DIFFERENCE: (now - then, ()),
        Aspect.SAME: (later - earlier, change.of),
        Aspect.OPENED: (opened, ("MAX",)),
        Aspect.CLOSED: (-closed, ("ВКонтакте (глава)",)),
    }


def number_of(results: Results, name: str) -> Fraction:
    value = results[name].value
    assert value is not None
    return value


def test_months_before_a_page_opened_are_proven_zeros(renamed: Results) -> None:
    table = tables.months(renamed)
    assert table
    rows = {row[0]: row[1:13] for row in table.rows}
    assert rows["Подписки на площадке: MAX"][:8] == ("0",) * 8


def test_events_of_the_year_are_told(renamed: Results) -> None:
    told = prose.summary(renamed).text.replace("\u00a0", " ").replace("\\", "")
    assert "1 сентября 2025 года — открыт канал в MAX; 1 октября 2025 года — страница" in told


def test_a_requirement_says_its_own_sentence(data: Path) -> None:
    year = compute(load(data), 2022)
    assert "на официальном сайте создан отдельный раздел" in text_of(year)


Spoil = Callable[[Path], None]


def rows_added(table: str, **row: object) -> Spoil:
    return lambda data: add(data, table, **row)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            rows_added(
                "subscribers", as_of="2023-07-11", page="myspace", subscribers=1, source="s"
            ),
            "subscribers.csv, строка 5, столбец page: «myspace» — в reference/pages.csv такого нет",
        ),
        (
            rows_added("pages", id="max", platform="max", title="MAX"),
            "reference/pages.csv, строка 7, столбец platform: «max» — в reference/platforms.csv",
        ),
        (
            rows_added("territories", code="village", title="Село", denominator=True),
            "reference/territories.csv, строка 5, столбец denominator: территорий-знаменателей — 2",
        ),
        (
            rows_added("subscribers", as_of="2023-07-11", page="site", subscribers=1, source="s"),
            "«site» — это не страница на площадке",
        ),
        (
            rows_added(
                "visits",
                period_start="2021-01-01",
                period_end="2021-12-31",
                page="vk",
                visits=1,
                source="s",
            ),
            "«vk» — это не сайт",
        ),
        (
            rows_added(
                "publications",
                period_start="2021-01-01",
                period_end="2021-12-31",
                page="vk",
                section="news",
                publications=1,
                source="s",
            ),
            "«news» — у страницы на площадке такого раздела нет",
        ),
        (
            rows_added(
                "sections", code="clips", title="X", kind="post", one="x", few="x", many="x"
            ),
            "«post» — такой раздел уже есть",
        ),
        (
            rows_added(
                "population", as_of="2021-10-01", territory="big", residents=20000, source="s"
            ),
            "«20000» — больше, чем у территории, на жителей которой делят (19958)",
        ),
        (
            rows_added(
                "publications",
                period_start="2021-01-01",
                period_end="2021-12-31",
                page="site",
                section="later",
                publications=1,
                source="s",
            ),
            "раздела «Проекты» ещё не было",
        ),
        (
            rows_added("pages", id="double", platform="ok", title="ВКонтакте"),
            "столбец title: «ВКонтакте» — так названа и страница строки 3",
        ),
        (
            rows_added("pages", id="twin", platform="vk", title="X", external_id="7"),
            "«7» — этот номер в системе имеет и страница строки 6",
        ),
        (
            rows_added(
                "pages",
                id="old",
                platform="vk",
                title="X",
                opened="2023-01-02",
                closed="2023-01-01",
            ),
            "столбец closed: «2023-01-01» — раньше открытия",
        ),
    ],
)
def test_what_does_not_fit_the_register_is_refused(data: Path, spoil: Spoil, told: str) -> None:
    packages.source(data, "s", "Записка", "manual", date(2023, 1, 1))
    add(data, "pages", id="first", platform="vk", title="Первая", external_id="7")
    add(data, "territories", code="big", title="X", denominator=False)
    nouns = {"one": "проект", "few": "проекта", "many": "проектов"}
    later = {"code": "later", "title": "Проекты", "kind": "material", "opened": "2022-06-01"}
    add(data, "sections", **later, **nouns)
    spoil(data)
    with pytest.raises(DataRefusal) as refused:
        load(data)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("zone", "Asia/Atlantis", "«Asia/Atlantis» — нет такого часового пояса"),
        ("zone", "../etc/passwd", "нет такого часового пояса"),
        ("council_verb", "решила", "«решила» — недопустимое значение"),
    ],
)
def test_names_that_cannot_be_are_refused(
    tmp_path: Path, column: str, value: str, told: str
) -> None:
    data = packages.poor(tmp_path / "data")
    packages.add_names(data, date(2020, 1, 1), "Район", "Района", **{column: value})
    with pytest.raises(DataRefusal, match=re.escape(told)):
        load(data)


@pytest.mark.parametrize(
    ("opened", "closed", "told"),
    [
        ("2023-07-11", None, "страницы «MAX» ещё не было. Ожидается дата не раньше 11.07.2023"),
        (None, "2023-07-10", "страницы «MAX» уже не было. Ожидается дата раньше 10.07.2023"),
    ],
)
def test_a_count_outside_the_life_of_a_page_is_refused(
    data: Path, opened: str | None, closed: str | None, told: str
) -> None:
    add(data, "platforms", code="max", title="MAX", order=4)
    add(data, "pages", id="max", platform="max", title="MAX", opened=opened, closed=closed)
    count = {"as_of": "2023-07-10", "page": "max", "subscribers": 5}
    add(data, "subscribers", **count, source="duma-320-2023")
    with pytest.raises(DataRefusal, match=re.escape(told)):
        load(data)


def test_the_copy_of_the_schema_is_compared(data: Path) -> None:
    assert check_copy(data) == []
    copy = data / "datapackage.json"
    copy.write_text(copy.read_text("utf-8").replace("Визиты", "Хиты").replace("visits", "hits"))
    (problem,) = check_copy(data)
    assert "shegar-metrics schema" in str(problem)
    assert load(data).years == [2022]  # what the copy says decides nothing
