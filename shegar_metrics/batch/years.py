"""Make the reports of several years of one municipality at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..dataset import find_folder, load
from ..period import parse_year
from ..problems import RunFailure
from ..run.making import Step
from ..run.report import Edition, documents
from .making import Making
from .planning import Entry, Outcome
from .workers import cores, local_workers


def make_years(
    years: Sequence[object],
    data: str | Path = "data",
    out: str | Path | None = None,
    step: Step = lambda *_: None,
    *,
    force: bool = False,
    reason: str | None = None,
) -> list[Edition]:
    """Make the reports of some years, as many at a time as there are processors.

    Nothing is made before the years and the data have been found good. A year that fails keeps
    none of the others from being made. Parameters are those of `run.report.make_reports`.

    Returns
    -------
    list of Edition
        One for each year, in the order given.

    Raises
    ------
    ParameterRefusal, DataRefusal
        If the parameters or the data are wrong.
    RunFailure
        If some could not be made; the others were.
    """
    step("Проверка данных", 0.0)
    folder = find_folder(data)
    known = load(folder).years
    numbers = list(dict.fromkeys(parse_year(year, known) for year in years))
    reports = None if out is None else Path(out)
    making = Making([folder], numbers, reports, step, force=force, reason=reason)
    with local_workers(min(cores(), len(numbers))) as workers:
        made = {entry.year: entry for entry in making.run(workers)}
    failed = [entry for entry in made.values() if entry.outcome is Outcome.FAILED]
    if failed:
        raise RunFailure(*(line for entry in failed for line in _lines(entry)))
    return [_edition(made[year]) for year in numbers]


def _lines(entry: Entry) -> list[str]:
    page = [f"Что делать и подробности: {entry.page}"] if entry.page else []
    return [f"{entry.year} год. {entry.wrong[0]}", *entry.wrong[1:], *page]


def _edition(entry: Entry) -> Edition:
    year = int(entry.year or 0)
    return Edition(
        year,
        documents(entry.reports / str(year)),
        entry.outcome is Outcome.MADE,
        entry.kept,
        entry.is_corrected,
        entry.notes,
    )
