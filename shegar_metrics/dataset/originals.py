"""The originals of exports under ``raw``: still the files whose SHA-256 the sources tell."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..problems import Problem
from . import Dataset

RAW = "raw"
SOURCES = "sources.csv"


def check_originals(dataset: Dataset) -> list[Problem]:
    """Check that each original there should be is there, and is what it was.

    Returns
    -------
    list of Problem
        In the order of the sources.
    """
    problems = []
    for line, row in enumerate(dataset.rows["sources"], start=2):
        if not row["path"]:
            continue
        file = dataset.folder / RAW / row["path"]
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


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
