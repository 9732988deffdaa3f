"""Plan the editions of a data package: which are to be made, and from what exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..dataset import Dataset, load
from ..dataset.originals import check_originals
from ..editions.manifest import is_current
from ..editions.publish import FAILED, remove_failure
from ..editions.recipe import origin, published_before
from ..indicators import Results, compute
from ..indicators.published import REPORTS
from ..problems import DataRefusal, Refusal, RunFailure
from ..run.failure import PAGE, explain
from ..run.making import Order, account_of
from ..run.report import workplace
from .publishing import publish_account


class Outcome(StrEnum):
    """What became of an edition; each is the word of it in ``batch.json``."""

    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of a batch, as the index tells of it.

    Parameters
    ----------
    data
        The folder of the data package.
    reports
        The folder of its reports.
    year
        The reporting year; ``None`` if the package as a whole was refused.
    outcome
        What became of it.
    title
        The municipality, by its newest name; empty if the package was refused.
    wrong
        Why it failed, in lines.
    kept
        Under which names files that somebody had changed are kept beside the new ones.
    """

    data: Path
    reports: Path
    year: int | None
    outcome: Outcome
    title: str = ""
    wrong: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def page(self) -> Path | None:
        """The page to open: of the report, or of why there is none; nothing if there is neither."""
        edition = self.reports / str(self.year)
        name = f"{FAILED}/{PAGE}" if self.outcome is Outcome.FAILED else "annual_report.html"
        return edition / name if (edition / name).is_file() else None


@dataclass(frozen=True, slots=True)
class Work:
    """An edition that is to be made.

    Parameters
    ----------
    dataset
        The data, of one moment.
    results
        The results of its year.
    reports
        The folder of reports.
    order
        All that it is made from.
    made_of
        The same as the manifest tells it.
    """

    dataset: Dataset
    results: Results
    reports: Path
    order: Order
    made_of: Mapping[str, Any]

    @classmethod
    def plan(
        cls, dataset: Dataset, results: Results, reports: Path, before: Results | None
    ) -> Work:
        """Plan an edition, by the numbers of the year before that are or will be published."""
        numbers = published_before(results) if before is None else _numbers(before)
        return cls(
            dataset,
            results,
            reports,
            Order(results.year, dataset.folder.name, dataset.files, numbers),
            origin(results, dataset.files, numbers),
        )

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.results.year

    def is_right(self) -> bool:
        """Return whether it still is what an edition is to be made from."""
        return origin(self.results, self.dataset.files) == self.made_of

    def again(self) -> Work:
        """Plan it by what is published now."""
        return self.plan(self.dataset, self.results, self.reports, None)

    def entry(self, outcome: Outcome, *wrong: str, kept: Sequence[str] = ()) -> Entry:
        """Tell what became of it."""
        place = self.results.context.place
        return Entry(
            self.dataset.folder, self.reports, self.year, outcome, place, wrong, tuple(kept)
        )


def plan_package(
    data: Path, years: Sequence[int] | None, out: Path | None, *, force: bool
) -> list[Work | Entry]:
    """Plan the editions of a data package, the earliest first.

    Parameters
    ----------
    data
        Its folder.
    years
        The years; by default all that have data.
    out
        The folder of reports; by default ``reports`` beside the data folder.
    force
        Whether to make those anew that have not changed.

    Returns
    -------
    list of Work or Entry
        What is to be made, and what became of the others already.
    """
    reports = out or data.parent / REPORTS
    try:
        dataset = load(data)
        problems = check_originals(dataset)
        if problems:
            raise DataRefusal(problems)
    except Refusal as refusal:
        asked: Sequence[int | None] = years or [None]
        return [_refused(data, reports, year, refusal) for year in asked]
    plan: list[Work | Entry] = []
    for year in sorted(years or dataset.years):
        last = plan[-1] if plan else None
        before = last.results if isinstance(last, Work) and last.year == year - 1 else None
        try:
            plan.append(_plan_year(dataset, year, reports, before, force=force))
        except Refusal as refusal:
            plan.append(_refused(data, reports, year, refusal, dataset.reference.latest["name"]))
    return plan


def _refused(
    data: Path, reports: Path, year: int | None, refusal: Refusal, title: str = ""
) -> Entry:
    """Tell of an edition that cannot be made from its data; its account says why, too."""
    if year is not None and not isinstance(refusal, RunFailure):
        with suppress(OSError, Refusal), workplace(reports, year):
            publish_account(account_of(explain(refusal, reports), year), reports, year)
    return Entry(data, reports, year, Outcome.FAILED, title, refusal.lines)


def _plan_year(
    dataset: Dataset, year: int, reports: Path, before: Results | None, *, force: bool
) -> Work | Entry:
    """Plan an edition; one that has not changed is left as it is."""
    work = Work.plan(dataset, compute(dataset, year), reports, before)
    with workplace(reports, year) as outcome:
        edition = reports / str(year)
        if force or not is_current(edition, work.made_of):
            outcome.told = "будет сделан"
            return work
        remove_failure(edition)
        outcome.told = "не изменился"
    return work.entry(Outcome.UNCHANGED)


def _numbers(results: Results) -> bytes:
    """Return the numbers of an edition that is to be made, as it publishes them."""
    return results.csv().encode("utf-8")
