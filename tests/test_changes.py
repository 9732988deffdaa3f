"""Changes: between two measurements only, and told in parts where something came or went."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from shegar_metrics.indicators import Aspect, Measured, ratio, total
from shegar_metrics.indicators.changes import Comparison, compare
from shegar_metrics.indicators.measured import missing, proven_zero
from shegar_metrics.indicators.units import PERCENT, SUBSCRIPTIONS
from shegar_metrics.period import Period

BEFORE = Period.of_year(2024)
THEN, NOW = date(2024, 12, 31), date(2025, 12, 31)


def page(name: str, count: int, day: date) -> Measured:
    """Return the subscriptions to a page."""
    counted = Measured(Fraction(count), dates=(day,), sources=(f"{name}-{day.year}",))
    return counted.as_part(name, name.upper())


def compared(now: Measured, then: Measured) -> dict[Aspect, Comparison]:
    return {each.aspect: each for each in compare(now, then, BEFORE, SUBSCRIPTIONS)}


def test_a_sum_of_the_same_pages_has_a_change_and_a_difference() -> None:
    now = total([page("vk", 110, NOW), page("ok", 55, NOW)])
    then = total([page("vk", 100, THEN), page("ok", 50, THEN)])
    found = compared(now, then)
    assert found.keys() == {Aspect.CHANGE, Aspect.DIFFERENCE}
    assert found[Aspect.CHANGE].measured.value == 10
    assert found[Aspect.DIFFERENCE].measured.value == 15
    for each in found.values():
        assert (each.measured.numerator, each.measured.denominator) == (165, 150)
        assert each.measured.sources == ("vk-2025", "ok-2025", "vk-2024", "ok-2024")
        assert (each.measured.dates, each.then.dates) == ((NOW,), (THEN,))


def test_a_count_that_stands_for_two_years_is_no_change() -> None:
    (found,) = compare(page("vk", 100, THEN), page("vk", 100, THEN), BEFORE, SUBSCRIPTIONS)
    assert found.measured.value is None
    assert found.measured.reason == "не пересчитано с 31.12.2024"
    assert found.measured.dates == (THEN,)  # so it is printed in place of the change


@pytest.mark.parametrize("share", [False, True])
def test_one_page_that_was_not_counted_anew_leaves_the_sum_and_shares_unchanged(
    share: bool,
) -> None:
    pages = page("vk", 110, NOW), page("ok", 50, THEN)
    earlier = page("vk", 100, THEN), page("ok", 50, THEN)
    now, then = total(pages), total(earlier)
    if share:
        now, then = ratio(pages[0], now, scale=100), ratio(earlier[0], then, scale=100)
    (found,) = compare(now, then, BEFORE, PERCENT if share else SUBSCRIPTIONS)
    assert found.measured.reason == "не пересчитано с 31.12.2024: OK"


def test_a_count_before_that_of_the_year_before_is_no_change() -> None:
    now = total([page("vk", 110, THEN), page("ok", 55, NOW)])
    then = total([page("vk", 100, NOW), page("ok", 50, THEN)])
    (found,) = compare(now, then, BEFORE, SUBSCRIPTIONS)
    assert found.measured.reason == "посчитано раньше, чем за 2024 год: VK"


def test_a_page_that_opened_and_one_that_closed_are_told_apart() -> None:
    now = total([page("vk", 110, NOW), page("max", 40, NOW), proven_zero("head", "HEAD")])
    then = total([page("vk", 100, THEN), proven_zero("max", "MAX"), page("head", 30, THEN)])
    found = compared(now, then)
    assert found[Aspect.CHANGE].measured.value == 10
    assert found[Aspect.CHANGE].members == ("VK",)
    values = {aspect: found[aspect].measured.value for aspect in found}
    assert values[Aspect.DIFFERENCE] == 20
    assert (values[Aspect.SAME], values[Aspect.OPENED]) == (10, 40)
    assert values[Aspect.CLOSED] == -30
    parts = (Aspect.SAME, Aspect.OPENED, Aspect.CLOSED)
    assert sum(values[part] or 0 for part in parts) == values[Aspect.DIFFERENCE]
    assert (found[Aspect.OPENED].members, found[Aspect.CLOSED].members) == (("MAX",), ("HEAD",))


def test_a_sum_of_new_pages_alone_has_no_per_cent() -> None:
    now, then = total([page("max", 40, NOW)]), total([proven_zero("max", "MAX")])
    found = compared(now, then)
    assert found[Aspect.CHANGE].measured.value is None
    assert found[Aspect.DIFFERENCE].measured.value == 40


def test_a_page_that_nobody_counted_before_leaves_the_sums_uncompared() -> None:
    now = total([page("vk", 110, NOW), page("ok", 55, NOW)])
    (found,) = compare(now, page("vk", 100, THEN), BEFORE, SUBSCRIPTIONS)
    assert found.measured.reason == "состав слагаемых не тот, что за 2024 год"


def test_growth_from_zero_and_from_nothing_is_undefined() -> None:
    zero = Measured(Fraction(0), period=BEFORE)
    now = Measured(Fraction(5), period=Period.of_year(2025))
    assert compared(now, zero)[Aspect.CHANGE].measured.reason == "за 2024 год значение равно нулю"
    (found,) = compare(now, missing("сведений за 2024 год нет"), BEFORE, SUBSCRIPTIONS)
    assert found.measured.reason == "сравнить с 2024 годом нельзя: сведений за 2024 год нет"
