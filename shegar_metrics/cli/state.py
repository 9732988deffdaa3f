"""The state of the years on one screen: what there is, what is published, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..dataset import Dataset
from ..dataset.coverage import MONTHS, Coverage, counted_tables, coverage
from ..dataset.schema import resources
from ..dataset.series import ADDITIVE, Key, is_flow, series_columns
from ..dataset.stocks import stock_columns
from ..editions.manifest import MANIFEST
from ..editions.outdated import changes_since
from ..importing.recognition import importers
from ..importing.whence import kinds_for
from ..indicators import compute
from ..indicators.published import REPORTS
from ..problems import Refusal
from ..views.wording import listed, short_day, years
from .base import typed
from .screen import Sheet

MOST_YEARS = 4
"""As many as stand side by side in 80 signs."""
MOST_GAPS = 12
MOST_CHANGES = 3
MOST_SERIES = 4
NOTHING = "—"

Covered = Mapping[tuple[str, int], Coverage]


def covered(dataset: Dataset) -> Covered:
    """Find out what there is of each table, for each of the last years."""
    shown = dataset.years[-MOST_YEARS:]
    return {
        (table, year): coverage(dataset, table, year)
        for table in counted_tables()
        for year in shown
    }


def outdated(dataset: Dataset) -> dict[int, list[str] | None]:
    """Find the editions of the years, each with what has changed since; ``None`` if there is none.

    One that cannot be read says why.
    """
    found: dict[int, list[str] | None] = {}
    for year in dataset.years:
        edition = dataset.folder.parent / REPORTS / str(year)
        if not (edition / MANIFEST).exists():
            found[year] = None
            continue
        try:
            found[year] = changes_since(edition, compute(dataset, year), dataset)
        except Refusal as refusal:
            found[year] = list(refusal.lines)
    return found


def state_sheet(dataset: Dataset, what: Covered, editions: Mapping[int, object]) -> Sheet:
    """Lay out what there is for the last years, table by table, and whether it is published."""
    shown = dataset.years[-MOST_YEARS:]
    sheet = Sheet(title="Что есть", title_justify="left")
    sheet.add_column("", overflow="fold")
    for year in shown:
        sheet.add_column(str(year), overflow="fold")
    for table in counted_tables():
        cells = [_cell(table, what[table, year]) for year in shown]
        sheet.add_row(str(resources()[table]["title"]), *cells)
    sheet.add_row("Отчёт", *(_published(editions[year]) for year in shown))
    return sheet


def gap_lines(dataset: Dataset, what: Covered, data: Path) -> Iterator[str]:
    """Yield what is missing, each with the system that gives it."""
    gaps: dict[tuple[str, tuple[Key, ...], tuple[int, ...]], list[int]] = {}
    for (table, year), each in what.items():
        if each.is_empty:
            gaps.setdefault((table, (), MONTHS), []).append(year)
            continue
        for months in dict.fromkeys(each.lacking.values()):
            keys = tuple(key for key, gap in each.lacking.items() if gap == months)
            gaps.setdefault((table, keys, months), []).append(year)
    for (table, keys, months), of in [*gaps.items()][:MOST_GAPS]:
        yield f"{_named(dataset, table, keys)}: нет за {_when(months, of)}."
        yield f"  {_whence(dataset, table, keys)}."
    if len(gaps) > MOST_GAPS:
        yield f"и ещё такого — {len(gaps) - MOST_GAPS}."
    if gaps:
        form = typed("form", "year", "--year", dataset.years[-1], data=data)
        yield f"Как получить выгрузку: {typed('import', '--list', data=data)}. Без неё: {form}."


def edition_lines(editions: Mapping[int, Sequence[str] | None], data: Path) -> Iterator[str]:
    """Yield which editions are out of date, each with what has changed and how to renew it."""
    for year, changes in editions.items():
        if changes:
            yield f"Отчёт за {year} год не по нынешним данным: {typed('report', year, data=data)}"
            yield from (f"  {change}" for change in changes[:MOST_CHANGES])
            if changes[MOST_CHANGES:]:
                yield f"  и ещё изменений — {len(changes) - MOST_CHANGES}"


def _cell(table: str, each: Coverage) -> str:
    if each.is_empty:
        return NOTHING
    if each.day is not None:
        return short_day(each.day)
    if each.is_whole and each.months != MONTHS:
        return "есть" if table == ADDITIVE else "год"
    return f"{_runs(each.months)} мес." if each.months else "частью"


def _published(changes: object) -> str:
    if changes is None:
        return NOTHING
    return "устарел" if changes else "готов"


def _runs(months: Sequence[int]) -> str:
    """Write months by their numbers, those that follow one another as a run: «1–6, 8»."""
    runs: list[list[int]] = []
    for month in months:
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _when(months: tuple[int, ...], of: Sequence[int]) -> str:
    return years(of) if months == MONTHS else f"{_runs(months)} мес. {listed([*map(str, of)])} года"


def _named(dataset: Dataset, table: str, keys: Iterable[Key]) -> str:
    """Title a table, and the series of it that lack something."""
    columns = _columns(table)
    titles = [
        ", ".join(
            str(dataset.labels(table, column).get(code, code))
            for column, code in zip(columns, key, strict=True)
            if code is not None
        )
        for key in keys
    ]
    if titles[MOST_SERIES:]:
        titles = [*titles[:MOST_SERIES], f"и ещё {len(titles) - MOST_SERIES}"]
    title = str(resources()[table]["title"])
    return f"{title} ({'; '.join(titles)})" if titles else title


def _whence(dataset: Dataset, table: str, keys: Sequence[Key]) -> str:
    """Say what gives the numbers of some series, or of a table: an export of each platform."""
    reference = dataset.reference
    named = [dict(zip(_columns(table), key, strict=True)).get("page") for key in keys]
    pages = [reference.page(page) for page in named if page] if keys else reference.pages
    every = importers()
    first: dict[str | None, str] = {}
    for kind in kinds_for(table, [page["platform"] for page in pages]):
        first.setdefault(every[kind].platform, kind)
    titles = "; ".join(f"{every[kind].title} ({kind})" for kind in first.values())
    return f"Даёт {titles}" if titles else f"Впишите в {resources()[table]['path']}"


def _columns(table: str) -> tuple[str, ...]:
    return series_columns(table) if is_flow(table) else stock_columns(table)
