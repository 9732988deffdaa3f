"""Processes that make editions, on this machine or on a cluster, by `concurrent.futures` alone."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from concurrent.futures.process import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from ..problems import ParameterRefusal, RunFailure
from ..run.making import make_by_kernel, make_here
from ..stopping import on_stop

Work = TypeVar("Work")

WARM = ["shegar_metrics.batch.warm"]
LONGEST_TEMPORARY = 70
"""Of the folder of temporary files, in bytes: it holds the socket that workers are asked for by,
whose whole path has room for a hundred."""
QUIETLY = "ignore:resource_tracker"
NO_CLUSTER = (
    "Для кластера нужен пакет distributed, а его нет. Поставьте его: "
    'pip install "shegar-metrics[cluster]"'
)


@dataclass(frozen=True, slots=True)
class Workers:
    """Who makes the editions.

    Parameters
    ----------
    start
        Starts an executor for so many workers.
    make
        What it is to call for an order.
    number
        How many workers there are.
    """

    start: Callable[[int], Executor]
    make: Callable[..., Any]
    number: int

    def completed(self, works: Iterable[tuple[Work, Any]]) -> Iterator[tuple[Work, Future[Any]]]:
        """Have orders made, and yield the work and the future of each as it ends.

        If a worker dies, all that were at work end with it, and nobody can say whose fault it
        was. So each of them is tried once more, alone; the one that fails then is to blame.

        Parameters
        ----------
        works
            Works with their orders; taken only as fast as they are made.
        """
        waiting = iter(works)
        while True:
            broken: list[tuple[Work, Any]] = []
            with self.start(self.number) as executor:
                running: dict[Future[Any], tuple[Work, Any]] = {}
                while not broken:
                    for each in islice(waiting, 2 * self.number - len(running)):
                        running[_submit(executor, self.make, each[1])] = each
                    if not running:
                        return
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        each = running.pop(future)
                        if isinstance(future.exception(), BrokenExecutor):
                            broken.append(each)
                        else:
                            yield each[0], future
                broken += running.values()
            for work, order in broken:
                with self.start(1) as executor:
                    future = _submit(executor, self.make, order)
                    wait([future])
                yield work, future


def _submit(executor: Executor, make: Callable[..., Any], order: Any) -> Future[Any]:
    try:
        return executor.submit(make, order)
    except BrokenExecutor as error:  # it broke since the last one was given to it
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def local_workers(number: int) -> Iterator[Workers]:
    """Give workers of this machine: a process for each edition, and so many at a time."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    forks = forks and len(os.fsencode(tempfile.gettempdir())) <= LONGEST_TEMPORARY
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(WARM)
    # When the command is stopped, its semaphores are cleared away by the process that tracks them;
    # that is no news for anybody.
    sys.warnoptions += {QUIETLY} - set(sys.warnoptions)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        on_stop(partial(shutil.rmtree, folder, ignore_errors=True)),
        on_stop(_kill),
    ):

        def start(workers: int) -> Executor:
            return ProcessPoolExecutor(
                workers,
                mp_context=context,
                initializer=_begin,
                initargs=(folder,),
                # What an edition leaves behind in its process is not for the next one.
                max_tasks_per_child=1,
            )

        yield Workers(start, make_here, number)


@contextmanager
def cluster_workers(address: str) -> Iterator[Workers]:
    """Give the workers of a Dask cluster, which need nothing of this machine's disk.

    Raises
    ------
    ParameterRefusal
        If there is no cluster there, or no client for it.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ParameterRefusal(NO_CLUSTER) from None
    with ExitStack() as stack:
        try:
            client = stack.enter_context(Client(address))
        except (OSError, ValueError) as error:
            raise ParameterRefusal(f"Кластер {address} не отвечает ({error}).") from error
        number = len(client.scheduler_info(n_workers=-1)["workers"])
        if not number:
            raise RunFailure(f"У кластера {address} нет ни одного рабочего процесса.")
        # A worker of a cluster is a thread among others: the cells need a process of their own.
        yield Workers(lambda _: client.get_executor(pure=False), make_by_kernel, number)


def _begin(folder: str) -> None:
    """Prepare a worker: it lives no longer than who has started it, and leaves nothing behind."""
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command
    parent = multiprocessing.parent_process()
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _kill() -> None:
    for process in multiprocessing.active_children():
        process.kill()
