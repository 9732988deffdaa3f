"""One's own indicators: what is declared or computed wrongly is refused plainly, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import shegar_metrics as sm
from shegar_metrics.dataset import Dataset
from shegar_metrics.indicators import Facts, compute, declared, forget_others
from shegar_metrics.indicators.registry import REGISTRY
from shegar_metrics.period import Period
from shegar_metrics.problems import DeclarationRefusal, ParameterRefusal

TITLE = "Проба"
RIGHT = {
    "title": TITLE,
    "unit": sm.Unit("times", "раз", "раза", "раз"),
    "formula": "Как есть",
    "inputs": ("visits.visits",),
}


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Leave no indicator behind."""
    yield
    forget_others()


def declare(function: Callable[..., Any], **told: Any) -> None:
    """Declare an indicator that is right in all that is not told."""
    sm.Indicator(**{**RIGHT, **told})(function)


def refused(call: Callable[[], object]) -> str:
    """Return the words of the refusal of a call, which are Russian."""
    with pytest.raises(DeclarationRefusal) as refusal:
        call()
    return str(refusal.value)


# What a function returns, or how it fails.


@pytest.mark.parametrize(
    ("given", "kind"), [(None, "None"), (5, "int"), ("5", "str"), ((), "tuple")]
)
def test_what_is_no_measured_value_is_refused(dataset: Dataset, given: Any, kind: str) -> None:
    def probe(facts: Facts) -> Any:
        return given

    declare(probe)
    said = refused(lambda: compute(dataset, 2022))
    assert said.startswith(f"Показатель «{TITLE}»: функция вернула {kind}, а нужно измеренное")


def test_a_failure_names_the_line_of_the_function(dataset: Dataset) -> None:
    def probe(facts: Facts) -> Any:
        return 1 / 0

    declare(probe)
    said = refused(lambda: compute(dataset, 2022))
    assert said == (
        f"Показатель «{TITLE}» не посчитан, строка {probe.__code__.co_firstlineno + 1} "
        "«return 1 / 0»: ZeroDivisionError, division by zero. "
        "Он снят: исправьте ячейку и выполните её снова."
    )
    assert len(compute(dataset, 2022)) > 0  # the others are computed again


def test_an_indicator_of_ours_fails_as_it_did(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Facts, "site", fail)
    with pytest.raises(ZeroDivisionError):
        compute(dataset, 2022)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (None, "members вернула None"),
        ("vk", "members вернула str"),
        ((1,), "код — 1, а нужен непустой текст"),
        (("vk", ""), "код — '', а нужен непустой текст"),
    ],
)
def test_members_that_are_no_codes_are_refused(dataset: Dataset, found: Any, said: str) -> None:
    def probe(facts: Facts, code: str) -> Any:
        return sm.constant(1)

    declare(probe, members=lambda facts: found, labels={"vk": "ВКонтакте"})
    assert said in refused(lambda: compute(dataset, 2022))


def test_a_code_without_a_label_is_its_own_label(dataset: Dataset) -> None:
    def probe(facts: Facts, code: str) -> Any:
        return sm.constant(1)

    declare(probe, members=lambda facts: (c for c in ("vk", "x")), labels={"vk": "ВКонтакте"})
    family = compute(dataset, 2022).family("probe")
    assert [row.label for row in family] == ["ВКонтакте", "x"]


# What is asked of the facts.

