"""Give each municipality the numbers of those alike, as a table of its own data.

A report is made from its data alone, so what it says of others has to be in them. The rows of a
year whose report is issued stay as they are unless they are to be renewed: the new number of a
neighbour never issues a report anew by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ..dataset import Dataset, load
from ..dataset.schema import resources
from ..dataset.series import Row
from ..importing.merging.rows import RowChange, row_changes
from ..importing.storing.checking import check_rows
from ..importing.storing.journal import JOURNAL, as_text, entry, read_journal
from ..importing.storing.writing import Writing, as_csv, write, writing_alone
from ..problems import ParameterRefusal
from .neighbours import Neighbour, Neighbours

TABLE, SOURCES = "peers", "sources"
IMPORTER = "peers"
"""What a source of these numbers says it was made by."""

Key = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class OfYear:
    """What became of the rows of one year in a package.

    Parameters
    ----------
    year
        The year.
    alike
        How many municipalities are alike; ``None`` if the residents of this one are not known.
    added, replaced, removed, left
        How many rows were.
    withheld
        How many would have changed if the report of the year were not issued.
    is_issued
        Whether it is.
    """

    year: int
    alike: int | None
    added: int = 0
    replaced: int = 0
    removed: int = 0
    left: int = 0
    withheld: int = 0
    is_issued: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether any row was added, replaced or removed."""
        return bool(self.added or self.replaced or self.removed)


def give_peers(
    data: Path, neighbours: Neighbours, *, renew: bool = False, dry_run: bool = False
) -> list[OfYear]:
    """Write the numbers of the municipalities alike into a data package: all of them, or nothing.

    Parameters
    ----------
    data
        Its folder.
    neighbours
        The municipalities of the region, this one among them.
    renew
        Whether rows of a year whose report is issued are written, too.
    dry_run
        Whether nothing is written.

    Returns
    -------
    list of OfYear
        What became of the rows of each year.

    Raises
    ------
    DataRefusal, ParameterRefusal
        If the data cannot be read, or what is to be written would not stand in them.
    RunFailure
        If it cannot be written, or another command writes there.
    """
    with nullcontext() if dry_run else writing_alone(data):
        dataset = load(data)
        after, outcomes = dataset, []
        for own in neighbours.of(data):
            after, outcome = _with_year(after, own, neighbours, renew=renew)
            outcomes.append(outcome)
        changes = row_changes(dataset.rows, after.rows)
        if changes and not dry_run:
            _write(dataset, after, changes)
    return outcomes


def _with_year(
    dataset: Dataset, own: Neighbour, neighbours: Neighbours, *, renew: bool
) -> tuple[Dataset, OfYear]:
    """Return data with the rows of one year as they are to be, and what becomes of them.

    Where a package could not be read, rows go only of municipalities that were: any other row may
    be one of that package.
    """
    rows, year, alike = dataset.rows, own.year, neighbours.alike(own)
    old = {_key(row): row for row in rows[TABLE] if row["year"] == year}
    new = {_key(row): row for each in alike for row in each.rows}
    if neighbours.unread:
        others = (row for row in old.values() if not neighbours.is_read(year, *_key(row)[:2]))
        new = {**{_key(row): row for row in others}, **new}
    same = {key for key in old.keys() & new.keys() if _is_same(old[key], new[key])}
    added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    replaced = len(old.keys() & new.keys()) - len(same)
    outcome = OfYear(
        year,
        len(alike) if own.likeness else None,
        is_issued=any(row["year"] == year for row in rows["editions"]),
    )
    if not (added or replaced or removed):
        return dataset, replace(outcome, left=len(old))
    if outcome.is_issued and not renew:
        return dataset, replace(outcome, left=len(old), withheld=added + replaced + removed)
    source = _source(dataset, year)
    of_years = [row for row in rows[TABLE] if row["year"] != year]
    cited = [{**row, "source": source["id"]} for row in new.values()]
    every = sorted(
        [*of_years, *cited], key=lambda row: (row["year"], row["place"], row["oktmo"] or "")
    )
    after = {**rows, TABLE: every, SOURCES: list(_sources(rows[SOURCES], source, kept=bool(new)))}
    changed = replace(outcome, added=added, replaced=replaced, removed=removed, left=len(same))
    return replace(dataset, rows=after), changed


def _key(row: Row) -> Key:
    return row["place"], row["oktmo"], row["indicator"]


def _is_same(old: Row, new: Row) -> bool:
    return all(old[name] == cell for name, cell in new.items())


def _source(dataset: Dataset, year: int) -> dict[str, Any]:
    """Return the source that the rows of a year cite, of today."""
    return {
        "id": f"{IMPORTER}-{year}",
        "title": f"Показатели похожих муниципалитетов за {year} год, по их данным",
        "kind": "export",
        "date": datetime.now(dataset.reference.zone).date(),
        "path": None,
        "sha256": None,
        "url": None,
        "note": None,
        "importer": IMPORTER,
    }


def _sources(rows: Sequence[Row], source: Row, *, kept: bool) -> Iterator[Row]:
    """Yield the sources with one of them anew in its place, or without it."""
    is_new = True
    for row in rows:
        if row["id"] != source["id"]:
            yield row
            continue
        if row["importer"] != IMPORTER:
            raise ParameterRefusal(
                f"Источник «{row['id']}» в sources.csv — другой документ: «{row['title']}». Дайте "
                f"ему другой код: shegar-metrics sources rename {row['id']} НОВЫЙ."
            )
        is_new = False
        if kept:
            yield source
    if kept and is_new:
        yield source


def _write(dataset: Dataset, after: Dataset, changes: Sequence[RowChange]) -> None:
    check_rows(after, "после этого было бы")
    journal = read_journal(dataset.folder)
    texts = {JOURNAL: as_text([*journal, entry(journal, "peers", changes)])}
    for table in {change.table for change in changes}:
        texts[resources()[table]["path"]] = as_csv(table, after.rows[table])
    write(dataset.folder, Writing(dataset.files, texts))
