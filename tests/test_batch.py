"""Many editions at once: the same bytes as alone, and a failure hurts nobody else."""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import nbformat
import openpyxl
import pytest

from shegar_metrics.batch.index import write_index
from shegar_metrics.batch.making import Making
from shegar_metrics.batch.packages import Package, read_package
from shegar_metrics.batch.places import find_packages, place_of
from shegar_metrics.batch.planning import Entry, Outcome, Work, plan_package
from shegar_metrics.batch.region import open_region, write_page, write_region
from shegar_metrics.batch.workers import Workers, cluster_workers, local_workers
from shegar_metrics.dataset import load
from shegar_metrics.editions.recipe import makers, notebook_path
from shegar_metrics.editions.record import record_of
from shegar_metrics.indicators import compute
from shegar_metrics.problems import ParameterRefusal, Refusal
from shegar_metrics.run.execution import execute
from shegar_metrics.run.making import make_here
from shegar_metrics.run.orders import Delivery, Order
from shegar_metrics.views.typography import NBSP

from . import packages
from .conftest import (
    Cli,
    add_2023,
    assert_plain,
    command,
    executable,
    processes_with,
    shipped,
)
from .editions import SHOWN_NBSP, text_of_executed, text_of_notebook

MADE_OF_TEXT = ("annual_report", "decision")


def region(folder: Path, *, of_each: int = 1) -> Path:
    """Write municipalities of one, two and three years, each with numbers of its own."""
    for number in range(of_each):
        for kind in (packages.poor, lambda to: add_2023(shipped(to)), packages.rich):
            data = kind(folder / f"place-{len(list(folder.glob('*')))}" / "data")
            visits = data / "visits.csv"
            text = visits.read_text(encoding="utf-8")
            visits.write_text(re.sub(r"(?<=-31,site,)", f"{number + 1}", text), encoding="utf-8")
    return folder


def quick_make(order: Order) -> Delivery:
    """Make what an edition must have, with no notebook."""
    return quick(order, "".join(sorted(order.tables)))


def quick(order: Order, page: str) -> Delivery:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as name:
        results = compute(load(order.lay_out(Path(name))), order.year)
    before = order.published.get(f"reports/{order.year - 1}/indicators.csv", b"")
    numbers = results.csv().encode()
    files = {"annual_report.html": page.encode(), "indicators.csv": numbers, "before": before}
    return Delivery(files, record=record_of(results, []), makers=makers())


@pytest.fixture
def threads() -> Workers:
    """Workers that are threads, for makers that are quick."""
    return Workers(ThreadPoolExecutor(2), quick_make, 2)


def test_every_package_is_found_and_nothing_else(tmp_path: Path) -> None:
    region(tmp_path)
    edition = tmp_path / "place-0" / "reports" / "2023"
    packages.poor(edition / "data")
    (edition / "manifest.json").write_text("{}")
    packages.poor(tmp_path / "place-0" / ".building-2023-1" / "data")
    names = [place_of(data) for data in find_packages([tmp_path, tmp_path / "place-1"])]
    assert names == ["place-0", "place-1", "place-2"]
    assert [place_of(d) for d in find_packages([tmp_path], ["*-1"])] == ["place-1"]
    assert find_packages([tmp_path / "place-2" / "data"]) == [tmp_path / "place-2" / "data"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_folder_is_followed_once(tmp_path: Path) -> None:
    many = tmp_path / "many"
    packages.empty(many / "a" / "data")
    packages.empty(tmp_path / "elsewhere" / "data")
    (many / "0").symlink_to(many / "a")  # found itself, under its own name
    (many / "b").symlink_to(tmp_path / "elsewhere")
    (many / "c").symlink_to(tmp_path / "elsewhere")
    (many / "a" / "up").symlink_to(many)
    (many / "d").mkdir()
    packages.empty(tmp_path / "data of d")
    (many / "d" / "data").symlink_to(tmp_path / "data of d")
    found = [data.relative_to(many).as_posix() for data in find_packages([many])]
    assert found == ["a/data", "b/data", "d/data"]
    assert find_packages([many, many / "a"]) == find_packages([many])
    # Its reports stand beside what is named, wherever the tables are: so do those of one alone.
    assert find_packages([many / "d" / "data", many / "d"]) == [many / "d" / "data"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_junction_of_windows_is_followed_as_a_link_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages.empty(tmp_path / "elsewhere" / "data")
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "a").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(Path, "is_symlink", lambda _: False)
    (found,) = find_packages([tmp_path / "many"])
    assert found.relative_to(tmp_path).as_posix() == "many/a/data"


def test_what_names_no_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match="нет ни одного пакета данных"):
        find_packages([tmp_path])
    packages.empty(tmp_path / "a" / "data")
    with pytest.raises(ParameterRefusal, match=r"не подходит под b\*"):
        find_packages([tmp_path], ["b*"])
    packages.empty(tmp_path / "a" / "other")
    with pytest.raises(ParameterRefusal, match="несколько пакетов данных"):
        find_packages([tmp_path])