ASKED = {
    "a table": (lambda f: f.flow("vizits", "visits", page="site"), "таблицы «vizits»"),
    "no name": (lambda f: f.flow(["visits"], "visits"), "таблицы ['visits']"),
    "costs": (lambda f: f.flow("costs", "amount_rub"), "facts.cost"),
    "a stock": (lambda f: f.flow("subscribers", "subscribers", page="vk"), "таблицы «subscribers»"),
    "a column": (
        lambda f: f.flow("visits", "vizits", page="site"),
        "столбца «vizits» со счётом в таблице visits нет. Есть: visits, page_views, visitors",
    ),
    "a text": (lambda f: f.flow("visits", "note", page="site"), "столбца «note»"),
    "a mean": (lambda f: f.flow("feedback", "days_to_answer", channel="pos"), "facts.mean"),
    "a list": (lambda f: f.flows("visits", "visits", page="site"), "перечень столбцов"),
    "no page": (lambda f: f.flow("visits", "visits"), "page=…; дано: ничего"),
    "too much": (lambda f: f.flow("visits", "visits", page="site", sect="a"), "дано: page, sect"),
    "a page": (
        lambda f: f.flow("visits", "visits", page="zzz"),
        "кода «zzz» в столбце visits.page",
    ),
    "a section": (
        lambda f: f.flow("publications", "publications", page="site", section="nws"),
        "кода «nws» в столбце publications.section нет. Есть: news,",
    ),
    "a channel": (lambda f: f.flow("feedback", "votes", channel="fax"), "кода «fax»"),
    "no mean": (lambda f: f.mean("feedback", "votes", channel="pos"), "«votes» таблицы feedback —"),
    "a mean's code": (lambda f: f.mean("feedback", "days_to_answer", channel="x"), "кода «x»"),
    "the site": (lambda f: f.site("vizits"), "столбца «vizits»"),
    "of the site": (lambda f: f.site_flows("visits"), "перечень столбцов"),
    "codes of a table": (lambda f: f.codes("x", "page", ("a",)), "таблицы «x»"),
    "codes": (lambda f: f.codes("publications", "pag", ("publications",)), "Различаются по: page,"),
    "by what": (lambda f: f.codes("publications", "page", ("pubs",)), "столбца «pubs»"),
    "by a list": (lambda f: f.codes("publications", "page", "publications"), "перечень столбцов"),
    "stocks": (lambda f: f.stock("visits"), "в таблице «visits» нет счёта на день"),
    "a stock's page": (lambda f: f.stock("subscribers", page="q"), "кода «q»"),
    "a stock of what": (lambda f: f.stock("subscribers"), "page=…; дано: ничего"),
    "a territory": (lambda f: f.stock("population", territory="q"), "кода «q»"),
}


@pytest.mark.parametrize("what", ASKED)
def test_what_is_not_in_the_data_package_is_refused(dataset: Dataset, what: str) -> None:
    ask, said = ASKED[what]
    assert said in refused(lambda: ask(Facts(dataset, Period.of_year(2022))))


def test_a_refusal_of_the_facts_names_the_indicator(dataset: Dataset) -> None:
    def probe(facts: Facts) -> Any:
        return facts.site("vizits")

    declare(probe)
    said = refused(lambda: compute(dataset, 2022))
    assert said.startswith(f"Показатель «{TITLE}» не посчитан, строка ")
    assert "столбца «vizits» со счётом в таблице visits нет. Есть: visits, page_views" in said


def test_the_population_is_a_stock_as_the_report_counts_it(dataset: Dataset) -> None:
    facts = Facts(dataset, Period.of_year(2022))
    assert facts.stock("population", territory="district").value == 19958
    assert facts.stock("population", territory="district") == facts.residents("district")


# Arithmetic.


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sm.ratio(1, 2), "sm.ratio: дано int, а нужны измеренные значения"),
        (lambda: sm.ratio(sm.constant(1), None), "дано None"),
        (lambda: sm.ratio(sm.constant(1), sm.constant(2), "100"), "scale — '100'"),
        (lambda: sm.ratio(sm.constant(1), sm.constant(2), 0), "scale — 0"),
        (lambda: sm.total([1]), "sm.total: дано int"),
        (lambda: sm.total(sm.constant(1)), "дано Measured"),
        (lambda: sm.total("ab"), "дано str"),
        (lambda: sm.constant("5"), "sm.constant: дано '5', а нужно число"),
        (lambda: sm.constant(None), "дано None"),
        (lambda: sm.constant(True), "дано True"),
        (lambda: sm.constant(float("nan")), "дано nan"),
        (lambda: sm.missing(None), "sm.missing: дано None, а нужна причина"),
        (lambda: sm.missing(" "), "нужна причина"),
    ],
)
def test_arithmetic_with_what_is_no_number_is_refused(call: Callable[[], Any], said: str) -> None:
    assert said in refused(call)


@pytest.mark.parametrize("given", [0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1)])
def test_a_number_is_taken_as_it_is_written(given: Any) -> None:
    assert sm.constant(given).value == Fraction(1, 10)
    assert sm.total(sm.constant(given) for _ in range(3)).value == Fraction(3, 10)


def test_a_number_of_numpy_does_not_run_over() -> None:
    big = sm.constant(np.int64(2**62))
    assert sm.total([big, big, big]).value == 3 * 2**62


