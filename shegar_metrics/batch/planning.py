"""Plan the editions of a data package: which are to be made, and from what exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..commands import naming
from ..dataset import Dataset
from ..dataset.originals import check_originals
from ..dataset.series import Row
from ..editions.issuing import Issued
from ..editions.manifest import is_current
from ..editions.numbering import Candidate, candidate, with_rows
from ..editions.publish import FAILED, remove_failure
from ..editions.recipe import origin, published_inputs
from ..indicators import Results, renumbered
from ..indicators.published import DATA, INDICATORS, REPORTS, SOURCES
from ..problems import DataRefusal, Refusal, RunFailure
from ..run.failure import PAGE, explain
from ..run.orders import Order, account_of, order_of
from ..run.publishing import publish_account
from ..run.report import workplace
from .packages import Package


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
    is_corrected
        Whether it was issued now, in the place of one that says something else.
    notes
        What is to be known of its number, in sentences.
    """

    data: Path
    reports: Path
    year: int | None
    outcome: Outcome
    title: str = ""
    wrong: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    is_corrected: bool = False
    notes: tuple[str, ...] = ()

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
    base
        The data of its package, of one moment.
    built
        What is to be built.
    reports
        The folder of reports.
    expected
        The rows that will have numbered the edition of the year before, if that is being made,
        too, and all goes well.
    order
        All that it is made from.
    made_of
        The same as the manifest tells it.
    """

    base: Dataset
    built: Candidate
    reports: Path
    expected: Sequence[Row]
    order: Order
    made_of: Mapping[str, Any]

    @classmethod
    def plan(
        cls,
        base: Dataset,
        built: Candidate,
        reports: Path,
        expected: Sequence[Row] = (),
        published: Mapping[str, bytes] | None = None,
    ) -> Work:
        """Plan an edition by what is published now, and by what will be until it is made."""
        order, made_of = order_of(built, reports / str(built.results.year), published)
        return cls(base, built, reports, expected, order, made_of)

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.order.year

    def again(self, rows: Sequence[Row]) -> Work:
        """Plan it anew by what is published now, and by the rows that have numbered editions."""
        dataset = with_rows(self.base, rows)
        results = renumbered(self.built.results, dataset)
        built = candidate(dataset, results, self.reports / str(self.year), self.built.reason)
        return self.plan(self.base, built, self.reports, of_year_before(rows, self.year))

    def entry(
        self, outcome: Outcome, wrong: Sequence[str] = (), issued: Issued | None = None
    ) -> Entry:
        """Tell what became of it."""
        issued = issued or Issued()
        return Entry(
            self.base.folder,
            self.reports,
            self.year,
            outcome,
            self.built.results.context.place,
            tuple(naming(self.base.folder, line) for line in wrong),
            issued.edited,
            issued.is_corrected,
            issued.notes,
        )


def of_year_before(rows: Sequence[Row], year: int) -> list[Row]:
    """Return the rows that number editions of the year before."""
    return [row for row in rows if row["year"] == year - 1]


def plan_package(
    package: Package, out: Path | None = None, *, force: bool = False, reason: str | None = None
) -> list[Work | Entry]:
    """Plan the editions of a data package, the earliest first.

    Parameters
    ----------
    package
        The package as it was read.
    out
        The folder of reports; by default ``reports`` beside the data folder.
    force
        Whether to make those anew that have not changed.
    reason
        Why new editions are issued, if any are.

    Returns
    -------
    list of Work or Entry
        What is to be made, and what became of the others already.
    """
    data, base = package.data, package.base
    reports = out or data.parent / REPORTS
    try:
        if isinstance(base, Refusal):
            raise base
        problems = check_originals(base)
        if problems:
            raise DataRefusal(problems)
    except Refusal as refusal:
        asked: Sequence[int | None] = package.asked or [None]
        return [_refused(data, reports, year, refusal) for year in asked]
    plan: list[Work | Entry] = []
    for year, results in package.results.items():
        try:
            if isinstance(results, Refusal):
                raise results
            plan.append(_plan_year(base, results, reports, plan, force=force, reason=reason))
        except Refusal as refusal:
            plan.append(_refused(data, reports, year, refusal, base.reference.latest["name"]))
    return plan


def _refused(
    data: Path, reports: Path, year: int | None, refusal: Refusal, title: str = ""
) -> Entry:
    """Tell of an edition that cannot be made from its data; its account says why, too."""
    if year is not None and not isinstance(refusal, RunFailure):
        with suppress(OSError, Refusal), workplace(reports, year):
            publish_account(account_of(explain(refusal, reports), year), reports, year)
    wrong = tuple(naming(data, line) for line in refusal.lines)
    return Entry(data, reports, year, Outcome.FAILED, title, wrong)


def _plan_year(
    base: Dataset,
    results: Results,
    reports: Path,
    plan: Sequence[Work | Entry],
    *,
    force: bool,
    reason: str | None,
) -> Work | Entry:
    """Plan an edition after those of the years before; one that has not changed is left alone."""
    year, works = results.year, [each for each in plan if isinstance(each, Work)]
    dataset = with_rows(base, [row for work in works for row in work.built.rows])
    results = renumbered(results, dataset)
    before = next((work for work in works if work.year == year - 1), None)
    expected, published = (before.built.rows, _published(before)) if before else ((), {})
    edition = reports / str(year)
    with workplace(reports, year) as outcome:
        found = published_inputs(results, edition) | published
        is_there = edition.is_dir() and not force
        if is_there and is_current(edition, origin(results, dataset, found)):
            remove_failure(edition)
            outcome.told = "не изменился"
            place = results.context.place
            return Entry(base.folder, reports, year, Outcome.UNCHANGED, place)
        outcome.told = "будет сделан"
        built = candidate(dataset, results, edition, reason)
        return Work.plan(base, built, reports, expected, published)


def _published(work: Work) -> dict[str, bytes]:
    """Return what an edition that is to be made will publish for that of the year after."""
    if work.built.is_aside:
        return {}
    numbers = work.built.results.csv().encode("utf-8")
    sources = work.order.tables[SOURCES.removeprefix(f"{DATA}/")]
    files = {INDICATORS: numbers, SOURCES: sources}
    return {f"{REPORTS}/{work.year}/{name}": content for name, content in files.items()}
