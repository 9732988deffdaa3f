"""The wording engine: filters, and templates that cannot leave a hole."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset import Dataset
from shegar_metrics.dataset.schema import fields
from shegar_metrics.documents.docx import MARKDOWN
from shegar_metrics.indicators import Results, Unit, compute, missing, units
from shegar_metrics.problems import TemplateRefusal
from shegar_metrics.views import document, filters, prose, templating
from shegar_metrics.views.wording import KOPECKS, NBSP

numbers = st.integers(0, 10**7)

Filled = Callable[..., str]


@pytest.fixture
def fill(tmp_path: Path, results: Results) -> Filled:
    """Fill a template of one's own with the results of 2022."""

    def fill(text: str, **names: object) -> str:
        (tmp_path / "own.md.j2").write_text(text, encoding="utf-8")
        told = {**templating.names_of(results), **names}
        return templating.render("own.md.j2", "own", told, folder=tmp_path).text

    return fill


def block(text: str) -> str:
    return f"{{% block own %}}\n{text}\n{{% endblock %}}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param(*example, id=name)
        for name, function in filters.FILTERS.items()
        for example in re.findall(r"``(.*?\{\{.*?\}\})`` — «(.*?)»[.:;]", function.__doc__ or "")
    ],
)
def test_the_example_of_each_filter_holds(fill: Filled, expression: str, expected: str) -> None:
    if "reason" in expression:
        with pytest.raises(TemplateRefusal, match="«visits» есть, а печатается причина"):
            fill(block(expression))
    else:
        text = fill(block(expression)).replace("\\", "").replace(NBSP, " ")
        assert text == expected


def test_each_filter_shows_an_example() -> None:
    shown = [name for name, f in filters.FILTERS.items() if "``" in (f.__doc__ or "")]
    assert len(shown) == len(filters.FILTERS)


@given(numbers)
def test_a_word_agrees_with_its_number_and_does_not_part_from_it(value: int) -> None:
    text = filters.counted(value, "раз", "раза", "раз")
    number, word = text.rsplit(NBSP, 1)
    assert number.replace(NBSP, "") == str(value)
    assert word == agreed(value, "раз", "раза", "раз")
    assert filters.form(value, "раз", "раза", "раз") == word
    assert " " not in text


@given(numbers)
def test_after_a_preposition_a_noun_is_in_the_genitive(value: int) -> None:
    singular = value % 10 == 1 and value % 100 != 11
    word = filters.genitive(value, "человека", "человек").rsplit(NBSP, 1)[1]
    assert word == ("человека" if singular else "человек")


@given(numbers, st.integers(0, 99))
def test_roubles_and_kopecks_add_up(roubles: int, kopecks: int) -> None:
    told = filters.roubles(Fraction(roubles) + Fraction(kopecks, 100))
    amounts = [int(part) for part in re.findall(r"\d+", told.replace(NBSP, ""))]
    assert amounts == ([roubles, kopecks] if kopecks else [roubles])
    assert agreed(roubles, "рубль", "рубля", "рублей") in told
    if kopecks:
        assert told.endswith(NBSP + agreed(kopecks, "копейка", "копейки", "копеек"))


def agreed(value: int, one: str, few: str, many: str) -> str:
    """Choose a form by the rule of the school grammar, not of CLDR."""
    if value % 100 in (11, 12, 13, 14):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(value % 10, many)


def test_zero_may_have_words_of_its_own() -> None:
    assert filters.counted(0, "акт", "акта", "актов", "ни одного акта") == "ни одного акта"
    assert filters.counted(1, "акт", "акта", "актов", "ни одного акта") == f"1{NBSP}акт"


def test_what_is_not_known_is_a_blank_to_fill_in(fill: Filled) -> None:
    text = fill(block("№ {{ none | blank(6) }} от {{ none | day }}"))
    assert (
        text.replace("\\", "").replace(NBSP, " ") == "№ ______ от «___» ______________ 20___ года"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{{ visit | number }}", "нет такого имени: «visit»"),
        ("{{ section_publications.newz | number }}", "нет такого имени: «newz»"),
        ("{{ visits | many }}", "нет фильтра «many»"),
        ("{% if visits is knwn %}{% endif %}", "нет проверки «knwn»"),
        ("{{ visits | counted('раз') }}", "фильтру дано не то, что нужно ("),
        ("{{ platform_share }}", "печатается перечень, а не одно значение"),
        ("{{ «visits» }}", "не разобрать: проверьте скобки {{ }}, {% %} и кавычки ("),
        ("{{ visits }}", "«visits» печатается без фильтра: нужен, например, | number"),
        ("{{ decision.note2 }}", "нет такого имени: «note2»"),
        ("{{ none }}", "печатается значение, которого нет; на месте пропуска нужен фильтр blank"),
        ("{{ gone | number }}", "печатается значение, а числа нет (сведений нет)"),
        ("{% if year is known %}{% endif %}", "ожидается показатель, а не «2022»"),
    ],
)
def test_a_wrong_template_is_refused_with_its_file_and_line(
    fill: Filled, line: str, told: str
) -> None:
    gone = missing("сведений нет")
    with pytest.raises(TemplateRefusal) as refused:
        fill(block(f"Первая строка.\nВторая: {line}"), gone=gone)
    assert str(refused.value).startswith(f"Шаблон own.md.j2, строка 3: {told}")


