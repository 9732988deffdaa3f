"""What is still to be filled in before a report of the data package has no gaps."""

from __future__ import annotations

from . import Dataset
from .schema import fields, resources

ASKED = {
    "municipality": ("site", "contact", "oktmo", "inn"),
    "pages": ("address", "owner"),
}
"""Cells of the reference tables that may be empty, and that a report or a region wants."""

EXPECTED_ROWS = (
    *("population", "visits", "publications", "subscribers", "costs", "measures", "decisions"),
)
"""Tables without which a report has a gap that every reader would see."""


def still_to_fill(dataset: Dataset) -> list[str]:
    """List what is empty, each with its file and in Russian words."""
    paths = {name: resource["path"] for name, resource in resources().items()}
    gaps = []
    for table, columns in ASKED.items():
        key = resources()[table]["schema"]["primaryKey"]
        for row in dataset.rows[table]:
            empty = [str(fields(table)[c]["title"]) for c in columns if row[c] is None]
            if empty:
                gaps.append(f"{paths[table]}, строка «{row[key]}»: {', '.join(empty)}")
    for table in EXPECTED_ROWS:
        if not dataset.rows[table]:
            gaps.append(f"{paths[table]}: нет ни одной строки ({resources()[table]['title']})")
    return gaps