def test_all_years_are_made_each_after_the_one_before(tmp_path: Path, threads: Workers) -> None:
    made = Making(find_packages([region(tmp_path)])).run(threads)
    years = [(place_of(e.data), e.year) for e in made]
    assert years == [
        ("place-0", 2023),
        *(("place-1", year) for year in (2022, 2023)),
        *(("place-2", year) for year in (2023, 2024, 2025)),
    ]
    assert {each.outcome for each in made} == {Outcome.MADE}
    for place, year in (("place-1", 2023), ("place-2", 2024), ("place-2", 2025)):
        reports = tmp_path / place / "reports"
        of_year_before = (reports / str(year - 1) / "indicators.csv").read_bytes()
        assert (reports / str(year) / "before").read_bytes() == of_year_before


def test_started_again_it_makes_what_is_not_made_yet(tmp_path: Path, threads: Workers) -> None:
    found = find_packages([region(tmp_path)])
    Making(found[:2]).run(threads)
    outcomes = [each.outcome for each in Making(found).run(threads)]
    assert outcomes == [Outcome.UNCHANGED] * 3 + [Outcome.MADE] * 3
    outcomes = [each.outcome for each in Making(found, force=True).run(threads)]
    assert outcomes == [Outcome.MADE] * 6


def test_one_that_fails_leaves_its_successor_to_what_is_published(
    tmp_path: Path, threads: Workers
) -> None:
    def make(order: Order) -> Delivery:
        if order.year == 2024:
            return Delivery({"failure.html": b"why"}, wrong=("Ядро остановилось.",))
        return quick_make(order)

    packages.rich(tmp_path / "place" / "data")
    of_2023, of_2024, of_2025 = Making(find_packages([tmp_path])).run(
        Workers(ThreadPoolExecutor(2), make, 2)
    )
    assert [of_2023.outcome, of_2025.outcome] == [Outcome.MADE] * 2
    assert (of_2024.outcome, of_2024.wrong) == (Outcome.FAILED, ("Ядро остановилось.",))
    assert of_2024.page is not None
    assert of_2024.page.read_bytes() == b"why"
    assert (tmp_path / "place" / "reports" / "2025" / "before").read_bytes() == b""


@pytest.mark.parametrize("lost", [False, True], ids=["published", "reports are lost"])
def test_a_correction_is_an_edition_of_its_own_and_is_known_to_the_year_after(
    tmp_path: Path, threads: Workers, lost: bool
) -> None:
    data = packages.rich(tmp_path / "place" / "data")
    Making([data]).run(threads)
    if lost:  # a number once issued is given to no other figures all the same
        shutil.rmtree(data.parent / "reports")
    visits = data / "visits.csv"
    found = re.search(r"2024-12-01,2024-12-31,site,(\d+)", visits.read_text(encoding="utf-8"))
    assert found
    row = found[0].removesuffix(found[1])
    corrected = visits.read_text(encoding="utf-8").replace(found[0], f"{row}{int(found[1]) + 500}")
    visits.write_text(corrected, encoding="utf-8")
    made = Making([data], reason="Опечатка").run(threads)
    assert [each.is_corrected for each in made] == [False, True, True]
    assert "редакция 2" in made[1].notes[0]
    reports = data.parent / "reports"
    numbers = (reports / "2024" / "indicators.csv").read_bytes()
    assert (reports / "2025" / "before").read_bytes() == numbers
    rows = (data / "editions.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[:2] for row in rows if "Опечатка" in row] == [
        ["2024", "2"],
        ["2025", "2"],
    ]
    assert {each.outcome for each in Making([data]).run(threads)} == {Outcome.UNCHANGED}


def test_data_that_change_meanwhile_are_of_the_next_run(tmp_path: Path) -> None:
    data = packages.poor(tmp_path / "place" / "data")
    before = (data / "visits.csv").read_bytes()

    def make(order: Order) -> Delivery:
        (data / "visits.csv").write_bytes(before.replace(b"5021", b"5022"))
        return quick_make(order)

    Making([data]).run(Workers(ThreadPoolExecutor(1), make, 1))
    edition = tmp_path / "place" / "reports" / "2023"
    assert (edition / "data" / "visits.csv").read_bytes() == before
    assert isinstance(plan_package(read_package(data))[0], Work)


