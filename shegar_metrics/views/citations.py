"""References to sources in square brackets, numbered in the order in which a document cites them.

A template marks what it cites by the filter ``cited``; the marks become numbers when all blocks
of the document are filled, so that each source listed is cited, and each cited one is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from ..indicators import Measured, Result
from ..indicators.context import Source
from . import wording as w
from .filters import Linked

MARK = re.compile("\ue003([a-z0-9-]+(?: [a-z0-9-]+)*)\ue004")
"""Identifiers of sources between characters that no text of the data may hold."""

RUN = 3
"""So many numbers in a row are written as a span: [5]–[9]."""

Cited = Result | Measured | Source


def cited(value: Cited | Iterable[Cited]) -> Linked:
    """``{{ visits | valued }}{{ visits | cited }}`` — «37 743 посещения [1]»."""
    every = [value] if isinstance(value, Cited) else list(value)
    sources = dict.fromkeys(source for each in every for source in _sources(each))
    return Linked("", f"\ue003{' '.join(sources)}\ue004" if sources else "")


def _sources(value: Cited) -> Iterable[str]:
    return (value.id,) if isinstance(value, Source) else value.sources


def numbered(texts: Iterable[str]) -> dict[str, int]:
    """Number the sources that texts cite, in the order of the texts: ``{"census-2021": 2}``."""
    found = (source for text in texts for mark in MARK.finditer(text) for source in mark[1].split())
    return {source: number for number, source in enumerate(dict.fromkeys(found), start=1)}


def with_numbers(text: str, numbers: Mapping[str, int]) -> str:
    """Write the number of each cited source as a link to its row in the list of sources."""
    return MARK.sub(lambda mark: _written(sorted(numbers[s] for s in mark[1].split())), text)


def _written(numbers: list[int]) -> str:
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(numbers), start=1) if b != a + 1)]
    runs = [numbers[a:b] for a, b in pairwise([*starts, len(numbers)])]
    pieces: list[str] = []
    for run in runs:
        if len(run) < RUN:
            pieces += map(_link, run)
        else:
            pieces.append(f"{_link(run[0])}\u2013{_link(run[-1])}")
    return w.NBSP + ", ".join(pieces)


def _link(number: int) -> str:
    return rf"[\[{number}\]](#{anchor(number)})"


def described(source: Source) -> str:
    """``{{ source | described }}`` — «Отчёт ПОС. Выгрузка из системы, 12.01.2026», stop included.

    Neither the kind nor the date stands there twice.
    """
    title, kind, day = source.title.rstrip("."), source.kind, w.short_day(source.date)
    named = title.lower().startswith(kind.partition(" ")[0])
    after = [text for text in (kind, day) if not (named if text == kind else day in title)]
    if not after:
        return f"{title}."
    return f"{title}{', ' if named else '. '}{', '.join(after).capitalize()}."


def anchor(number: int) -> str:
    """Return where a reference leads, as Word and Typst may name it: ``source1``."""
    return f"source{number}"
