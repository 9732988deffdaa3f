"""Bringing exports into the data: merged, shown, written all or nothing."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import shutil
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.files import ASIDE
from shegar_metrics.importing.merging.choice import Choice
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.importing.recognition import importers
from shegar_metrics.importing.storing import finishing, writing
from shegar_metrics.indicators import compute
from shegar_metrics.problems import DataRefusal, ParameterRefusal, RunFailure

from .conftest import DUMA, Cli, add, assert_plain, shipped

NEW, OLD = [Choice.parse("new")], [Choice.parse("old")]
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
        if file.is_file() and file.name != ".lock"
    }


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
    assert row["title"] == "Яндекс Метрика, отчёт «Посещаемость» за 2023 год"
    assert row["note"] == "Файл: метрика.csv"
    assert (data / "raw" / row["path"]).read_bytes() == export.read_bytes()
    assert {r["source"] for r in dataset.rows["visits"] if r["period_end"].year == 2023} == {
        row["id"]
    }


@pytest.mark.parametrize(
    ("days", "years"),
    [
        (["2023-12-30", "2023-12-31", "2024-01-01"], "за 2023 год"),  # one day only ends a year
        (["2023-12-31", "2024-01-01", "2024-01-02"], "за 2024 год"),
        (["2022-12-30", "2022-12-31", "2024-01-01", "2024-01-02"], "за 2022–2024 годы"),
    ],
)
def test_a_source_is_of_all_its_years(
    data: Path, tmp_path: Path, days: list[str], years: str
) -> None:
    export = tmp_path / "a.csv"
    rows = "".join(f"{day},10\n" for day in days)
    export.write_text(f"Дата визита,Визиты\n{rows}", encoding="utf-8")
    plan = plan_import([export], data)
    titles = [row["title"] for row in plan.dataset.rows["sources"] if row["kind"] == "export"]
    assert titles == [f"Яндекс Метрика, отчёт «Посещаемость» {years}"]


def test_the_same_file_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    carry_out(plan_import([export], data))
    before = contents(data)
    plan = plan_import([export], data)
    assert not plan.changes
    assert contents(data) == before


def test_a_later_export_replaces_the_earlier(data: Path, tmp_path: Path) -> None:
    for visits_a_month in (100, 101):
        export = tmp_path / f"{visits_a_month}.csv"
        export.write_text(months_csv(visits_a_month), encoding="utf-8")
        plan = plan_import([export], data)
        carry_out(plan)
    replaced = [change.table for change in plan.changes if change.before and change.after]
    # The visitors of a year are as many as before.
    assert sorted(replaced) == ["totals"] * 12 + ["visits"] * 12
    assert visits_of(data, 2023) == 1212


def test_only_the_wanted_year_is_taken(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data, said={"year": 2022})
    assert "Строк не за 2022 год пропущено — 25." in plan.batches[0].notices
    assert not plan.changes


def test_what_would_spoil_the_data_is_refused(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    text = months_csv().replace("31,100,100,100", "31,100,101,100")
    export.write_text(text, encoding="utf-8")
    with pytest.raises(DataRefusal, match="после загрузки было бы: больше, чем visits"):
        plan_import([export], data)


def test_visitors_of_a_form_and_of_a_counter_stand_side_by_side(data: Path, tmp_path: Path) -> None:
    form = {
        **{"table": "visits", "column": "visitors", "page": "site", "value": 4},
        **{"stands": True, "source": DUMA},
    }
    add(data, "totals", period=2023, **form)
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    assert plan_import([export], data).conflicts
    carry_out(plan_import([export], data, choices=OLD))
    assert not plan_import([export], data).changes
    carry_out(plan_import([export], data, choices=NEW))
    told = [row for row in load(data).rows["totals"] if row["period_end"] == YEAR[1]]
    of_year = [row for row in told if row["period_start"] == YEAR[0]]
    assert [(row["value"], row["stands"]) for row in of_year] == [(4, False), (5, True)]


def test_a_total_goes_when_a_later_export_tells_it_by_its_parts(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    differing = months_csv().replace("средние,1200", "средние,1201")
    for text, expected in ((differing, [1201]), (differing, [1201]), (months_csv(101), [])):
        export.write_text(text, encoding="utf-8")
        plan = plan_import([export], data, allow_mismatch=True)
        if plan.changes:
            carry_out(plan)
        rows = load(data).rows["totals"]
        assert [row["value"] for row in rows if row["column"] == "visits"] == expected
    assert visits_of(data, 2023) == 1212
    (gone,) = [change for change in plan.changes if change.after is None]
    assert gone.row["value"] == 1201


def test_a_file_whose_total_is_not_the_sum_of_its_rows_needs_leave(
    data: Path, tmp_path: Path, cli: Cli
) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv().replace("средние,1200", "средние,1201"), encoding="utf-8")
    before = contents(data)
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 1)
    assert "в итогах файла 1201, а сумма его строк — 1200" in done.stderr
    assert contents(data) == before
    assert_plain(cli("import", "a.csv", "--allow-mismatch", cwd=data.parent), 0)
    assert visits_of(data, 2023) == 1200


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
    (conflict,) = plan.conflicts
    assert conflict.question == "не тот же ли договор?"
    carry_out(plan_import([register], data, choices=NEW))
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
    (conflict,) = plan.conflicts
    assert (conflict.old, conflict.new) == (40000, 1500)


def test_a_contract_across_years_is_of_both(data: Path, tmp_path: Path) -> None:
    price = '1,2022-12-26,"Сопровождение сайта",2023-01-15,2024-01-14,40000,'
    register = contracts(tmp_path, "a.csv", price)
    for year in (2022, 2025):
        assert not plan_import([register], data, said={"year": year}).changes
    plan = plan_import([register], data, said={"year": 2024})
    carry_out(plan)
    assert costs(data) == [("1 от 26.12.2022", "by_days", 40000)]
    carry_out(plan_import([register], data, said={"year": 2023}))
    assert len(costs(data)) == 1


def test_two_registers_of_one_call_may_tell_of_one_contract(data: Path, tmp_path: Path) -> None:
    eis = tmp_path / "eis.csv"
    titles = "Номер реестровой записи контракта;Предмет контракта;Цена контракта;"
    titles += "Дата начала исполнения контракта;Дата окончания исполнения контракта\n"
    row = f"{'1' * 19};Сопровождение сайта;40000;01.01.2023;31.12.2023\n"
    eis.write_text(titles + row, encoding="utf-8")
    plan = plan_import([eis, contracts(tmp_path, "a.csv", f"{SITE},40000,40000")], data)
    assert plan.conflicts


def test_parts_of_one_register_add_up(data: Path, tmp_path: Path) -> None:
    files = [
        contracts(tmp_path, "a.csv", f"{SITE},40000,40000"),
        contracts(tmp_path, "b.csv", f"{SITE.replace('1,', '7,', 1)},6000,6000"),
    ]
    carry_out(plan_import(files, data))
    assert [amount for _, _, amount in costs(data)] == [40000, 6000]


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
        (
            "a.csv",
            "год,число\n2023,5\n".encode(),
            "таблица неизвестного вида; строка 1 похожа на заголовок: год, число",
        ),
        ("a.json", b'{"a": 1}', "JSON, но не ответ знакомой системы; поля: a"),
        ("a.bin", bytes(range(256)), "это не текст"),
        (
            "a.log.gz",
            gzip.compress(gzip.compress(b"a", mtime=0), mtime=0),
            "это книга или архив, сжатые ещё раз",
        ),
        ("a.tgz", gzip.compress(b"a.log".ljust(257, b"\0") + b"ustar", mtime=0), "это архив TAR"),
        ("a.xlsx", b"PK\x03\x04 torn", "файл обрезан или испорчен: архив или книга не открывается"),
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
    assert "Виды: " not in str(refused.value)


def test_an_unknown_kind_and_a_missing_file_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match=r"Файла .* нет"):
        plan_import([tmp_path / "none.csv"], data)
    export = tmp_path / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    with pytest.raises(ParameterRefusal, match="«metrica» — такого нет"):
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
            (writing, "copy_file"),
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
        finishing.finish(data)
        dataset = load(data)
        assert between == dataset.rows
        aside = str(Path(ASIDE))
        after = {name: text for name, text in contents(data).items() if not name.startswith(aside)}
        outcomes.append(2023 in dataset.years)
        if outcomes[-1]:
            assert visits_of(data, 2023) == 1200
            assert any(name.startswith("raw") for name in after)
        else:
            assert after == before
        carry_out(plan_import([export], data))
        assert visits_of(data, 2023) == 1200
        assert not (data / ASIDE).exists()
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

    monkeypatch.setattr(writing, "copy_file", full)
    with pytest.raises(RunFailure, match=r"не записаны\. На диске с папкой .* кончилось место"):
        carry_out(plan)
    assert 2023 not in load(data).years


def test_command_shows_conflicts_and_asks_to_choose(data: Path, cli: Cli) -> None:
    export = data.parent / "a.csv"
    export.write_text(f"{HEADER}2022-01-01 - 2022-12-31,1200,60,3600\n", encoding="utf-8")
    before = contents(data)
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 1)
    shown = " ".join(done.stdout.replace("\xa0", " ").split())
    assert "Надо выбрать" in shown
    assert "37 743" in shown
    assert "1 200" in shown
    assert "new:visits" in shown
    assert "Ничего не записано: числа из разных источников расходятся" in done.stderr
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


def test_months_beside_a_year_wait_for_a_choice_and_none_is_lost(data: Path, cli: Cli) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(year=2022), encoding="utf-8")
    before = contents(data)
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 1)
    assert "Надо выбрать" in done.stdout
    assert "--prefer new:visits" in " ".join(done.stdout.split())
    assert contents(data) == before
    for choice, expected in (("old", 37743), ("new", 1200)):
        done = cli("import", "a.csv", "--prefer", f"{choice}:visits", cwd=data.parent)
        assert_plain(done, 0)
        assert visits_of(data, 2022) == 1200  # the months
        (computed,) = [r for r in compute(load(data), 2022).values() if r.name == "visits"]
        assert computed.value == expected, choice
        (of_year,) = [r for r in load(data).rows["totals"] if r["column"] == "visits"]
        assert (of_year["value"], of_year["source"]) == (37743, DUMA)
        assert_plain(cli("import", "--undo", cwd=data.parent), 0)
        unwritten = {name: text for name, text in contents(data).items() if name in before}
        assert unwritten == before


def test_command_lists_the_kinds(tmp_path: Path, cli: Cli) -> None:
    done = cli("import", "--list", cwd=tmp_path)
    assert_plain(done, 0)
    assert "metrika" in done.stdout
    assert "кнопка «Экспорт»" in done.stdout


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
    assert personal == {
        "access-log",
        "contracts",
        "max-messages",
        "metrika-logs",
        "posts-table",
        "telegram",
        "vk-members",
        "vk-wall",
    }


def test_what_the_data_may_not_hold_is_told_by_its_file(data: Path, tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text(months_csv().replace("2023-01-31,100,100", "2023-01-31,100,200"), "utf-8")
    with pytest.raises(DataRefusal) as refused:
        plan_import([export], data)
    place = "a.csv, Официальный сайт, 01.01.2023–31.01.2023, столбец Посетители сайта"
    assert str(refused.value).startswith(f"{place}: «200» — после загрузки было бы: больше")
