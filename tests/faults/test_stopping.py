"""Stops: whenever one comes, the command ends, and leaves an edition whole and nothing else."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.editions.manifest import read_manifest, touched
from shegar_metrics.locks import locked
from shegar_metrics.stopping import SIGNALS, TOLD, abandon

from ..conftest import assert_plain, command, executable, processes_with

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")

MARK = "STOPPED_RUN"
"""A variable in the environment of all that a command has started."""

HANG_SECONDS = 60
"""A process that has not ended so long after a signal never will, on however busy a machine."""


@contextmanager
def running(*arguments: str, cwd: Path, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Start a process that heeds signals, with temporary files of its own; kill it in the end."""
    (cwd / "temporary").mkdir(exist_ok=True)
    usual = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "env": {**os.environ, "TMPDIR": str(cwd / "temporary"), MARK: str(cwd)},
        # A shell that runs us in the background would have them ignored.
        "preexec_fn": lambda: [signal.signal(signum, signal.SIG_DFL) for signum in SIGNALS],
    }
    process = subprocess.Popen(arguments, cwd=cwd, encoding="utf-8", **{**usual, **options})
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_none(listed: Callable[[], list[str]]) -> None:
    """Wait until nothing is listed: the system needs a moment to bury a process."""
    end = time.monotonic() + HANG_SECONDS
    while listed():
        assert time.monotonic() < end, listed()
        time.sleep(0.01)


@pytest.mark.slow
def test_a_run_stopped_at_any_instant_ends_and_leaves_the_edition_whole(
    data: Path, pytestconfig: pytest.Config
) -> None:
    cwd, reports = data.parent, data.parent / "reports"
    assert_plain(command("report", "2022", cwd=cwd), 0)
    began = time.monotonic()
    assert_plain(command("report", "2022", "--force", cwd=cwd), 0)
    whole_run = time.monotonic() - began
    seed = random.SystemRandom().randrange(10**6)
    chosen = random.Random(seed)
    slowest = 0.0
    for number in range(pytestconfig.getoption("stops")):
        signum, instant = chosen.choice(SIGNALS), chosen.uniform(0, whole_run)
        told = f"stop {number} of seed {seed}: {signum.name} after {instant:.3f} s"
        with running(executable(), "report", "2022", "--force", cwd=cwd) as process:
            time.sleep(instant)
            process.send_signal(signum)
            began = time.monotonic()
            try:
                _, errors = process.communicate(timeout=HANG_SECONDS)
            except subprocess.TimeoutExpired:
                pytest.fail(f"{told} hangs")
        slowest = max(slowest, time.monotonic() - began)
        # A signal before the command has begun or after it is done ends Python as always: with 1
        # while it starts itself, when no line of ours has run.
        starting = process.returncode == 1 and "shegar_metrics" not in errors
        ends = {0, 128 + signum, -signum}
        assert process.returncode in ends or starting, f"{told}\n{errors}"
        if process.returncode == 128 + signum:
            assert errors.splitlines()[-1] == TOLD, f"{told}\n{errors}"
            assert "Traceback" not in errors, f"{told}\n{errors}"
        names = {file.name for file in reports.iterdir()}
        assert names == {"2022", "run.log", ".lock-2022"}, told
        assert not list((cwd / "temporary").iterdir()), told
        assert read_manifest(reports / "2022") is not None, told
        assert not touched(reports / "2022"), told
        assert not (reports / "2022" / "failed").exists(), told
        with locked(reports / ".lock-2022", "Занято"):
            pass
        wait_for_none(lambda: processes_with(MARK, str(cwd)))
    print(f"seed {seed}, slowest {slowest:.2f} s")


@pytest.mark.slow
def test_verifying_leaves_nothing_when_stopped(data: Path, tmp_path: Path) -> None:
    assert_plain(command("report", "2022", cwd=data.parent), 0)
    aside = tmp_path / "aside"
    aside.mkdir()
    environment = {**os.environ, "TMPDIR": str(aside)}
    with running(executable(), "verify", cwd=data.parent, env=environment) as process:
        assert process.stderr
        assert any("решение и приложение" in line for line in process.stderr)
        assert list(aside.iterdir())
        process.terminate()
        process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == 143
    assert not list(aside.iterdir())


