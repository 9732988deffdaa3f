"""The official document: the decision, and the information annexed to it.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> "РЕШЕНИЕ" in sm.document.decision(results).text
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from typing import Any

from ..indicators import Results
from ..indicators.published import is_trial
from .bundle import Prose
from .citations import anchor, families, with_numbers
from .prose.blocks import from_blocks
from .prose.overall import newest_source
from .templating import names_of, render

TEMPLATE = "information.md.j2"

BLOCKS = (
    *("opening", "site", "pages", "audience", "feedback", "costs", "requirements", "gaps"),
    *("conclusion", "original"),
)
"""The blocks in the order of print, which is that of the numbers of sections and sources."""

SECTION = re.compile("^## ", re.MULTILINE)


def decision(results: Results) -> Prose:
    """Write the decision, dated as the municipality dated it, else by the newest source.

    Parameters
    ----------
    results
        The results of a year: of them the decision and the municipality.

    Returns
    -------
    Prose
        The decision, with the date of the document; if it is a trial, that is the edition it is of.

    Raises
    ------
    TemplateRefusal
        If ``decision.md.j2`` or, of a trial, the block ``edition`` of ``report.md.j2`` is wrong:
        with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.document.decision(results).properties["date"]
    '2023-07-18'
    """
    date = results.context.decision["date"] or newest_source(results)
    filled = render("decision.md.j2", "decision", names_of(results))
    edition = {"edition": from_blocks(results, ["edition"]).text} if is_trial(results) else {}
    return Prose(filled.text, {"date": date.isoformat()} | edition)


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
        The block; it may have nothing to say. References to sources are numbered through all
        blocks, and ``"sources"`` lists what is cited in any of them.

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
    filled = _filled(results)
    # A name that is no block is refused with the file.
    return Prose(filled[block] if block in filled else _block(block, names_of(results)))


@lru_cache(maxsize=4)
def _filled(results: Results) -> Mapping[str, str]:
    """Fill all blocks of the information: only together do they number what they cite."""
    names = names_of(results)
    texts = {block: _block(block, names) for block in BLOCKS}
    original = results.context.original
    cited = families(texts.values(), results.context.sources, original.id if original else "")
    sources = [(n, anchor(n), family) for n, family in enumerate(cited, start=1)]
    numbers = {source.id: n for n, _, family in sources for source in family}
    section = count(1)
    filled = {
        block: with_numbers(SECTION.sub(lambda _: f"## {next(section)}. ", text), numbers)
        for block, text in texts.items()
    }
    listed = _block("sources", {**names, "cited_sources": sources})
    return {**filled, "sources": f"{listed} {filled['original']}".rstrip()}


def _block(block: str, names: Mapping[str, Any]) -> str:
    return render(TEMPLATE, block, names).text
