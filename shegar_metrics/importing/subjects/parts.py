"""Tables that tell of a part of a site alone: of one source, segment, sample or comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from ... import cells
from ...problems import listed, shortened
from ..files.columns import find_heading
from ..files.table import Table

NUMBER = r"[-+−]?\d[\d\s.,]*"
MEASURE = re.compile(
    rf"[-–—]?|н/?д|n/?a|нет данных|nan|inf|null|#\S+|[-+]?\s?[$€£₽]?\s?{NUMBER}\s?(?:%|[$€£₽])?|"
    rf"(?:{NUMBER}\s?[a-zа-я]{{1,8}}\.?\s?)+|\d+(?::\d\d){{1,2}}(?:\.\d+)?",
    re.I,
)
"""A number, a share, a sum of money, or a time that something took."""
LABELS = {"label", "segment", "сегмент"}
"""Titles of groupings whatever is in them: of a search word, say, it may be a number."""
COMPARED = re.compile(r"\b(?:предыдущ|сравн|previous|compar)", re.I)
"""Titles of what another period or segment is compared by."""
BARE = re.compile(r"\d+")
"""A number without unit or fraction: a year of birth, a campaign's number, or some count."""
PART = re.compile(
    r"сегмент|фильтр|выборк|точность|сравнени|услови|котор(?:ых|ые)\b|"
    r"segment|filter|sampl|accuracy|compar|condition|where\b|[=≠]",
    re.I,
)
WHOLE = re.compile(r"[:=]?\s*(?:нет|не задан\w*|[-–—]|вс[её]\b.*|all\b.*|none|100\s?%)?", re.I)


def signs_of_part(table: Table, *, groupings_first: bool = False) -> list[str]:
    """Say what tells that the rows of a table are of a part of the site.

    Parameters
    ----------
    table
        The table.
    groupings_first
        Whether its system writes every grouping before every number that it counts.

    Returns
    -------
    list of str
        Remarks in Russian: a column of words beside the numbers, and a line above the table that
        speaks of a segment. Empty if nothing does.
    """
    return [*_groupings(table, groupings_first=groupings_first), *_above(table)]


def _groupings(table: Table, *, groupings_first: bool) -> Iterator[str]:
    ours = set(table.titles.values())
    measures = [table.header.index(title) for title in list(table.titles.values())[1:]]
    lines = {record.line for record in table}
    rows = [row for line, row in table.export.rows(table.sheet) if line in lines]
    for place, title in enumerate(table.header):
        if title in ours:
            continue
        found = [cells.stripped(row[place]) for row in rows if place < len(row)]
        is_label = any(name in LABELS for name in re.split(r"\W|_", title.casefold()))
        is_label |= COMPARED.search(title) is not None
        is_label |= groupings_first and place < min(measures) and all(map(BARE.fullmatch, found))
        word = next(filter(None, found) if is_label else _words(found), None)
        if word is not None:
            yield f"столбец «{shortened(title) or place + 1}», в нём «{shortened(word)}»"


def _words(found: list[str]) -> Iterator[str]:
    return (cell for cell in found if not MEASURE.fullmatch(cell))


def _above(table: Table) -> Iterator[str]:
    for line, cell in cells_above(table):
        said = PART.search(cell)
        if said and not WHOLE.fullmatch(re.sub(r"^\w*", "", cell[said.end() :]).strip()):
            yield f"строка {line} над таблицей: «{shortened(cell)}»"


def said_above(table: Table) -> list[str]:
    """Repeat what is written above a table: it may say whose and when, in words not known here."""
    said = [cell for _, cell in cells_above(table)]
    return [f"Над таблицей написано: {listed(said)}."] if said else []


def cells_above(table: Table) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each cell above the header of a table."""
    heading = find_heading(table.export, table.columns)
    above = takewhile(lambda each: each[0] < heading.line, table.export.rows(table.sheet))
    for line, row in above:
        yield from ((line, cell) for cell in map(cells.stripped, row) if cell)