def test_refused_data_end_their_own_editions_alone(tmp_path: Path, threads: Workers) -> None:
    spoilt = region(tmp_path) / "place-1" / "data" / "visits.csv"
    spoilt.write_text(spoilt.read_text(encoding="utf-8").replace("37743", "много"))
    entries = Making(find_packages([tmp_path]), [2022, 2023]).run(threads)
    failed = {(place_of(e.data), e.year): e for e in entries if e.outcome is Outcome.FAILED}
    assert set(failed) == {
        ("place-0", 2022),
        ("place-1", 2022),
        ("place-1", 2023),
        ("place-2", 2022),
    }
    assert "visits.csv, строка 2" in failed["place-1", 2022].wrong[0]
    assert "за 2022 год данных нет" in failed["place-2", 2022].wrong[0]
    page = failed["place-1", 2023].page
    assert page is not None
    assert "много" in page.read_text(encoding="utf-8")


def test_no_time_is_left_when_all_is_made(tmp_path: Path, threads: Workers) -> None:
    steps: list[tuple[str, float]] = []
    missing = [tmp_path / str(number) for number in range(9)]  # nine ninths are more than one
    Making(missing, step=lambda *step: steps.append(step)).run(threads)
    assert steps[-1] == ("Готово отчётов: 0, не удалось: 9; осталось около 0 с", 1.0)


def die(order: int) -> int:
    """Do as the order says: end the process, hang until it is killed, or answer."""
    if order == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return order


def test_the_table_of_a_region_holds_every_result_of_every_package(tmp_path: Path) -> None:
    found = find_packages([region(tmp_path / "many")])
    folder = tmp_path / "batch"
    assert [package.data for package in write_region(map(read_package, found), folder)] == found
    table, book = folder / "region.parquet", folder / "region.xlsx"
    columns = ("folder", "id", "start", "value", "reason")
    rows = duckdb.read_parquet(str(table)).project(", ".join(columns)).fetchall()
    expected = {
        (place_of(data), *(record[name] for name in columns[1:]))
        for data in found
        for year in load(data).years
        for record in compute(load(data), year).records()
    }
    assert {(f, i, str(start), v, r) for f, i, start, v, r in rows} == expected
    assert len(rows) == len(expected)
    known = duckdb.read_parquet(str(table)).project("folder, oktmo, kind, residents").distinct()
    assert ("place-2", None, "округа", 19450) in known.fetchall()
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    values = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert values == {"Заречный район", "Заречный муниципальный округ", "Шегарский район"}


def test_the_page_of_a_region_ranks_what_is_known(tmp_path: Path) -> None:
    found = find_packages([region(tmp_path / "many")])
    list(write_region((read_package(data, [2023]) for data in found), tmp_path))
    executed = execute(notebook_path("region"), {"year": 2023, "data": str(tmp_path)}, None, 60)
    told = text_of_executed(executed).replace(SHOWN_NBSP, " ")
    visits = {data: compute(load(data), 2023)["visits"].value for data in found}
    place = [place_of(data) for data in sorted(found, key=lambda data: -(visits[data] or 0))]
    names = {"place-0": "Заречный район", "place-1": "Шегарский", "place-2": "Заречный муниц"}
    part = told[told.index("|1|") : told.index("Четверть")]
    assert sorted(place, key=lambda p: part.index(names[p])) == place
    assert re.search(r"\|Заречный район\|Стоимость договора[^|]*\|[^|]*нет", told)
    assert "Муниципалитетов с данными за этот год: 3" in told
    met = [compute(load(data), 2023)["measures_met"] for data in found]
    parts = {f"|{one.value} из {one.denominator}|" for one in met if one.value is not None}
    assert parts
    assert all(part in told for part in parts)
    page = write_page(tmp_path).read_text(encoding="utf-8")
    assert "Кто на каком месте" in page
    assert write_page(tmp_path).read_text(encoding="utf-8") == page


def test_a_wrong_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "файл").touch()
    packages = iter([Package(tmp_path, [], Refusal("нет данных"), {})])
    with pytest.raises(OSError, match="файл"):
        next(write_region(packages, tmp_path / "файл" / "сводка"))


def test_the_page_of_a_region_names_who_could_not_be_read(tmp_path: Path) -> None:
    found = find_packages([region(tmp_path / "many")])
    (found[0] / "visits.csv").write_text("it's nothing\n", encoding="utf-8")
    list(write_region(map(read_package, found), tmp_path))
    opened = open_region(year=2023, data=tmp_path)
    ((folder, why),) = opened.unread
    assert folder == "place-0"
    assert "visits.csv" in why
    page = write_page(tmp_path).read_text(encoding="utf-8")
    assert "Кого здесь нет" in page
    assert "Ещё не прочитано папок с данными: 1" in page.replace(NBSP, " ")


