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
from .prose.overall import newest_source
from .templating import names_of, render


def decision(results: Results) -> Prose:
    """Write the decision, dated as the municipality dated it, else by the newest source.

    Parameters
    ----------
    results
        The results of a year: of them the decision and the municipality.

    Returns
    -------
    Prose
        The decision, with the date of the document.

    Raises
    ------
    TemplateRefusal
        If ``decision.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.document.decision(results).properties["date"]
    '2023-07-18'
    """
    date = results.context.decision["date"] or newest_source(results)
    filled = render("decision.md.j2", "decision", names_of(results))
    return Prose(filled.text, {"date": date.isoformat()})


def information(results: Results, block: str) -> Prose:
    """Write one block of the information that is annexed to the decision.

    Parameters
    ----------
    results
        The results of a year: all that the block names.
    block
        Its name in the template: ``"opening"``, ``"site"`` …

    Returns
    -------
    Prose
        The block.

    Raises
    ------
    TemplateRefusal
        If ``information.md.j2`` is wrong, or has no such block: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "Приложение" in sm.document.information(results, "opening").text
    True
    """
    return Prose(render("information.md.j2", block, names_of(results)).text)
