"""Whose export it is: by the only page, by the system's own number of it, or by what is said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.problems import ParameterRefusal

from .packages import add

SAID = {"as_of": date(2024, 1, 5)}


def group(folder: Path, number: int, members: int) -> Path:
    """Write an answer of groups.getById."""
    answer = {"id": number, "screen_name": "a", "members_count": members}
    path = folder / f"group-{number}-{members}.json"
    path.write_text(json.dumps({"response": {"groups": [answer]}}), encoding="utf-8")
    return path


def taken(data: Path, export: Path, page: str | None = None) -> Plan:
    plan = plan_import([export], data, said={**SAID, "page": page})
    carry_out(plan)
    return plan


def numbers(data: Path) -> dict[str, str | None]:
    return {row["id"]: row["external_id"] for row in load(data).rows["pages"]}


@pytest.fixture
def two_pages(data: Path) -> Path:
    """The shipped data with a second page on VK."""
    add(data, "pages", id="vk_head", platform="vk", title="ВКонтакте (глава)")
    return data


def test_the_first_import_of_a_page_registers_its_number_once(data: Path, tmp_path: Path) -> None:
    plan = taken(data, group(tmp_path, 111, 2500))
    assert numbers(data)["vk"] == "111"
    assert any(
        "её номер в системе, 111, записан" in sentence for sentence in plan.batches[0].notices
    )
    again = taken(data, group(tmp_path, 111, 2500))
    assert not again.changes
    assert not any("записан" in sentence for sentence in again.batches[0].notices)


def test_an_export_of_another_page_is_refused_with_both_numbers(data: Path, tmp_path: Path) -> None:
    taken(data, group(tmp_path, 111, 2500))
    before = (data / "subscribers.csv").read_bytes()
    with pytest.raises(ParameterRefusal, match="страницы № 222, а у страницы «ВКонтакте»") as told:
        taken(data, group(tmp_path, 222, 9))
    assert "№ 111" in str(told.value)
    assert (data / "subscribers.csv").read_bytes() == before


def test_where_a_platform_has_two_pages_it_is_asked_which(two_pages: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match=r"vk \(«ВКонтакте»\), vk_head .* Укажите --page"):
        taken(two_pages, group(tmp_path, 222, 300))
    taken(two_pages, group(tmp_path, 222, 300), page="vk_head")
    rows = {row["page"]: row["subscribers"] for row in load(two_pages).rows["subscribers"]}
    assert rows["vk_head"] == 300
    assert numbers(two_pages)["vk_head"] == "222"


def test_a_registered_number_tells_the_page(two_pages: Path, tmp_path: Path) -> None:
    taken(two_pages, group(tmp_path, 222, 300), page="vk_head")
    taken(two_pages, group(tmp_path, 111, 2500), page="vk")
    with pytest.raises(ParameterRefusal, match="страницы № 222, а у страницы «ВКонтакте»"):
        taken(two_pages, group(tmp_path, 222, 305), page="vk")
    later = plan_import([group(tmp_path, 222, 310)], two_pages, said={"as_of": date(2024, 2, 5)})
    (row,) = (r for r in later.dataset.rows["subscribers"] if r["subscribers"] == 310)
    assert row["page"] == "vk_head"
    with pytest.raises(
        ParameterRefusal, match=r"№ 333, а в reference/pages\.csv такого номера нет"
    ):
        taken(two_pages, group(tmp_path, 333, 7))


def test_a_page_that_does_not_fit_is_refused(two_pages: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match="«ok» — такого нет"):
        taken(two_pages, group(tmp_path, 111, 5), page="ok")


def test_a_platform_without_a_page_is_refused(data: Path, tmp_path: Path) -> None:
    pages = data / "reference" / "pages.csv"
    kept = [line for line in pages.read_text("utf-8").splitlines() if not line.startswith("vk,")]
    pages.write_text("\n".join(kept) + "\n", encoding="utf-8")
    for table in ("subscribers", "measures"):
        file = data / f"{table}.csv"
        rows = file.read_text("utf-8").splitlines()
        file.write_text("\n".join(r for r in rows if ",vk," not in r) + "\n", encoding="utf-8")
    with pytest.raises(ParameterRefusal, match=r"«vk» нет в reference/pages\.csv"):
        taken(data, group(tmp_path, 111, 5))


def test_what_is_of_no_page_asks_for_none(data: Path, tmp_path: Path) -> None:
    add(data, "pages", id="counter", title="Второй счётчик", counter_of="site")
    visits = data / "visits.csv"
    assert ",site," in visits.read_text("utf-8")
    register = tmp_path / "contracts.csv"
    register.write_text(
        "Номер,Предмет,Начало срока,Конец срока,Цена,Оплачено\n"
        "7,Сопровождение официального сайта,01.01.2023,31.12.2023,40000,40000\n",
        encoding="utf-8",
    )
    carry_out(plan_import([register], data))
    told = {row["contract"]: row["amount_rub"] for row in load(data).rows["costs"]}
    assert told == {None: 39840, "7": 40000}
