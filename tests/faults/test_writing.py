"""Writing into a data package: several commands at once, files that cannot be replaced, kills."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.files import ASIDE
from shegar_metrics.importing.plan import carry_out, plan_import
from shegar_metrics.importing.storing import keeping, writing
from shegar_metrics.importing.storing.finishing import is_unfinished
from shegar_metrics.importing.storing.keeping import laid_aside
from shegar_metrics.problems import DataRefusal, RunFailure

from ..conftest import Cli, assert_plain, executable
from ..test_importing import HEADER, contents, months_csv, visits_of

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")


def started(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [executable(), *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ended(processes: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    told = [process.communicate() for process in processes]
    return [(p.returncode, "".join(each)) for p, each in zip(processes, told, strict=True)]


@pytest.mark.slow
def test_imports_at_once_are_as_good_as_one_after_the_other(data: Path) -> None:
    known = len(load(data).rows["sources"])
    for month in (1, 2, 3, 4):
        text = f"{HEADER}2023-0{month}-01,{month},{month},{month}\n"
        (data.parent / f"{month}.csv").write_text(text, encoding="utf-8")
    processes = [started("import", f"{month}.csv", cwd=data.parent) for month in (1, 2, 3, 4)]
    for code, told in ended(processes):
        assert code == 0, told
        assert "Записано" in told
    assert visits_of(data, 2023) == 1 + 2 + 3 + 4
    assert len(list((data / "raw" / "2023").iterdir())) == 4
    assert len(load(data).rows["sources"]) == known + 4
    journal = (data / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in journal] == [1, 2, 3, 4]


@pytest.mark.slow
def test_a_report_during_an_import_is_of_one_moment(data: Path) -> None:
    """Whatever comes first, the tables, the numbers and the page of the edition agree."""
    (data.parent / "y.csv").write_text(
        f"{HEADER}2022-01-01 - 2022-12-31,99999,60,\n".replace(",60,", ",60,100000"), "utf-8"
    )
    report = started("report", "2022", cwd=data.parent)
    assert report.stderr is not None
    while "запуск тетради" not in (line := report.stderr.readline()):
        assert line, "the report has ended"
    imported = started("import", "y.csv", "--prefer", "new", cwd=data.parent)
    assert [code for code, _ in ended([imported, report])] == [0, 0]
    edition = data.parent / "reports" / "2022"
    (row,) = (edition / "data" / "visits.csv").read_text("utf-8").splitlines()[1:]
    visits = row.split(",")[3]
    assert visits in ("37743", "99999")
    page = (edition / "annual_report.html").read_text("utf-8").replace("\u202f", "")
    other = "99999" if visits == "37743" else "37743"
    page = page.replace("\xa0", "")
    assert (visits in page, other in page) == (True, False)
    assert f",{visits}," in (edition / "indicators.csv").read_text("utf-8")


@pytest.mark.slow
def test_any_number_may_read_what_a_dead_import_has_left(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead_after_its_mark(data, monkeypatch)
    processes = [started("check", cwd=data.parent) for _ in range(4)]
    for code, told in ended(processes):
        assert code == 0, told
        assert "2022, 2023" in told
        assert "Загрузка прервана" in told
    assert is_unfinished(data)


class Killed(BaseException):
    """The process is gone."""


def dead_after_its_mark(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import twelve months, and die when nothing has been moved into place."""
    export = data.parent / "dead.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", only_the_first(Path.replace, killed))
        with pytest.raises(Killed):
            carry_out(plan)
    assert is_unfinished(data)


def only_the_first(function: Any, others: Any) -> Any:
    calls: list[object] = []

    def called(*arguments: Any) -> Any:
        calls.append(arguments)
        return (function if len(calls) == 1 else others)(*arguments)

    return called


