"""Processes that make editions, on this machine or on a cluster, by `concurrent.futures` alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from ..problems import ParameterRefusal, RunFailure
from ..run import alone
from ..run.forking import processes

Work = TypeVar("Work")

WARM = (*alone.WARM, "shegar_metrics.run.warm_documents")
NO_CLUSTER = (
    "Для кластера нужен пакет distributed, а его нет. Поставьте его: "
    'pip install "shegar-metrics[cluster]"'
)


@dataclass(frozen=True, slots=True)
class Workers:
    """Who makes the editions.

    Parameters
    ----------
    executor
        Makes several orders at a time. When one ends its process, it ends no other.
    make
        What it is to call for an order.
    number
        How many workers there are.
    """

    executor: Executor
    make: Callable[..., Any]
    number: int

    def completed(self, works: Iterable[tuple[Work, Any]]) -> Iterator[tuple[Work, Future[Any]]]:
        """Have orders made, and yield the work and the future of each as it ends.

        Parameters
        ----------
        works
            Works with their orders; taken only as fast as they are made. If taking them fails,
            those at work are made and yielded before that is raised.
        """
        waiting = iter(works)
        running: dict[Future[Any], Work] = {}
        failed: Exception | None = None
        while True:
            try:
                for work, order in islice(waiting, 2 * self.number - len(running)):
                    running[self.executor.submit(self.make, order)] = work
            except Exception as error:
                failed, waiting = error, iter(())
            if not running and failed:
                raise failed
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def local_workers(number: int) -> Iterator[Workers]:
    """Give workers of this machine: a process for each edition, and so many at a time."""
    with processes(number, WARM) as calls:
        from ..run.making import make_here  # while that process imports, too

        yield Workers(calls, make_here, number)


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
        from ..run.making import make_by_kernel

        # A worker of a cluster is a thread among others: the cells need a process of their own.
        yield Workers(client.get_executor(pure=False), make_by_kernel, number)
