"""Spans of days, against what a calendar says day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.subjects.periods import (
    between_others,
    calendar_part,
    calendar_parts,
    clipped,
    days_of,
    ended,
    inside,
    left_out,
    overlapping,
    row_of,
    single,
)
from shegar_metrics.period import Period

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
near = st.dates(date(2023, 12, 1), date(2024, 3, 31))
periods = st.builds(
    lambda day, width: Period(day, day + timedelta(days=width)), near, st.integers(0, 40)
)


@given(day=days, months=st.sampled_from([1, 3, 12]))
def test_a_calendar_part_holds_its_day_and_has_its_neighbours_beside_it(
    day: date, months: int
) -> None:
    part = calendar_part(day, months)
    assert part.contains(single(day))
    assert part.start.day == 1
    assert (part.start.month - 1) % months == 0
    after = part.end + timedelta(days=1)
    assert (after.year * 12 + after.month) - (part.start.year * 12 + part.start.month) == months
    assert after.day == 1


@given(period=periods, months=st.sampled_from([1, 3, 12]))
def test_calendar_parts_cover_a_period_without_a_gap(period: Period, months: int) -> None:
    parts = calendar_parts(period, months)
    assert sum(part.shared(period) for part in parts) == period.days
    assert all(part.overlaps(period) for part in parts)


@given(found=st.sets(near, min_size=1))
def test_days_left_out(found: set[date]) -> None:
    every = days_of(Period(min(found), max(found)))
    assert sorted([*left_out(found), *found]) == every
    assert between_others(found) <= found
    assert not {min(found), max(found)} & between_others(found)


@given(first=periods, second=periods)
def test_what_two_periods_share(first: Period, second: Period) -> None:
    both = set(days_of(first)) & set(days_of(second))
    shared = clipped(first, second)
    assert set(days_of(shared) if shared else ()) == both
    assert list(overlapping([second, first])) in ([], [(0, 1)], [(1, 0)])
    assert bool(list(overlapping([first, second]))) == bool(both)


@pytest.mark.parametrize("width", range(4))
def test_the_first_day_and_the_last_may_be_cut(width: int) -> None:
    start = date(2024, 2, 28)
    whole = inside(Period(start, start + timedelta(days=width)))
    assert (whole.days if whole else 0) == max(width - 1, 0)


def test_what_had_not_ended_is_told() -> None:
    rows = [row_of(Period(date(2023, 1, 1), date(2023, 1, day)), visits=1) for day in (30, 31)]
    assert ended(rows, date(2023, 1, 31)) == (
        rows[:1],
        ["Периодов, не кончившихся к 31.01.2023, — 1: не взяты."],
    )
    assert ended(rows, date(2023, 2, 1)) == (rows, [])
