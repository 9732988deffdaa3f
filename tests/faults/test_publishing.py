"""How an edition takes the place of the older one: whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shegar_metrics.editions import publish as publishing
from shegar_metrics.editions.manifest import entry
from shegar_metrics.editions.publish import (
    building_folder,
    publish,
    publish_failure,
    remove_failure,
    standing,
    standing_in,
    tidy,
)
from shegar_metrics.problems import RunFailure

POSIX = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
YEAR = 2022
FILES = ("a.html", "b.pdf", "data/c.csv", "data/d.csv")


def fill(
    folder: Path, generation: str, files: tuple[str, ...] = FILES, number: int | None = None
) -> None:
    """Fill a folder with an edition all of whose files tell its generation."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).write_text(generation)
    manifest = {
        "format": 2,
        "edition": number,
        "record": dict.fromkeys(("results", "sentences", "imprint"), "0" * 64),
        "parameters": {"year": YEAR, "data": "data"},
        "inputs": [],
        "code": [],
        "versions": {"python": "3", "shegar-metrics": generation},
        "platform": {"system": "Linux", "machine": "x86_64"},
        "git": None,
        "outputs": [entry(folder / name, folder) for name in files],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


def generation(edition: Path) -> str:
    """Tell the generation of an edition, which has to be whole."""
    manifest = json.loads((edition / "manifest.json").read_text())
    found = str(manifest["versions"]["shegar-metrics"])
    assert {(edition / name).read_text() for name in FILES} == {found}
    return found


def new_edition(reports: Path, generation: str) -> None:
    with building_folder(reports, YEAR) as building:
        fill(building, generation)
        publish(building, reports / str(YEAR))


@pytest.fixture(params=["exchange", "renames"])
def reports(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder of reports on a system that can exchange folders, and on one that cannot."""
    if request.param == "renames":
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders")
def test_linux_exchanges_folders_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        fill(tmp_path / name, name)
    assert publishing._exchange(tmp_path / "one", tmp_path / "other")
    assert generation(tmp_path / "one") == "other"
    assert not publishing._exchange(tmp_path / "one", tmp_path / "nowhere")


def test_an_edition_takes_the_place_of_the_older_one(reports: Path) -> None:
    for each in ("1", "2", "3"):
        new_edition(reports, each)
        assert generation(reports / "2022") == each
        assert [file.name for file in reports.iterdir()] == ["2022"]


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_an_edition_can_be_read_by_whom_the_older_one_could(reports: Path) -> None:
    new_edition(reports, "1")
    (reports / "2022").chmod(0o775)
    new_edition(reports, "2")
    assert (reports / "2022").stat().st_mode & 0o777 == 0o775


def test_what_people_have_added_is_carried_over(reports: Path) -> None:
    edition = reports / "2022"
    fill(edition, "1", (*FILES, "no longer made.txt"))
    for name in ("README.txt", "letters/письмо.txt", "data/note.txt", "failed/failure.html"):
        (edition / name).parent.mkdir(exist_ok=True)
        (edition / name).write_text("by hand")
    (edition / "README.txt").chmod(0o444)
    for each in ("2", "3"):
        new_edition(reports, each)
        assert generation(edition) == each
        kept = {path for path in edition.rglob("*") if path.is_file()}
        assert {path.relative_to(edition).as_posix() for path in kept} == {
            *FILES,
            "manifest.json",
            "README.txt",
            "letters/письмо.txt",
            "data/note.txt",
        }
        assert (edition / "letters/письмо.txt").read_text() == "by hand"


def test_what_people_have_changed_is_kept_aside(reports: Path) -> None:
    edition = reports / "2022"
    for each, changed in (("1", "filled in"), ("2", "filled in again"), ("3", "")):
        new_edition(reports, each)
        assert generation(edition) == each
        if changed:
            (edition / "a.html").write_text(changed)
    assert (edition / "a.edited.html").read_text() == "filled in"
    assert (edition / "a.edited-2.html").read_text() == "filled in again"


def test_without_a_manifest_whatever_differs_is_kept(reports: Path) -> None:
    edition = reports / "2022"
    new_edition(reports, "1")
    (edition / "a.html").write_text("filled in")
    (edition / "manifest.json").write_text("{")
    new_edition(reports, "2")
    assert generation(edition) == "2"
    assert (edition / "a.edited.html").read_text() == "filled in"


def test_the_account_of_a_failure_stands_beside_the_good_edition(reports: Path) -> None:
    new_edition(reports, "1")
    for told in ("first", "second"):
        with building_folder(reports, YEAR) as building:
            (building / "failure.html").write_text(told)
            folder = publish_failure(building, reports / "2022")
        assert folder == reports / "2022" / "failed"
        assert (folder / "failure.html").read_text() == told
        assert generation(reports / "2022") == "1"
    remove_failure(reports / "2022")
    assert not folder.exists()
    assert generation(reports / "2022") == "1"


def test_the_next_run_clears_away_what_a_dead_one_has_left(tmp_path: Path) -> None:
    fill(tmp_path / ".old-2022", "old")
    fill(tmp_path / ".building-2022-77", "half")
    fill(tmp_path / ".building-2023-78", "of another year")
    tidy(tmp_path, YEAR)
    assert generation(tmp_path / "2022") == "old"
    fill(tmp_path / ".old-2022", "older")
    tidy(tmp_path, YEAR)
    assert generation(tmp_path / "2022") == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == [".building-2023-78", "2022"]


@POSIX
@pytest.mark.parametrize("target", ["../share/2022", "nowhere", "../share/file", "2022"])
def test_no_edition_takes_the_place_of_a_link(tmp_path: Path, target: str) -> None:
    share, reports = tmp_path / "share", tmp_path / "reports"
    fill(share / "2022", "theirs")
    (share / "file").write_text("by hand")
    reports.mkdir()
    (reports / "2022").symlink_to(target)
    with pytest.raises(RunFailure) as refused:
        new_edition(reports, "new")
    told = str(refused.value)
    assert told.startswith(f"{reports / '2022'} — ")
    assert (f"--out {share}" in told) is (target == "../share/2022")
    assert [file.name for file in reports.iterdir()] == ["2022"]
    assert (reports / "2022").is_symlink()
    assert generation(share / "2022") == "theirs"


def test_no_edition_takes_the_place_of_a_file(reports: Path) -> None:
    (reports / "2022").write_text("by hand")
    with pytest.raises(RunFailure, match="2022 — не папка"):
        new_edition(reports, "new")
    assert [file.name for file in reports.iterdir()] == ["2022"]
    assert (reports / "2022").read_text() == "by hand"


@POSIX
def test_reports_behind_a_link_are_written_there(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "reports").symlink_to("share")
    for each in ("1", "2"):
        new_edition(tmp_path / "reports", each)
        assert generation(tmp_path / "share" / "2022") == each
    assert [file.name for file in (tmp_path / "share").iterdir()] == ["2022"]
    assert (tmp_path / "reports").is_symlink()


@POSIX
def test_links_that_stand_in_the_way_are_removed_and_not_followed(reports: Path) -> None:
    theirs = reports / "theirs"
    fill(theirs, "theirs")
    new_edition(reports, "1")
    for name in (".building-2022-77", ".old-2022", "2022/failed"):
        (reports / name).symlink_to(theirs)
    tidy(reports, YEAR)
    remove_failure(reports / "2022")
    assert sorted(file.name for file in reports.iterdir()) == ["2022", "theirs"]
    assert not os.path.lexists(reports / "2022" / "failed")
    assert generation(theirs) == "theirs"


@POSIX
def test_what_is_no_file_any_more_is_not_read(reports: Path) -> None:
    edition = reports / "2022"
    new_edition(reports, "1")
    for name in ("a.html", "b.pdf"):
        (edition / name).unlink()
    os.mkfifo(edition / "a.html")
    (edition / "b.pdf").symlink_to("/dev/zero")
    os.mkfifo(edition / "pipe")
    with building_folder(reports, YEAR) as building:
        fill(building, "2")
        assert publish(building, edition) == ["b.edited.pdf"]
    assert generation(edition) == "2"
    assert (edition / "b.edited.pdf").readlink() == Path("/dev/zero")


@POSIX
def test_without_a_manifest_a_link_is_kept_as_it_is(reports: Path) -> None:
    edition = reports / "2022"
    new_edition(reports, "1")
    (edition / "manifest.json").write_text("[" * 200_000)
    (edition / "a.html").unlink()
    (edition / "a.html").symlink_to("/dev/zero")
    new_edition(reports, "1")
    assert (edition / "a.edited.html").readlink() == Path("/dev/zero")
    assert not list(edition.glob("b.edited*"))


def test_a_long_name_leaves_room_for_the_mark(reports: Path) -> None:
    name = "ы" * 124 + ".html"
    edition = reports / "2022"
    for each in ("1", "2"):
        with building_folder(reports, YEAR) as building:
            fill(building, each, (*FILES, name))
            publish(building, edition)
        (edition / name).write_text("filled in")
    assert (edition / f"{'ы' * 121}.edited.html").read_text() == "filled in"


def test_an_edition_that_has_stepped_aside_is_found_there(tmp_path: Path) -> None:
    fill(tmp_path / ".old-2021", "aside")
    fill(tmp_path / ".old-2022", "of a dead run")
    for name in ("2022", "2023", ".building-2024-7"):
        fill(tmp_path / name, name)
    assert [folder.name for folder in standing_in(tmp_path)] == [".old-2021", "2022", "2023"]
    assert standing(tmp_path / "2021") == tmp_path / ".old-2021"
    assert standing(tmp_path / "2022") == tmp_path / "2022"
    assert standing(tmp_path / ("ы" * 200)) == tmp_path / ("ы" * 200)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_folders_are_on_the_disk_before_and_after(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[Path, bool]] = []
    fsync = os.fsync

    def noting(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append((path, (reports / "2022").exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    new_edition(reports, "1")
    *before, last = flushed
    building = reports / f".building-2022-{os.getpid()}"
    assert {path for path, _ in before} == {
        building,
        building / "data",
        building / "manifest.json",
        *(building / name for name in FILES),
    }
    assert not any(published for _, published in before)
    assert last == (reports, True)


CALLS = (
    (publishing.Path, "rename"),
    (publishing.Path, "mkdir"),
    (shutil, "copymode"),
    (shutil, "copy2"),
    (shutil, "rmtree"),
    (os, "fsync"),
    (publishing, "_exchange"),
)


def failing_at(monkeypatch: pytest.MonkeyPatch, place: int, *, dead: bool) -> Iterator[str]:
    """Fail at one call to the file system, and, as the dead do, at all after it."""
    made = 0

    def wrap(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*args: object, **kwargs: object) -> object:
            nonlocal made
            made += 1
            if made == place or (dead and made > place):
                raise OSError(errno.EIO, f"{name} fails")
            return call(*args, **kwargs)

        return wrapped

    with monkeypatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, wrap(name, getattr(owner, name)))
        yield "failing"
    yield "reached" if made >= place else "passed"


@pytest.mark.parametrize("dead", [False, True])
def test_a_fault_at_any_step_leaves_one_whole_edition(
    reports: Path, monkeypatch: pytest.MonkeyPatch, dead: bool
) -> None:
    edition = reports / "2022"
    outcomes = []
    for place in range(1, 100):
        shutil.rmtree(edition, ignore_errors=True)
        fill(edition, "old")
        (edition / "README.txt").write_text("by hand")
        failing = failing_at(monkeypatch, place, dead=dead)
        next(failing)
        try:
            new_edition(reports, "new")
        except OSError:
            outcomes.append("raised")
        else:
            outcomes.append("done")
        reached = next(failing)
        if not dead:  # what is left of a run that lives on is right at once
            assert generation(edition) in ("old", "new")
        tidy(reports, YEAR)
        assert generation(edition) in ("old", "new")
        assert (edition / "README.txt").read_text() == "by hand"
        assert [file.name for file in reports.iterdir()] == ["2022"]
        if reached == "passed":
            break
    assert outcomes[-1] == "done"
    assert outcomes.count("raised") >= 8


# Forks a publisher that never stops, kills it at a random moment, looks, and starts again.
KILLER = """
import itertools, os, random, signal, sys, time
from pathlib import Path
from shegar_metrics.editions import publish as publishing
from tests.faults.test_publishing import fill, generation, new_edition

reports, mode, kills = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
edition = reports / "2022"
if mode == "renames":
    publishing._exchange = lambda *_: False
random.seed(2022)
new_edition(reports, "0")
(edition / "README.txt").write_text("by hand")
for kill in range(kills):
    hearing, telling = os.pipe()
    child = os.fork()
    if not child:
        for step in itertools.count():
            new_edition(reports, f"{kill}.{step}")
            os.write(telling, b".")
    started = time.monotonic()
    os.read(hearing, 1)
    time.sleep(random.uniform(0, 3 * (time.monotonic() - started)))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hearing)
    os.close(telling)
    if not edition.exists():
        assert mode == "renames"
        generation(reports / ".old-2022")
        publishing.tidy(reports, 2022)
    assert generation(edition).startswith(f"{kill}.")
    assert (edition / "README.txt").read_text() == "by hand"
publishing.tidy(reports, 2022)
assert [file.name for file in reports.iterdir()] == ["2022"]
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no fork")
@pytest.mark.parametrize("mode", ["exchange", "renames"])
def test_a_kill_at_any_moment_leaves_one_whole_edition(
    request: pytest.FixtureRequest, repository: Path, tmp_path: Path, mode: str
) -> None:
    kills = request.config.getoption("--kills")
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path), mode, str(kills)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
