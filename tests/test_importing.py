"""Bringing exports into the data: merged, shown, written all or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset import load
from shegar_metrics.dataset.schema import resources
from shegar_metrics.importing import importers, storing
from shegar_metrics.importing.merging import Merged, Prefer, merge
from shegar_metrics.importing.merging_totals import merge_totals
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.problems import DataRefusal, ParameterRefusal, RunFailure

from .conftest import DUMA, Cli, add, assert_plain, shipped

HEADER = "Интервал дат визита,Визиты,Посетители,Просмотры\n"
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
MONTHS = [
    (date(2023, month, 1), date(2023, month, days))
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1)
]


def months_csv(visits: int = 100, year: int = 2023) -> str:
    lines = [f"{s:%Y-%m-%d} - {e:%Y-%m-%d},{visits},{visits},{visits}" for s, e in MONTHS]
    text = HEADER + f"Итого и средние,{12 * visits},5,{12 * visits}\n" + "\n".join(lines) + "\n"
    return text.replace("2023-", f"{year}-")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def visits(span: tuple[date, date], count: int | None, source: str = "new") -> dict[str, Any]:
    period = {"period_start": span[0], "period_end": span[1], "page": "site"}
    return {**period, "visits": count, "source": source}


def same_system(row: Mapping[str, Any]) -> bool:
    return bool(row["source"] == "same")


def merged(
    old: list[dict[str, Any]], new: list[dict[str, Any]], prefer: Prefer | None = None
) -> Merged:
    return merge(resources()["visits"], old, new, same_system, prefer)


def counts(result: Merged) -> tuple[int, int, int, int, int]:
    numbers = (result.added, result.replaced, result.unchanged, result.removed)
    return (*numbers, len(result.conflicts))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([], [visits(YEAR, 5)], (1, 0, 0, 0, 0), id="new"),
        pytest.param([visits(YEAR, 5, "hand")], [visits(YEAR, 5)], (0, 0, 1, 0, 0), id="same"),
        pytest.param([visits(YEAR, 5, "hand")], [visits(YEAR, None)], (0, 0, 1, 0, 0), id="untold"),
        pytest.param([visits(YEAR, 4, "same")], [visits(YEAR, 5)], (0, 1, 0, 0, 0), id="later"),
        pytest.param([visits(YEAR, 4, "hand")], [visits(YEAR, 5)], (0, 0, 0, 0, 1), id="other"),
        pytest.param(
            [visits(month, 2, "hand") for month in MONTHS[:6]],
            [visits(month, 2) for month in MONTHS[6:]],
            (6, 0, 0, 0, 0),
            id="the other half of the year",
        ),
    ],
)
def test_merging(
    old: list[dict[str, Any]], new: list[dict[str, Any]], expected: tuple[int, ...]
) -> None:
    assert counts(merged(old, new)) == expected


def test_the_user_chooses_between_sources() -> None:
    old, new = [visits(YEAR, 25, "hand")], [visits(YEAR, 24)]
    newer = merged(old, new, Prefer.NEW)
    assert (counts(newer), newer.rows) == ((0, 1, 0, 0, 0), new)
    older = merged(old, new, Prefer.OLD)
    assert (counts(older), older.rows, older.kept) == ((0, 0, 0, 0, 0), old, 1)
    (conflict,) = merged(old, new).conflicts
    assert (conflict.old, conflict.new, conflict.source) == (25, 24, "hand")
    assert conflict.what == "2023-01-01 … 2023-12-31, site"


JANUARY = MONTHS[0]
REMOVE = "Удалите прежние строки из visits.csv"


@pytest.mark.parametrize("prefer", [None, *Prefer])
@pytest.mark.parametrize("source", ["hand", "same"])
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(
            [YEAR],
            MONTHS,
            "новые строки делят дни с прежними (site): новые — 2023-01-01 … 2023-01-31, "
            "2023-02-01 … 2023-02-28, 2023-03-01 … 2023-03-31 и ещё 9; прежние — "
            f"2023-01-01 … 2023-12-31, источник {{}}. {REMOVE}, а если их число за весь период "
            "нужно, перенесите его в totals.csv (stands — «да»); затем загрузите файл снова.",
            id="parts of an old whole",
        ),
        pytest.param(
            MONTHS[:2],
            [YEAR],
            "новые — 2023-01-01 … 2023-12-31; прежние — 2023-01-01 … 2023-01-31, 2023-02-01 … "
            "2023-02-28, источник {}. Если нужны прежние строки, впишите новое число за весь "
            "период в totals.csv (stands — «да»); если новые — удалите прежние из visits.csv",
            id="a whole of old parts",
        ),
        pytest.param(
            [(date(2023, 1, 15), date(2023, 2, 15))],
            MONTHS[:1],
            "новые — 2023-01-01 … 2023-01-31; прежние — 2023-01-15 … 2023-02-15, источник {}",
            id="periods that cross",
        ),
        pytest.param(
            [],
            [YEAR, *MONTHS],
            "строки файла делят дни между собой (site): 2023-01-01 … 2023-01-31, 2023-01-01 … ",
            id="rows of one file",
        ),
    ],
)
def test_rows_that_share_days_are_refused_whatever_is_preferred(
    old: list[tuple[date, date]],
    new: list[tuple[date, date]],
    told: str,
    source: str,
    prefer: Prefer | None,
) -> None:
    there, brought = [visits(span, 2, source) for span in old], [visits(s, 2) for s in new]
    with pytest.raises(DataRefusal, match=re.escape(told.format(source))) as refused:
        merged(there, brought, prefer)
    assert len(refused.value.problems) == 1
    other = [{**row, "page": "site_old"} for row in there]
    if old:
        assert merged(other, brought, prefer).added == len(brought)


disjoint = st.sets(st.sampled_from(MONTHS)).flatmap(
    lambda spans: st.tuples(
        *(st.builds(visits, st.just(s), st.integers(0, 9), st.just("same")) for s in spans)
    ).map(list)
)


@given(old=disjoint, new=disjoint)
def test_merging_twice_changes_nothing(
    old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    once = merged(old, new)
    assert not once.conflicts
    twice = merged(list(once.rows), new)
    assert not twice.added
    assert not twice.replaced
    for row in new:
        assert row in once.rows


def test_an_export_lands_in_the_tables_and_in_the_report(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "метрика.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data)
    assert contents(data) == contents(Path(shutil.copytree(data, tmp_path / "before")))
    carry_out(plan)
    dataset = load(data)
    assert visits_of(data, 2023) == 1200
    digest = hashlib.sha256(export.read_bytes()).hexdigest()
    row = dataset.source(f"metrika-2023-{digest[:8]}")
    assert (row["kind"], row["sha256"], row["date"]) == ("export", digest, date(2023, 12, 31))
    assert row["title"].endswith("метрика.csv")
    assert (data / "raw" / row["path"]).read_bytes() == export.read_bytes()
    assert {r["source"] for r in dataset.rows["visits"] if r["period_end"].year == 2023} == {
        row["id"]
    }


def test_the_same_file_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    carry_out(plan_import([export], data))
    before = contents(data)
    plan = plan_import([export], data)
    assert not plan.changed
    assert contents(data) == before


def test_a_later_export_replaces_the_earlier(data: Path, tmp_path: Path) -> None:
    for visits_a_month in (100, 101):
        export = tmp_path / f"{visits_a_month}.csv"
        export.write_text(months_csv(visits_a_month), encoding="utf-8")
        plan = plan_import([export], data)
        carry_out(plan)
    assert plan.merged["visits"].replaced == 12
    assert plan.merged["totals"].replaced == 12  # visitors of the year are as many as before
    assert visits_of(data, 2023) == 1212


def test_only_the_wanted_year_is_taken(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data, said={"year": 2022})
    assert "Строк не за 2022 год пропущено — 25." in plan.noticed
    assert not plan.changed


def test_what_would_spoil_the_data_is_refused(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    text = months_csv().replace("31,100,100,100", "31,100,101,100")
    export.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusal, match="после загрузки было бы: больше, чем visits"):
        plan_import([export], data)


@pytest.mark.parametrize("prefer", [None, *Prefer])
def test_days_beside_the_months_of_the_same_system_are_refused(
    data: Path, tmp_path: Path, prefer: Prefer | None
) -> None:
    months = tmp_path / "months.csv"
    months.write_text(months_csv(), encoding="utf-8")
    carry_out(plan_import([months], data))
    before = contents(data)
    export = tmp_path / "days.csv"
    lines = [f"2023-12-{day:02},3,3,3" for day in range(1, 32)]
    export.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataRefusal, match=r"visits\.csv: новые строки делят дни с прежними"):
        plan_import([export], data, prefer=prefer)
    assert contents(data) == before


def total(value: int, source: str = "new", *, stands: bool = True) -> dict[str, Any]:
    """Return visitors of a year, as a row of totals."""
    return {
        **{"table": "visits", "column": "visitors", "page": "site"},
        **{"section": None, "channel": None, "period_start": YEAR[0], "period_end": YEAR[1]},
        **{"value": Decimal(value), "stands": stands, "source": source, "note": None},
    }


def brought(
    old: list[dict[str, Any]], new: dict[str, Any], prefer: Prefer | None = None
) -> tuple[list[tuple[int, str, bool]], Merged]:
    found = merge_totals(old, [new], same_system, prefer)
    return [(int(row["value"]), row["source"], row["stands"]) for row in found.rows], found


def test_totals_of_two_systems_wait_for_a_choice_and_none_is_deleted() -> None:
    old, new = [total(60, "hand")], total(70)
    rows, found = brought(old, new)
    (conflict,) = found.conflicts
    assert (conflict.old, conflict.new, conflict.source) == (60, 70, "hand")
    assert conflict.what == "2023-01-01 … 2023-12-31, visits, site"
    assert (rows, found.changed) == ([(60, "hand", True)], False)
    rows, found = brought(old, new, Prefer.NEW)
    assert rows == [(60, "hand", False), (70, "new", True)]
    assert [(told.old, told.new) for told in found.replacements] == [(60, 70)]
    rows, found = brought(old, new, Prefer.OLD)
    assert rows == [(60, "hand", True), (70, "new", False)]
    assert (found.added, found.kept) == (1, 1)


def test_a_choice_between_totals_is_kept_until_another() -> None:
    chosen = [total(60, "hand"), total(70, stands=False)]
    for prefer in (None, Prefer.OLD):
        rows, found = brought(chosen, total(70), prefer)
        assert rows == [(60, "hand", True), (70, "new", False)]
        assert not found.changed
    rows, found = brought(chosen, total(70), Prefer.NEW)
    assert rows == [(60, "hand", False), (70, "new", True)]
    assert [(told.old, told.new, told.source) for told in found.replacements] == [(60, 70, "hand")]


def test_a_later_total_of_the_same_system_replaces_the_earlier() -> None:
    rows, found = brought([total(60, "same")], total(61))
    assert (rows, found.replaced) == ([(61, "new", True)], 1)
    chosen = [total(60, "hand"), total(70, "same", stands=False)]
    assert brought(chosen, total(71))[0] == [(60, "hand", True), (71, "new", False)]
    # What another system tells does not hide that its own number is another now.
    chosen = [total(71, "hand", stands=False), total(70, "same")]
    assert brought(chosen, total(71))[0] == [(71, "hand", False), (71, "new", True)]
    both = brought(chosen, total(72), Prefer.NEW)[0]
    assert both == [(71, "hand", False), (72, "new", True)]


def test_a_total_that_does_not_stand_is_kept_beside_and_asks_nothing() -> None:
    rows, found = brought([total(60, "hand")], total(70, stands=False))
    assert rows == [(60, "hand", True), (70, "new", False)]
    assert not found.conflicts
    assert not brought([total(60, "hand")], total(60))[1].changed


numbers = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=4)


@given(told=numbers, prefer=st.sampled_from(list(Prefer)))
def test_whatever_is_brought_one_total_stands_at_most(
    told: list[tuple[int, bool]], prefer: Prefer
) -> None:
    rows: list[Mapping[str, Any]] = []
    for place, (value, stands) in enumerate(told):
        new = total(value, f"source-{place}", stands=stands)
        once = merge_totals(rows, [new], lambda row: False, prefer)
        again = merge_totals(once.rows, [new], lambda row: False, prefer)
        assert not again.changed
        assert len(once.rows) >= len(rows)
        rows = list(once.rows)
        assert sum(row["stands"] for row in rows) <= 1


def test_visitors_of_a_form_and_of_a_counter_stand_side_by_side(data: Path, tmp_path: Path) -> None:
    form = {
        **{"table": "visits", "column": "visitors", "page": "site", "value": 4},
        **{"stands": True, "source": DUMA},
    }
    add(data, "totals", period=2023, **form)
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    assert plan_import([export], data).conflicting
    carry_out(plan_import([export], data, prefer=Prefer.OLD))
    assert not plan_import([export], data).changed
    carry_out(plan_import([export], data, prefer=Prefer.NEW))
    told = [row for row in load(data).rows["totals"] if row["period_end"] == YEAR[1]]
    of_year = [row for row in told if row["period_start"] == YEAR[0]]
    assert [(row["value"], row["stands"]) for row in of_year] == [(4, False), (5, True)]


def test_a_total_goes_when_a_later_export_tells_it_by_its_parts(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    differing = months_csv().replace("средние,1200", "средние,1201")
    for text, expected in ((differing, [1201]), (differing, [1201]), (months_csv(101), [])):
        export.write_text(text, encoding="utf-8")
        plan = plan_import([export], data)
        carry_out(plan)
        rows = load(data).rows["totals"]
        assert [row["value"] for row in rows if row["column"] == "visits"] == expected
    assert visits_of(data, 2023) == 1212
    assert plan.merged["totals"].removed == 1
    told = [(told.column, told.old, told.new) for told in plan.merged["totals"].replacements]
    assert ("visits", 1201, 1212) in told


def contracts(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    header = "Номер,Дата,Предмет,Начало срока,Конец срока,Цена,Оплачено\n"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


SITE = '1,2022-12-26,"Сопровождение сайта",2023-01-01,2023-12-31'


def visits_of(data: Path, year: int) -> int:
    """Add up the visits of a year, as anybody may: rows of a series are disjoint."""
    return sum(
        row["visits"] for row in load(data).rows["visits"] if row["period_start"].year == year
    )


def costs(data: Path) -> list[tuple[str | None, str, float]]:
    """Return the contracts from 2023 on."""
    return [
        (row["contract"], row["method"], float(row["amount_rub"]))
        for row in load(data).rows["costs"]
        if row["period_end"].year > 2022
    ]


def test_a_contract_is_not_counted_twice(data: Path, tmp_path: Path) -> None:
    hand = {"item": "site_maintenance", "method": "by_hand", "amount_rub": 38000}
    add(data, "costs", period=2023, source=DUMA, **hand)
    register = contracts(tmp_path, "a.csv", f"{SITE},40000,40000")
    plan = plan_import([register], data)
    (conflict,) = plan.merged["costs"].conflicts
    assert "не тот же ли договор?" in conflict.what
    carry_out(plan_import([register], data, prefer=Prefer.NEW))
    assert costs(data) == [("1 от 26.12.2022", "paid", 40000)]
    corrected = contracts(tmp_path, "b.csv", f"{SITE},41000,41000")
    carry_out(plan_import([corrected], data))
    assert costs(data) == [("1 от 26.12.2022", "paid", 41000)]


def test_a_payment_takes_the_place_of_the_price_of_the_same_days(
    data: Path, tmp_path: Path
) -> None:
    carry_out(plan_import([contracts(tmp_path, "a.csv", f"{SITE},40000,")], data))
    assert costs(data) == [("1 от 26.12.2022", "by_days", 40000)]
    carry_out(plan_import([contracts(tmp_path, "b.csv", f"{SITE},40000,39000")], data))
    assert costs(data) == [("1 от 26.12.2022", "paid", 39000)]


def test_a_payment_of_some_days_does_not_take_away_the_price_of_all(
    data: Path, tmp_path: Path
) -> None:
    price = '1,2022-12-26,"Сопровождение сайта",2023-01-15,2024-01-14,40000,'
    carry_out(plan_import([contracts(tmp_path, "a.csv", price)], data))
    assert costs(data) == [("1 от 26.12.2022", "by_days", 40000)]
    part = price.replace("2023-01-15", "2024-01-01") + "1500"
    plan = plan_import([contracts(tmp_path, "b.csv", part)], data)
    (conflict,) = plan.merged["costs"].conflicts
    assert (conflict.old, conflict.new) == (40000, 1500)


def test_a_contract_across_years_is_of_both(data: Path, tmp_path: Path) -> None:
    price = '1,2022-12-26,"Сопровождение сайта",2023-01-15,2024-01-14,40000,'
    register = contracts(tmp_path, "a.csv", price)
    for year in (2022, 2025):
        assert not plan_import([register], data, said={"year": year}).changed
    plan = plan_import([register], data, said={"year": 2024})
    carry_out(plan)
    assert costs(data) == [("1 от 26.12.2022", "by_days", 40000)]
    carry_out(plan_import([register], data, said={"year": 2023}))
    assert len(costs(data)) == 1


def contract(number: str | None, source: str, method: str = "by_days", year: int = 2023) -> Any:
    return {
        **{"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)},
        **{"item": "site_maintenance", "contract": number, "method": method},
        **{"amount_rub": Decimal(5), "source": source, "note": None},
    }


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # added, replaced, unchanged, removed, conflicts
        pytest.param(contract("5", "hand"), contract("5", "new"), (0, 0, 0, 0, 1), id="other"),
        pytest.param(contract("5", "same"), contract("5", "new"), (1, 0, 0, 1, 0), id="later"),
        pytest.param(
            contract("5", "hand"),
            contract("5 от 01.01.2023", "new"),
            (0, 0, 0, 0, 1),
            id="a date of one",
        ),
        pytest.param(
            contract("5 от 01.01.2022", "same"),
            contract("5 от 01.01.2023", "new"),
            (1, 0, 0, 0, 0),
            id="another date",
        ),
        pytest.param(contract("5", "hand"), contract("6", "new"), (1, 0, 0, 0, 0), id="numbers"),
        pytest.param(contract(None, "hand"), contract("6", "new"), (0, 0, 0, 0, 1), id="nameless"),
        pytest.param(
            contract("5", "hand"), contract("1" * 19, "new"), (0, 0, 0, 0, 1), id="two registers"
        ),
        pytest.param(
            contract("5", "hand", year=2022), contract("5", "new"), (0, 0, 0, 0, 1), id="apart"
        ),
        pytest.param(
            contract("5", "same", year=2022), contract("5", "new"), (1, 0, 0, 0, 0), id="next year"
        ),
        pytest.param(
            contract("5", "hand", "paid", 2022),
            contract("5", "new", "paid"),
            (1, 0, 0, 0, 0),
            id="payments",
        ),
        pytest.param(
            contract(None, "hand", year=2022), contract(None, "new"), (1, 0, 0, 0, 0), id="years"
        ),
        pytest.param(contract("5", "part"), contract("5", "new"), (0, 0, 0, 0, 1), id="two parts"),
        pytest.param(contract(None, "part"), contract(None, "new"), (1, 0, 0, 0, 0), id="parts"),
    ],
)
def test_what_may_be_the_same_contract(old: Any, new: Any, expected: tuple[int, ...]) -> None:
    found = merge(resources()["costs"], [old], [new], same_system, recent={"part"})
    assert counts(found) == expected


def test_two_registers_of_one_call_may_tell_of_one_contract(data: Path, tmp_path: Path) -> None:
    eis = tmp_path / "eis.csv"
    titles = "Номер реестровой записи контракта;Предмет контракта;Цена контракта;"
    titles += "Дата начала исполнения контракта;Дата окончания исполнения контракта\n"
    row = f"{'1' * 19};Сопровождение сайта;40000;01.01.2023;31.12.2023\n"
    eis.write_text(titles + row, encoding="utf-8")
    plan = plan_import([eis, contracts(tmp_path, "a.csv", f"{SITE},40000,40000")], data)
    assert plan.merged["costs"].conflicts


def test_parts_of_one_register_add_up(data: Path, tmp_path: Path) -> None:
    files = [
        contracts(tmp_path, "a.csv", f"{SITE},40000,40000"),
        contracts(tmp_path, "b.csv", f"{SITE.replace('1,', '7,', 1)},6000,6000"),
    ]
    carry_out(plan_import(files, data))
    assert [amount for _, _, amount in costs(data)] == [40000, 6000]


def test_another_system_fills_what_the_first_did_not_tell() -> None:
    day = {"period_start": YEAR[0], "period_end": YEAR[0], "page": "vk", "note": None}
    wall = {**day, "likes": 5, "views": None, "source": "wall"}
    stats = {**day, "views": 70, "source": "stats"}
    resource = resources()["engagement"]
    found = merge(resource, [wall], [stats], lambda row: False)
    assert found.rows == [{**wall, "views": 70, "note": "views: stats"}]
    assert not merge(resource, found.rows, [stats], lambda row: False).changed


def test_a_year_that_no_file_tells_of_is_refused(data: Path, cli: Cli) -> None:
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    done = cli("import", "a.csv", "--year", "2032", cwd=data.parent)
    assert_plain(done, 1)
    assert "подходящих строк в файлах нет" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "файл пуст"),
        ("login.csv", b"<!DOCTYPE html><html><body>Login", "это страница HTML, а не выгрузка"),
        ("a.csv", "год,число\n2023,5\n".encode(), "таблица со столбцами: год, число"),
        ("a.json", b'{"a": 1}', "JSON, начало"),
        ("a.bin", bytes(range(256)), "это не текст"),
        ("a.xlsx", b"PK\x03\x04 torn", "книга Excel со столбцами: нет"),
    ],
)
def test_an_unknown_file_is_refused_with_what_was_seen(
    data: Path, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    export = tmp_path / name
    export.write_bytes(content)
    with pytest.raises(ParameterRefusal) as refused:
        plan_import([export], data)
    assert str(refused.value).startswith(f"{name}: {told}")
    assert "Виды: " in str(refused.value)


def test_an_unknown_kind_and_a_missing_file_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match=r"Файла .* нет"):
        plan_import([tmp_path / "none.csv"], data)
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    with pytest.raises(ParameterRefusal, match="Вида «metrica» нет"):
        plan_import([export], data, kind="metrica")


class Stopped(BaseException):
    """The power goes out."""


def stopped_at(step: int, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Carry out an import that stops at a call to the file system, if it comes so far."""
    calls = 0

    def stopping(function: Any) -> Any:
        def wrapped(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == step:
                raise Stopped
            return function(*arguments, **options)

        return wrapped

    with monkeypatch.context() as patched:
        for owner, name in (
            (Path, "write_text"),
            (Path, "replace"),
            (Path, "touch"),
            (shutil, "copyfile"),
            (os, "fsync"),
        ):
            patched.setattr(owner, name, stopping(getattr(owner, name)))
        with contextlib.suppress(Stopped):
            carry_out(plan)
    return calls >= step


def test_wherever_it_is_stopped_all_is_there_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    outcomes = []
    for step in count(1):
        data = shipped(tmp_path / str(step) / "data")
        before = contents(data)
        stopped = stopped_at(step, plan_import([export], data), monkeypatch)
        between = load(data).rows  # reading moves nothing, and is right before and after
        storing.finish(data)
        dataset = load(data)
        assert between == dataset.rows
        aside = str(Path(storing.ASIDE))
        after = {name: text for name, text in contents(data).items() if not name.startswith(aside)}
        outcomes.append(2023 in dataset.years)
        if outcomes[-1]:
            assert visits_of(data, 2023) == 1200
            assert any(name.startswith("raw") for name in after)
        else:
            assert after == before
        carry_out(plan_import([export], data))
        assert visits_of(data, 2023) == 1200
        assert not (data / storing.ASIDE).exists()
        if not stopped:
            break
    # Nothing up to some call, everything from there on.
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) >= 5
    assert outcomes.count(True) >= 2


