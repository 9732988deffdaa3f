"""Published editions, read back: what their numbers were."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..dataset.files import read_plain, shown
from ..dataset.reading import read_file, read_table
from ..dataset.schema import resources
from ..problems import ParameterRefusal
from .context import Source
from .records import as_csv, record
from .result import Result
from .results import Results

INDICATORS = "indicators.csv"
MANIFEST = "manifest.json"
DATA = "data"
"""The folder of an edition that holds the tables it was made from."""
SOURCES = f"{DATA}/{resources()['sources']['path']}"
REPORTS = "reports"
TRIAL = ".trial"
"""Stands where an edition would, if that is made to be looked at and not to be issued."""
EARLIER = "earlier"
"""The folder in that of an edition which keeps those it has replaced, by their numbers."""
MONTH = "@"
"""What parts the id of a month's row from its month."""

MOST_BYTES = 10_000_000
MOST_SCAN_BYTES = 200_000_000
"""Of a document that somebody may have put a scan in the place of."""
UNREADABLE = (ParameterRefusal, ValueError, TypeError, KeyError, RecursionError)
"""What may come of reading a manifest that nobody has checked."""
NEEDED = ("id", "title", "aspect", "start", "value")
NUMBERS = ("value", "numerator", "denominator")
NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?(e[+-]?[0-2]?[0-9])?", re.ASCII)
"""A number as Python writes it, of a size that any of ours may have."""

CITED = "cited"
"""Beside the columns of a row: what its sources are, whatever they are called."""

Row = Mapping[str, str]


def read_published(folder: Path, name: str = INDICATORS) -> bytes:
    """Read a file of a published edition, which may be from anywhere: by default its numbers.

    Raises
    ------
    ParameterRefusal
        If there is none, or it is no plain file of a bearable size.
    """
    if not os.path.lexists(folder / name):
        raise ParameterRefusal(f"В папке {folder} нет отчёта: нет файла {name}.")
    most = MOST_SCAN_BYTES if name.startswith("decision.") else MOST_BYTES
    return read_plain(folder, name, most)


def published(folder: Path) -> dict[str, Row]:
    """Read the numbers of a published edition, its months and comparisons too, by id.

    Each row also says what its sources are, if the edition has the table of them.

    Raises
    ------
    ParameterRefusal
        If they cannot be read, or are none.
    """
    try:
        rows = _by_id(read_published(folder).decode("utf-8-sig"))
        sources = _table(folder / DATA, "sources")
        return _citing(rows, {source["id"]: source for source in sources})
    except (UnicodeDecodeError, csv.Error):
        wrong = "это не таблица показателей"
    except _Unfit as unfit:
        wrong = str(unfit)
    mend = "Верните прежний файл или сделайте отчёт заново: shegar-metrics report ГОД --force"
    raise ParameterRefusal(f"{folder / INDICATORS}: {wrong}. {mend}.")


def computed(
    rows: Iterable[Result], sources: Mapping[str, Source] = MappingProxyType({})
) -> dict[str, Row]:
    """Return results just computed in the form of a published edition, by id.

    Parameters
    ----------
    rows
        The results.
    sources
        The sources that they may cite, by identifier.
    """
    described = {
        name: {**asdict(source), "date": source.date.isoformat()}
        for name, source in sources.items()
    }
    return _citing(_by_id(as_csv([record(row) for row in rows])), described)


def earlier(results: Results) -> Path | None:
    """Find the edition of the year before that is in force, beside the data."""
    folder = _edition(results, results.year - 1)
    is_there = os.path.lexists(folder / INDICATORS)
    return folder if is_there and not is_of_another(folder, results.context.folder) else None


def is_of_another(folder: Path, data: Path) -> bool:
    """Return whether an edition is of another municipality than the data: by folder and by names.

    Two data packages side by side have one folder of reports.
    """
    try:
        made_of = json.loads(read_plain(folder, MANIFEST, MOST_BYTES))["parameters"]["data"]
    except UNREADABLE:
        return False
    names, ours = _names(folder / DATA), _names(data)
    return made_of != data.name and bool(names and ours) and not names & ours


def _names(data: Path) -> set[str]:
    """Return what a municipality has been called, as far as its table can be read."""
    return {row["name"] for row in _table(data, "municipality")}


def number_of(folder: Path) -> int | None:
    """Return the number of a published edition, as its manifest says it.

    One that the data give no number is the first. Nothing if there is no manifest to rely upon,
    or it is that of a trial.
    """
    try:
        manifest = json.loads(read_plain(folder, MANIFEST, MOST_BYTES))
        return None if is_of_trial(manifest) else int(manifest["edition"] or 1)
    except UNREADABLE:
        return None


def trial_mark(year: int) -> str:
    """Return the path of what says that an edition is a trial, among those of published ones."""
    return f"{REPORTS}/{year}/{TRIAL}"