def test_a_template_that_does_not_end_is_refused(fill: Filled) -> None:
    with pytest.raises(TemplateRefusal, match=r"Шаблон own\.md\.j2, строка 3: не закрыто {% if %}"):
        fill(block("{% if visits is known %}"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<div class='head'>\n\nСтрока\n", "открывающих <div> не столько"),
        ("Стоил { contract_cost | roubles }.", "осталась одиночная скобка"),
    ],
)
def test_a_slip_that_jinja_lets_through_is_refused(fill: Filled, text: str, told: str) -> None:
    with pytest.raises(TemplateRefusal, match=f"Шаблон own.md.j2: в блоке «own» {told}"):
        fill(block(text))


def test_a_template_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.md.j2").write_bytes(block("Строка").encode("cp1251"))
    with pytest.raises(TemplateRefusal, match=r"own\.md\.j2: файл не в кодировке UTF-8"):
        templating.render("own.md.j2", "own", {}, folder=tmp_path)


def test_points_of_a_decision_stay_points(fill: Filled) -> None:
    assert fill(block("1. Принять\nк сведению.\n2. Разместить.")) == (
        "1. Принять к сведению.\n2. Разместить."
    )


@pytest.mark.parametrize("text", ["309. Столько", "см. &nbsp; A&amp;B &lt;b&gt;", "- a", "1) б"])
def test_no_text_from_the_data_becomes_a_list_or_an_entity(fill: Filled, text: str) -> None:
    printed = pypandoc.convert_text(
        fill(block("{{ shown }}"), shown=text), "plain", MARKDOWN, extra_args=["--wrap=none"]
    )
    assert " ".join(printed.split()) == text


def test_a_template_without_its_block_is_refused(fill: Filled) -> None:
    with pytest.raises(TemplateRefusal, match=r"own\.md\.j2: нет блока «own»"):
        fill("{% block other %}{% endblock %}")


def test_a_text_from_the_data_is_shown_and_not_obeyed(fill: Filled) -> None:
    hostile = "- # <div class='head'> {{ 7 * 7 }} [a](http://b) *c* \n\n1. d | e ![f](g) ::: `h`"
    text = fill(block("{{ hostile }}"), hostile=hostile)
    assert re.sub(r"\\(.)", r"\1", text) == " ".join(hostile.split())
    assert not re.search(r"(?<!\\)[<>#*`\[\]|!{}]|^-", text)


# Every shipped sentence, over packages with numbers and holes of all kinds.

REFERENCE = ("municipality", "territories", "platforms", "sections", "requirements", "pages")
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
FLOW = {"period_start": YEAR[0], "period_end": YEAR[1], "source": "made-up", "note": None}
counts = st.none() | st.integers(0, 3) | numbers
stocks = st.none() | st.tuples(st.dates(YEAR[0], date(2024, 7, 30)), st.integers(0, 5) | numbers)
checks = st.none() | st.tuples(st.dates(YEAR[0], date(2024, 7, 30)), st.booleans())


@st.composite
def packages(draw: st.DrawFn) -> Mapping[str, list[dict[str, Any]]]:
    """Draw the rows of a data package of 2023, each there or not."""
    rows: dict[str, list[dict[str, Any]]] = {
        "sources": [{"id": "made-up", "title": "Источник", "kind": "manual", "date": YEAR[1]}],
        "visits": [
            {**FLOW, "page": "site", "visits": draw(counts), "page_views": draw(counts)},
        ],
        "totals": [
            {
                **FLOW,
                "table": "visits",
                "column": column,
                "page": "site",
                "value": Decimal(count),
                "stands": draw(st.booleans()),
            }
            for column in ("visits", "visitors")
            if (count := draw(counts)) is not None
        ],
        "publications": [
            {**FLOW, "page": "site", "section": section, "publications": count}
            for section in ("news", "administration_acts", "duma_acts")
            if (count := draw(counts)) is not None
        ],
        "subscribers": [
            {"as_of": stock[0], "page": page, "subscribers": stock[1], "source": "made-up"}
            for page in ("vk", "ok", "telegram")
            if (stock := draw(stocks)) is not None
        ],
        "costs": [
            {
                **FLOW,
                "period_end": YEAR[1] + timedelta(draw(st.integers(0, 400))),
                "item": "site_maintenance",
                "contract": draw(st.none() | st.just("12-2023")),
                "method": "by_days",
                "amount_rub": cost,
            }
            for cost in [draw(st.none() | st.decimals(0, 10**6, places=2))]
            if cost is not None
        ],
        "measures": [
            {
                "as_of": check[0],
                "page": page,
                "requirement": requirement,
                "met": check[1],
                "legal_basis": None,
                "source": "made-up",
                "note": None,
            }
            for requirement, page in (
                ("verification", "vk"),
                ("verification", "ok"),
                ("two_factor", None),
                ("pos_forms", "vk"),
                ("pos_forms", "telegram"),
                ("fsc_section", "site"),
                ("gospabliki", None),
            )
            if (check := draw(checks)) is not None
        ],
        "population": [
            {"as_of": date(2021, 10, 1), "territory": "district", "residents": count, **FLOW}
            for count in [draw(st.none() | st.integers(1, 10**5))]
            if count is not None
        ],
        # The year is there even if nothing else is.
        "feedback": [{**FLOW, "channel": "pos"}],
    }
    return {
        table: [{**dict.fromkeys(fields(table)), **row} for row in told]
        for table, told in rows.items()
    }


