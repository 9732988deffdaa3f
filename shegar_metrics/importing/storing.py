"""Write tables of a data package: all of them or none, whatever happens on the way.

What is to be written is first laid aside, whole, in a folder of its own. A mark in it is
the moment of truth: without the mark nothing has happened; with it, everything has, whoever
reads the data reads what is aside, and the next import moves it into place.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..dataset.files import ASIDE, FILES, MARK, inside
from ..dataset.schema import DESCRIPTOR, SHIPPED
from ..problems import DataRefusal, Problem, RunFailure


def as_csv(fields: Sequence[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]) -> str:
    """Write typed rows as the CSV that the descriptor describes: UTF-8 text, comma, LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field["name"] for field in fields])
    writer.writerows([_cell(row.get(field["name"]), field) for field in fields] for row in rows)
    return text.getvalue()


def _cell(value: object, field: Mapping[str, Any]) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(field["trueValues" if value else "falseValues"][0])
        case date():
            return value.isoformat()
        case _:
            return str(value)


def lay_aside(folder: Path) -> Path:
    """Make an empty folder inside a data package, to lay files in under their final names.

    What an interrupted writer has left without its mark is cleared away.
    """
    finish(folder)
    shutil.rmtree(folder / ASIDE, ignore_errors=True)
    aside = folder / ASIDE / FILES
    aside.mkdir(parents=True)
    return aside


def put_in_place(folder: Path) -> None:
    """Put all that was laid aside in its place."""
    _flush(folder / ASIDE / FILES)
    (folder / ASIDE / MARK).touch()
    finish(folder)


def finish(folder: Path) -> None:
    """Move into place what a writer had decided upon; do nothing if there is none."""
    aside = folder / ASIDE
    if not (aside / MARK).exists():
        return
    moves = [
        (file, folder / file.relative_to(aside / FILES))
        for file in sorted((aside / FILES).rglob("*"))
        if file.is_file()
    ]
    # A package from elsewhere may bring such a folder along, with links to the user's own files.
    if not all(inside(file, folder) and inside(place.parent, folder) for file, place in moves):
        wrong = "незаконченная загрузка ведёт за пределы папки с данными"
        raise DataRefusal([Problem(ASIDE, wrong, mend="Удалите эту папку")])
    for file, place in moves:
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
    shutil.rmtree(aside / FILES, ignore_errors=True)
    # The mark goes last: until then this can be done again.
    shutil.rmtree(aside, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Make sure that the files are on the disk before they are said to be."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb+") as written:
                os.fsync(written.fileno())


def write_schema(folder: Path) -> Path:
    """Write the schema into a data package, and return the file.

    Raises
    ------
    RunFailure
        If it cannot be written.
    """
    copy = folder / DESCRIPTOR
    try:
        copy.write_bytes(SHIPPED.read_bytes())
    except OSError as error:
        raise RunFailure(f"{copy}: файл не записать ({error.strerror or error}).") from error
    return copy
