"""The index of a batch, as a phone shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from shegar_metrics.batch.index import write_index
from shegar_metrics.batch.planning import Entry, Outcome

pytestmark = pytest.mark.browser

LETTERS_A_LINE = 15


def test_a_reason_is_read_by_lines_and_not_by_letters(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    data = tmp_path / "place" / "data"
    why = "visits.csv, строка 2, столбец visits: «много» — не целое число."
    failed = Entry(data, data, 2025, Outcome.FAILED, "Заречный муниципальный округ", (why,))
    page = open_page(390, address=write_index([failed], tmp_path / "batch").as_uri())
    lines = page.evaluate(
        """() => {
            const text = document.createRange();
            text.selectNodeContents(document.querySelector("td.why"));
            return new Set([...text.getClientRects()].map(line => line.top)).size;
        }"""
    )
    assert lines <= len(why) / LETTERS_A_LINE
    wide = page.locator(".wide")
    assert wide.evaluate("table => table.scrollWidth <= table.clientWidth")
