"""Writing that lasts, and what is said where a disk does not take it."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import UnixFileLock

from shegar_metrics import durable
from shegar_metrics.durable import LITTLE_BYTES, fitting, flush, flush_folder, sentence_of
from shegar_metrics.importing.storing.writing import Writing, write
from shegar_metrics.locks import locked
from shegar_metrics.problems import RunFailure
from shegar_metrics.run import log

from .conftest import Cli, assert_plain, executable
from .test_importing import months_csv

POSIX = pytest.mark.skipif(os.name == "nt", reason="links, modes and mounts of POSIX")


def error(number: int, *names: Path | None) -> OSError:
    one, other = (*names, None, None)[:2]
    return OSError(number, os.strerror(number), one, None, other)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_the_full_disk_is_named_by_the_file_that_was_written(tmp_path: Path, number: int) -> None:
    told = f"На диске с папкой {tmp_path} кончилось место."
    assert sentence_of(error(number, tmp_path / "x")) == told
    assert sentence_of(error(number, Path("/from/here"), tmp_path / "x")) == told


@pytest.mark.parametrize("short", ["reports", "temporary", "neither", "both", "one disk"])
def test_the_full_disk_is_named_by_the_room_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    reports, temporary = tmp_path / "reports", tmp_path / "temporary"
    devices = {reports: 1, temporary: 1 if short == "one disk" else 2}
    monkeypatch.setattr(durable, "_temporary", lambda: temporary)
    monkeypatch.setattr(durable, "_device", lambda path: devices[path])
    room = {path: LITTLE_BYTES - (short in (path.name, "both")) for path in devices}
    monkeypatch.setattr(durable, "_free_bytes", lambda path: room[path])
    told = {
        "reports": f"{reports}",
        "temporary": f"{temporary}",
        "one disk": f"{reports}",
    }.get(short, f"{temporary} или {reports}")
    assert sentence_of(error(errno.ENOSPC), reports) == f"На диске с папкой {told} кончилось место."


def test_the_room_of_a_disk_is_that_of_the_nearest_folder_there_is(tmp_path: Path) -> None:
    told = sentence_of(error(errno.ENOSPC), tmp_path / "not" / "yet")
    assert told.startswith("На диске с папкой ")
    assert told.endswith(" кончилось место.")


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    for number, names, told in (
        (errno.EACCES, (tmp_path / "there",), f"Файл или папку {tmp_path}/there нельзя"),
        (errno.EACCES, (tmp_path / "not",), f"Нельзя записать в папку {tmp_path} ("),
        (errno.ENOENT, (tmp_path / "not",), f"Нет файла или папки {tmp_path}/not."),
        (errno.EROFS, (), f"Нельзя записать в папку {tmp_path} ("),
        (errno.EFBIG, (), "Файл больше, чем позволяет система"),
        (errno.ENOENT, (), "Нет папки для временных файлов"),
        (errno.ENAMETOOLONG, (tmp_path / ("ы" * 200),), f"Имя «{'ы' * 40}…» слишком длинное"),
    ):
        assert sentence_of(error(number, *names), tmp_path).startswith(told)


def test_a_name_is_cut_between_letters() -> None:
    assert fitting("короткое", ".csv") == "короткое.csv"
    assert fitting("ы" * 200, "-1.csv") == "ы" * 124 + "-1.csv"
    assert len(os.fsencode(fitting("ы" * 200, "1.csv"))) == 255
    assert fitting("\udcff" * 300, ".csv").endswith(".csv")


@POSIX
def test_a_folder_is_flushed_with_all_that_is_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    (tmp_path / "a" / "link").symlink_to("/")
    os.mkfifo(tmp_path / "a" / "pipe")
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    flush(tmp_path / "a")
    assert len(flushed) == 3


def test_a_system_that_flushes_no_folders_is_borne(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(number: int) -> None:
        def fsync(_: int) -> None:
            raise error(number)

        monkeypatch.setattr(os, "fsync", fsync)

    refuse(errno.EINVAL)
    flush_folder(tmp_path)
    refuse(errno.EIO)
    with pytest.raises(OSError, match="Input/output"):
        flush_folder(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_an_import_is_on_the_disk_before_its_mark_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = tmp_path / ".importing" / "complete"
    flushed: list[tuple[str, bool]] = []

    def noting(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append((path.relative_to(tmp_path).as_posix(), marked.exists()))

    monkeypatch.setattr(os, "fsync", noting)
    write(tmp_path, Writing({}, {"raw/a.csv": "x"}))
    assert (tmp_path / "raw" / "a.csv").read_text(encoding="utf-8") == "x"
    before = [path for path, there in flushed if not there]
    assert {".importing/files/raw/a.csv", ".importing/files/raw", ".importing"} <= {*before}
    assert before[-1] == "."
    assert [path for path, there in flushed if there] == [".importing", "raw"]


# A disk that is full for real, of a size of its own.


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if os.name == "nt" or not shutil.which("mount"):
        pytest.skip("needs mount")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, but: int = 0) -> None:
    """Leave no room on a disk but some bytes."""
    room = shutil.disk_usage(disk).free
    (disk / "fill").write_bytes(bytes(room - but))


def test_an_import_that_finds_no_room_for_temporary_files(data: Path, tiny: Path) -> None:
    (data.parent / "x.csv").write_text(months_csv(), encoding="utf-8")
    fill(tiny, but=16 * 1024)
    done = subprocess.run(
        [executable(), "import", "x.csv", "--prefer", "new"],
        cwd=data.parent,
        env={**os.environ, "TMPDIR": str(tiny)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert_plain(done, 3)
    assert f"На диске с папкой {tiny}" in done.stderr
    assert [file.name for file in tiny.iterdir()] == ["fill"]


def test_a_log_and_a_lock_on_a_full_disk_stop_nothing(tiny: Path) -> None:
    fill(tiny)
    with log.logging_to(tiny), log.timed(2022, "шаг"), locked(tiny / ".lock", "Занято"):
        pass
    assert (tiny / ".lock").read_bytes() == b""


# A disk without locks, as some of a network.


@POSIX
@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_without_locks_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: object) -> None:
        raise error(number)

    monkeypatch.setattr(UnixFileLock, "_acquire", refuse)
    with (
        pytest.raises(RunFailure, match=f"Диск с папкой {tmp_path} не умеет запирать"),
        locked(tmp_path / ".lock", "Занято"),
    ):
        pass


@POSIX
def test_what_the_system_refuses_is_told_in_a_sentence(data: Path, cli: Cli) -> None:
    long = "ы" * 200
    done = cli("report", "2022", "--out", long, cwd=data.parent)
    assert_plain(done, 3)
    assert done.stderr.endswith(f"Имя «{long[:40]}…» слишком длинное: дайте имя короче.\n")
    for command in (["verify", long], ["diff", "2022", long]):
        assert_plain(cli(*command, cwd=data.parent), 1)
