"""The header of a table: searched for among its first rows, its titles compared without units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, takewhile

from ... import cells
from ...problems import listed
from .sheets import Line, Sheet

MOST_ROWS_ABOVE = 20
"""A header stands among as many rows that are not empty."""
UNIT = re.compile(
    r"(?:[\s,(]+(?:в\s+)?(?:руб(?:\.|л\w+)?|₽|рр?\.|шт(?:\.|ук\w*)?|чел(?:\.|овек)?|ед(?:\.|иниц\w*)?|"
    r"экз(?:\.|емпляр\w*)?|раз|дн(?:\.|ей)?|мин(?:\.|ут\w*)?|"
    r"(?:с|включая|в\s*т\.?\s*ч\.?)\s+ндс)(?:\s*коп\.?)?[\s)]*)+$"
)
"""A price with its tax is the price; one without it is another number."""
THOUSANDS = re.compile(r"\b(?:тыс|млн|тысяч|миллион)", re.I)
IN_THOUSANDS = re.compile(r"(?:^|[(,])\s*(?:ед\.?\s*изм\w*\W*)?(?:в\s+)?(?:тыс|млн|миллион)", re.I)
DECORATION = " :*.\"'«»"


@dataclass(frozen=True)
class Heading:
    """A row that may be the header of a table.

    Parameters
    ----------
    sheet
        Where it stands.
    line
        Its line there.
    titles
        Its cells; an empty one has the title above it, as in a head of merged cells.
    """

    sheet: Sheet
    line: int
    titles: Sequence[str]

    @cached_property
    def width(self) -> int:
        """How many columns it has, but for nameless ones at the right."""
        return max((place for place, title in enumerate(self.titles, start=1) if title), default=0)


def first_rows(sheet: Sheet, rows: Iterable[Line]) -> Iterator[Heading]:
    """Yield the first rows of a sheet, each of which may be its header."""
    above: Sequence[str] = ()
    for line, row in islice(rows, MOST_ROWS_ABOVE):
        titles = [" ".join(cells.stripped(cell).split()) for cell in row]
        both = [title or (above[n] if n < len(above) else "") for n, title in enumerate(titles)]
        yield Heading(sheet, line, both)
        above = titles


@lru_cache(maxsize=4096)
def same_title(title: str) -> str:
    """Write a title so that those that differ by case, units or ornament alone are equal.

    Examples
    --------
    >>> same_title("Цена контракта, руб."), same_title("ЦЕНА КОНТРАКТА с НДС (в рублях):")
    ('цена контракта', 'цена контракта')
    """
    text = " ".join(title.casefold().replace("ё", "е").split()).strip(DECORATION + "\ufeff")
    return UNIT.sub("", text).strip(DECORATION) or text


def above_in_other_units(heading: Heading) -> tuple[int, str] | None:
    """Return the line and the text of a cell above the header that says: in thousands."""
    above = takewhile(lambda each: each[0] < heading.line, heading.sheet.rows())
    for line, row in above:
        for cell in row:
            if IN_THOUSANDS.search(cell):
                return line, cells.stripped(cell)
    return None


def in_other_units(heading: Heading) -> str:
    """Say which columns cannot be taken as their numbers are thousands; empty if there are none."""
    found = [f"«{title}»" for title in heading.titles if THOUSANDS.search(title)]
    return f". {listed(found, ', ')}: числа нужны в рублях и штуках, не в тысячах" if found else ""


def places(titles: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """Find where the columns stand, each under any of its titles; two may fit one column."""
    by_title: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if title:
            by_title.setdefault(same_title(title), []).append(place)
    found = {
        name: sorted({place for title in titles for place in by_title.get(same_title(title), ())})
        for name, titles in known.items()
    }
    return {name: where for name, where in found.items() if where}
