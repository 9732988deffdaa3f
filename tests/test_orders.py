"""An order of an edition: it carries what its tables hold, and no table is taken for another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shegar_metrics import dataset as room
from shegar_metrics.dataset import load
from shegar_metrics.editions.numbering import candidate
from shegar_metrics.indicators import compute
from shegar_metrics.problems import DataRefusal
from shegar_metrics.run.orders import Order, order_of

from . import packages

KINDS = pytest.mark.parametrize("package", [packages.rich, packages.poor])


def ordered(data: Path) -> Order:
    """Order the first edition of the last year of a package."""
    dataset = load(data)
    results = compute(dataset, max(dataset.years))
    edition = data.parent / "reports" / str(results.year)
    return order_of(candidate(dataset, results, edition), edition)[0]


@KINDS
def test_an_order_carries_what_its_tables_hold(
    package: Callable[[Path], Path], tmp_path: Path
) -> None:
    order = ordered(package(tmp_path / "data"))
    room._known.clear()
    assert load(order.lay_out(tmp_path / "elsewhere")).rows == order.rows


def test_known_tables_are_not_validated_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ordered(packages.poor(tmp_path / "data"))
    data = order.lay_out(tmp_path / "elsewhere")
    monkeypatch.setattr(room, "_valid_rows", None)
    order.know()
    assert load(data).rows == order.rows


def test_a_table_that_has_changed_is_validated(tmp_path: Path) -> None:
    order = ordered(packages.poor(tmp_path / "data"))
    data = order.lay_out(tmp_path / "elsewhere")
    order.know()
    visits = data / "visits.csv"
    visits.write_text(visits.read_text(encoding="utf-8").replace("5021", "много"), "utf-8")
    with pytest.raises(DataRefusal, match="«много»"):
        load(data)
