"""What the tests share: the repository, packages of data, and editions made of them.

An edition takes seconds. So each that several tests read is made once in a
run, by the process that asks first, and a test that would spoil one spoils a copy.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from nbformat.v4 import new_markdown_cell, new_notebook
from xdist import is_xdist_worker
from xdist.workermanage import WorkerController

from shegar_metrics.cli.app import main
from shegar_metrics.dataset import Dataset, load
from shegar_metrics.editions.recipe import makers
from shegar_metrics.editions.record import record_of
from shegar_metrics.indicators import Results, compute
from shegar_metrics.run.orders import Delivery, Order

from . import packages
from .lab import Lab, running_lab
from .packages import add

REPOSITORY = Path(__file__).parents[1]
PUBLISHED = REPOSITORY / "reports" / "2022"
REPLACED = PUBLISHED / "earlier" / "1"
FIRST_EDITION = REPLACED if REPLACED.is_dir() else PUBLISHED
"""The edition of 2022 as the project publishes it, whatever has been imported and issued since."""
DUMA = "duma-320-2023"

# A slow machine is no fault of ours, and a file that an example writes anew outlives no example.
# The same examples each time: a verdict is on the code, and not on the day's luck.
settings.register_profile(
    "files",
    deadline=None,
    max_examples=50,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile("thorough", settings.get_profile("files"), max_examples=500)
settings.load_profile("files")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden texts be made anew, seeded faults be tried, and trials be long, on request."""
    parser.addoption(
        "--renew-golden", action="store_true", help="write the golden texts of tests/golden anew"
    )
    parser.addoption(
        "--seeded-faults", action="store_true", help="try each fault of test_seeded_faults.py"
    )
    parser.addoption("--kills", type=int, default=50, help="publishers to kill at any moment")
    parser.addoption("--stops", type=int, default=30, help="runs to stop at random instants")
    parser.addoption("--fuzz-times", type=int, default=1, help="times as many spoilt exports")
    parser.addoption("--fuzz-seconds", type=float, help="time to read exports spoilt at random")
    parser.addoption("--fuzz-seed", type=int, help="how they are spoilt")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how exports are spoilt: the same way each time, and another in a trial of so long."""
    if hasattr(config, "workerinput"):
        config.option.fuzz_seed = config.workerinput["fuzz_seed"]
    elif config.getoption("fuzz_seed") is None:
        by_time = config.getoption("fuzz_seconds") is not None
        config.option.fuzz_seed = SystemRandom().randrange(10**6) if by_time else 2022


def pytest_configure_node(node: WorkerController) -> None:
    """Let every worker spoil them as the report says."""
    node.workerinput["fuzz_seed"] = node.config.getoption("fuzz_seed")


def pytest_report_header(config: pytest.Config) -> str:
    """Say how exports are spoilt, so that it can be done again."""
    return f"fuzz seed: {config.getoption('fuzz_seed')}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs an edition as slow.

    And leave the seeded faults out unless they are asked for: minutes of whole test runs.
    """
    for item in items:
        if isinstance(item, pytest.Function) and "made" in item.fixturenames:
            item.add_marker("slow")
    if not config.getoption("seeded_faults"):
        seeded = [item for item in items if item.get_closest_marker("seeded")]
        config.hook.pytest_deselected(items=seeded)
        items[:] = [item for item in items if item not in seeded]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top folder of the project."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shipped_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks and the shipped data package: to read, not to change."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(REPOSITORY / "notebooks", folder / "notebooks")
    shipped(folder / "data")
    return folder


@pytest.fixture(scope="session")
def committed_data(shipped_project: Path) -> Path:
    """The folder ``data`` of the repository, where it is as the project ships it.

    Elsewhere numbers of one's own are in it, of which the project's tests say nothing; in CI there
    are none.
    """
    data, ours = REPOSITORY / "data", shipped_project / "data"
    tables = {str(file.relative_to(ours)) for file in ours.rglob("*.csv")} - {"editions.csv"}
    _, changed, absent = filecmp.cmpfiles(ours, data, tables, shallow=False)
    if changed or absent:
        told = f"data/ is not as shipped: {', '.join(sorted(changed + absent))}"
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    return data


@pytest.fixture(scope="session")
def dataset(shipped_project: Path) -> Dataset:
    """The data package as shipped."""
    return load(shipped_project / "data")


