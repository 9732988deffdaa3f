"""The state of the years: what there is, what is missing and whence, what is out of date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..dataset import Dataset
from ..dataset.coverage import MONTHS, Coverage, counted_tables, coverage
from ..dataset.schema import resources
from ..dataset.series import ADDITIVE, Key, is_flow, series_columns
from ..dataset.stocks import stock_columns
from ..editions.outdated import Changes, changes_since
from ..editions.publish import standing
from ..importing.recognition import importers
from ..importing.whence import kinds_for
from ..indicators import compute
from ..indicators.published import MANIFEST, REPORTS
from ..problems import Refusal
from ..views.typography import conjoined
from ..views.wording import short_day, years

MOST_SERIES = 4
"""More series than these are not named one by one."""
NOTHING = "—"
PUBLISHED = "Отчёт"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in Russian.

    Parameters
    ----------
    what
        The table, and the series of it.
    when
        The months or years.
    whence
        Which export has it, or where it is typed in.
    """

    what: str
    when: str
    whence: str


@dataclass(frozen=True, slots=True)
class State:
    """The state of some years, in Russian.

    Parameters
    ----------
    years
        The years.
    rows
        By the title of a table, what there is of it for each year; the last row is of the reports.
    gaps
        What is missing in these years.
    """

    years: Sequence[int]
    rows: Mapping[str, Sequence[str]]
    gaps: Sequence[Gap]


Editions = Mapping[int, Changes | None]


def editions_of(dataset: Dataset) -> Editions:
    """Find for each year what has changed since its report; ``None`` where there is no report.

    Of a report that cannot be read it is said why.
    """
    found: dict[int, Changes | None] = {}
    for year in dataset.years:
        edition = standing(dataset.folder.parent / REPORTS / str(year))
        if not (edition / MANIFEST).exists():
            found[year] = None
            continue
        try:
            found[year] = changes_since(edition, compute(dataset, year), dataset)
        except Refusal as refusal:
            found[year] = Changes(refusal.lines)
    return found


def state_of(dataset: Dataset, shown: Sequence[int], editions: Editions) -> State:
    """Find out what there is and what is missing.

    Parameters
    ----------
    dataset
        The data package.
    shown
        The years.
    editions
        What has changed since the report of each.
    """
    what = {
        (table, year): coverage(dataset, table, year)
        for table in counted_tables()
        for year in shown
    }
    rows = {
        str(resources()[table]["title"]): [_cell(table, what[table, year]) for year in shown]
        for table in counted_tables()
    }
    rows[PUBLISHED] = [_published(editions[year]) for year in shown]
    return State(shown, rows, _gaps(dataset, what))


def _gaps(dataset: Dataset, what: Mapping[tuple[str, int], Coverage]) -> list[Gap]:
    gaps: dict[tuple[str, tuple[Key, ...], tuple[int, ...]], list[int]] = {}
    for (table, year), each in what.items():
        if each.is_empty:
            gaps.setdefault((table, (), MONTHS), []).append(year)
            continue
        for months in dict.fromkeys(each.lacking.values()):
            keys = tuple(key for key, gap in each.lacking.items() if gap == months)
            gaps.setdefault((table, keys, months), []).append(year)
    return [
        Gap(_named(dataset, table, keys), _when(months, of), _whence(dataset, table, keys))
        for (table, keys, months), of in gaps.items()
    ]


def _cell(table: str, each: Coverage) -> str:
    if each.is_empty:
        return NOTHING
    if each.day is not None:
        return short_day(each.day)
    if each.is_whole and each.months != MONTHS:
        return "есть" if table == ADDITIVE else "год"
    return f"{_runs(each.months)} мес." if each.months else "частью"


def _published(changes: Changes | None) -> str:
    if changes is None:
        return NOTHING
    return "устарел" if changes.sentences else "готов"


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
    return (
        years(of) if months == MONTHS else f"{_runs(months)} мес. {conjoined([*map(str, of)])} года"
    )


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
    written = f"Впишите в книгу года или в {resources()[table]['path']}"
    return f"Даёт {titles}" if titles else written


def _columns(table: str) -> tuple[str, ...]:
    return series_columns(table) if is_flow(table) else stock_columns(table)
