"""Decisions that were signed: what stands in them is no longer ours to change."""

from __future__ import annotations

from pathlib import Path

from ..dataset.reading import read_file, read_table
from ..dataset.schema import resources
from ..dataset.series import Row
from .published import DATA, replaced
from .results import Results

SIGNED = ("decision.docx", "decision.pdf")
"""Documents that are signed: with other numbers they are made as drafts beside."""


def signed_in(results: Results, holder: Path | None = None) -> Path | None:
    """Find the edition replaced by this one that the decision of the year was taken on.

    A decision that has a number and a date belongs to the edition that stood under them, and to
    none that was issued later.

    Parameters
    ----------
    results
        The results of the year.
    holder
        The edition that keeps the replaced ones; see `replaced`.

    Returns
    -------
    Path or None
        Its folder; nothing if there is no such decision, or it is of this very edition.
    """
    decision, editions = results.context.decision, results.context.editions
    if len(editions) < 2 or not (decision["number"] and decision["date"]):
        return None
    before = replaced(results, editions[-1].number - 1, holder)
    if before is None:
        return None
    issued = editions[-1].issued
    is_older = issued is not None and decision["date"] < issued
    return before if is_older or _requisites(before, results.year) == _written(decision) else None


def unsigned(results: Results) -> Row:
    """Return the details of the decision for a text that is not the signed one: without them."""
    decision = results.context.decision
    return decision if signed_in(results) is None else {**decision, "number": None, "date": None}


def _written(decision: Row) -> tuple[str, str]:
    return str(decision["number"]), decision["date"].isoformat()


def _requisites(edition: Path, year: int) -> tuple[str, str] | None:
    """Return the number and the date of the decision in the tables of an edition."""
    described = resources()["decisions"]
    name, fields = f"{DATA}/{described['path']}", described["schema"]["fields"]
    table, _ = read_table(edition, name, read_file(edition, name), fields)
    rows = (dict(zip(table.header, row, strict=True)) for row in table.rows)
    return next(((row["number"], row["date"]) for row in rows if row["year"] == str(year)), None)