@pytest.mark.slow
def test_ctrl_c_in_a_terminal_gives_it_back_as_it_was(data: Path) -> None:
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()

    def take_the_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    terminal = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    options = {**terminal, "start_new_session": True, "preexec_fn": take_the_terminal}
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "200"}
    shown = b""
    with running(executable(), "report", cwd=data.parent, env=environment, **options) as process:
        os.close(theirs)
        while "расчёт и рисунки".encode() not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, b"\x03")
        try:
            while more := os.read(ours, 1024):
                shown += more
        except OSError:  # how Linux tells that nobody is there any more
            pass
        process.wait(HANG_SECONDS)
    os.close(ours)
    assert process.returncode == 130
    told = shown.decode("utf-8")
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h") == 1  # the cursor, hidden and shown
    last = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", told).splitlines()[-1]
    assert last == TOLD
    assert not re.search("Traceback|KeyboardInterrupt|Error", told)


@pytest.mark.slow
def test_no_thread_imports_beside_the_main_one(data: Path) -> None:
    code = """
import sys, threading
def told(event, arguments):
    if event == "import" and threading.current_thread() is not threading.main_thread():
        print("imported:", arguments[0], flush=True)
sys.addaudithook(told)
from shegar_metrics.cli.app import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "report", "2022"],
        cwd=data.parent,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "annual_report.html" in done.stdout
    assert "imported:" not in done.stdout


# What a stop meets, wherever it comes.

BEGIN = """
import ctypes, pathlib, signal, sys, threading, time, weakref
from shegar_metrics import stopping
def say(word):
    print(word, flush=True)
"""


@contextmanager
def script(code: str, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a script until it says that it has begun."""
    arguments = [sys.executable, "-c", BEGIN + code]
    with running(*arguments, cwd=cwd, stdin=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        yield process


IN_A_CALLBACK = """
class Thing: pass
def callback(_):
    say("begun")
    time.sleep(600)
with stopping.stoppable():
    thing = Thing()
    reference = weakref.ref(thing, callback)
    del thing  # whatever is raised in the callback is lost
    time.sleep(600)
"""
IN_FOREIGN_CODE = """
libc, mutex = ctypes.CDLL(None), ctypes.create_string_buffer(256)
with stopping.stoppable():
    libc.pthread_mutex_lock(mutex)
    say("begun")
    libc.pthread_mutex_lock(mutex)  # for ever, and no handler of Python's is called
"""
IN_A_CLEAN_UP_THAT_HANGS = """
with stopping.stoppable(), stopping.on_stop(lambda: time.sleep(600)):
    say("begun")
    time.sleep(600)
"""
IN_A_CLEAN_UP_THAT_FAILS = """
with stopping.stoppable(), stopping.on_stop(lambda: 1 / 0):
    say("begun")
    time.sleep(600)
"""


@pytest.mark.parametrize("signum", SIGNALS)
@pytest.mark.parametrize(
    "code", [IN_A_CALLBACK, IN_FOREIGN_CODE, IN_A_CLEAN_UP_THAT_HANGS, IN_A_CLEAN_UP_THAT_FAILS]
)
def test_a_stop_ends_the_process(code: str, signum: signal.Signals, tmp_path: Path) -> None:
    with script(code, tmp_path) as process:
        process.send_signal(signum)
        _, errors = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == 128 + signum
    assert errors == f"{TOLD}\n"


def test_a_stop_in_the_middle_of_what_is_said_is_said_too(tmp_path: Path) -> None:
    code = """
from shegar_metrics.cli import screen
class Interrupted(screen._Output):
    signals = [signal.SIGTERM]
    def write(self, data):
        while self.signals:
            signal.raise_signal(self.signals.pop())
        return super().write(data)
screen._Output = Interrupted
say("begun")
screen.prepare_streams()
with stopping.stoppable():
    screen.Screen(errors=True).say("said")
    time.sleep(600)
"""
    with script(code, tmp_path) as process:
        _, errors = process.communicate(timeout=HANG_SECONDS)
    assert (process.returncode, errors) == (143, f"said\n{TOLD}\n")


def test_a_second_stop_does_not_wait(tmp_path: Path) -> None:
    patient = f"stopping.DEADLINE_SECONDS = 600{IN_A_CLEAN_UP_THAT_HANGS}"
    with script(patient, tmp_path) as process:
        process.terminate()
        end = time.monotonic() + HANG_SECONDS
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
            process.terminate()
        assert process.returncode == 143


def test_two_signals_at_once_are_one_stop(tmp_path: Path) -> None:
    code = """
with stopping.stoppable(), stopping.on_stop(lambda: say("cleared")):
    say("begun")
    time.sleep(600)
"""
    with script(code, tmp_path) as process:
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGTERM)
        told, errors = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode in {129, 143}  # the system may deliver them in either order
    assert (told, errors) == ("cleared\n", f"{TOLD}\n")


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    code = """
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
with stopping.stoppable():
    say("begun")
    sys.stdin.readline()
    say("went on")
"""
    with script(code, tmp_path) as process:
        process.send_signal(signal.SIGHUP)
        told, _ = process.communicate("go on\n", timeout=HANG_SECONDS)
    assert (process.returncode, told) == (0, "went on\n")