SECTIONS = ("site", "publications", "costs", "pages", "measures")
SPARING = ("activity", "feedback", "gaps")
"""What of the report may have nothing to say."""
MAY_BE_EMPTY = {
    *(f"report {block}" for block in SPARING),
    *(
        f"information {block}"
        for block in ("audience", "requirements", "gaps", "conclusion", "original")
    ),
}


def sentences(results: Results) -> dict[str, str]:
    """Render every block of every template."""
    names = (*document.BLOCKS, "sources")
    told = {f"information {name}": document.information(results, name) for name in names}
    told |= {
        f"report {name}": getattr(prose, name)(results)
        for name in (*SECTIONS, *SPARING, "summary", "timing", "words")
    }
    told["decision"] = document.decision(results)
    return {name: view.text for name, view in told.items() if view}


FORMS: list[tuple[str, str, str]] = [
    *(unit.nouns for unit in (*vars(units).values(), KOPECKS) if isinstance(unit, Unit)),
    ("раз", "раза", "раз"),
    ("материал", "материала", "материалов"),
    ("официальную", "официальные", "официальных"),
]


def assert_agrees(text: str) -> None:
    """Each number and the noun after it agree, wherever they stand."""
    for number, word in re.findall(
        rf"(?<![,\d])(?<!\d{NBSP})(\d[\d{NBSP}]*(?:,\d+)?){NBSP}(\w+)", text
    ):
        genitive = re.search(rf"(от|до|из){NBSP}{re.escape(number)}{NBSP}{word}", text)
        for one, few, many in FORMS:
            if word not in (one, few, many):
                continue
            if "," in number:
                assert word == few, f"{number} {word}"
            elif genitive:
                value = int(number.replace(NBSP, ""))
                assert word == agreed(value, few, many, many), f"до {number} {word}"
            else:
                value = int(number.replace(NBSP, ""))
                assert word in {agreed(value, *f) for f in FORMS if word in f}, f"{number} {word}"


@given(rows=packages())
def test_every_sentence_reads_right_whatever_is_missing(
    dataset: Dataset, rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    kept = {name: dataset.rows[name] for name in REFERENCE}
    every = {table: kept.get(table) or rows.get(table, []) for table in dataset.rows}
    results = compute(dataclasses.replace(dataset, rows=every), 2023)
    for name, text in sentences(results).items():
        assert text or name in MAY_BE_EMPTY, name
        assert not re.search(r"None|nan|inf|Undefined|\{\{|\{%", text), text
        assert not re.search(r"(?<!\n)  | [.,;:)]|[,;:]\.|\.\.|\(\)|« | »|::", text), text
        for paragraph in re.split(r"\n\s*\n", text):
            if text and not re.match(r"<|#|\\_|«?\\_", paragraph) and "class=" not in text:
                assert paragraph.rstrip().endswith((".", ":")), (name, paragraph)
        assert_agrees(text)


def test_the_checker_of_agreement_can_fail() -> None:
    assert_agrees(f"2{NBSP}раза, от{NBSP}1{NBSP}человека до{NBSP}5{NBSP}человек")
    for wrong in ("5 раза", "до 2 человека", "1,06 рубль", "21 дней", "1 001 рублей"):
        with pytest.raises(AssertionError):
            assert_agrees(wrong.replace(" ", NBSP))


def test_costs_with_kopecks_are_read_as_roubles_and_kopecks(dataset: Dataset) -> None:
    rows = {**dataset.rows, "costs": [{**dataset.rows["costs"][0], "amount_rub": Decimal("1.21")}]}
    told = sentences(compute(dataclasses.replace(dataset, rows=rows), 2022))
    assert "стоил 1 рубль 21 копейку" in told["information costs"].replace(NBSP, " ")
