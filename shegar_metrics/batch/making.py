"""Make many editions: workers make them, this process plans and publishes them, in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

from ..dataset.series import Row
from ..editions.numbering import Candidate
from ..problems import Refusal, RunFailure
from ..run.failure import MEMORY, Failure, explain
from ..run.making import KILLED, Step
from ..run.orders import Delivery, account_of
from ..run.publishing import publish_account, publish_edition
from ..run.report import workplace
from .packages import Package, read_package
from .planning import Entry, Outcome, Work, of_year_before, plan_package
from .workers import Workers

Key = tuple[Path, int]

OTHER_CODE = (
    "Отчёт не сделан. На рабочем компьютере кластера другая программа или другие версии пакетов. "
    "Поставьте там то же, что здесь, и запустите команду снова."
)


class Making:
    """The making of the editions of some data packages.

    Parameters
    ----------
    packages
        The folders of the packages.
    years
        The years; by default all that have data.
    out
        The folder of reports; by default ``reports`` beside each data folder.
    step
        Told of the progress.
    force
        Whether to make those anew that have not changed.
    reason
        Why new editions are issued, if any are.
    beside
        What else is made of the packages as they are read; it passes them on.
    """

    def __init__(
        self,
        packages: Sequence[Path],
        years: Sequence[int] | None = None,
        out: Path | None = None,
        step: Step = lambda *_: None,
        *,
        force: bool = False,
        reason: str | None = None,
        beside: Callable[[Iterator[Package]], Iterable[Package]] = iter,
    ) -> None:
        self.entries: list[Entry] = []
        self._packages, self._years, self._out = packages, years, out
        self._step, self._force, self._reason, self._beside = step, force, reason, beside
        self._weights: dict[Path, float] = {}
        self._begun, self._done = time.monotonic(), 0.0
        self._at_work: set[Key] = set()
        self._held: dict[Key, tuple[Work, Future[Delivery]]] = {}
        self._again: list[Work] = []
        self._rows: dict[Path, list[Row]] = {}

    def run(self, workers: Workers) -> list[Entry]:
        """Make the editions, and return what became of each, by place and year."""
        self._step("Готово отчётов: 0", 0.0)
        works = self._works()
        while True:
            for work, future in workers.completed((work, work.order) for work in works):
                self._take(work, future)
            if not self._again:
                return sorted(self.entries, key=lambda e: (e.data, e.year or 0))
            works, self._again = iter(self._again), []

    def _works(self) -> Iterator[Work]:
        read = (read_package(data, self._years) for data in self._packages)
        for package in self._beside(read):
            plan = plan_package(package, self._out, force=self._force, reason=self._reason)
            self._weights[package.data] = 1 / len(self._packages) / (len(plan) or 1)
            works = [each for each in plan if isinstance(each, Work)]
            self._at_work |= {_key(work) for work in works}
            for each in plan:
                if isinstance(each, Entry):
                    self._end(each)
            yield from works

    def _take(self, work: Work, future: Future[Delivery]) -> None:
        """Take an edition that was made; it waits until that of the year before is published."""
        data, year = _key(work)
        if (data, year - 1) in self._at_work:
            self._held[data, year] = work, future
            return
        try:
            with workplace(work.reports, year):
                entry = self._published(work, _delivery(work, future))
        except Refusal as refusal:
            entry = work.entry(Outcome.FAILED, refusal.lines)
        if isinstance(entry, Work):
            self._again.append(entry)
            return
        self._at_work.discard((data, year))
        self._end(entry)
        if (data, year + 1) in self._held:
            self._take(*self._held.pop((data, year + 1)))

    def _published(self, work: Work, delivery: Delivery) -> Entry | Work:
        """Publish an edition, or why there is none; or say what is to be made in its stead."""
        if delivery.wrong:
            publish_account(delivery, work.reports, work.year)
            return work.entry(Outcome.FAILED, delivery.wrong)
        if any(work.made_of[name] != made for name, made in delivery.makers.items()):
            raise RunFailure(OTHER_CODE)
        rows = self._rows.setdefault(work.base.folder, [])
        if of_year_before(rows, work.year) != list(work.expected):
            return work.again(rows)
        issued = publish_edition(
            delivery, work.built, work.made_of, work.reports, force=self._force
        )
        if issued is None:
            return work.again(rows)
        if isinstance(issued, Candidate):
            return work.plan(work.base, issued, work.reports, work.expected)
        rows += issued.rows
        return work.entry(Outcome.MADE, issued=issued)

    def _end(self, entry: Entry) -> None:
        self.entries.append(entry)
        before, self._done = self._done, min(self._done + self._weights[entry.data], 1.0)
        if int(100 * before) == int(100 * self._done):
            return  # a log of a hundred thousand editions needs no line for each
        many = len(self.entries)
        failed = sum(each.outcome is Outcome.FAILED for each in self.entries)
        said = f"Готово отчётов: {many - failed}" + (f", не удалось: {failed}" if failed else "")
        left = (time.monotonic() - self._begun) * (1 / self._done - 1)
        self._step(f"{said}; осталось около {_minutes(left)}", self._done)


def _delivery(work: Work, future: Future[Delivery]) -> Delivery:
    """Return what a worker has made, or the account of why there is nothing."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":
        error = Failure(KILLED, advice=MEMORY, details=repr(error))
    if not isinstance(error, Exception):
        raise error
    return account_of(explain(error, work.reports), work.year)


def _key(work: Work) -> Key:
    return work.base.folder, work.year


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} с" if seconds < 100 else f"{seconds / 60:.0f} мин"
