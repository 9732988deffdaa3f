"""Periods as people and systems write them, each cell read whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.importing.subjects.spelling import spelled

DASHES = ["-", " - ", "–", " — ", "−", "/", "..", " ... ", "~", " to ", " по ", ",", "…"]


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2023-01-31", date(2023, 1, 31), date(2023, 1, 31)),
        ("31.01.2023", date(2023, 1, 31), date(2023, 1, 31)),
        ("20.12.23", date(2023, 12, 20), date(2023, 12, 20)),
        ("вс, 1 янв. 2023 г.", date(2023, 1, 1), date(2023, 1, 1)),
        ("01.01.2023 (вс)", date(2023, 1, 1), date(2023, 1, 1)),
        ("Monday, January 2, 2023", date(2023, 1, 2), date(2023, 1, 2)),
        ("«19» января 2023 года", date(2023, 1, 19), date(2023, 1, 19)),
        ("10 января 2023 г.", date(2023, 1, 10), date(2023, 1, 10)),
        ("2023-01-10 00:00:00", date(2023, 1, 10), date(2023, 1, 10)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("янв.23", date(2023, 1, 1), date(2023, 1, 31)),
        ("Feb-23", date(2023, 2, 1), date(2023, 2, 28)),
        ("Sept 2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("Январь 2023 г.", date(2023, 1, 1), date(2023, 1, 31)),
        ("2 квартал 2023 г.", date(2023, 4, 1), date(2023, 6, 30)),
        ("IV кв. 2023", date(2023, 10, 1), date(2023, 12, 31)),
        ("2023-Q3", date(2023, 7, 1), date(2023, 9, 30)),
        ("2023-W01", date(2023, 1, 2), date(2023, 1, 8)),
        ("2023 год", date(2023, 1, 1), date(2023, 12, 31)),
        ("с 1 по 31 января 2023", date(2023, 1, 1), date(2023, 1, 31)),
        ("01.01–31.01.2023", date(2023, 1, 1), date(2023, 1, 31)),
        ("1 янв – 28 февр 2023", date(2023, 1, 1), date(2023, 2, 28)),
        ("Jan 1 – Jan 31, 2023", date(2023, 1, 1), date(2023, 1, 31)),
        ("week January 2 – 8, 2023", date(2023, 1, 2), date(2023, 1, 8)),
        ("неделя 2 января – 8 января 2023 г.", date(2023, 1, 2), date(2023, 1, 8)),
        ("январь — март 2023", date(2023, 1, 1), date(2023, 3, 31)),
        ("From 2023-01-02 to 2023-01-08", date(2023, 1, 2), date(2023, 1, 8)),
        ("2023-01-01 00:00:00 - 2023-01-31 23:59:59", date(2023, 1, 1), date(2023, 1, 31)),
    ],
)
def test_periods(cell: str, start: date, end: date) -> None:
    found = spelled(cell)
    assert found is not None
    assert (found.period.start, found.period.end, found.is_finer) == (start, end, False)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("2023-01-10 09:00", "09:00:00"),
        ("10.01.2023 9:05:00", "09:05:00"),
        ("2023-01-10T09:00:00", "09:00:00"),
        ("2023-01-10 09:00 - 10:00", "09:00:00"),
        ("2023-01-10 00:00 - 2023-01-10 00:59", "00:00:00"),
    ],
)
def test_parts_of_a_day(cell: str, clock: str) -> None:
    found = spelled(cell)
    assert found is not None
    assert (found.period.start, found.period.end) == (date(2023, 1, 10),) * 2
    assert (found.clock, found.is_finer) == (clock, True)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "январь", "9", "01/02/2023", "2023-13-01", "9999", "1989-01", "0000-01-01"),
        *("2023-01-31 - 2023-01-01", "2023-01-01 -", "2023-01-01 - 2023-01", "2023-01-01 x"),
        *("2023-01-01 - н. в.", "2023-01-01, 2023-01-02, 2023-01-03", "2023-01-01T09:00+03:00"),
        *(
            "２０２３-01-01",
            "2 кв. 2023 г. и ещё",
            "10-янв-23",
            "январь 2022 - 2023",
            "2023-01-01 - 2023-W02",
            "янв.85 - 2023",
        ),
        *("2023-01-01 09:00 - 2023-01-02 10:00", "2023-01-01 00:00 - 2023-02-01 00:00"),
    ],
)
def test_what_is_no_period_or_may_be_two(cell: str) -> None:
    assert spelled(cell) is None


@given(
    start=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    days=st.integers(0, 300),
    form=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]),
    dash=st.sampled_from(DASHES),
)
def test_an_interval_with_any_dash_comes_back(start: date, days: int, form: str, dash: str) -> None:
    end = start + timedelta(days=days)
    found = spelled(f"{start.strftime(form)}{dash}{end.strftime(form)}")
    assert found is not None
    assert (found.period.start, found.period.end) == (start, end)