def test_a_full_disk_is_told(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(RunFailure, match=r"Данные не записаны: .* \(No space left"):
        carry_out(plan)
    assert 2023 not in load(data).years


def test_command_shows_conflicts_and_asks_to_choose(data: Path, cli: Cli) -> None:
    export = data.parent / "a.csv"
    export.write_text(f"{HEADER}2022-01-01 - 2022-12-31,1200,60,3600\n", encoding="utf-8")
    before = contents(data)
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 1)
    assert "Расходится с тем, что уже есть" in done.stdout
    assert "37743" in done.stdout
    assert "-36543" in done.stdout
    assert "Укажите --prefer new (взять новое) или --prefer old" in done.stderr
    done = cli("import", "a.csv", "--prefer", "new", "--dry-run", cwd=data.parent)
    assert_plain(done, 0)
    assert "Пробный прогон: ничего не записано." in done.stdout
    assert contents(data) == before
    done = cli("import", "a.csv", "--prefer", "new", cwd=data.parent)
    assert_plain(done, 0)
    assert f"Записано в {data}." in done.stdout
    assert visits_of(data, 2022) == 1200
    (visitors,) = load(data).rows["totals"]
    assert (visitors["column"], visitors["value"], visitors["stands"]) == ("visitors", 60, True)


def test_command_refuses_months_beside_a_year_in_a_plain_sentence(data: Path, cli: Cli) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(year=2022), encoding="utf-8")
    before = contents(data)
    for preferred in ((), ("--prefer", "new"), ("--prefer", "old")):
        done = cli("import", "a.csv", *preferred, cwd=data.parent)
        assert_plain(done, 1)
        assert "visits.csv: новые строки делят дни с прежними (site)" in done.stderr
        assert f"прежние — 2022-01-01 … 2022-12-31, источник {DUMA}" in done.stderr
    assert contents(data) == before


