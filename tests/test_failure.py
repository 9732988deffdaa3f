"""What happens when a run fails or is stopped: nothing is lost, and it is told plainly."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from shegar_metrics.dataset import load
from shegar_metrics.editions import manifest
from shegar_metrics.editions.manifest import read_manifest, touched
from shegar_metrics.indicators import compute
from shegar_metrics.locks import locked
from shegar_metrics.problems import Refusal, RunFailure
from shegar_metrics.run import log, making, orders, publishing, report
from shegar_metrics.run.failure import RETRY, Failure, explain, write_failure
from shegar_metrics.run.orders import Order
from shegar_metrics.run.report import make_reports
from shegar_metrics.stopping import SIGNALS

from .conftest import assert_plain, command, executable

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals or modes")


@pytest.fixture
def reports(data: Path) -> Path:
    """A folder of reports with an older edition, and a file that somebody has put there."""
    edition = data.parent / "reports" / "2022"
    edition.mkdir(parents=True)
    (edition / "annual_report.html").write_text("old", encoding="utf-8")
    (edition / "README.txt").write_text("by hand", encoding="utf-8")
    return edition.parent


def raising(error: Exception) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> None:
        raise error

    return call


def assert_old(reports: Path, *others: str) -> None:
    """Assert that the older edition is as it was, with nothing beside it but *others*."""
    edition = reports / "2022"
    assert (edition / "annual_report.html").read_text(encoding="utf-8") == "old"
    assert (edition / "README.txt").read_text(encoding="utf-8") == "by hand"
    assert {file.name for file in edition.iterdir()} - {*others} == {
        "annual_report.html",
        "README.txt",
    }
    assert_no_leftovers(reports)


def assert_new(reports: Path) -> None:
    edition = reports / "2022"
    assert read_manifest(edition) is not None
    assert not touched(edition)
    assert (edition / "README.txt").read_text(encoding="utf-8") == "by hand"
    assert not (edition / "failed").exists()
    assert_no_leftovers(reports)


def assert_no_leftovers(reports: Path) -> None:
    assert {file.name for file in reports.iterdir()} <= {"2022", "run.log", ".lock-2022"}


def page_of(reports: Path) -> str:
    """Read the page that tells of the failure; it is Russian and needs no network."""
    page = (reports / "2022" / "failed" / "failure.html").read_text(encoding="utf-8")
    assert '<html lang="ru">' in page
    assert "Отчёт за 2022 год не сделан" in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
    return page


# What stops a run, and what is told.


@pytest.mark.usefixtures("quick")
def test_a_full_disk(data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(report, "publish_edition", raising(full))
        with pytest.raises(RunFailure, match=r"На диске с папкой .* кончилось место\.") as refusal:
            make_reports([2022], data)
        assert "Что делать и подробности: " in str(refusal.value)
        assert_old(reports, "failed")
        assert "Освободите место на диске" in page_of(reports)
        # And if not even the account of it can be written:
        shutil.rmtree(reports / "2022" / "failed")
        patch.setattr(orders, "write_failure", raising(full))
        with pytest.raises(RunFailure, match=r"кончилось место\.$"):
            make_reports([2022], data)
        assert_old(reports)
    make_reports([2022], data)
    assert_new(reports)


@pytest.mark.parametrize(
    ("error", "is_said"),
    [
        (Refusal("Строка 2 неверна."), True),  # what to do then names a command
        (Failure("Сделайте его: shegar-metrics report 2022.", advice=RETRY), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
    ],
)
def test_commands_that_a_page_names_are_of_the_usual_data_folder(
    tmp_path: Path, error: Exception, is_said: bool
) -> None:
    write_failure(explain(error, tmp_path), 2022, tmp_path)
    page = (tmp_path / "failure.html").read_text(encoding="utf-8")
    assert ("добавьте к команде --data ПАПКА" in page) is is_said


@posix_only
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("spoilt", ["[" * 200_000, '{"format": 1}', None])
def test_a_manifest_that_is_none_stops_nothing(
    data: Path, reports: Path, spoilt: str | None
) -> None:
    make_reports([2022], data)
    file = reports / "2022" / manifest.MANIFEST
    file.unlink()
    if spoilt is None:
        os.mkfifo(file)
    else:
        file.write_text(spoilt, encoding="utf-8")
    (edition,) = make_reports([2022], data)
    assert edition.made
    assert edition.kept == ()
    assert_new(reports)


@posix_only
@pytest.mark.usefixtures("quick")
def test_a_report_is_not_put_in_place_of_a_link(data: Path, reports: Path) -> None:
    (reports / "2022").rename(data.parent / "elsewhere")
    (reports / "2022").symlink_to(data.parent / "elsewhere")
    with pytest.raises(RunFailure, match=f"--out {data.parent}$"):
        make_reports([2022], data)
    assert (reports / "2022").is_symlink()
    assert (data.parent / "elsewhere" / "annual_report.html").read_text(encoding="utf-8") == "old"
    assert_no_leftovers(reports)


@posix_only
@pytest.mark.usefixtures("quick")
def test_data_that_are_a_link_have_their_reports_beside_it(data: Path, tmp_path: Path) -> None:
    named = tmp_path / "project" / "data"
    named.parent.mkdir()
    named.symlink_to(data)
    (edition,) = make_reports([2022], named)
    assert edition.page.parent == named.parent / "reports" / "2022"
    assert not (data.parent / "reports").exists()
    assert_no_leftovers(named.parent / "reports")


@posix_only
@pytest.mark.usefixtures("quick")
def test_a_file_that_cannot_be_read_is_named(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reports([2022], data)
    page = reports / "2022" / "annual_report.html"
    denied = PermissionError(errno.EACCES, "Permission denied", str(page))
    monkeypatch.setattr(manifest, "sha256", raising(denied))
    with pytest.raises(RunFailure, match=rf"{page} нельзя прочитать или записать \(Permission"):
        make_reports([2022], data, force=True)
    assert page.is_file()
    assert_no_leftovers(reports)


@pytest.mark.usefixtures("quick")
def test_an_unforeseen_error_is_told_in_plain_words(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "issue", raising(KeyError("<b>")))
        with pytest.raises(RunFailure, match="Непредвиденная ошибка программы"):
            make_reports([2022], data)
    assert_old(reports, "failed")
    page = page_of(reports)
    assert "Это ошибка программы, а не данных" in page
    technical = page[page.index("<pre") :]
    assert "Traceback" in technical
    assert "Traceback" not in page.replace(technical, "")
    assert "<b>" not in page
    make_reports([2022], data)
    assert_new(reports)


@pytest.mark.usefixtures("quick")
def test_a_file_that_vanishes_is_named(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(*_: object, **__: object) -> None:
        (data / "visits.csv.gone").unlink()

    monkeypatch.setattr(report, "publish_edition", vanish)
    with pytest.raises(RunFailure, match=r"Пропал файл .*visits\.csv\."):
        make_reports([2022], data)
    assert_old(reports, "failed")


@posix_only
def test_a_read_only_folder(data: Path, reports: Path) -> None:
    prefix = []
    if os.geteuid() == 0:  # root writes everywhere, unless that right is taken away
        if not shutil.which("setpriv"):
            pytest.skip("needs setpriv, to be less than root")
        prefix = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    reports.chmod(0o555)
    done = subprocess.run(
        [*prefix, executable(), "report", "2022"],
        cwd=data.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    reports.chmod(0o755)
    assert_plain(done, 3)
    assert "Отчёт не сделан. Нельзя записать в папку" in done.stderr
    assert_old(reports)


@pytest.fixture
def spoilt(data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another line into the cell with the table of costs."""

    def spoil(line: str) -> None:
        broken = data.parent / "annual_report.ipynb"
        text = making.notebook_path("annual_report").read_text(encoding="utf-8")
        assert "sm.tables.costs(results)" in text
        broken.write_text(text.replace("sm.tables.costs(results)", line), encoding="utf-8")
        monkeypatch.setattr(making, "notebook_path", lambda _: broken)

    return spoil


