"""What holds of measured values whatever the numbers are."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.indicators.measured import Measured, largest, missing, ratio, total
from shegar_metrics.period import Period

counts = st.integers(0, 10**9)
values = st.builds(
    lambda number, source: Measured(Fraction(number), sources=(source,)),
    counts,
    st.sampled_from(["a", "b", "c"]),
)
holes = st.builds(missing, st.just("нет сведений"))


@given(st.lists(values, min_size=1).filter(lambda parts: any(part.value for part in parts)))
def test_shares_sum_to_a_hundred_exactly(parts: list[Measured]) -> None:
    whole = total(parts)
    assert sum(ratio(part, whole, 100).value or 0 for part in parts) == 100


@given(st.lists(values, max_size=5), holes, st.lists(values, max_size=5))
def test_one_missing_part_makes_the_whole_missing(
    before: list[Measured], hole: Measured, after: list[Measured]
) -> None:
    parts = [*before, hole, *after]
    for whole in (total(parts), largest(parts)):
        assert whole.value is None
        assert whole.reason == "нет сведений"


@given(values, holes)
def test_a_ratio_of_something_missing_is_missing(value: Measured, hole: Measured) -> None:
    for quotient in (ratio(value, hole), ratio(hole, value)):
        assert quotient.value is None
        assert quotient.reason == "нет сведений"


@given(values)
def test_nothing_is_divided_by_zero(value: Measured) -> None:
    quotient = ratio(value, Measured(Fraction(0)))
    assert quotient.value is None
    assert quotient.reason == "знаменатель равен нулю"


@given(values, values.filter(lambda value: bool(value.value)))
def test_a_ratio_keeps_both_numbers_and_all_sources(top: Measured, bottom: Measured) -> None:
    quotient = ratio(top, bottom)
    assert quotient.value is not None
    assert quotient.value * bottom.value == top.value  # type: ignore[operator]
    assert (quotient.numerator, quotient.denominator) == (top.value, bottom.value)
    assert set(quotient.sources) == {*top.sources, *bottom.sources}


@given(st.lists(values, min_size=1))
def test_people_lie_between_the_largest_page_and_the_sum(pages: list[Measured]) -> None:
    low, high = largest(pages).value, total(pages).value
    assert low is not None
    assert high is not None
    assert low <= high <= low * len(pages)


def test_origins_are_merged() -> None:
    flow = Measured(Fraction(1), period=Period.of_year(2022), sources=("a",))
    stock = Measured(Fraction(2), dates=(date(2023, 7, 10),), sources=("b",)).as_part(
        "vk", "ВКонтакте"
    )
    both = ratio(flow, stock)
    assert both.period == Period.of_year(2022)
    assert both.dates == (date(2023, 7, 10),)
    assert both.sources == ("a", "b")
    assert [part.code for part in both.parts] == ["vk"]


def test_there_is_either_a_number_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either a number or a reason"):
        Measured(None)
    with pytest.raises(ValueError, match="either a number or a reason"):
        Measured(Fraction(1), "нет сведений")


def test_the_total_of_nothing_is_missing() -> None:
    assert total([]).reason == "складывать нечего"
