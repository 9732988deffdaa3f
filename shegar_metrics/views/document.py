"""The official document: the decision, and the information annexed to it.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> "РЕШЕНИЕ" in sm.document.decision(results).text
True
"""

from __future__ import annotations

from ..indicators import Results
from .bundle import Prose
from .prose import newest_source
from .templating import names_of, render


def decision(results: Results) -> Prose:
    """Write the decision; the document bears its date, or that of the newest source."""
    date = results.context.decision["date"] or newest_source(results)
    filled = render("decision.md.j2", "decision", names_of(results))
    return Prose(filled.text, {"date": date.isoformat()})


def information(results: Results, block: str) -> Prose:
    """Write one block of the information, as ``"opening"`` or ``"site"``."""
    return Prose(render("information.md.j2", block, names_of(results)).text)
