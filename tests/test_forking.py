"""Calls in processes of their own: what they return, tell and fail with, and that they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, wait
from pathlib import Path
from queue import SimpleQueue

import pytest

from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.run import forking
from shegar_metrics.run.forking import Calls, processes, tell

from .conftest import processes_with

SECONDS = 60


def pid_of(_: int) -> int:
    return os.getpid()


def say(*words: str) -> str:
    for word in words:
        tell(word)
    return "said"


def refuse(message: str) -> None:
    raise ParameterRefusal(message)


class Awkward(Exception):
    def __init__(self, *, must: str) -> None:
        super().__init__("cannot be sent")


def fail_awkwardly() -> None:
    raise Awkward(must="be named")


def die() -> None:
    os._exit(1)


def die_in_the_middle_of_a_word() -> None:
    (listening,) = forking._listening
    os.write(listening.fileno(), b"\0\0\1\0half")
    os._exit(1)


def hang() -> None:
    time.sleep(600)


def work_a_second() -> None:
    tell("begun")
    time.sleep(1)


def fork_and_return() -> int:
    os.fork()
    return os.getpid()


def leave_behind(answer: bool) -> int:
    """End, with another process forked from this one that does not."""
    if not (left := os.fork()):
        hang()
    if not answer:
        os._exit(1)
    return left


def start_and_leave() -> str:
    subprocess.run([sys.executable, "-c", "print('said by another')"], check=True)
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"])
    return "done"


def kill_the_process_that_forks() -> None:
    tell("begun")
    os.kill(os.getppid(), signal.SIGKILL)
    hang()


@pytest.fixture(params=["forked", "started"])
def calls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Calls]:
    """Both ways: as where a process can be forked, and as on Windows."""
    if request.param == "started":
        monkeypatch.setattr(forking, "FORKS", False)
    elif not forking.FORKS:
        pytest.skip("nothing is forked here")
    with processes(2, ["tests.test_forking", "no.such.module"]) as given:
        yield given


@pytest.fixture(autouse=True)
def _tests_can_be_imported(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(repository))


def test_each_call_has_a_process_of_its_own(calls: Calls) -> None:
    made = [calls.call(pid_of, number) for number in range(4)]
    assert len({os.getpid(), *(each.result(SECONDS) for each in made)}) == 5


def test_what_is_raised_is_raised_here(calls: Calls) -> None:
    with pytest.raises(ParameterRefusal, match="нет такого года"):
        calls.call(refuse, "нет такого года").result(SECONDS)
    with pytest.raises(RuntimeError, match="Awkward: cannot be sent"):
        calls.call(fail_awkwardly).result(SECONDS)


def test_a_call_that_ends_its_process_ends_no_other(calls: Calls) -> None:
    dead, others = calls.call(die), [calls.call(pid_of, number) for number in range(3)]
    wait([dead, *others], SECONDS)
    assert isinstance(dead.exception(), BrokenExecutor)
    assert all(each.result(0) for each in others)


def test_what_a_call_tells_is_heard_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    if not forking.FORKS:
        pytest.skip("nothing is told on Windows")
    heard: list[str] = []
    with processes(1, []) as calls:
        assert calls.call(say, "раз", "два", hear=heard.append).result(SECONDS) == "said"
    assert heard == ["раз", "два"]


def test_a_hanging_call_ends_with_whoever_asked(calls: Calls) -> None:
    hanging = calls.call(hang)
    calls.kill()
    assert isinstance(hanging.exception(SECONDS), BrokenExecutor)


@pytest.mark.skipif(not forking.FORKS, reason="nothing is forked here")
def test_a_call_after_the_end_breaks_at_once() -> None:
    with processes(1, []) as calls:
        assert calls.call(pid_of, 0).result(SECONDS)
        calls.kill()
        assert isinstance(calls.call(pid_of, 0).exception(SECONDS), BrokenExecutor)


def test_what_a_call_starts_does_not_write_into_its_answer(calls: Calls) -> None:
    assert calls.call(start_and_leave).result(SECONDS) == "done"


FORKED = pytest.mark.skipif(not forking.FORKS, reason="nothing is forked here")


@FORKED
def test_a_call_that_ends_in_the_middle_of_a_message_ends_no_other() -> None:
    with processes(2, ["tests.test_forking"]) as calls:
        other = calls.call(work_a_second)
        dead = calls.call(die_in_the_middle_of_a_word)
        assert isinstance(dead.exception(SECONDS), BrokenExecutor)
        assert other.exception(SECONDS) is None


@FORKED
def test_a_call_that_forks_is_answered_once() -> None:
    with processes(1, ["tests.test_forking"]) as calls:
        pids = {calls.call(fork_and_return).result(SECONDS) for _ in range(3)}
    assert len(pids) == 3


@FORKED
@pytest.mark.parametrize("answer", [True, False])
def test_what_a_call_has_left_behind_is_not_waited_for(answer: bool) -> None:
    with processes(1, ["tests.test_forking"]) as calls:
        first = calls.call(leave_behind, answer)
        assert calls.call(pid_of, 0).result(SECONDS)
        assert isinstance(first.exception(SECONDS), BrokenExecutor) is not answer


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process")
def test_a_call_for_which_there_is_no_process_now_breaks_alone() -> None:
    """The process that forks is short of open files while another call is at work."""
    import resource

    begun: SimpleQueue[str] = SimpleQueue()
    with processes(2, ["tests.test_forking"]) as calls:
        server = calls.call(os.getppid).result(SECONDS)
        at_work = calls.call(work_a_second, hear=begun.put)
        begun.get(timeout=SECONDS)
        usual = resource.prlimit(server, resource.RLIMIT_NOFILE)
        resource.prlimit(server, resource.RLIMIT_NOFILE, (4, usual[1]))
        assert isinstance(calls.call(pid_of, 0).exception(SECONDS), BrokenExecutor)
        resource.prlimit(server, resource.RLIMIT_NOFILE, usual)
        assert at_work.exception(SECONDS) is None
        assert calls.call(pid_of, 0).result(SECONDS)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_outlives_the_process_that_forks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASKED_BY", str(tmp_path))
    with processes(2, ["tests.test_forking"]) as calls:
        hanging = [calls.call(hang), calls.call(kill_the_process_that_forks)]
        for each in hanging:
            assert isinstance(each.exception(SECONDS), BrokenExecutor)
    end = time.monotonic() + SECONDS
    while processes_with("ASKED_BY", str(tmp_path)):
        assert time.monotonic() < end
        time.sleep(0.05)


ASKING = """
import os, signal, sys
from shegar_metrics.run.forking import processes
from tests.test_forking import hang, pid_of
with processes(1, []) as calls:
    calls.call(pid_of, 0).result()
    calls.call(hang)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_process_outlives_one_that_was_killed(tmp_path: Path) -> None:
    environment = {**os.environ, "ASKED_BY": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ASKING], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    end = time.monotonic() + SECONDS
    while processes_with("ASKED_BY", str(tmp_path)):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_warnings_of_a_developer_are_not_for_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("JPY_SESSION_NAME", "work.ipynb")
    with processes(1, []) as calls:
        assert calls.call(os.getenv, "PYTHONWARNINGS").result(SECONDS) is None
        assert calls.call(os.getenv, "JPY_SESSION_NAME").result(SECONDS) is None


def test_a_failure_comes_whole_from_another_process() -> None:
    import pickle

    from shegar_metrics.run.failure import Failure

    failure = Failure("раз", "два", advice="Ждите.", details="d", section="Р", notebooks={"n": {}})
    other = pickle.loads(pickle.dumps(failure))
    assert (other.lines, vars(other)) == (failure.lines, vars(failure))
