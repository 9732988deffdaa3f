"""References to sources in square brackets, numbered in the order in which a document cites them.

A template marks what it cites by the filter ``cited``; the marks become numbers when all blocks
of the document are filled, so that each source listed is cited, and each cited one is listed.
Sources that are alike have one number: a page a year would fill a page with them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, takewhile

from ..cells import MONTHS
from ..indicators import Measured, Result
from ..indicators.context import Source
from . import wording as w
from .filters import Linked

MARK = re.compile("\ue003([a-z0-9-]+(?: [a-z0-9-]+)*)\ue004")
"""Identifiers of sources between characters that no text of the data may hold."""

RUN = 3
"""So many numbers in a row are written as a span: [5]–[9]."""

NAME, NUMBER = re.compile("«[^»]*»"), re.compile(r"\d+")
"""What titles of sources that are alike may differ in."""

WORD = re.compile(r"«[^»]*»\S*|\S+")
LEADING = {"№", "в", "до", "за", "к", "на", "от", "по", "с", *(names[1] for names in MONTHS)}

Family = list[Source]
"""Sources alike, which have one number."""

Cited = Result | Measured | Source


def cited(value: Cited | Iterable[Cited]) -> Linked:
    """``{{ visits | valued }}{{ visits | cited }}`` — «37 743 посещения [1]»."""
    every = [value] if isinstance(value, Cited) else list(value)
    sources = dict.fromkeys(source for each in every for source in _sources(each))
    return Linked("", f"\ue003{' '.join(sources)}\ue004" if sources else "")


def _sources(value: Cited) -> Iterable[str]:
    return (value.id,) if isinstance(value, Source) else value.sources


def families(texts: Iterable[str], sources: Mapping[str, Source], apart: str) -> list[Family]:
    """Return the sources that texts cite, those alike together, in the order of the texts.

    Alike are those of one kind and day whose titles differ in a name in quotation marks, and
    those of one kind whose titles differ in numbers. The source *apart* is like no other.
    """
    marks = (mark for text in texts for mark in MARK.finditer(text))
    cited = {id: sources[id] for mark in marks for id in mark[1].split()}
    alike: dict[object, list[Source]] = defaultdict(list)
    for source in cited.values():
        alike[source.kind, source.date, NAME.sub("", source.title)].append(source)
    found: dict[object, list[Source]] = defaultdict(list)
    for names, members in alike.items():
        numbers = (members[0].kind, NUMBER.sub("", members[0].title))
        for source in members:
            found[source if source.id == apart else names if members[1:] else numbers] += [source]
    return sorted(found.values(), key=lambda family: [*cited].index(family[0].id))


def with_numbers(text: str, numbers: Mapping[str, int]) -> str:
    """Write the number of each cited source as a link to its row in the list of sources."""
    return MARK.sub(lambda mark: _written(sorted({numbers[s] for s in mark[1].split()})), text)


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


def described(family: Family) -> str:
    """``{{ family | described }}`` — «Отчёт за 2025 год, 12.01.2026; то же: за 2024 год, …».

    Of the first source the title, and the kind and the date where they do not stand in it; of
    the others what differs in the title, and the date. The full stop is included.
    """
    first, *others = family
    title, kind = first.title.rstrip("."), first.kind
    named = title.lower().startswith(kind.partition(" ")[0])
    after = [text for text in ("" if named else kind, _day(first)) if text]
    text = f"{title}{', ' if named else '. '}{', '.join(after).capitalize()}" if after else title
    if not others:
        return f"{text}."
    pieces = [_difference(source, first) for source in others]
    return f"{text}; то же: {('; ' if ', ' in ''.join(pieces) else ', ').join(pieces)}."


def _day(source: Source) -> str:
    """Return the date of a source if its title does not say it."""
    day = w.short_day(source.date)
    return "" if day in source.title else day


def _difference(source: Source, other: Source) -> str:
    """Return what the title of a source has and the other has not, and its date if it is another.

    A number is read with the words of its date: «на 1 января 2024 года».
    """
    words, others = (WORD.findall(each.title.rstrip(".")) for each in (source, other))
    start = _shared(words, others)
    end = _shared(words[start:][::-1], others[start:][::-1])
    while start and (words[start - 1] in LEADING or words[start - 1].isdigit()):
        start -= 1
    while end and words[-end].startswith("год"):
        end -= 1
    day = "" if source.date == other.date else _day(source)
    return ", ".join(filter(None, (" ".join(words[start : len(words) - end]), day))) or _day(source)


def _shared(words: Sequence[str], others: Sequence[str]) -> int:
    """Count the words with which both begin."""
    pairs = zip(words, others, strict=False)
    return len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])


def anchor(number: int) -> str:
    """Return where a reference leads, as Word and Typst may name it: ``source1``."""
    return f"source{number}"