@pytest.fixture(scope="session")
def results(dataset: Dataset) -> Results:
    """The indicators of 2022."""
    return compute(dataset, 2022)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data package, to spoil or to extend."""
    return shipped(tmp_path / "data")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No processes, no documents: notebooks that show the lines of this list, and one page."""
    return make_quick(monkeypatch.setattr)


def make_quick(replace: Callable[[object, str, object], None]) -> list[str]:
    """Have reports made without processes and documents, and return the lines that they show."""
    from shegar_metrics.run import report

    lines: list[str] = []

    def make(order: Order, *_: object) -> Delivery:
        with TemporaryDirectory() as name:
            results = compute(load(order.lay_out(Path(name))), order.year)
        notebook = new_notebook(cells=[new_markdown_cell("\n".join(lines))])
        files = {"annual_report.html": b"new", "indicators.csv": results.csv().encode()}
        record = record_of(results, [notebook] * 2)
        return Delivery(files, record=record, makers=makers())

    replace(report, "notebook_processes", nullcontext)
    replace(report, "make_apart", make)
    return lines


def shipped(folder: Path) -> Path:
    """Copy the shipped data package, of which no edition was issued yet.

    So it may be made as its first edition also by code that says it in other words. It is taken
    from the published edition: ``data/`` may hold whatever was imported since.
    """
    return Path(shutil.copytree(FIRST_EDITION / "data", folder))


@pytest.fixture(scope="session")
def lab(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with the notebook of the edition, and with one that was never run."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(edition / "annual_report.ipynb", folder)
    shutil.copy(REPOSITORY / "notebooks" / "decision.ipynb", folder / "never_run.ipynb")
    with running_lab(folder, tmp_path_factory.mktemp("home")) as lab:
        yield lab


def clear(table: Path) -> None:
    """Leave the columns of a table, and no row."""
    columns = table.read_text(encoding="utf-8").partition("\n")[0]
    table.write_text(f"{columns}\n", encoding="utf-8")


FLOW_OF_2023 = {"period": 2023, "source": "made-up"}
STOCK_OF_2023 = {"as_of": "2023-12-31", "source": "made-up"}


def add_2023(data: Path) -> Path:
    """Add a made-up 2023: other numbers, no contract, two platforms, one act."""
    packages.source(data, "made-up", "Записка для испытаний", "manual", date(2024, 2, 1))
    add(data, "visits", **FLOW_OF_2023, page="site", visits=75486)
    for section, count in (("news", 0), ("administration_acts", 1), ("duma_acts", 0)):
        row = {"page": "site", "section": section, "publications": count}
        add(data, "publications", **FLOW_OF_2023, **row)
    add(data, "subscribers", **STOCK_OF_2023, page="vk", subscribers=3000)
    add(data, "subscribers", **STOCK_OF_2023, page="ok", subscribers=1000)
    add(data, "measures", **STOCK_OF_2023, page="vk", requirement="verification", met=False)
    return data


@pytest.fixture
def two_years(data: Path) -> Path:
    """A package of 2022 and of the made-up 2023."""
    return add_2023(data)


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """The poor package: a made-up 2023 alone, with two platforms, one act and zero news."""
    return packages.poor(tmp_path / "made_up")


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
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this very process: quicker, and enough for what it says."""

    def cli(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        handlers = {signum: signal.getsignal(signum) for signum in STOPS}
        capfd.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            patch.setenv("COLUMNS", "200")
            patch.setattr(sys, "argv", ["shegar-metrics", *arguments])
            for name in ("stdin", "stdout", "stderr"):  # which the command prepares for itself
                patch.setattr(sys, name, getattr(sys, name))
            with pytest.raises(SystemExit) as ended:
                main()
            sys.stdout.flush()
            sys.stderr.flush()
        for signum, handler in handlers.items():
            signal.signal(signum, handler)
        said = capfd.readouterr()
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
    "poor": (packages.poor, ("2023",)),
    "rich": (packages.rich, ()),
    "beside others": (packages.beside_others, (str(packages.LAST),)),
}
"""The packages that editions are made of: what writes one into a folder, and which years."""


@pytest.fixture(scope="session")
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Made]:
    """Make the editions of a package, by its name in `PACKAGES`, once for all processes."""
    shared = tmp_path_factory.getbasetemp()
    if is_xdist_worker(request):
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


def processes_with(name: str, value: str) -> list[str]:
    """List the processes with a variable in their environment."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{name}={value}".encode() in environ.read_bytes():
                found.append(environ.parent.name)
    return found