# The declaration.

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "basis": ({"basis": " "}, "basis"),
    "no basis": ({"basis": None}, "basis"),
    "title_en": ({"title_en": 5}, "title_en"),
    "standing": ({"standing": "own"}, "sm.Standing.OWN"),
    "order": ({"order": "1"}, "order — '1'"),
    "members": ({"members": ("vk",), "labels": {"vk": "ВКонтакте"}}, "members — ('vk',)"),
    "labels": ({"members": lambda facts: (), "labels": ["vk"]}, "labels — ['vk']"),
    "a label": ({"members": lambda facts: (), "labels": {"vk": 1}}, "labels — {'vk': 1}"),
    "key": ({"key": 1}, "key — 1"),
    "monthly": ({"monthly": "yes"}, "monthly — 'yes'"),
    "drawn": ({"monthly": True, "drawn": 1}, "drawn — 1"),
    "additive": ({"additive": None}, "additive — None"),
    "comparable": ({"comparable": 1}, "comparable — 1"),
    "comparable by page": (
        {"members": lambda facts: (), "over": "visits.page", "comparable": True},
        "у каждого муниципалитета свои",
    ),
    "digits": ({"digits": True}, "digits — True"),
    "inputs": ({"inputs": {"visits.visits"}}, "inputs"),
    "an input": ({"inputs": (5,)}, "столбца «5»"),
    "over a number": ({"members": lambda facts: (), "over": "visits.visits"}, "столбец с кодами"),
    "over a day": ({"members": lambda facts: (), "over": "visits.period_end"}, "столбец с кодами"),
    "over a total": ({"members": lambda facts: (), "over": "visits.visitors"}, "столбец с кодами"),
    "over sources": ({"members": lambda facts: (), "over": "visits.source"}, "столбец с кодами"),
    "over nothing": ({"members": lambda facts: (), "over": ""}, "столбца «»"),
    "over and labels": (
        {"members": lambda facts: (), "over": "visits.page", "labels": {"vk": "ВКонтакте"}},
        "и over, и labels",
    ),
    "unknown": ({"titel": "x"}, "аргумента titel нет; похоже на title"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_declaration_is_refused_where_it_stands(what: str) -> None:
    told, said = WRONG[what]
    before = declared()
    refusal = refused(lambda: sm.Indicator(**{**RIGHT, **told}))
    assert f"«{TITLE}»" in refusal
    assert said in refusal
    assert declared() == before


def test_a_declaration_without_brackets_is_refused() -> None:
    def probe(facts: Facts) -> Any: ...

    bare: Any = sm.Indicator
    assert "Показатель probe: перед функцией нужно @sm.Indicator(" in refused(lambda: bare(probe))
    assert "не сказано title, unit, formula, inputs" in refused(lambda: bare())
    assert "не сказано unit, formula, inputs" in refused(lambda: bare(title="x"))
    assert "аргументов без имени — 1" in refused(lambda: bare("x"))


async def later(facts: Facts) -> Any: ...


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda facts: sm.constant(1), "нет имени (<lambda>)"),
        (5, "нужна функция"),
        (later, "async"),
        (
            test_a_number_of_numpy_does_not_run_over,
            "должна принимать facts, а параметров у неё — 0",
        ),
    ],
)
def test_what_is_no_function_of_the_facts_is_refused(function: Any, said: str) -> None:
    before = dict(REGISTRY)
    assert said in refused(lambda: declare(function))
    assert before == REGISTRY


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x",), "не сказано one, few, many"),
        (("x", "", "раза", "раз"), "one — ''"),
        ((1, "раз", "раза", "раз"), "code — 1"),
        (("x", "раз", "раза", None), "many — None"),
        (("x", "раз", "раза", "раз", 5), "per — 5"),
        (("x", "раз", "раза", "раз", "в день", "и ещё"), "их здесь не больше 5"),
    ],
)
def test_a_unit_without_words_is_refused(words: tuple[Any, ...], said: str) -> None:
    assert said in refused(lambda: sm.Unit(*words))


# The years.


@pytest.mark.parametrize(
    "years",
    [
        np.int64(2022),
        {2022},
        pd.Series([2022]),
        np.array([2022]),
        (year for year in ("2022",)),
        range(2022, 2023),
    ],
)
def test_years_are_any_sort_of_list(years: object, data: Path) -> None:
    assert sm.results(data, years=years).year == 2022


@pytest.mark.parametrize(
    ("years", "said"),
    [([], "нет ни одного года"), (set(), "нет ни одного года"), ([np.bool_(True)], "не год")],
)
def test_no_year_is_refused(years: object, said: str, data: Path) -> None:
    with pytest.raises(ParameterRefusal, match=said):
        sm.results(data, years=years)
