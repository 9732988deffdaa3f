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
    tidy,
)

YEAR = 2022
FILES = ("a.html", "b.pdf", "data/c.csv", "data/d.csv")


def fill(folder: Path, generation: str, files: tuple[str, ...] = FILES) -> None:
    """Fill a folder with an edition all of whose files tell its generation."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name in files:
        (folder / name).write_text(generation)
    outputs = [entry(folder / name, folder) for name in files]
    manifest = {"format": 1, "outputs": outputs, "generation": generation}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def generation(edition: Path) -> str:
    """Tell the generation of an edition, which has to be whole."""
    found = str(json.loads((edition / "manifest.json").read_text())["generation"])
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
