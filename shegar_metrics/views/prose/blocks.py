"""Blocks of the template of the report, filled with the results of a year."""

from __future__ import annotations

from collections.abc import Sequence

from ...indicators import Results
from .. import typography
from ..bundle import Prose
from ..templating import names_of, render

TEMPLATE = "report.md.j2"


def from_blocks(
    results: Results, blocks: Sequence[str], line: str = "{}", template: str = TEMPLATE
) -> Prose:
    """Fill blocks, each once: as they are printed, and with links for the page.

    Parameters
    ----------
    results
        What the template may name.
    blocks
        Their names, in the order of the sentences.
    line
        What stands around each of them, as a point of a list; a block may have nothing to say.
    template
        The template they are in.

    Raises
    ------
    TemplateRefusal
        If a block is wrong, or prints what is not there.
    """
    every = (render(template, block, names_of(results)) for block in blocks)
    filled = [block for block in every if block.text]
    text = "\n".join(line.format(block.text) for block in filled)
    linked = "\n".join(line.format(block.linked) for block in filled)
    return Prose(text, {"linked": typography.typeset(linked)})