def failed_notebook(reports: Path) -> Any:
    """Read the notebook of a failed run, which says how far it came."""
    path = reports / "2022" / "failed" / "annual_report.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    statuses = [cell.metadata.papermill.status for cell in notebook.cells]
    failed = statuses.index("failed")
    assert statuses[:failed] == ["completed"] * failed
    assert statuses[failed + 1 :] == ["pending"] * (len(statuses) - failed - 1)
    assert notebook.metadata.papermill.exception is True
    assert any(cell.get("outputs") for cell in notebook.cells[:failed])
    assert not any(cell.get("outputs") for cell in notebook.cells[failed + 1 :])
    return notebook.cells[failed]


@pytest.mark.slow
def test_a_cell_that_fails(data: Path, reports: Path, spoilt: Callable[[str], None]) -> None:
    spoilt("sm.figures.nothing(results)")
    with pytest.raises(
        RunFailure, match=r"ошибка в разделе «Стоимость»\. Непредвиденная .*nothing"
    ):
        make_reports([2022], data)
    assert_old(reports, "failed")
    assert failed_notebook(reports).source == "sm.figures.nothing(results)"
    page = page_of(reports)
    assert "ошибка в разделе «Стоимость»" in page
    assert "\x1b" not in page


@pytest.mark.slow
def test_a_cell_that_ends_its_process(
    data: Path, reports: Path, spoilt: Callable[[str], None]
) -> None:
    spoilt("import os; os._exit(1)")
    with pytest.raises(RunFailure, match=r"«Стоимость»\. Процесс, который делал .*оборвался"):
        make_reports([2022], data)
    assert_old(reports, "failed")
    assert "не хватает памяти" in page_of(reports)


