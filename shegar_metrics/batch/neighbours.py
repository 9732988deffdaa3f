"""What the municipalities of a region show to each other: the numbers that can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..dataset import Dataset, load
from ..dataset.peer_rules import may_be_one, names_of
from ..dataset.schema import resources
from ..dataset.series import Row
from ..indicators import Facts
from ..indicators.peers import Likeness, comparable_values, likeness
from ..period import Period
from ..problems import ParameterRefusal, Refusal


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a municipality shows to others of one year.

    Parameters
    ----------
    data
        Its data package.
    place, oktmo
        Its name at the end of the year, and its code.
    year
        The year.
    likeness
        What it is like; ``None`` if its residents are not known.
    rows
        Its numbers, as rows of the table of others, without a source.
    """

    data: Path
    place: str
    oktmo: str | None
    year: int
    likeness: Likeness | None
    rows: Sequence[Row]


class Neighbours:
    """All municipalities of a region, year by year, and the packages that could not be read.

    Parameters
    ----------
    every
        What each shows.
    unread
        Why a package could not be read, in lines.
    """

    def __init__(self, every: Iterable[Neighbour], unread: Mapping[Path, Sequence[str]]) -> None:
        self.unread = unread
        self._of = defaultdict[Path, list[Neighbour]](list)
        self._alike = defaultdict[tuple[int, Likeness], list[Neighbour]](list)
        self._named = defaultdict[tuple[int, str], list[Neighbour]](list)
        for each in every:
            self._of[each.data].append(each)
            for name in names_of(each.place, each.oktmo):
                self._named[each.year, name].append(each)
            if each.likeness:
                self._alike[each.year, each.likeness].append(each)

    def of(self, data: Path) -> Sequence[Neighbour]:
        """Return the years of one municipality."""
        return self._of.get(data, ())

    def alike(self, own: Neighbour) -> Sequence[Neighbour]:
        """Return the others that are like one, in its year."""
        if own.likeness is None:
            return ()
        return [each for each in self._alike[own.year, own.likeness] if each.data != own.data]

    def is_read(self, year: int, place: str, oktmo: str | None) -> bool:
        """Return whether a municipality is among those that show their numbers of a year."""
        named = (self._named.get((year, name), ()) for name in names_of(place, oktmo))
        return any(may_be_one(each.oktmo, oktmo) for every in named for each in every)


def read_neighbours(packages: Sequence[Path], years: Sequence[int] | None = None) -> Neighbours:
    """Read what the municipalities of a region show to each other.

    Parameters
    ----------
    packages
        The folders of their data.
    years
        The years; by default all that a package has data of.

    Raises
    ------
    ParameterRefusal
        If two packages may be of one municipality: its numbers would count twice.
    """
    every: list[Neighbour] = []
    unread: dict[Path, Sequence[str]] = {}
    for data in packages:
        try:
            dataset = load(data)
        except Refusal as refusal:
            unread[data] = refusal.lines
            continue
        wanted = [year for year in dataset.years if years is None or year in years]
        every += [_neighbour(data, dataset, year) for year in wanted]
    _refuse_doubles(every)
    return Neighbours(every, unread)


def _neighbour(data: Path, dataset: Dataset, year: int) -> Neighbour:
    facts = Facts(dataset, Period.of_year(year))
    names = dataset.reference.municipality(facts.period.end)
    alike, residents = likeness(facts), facts.residents().value
    rows = [
        {
            "year": year,
            "place": names["name"],
            "oktmo": names["oktmo"],
            "kind": names["kind_genitive"],
            "residents": None if residents is None else int(residents),
            "indicator": name,
            "value": value,
            "counted_on": max(measured.dates, default=None),
        }
        for name, value, measured in comparable_values(facts)
    ]
    return Neighbour(data, names["name"], names["oktmo"], year, alike, rows)


def _refuse_doubles(every: Iterable[Neighbour]) -> None:
    """Refuse packages that may be of one municipality, as a copy of a folder is."""
    known: dict[tuple[int, str], list[Neighbour]] = defaultdict(list)
    for each in every:
        for name in names_of(each.place, each.oktmo):
            for other in known[each.year, name]:
                if may_be_one(other.oktmo, each.oktmo):
                    raise ParameterRefusal(
                        f"{other.data} и {each.data}: похоже, это один муниципалитет "
                        f"({each.place}), и его числа вошли бы дважды. Если это копия, не "
                        "называйте её; если разные, впишите каждому его код ОКТМО в "
                        f"{resources()['municipality']['path']}."
                    )
            known[each.year, name].append(each)
