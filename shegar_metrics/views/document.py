"""The official document: the decision, and the information annexed to it."""

from __future__ import annotations

from ..indicators import Indicators
from .bundle import Prose
from .prose import newest_source
from .templating import render
from .vocabulary import vocabulary


def decision(indicators: Indicators) -> Prose:
    """Write the decision; the document bears its date, or that of the newest source."""
    names = vocabulary(indicators)
    date = names["decision"]["date"] or newest_source(indicators)
    return Prose(render("decision.md.j2", "decision", names), {"date": date.isoformat()})


def information(indicators: Indicators, block: str) -> Prose:
    """Write one block of the information, as ``"opening"`` or ``"site"``."""
    return Prose(render("information.md.j2", block, vocabulary(indicators)))
