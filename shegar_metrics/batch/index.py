"""The index of a batch: a page for people and a file for programs, of every edition of it."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2

from ..durable import write_whole
from . import region
from .places import place_of
from .planning import Entry, Outcome

PAGE, FILE = "index.html", "batch.json"

REGION = {
    region.PAGE: "муниципалитеты рядом: места, разброс, чего нет",
    region.BOOK: "показатели всех муниципалитетов, для Excel и LibreOffice",
    region.TABLE: "они же и по месяцам, для программ",
}
"""What stands beside the index, if there is any."""

WORDS = {
    Outcome.FAILED: "не сделан",
    Outcome.MADE: "сделан",
    Outcome.UNCHANGED: "не изменился",
}
"""The outcomes in the order of the page: first what somebody has to do something about."""
IN_ALL = {
    Outcome.FAILED: "не сделано",
    Outcome.MADE: "сделано",
    Outcome.UNCHANGED: "не изменилось",
}
"""The same of several."""


def write_index(entries: Sequence[Entry], folder: Path) -> Path:
    """Write the index of a batch into a folder, and return its page.

    Parameters
    ----------
    entries
        What became of each edition.
    folder
        Where to; it is made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    records = [_record(entry, folder) for entry in entries]
    numbers = Counter(entry.outcome for entry in entries)
    found = {str(outcome): numbers[outcome] for outcome in Outcome}
    told = json.dumps({**found, "editions": records}, ensure_ascii=False, indent=2)
    write_whole(folder / FILE, f"{told}\n".encode())
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(f"{PAGE}.j2")
    order = list(WORDS)
    records.sort(key=lambda record: order.index(record["outcome"]))  # the rest as it was
    beside = {name: title for name, title in REGION.items() if (folder / name).is_file()}
    page = template.render(
        records=records, words=WORDS, in_all=IN_ALL, numbers=numbers, region=beside
    )
    write_whole(folder / PAGE, page.encode("utf-8"))
    return folder / PAGE


def _record(entry: Entry, folder: Path) -> dict[str, Any]:
    return {
        "place": place_of(entry.data),
        "title": entry.title,
        "data": _path(entry.data, folder),
        "year": entry.year,
        "outcome": str(entry.outcome),
        "wrong": list(entry.wrong),
        "kept": list(entry.kept),
        "notes": list(entry.notes),
        "page": entry.page and _path(entry.page, folder),
    }


def _path(path: Path, folder: Path) -> str:
    """Write a path as a link from a folder; on another disk of Windows it is a whole one."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.as_posix()
