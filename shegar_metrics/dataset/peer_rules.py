"""The rules of the numbers of others: each municipality is one, and none is this one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..problems import Problem
from .reading import RawTable
from .reference import Reference
from .series import Row

OKTMO_DIGITS = 8
"""Of a code: those of the municipality; three more are of a place within it."""

ALIKE = ("place", "oktmo", "kind", "residents")
"""What all rows of a municipality and a year say alike."""


def names_of(place: str, oktmo: str | None) -> list[str]:
    """Return what a municipality may be known again by: its name, and its code if it has one."""
    name = " ".join(place.casefold().replace("ё", "е").split())
    return [name, *([oktmo[:OKTMO_DIGITS]] if oktmo else [])]


def may_be_one(oktmo: str | None, other: str | None) -> bool:
    """Return whether two that share a name or a code may be one municipality."""
    return not (oktmo and other) or oktmo[:OKTMO_DIGITS] == other[:OKTMO_DIGITS]


def check_peers(rows: Mapping[str, Sequence[Row]], table: RawTable) -> Iterator[Problem]:
    """Find rows of this municipality itself, and those that tell two things of one of the others.

    Its numbers would count twice.
    """
    reference = Reference(rows)
    known: dict[tuple[int, str], list[tuple[Row, int]]] = defaultdict(list)
    found: set[tuple[object, ...]] = set()
    for row, line in zip(rows["peers"], table.lines, strict=True):
        what = (row["year"], *(row[name] for name in ALIKE))
        if what in found:
            continue
        found.add(what)
        own = reference.municipality(date(row["year"], 12, 31))
        names = names_of(row["place"], row["oktmo"])
        shared = set(names).intersection(names_of(own["name"], own["oktmo"]))
        if shared and may_be_one(row["oktmo"], own["oktmo"]):
            wrong = "это сам муниципалитет, а не похожий на него: его числа вошли бы дважды"
            mend = "Удалите его строки; если это тёзка, впишите обоим ОКТМО"
            yield Problem(table.file, wrong, "", mend, line, "place", row["place"])
        namesakes = (each for name in names for each in known[row["year"], name])
        clash = next((it for it in namesakes if may_be_one(row["oktmo"], it[0]["oktmo"])), None)
        if clash is None:
            for name in names:
                known[row["year"], name].append((row, line))
            continue
        other, first = clash
        column = next(each for each in ALIKE if row[each] != other[each])
        wrong = f"о том же муниципалитете и годе в строке {first} сказано иначе"
        mend = "Удалите неверные строки, потом соберите их снова: shegar-metrics peers ПАПКА"
        cell = None if row[column] is None else str(row[column])
        yield Problem(table.file, wrong, "", mend, line, column, cell)
