"""What the tests share: the repository, packages of data, and editions made of them.

An edition takes a kernel and many seconds. So each that several tests read is made once in a
run, by the process that asks first, and a test that would spoil one spoils a copy.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from shegar_metrics.cli import main
from shegar_metrics.dataset import Dataset, load
from shegar_metrics.indicators import Indicators, compute

REPOSITORY = Path(__file__).parents[1]
DUMA = "duma-320-2023"

# A slow machine is no fault of ours, and a file that an example writes anew outlives no example.
settings.register_profile(
    "files",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("files")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return REPOSITORY


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The data package as shipped."""
    return load(REPOSITORY / "data")


@pytest.fixture(scope="session")
def indicators(dataset: Dataset) -> Indicators:
    """The indicators of 2022."""
    return compute(dataset, 2022)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data package, to spoil or to extend."""
    return shipped(tmp_path / "data")


def shipped(folder: Path) -> Path:
    """Copy the shipped data package."""
    return Path(shutil.copytree(REPOSITORY / "data", folder))


Value = str | int | float | None


def add(data: Path, table: str, **cells: Value) -> None:
    """Add a row to a table of a data package: cells by the names of their columns.

    Parameters
    ----------
    data
        The folder of the package.
    table
        The name of the table.
    **cells
        The cells; those that are not named stay empty. A ``period`` is a year, or the first
        and the last day with a space between.
    """
    if "period" in cells:
        period = str(cells.pop("period"))
        days = period.split() if " " in period else (f"{period}-01-01", f"{period}-12-31")
        cells["period_start"], cells["period_end"] = days
    with (data / f"{table}.csv").open("r+", encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
        file.seek(0, os.SEEK_END)
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerow(cells)


def clear(table: Path) -> None:
    """Leave the columns of a table, and no row."""
    columns = table.read_text(encoding="utf-8").partition("\n")[0]
    table.write_text(f"{columns}\n", encoding="utf-8")


FLOW_OF_2023 = {"period": 2023, "source": "made-up"}
STOCK_OF_2023 = {"as_of": "2023-12-31", "source": "made-up"}


def add_made_up_source(data: Path) -> None:
    title = "Выдуманный источник для испытаний"
    add(data, "sources", id="made-up", title=title, kind="manual", date="2024-02-01")


def add_publications(data: Path, **counts: int) -> None:
    """Add how much was published in each section of the site in 2023."""
    for section, count in counts.items():
        row = {"channel": "site", "section": section, "publications": count}
        add(data, "publications", **FLOW_OF_2023, **row)


def add_2023(data: Path) -> Path:
    """Add a made-up 2023: other numbers, no contract, two platforms, one act."""
    add_made_up_source(data)
    add(data, "visits", **FLOW_OF_2023, visits=75486)
    add_publications(data, news=0, administration_acts=1, duma_acts=0)
    add(data, "subscribers", **STOCK_OF_2023, platform="vk", subscribers=3000)
    add(data, "subscribers", **STOCK_OF_2023, platform="ok", subscribers=1000)
    add(data, "measures", **STOCK_OF_2023, subject="vk", requirement="verification", met="нет")
    return data


def only_2023(data: Path) -> Path:
    """Leave a made-up 2023 alone: no contract, two platforms, one act, zero news."""
    for table in data.glob("*.csv"):
        clear(table)
    add_made_up_source(data)
    add(data, "visits", **FLOW_OF_2023, visits=5021)
    add_publications(data, news=0, administration_acts=0, duma_acts=1)
    add(data, "subscribers", **STOCK_OF_2023, platform="vk", subscribers=1001)
    add(data, "subscribers", **STOCK_OF_2023, platform="ok", subscribers=20)
    for subject, requirement, met in (
        ("vk", "verification", "да"),
        ("ok", "verification", "нет"),
        ("administrator", "two_factor", "нет"),
    ):
        row = {"subject": subject, "requirement": requirement, "met": met}
        add(data, "measures", **STOCK_OF_2023, **row)
    return data


@pytest.fixture
def two_years(data: Path) -> Path:
    """A package of 2022 and of the made-up 2023."""
    return add_2023(data)


@pytest.fixture
def made_up(data: Path) -> Path:
    """A package of the made-up 2023 alone."""
    return only_2023(data)


def executable() -> str:
    """Find the command in the environment of the tests."""
    found = shutil.which("shegar-metrics", path=Path(sys.executable).parent)
    assert found
    return found


def command(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    return subprocess.run(
        [executable(), *arguments],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


STOPS = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
Cli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this very process: quicker, and enough for what it says."""

    def cli(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        handlers = {signum: signal.getsignal(signum) for signum in STOPS}
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setenv("COLUMNS", "200")
            patch.setattr(sys, "argv", ["shegar-metrics", *arguments])
            with pytest.raises(SystemExit) as ended:
                main()
        for signum, handler in handlers.items():
            signal.signal(signum, handler)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(
            arguments, int(ended.value.code or 0), said.out, said.err
        )

    return cli


def assert_plain(done: subprocess.CompletedProcess[str], code: int) -> None:
    """Assert that the command ended so, and without a traceback."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@dataclass(frozen=True)
class Made:
    """A package with the editions that the command has made of it.

    Parameters
    ----------
    folder
        The folder with ``data`` and ``reports``.
    stdout, stderr
        What the command said.
    """

    folder: Path
    stdout: str
    stderr: str

    @property
    def data(self) -> Path:
        """The folder of the package."""
        return self.folder / "data"

    def edition(self, year: int) -> Path:
        """Name the folder of an edition."""
        return self.folder / "reports" / str(year)

    def copied(self, folder: Path) -> Made:
        """Copy the package and its editions, to spoil them."""
        return replace(self, folder=Path(shutil.copytree(self.folder, folder)))


PACKAGES: dict[str, tuple[Callable[[Path], Path], Sequence[str]]] = {
    "2022": (shipped, ()),
    "two years": (lambda folder: add_2023(shipped(folder)), ("2022", "2023")),
    "poor": (lambda folder: only_2023(shipped(folder)), ("2023",)),
}
"""The packages that editions are made of: what writes one into a folder, and which years."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """Make the editions of a package, by its name in `PACKAGES`, once for all processes."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent

    def made(name: str) -> Made:
        folder, told = shared / "made" / name, shared / f"{name}.json"
        with FileLock(shared / f"{name}.lock"):
            if not told.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of an attempt that failed
                write, years = PACKAGES[name]
                write(folder / "data")
                done = command("report", *years, cwd=folder)
                assert done.returncode == 0, done.stderr
                told.write_text(json.dumps([done.stdout, done.stderr]), encoding="utf-8")
        return Made(folder, *json.loads(told.read_text(encoding="utf-8")))

    return made


@pytest.fixture(scope="session")
def edition(made: Callable[[str], Made]) -> Path:
    """The folder of the edition of 2022: to read, not to change."""
    return made("2022").edition(2022)
