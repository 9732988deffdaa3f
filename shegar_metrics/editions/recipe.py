"""The recipe of an edition: all that decides what it is, said once.

Its notebooks, the tables and originals of its numbers, the code, and the versions of the packages.
Two editions of one recipe have the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from ..dataset import Dataset, Rows
from ..dataset.originals import RAW, sha256
from ..dataset.schema import resources
from ..importing.storing.writing import as_csv
from ..indicators import Results
from ..indicators.context import Source
from ..indicators.published import (
    DATA,
    EARLIER,
    INDICATORS,
    MANIFEST,
    REPORTS,
    SOURCES,
    earlier,
    first_of_year_before,
    read_published,
    replaced,
    trial_mark,
)
from ..indicators.signed import SIGNED

NOTEBOOKS = {"annual_report": "расчёт и рисунки", "decision": "решение и приложение"}
"""The notebooks an edition is made from, and what is said while they run."""

NUMBERS = (INDICATORS, SOURCES)
"""The files of an edition that say what its numbers were, and what their sources are."""

DECISIONS = f"{DATA}/{resources()['decisions']['path']}"
REPLACED = (*NUMBERS, MANIFEST, DECISIONS, *SIGNED)
"""The files of a replaced edition that the one after it is made from."""

PACKAGE = Path(__file__).parents[1]
DISTRIBUTION = "shegar-metrics"
FORMAT = 2

Entry = dict[str, Any]


def notebook_path(name: str) -> Path:
    """Find a notebook of ours: in the installed package, or in the repository."""
    packaged = PACKAGE / "notebooks" / f"{name}.ipynb"
    return packaged if packaged.is_file() else PACKAGE.parent / "notebooks" / packaged.name


def tables(dataset: Dataset, year: int) -> dict[str, bytes]:
    """Return the tables that the edition of a year is made from, as they are in its files.

    Of the editions only those of the year and of the one before: an edition of another year
    changes nothing here. Nor does the digest of what an edition says, known when it is there.
    """
    text = as_csv("editions", rows(dataset, year)["editions"])
    return {**dataset.files, str(resources()["editions"]["path"]): text.encode("utf-8")}


def rows(dataset: Dataset, year: int) -> Rows:
    """Return the typed rows of those tables."""
    numbered = [
        {**row, "record": None}
        for row in dataset.rows["editions"]
        if row["year"] in (year - 1, year)
    ]
    return {**dataset.rows, "editions": numbered}


def origin(
    results: Results, dataset: Dataset, published: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Return all that decides what an edition is: parameters, inputs, code, versions.

    Parameters
    ----------
    results
        The results of its year.
    dataset
        The data that they were computed from.
    published
        The files of published editions that it is made from; by default those that stand beside
        the data now.
    """
    if published is None:
        published = published_inputs(results)
    editions = results.context.editions
    is_numbered = editions and trial_mark(results.year) not in published
    return {
        "format": FORMAT,
        "edition": editions[-1].number if is_numbered else None,
        "parameters": {"year": results.year, "data": results.context.folder.name},
        "inputs": _inputs(results, tables(dataset, results.year), published),
        **makers(),
    }


def makers() -> dict[str, Any]:
    """Return what makes an edition: the code, the versions of the packages, the system."""
    return {
        "code": _code(),
        "versions": _versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
    }


def _inputs(
    results: Results, files: Mapping[str, bytes], published: Mapping[str, bytes]
) -> list[Entry]:
    folder = results.context.folder
    entries = [described(f"{folder.name}/{name}", content) for name, content in files.items()]
    cited = {source for row in results.printed for source in row.sources}
    sources = (results.context.sources[source] for source in cited)
    entries += [_original(s, s.path, folder) for s in sources if s.path is not None]
    entries += [described(path, content) for path, content in published.items()]
    return sorted(entries, key=lambda each: str(each["path"]))


