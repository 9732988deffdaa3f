"""Batches: the files of one call, by the system that gave them, and what they are as sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from pathlib import Path
from typing import Any

from ..dataset.fact_rules import BY_DAYS
from ..dataset.originals import PERSONAL
from ..dataset.series import period_of
from ..durable import fitting
from ..period import years_of_a_day
from ..problems import DataRefusal, ParameterRefusal
from .files.digests import Digest
from .files.export import Export
from .forms.workbooks import FORMS
from .importer import Extract, Importer, Options
from .lookup import code_of
from .recognition import importers, recognise

HASH_DIGITS = 8

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one system that are read together.

    Parameters
    ----------
    importer
        The importer of the system.
    files
        The files.
    hashed
        The SHA-256 of each, and its copy if one was laid aside.
    readable
        What is read of each: that copy, or the file itself.
    """

    importer: Importer
    files: tuple[Export, ...]
    hashed: tuple[Digest, ...]
    readable: tuple[Export, ...]

    @property
    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of each file."""
        return tuple(each.sha256 for each in self.hashed)

    @property
    def names(self) -> str:
        """The names of the files, for messages."""
        return ", ".join(file.name for file in self.files)


def batches_of(
    paths: Sequence[Path], digests: Sequence[Digest], zone: tzinfo, kind: str | None
) -> list[Batch]:
    """Recognise files, and put those together that are pages of one export.

    Parameters
    ----------
    paths
        The files.
    digests
        The SHA-256 of each, which are being computed.
    zone
        The time zone of the municipality.
    kind
        What they are, by its code or title, if that is not to be recognised.

    Raises
    ------
    ParameterRefusal
        If a file is not there or of no known system, or the kind is unknown.
    """
    every = importers()  # which takes a while, as computing the digests does
    if kind is not None:
        titles = {code: (importer.title,) for code, importer in every.items()}
        kind = code_of(kind, titles, "Вид выгрузки (--as; все показывает import --list)")
    batches: list[Batch] = []
    for path, digest in zip(paths, digests, strict=True):
        if not path.is_file():
            if path.is_dir():
                raise ParameterRefusal(f"{path} — это папка. Назовите файлы в ней.")
            raise ParameterRefusal(f"Файла {path} нет.")
        file = Export(path, zone)
        file.refuse_unreadable()
        if digest.copy is None:
            digest.computed.result()  # before it is read: who changes it later is found out
        readable = file if digest.copy is None else Export(digest.copy.path, zone)
        importer = every[kind] if kind else recognise(readable)
        place = next(
            (n for n, each in enumerate(batches) if importer.paged and each.importer == importer),
            None,
        )
        if place is None:
            batches.append(Batch(importer, (file,), (digest,), (readable,)))
        elif digest.sha256 not in batches[place].digests:  # the same page twice is one
            same = batches[place]
            batches[place] = replace(
                same,
                files=(*same.files, file),
                hashed=(*same.hashed, digest),
                readable=(*same.readable, readable),
            )
    return batches


def readings(batch: Batch, options: Options) -> list[tuple[Batch, Extract]]:
    """Read the files of a batch together; or page by page, if they are exports of several.

    Parameters
    ----------
    batch
        The files.
    options
        What the user says of them: where that is a page, all are of it.

    Returns
    -------
    list of (Batch, Extract)
        What each export tells.

    Raises
    ------
    DataRefusal
        If they cannot be read, and it is not because they are of several pages.
    """
    try:
        return [(batch, batch.importer.read(batch.readable, options))]
    except DataRefusal:
        pages = [] if options.page else pages_of(batch.importer, batch.readable, options)
        if len(pages) < 2:
            raise
    parts = [
        replace(
            batch,
            files=tuple(batch.files[each] for each in page),
            hashed=tuple(batch.hashed[each] for each in page),
            readable=tuple(batch.readable[each] for each in page),
        )
        for page in pages
    ]
    return [(part, part.importer.read(part.readable, options)) for part in parts]


def pages_of(importer: Importer, files: Sequence[Export], options: Options) -> list[list[int]]:
    """Part files by the system's own number of the page that they are of.

    Returns
    -------
    list of list of int
        The places of the files of each page; all of them in one, if one of them does not tell.
    """
    pages: dict[str, list[int]] = {}
    try:
        for place, file in enumerate(files):
            page = importer.read((file,), options).external_id
            if page is None:
                break
            pages.setdefault(page, []).append(place)
        else:
            return [*pages.values()]
    except (ParameterRefusal, DataRefusal):
        pass
    return [[*range(len(files))]]


def source_rows(batch: Batch, rows: Sequence[Row], year: int | None = None) -> list[dict[str, Any]]:
    """Describe the files of a batch as rows of ``sources``; the first is the one that rows cite.

    Parameters
    ----------
    batch
        The files.
    rows
        What they tell.
    year
        The year that they say they are of.
    """
    years = [year] if year else _years_told(rows)
    year, day = year or year_of(rows), max(map(_last_day, rows))
    kind, folder = batch.importer.kind, str(year)
    when = f"на {day:%d.%m.%Y}" if all("as_of" in row for row in rows) else _of_years(years)
    if batch.importer.personal:
        folder = f"{PERSONAL}/{year}"
    described: list[dict[str, Any]] = []
    for file, digest in zip(batch.files, batch.digests, strict=True):
        ending = f"-{digest[:HASH_DIGITS]}{file.path.suffix}"
        part = f"Часть выгрузки: {described[0]['id']}; " if described else ""
        described.append(
            {
                "id": f"{kind}-{year}-{digest[:HASH_DIGITS]}",
                "title": f"{batch.importer.cited} {when}",
                "kind": "statement" if kind in FORMS else "export",
                "date": day,
                "path": f"{folder}/{fitting(file.path.stem, ending)}",
                "sha256": digest,
                "url": None,
                "note": f"{part}Файл: {file.name}",
                "importer": kind,
            }
        )
    return described


def year_of(rows: Sequence[Row]) -> int:
    """Return the year that a file is of: that of its periods; of counts alone, of the last one."""
    flows = [row for row in rows if "as_of" not in row]
    return max(_last_day(row) for row in flows or rows).year


def _years_told(rows: Sequence[Row]) -> list[int]:
    """Return the years of the periods of rows, without one of which a single day is told."""
    periods = [period_of(row) for row in rows if "period_start" in row]
    years = {day.year for period in periods for day in (period.start, period.end)}
    return sorted(years - years_of_a_day(periods)) or [year_of(rows)]


def _of_years(years: Sequence[int]) -> str:
    first, last = years[0], years[-1]
    return f"за {first} год" if first == last else f"за {first}–{last} годы"


def is_of_year(row: Row, year: int) -> bool:
    """Tell whether a row is of one year; a price that is parted by days may reach into others."""
    first, last = days_of(row)
    parted = row.get("method") == BY_DAYS
    return first.year <= year <= last.year if parted else first.year == year == last.year


def days_of(row: Row) -> tuple[date, date]:
    """Return the first day and the last that a row is of; words of a year, as of its first day."""
    if "year" in row:
        return date(row["year"], 1, 1), date(row["year"], 1, 1)
    if "as_of" in row:
        return row["as_of"], row["as_of"]
    return row["period_start"], row["period_end"]


def _last_day(row: Row) -> date:
    """Return the last day that a row tells of; a contract is told of before its term is over."""
    first, last = days_of(row)
    return first if row.get("method") == BY_DAYS else last
