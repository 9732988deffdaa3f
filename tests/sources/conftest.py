"""What the tests of importers share: files in the layout of an export, and reading them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.sources import Export, Extract, Options, importers, recognise
from shegar_metrics.sources.forms import year_lines
from shegar_metrics.sources.templates import write_template

Read = Callable[..., Extract]
Write = Callable[[str, str | bytes], Path]

REFERENCE = load(Path(__file__).parents[2] / "data").reference


def opened(path: Path) -> Export:
    """Open a file as the command does for the shipped data."""
    return Export(path, REFERENCE.zone)


LINES = year_lines(REFERENCE.sections(), REFERENCE.pages)


def form(name: str, year: int, path: Path) -> None:
    """Write an empty form as the command does for the shipped data."""
    write_template(name, year, path, REFERENCE)


def options(**said: Any) -> Options:
    """Return what is known of files beside what is in them."""
    return Options(REFERENCE, **said)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of one's own: name and content."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def read() -> Read:
    """Recognise files by their content, as of the kind that is expected, and read them."""

    def read(kind: str, *paths: Path, **said: Any) -> Extract:
        files = [opened(path) for path in paths]
        assert {recognise(file).kind for file in files} == {kind}
        return importers()[kind].read(files, options(**said))

    return read