@pytest.mark.slow
def test_a_cell_that_hangs(
    data: Path, reports: Path, spoilt: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "CELL_TIMEOUT_SECONDS", 5)
    spoilt("import time; time.sleep(600)")
    started = time.monotonic()
    with pytest.raises(RunFailure, match=r"«Стоимость»\. Ячейка не ответила за .* \(5 с\)"):
        make_reports([2022], data)
    assert time.monotonic() - started < 60
    assert_old(reports, "failed")
    assert failed_notebook(reports).source == "import time; time.sleep(600)"


@pytest.mark.slow
def test_data_spoilt_in_the_middle_are_told_by_file_and_row(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = making._executed_apart

    def spoil_and_execute(order: Order, folder: Path, **options: Any) -> Any:
        with (folder / "data" / "visits.csv").open("a", encoding="utf-8") as table:
            table.write("2023-01-01,2023-12-31,site,много,,,duma-320-2023,\n")
        return execute(order, folder, **options)

    with monkeypatch.context() as patch:
        patch.setattr(making, "_executed_apart", spoil_and_execute)
        with pytest.raises(RunFailure, match=r"visits\.csv, строка 3, столбец visits: «много»"):
            make_reports([2022], data)
    assert_old(reports, "failed")
    page = page_of(reports)
    assert "visits.csv, строка 3, столбец visits" in page
    assert "shegar-metrics check" in page


@pytest.mark.slow
def test_data_that_change_in_the_middle_are_of_the_next_report(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = making._executed_apart
    before = (data / "visits.csv").read_text(encoding="utf-8")
    after = before.replace("37743", "99999")
    assert after != before

    def change_and_execute(*arguments: Any, **options: Any) -> Any:
        (data / "visits.csv").write_text(after, encoding="utf-8")
        return execute(*arguments, **options)

    monkeypatch.setattr(making, "_executed_apart", change_and_execute)
    make_reports([2022], data)
    edition = reports / "2022"
    assert (edition / "data" / "visits.csv").read_text(encoding="utf-8") == before
    for name in ("indicators.csv", "annual_report.html"):
        published = (edition / name).read_text(encoding="utf-8").replace("\u202f", "")
        assert "37743" in published.replace("\xa0", ""), name
        assert "99999" not in published.replace("\xa0", ""), name
    (made,) = make_reports([2022], data)  # which is not what the data are now
    assert made.made
    assert "99999" in (edition / "indicators.csv").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_report_is_made_again_if_that_of_the_year_before_is_published_meanwhile(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, before = report.make_apart, reports / "2021" / "indicators.csv"
    of_2022 = compute(load(data), 2022).csv()
    made: list[Order] = []

    def publish_and_make(order: Order, *arguments: Any) -> Any:
        if not made:
            before.parent.mkdir()
            before.write_text(of_2022, encoding="utf-8")
        made.append(order)
        return make(order, *arguments)

    monkeypatch.setattr(report, "make_apart", publish_and_make)
    make_reports([2022], data)
    assert [list(order.published) for order in made] == [[], ["reports/2021/indicators.csv"]]
    manifest = (reports / "2022" / "manifest.json").read_text(encoding="utf-8")
    assert "reports/2021/indicators.csv" in manifest


# Runs that are stopped, and runs at once.


def started(data: Path, *, until: str) -> subprocess.Popen[str]:
    """Start the command, and wait until it says that it has come to a step."""
    process = subprocess.Popen(
        [executable(), "report", "2022"],
        cwd=data.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell that runs us in the background would have it ignored.
        preexec_fn=lambda: [signal.signal(signum, signal.SIG_DFL) for signum in SIGNALS],
    )
    assert process.stderr
    for line in process.stderr:
        if until in line:
            return process
    raise AssertionError(f"it has not come to {until}")


@posix_only
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "code", "step"),
    [
        ("SIGINT", 130, "запуск тетради"),
        ("SIGTERM", 143, "расчёт и рисунки"),
        ("SIGHUP", 129, "решение и приложение"),
    ],
)
def test_a_run_that_is_stopped(data: Path, reports: Path, name: str, code: int, step: str) -> None:
    process = started(data, until=step)
    time.sleep(0.1)
    process.send_signal(signal.Signals[name])
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert told.splitlines()[-1] == (
        "Остановлено. Готовые файлы целы, команду можно запустить снова."
    )
    assert "Traceback" not in told
    assert_old(reports)
    assert (reports / "run.log").read_text(encoding="utf-8").endswith("остановлено\n")


@posix_only
@pytest.mark.slow
def test_a_run_that_is_killed_and_the_next_one(data: Path, reports: Path) -> None:
    for step, pause in (("запуск тетради", 0), ("решение и", 0.1), ("запись документов", 0.2)):
        process = started(data, until=step)
        time.sleep(pause)
        process.kill()
        process.communicate()
        page = (reports / "2022" / "annual_report.html").read_text(encoding="utf-8")
        assert page == "old" or page.endswith("</html>")  # whole, whichever it is
    done = command("report", "2022", cwd=data.parent)
    assert_plain(done, 0)
    assert_new(reports)


@posix_only
@pytest.mark.slow
def test_a_second_run_of_the_same_year_is_refused(data: Path, reports: Path) -> None:
    first = started(data, until="запуск тетради")
    first.send_signal(signal.SIGSTOP)  # it would be done before the other has begun
    second = command("report", "2022", cwd=data.parent)
    first.send_signal(signal.SIGCONT)
    assert_plain(second, 3)
    assert f"Отчёт за 2022 год уже делается: процесс {first.pid} на компьютере" in second.stderr
    first.communicate()
    assert first.returncode == 0
    assert_new(reports)


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    path, other = tmp_path / ".lock", tmp_path / ".other"
    with locked(path, "Занято"), locked(other, "Занято"):
        assert f"{os.getpid()} " in path.read_text(encoding="utf-8")
        told = f"Занято: процесс {os.getpid()} на компьютере"
        with pytest.raises(RunFailure, match=told), locked(path, "Занято"):
            pass
    with locked(path, "Занято"):
        pass


@posix_only
def test_the_lock_of_a_dead_process_is_nobodys(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from shegar_metrics.locks import locked\n"
        "with locked(Path(sys.argv[1]), ''): os.kill(os.getpid(), signal.SIGKILL)"
    )
    path = tmp_path / ".lock"
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert re.match(r"\n\d+ ", path.read_text(encoding="utf-8"))
    with locked(path, ""):
        pass


# What a run leaves alone, and what it notes.


@pytest.mark.usefixtures("quick")
def test_a_report_is_made_anew_only_if_something_has_changed(data: Path, reports: Path) -> None:
    def make(*, force: bool = False) -> bool:
        (edition,) = make_reports([2022], data, force=force)
        names = ["annual_report.html", "indicators.csv", "manifest.json"]
        assert [file.name for file in edition.files] == names
        return edition.made

    assert make()
    (reports / "2022" / "failed").mkdir()
    assert not make()
    assert_new(reports)
    assert make(force=True)
    assert_new(reports)
    (reports / "2022" / "annual_report.html").write_text("filled in", encoding="utf-8")
    assert not make()
    (reports / "2022" / "annual_report.html").unlink()
    assert make()


@pytest.mark.usefixtures("quick")
def test_the_log_tells_what_took_how_long_and_how_it_ended(
    data: Path, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_reports([2022], data)
    make_reports([2022], data)
    monkeypatch.setattr(publishing, "issue", raising(KeyError("x")))
    with pytest.raises(RunFailure):
        make_reports([2022], data, force=True)
    lines = (reports / "run.log").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t(2022|—)\t[^\t]+\t\d+\.\d\d\t", line)
    whole = [line.split("\t") for line in lines if "весь отчёт" in line]
    assert [fields[-1].split(":")[0] for fields in whole] == ["готово", "не изменился", "ошибка"]


@pytest.mark.usefixtures("quick")
def test_a_log_that_cannot_be_written_stops_nothing(data: Path, reports: Path) -> None:
    (reports / log.LOG).mkdir()
    make_reports([2022], data)
    (reports / log.LOG).rmdir()
    assert_new(reports)


@pytest.mark.slow
def test_the_published_notebook_holds_no_clock(edition: Path) -> None:
    path = edition / "annual_report.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r'"(?:start_time|end_time|duration|execution|iopub[^"]*)"', text)
    assert '"id": "injected-parameters"' in text


def test_it_is_said_once_that_there_is_no_report(
    quick: list[str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "publish_edition", lambda *_, **__: None)
    with pytest.raises(RunFailure, match=r"^Отчёт не сделан\. Пока отчёт делался, менялись"):
        report.make_reports([2022], data)
