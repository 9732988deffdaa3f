"""The originals of exports under ``raw``: still the files whose SHA-256 the sources give.

Those that may hold personal data stand in a folder of their own, which git does not see. A clone
is without them, and they are to be deleted in the end; what was computed from them still holds,
as their SHA-256 is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ..problems import Problem
from . import Dataset
from .files import in_force

RAW = "raw"
PERSONAL = "personal"
"""The folder under `RAW` for originals that may hold personal data."""
SOURCES = "sources.csv"


def check_originals(dataset: Dataset) -> list[Problem]:
    """Check that each original there should be is there, and is what it was.

    One that may hold personal data may be gone: see `absent_originals`.

    Returns
    -------
    list of Problem
        In the order of the sources.
    """
    problems = []
    for line, row in enumerate(dataset.rows["sources"], start=2):
        if not row["path"] or _is_absent(dataset, row):
            continue
        file = _original(dataset, row)
        if not file.is_file():
            wrong, mend = "такого файла нет", "Верните файл или уберите путь к нему"
        elif row["sha256"] and sha256(file) != row["sha256"]:
            wrong = "файл не тот: его контрольная сумма другая"
            mend = "Верните прежний файл или загрузите новый через shegar-metrics import"
        else:
            continue
        shown = f"{RAW}/{row['path']}"
        problems.append(Problem(SOURCES, wrong, "", mend, line, "path", shown))
    return problems


def absent_originals(dataset: Dataset) -> list[str]:
    """List the originals that may hold personal data and are not here, by their paths in `RAW`."""
    return [row["path"] for row in dataset.rows["sources"] if _is_absent(dataset, row)]


def is_spoilt(dataset: Dataset, row: Mapping[str, Any]) -> bool:
    """Return whether the original of a source should be there and is not what it was."""
    if not (row["path"] and row["sha256"]) or _is_absent(dataset, row):
        return False
    file = _original(dataset, row)
    return not file.is_file() or sha256(file) != row["sha256"]


def _is_absent(dataset: Dataset, row: Mapping[str, Any]) -> bool:
    """Return whether an original may be missing: it is personal, and its SHA-256 is known."""
    if not (row["path"] and row["sha256"]):
        return False
    personal = PERSONAL in PurePosixPath(row["path"]).parts[:1]
    return personal and not _original(dataset, row).exists()


def _original(dataset: Dataset, row: Mapping[str, Any]) -> Path:
    return in_force(dataset.folder, f"{RAW}/{row['path']}")


def hide_from_git(folder: Path) -> None:
    """Have git ignore all that a folder holds or will hold, this very instruction included."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8", newline="\n")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
