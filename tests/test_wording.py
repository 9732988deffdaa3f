"""Russian numbers, plurals and dates."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.indicators import Unit
from shegar_metrics.indicators.units import (
    ACTS,
    DAYS,
    MINUTES,
    PEOPLE,
    PERCENT,
    PUBLICATIONS,
    ROUBLES,
    SUBSCRIPTIONS,
    VISITS,
)
from shegar_metrics.period import Period
from shegar_metrics.views import typography
from shegar_metrics.views import wording as w
from shegar_metrics.views.filters import genitive as genitive_filter

TIMES = Unit("times", "раз", "раза", "раз")
COST_OF_VISIT = ROUBLES.each("visit", "за посещение")
SUBSCRIPTIONS_OF_100 = SUBSCRIPTIONS.each("100 residents", f"на 100{w.NBSP}жителей")

numbers = st.integers(0, 10**7)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (37743, TIMES, "37 743 раза"),
        (144, ACTS, "144 акта"),
        (309, PUBLICATIONS, "309 публикаций"),
        (1, TIMES, "1 раз"),
        (2, TIMES, "2 раза"),
        (5, TIMES, "5 раз"),
        (0, VISITS, "0 посещений"),
        (11, ACTS, "11 актов"),
        (21, ACTS, "21 акт"),
        (112, DAYS, "112 дней"),
        (191, DAYS, "191 день"),
        (2421, PEOPLE, "2 421 человек"),
        (4022, PEOPLE, "4 022 человека"),
    ],
)
def test_a_noun_agrees_with_its_number(value: int, unit: Unit, text: str) -> None:
    assert w.with_noun(value, unit) == text.replace(" ", w.NBSP)


@given(numbers)
def test_plurals_follow_the_last_two_digits(value: int) -> None:
    one, few, many = VISITS.nouns
    tens, units = value % 100, value % 10
    if units == 1 and tens != 11:
        expected = one
    elif units in (2, 3, 4) and tens not in (12, 13, 14):
        expected = few
    else:
        expected = many
    assert w.form(value, VISITS.nouns) == expected
    genitive = few if units == 1 and tens != 11 else many
    assert genitive_filter(value, few, many).endswith(f"{w.NBSP}{genitive}")


@given(numbers, st.integers(0, 4))
def test_a_number_reads_back_and_never_breaks(value: int, digits: int) -> None:
    text = w.number(Fraction(value, 7), digits)
    assert " " not in text
    assert "." not in text
    whole, _, decimals = text.partition(",")
    assert len(decimals) == digits
    groups = whole.split(w.NBSP)
    assert all(len(group) == 3 for group in groups[1:])
    assert 1 <= len(groups[0]) <= 3
    read = Fraction(text.replace(w.NBSP, "").replace(",", "."))
    assert abs(read - Fraction(value, 7)) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(5, 1000), 2, "0,01"),
        (Fraction(1, 8), 2, "0,13"),
        (Fraction(-5, 2), 0, "\u22123"),
        (Fraction(39840, 37743), 2, "1,06"),
    ],
)
def test_rounding_is_half_up(value: Fraction, digits: int, text: str) -> None:
    assert w.number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "unit", "digits", "text"),
    [
        (
            Fraction(39840, 37743),
            ROUBLES.each("visit", "за посещение"),
            2,
            "1,06 ₽ за посещение",
        ),
        (Fraction(37743, 365), VISITS.each("day", "в день"), 1, "103 посещения в день"),
        (Fraction("9.94"), VISITS.each("day", "в день"), 1, "9,9 посещения в день"),
        (Fraction("9.95"), VISITS.each("day", "в день"), 1, "10 посещений в день"),
        (Fraction("6.04"), MINUTES, 1, "6 минут"),
        (Fraction("12.5"), PERCENT, 1, "12,5 %"),
        (Fraction(12), PUBLICATIONS.each("month", "в месяц"), 2, "12 публикаций в месяц"),
        (Fraction(6013, 100), PERCENT, 2, "60,13 %"),
        (Fraction(39840), ROUBLES, 0, "39 840 ₽"),
        (Fraction("41001.5"), ROUBLES, 0, "41 001,50 ₽"),
        (Fraction(2017, 100), SUBSCRIPTIONS_OF_100, 2, "20,17 подписки на 100 жителей"),
    ],
)
def test_a_value_in_its_unit(value: Fraction, unit: Unit, digits: int, text: str) -> None:
    assert w.in_unit(value, unit, digits).replace(w.NBSP, " ") == text


def test_dates_and_periods() -> None:
    assert w.day(date(2023, 7, 10)).replace(w.NBSP, " ") == "10 июля 2023 года"
    assert w.short_day(date(2023, 7, 10)) == "10.07.2023"
    assert w.span(Period.of_year(2022)) == f"2022{w.NBSP}год"
    assert w.span(Period(date(2022, 1, 1), date(2022, 6, 30))) == "01.01.2022–30.06.2022"


def test_lists_and_sentences() -> None:
    assert typography.conjoined([]) == ""
    assert typography.conjoined(["а"]) == "а"
    assert typography.conjoined(["а", "б", "в"]) == f"а, б и{w.NBSP}в"
    assert typography.sentence("сведений нет") == "Сведений нет."
    assert typography.sentence("Готово.") == "Готово."


def test_short_words_and_dashes_do_not_stand_alone() -> None:
    text = typography.typeset("Подписки — не люди, а на сайте с ними № 5 и в Думе 9 июля")
    assert text.replace(w.NBSP, "_") == (
        "Подписки_— не_люди, а_на_сайте с_ними №_5 и_в_Думе 9_июля"
    )


def test_what_rounds_to_zero_has_no_sign() -> None:
    assert w.number(Fraction(-1, 100), 1) == "0,0"
