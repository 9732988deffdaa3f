"""Give each municipality the numbers of those alike, as a table of its own data.

A report is made from its data alone, so what it says of others has to be in them. The rows of a
year whose report is issued stay as they are unless they are to be renewed: the new number of a
neighbour never issues a report anew by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
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
from ..indicators import Facts
from ..indicators.peers import Likeness, comparable_values, likeness
from ..period import Period
from ..problems import ParameterRefusal, Refusal

TABLE, SOURCES = "peers", "sources"
IMPORTER = "peers"
"""What a source of these numbers says it was made by."""

Key = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a municipality shows to others of one year.

    Parameters
    ----------
    data
        Its data package.
    place, oktmo
        Its name at the end of the year, and its code.
    year
        The year.
    likeness
        What it is like; ``None`` if its residents are not known.
    rows
        Its numbers, as rows of the table of others, without a source.
    """

    data: Path
    place: str
    oktmo: str | None
    year: int
    likeness: Likeness | None
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """All municipalities of a region, year by year, and the packages that could not be read.

    Parameters
    ----------
    every
        What each shows.
    unread
        Why a package could not be read, in lines.
    """

    every: list[Neighbour] = field(default_factory=list)
    unread: dict[Path, Sequence[str]] = field(default_factory=dict)

    def of(self, data: Path) -> list[Neighbour]:
        """Return the years of one municipality."""
        return [each for each in self.every if each.data == data]

    def alike(self, own: Neighbour) -> list[Neighbour]:
        """Return the others that are like one, in its year."""
        others = (each for each in self.every if each.data != own.data and each.year == own.year)
        return [each for each in others if own.likeness and each.likeness == own.likeness]


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


def read_neighbours(packages: Sequence[Path], years: Sequence[int] | None = None) -> Neighbours:
    """Read what the municipalities of a region show to each other.

    Parameters
    ----------
    packages
        The folders of their data.
    years
        The years; by default all that a package has data of.

    Raises
    ------
    ParameterRefusal
        If two packages may be of one municipality: its numbers would count twice.
    """
    found = Neighbours()
    for data in packages:
        try:
            dataset = load(data)
        except Refusal as refusal:
            found.unread[data] = refusal.lines
            continue
        wanted = [year for year in dataset.years if years is None or year in years]
        found.every.extend(_neighbour(data, dataset, year) for year in wanted)
    _refuse_doubles(found.every)
    return found


def _neighbour(data: Path, dataset: Dataset, year: int) -> Neighbour:
    facts = Facts(dataset, Period.of_year(year))
    names = dataset.reference.municipality(facts.period.end)
    alike, residents = likeness(facts), facts.residents().value
    rows = [
        {
            "year": year,
            "place": names["name"],
            "oktmo": names["oktmo"],
            "kind": names["kind_genitive"],
            "residents": None if residents is None else int(residents),
            "indicator": name,
            "value": value,
            "counted_on": max(measured.dates, default=None),
        }
        for name, value, measured in comparable_values(facts)
    ]
    return Neighbour(data, names["name"], names["oktmo"], year, alike, rows)


def _refuse_doubles(every: Iterable[Neighbour]) -> None:
    """Refuse packages that may be of one municipality, as a copy of a folder is."""
    known: dict[tuple[int, str], list[Neighbour]] = defaultdict(list)
    for each in every:
        for name in filter(None, (each.place, each.oktmo)):
            for other in known[each.year, name]:
                if other.oktmo == each.oktmo or None in (other.oktmo, each.oktmo):
                    raise ParameterRefusal(
                        f"{other.data} и {each.data}: похоже, это один муниципалитет "
                        f"({each.place}), и его числа вошли бы дважды. Если это копия, не "
                        "называйте её; если разные, впишите каждому его код ОКТМО в "
                        f"{resources()['municipality']['path']}."
                    )
            known[each.year, name].append(each)


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

    Where a package could not be read, no row goes: it may be one of that municipality.
    """
    rows, year, alike = dataset.rows, own.year, neighbours.alike(own)
    old = {_key(row): row for row in rows[TABLE] if row["year"] == year}
    new = {_key(row): row for each in alike for row in each.rows}
    new = {**old, **new} if neighbours.unread else new
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
    others = [row for row in rows[TABLE] if row["year"] != year]
    cited = [{**row, "source": source["id"]} for row in new.values()]
    every = sorted(
        [*others, *cited], key=lambda row: (row["year"], row["place"], row["oktmo"] or "")
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