def published_inputs(
    results: Results, holder: Path | None = None, *, is_trial: bool = False
) -> dict[str, bytes]:
    """Return the files of published editions that an edition is made from, each where it stands.

    They are the numbers of the year before, as they were first published and as they are in
    force, and what tells of the editions that this one has replaced. The manifest of each of
    those names all of its files: so an edition answers for those before it.

    Parameters
    ----------
    results
        The results of its year.
    holder
        The edition that keeps those it has replaced, if it is not the one beside the data.
    is_trial
        Whether it is not to be issued: what says so is among them.

    Returns
    -------
    dict
        What is in them, by path from the folder in which data and reports stand.
    """
    parent, files = results.context.folder.parent, dict[str, bytes]()
    if is_trial:
        files[trial_mark(results.year)] = b""
    for edition in (earlier(results), first_of_year_before(results)):
        for name in NUMBERS:
            if edition is not None and os.path.lexists(edition / name):
                path = (edition / name).relative_to(parent).as_posix()
                files[path] = read_published(edition, name)
    for each in results.context.editions[:-1]:
        kept = replaced(results, each.number, holder)
        for name in REPLACED:
            if kept is not None and os.path.lexists(kept / name):
                path = f"{REPORTS}/{results.year}/{EARLIER}/{each.number}/{name}"
                files[path] = read_published(kept, name)
    return files


def _original(source: Source, name: str, folder: Path) -> Entry:
    """Describe the original of an export as its source does: the file itself may be gone."""
    file = folder / RAW / name
    path = file.relative_to(folder.parent).as_posix()
    return {"path": path, "sha256": source.sha256 or sha256(file)}


def _code() -> list[Entry]:
    """Describe the notebooks, the templates and the library, the last as one."""
    notebooks = [_as_it_is(f"notebooks/{name}.ipynb", notebook_path(name)) for name in NOTEBOOKS]
    files = [_as_it_is(path, file) for path, file in _files()]
    library = [each for each in files if each["path"].endswith(".py")]
    templates = [each for each in files if not each["path"].endswith(".py")]
    return [*notebooks, *templates, _as_one(library)]


def _files() -> Iterator[tuple[str, Path]]:
    """Yield the files of the package by their paths, in an order that is the same everywhere."""
    for parent, folders, names in os.walk(PACKAGE):
        folders[:] = sorted({*folders} - {"__pycache__", "notebooks"})
        folder = Path(parent).relative_to(PACKAGE.parent).as_posix()
        yield from ((f"{folder}/{name}", Path(parent, name)) for name in sorted(names))


def _as_it_is(path: str, file: Path) -> Entry:
    """Describe a file of the code as it is now; it is read again only if it has changed."""
    found = file.stat()
    digest = _digest(file, found.st_size, found.st_mtime_ns)
    return {"path": path, "bytes": found.st_size, "sha256": digest}


@lru_cache(maxsize=1024)
def _digest(file: Path, size: int, changed: int) -> str:
    return sha256(file)


def _as_one(files: Sequence[Entry]) -> Entry:
    lines = "".join(f"{each['path']} {each['sha256']}\n" for each in files)
    size = sum(each["bytes"] for each in files)
    return {**described(PACKAGE.name, lines.encode("utf-8")), "bytes": size}


def _versions() -> dict[str, str]:
    """Return the versions of Python, of the package, and of all it cannot do without."""
    # As `importlib.metadata` itself, which lists a folder again only if it has changed.
    folders = (folder for folder in map(Path, sys.path) if folder.is_dir())
    changed = tuple(folder.stat().st_mtime_ns for folder in folders)
    return {"python": platform.python_version(), **dict(_installed(changed))}


@lru_cache(maxsize=1)
def _installed(changed: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    needs = (need for need in requires(DISTRIBUTION) or () if "extra ==" not in need)
    wanted = (re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs)
    return tuple((name, version(name)) for name in (DISTRIBUTION, *wanted))


def entry(file: Path, base: Path) -> Entry:
    """Describe a file by its path under *base*, its size and its SHA-256."""
    path = file.relative_to(base).as_posix()
    return {"path": path, "bytes": file.stat().st_size, "sha256": sha256(file)}


def described(path: str, content: bytes) -> Entry:
    """Describe the content of a file by its path, its size and its SHA-256."""
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
