"""What the tests share: the repository, copies of its data, and one real edition of 2022."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shegar_metrics.dataset import Dataset, load
from shegar_metrics.indicators import Indicators, compute
from shegar_metrics.run.report import make_reports

from . import packages
from .lab import Lab, running_lab

REPOSITORY = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden texts be made anew, seeded faults be tried, and stops be many, on request."""
    parser.addoption(
        "--renew-golden", action="store_true", help="write the golden texts of tests/golden anew"
    )
    parser.addoption(
        "--seeded-faults", action="store_true", help="try each fault of test_seeded_faults.py"
    )
    parser.addoption("--stops", type=int, default=30, help="runs to stop at random instants")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the seeded faults out unless they are asked for: minutes of whole test runs."""
    if not config.getoption("seeded_faults"):
        seeded = [item for item in items if item.get_closest_marker("seeded")]
        config.hook.pytest_deselected(items=seeded)
        items[:] = [item for item in items if item not in seeded]


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
    return Path(shutil.copytree(REPOSITORY / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the 2022 edition, made by the real pipeline once for all tests."""
    out = tmp_path_factory.mktemp("reports")
    make_reports([2022], REPOSITORY / "data", out)
    return out / "2022"


@pytest.fixture(scope="session")
def lab(edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with the notebook of the edition, and with one that was never run."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(edition / "annual_report.ipynb", folder)
    shutil.copy(REPOSITORY / "notebooks" / "decision.ipynb", folder / "never_run.ipynb")
    with running_lab(folder, tmp_path_factory.mktemp("home")) as lab:
        yield lab


def append(data: Path, table: str, *rows: str) -> None:
    """Add lines to a table of a data package."""
    with (data / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)


@pytest.fixture
def two_years(data: Path) -> Path:
    """A package with a made-up 2023: other numbers, no contract, two platforms, one act."""
    year = "2023-01-01,2023-12-31"
    append(data, "sources", "made-up,Выдуманный источник для испытаний,manual,2024-02-01,,,,")
    append(data, "visits", f"{year},75486,,,made-up,")
    append(
        data,
        "publications",
        f"{year},site,news,0,made-up,",
        f"{year},site,administration_acts,1,made-up,",
        f"{year},site,duma_acts,0,made-up,",
    )
    append(data, "subscribers", "2023-12-31,vk,3000,made-up,", "2023-12-31,ok,1000,made-up,")
    append(data, "measures", "2023-12-31,vk,verification,нет,,made-up,")
    return data


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """The poor package: a made-up 2023 alone, with two platforms, one act and zero news."""
    return packages.poor(tmp_path / "made_up")