def test_a_step_in_one_piece_is_finished_and_nothing_after_it(tmp_path: Path) -> None:
    code = """
stopping.DEADLINE_SECONDS = stopping.HALT_SECONDS = 600
with stopping.stoppable(), stopping.on_stop(lambda: say("cleared")):
    with stopping.in_one_piece():
        say("begun")
        sys.stdin.readline()
        say("finished")
    say("went on")
"""
    with script(code, tmp_path) as process:
        process.terminate()
        told, _ = process.communicate("go on\n", timeout=HANG_SECONDS)
    assert (process.returncode, told) == (143, "finished\ncleared\n")


def test_a_thread_that_takes_its_own_away_meanwhile_keeps_no_other_from_it(tmp_path: Path) -> None:
    code = """
gone, left = threading.Event(), threading.Event()
def of_a_thread():
    with stopping.on_stop(gone.set), stopping.on_stop(lambda: gone.set() or left.wait()):
        say("begun")
        gone.wait()
    left.set()
with stopping.stoppable(), stopping.on_stop(lambda: say("cleared")):
    threading.Thread(target=of_a_thread).start()
    time.sleep(600)
"""
    with script(code, tmp_path) as process:
        process.terminate()
        told, _ = process.communicate(timeout=HANG_SECONDS)
    assert (process.returncode, told) == (143, "cleared\n")


def test_what_threads_still_write_into_is_cleared_away_all_the_same(tmp_path: Path) -> None:
    building = tmp_path / ".building-2022-1"
    building.mkdir()
    begun = threading.Event()

    def write() -> None:
        number = 0
        while building.exists():
            number += 1
            try:
                (building / f"{number}.txt").write_text("text", encoding="utf-8")
            except FileNotFoundError:
                return
            if number == 100:
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(HANG_SECONDS)
    abandon(building)
    thread.join()
    assert not list(tmp_path.iterdir())


def test_what_is_still_being_made_in_a_folder_goes_with_it(tmp_path: Path) -> None:
    building = tmp_path / ".building-2022-1"
    building.mkdir()
    for number in range(1000):
        (building / f"{number}.txt").touch()
    within = os.open(building, os.O_RDONLY)  # it has found the folder, so no new name stops it
    begun, ended = threading.Event(), time.monotonic() + 0.1

    def make() -> None:
        number = 0
        while time.monotonic() < ended:
            number += 1
            begun.set()
            try:
                os.mkdir(f"more-{number}", dir_fd=within)
            except FileNotFoundError:
                return

    thread = threading.Thread(target=make)
    thread.start()
    assert begun.wait(HANG_SECONDS)
    abandon(building)
    thread.join()
    os.close(within)
    assert not list(tmp_path.iterdir())