def test_command_lists_the_kinds(tmp_path: Path, cli: Cli) -> None:
    done = cli("import", "--list", cwd=tmp_path)
    assert_plain(done, 0)
    assert "metrika" in done.stdout
    assert "кнопка «Экспорт»" in done.stdout


def test_command_without_files_is_a_wrong_usage(tmp_path: Path, cli: Cli) -> None:
    done = cli("import", cwd=tmp_path)
    assert_plain(done, 2)
    assert "укажите файлы или --list" in done.stderr


def test_an_original_that_is_gone_or_another_is_told(data: Path, tmp_path: Path, cli: Cli) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    carry_out(plan_import([export], data))
    assert_plain(cli("check", cwd=data.parent), 0)
    (kept,) = (data / "raw" / "2023").iterdir()
    kept.write_bytes(kept.read_bytes() + b" ")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 1)
    assert f"«raw/2023/{kept.name}» — файл не тот: его контрольная сумма другая" in done.stderr
    kept.unlink()
    done = cli("report", "2023", cwd=data.parent)
    assert_plain(done, 1)
    assert "такого файла нет" in done.stderr


def test_only_a_personal_original_may_be_gone(data: Path, tmp_path: Path, cli: Cli) -> None:
    log = tmp_path / "visits.tsv"
    log.write_text("ym:s:date\n2023-01-01\n2023-01-01\n", encoding="utf-8")
    done = cli("import", "visits.tsv", cwd=data.parent)
    assert_plain(done, 0)
    assert "место оригинала — data/raw/personal, куда Git не заглядывает" in done.stdout
    assert "Оригиналов" not in cli("check", cwd=data.parent).stdout
    (kept,) = (data / "raw" / "personal" / "2023").iterdir()
    kept.write_bytes(b"another")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 1)
    assert f"«raw/personal/2023/{kept.name}» — файл не тот" in done.stderr
    kept.unlink()
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    told = f"Оригиналов с персональными данными здесь нет: raw/personal/2023/{kept.name}. "
    assert told + "Это не ошибка" in done.stdout
    sources = data / "sources.csv"
    digest = hashlib.sha256(log.read_bytes()).hexdigest()
    sources.write_text(sources.read_text("utf-8").replace(digest, ""), encoding="utf-8")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 1)
    assert f"«raw/personal/2023/{kept.name}» — такого файла нет" in done.stderr


def test_the_kinds_that_may_hold_personal_data() -> None:
    personal = {kind for kind, importer in importers().items() if importer.personal}
    assert personal == {"access-log", "contracts", "metrika-logs", "telegram", "vk-wall"}