@pytest.mark.parametrize("temporary", [os.curdir, "длинное имя папки для временных файлов"])
def test_workers_start_wherever_temporary_files_are(
    temporary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / temporary
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with local_workers(1) as workers:
        assert workers.executor.submit(die, 7).result() == 7


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_killed_worker_is_blamed_alone(tmp_path: Path) -> None:
    with local_workers(2) as workers:
        workers = Workers(workers.executor, die, 2)
        orders = ((number, number) for number in range(10, 18))
        ended = {work: type(future.exception()) for work, future in workers.completed(orders)}
    assert ended.pop(13).__name__ == "BrokenExecutor"
    assert ended == dict.fromkeys({10, 11, 12, 14, 15, 16, 17}, type(None))


def test_a_broken_worker_leaves_an_account(tmp_path: Path) -> None:
    from concurrent.futures.process import BrokenProcessPool

    def make(order: Order) -> Delivery:
        raise BrokenProcessPool("gone")

    data = packages.poor(tmp_path / "place" / "data")
    (entry,) = Making([data]).run(Workers(ThreadPoolExecutor(1), make, 1))
    assert entry.outcome is Outcome.FAILED
    assert "оборвался" in entry.wrong[0]
    assert entry.page is not None
    assert "не хватает памяти" in entry.page.read_text(encoding="utf-8")


def test_another_program_on_a_worker_makes_no_edition(tmp_path: Path) -> None:
    def make(order: Order) -> Delivery:
        made = quick_make(order)
        return replace(made, makers={**made.makers, "versions": {"python": "2.7"}})

    data = packages.poor(tmp_path / "place" / "data")
    (entry,) = Making([data]).run(Workers(ThreadPoolExecutor(1), make, 1))
    assert entry.outcome is Outcome.FAILED
    assert "другие версии пакетов" in entry.wrong[0]


def test_what_is_at_work_is_published_before_a_failure_to_read_on(
    tmp_path: Path, threads: Workers
) -> None:
    region(tmp_path)

    def failing(read: Iterator[Package]) -> Iterator[Package]:
        yield from read
        raise Refusal("Страница области не сделана.")

    with pytest.raises(Refusal, match="Страница области"):
        Making(find_packages([tmp_path]), beside=failing).run(threads)
    assert len(list(tmp_path.glob("*/reports/*/manifest.json"))) == 6


class Page(HTMLParser):
    """What a page links to, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.links += [value for name, value in attrs if name == "href" and value]


def test_the_index_tells_of_every_edition_and_leads_to_it(tmp_path: Path) -> None:
    data = tmp_path / "село #1 <b>" / "data"
    page = data.parent / "reports" / "2023" / "annual_report.html"
    page.parent.mkdir(parents=True)
    page.touch()
    entries = [
        Entry(data, data.parent / "reports", 2023, Outcome.MADE, "Село <b>", kept=("a.docx",)),
        Entry(data, data.parent / "reports", None, Outcome.FAILED, "", ("нет < данных", "второе")),
    ]
    index = write_index(entries, tmp_path / "batch")
    text = index.read_text(encoding="utf-8")
    html = Page(text)
    assert html.links == [
        "../%D1%81%D0%B5%D0%BB%D0%BE%20%231%20%3Cb%3E/reports/2023/annual_report.html"
    ]
    assert ("html", {"lang": "ru"}) in html.tags
    assert "caption" in dict(html.tags)
    assert not {"b", "script", "link", "img"} & {tag for tag, _ in html.tags}
    assert text.index("нет &lt; данных") < text.index("a.docx")
    in_all = "Всего отчётов — 2: не сделано — 1, сделано — 1, не изменилось — 0."
    assert in_all in " ".join(text.split())
    told = json.loads((tmp_path / "batch" / "batch.json").read_text(encoding="utf-8"))
    assert (told["made"], told["unchanged"], told["failed"]) == (1, 0, 1)
    assert [each["wrong"] for each in told["editions"]] == [[], ["нет < данных", "второе"]]


@pytest.mark.parametrize(
    ("years", "why"),
    [
        ("2023-2022", "от раннего года к позднему"),
        ("2О22", "не год"),
        ("2022-2023-2024", "пишется"),
    ],
)
def test_mistyped_years_are_refused(years: str, why: str, cli: Cli, tmp_path: Path) -> None:
    done = cli("batch", str(tmp_path), "--years", years, cwd=tmp_path)
    assert_plain(done, 2)
    assert why in done.stderr


def test_an_address_of_no_cluster_is_refused(cli: Cli, tmp_path: Path) -> None:
    packages.poor(tmp_path / "place" / "data")
    done = cli("batch", ".", "--cluster", "nowhere", cwd=tmp_path)
    assert_plain(done, 1)
    assert "Кластер nowhere не отвечает" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("of_each", [1, pytest.param(5, id="30 editions")])
def test_an_edition_of_a_batch_is_what_it_is_alone(
    of_each: int, tmp_path: Path, repository: Path
) -> None:
    together, alone = (region(tmp_path / name, of_each=of_each) for name in ("many", "one"))
    done = command("batch", "many", "--workers", "2", cwd=tmp_path)
    assert_plain(done, 0)
    for data in find_packages([alone]):
        for year in load(data).years:
            assert_plain(command("report", str(year), "--data", str(data), cwd=tmp_path), 0)
            edition = data.parent / "reports" / str(year)
            other = together / place_of(data) / "reports" / str(year)
            names = {f.relative_to(edition) for f in edition.rglob("*") if f.is_file()}
            assert names == {f.relative_to(other) for f in other.rglob("*") if f.is_file()}
            _, differing, absent = filecmp.cmpfiles(edition, other, names, shallow=False)
            assert (differing, absent) == ([], [])
            executed = nbformat.read(other / "annual_report.ipynb", as_version=4)
            told = text_of_notebook(repository / "notebooks" / "annual_report.ipynb", year, data)
            assert text_of_executed(executed) == told


@pytest.mark.slow
def test_a_cluster_makes_the_same(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    together, alone = (region(tmp_path / name) for name in ("many", "one"))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, dashboard_address=None, local_directory=str(tmp_path)
        ) as cluster,
        cluster_workers(cluster.scheduler_address) as workers,
    ):
        assert workers.number == 2
        Making(find_packages([together])).run(workers)
    with local_workers(2) as workers:
        Making(find_packages([alone])).run(workers)
    editions = sorted(alone.glob("*/reports/2*"))
    assert len(editions) == 6
    for edition in editions:
        other = together / edition.relative_to(alone)
        names = [f.relative_to(edition) for f in edition.rglob("*") if f.is_file()]
        same, _, _ = filecmp.cmpfiles(edition, other, names, shallow=False)
        assert len(same) == len(names) > 10


def hang(order: Order) -> Delivery:
    """Make an edition of 2023; that of 2024 hangs in a cell, that of 2025 loses its process."""
    if order.year == 2025:
        os._exit(1)
    if order.year == 2024:
        from shegar_metrics.run import making

        making.CELL_TIMEOUT_SECONDS = 0.01  # type: ignore[assignment]
    return make_here(order)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no such alarm")
def test_a_hanging_cell_and_a_dead_process_hurt_nobody_else(tmp_path: Path) -> None:
    packages.rich(tmp_path / "place" / "data")
    with local_workers(2) as workers:
        made, hung, dead = Making(find_packages([tmp_path])).run(Workers(workers.executor, hang, 2))
    assert made.outcome is Outcome.MADE
    assert "не ответила за отведённое время" in hung.wrong[0]
    assert "оборвался" in dead.wrong[0]
    for entry in (hung, dead):
        assert entry.page is not None
        assert entry.page.name == "failure.html"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_a_stop_ends_every_worker(signum: signal.Signals, tmp_path: Path) -> None:
    region(tmp_path / "many")
    work = tmp_path / "temporary"
    work.mkdir()
    mark = "STOPPED_BATCH"
    with subprocess.Popen(
        [executable(), "batch", "many"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(work), mark: str(tmp_path)},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell that runs us in the background would have it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        assert running.stderr is not None
        assert any(line.startswith("Готово отчётов: 1") for line in running.stderr)
        running.send_signal(signum)  # while others are at work
        assert running.wait(10) == (130 if signum == signal.SIGINT else -signum)
        said = running.stderr.read().splitlines()
    deadline = time.monotonic() + 60
    while processes_with(mark, str(tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    if signum == signal.SIGINT:
        assert list(work.iterdir()) == []
        assert said[-1] == "Остановлено. Готовые файлы целы, команду можно запустить снова."
    again = command("batch", "many", cwd=tmp_path, TMPDIR=str(work))
    assert_plain(again, 0)
    assert again.stderr.splitlines()[-1] == "Отчётов: 6 из 6."  # no library adds a word
    assert list(work.iterdir()) == []  # nor what the killed one had left
