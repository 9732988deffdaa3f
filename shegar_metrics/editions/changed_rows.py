"""What has changed in the tables that an edition was made from, and what of that concerns it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain
from pathlib import Path

from ..dataset import Dataset
from ..dataset.files import shown
from ..dataset.notes import with_sources_renamed
from ..dataset.reading import read_file, read_table
from ..dataset.schema import OPTIONAL, fields, referred, resources
from ..dataset.series import measure_columns
from ..indicators.published import DATA, renamed_sources
from ..period import STOCK_REACH_DAYS, Period
from ..views.wording import DASH, number, short_day, span
from .manifest import own_file

MOST_ROWS = 20
"""Of a table that are told one by one."""

SOURCES = "sources"

UNSAID = {"editions": ["record"]}
"""Columns that an edition keeps empty: what it says is not known before it is made."""

PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]{1,6}))?", re.ASCII)

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cited:
    """What the numbers of a year rest on.

    Parameters
    ----------
    year
        The year.
    sources
        Identifiers of the sources.
    days
        The days of the counts, as in the tables.
    """

    year: int
    sources: frozenset[str]
    days: frozenset[str]

    @classmethod
    def from_rows(cls, year: int, rows: Iterable[Row]) -> Cited:
        """Collect it from the rows of ``indicators.csv``."""
        every = list(rows)
        sources = (name for row in every for name in row.get("sources", "").split())
        days = (day for row in every for at in ("as_of", "then") for day in row.get(at, "").split())
        return cls(year, frozenset(sources), frozenset(days))


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that two versions of a table do not have alike.

    Parameters
    ----------
    table
        The table.
    old, new
        The row; ``None`` in a version that has none.
    is_renaming
        Whether nothing but the names of sources differs.
    """

    table: str
    old: Row | None
    new: Row | None
    is_renaming: bool = False

    def concerns(self, cited: Cited) -> bool:
        """Return whether the numbers or words of a year may depend on it."""
        return any(_concerns(self.table, row, cited) for row in (self.old, self.new) if row)


def changed_rows(edition: Path, dataset: Dataset) -> tuple[list[ChangedRow], list[str]]:
    """Compare the tables of an edition, which may be from anywhere, with those there are.

    Returns
    -------
    list of ChangedRow, list of str
        In the order of the tables; and sentences on tables that are not to be compared.
    """
    tables: dict[str, tuple[list[Row], list[Row]]] = {}
    sentences: list[str] = []
    for table, resource in resources().items():
        path, described = resource["path"], resource["schema"]["fields"]
        name, optional = f"{DATA}/{path}", table in OPTIONAL
        is_there = own_file(edition, name) is not None
        if not is_there and not optional:
            sentences.append(f"{resource['title']} ({path}): в отчёте такой таблицы нет.")
            continue
        content = read_file(edition, name) if is_there else None
        old, problems = read_table(edition, name, content, described, optional=optional)
        if problems:
            sentences.append(f"{resource['title']} ({path}): в отчёте — {problems[0]}")
            continue
        content = dataset.files.get(path)
        new, _ = read_table(dataset.folder, path, content, described, optional=optional)
        before, after = (_rows(table, each.header, each.rows) for each in (old, new))
        tables[table] = before, after
    renamed = renamed_sources(*tables.get(SOURCES, ([], [])))
    rows = (_changed(table, *both, renamed) for table, both in tables.items())
    return [*chain.from_iterable(rows)], sentences


def _changed(
    table: str, old: Iterable[Row], new: Iterable[Row], renamed: Mapping[str, str]
) -> Iterator[ChangedRow]:
    before = {_key(table, now): (was, now) for was, now in _citing(table, old, renamed)}
    after = {_key(table, row): row for row in new}
    for key in dict.fromkeys((*before, *after)):
        was, called_anew = before.get(key, (None, None))
        now = after.get(key)
        if was != now:
            yield ChangedRow(table, was, now, is_renaming=called_anew == now)


