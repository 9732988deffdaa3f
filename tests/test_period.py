"""The reporting period, the stock that belongs to it, and the year as a parameter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.period import (
    STOCK_REACH_DAYS,
    Period,
    nearest_stock_date,
    parse_year,
    parse_years,
)
from shegar_metrics.problems import ParameterRefusal

dates = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(("year", "days"), [(2022, 365), (2024, 366), (2000, 366), (2100, 365)])
def test_a_leap_year_has_a_day_more(year: int, days: int) -> None:
    assert Period.of_year(year).days == days


def test_the_distance_of_a_stock_from_its_period() -> None:
    year = Period.of_year(2022)
    assert year.days_to(date(2023, 7, 10)) == 191
    assert year.days_to(date(2021, 10, 1)) == 92
    assert year.days_to(date(2022, 7, 10)) == 0


@given(dates, dates, dates, dates)
def test_overlap_is_symmetric_and_follows_from_containing(
    a: date, b: date, c: date, d: date
) -> None:
    first, second = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    assert first.overlaps(second) == second.overlaps(first)
    if first.contains(second):
        assert first.overlaps(second)


def test_a_week_of_two_months_lies_in_neither() -> None:
    week = Period(date(2025, 1, 27), date(2025, 2, 2))
    assert not Period.of_month(2025, 1).contains(week)
    assert not Period.of_month(2025, 2).contains(week)
    assert Period.of_year(2025).contains(week)


@given(st.lists(dates))
def test_no_other_stock_of_the_period_is_nearer(days: list[date]) -> None:
    year = Period.of_year(2022)
    last = year.end + timedelta(days=STOCK_REACH_DAYS)
    distances = [abs((day - year.end).days) for day in days if year.start <= day <= last]
    chosen = nearest_stock_date(days, year)
    if chosen is None:
        assert not distances
    else:
        assert abs((chosen - year.end).days) == min(distances)


@pytest.mark.parametrize(
    ("day", "belongs"),
    [
        (date(2021, 12, 31), False),
        (date(2022, 1, 1), True),
        (date(2023, 7, 10), True),
        (date(2023, 7, 31), True),
        (date(2023, 8, 1), False),
    ],
)
def test_a_stock_belongs_to_a_year_until_the_next_july(day: date, belongs: bool) -> None:
    assert (nearest_stock_date([day], Period.of_year(2022)) == day) is belongs


def test_of_two_equally_near_stocks_the_earlier_counts() -> None:
    end = date(2022, 12, 31)
    near = [end + timedelta(days=3), end - timedelta(days=3)]
    assert nearest_stock_date(near, Period.of_year(2022)) == date(2022, 12, 28)


@pytest.mark.parametrize("value", [2022, "2022", " 2022 "])
def test_a_year_is_a_number_or_text(value: object) -> None:
    assert parse_year(value, [2021, 2022]) == 2022


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("2О24", "«2О24» — не год: «О» — буква, а не цифра. Есть данные за годы: 2022."),
        ("202", "«202» — не год: нужны четыре цифры."),
        ("٢٠٢٢", "не год"),
        ("2022; import os", "не год: нужны четыре цифры"),
        (2023, "за 2023 год данных нет. Есть данные за годы: 2022."),
        (2022.0, "2022.0 — не год"),
        (True, "True — не год"),
        (None, "None — не год"),
        ("0000", "за 0 год данных нет"),
        (99999, "не год"),
    ],
)
def test_what_is_no_year_is_refused_with_the_years_there_are(value: object, told: str) -> None:
    with pytest.raises(ParameterRefusal) as refusal:
        parse_year(value, [2022])
    assert told in str(refusal.value)
    assert "Есть данные за годы: 2022." in str(refusal.value)


def test_with_no_data_at_all_that_is_said() -> None:
    with pytest.raises(ParameterRefusal, match="Данных нет"):
        parse_year(2022, [])


def test_of_data_without_a_year_there_is_no_last_one() -> None:
    with pytest.raises(ParameterRefusal, match="в данных нет ни одного года"):
        parse_year(None, [])


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022", [2022]),
        ("2022-2024", [2022, 2023, 2024]),
        ("2022–2024", [2022, 2023, 2024]),
        (" 2024 , 2022 ", [2022, 2024]),
        ("2022-2023, 2023-2024", [2022, 2023, 2024]),
        ("2022-2022", [2022]),
    ],
)
def test_years_are_lists_and_spans(text: str, years: list[int]) -> None:
    assert parse_years(text, [2022, 2023, 2024]) == years


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "нужны четыре цифры"),
        ("2022-", "нужны четыре цифры"),
        ("-2022", "нужны четыре цифры"),
        ("2022,,2024", "нужны четыре цифры"),
        ("22-24", "нужны четыре цифры"),
        ("2022 2024", "нужны четыре цифры"),
        ("2О22-2024", "«О» — буква, а не цифра"),
        ("2024-2022", "от раннего года к позднему"),
        ("2022-2024-2024", "от раннего года к позднему"),
        ("2022-2025", "за 2023 год данных нет"),
        ("0001-9999", "за 1 год данных нет"),
    ],
)
def test_what_is_no_list_of_years_with_data_is_refused(text: str, said: str) -> None:
    with pytest.raises(ParameterRefusal, match=said):
        parse_years(text, [2022, 2024, 2025])
