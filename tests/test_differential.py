"""The indicators against a second computation, on random packages."""

from __future__ import annotations

import pytest

from shegar_metrics.indicators import compute

from .random_packages import random_package
from .recomputed import Recomputed


@pytest.mark.parametrize("seed", range(20))
def test_a_second_computation_finds_the_same(seed: int) -> None:
    assert_same(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(20, 200, 30))
def test_a_second_computation_finds_the_same_in_many(first: int) -> None:
    for seed in range(first, first + 30):
        assert_same(seed)


def assert_same(seed: int) -> None:
    """Assert that each value, month and change is the same, or missing in both."""
    dataset = random_package(seed)
    ours = compute(dataset, dataset.years)
    found = {(row.period.start.year, row.id): row.value for row in ours.rows}
    expected = Recomputed(dataset.rows).results()
    assert len(found) == len(ours.rows)
    wrong = {
        name: (found.get(name, "no row"), expected.get(name, "no row"))
        for name in sorted(found.keys() | expected.keys())
        if found.get(name, "no row") != expected.get(name, "no row")
    }
    assert not wrong, f"package {seed}, ours and the other: {wrong}"