def sentences_of(rows: Iterable[ChangedRow], dataset: Dataset) -> Iterator[str]:
    """Yield a sentence for each row that has changed, the first `MOST_ROWS` of each table."""
    by_table: dict[str, list[ChangedRow]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for table, changed in by_table.items():
        words = _Words(dataset, table)
        yield from (words.sentence(row) for row in changed[:MOST_ROWS])
        if len(changed) > MOST_ROWS:
            yield f"{words.title}: и другие строки — {len(changed) - MOST_ROWS}"


def _keys(table: str) -> list[str]:
    key = resources()[table]["schema"]["primaryKey"]
    return [key] if isinstance(key, str) else list(key)


def _key(table: str, row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in _keys(table))


def _rows(table: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Row]:
    unsaid = dict.fromkeys(UNSAID.get(table, ()), "")
    return [dict(zip(header, row, strict=True)) | unsaid for row in rows]


def _citing(
    table: str, rows: Iterable[Row], renamed: Mapping[str, str]
) -> Iterator[tuple[Row, Row]]:
    """Yield each row as it is, and with the sources called anew."""
    columns = [n for n in fields(table) if referred(table, n) == SOURCES]
    columns += ["id"] if table == SOURCES else []
    for row in rows:
        named = {name: renamed.get(row[name], row[name]) for name in columns}
        if "note" in row and renamed:
            named["note"] = with_sources_renamed(row["note"], renamed)
        yield row, {**row, **named}


def _concerns(table: str, row: Row, cited: Cited) -> bool:
    """Return whether a year may depend on a row: it is of the year, or the year rests on it."""
    year, before = str(cited.year), str(cited.year - 1)
    rests_on = row.get("source") in cited.sources
    if table == SOURCES:
        return row["id"] in cited.sources
    if "year" in row:
        return row["year"] == year
    if "period_start" in row:
        first, last = row["period_start"][:4], row["period_end"][:4]
        return first <= year <= last or (rests_on and first <= before <= last)
    if "as_of" in row:
        return row["as_of"][:4] == year or (rests_on and row["as_of"] in cited.days)
    if "date" in row:
        return row["date"][:4] == year
    if "opened" in row:  # a page or a section
        reach = Period.of_year(cited.year).end + timedelta(STOCK_REACH_DAYS)
        return row["opened"] <= reach.isoformat()
    return True


class _Words:
    """How the rows of a table are called, and what is in them, in Russian."""

    def __init__(self, dataset: Dataset, table: str) -> None:
        self.table = table
        self.title = str(resources()[table]["title"])
        self.fields = fields(table)
        coded = [n for n, f in self.fields.items() if "categories" in f or referred(table, n)]
        self.labels = {name: dataset.labels(table, name) for name in coded if name != "source"}

    def sentence(self, row: ChangedRow) -> str:
        """Say what has changed."""
        if row.old and row.new:
            changed = [
                f"{self.fields[name]['title']}: {self.cell(name, row.old[name])} → "
                f"{self.cell(name, row.new[name])}"
                for name in self.fields
                if row.old[name] != row.new[name]
            ]
            return f"{self.name(row.new)}: {'; '.join(changed)}"
        only = row.new or row.old or {}
        numbers = [
            f"{self.fields[name]['title']}: {self.cell(name, only[name])}"
            for name in measure_columns(self.table)
            if only[name] and name not in _keys(self.table)
        ]
        what = "строка добавлена" if row.new else "строки больше нет"
        return f"{self.name(only)}: {what}" + (f" ({'; '.join(numbers)})" if numbers else "")

    def name(self, row: Row) -> str:
        """Name a row by its table and its key."""
        parts = [self.title]
        days = [_day(row.get(name, "")) for name in ("period_start", "period_end")]
        if days[0] and days[1] and days[0] <= days[1]:
            parts.append(span(Period(days[0], days[1])))
        for column in _keys(self.table):
            if row[column] and not column.startswith("period_"):
                parts.append(self.cell(column, row[column]))
        return ", ".join(parts)

    def cell(self, column: str, text: str) -> str:
        """Write what stands in a cell."""
        kind, day = self.fields[column]["type"], _day(text)
        found = PLAIN_NUMBER.fullmatch(text)
        if not text:
            return DASH
        if kind in ("integer", "number") and column != "year" and found:
            return number(Fraction(text), len(found[1] or ""))
        if kind == "date" and day:
            return short_day(day)
        return shown(self.labels.get(column, {}).get(text, text))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
