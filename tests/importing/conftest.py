"""What the tests of importers share: files in the layout of an export, and reading them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shegar_metrics.dataset import load
from shegar_metrics.dataset.reference import Reference
from shegar_metrics.importing.files.export import Export
from shegar_metrics.importing.forms.workbooks import write_form
from shegar_metrics.importing.importer import Extract, Options
from shegar_metrics.importing.recognition import importers, recognise

from ..conftest import FIRST_EDITION

Read = Callable[..., Extract]
Write = Callable[[str, str | bytes], Path]
Span = tuple[date, date]
Counts = tuple[int | None, int | None, int | None]

REFERENCE = load(FIRST_EDITION / "data").reference


def opened(path: Path) -> Export:
    """Open a file as the command does for the shipped data."""
    return Export(path, REFERENCE.zone)


Cells = Mapping[str, Mapping[str, object]]
"""What a clerk writes into a workbook: by sheet and cell, «D2»."""


def form(name: str, year: int, path: Path) -> None:
    """Write an empty form as the command does for the shipped data."""
    write_form(name, year, path, REFERENCE)


def fill(path: Path, year: int, told: Cells, reference: Reference = REFERENCE) -> Path:
    """Write the workbook of a year and fill in cells of it, as a clerk does."""
    path.unlink(missing_ok=True)
    write_form("year", year, path, reference)
    book = load_workbook(path)
    for sheet, cells in told.items():
        for name, value in cells.items():
            book[sheet][name] = value
    book.save(path)
    return path


def options(**said: Any) -> Options:
    """Return what is known of files beside what is in them."""
    return Options(REFERENCE, **said)


def span(row: Mapping[str, Any]) -> Span:
    """Return the period of a row."""
    return row["period_start"], row["period_end"]


def told_of_visits(extract: Extract) -> dict[Span, Counts]:
    """Return visits, visitors and page views by period, of rows and of totals that stand."""
    found: dict[Span, dict[str, int | None]] = defaultdict(dict)
    for row in extract.rows.get("visits", ()):
        assert "visitors" not in row
        found[span(row)] |= {name: row.get(name) for name in ("visits", "page_views")}
    for row in extract.rows.get("totals", ()):
        assert row["table"] == "visits"
        if row["stands"]:
            assert found[span(row)].get(row["column"]) is None
            found[span(row)][row["column"]] = int(row["value"])
    names = ("visits", "visitors", "page_views")
    return {when: tuple(told.get(name) for name in names) for when, told in found.items()}  # type: ignore[misc]


def not_standing(extract: Extract) -> dict[tuple[Span, str], int]:
    """Return the totals that do not stand, by period and column."""
    totals = [row for row in extract.rows.get("totals", ()) if not row["stands"]]
    return {(span(row), row["column"]): int(row["value"]) for row in totals}


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
