"""Make the annual report: the steps, in order."""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from nbformat import NotebookNode

from ..dataset import find_folder, load
from ..indicators import Indicators, compute
from ..indicators.table import as_csv
from ..problems import RunFailure
from .kernel import Kernel, running_kernel

NOTEBOOKS = {"annual_report": "расчёт и рисунки", "decision": "решение и приложение"}
"""The notebooks an edition is made from, and what is said while they run."""

REPORTS = "reports"

Step = Callable[[str, float], None]
"""Called with what is being done, in Russian, and the share of the work done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One published report of one year.

    Parameters
    ----------
    year
        The reporting year.
    files
        What was made, by name.
    """

    year: int
    files: tuple[Path, ...]


def make_reports(
    years: Sequence[object] = (),
    data: str | Path = "data",
    out: str | Path | None = None,
    step: Step = lambda *_: None,
) -> list[Edition]:
    """Make the reports of some years, each in ``<out>/<year>``.

    Nothing is made before all years have been found good, and nothing in a folder of
    reports is touched before every file of its report has been made.

    Parameters
    ----------
    years
        The reporting years; by default the last one that has data.
    data
        The folder of the data package.
    out
        The folder of reports; by default ``reports`` beside the data folder.
    step
        Told of the progress.

    Returns
    -------
    list of Edition
        One for each year, in the order given.

    Raises
    ------
    ParameterRefusal, DataRefusal
        If the parameters or the data are wrong.
    RunFailure
        If a report could not be made or put in its place.
    """
    step("Проверка данных", 0.0)
    folder = find_folder(data)
    reports = Path(out) if out is not None else folder.parent / REPORTS
    editions = []
    with ExitStack() as stack:
        kernel = stack.enter_context(running_kernel(folder.parent))
        dataset = load(folder)
        every = [compute(dataset, year) for year in years or [max(dataset.years, default=None)]]
        for place, indicators in enumerate(every):
            if place:
                kernel = stack.enter_context(running_kernel(folder.parent))
            share = _share_of(step, f"{indicators.year}: ", place, len(every))
            editions.append(_make(indicators, folder, reports, kernel, share))
            stack.close()
    step("Готово", 1.0)
    return editions


def _make(
    indicators: Indicators, folder: Path, reports: Path, kernel: Kernel, step: Step
) -> Edition:
    try:
        with building_folder(reports, indicators.year) as building:
            executed = _execute(indicators, folder, kernel, step)
            step("запись документов", 0.85)
            from .writing import write_files

            write_files(executed, as_csv(indicators), building)
            return Edition(indicators.year, publish(building, reports / str(indicators.year)))
    except OSError as error:
        raise RunFailure(
            f"Отчёт не сделан: нельзя записать в папку {reports} ({error.strerror or error})."
        ) from error


def _execute(
    indicators: Indicators, folder: Path, kernel: Kernel, step: Step
) -> dict[str, NotebookNode]:
    step("запуск тетради", 0.1)
    from .execution import execute

    # The exporters are imported while the kernel works.
    Thread(target=importlib.import_module, args=("shegar_metrics.run.writing",)).start()
    executed = {}
    for place, (name, text) in enumerate(NOTEBOOKS.items()):

        def progress(done: int, of: int, text: str = text, place: int = place) -> None:
            step(text, 0.2 + 0.6 * (place + done / of) / len(NOTEBOOKS))

        # The data folder goes by its name alone, so that the published notebook tells nothing
        # of the machine it was made on.
        parameters = {"year": indicators.year, "data": folder.name}
        executed[name] = execute(notebook_path(name), parameters, kernel, progress)
    return executed


def _share_of(step: Step, prefix: str, place: int, of: int) -> Step:
    """Scale the progress of one report to its part of the whole."""
    return lambda text, share: step(f"{prefix}{text}", (place + share) / of)


@contextmanager
def building_folder(reports: Path, year: int) -> Iterator[Path]:
    """Give a folder beside the editions to build one in, and remove it in the end."""
    reports.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".building-{year}-", dir=reports))
    try:
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def publish(building: Path, edition: Path) -> tuple[Path, ...]:
    """Move the files of a finished edition to their place, each in one step."""
    edition.mkdir(exist_ok=True)
    return tuple(file.replace(edition / file.name) for file in sorted(building.iterdir()))


def notebook_path(name: str) -> Path:
    """Find a notebook of ours: in the installed package, or in the repository."""
    package = Path(__file__).parents[1]
    packaged = package / "notebooks" / f"{name}.ipynb"
    return packaged if packaged.is_file() else package.parent / "notebooks" / packaged.name
