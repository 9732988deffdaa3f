"""What the signs in the cells of the tables mean."""

from __future__ import annotations

from ...indicators import Results
from .cells import SIGNS
from .origins import months
from .overview import key_figures
from .pages import feedback, page_activity, platforms, posts, responses
from .site import costs, publications

TABLES = (
    key_figures,
    publications,
    platforms,
    posts,
    responses,
    page_activity,
    feedback,
    costs,
    months,
)
"""Those in which a sign may stand for a number."""


def signs(results: Results) -> str:
    """``{{ results | signs }}``: what the signs in the tables mean, those that there are."""
    tables = [table for make in TABLES if (table := make(results)) is not None]
    cells = {cell for table in tables for row in table.rows for cell in row}
    shown = [f"«{sign}» — {words}" for sign, words in SIGNS.items() if sign in cells]
    return f"Знаки в таблицах: {', '.join(shown)}." if shown else ""
