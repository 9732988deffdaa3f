"""Make the annual report: the steps, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from ..dataset import Dataset, find_folder, load
from ..dataset.originals import check_originals
from ..editions.issuing import Issued
from ..editions.manifest import is_current, sound_manifest, touched
from ..editions.numbering import Candidate, candidate, with_rows
from ..editions.publish import FAILED, remove_failure, tidy
from ..editions.recipe import origin, published_inputs
from ..indicators import Results, compute
from ..indicators.published import MANIFEST
from ..locks import locked
from ..problems import DataRefusal, RunFailure
from .alone import notebook_processes
from .failure import PAGE, Failure, explain
from .forking import Calls
from .log import Outcome, logging_to, timed
from .making import Step, make_apart
from .orders import account_of, order_of
from .publishing import publish_account, publish_edition

REPORTS = "reports"
MOST_ATTEMPTS = 4
CHANGING = (
    "Пока отчёт делался, менялись отчёт за прошлый год или сама программа. Запустите команду снова."
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One published report of one year.

    Parameters
    ----------
    year
        The reporting year.
    files
        What it consists of, by name.
    made
        Whether it was made now; otherwise it is as it was, because nothing has changed.
    kept
        Under which names files that somebody had changed are kept beside the new ones.
    is_corrected
        Whether it was issued now, in the place of one that says something else.
    notes
        What is to be known of its number, in sentences.
    """

    year: int
    files: tuple[Path, ...]
    made: bool = True
    kept: tuple[str, ...] = ()
    is_corrected: bool = False
    notes: tuple[str, ...] = ()

    @property
    def page(self) -> Path:
        """The page to open in a browser."""
        return self.files[0].with_name("annual_report.html")

    @property
    def touched(self) -> list[str]:
        """Names of the files that somebody has changed since they were made."""
        return touched(self.files[0].parent)


def make_reports(
    years: Sequence[object] = (),
    data: str | Path = "data",
    out: str | Path | None = None,
    step: Step = lambda *_: None,
    *,
    force: bool = False,
    reason: str | None = None,
    fixed: bool = False,
    calls: Calls | None = None,
) -> list[Edition]:
    """Make the reports of some years, each in ``<out>/<year>``.

    Nothing is made before all years have been found good, and an edition is replaced when
    every file of the new one has been made. An edition that would say the same is left alone;
    one that says something else is issued with the next number, and keeps those before it.
    When a run fails, ``<out>/<year>/failed`` tells why, until one succeeds.

    Parameters
    ----------
    years
        The reporting years; by default the last one that has data.
    data
        The folder of the data package.
    out
        The folder of reports; by default ``reports`` beside the data folder. In another, what
        was not issued yet is a trial: it says so, and has no number.
    step
        Told of the progress.
    force
        Whether to make a report anew although nothing has changed.
    reason
        Why a new edition is issued, if one is.
    fixed
        Whether they are made as the data number them, and nothing is written into the data.
    calls
        Processes for the notebooks, if some have been begun already.

    Returns
    -------
    list of Edition
        One for each year, in the order given.

    Raises
    ------
    ParameterRefusal, DataRefusal
        If the parameters or the data are wrong.
    RunFailure
        If a report could not be made or put in its place, or is being made already.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.make_reports([1999], "data")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    shegar_metrics.problems.ParameterRefusal: Параметр year: за 1999 год данных нет. ...
    """
    step("Проверка данных", 0.0)
    folder = find_folder(data)
    reports = Path(out) if out is not None else folder.parent / REPORTS
    editions = []
    with ExitStack() as stack:
        calls = calls or stack.enter_context(notebook_processes())
        dataset, every = _checked(folder, years, reports)
        for place, checked in enumerate(every):
            # The editions of the years before may have been numbered meanwhile.
            results = compute(dataset, checked.year)
            with workplace(reports, results.year) as outcome:
                edition = reports / str(results.year)
                made_of = origin(results, dataset, published_inputs(results, edition))
                if not force and is_current(edition, made_of):
                    remove_failure(edition)
                    outcome.told = "не изменился"
                    editions.append(Edition(results.year, documents(edition), made=False))
                    continue
                share = _share_of(step, f"{results.year}: ", place, len(every))
                built = candidate(dataset, results, edition, reason, fixed=fixed)
                issued = _make(built, reports, calls, share, force=force)
                dataset = with_rows(dataset, issued.rows)
                editions.append(
                    Edition(
                        results.year,
                        documents(edition),
                        kept=issued.edited,
                        is_corrected=issued.is_corrected,
                        notes=issued.notes,
                    )
                )
    step("Готово", 1.0)
    return editions


def _checked(folder: Path, years: Sequence[object], reports: Path) -> tuple[Dataset, list[Results]]:
    """Read the data and compute the years; a refusal is logged where the reports are."""
    with logging_to(reports) if reports.is_dir() else nullcontext(), timed("—", "проверка"):
        dataset = load(folder)
        problems = check_originals(dataset)
        if problems:
            raise DataRefusal(problems)
        wanted = years or [max(dataset.years, default=None)]
        return dataset, [compute(dataset, year) for year in wanted]


@contextmanager
def workplace(reports: Path, year: int) -> Iterator[Outcome]:
    """Have the editions of a year to ourselves, tidied up after dead runs, and log the run."""
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock = locked(reports / f".lock-{year}", f"Отчёт за {year} год уже делается")
        with logging_to(reports), timed(year, "весь отчёт") as outcome, lock:
            tidy(reports, year)
            yield outcome
    except OSError as error:
        raise explain(error, reports) from error


def _make(built: Candidate, reports: Path, calls: Calls, step: Step, *, force: bool) -> Issued:
    year = built.results.year
    try:
        for _ in range(MOST_ATTEMPTS):
            order, made_of = order_of(built, reports / str(year))
            delivery = make_apart(order, calls, step)
            with timed(year, "публикация"):
                issued = publish_edition(delivery, built, made_of, reports, force=force)
            if isinstance(issued, Issued):
                return issued
            built = issued or built  # or the report of the year before was published meanwhile
        raise RunFailure(CHANGING)
    except Exception as error:
        raise _published(explain(error, reports), reports, year) from error


def _published(failure: Failure, reports: Path, year: int) -> RunFailure:
    """Publish the account of a failed run, and tell where it is."""
    try:
        publish_account(account_of(failure, year), reports, year)
    except OSError:  # the same that has stopped the run, most likely
        return failure
    page = reports / str(year) / FAILED / PAGE
    return RunFailure(*failure.lines, f"Что делать и подробности: {page}")


def documents(edition: Path) -> tuple[Path, ...]:
    """List the files of an edition that are for reading: not the tables under it."""
    manifest = sound_manifest(edition) or {"outputs": []}
    names = {MANIFEST, *(each["path"] for each in manifest["outputs"] if "/" not in each["path"])}
    return tuple(edition / name for name in sorted(names))


def _share_of(step: Step, prefix: str, place: int, of: int) -> Step:
    """Scale the progress of one report to its part of the whole."""
    return lambda text, share: step(f"{prefix}{text}", (place + share) / of)


def make_aside(year: int, data: str | Path, out: Path, step: Step) -> Path:
    """Make the edition of a year in another folder of reports, and return its folder."""
    (edition,) = make_reports([year], data, out, step, fixed=True)
    return edition.files[0].parent
