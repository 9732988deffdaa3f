"""Bringing exports into the data: merged, shown, written all or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset import Dataset, load, writing
from shegar_metrics.dataset.merging import Merged, Prefer, merge
from shegar_metrics.dataset.schema import resources
from shegar_metrics.indicators import compute
from shegar_metrics.problems import DataRefusal, ParameterRefusal, RunFailure
from shegar_metrics.run.importing import Plan, carry_out, plan_import
from shegar_metrics.sources import importers

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


def merged(
    dataset: Dataset,
    old: list[dict[str, Any]],
    new: list[dict[str, Any]],
    prefer: Prefer | None = None,
) -> Merged:
    def same_system(row: Mapping[str, Any]) -> bool:
        return row["source"] == "same"

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
            [visits(YEAR, 24, "hand")],
            [visits(month, 2) for month in MONTHS],
            (12, 0, 0, 0, 0),
            id="parts that add up",
        ),
        pytest.param(
            [visits(YEAR, 25, "hand")],
            [visits(month, 2) for month in MONTHS],
            (0, 0, 0, 0, 1),
            id="parts that do not",
        ),
        pytest.param(
            [visits(YEAR, 25, "same")],
            [visits(month, 2) for month in MONTHS],
            (12, 0, 0, 1, 0),
            id="parts of the same system",
        ),
        pytest.param(
            [visits(month, 2, "hand") for month in MONTHS],
            [visits(YEAR, 25)],
            (0, 0, 0, 0, 1),
            id="a whole that does not fit",
        ),
        pytest.param(
            [visits(YEAR, 25, "hand")],
            [visits(month, 2) for month in MONTHS[:11]],
            (11, 0, 0, 0, 0),
            id="a part of the year",
        ),
    ],
)
def test_merging(
    dataset: Dataset,
    old: list[dict[str, Any]],
    new: list[dict[str, Any]],
    expected: tuple[int, ...],
) -> None:
    assert counts(merged(dataset, old, new)) == expected


def test_the_user_chooses_between_sources(dataset: Dataset) -> None:
    old, new = [visits(YEAR, 25, "hand")], [visits(month, 2) for month in MONTHS]
    newer = merged(dataset, old, new, Prefer.NEW)
    assert (counts(newer), newer.rows) == ((12, 0, 0, 1, 0), new)
    older = merged(dataset, old, new, Prefer.OLD)
    assert (counts(older), older.rows, older.kept) == ((0, 0, 0, 0, 0), old, 12)
    (conflict,) = merged(dataset, old, new).conflicts
    assert (conflict.old, conflict.new, conflict.source) == (25, 24, "hand")
    assert conflict.what == "2023-01-01 … 2023-12-31, site"


spans = st.sampled_from([YEAR, *MONTHS, (date(2023, 1, 1), date(2023, 1, 1))])
tables = st.lists(st.builds(visits, spans, st.integers(0, 9), st.just("same")), max_size=20)


@given(old=tables, new=tables)
def test_merging_twice_changes_nothing(
    dataset: Dataset, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    old, new = (
        list({(r["period_start"], r["period_end"]): r for r in rows}.values())
        for rows in (old, new)
    )
    once = merged(dataset, old, new)
    assert not once.conflicts
    twice = merged(dataset, list(once.rows), new)
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
    assert compute(dataset, 2023)["visits"].value == 1200
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
    assert plan.merged["visits"].replaced == 13
    assert compute(load(data), 2023)["visits"].value == 1212


def test_only_the_wanted_year_is_taken(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data, said={"year": 2022})
    assert "Строк не за 2022 год пропущено — 13." in plan.noticed
    assert not plan.changed


def test_what_would_spoil_the_data_is_refused(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    text = months_csv().replace("31,100,100,100", "31,100,101,100")
    export.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusal, match="после загрузки было бы: больше, чем visits"):
        plan_import([export], data)


def test_periods_that_cross_wait_for_a_choice(data: Path, tmp_path: Path) -> None:
    add(data, "visits", period="2023-01-15 2023-02-15", visits=5, source=DUMA)
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    found = {told.what for told in plan_import([export], data).merged["visits"].conflicts}
    assert found == {
        "2023-01-01 … 2023-01-31, site (периоды пересекаются)",
        "2023-02-01 … 2023-02-28, site (периоды пересекаются)",
    }
    carry_out(plan_import([export], data, prefer=Prefer.NEW))
    assert compute(load(data), 2023)["visits"].value == 1200


def test_finer_figures_of_the_same_system_replace_the_coarser(data: Path, tmp_path: Path) -> None:
    months = tmp_path / "months.csv"
    months.write_text(months_csv(), encoding="utf-8")
    carry_out(plan_import([months], data))
    days = [date(2023, 12, day) for day in range(1, 32)]
    export = tmp_path / "days.csv"
    lines = [f"{day},3,3,3" for day in days]
    export.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    plan = plan_import([export], data)
    assert plan.merged["visits"].removed == 2
    assert [(told.old, told.new) for told in plan.merged["visits"].replacements] == [
        (100, 93),
        (1200, 1193),
    ]
    carry_out(plan)
    assert compute(load(data), 2023)["visits"].value == 1193
    assert plan_import([months], data, prefer=Prefer.OLD).merged["visits"].kept


def contracts(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    header = "Номер,Дата,Предмет,Начало срока,Конец срока,Цена,Оплачено\n"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


SITE = '1,2022-12-26,"Сопровождение сайта",2023-01-01,2023-12-31'


def cost(data: Path) -> float:
    return float(compute(load(data), 2023)["contract_cost"])


def test_a_contract_is_not_counted_twice(data: Path, tmp_path: Path) -> None:
    add(data, "costs", period=2023, item="site_maintenance", amount_rub=38000, source=DUMA)
    register = contracts(tmp_path, "a.csv", f"{SITE},40000,40000")
    plan = plan_import([register], data)
    (conflict,) = plan.merged["costs"].conflicts
    assert "не тот же ли договор?" in conflict.what
    carry_out(plan_import([register], data, prefer=Prefer.NEW))
    assert cost(data) == 40000
    corrected = contracts(tmp_path, "b.csv", f"{SITE},41000,41000")
    carry_out(plan_import([corrected], data))
    assert cost(data) == 41000


def test_parts_of_one_register_add_up(data: Path, tmp_path: Path) -> None:
    files = [
        contracts(tmp_path, "a.csv", f"{SITE},40000,40000"),
        contracts(tmp_path, "b.csv", f"{SITE.replace('1,', '7,', 1)},6000,6000"),
    ]
    carry_out(plan_import(files, data))
    assert cost(data) == 46000


def test_another_system_fills_what_the_first_did_not_tell(dataset: Dataset) -> None:
    day = {"period_start": YEAR[0], "period_end": YEAR[0], "page": "vk", "note": None}
    wall = {**day, "posts": 1, "likes": 5, "reach": None, "source": "wall"}
    stats = {**day, "reach": 70, "source": "stats"}
    resource = resources()["engagement"]
    found = merge(resource, [wall], [stats], lambda row: False)
    assert found.rows == [{**wall, "reach": 70, "note": "reach: stats"}]
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
        writing.finish(data)
        dataset = load(data)
        aside = str(Path(writing.ASIDE))
        after = {name: text for name, text in contents(data).items() if not name.startswith(aside)}
        outcomes.append(2023 in dataset.years)
        if outcomes[-1]:
            assert compute(dataset, 2023)["visits"].value == 1200
            assert any(name.startswith("raw") for name in after)
        else:
            assert after == before
        carry_out(plan_import([export], data))
        assert compute(load(data), 2023)["visits"].value == 1200
        assert not (data / writing.ASIDE).exists()
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
    export.write_text(months_csv(year=2022), encoding="utf-8")
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
    shown = cli("indicators", "2022", "--format", "json", cwd=data.parent)
    values = {row["id"]: row["value"] for row in json.loads(shown.stdout)}
    assert values["visits"] == 1200


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