def is_of_trial(manifest: Mapping[str, Any]) -> bool:
    """Return whether a manifest is of an edition that was made to be looked at, and not issued."""
    mark = trial_mark(manifest["parameters"]["year"])
    return any(each["path"] == mark for each in manifest["inputs"])


def is_trial(results: Results) -> bool:
    """Return whether the edition that is made of results now is not to be issued."""
    return os.path.lexists(_edition(results, results.year) / TRIAL)


def replaced(results: Results, number: int, holder: Path | None = None) -> Path | None:
    """Find an edition of the reporting year that this one has replaced or is about to replace.

    Parameters
    ----------
    results
        The results of the year.
    number
        The number of the older edition.
    holder
        The edition that keeps it, or is it, if that is not the one beside the data.
    """
    in_force = _edition(results, results.year)
    holders = [each for each in (holder, in_force) if each is not None]
    places = [each / EARLIER / str(number) for each in holders]
    places += [each for each in holders if number_of(each) == number]
    return next((place for place in places if os.path.lexists(place / INDICATORS)), None)


def first_of_year_before(results: Results) -> Path | None:
    """Find the first published edition of the year before, whether or not it is in force."""
    current = earlier(results)
    first = current and current / EARLIER / "1"
    return first if first and os.path.lexists(first / INDICATORS) else current


def renamed_sources(old: Iterable[Row], new: Iterable[Row]) -> dict[str, str]:
    """Return what sources are called anew, by what they were called.

    Parameters
    ----------
    old, new
        Two versions of the table of sources. One that either describes twice is but its name.
    """
    before, after = ({row["id"]: _document(row) for row in rows} for rows in (old, new))
    gone, come = _alone(before, after), _alone(after, before)
    return {gone[document]: come[document] for document in gone.keys() & come.keys()}


def _alone(documents: Mapping[str, str], others: Iterable[str]) -> dict[str, str]:
    """Return the names that others have not, by their documents, each that has one name only."""
    named = Counter(documents.values())
    names = documents.keys() - {*others}
    return {documents[name]: name for name in names if named[documents[name]] == 1}


def _edition(results: Results, year: int) -> Path:
    return results.context.folder.parent / REPORTS / str(year)


def _table(data: Path, name: str) -> list[Row]:
    """Return the rows of a table in a folder that nobody has checked, as far as it can be read."""
    described = resources()[name]
    content = read_file(data, described["path"])
    if not isinstance(content, bytes):
        return []
    table, _ = read_table(data, described["path"], content, described["schema"]["fields"])
    return [dict(zip(table.header, row, strict=True)) for row in table.rows]


def _document(source: Mapping[str, Any]) -> str:
    """Return what a source is: its file, or if it has none what it is called, its day, its place.

    Its identifier is a name that the data give it, and may give it anew.
    """
    described = [source.get(name) or "" for name in ("title", "date", "url")]
    return source.get("sha256") or repr(described)


def _citing(rows: Mapping[str, Row], sources: Mapping[str, Mapping[str, Any]]) -> dict[str, Row]:
    """Say in each row what its sources are.

    One that is nowhere described is but its name, and so are two that are described alike.
    """
    documents = {name: _document(source) for name, source in sources.items()}
    alike = Counter(documents[name] for name in sources if not sources[name].get("sha256"))

    def document(name: str) -> str:
        found = documents.get(name, name)
        return name if alike[found] > 1 else found

    def cited(names: str) -> str:
        return "\n".join(sorted({document(name) for name in names.split()}))

    return {name: {**row, CITED: cited(row.get("sources", ""))} for name, row in rows.items()}


class _Unfit(Exception):
    """What is wrong with a table of numbers, in Russian."""


def _by_id(text: str) -> dict[str, Row]:
    reader = csv.DictReader(io.StringIO(text), restval="", strict=True)
    absent = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if absent:
        raise _Unfit(f"нет столбцов {', '.join(absent)}")
    by_id: dict[str, Row] = {}
    for row in reader:
        wrong = _wrong(row)
        if row["id"] in by_id:
            wrong = f"показатель «{shown(row['id'])}» уже был выше"
        if wrong:
            raise _Unfit(f"строка {reader.line_num}: {wrong}")
        by_id[row["id"]] = row
    return by_id


def _wrong(row: Row) -> str | None:
    """Return why a row is none of a published edition."""
    if None in row:
        return "лишняя ячейка"
    try:
        date.fromisoformat(row["start"])
    except ValueError:
        return f"«{shown(row['start'])}» — не дата"
    cells = (row.get(name, "") for name in NUMBERS)
    wrong = next((cell for cell in cells if cell and not NUMBER.fullmatch(cell)), None)
    return None if wrong is None else f"«{shown(wrong)}» — не число"
