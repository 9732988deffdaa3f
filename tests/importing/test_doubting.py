"""What an import brings that is hardly true is said before anybody takes it for true."""

from __future__ import annotations

from pathlib import Path

import pytest

from shegar_metrics.importing.plan import plan_import

TABLE = "Дата визита,Визиты,Просмотры\n2024-01-01,{},{}\n2024-01-02,60,120\n"


@pytest.mark.parametrize(("visits", "views", "is_doubtful"), [(500, 40, True), (50, 90, False)])
def test_fewer_page_views_than_visits(
    data: Path, tmp_path: Path, visits: int, views: int, is_doubtful: bool
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(TABLE.format(visits, views), encoding="utf-8")
    (taken,) = plan_import([file], data).batches
    told = [notice for notice in taken.notices if notice.startswith("Не похоже на правду: ")]
    assert (
        told
        == [
            "Не похоже на правду: просмотров страниц меньше, чем посещений: 40 — Официальный сайт, "
            "01.01.2024: а посещений — 500. Проверьте, не перепутаны ли столбцы."
        ]
        * is_doubtful
    )


def test_only_new_rows_are_doubted(data: Path, tmp_path: Path) -> None:
    (data / "visits.csv").write_text(
        "period_start,period_end,page,visits,page_views,source,note\n"
        "2022-01-01,2022-12-31,site,37743,5,duma-320-2023,\n",
        encoding="utf-8",
    )
    file = tmp_path / "a.csv"
    file.write_text(TABLE.format(50, 90), encoding="utf-8")
    (taken,) = plan_import([file], data).batches
    assert not any("Не похоже на правду" in notice for notice in taken.notices)
