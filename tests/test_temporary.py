"""Temporary folders: gone with who made them or, if that was killed, with the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shegar_metrics import stopping
from shegar_metrics.stopping import temporary_files_in, temporary_folder

HOLDING = """
from shegar_metrics.stopping import temporary_folder
with temporary_folder() as folder:
    (folder / "file").touch()
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which everybody makes temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def running(shared: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Give another process that holds a temporary folder until it is killed, and the folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(shared))},
    ) as process:
        assert process.stdout
        try:
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def test_a_temporary_folder_leaves_nothing(shared: Path) -> None:
    with temporary_folder() as outer, temporary_folder() as inner:
        (outer / "file").touch()
        assert (inner.is_dir(), list(inner.iterdir())) == (True, [])
    assert list(shared.iterdir()) == []


def test_a_folder_within_one_that_was_cleared_away_does_not_bring_it_back(shared: Path) -> None:
    with temporary_folder() as outer, temporary_files_in(outer):
        stopping.abandon(outer)
        with pytest.raises(FileNotFoundError), temporary_folder():
            pass
        assert not outer.exists()


def test_what_a_killed_run_has_left_goes_with_the_next_one(shared: Path) -> None:
    with running(shared) as (living, held), running(shared) as (killed, left):
        killed.kill()
        killed.wait()
        assert (left / "file").is_file()
        with temporary_folder():
            assert not left.exists()
            assert (held / "file").is_file()
        assert living.poll() is None
        assert {path.name.partition(".")[0] for path in shared.iterdir()} == {held.name}
    with temporary_folder():
        pass
    assert list(shared.iterdir()) == []


def test_what_is_not_certainly_ours_stays(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = stopping._mark()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("platform.node", lambda: "another-machine")
        others = stopping._mark()
    names = [f"{mark}without-a-lock/a", f"{others}00000000/a", f"{others}00000000.lock", "a.lock"]
    for name in names:
        (shared / name).parent.mkdir(exist_ok=True)
        (shared / name).touch()
    with temporary_folder():
        pass
    assert all((shared / name).is_file() for name in names)
