"""The record of an edition: what it says, whatever it looks like and whatever made it.

Two editions of one record are the same to a reader, so that no new one is issued. The record
knows no order, no fonts and no spaces. What an edition says of itself, its number, its day and
the details of the decision, stands apart: it may be filled in without making another edition.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from ..indicators import Results
from ..indicators.records import record

IMPRINT = "imprint"
"""The tag of a cell that shows what an edition says of itself."""

DIVISION = re.compile(r"<div.*?</div>", re.DOTALL)
"""Lines set apart: in a decision its number, its date and who signs it."""

NOT_PRINTED = ("place", "title_en", "sources")
"""Columns of a result that a reader of the documents does not meet as they are."""

Lines = tuple[list[str], list[str]]


def record_of(results: Results, executed: Iterable[NotebookNode]) -> dict[str, str]:
    """Return the digests of what an edition says.

    Parameters
    ----------
    results
        Its results.
    executed
        Its notebooks as they were run.

    Returns
    -------
    dict
        Of the ``results``, of the ``sentences``, and of the ``imprint``.
    """
    sentences, imprint = _lines(executed)
    return {
        "results": digest_of_results(results),
        "sentences": _digest(sentences),
        "imprint": _digest(imprint),
    }


def digest_of_results(results: Results) -> str:
    """Return the digest of results: their values, what they were computed from, their days."""
    rows = (record(row) for row in results.printed)
    return _digest(
        repr([(name, cell) for name, cell in row.items() if name not in NOT_PRINTED])
        for row in rows
    )


def digest_of_record(said: Mapping[str, str]) -> str:
    """Return one digest of the numbers and the sentences of an edition.

    Parameters
    ----------
    said
        The digests that `record_of` returns.
    """
    return hashlib.sha256(f"{said['results']}\n{said['sentences']}".encode("ascii")).hexdigest()


def _lines(executed: Iterable[NotebookNode]) -> Lines:
    """Return the lines that notebooks show, and those that the edition says of itself."""
    sentences: list[str] = []
    imprint: list[str] = []
    for cell in (cell for notebook in executed for cell in notebook.cells):
        text = "\n".join(_texts(cell))
        if IMPRINT in cell.metadata.get("tags", ()):
            imprint.append(text)
        else:
            imprint += DIVISION.findall(text)
            sentences += DIVISION.sub("", text).split("\n")
    return sentences, imprint


def _texts(cell: NotebookNode) -> Iterator[str]:
    """Yield what a cell says: sentences, rows of a table, what is said of a figure."""
    if cell.cell_type == "markdown":
        yield cell.source
    for output in cell.get("outputs", ()):
        about: Mapping[str, Any] = output.get("metadata", {}).get("image/svg+xml", {})
        text = output.get("data", {}).get("text/markdown")
        yield from (each for each in (text, about.get("caption"), about.get("alt")) if each)


def _digest(lines: Iterable[str]) -> str:
    """Return the digest of lines of text, in whatever order they come and however spaced."""
    known = {" ".join(line.split()) for line in lines if re.search(r"\w", line)}
    return hashlib.sha256("\n".join(sorted(known)).encode("utf-8")).hexdigest()
