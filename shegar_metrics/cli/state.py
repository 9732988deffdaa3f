"""How the command shows the state of the years: on one screen of 80 signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..commands import typed
from ..run.state import Editions, Gap, State
from .next_step import renewing
from .screen import Sheet

MOST_YEARS = 4
"""As many as stand side by side in 80 signs."""
MOST_GAPS = 12
MOST_CHANGES = 3


def state_sheet(state: State) -> Sheet:
    """Lay out what there is for some years, table by table, and whether it is published."""
    sheet = Sheet(title="Что есть", title_justify="left")
    for header in ("", *state.years):
        sheet.add_column(str(header), overflow="fold")
    for title, cells in state.rows.items():
        sheet.add_row(title, *cells)
    return sheet


def gap_lines(gaps: Sequence[Gap], year: int, data: Path) -> Iterator[str]:
    """Yield what is missing, each with what has it, and the form for what nothing has."""
    for gap in gaps[:MOST_GAPS]:
        yield f"{gap.what}: нет за {gap.when}."
        yield f"  {gap.whence}."
    if gaps[MOST_GAPS:]:
        yield f"и ещё такого — {len(gaps) - MOST_GAPS}."
    if gaps:
        form = typed("form", "year", "--year", year, data=data)
        yield f"Как получить выгрузку: {typed('import', '--list', data=data)}. Без неё: {form}."


def edition_lines(editions: Editions, data: Path) -> Iterator[str]:
    """Yield which editions are out of date, each with what has changed and how to renew it."""
    for year, changes in editions.items():
        if changes and changes.sentences:
            command = renewing([year], data, is_correction=changes.is_correction)
            yield f"Отчёт за {year} год не по нынешним данным: {command}"
            yield from (f"  {change}" for change in changes.sentences[:MOST_CHANGES])
            if changes.sentences[MOST_CHANGES:]:
                yield f"  и ещё изменений — {len(changes.sentences) - MOST_CHANGES}"