def test_what_was_edited_after_a_dead_import_is_not_lost(
    data: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    dead_after_its_mark(data, monkeypatch)
    visits = data / "visits.csv"
    mine = visits.read_text(encoding="utf-8").replace("37743", "37744")
    visits.write_text(mine, encoding="utf-8")
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 3)
    assert f"файл {visits} с тех пор изменён. Отложите его в другую папку" in done.stderr
    assert visits.read_text(encoding="utf-8") == mine
    visits.rename(data.parent / "mine.csv")
    assert_plain(cli("import", "a.csv", cwd=data.parent), 0)
    assert visits_of(data, 2023) == 1200
    assert not (data / ASIDE).exists()


def test_a_mark_that_is_not_ours_is_refused(data: Path, cli: Cli) -> None:
    (data / ASIDE / "files").mkdir(parents=True)
    (data / ASIDE / "complete").write_text("[]", encoding="utf-8")
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 1)
    assert f"{ASIDE}: незаконченная загрузка испорчена" in done.stderr


def test_a_file_that_cannot_be_replaced_is_found_out_before(
    data: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    before = contents(data)
    opened = Path.open

    def held(path: Path, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if path == data / "sources.csv" and "+" in mode:
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", held)
        done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 3)
    told = f"Ничего не записано: файл {data / 'sources.csv'} нельзя заменить (Permission denied)"
    assert told in done.stderr
    assert "Закройте программу, в которой он открыт" in done.stderr
    assert contents(data) == before
    assert not (data / ASIDE).exists()
    assert_plain(cli("check", cwd=data.parent), 0)
    assert_plain(cli("import", "a.csv", cwd=data.parent), 0)


def test_a_file_that_is_held_at_the_last_moment_is_told_truly(
    data: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    replace = Path.replace

    def held(path: Path, target: Path) -> Any:
        if target == data / "visits.csv":
            raise PermissionError(13, "Permission denied")
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        done = cli("import", "a.csv", cwd=data.parent)
        assert_plain(done, 3)
        assert "Загрузка записана не до конца" in done.stderr
        assert "Данные уже читаются новые" in done.stderr
        assert visits_of(data, 2023) == 1200
        again = cli("import", "a.csv", cwd=data.parent)
        assert_plain(again, 3)
        assert f"файл {data / 'visits.csv'} нельзя заменить" in again.stderr
    (data.parent / "b.csv").write_text(months_csv(101), encoding="utf-8")
    assert_plain(cli("import", "b.csv", cwd=data.parent), 0)
    assert visits_of(data, 2023) == 1212


def test_raw_that_is_a_file_is_told(data: Path, cli: Cli) -> None:
    (data / "raw").write_text("", encoding="utf-8")
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    before = contents(data)
    done = cli("import", "a.csv", cwd=data.parent)
    assert_plain(done, 3)
    assert f"Ничего не записано: в {data / 'raw'} нельзя писать" in done.stderr
    assert contents(data) == before


@posix_only
def test_a_package_that_is_read_only_is_read_and_not_written(data: Path) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("needs setpriv, to be less than root")
    less = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    prefix = less if os.geteuid() == 0 else []
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    data.chmod(0o555)
    outcomes = {
        arguments: subprocess.run(
            [*prefix, executable(), *arguments],
            cwd=data.parent,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for arguments in (("check",), ("import", "a.csv", "--dry-run"), ("import", "a.csv"))
    }
    data.chmod(0o755)
    codes = [done.returncode for done in outcomes.values()]
    assert codes == [0, 0, 3], outcomes
    assert "Данные не записаны. Нельзя записать в папку" in outcomes["import", "a.csv"].stderr


def test_data_that_somebody_edits_meanwhile_are_not_overwritten(data: Path) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data)
    table = data / "visits.csv"
    table.write_text(table.read_text("utf-8").replace("37743", "37744"), encoding="utf-8")
    before = contents(data)
    with pytest.raises(RunFailure, match=r"пока команда работала, изменились visits\.csv"):
        carry_out(plan)
    assert contents(data) == before


def test_an_export_that_changes_while_it_is_read_is_not_kept(data: Path) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    plan = plan_import([export], data)
    export.write_text(months_csv(101), encoding="utf-8")
    before = contents(data)
    with pytest.raises(RunFailure, match="изменился, пока его читали"):
        carry_out(plan)
    assert contents(data) == before


def test_what_is_read_is_the_copy_that_is_kept(data: Path) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    was, read = export.stat(), export.read_bytes()
    with laid_aside(data, [export]) as digests:
        assert digests[0].sha256 == hashlib.sha256(read).hexdigest()
        export.write_text(months_csv(101), encoding="utf-8")
        os.utime(export, ns=(was.st_atime_ns, was.st_mtime_ns))
        carry_out(plan_import([export], data, digests=digests))
    (kept,) = (data / "raw" / "2023").iterdir()
    assert kept.read_bytes() == read
    assert kept.stat().st_mtime_ns == was.st_mtime_ns
    assert visits_of(data, 2023) == 1200
    assert not (data / ASIDE).exists()


def test_an_export_that_changes_while_its_copy_is_read_is_not_kept(data: Path) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    before = contents(data)
    with laid_aside(data, [export]) as digests:
        plan = plan_import([export], data, digests=digests)
        export.write_text(f"{months_csv()}\n", encoding="utf-8")
        with pytest.raises(RunFailure, match="изменился, пока его читали"):
            carry_out(plan)
    assert contents(data) == before
    assert not (data / ASIDE).exists()


def test_without_room_for_a_copy_the_file_itself_is_read(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    monkeypatch.setattr(keeping, "copy_file", full)
    with laid_aside(data, [export]) as digests:
        plan = plan_import([export], data, digests=digests)
        assert digests[0].copy is None
        carry_out(plan)
    (kept,) = (data / "raw" / "2023").iterdir()
    assert kept.read_bytes() == export.read_bytes()


@pytest.mark.parametrize(
    "text", ["ни на что не похоже\n", months_csv(year=2022)], ids=["refused", "contradicting"]
)
def test_a_copy_of_what_is_not_taken_is_removed(data: Path, cli: Cli, text: str) -> None:
    (data.parent / "a.csv").write_text(text, encoding="utf-8")
    before = contents(data)
    assert_plain(cli("import", "a.csv", cwd=data.parent), 1)
    assert contents(data) == before
    assert not (data / ASIDE).exists()


def test_who_waits_too_long_for_another_writer_is_told_who_it_is(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0)
    told = rf"Данные в папке {data} записывает другая команда: процесс {os.getpid()}"
    with (
        writing.writing_alone(data),
        pytest.raises(RunFailure, match=told),
        writing.writing_alone(data),
    ):
        pass


@pytest.mark.parametrize(
    "command", ["schema", "import a.csv", "import --undo", "sources rename census-2021 census"]
)
def test_each_command_that_writes_data_does_so_alone(
    data: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli, command: str
) -> None:
    (data.parent / "a.csv").write_text(months_csv(), encoding="utf-8")
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0)
    with writing.writing_alone(data):
        before = contents(data)
        done = cli(*command.split(), cwd=data.parent)
        assert_plain(done, 3)
        assert "записывает другая команда" in done.stderr
        assert contents(data) == before


@pytest.mark.parametrize(("today", "refused"), [((2023, 12, 30), True), ((2023, 12, 31), False)])
def test_days_that_have_not_come_are_refused(
    data: Path, today: tuple[int, int, int], refused: bool
) -> None:
    export = data.parent / "a.csv"
    export.write_text(months_csv(), encoding="utf-8")
    if refused:
        with pytest.raises(DataRefusal, match=r"день, который ещё не настал: 31\.12\.2023"):
            plan_import([export], data, today=date(*today))
    else:
        assert plan_import([export], data, today=date(*today)).changes


def test_two_exports_of_one_name_are_both_kept(data: Path, tmp_path: Path) -> None:
    files = []
    for month in (1, 2):
        folder = tmp_path / str(month)
        folder.mkdir()
        file = folder / "отчёт.csv"
        file.write_text(f"{HEADER}2023-0{month}-01,{month},1,{month}\n", encoding="utf-8")
        files.append(file)
    carry_out(plan_import(files, data))
    kept = sorted((data / "raw" / "2023").iterdir())
    assert sorted(each.read_bytes() for each in kept) == sorted(f.read_bytes() for f in files)
