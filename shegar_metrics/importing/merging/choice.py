"""What the user chooses where two figures contradict: the new one or the old one, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ...dataset import Dataset
from ...dataset.schema import fields, resources
from ...dataset.series import TOTALS, WORDS, series_tables
from ..lookup import code_of
from .rows import Row, facts, subject_columns


class Side(StrEnum):
    """Which of two contradicting figures stands."""

    NEW = "new"
    OLD = "old"


SIDES = {Side.NEW.value: ("новое", "новые"), Side.OLD.value: ("старое", "прежнее", "прежние")}
"""What each is called in Russian."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of the user, for everything, one table, or one series of it.

    Parameters
    ----------
    side
        Which figure stands.
    table
        In which table; everywhere if empty.
    codes
        Of which page, section, channel …; of each if empty.
    """

    side: Side
    table: str = ""
    codes: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, dataset: Dataset | None = None) -> Choice:
        """Read a choice: ``new``, ``old:visits``, ``new:publications:news``, or in Russian.

        Parameters
        ----------
        text
            The choice.
        dataset
            The data, for the names of pages, sections, channels …; without them a series is
            chosen by codes.

        Raises
        ------
        ParameterRefusal
            If there is no such choice or table, or a name may mean several.

        Examples
        --------
        >>> Choice.parse("old:publications:news")
        Choice(side=<Side.OLD: 'old'>, table='publications', codes=('news',))
        >>> Choice.parse("новое:посещения")
        Choice(side=<Side.NEW: 'new'>, table='visits', codes=())
        """
        side, *rest = (part.strip() for part in text.split(":"))
        side = code_of(side, SIDES, f"Параметр --prefer {text}")
        if not rest:
            return cls(Side(side))
        titles = {table: (resources()[table]["title"],) for table in (*facts(), *WORDS)}
        table = code_of(rest[0], titles, f"Параметр --prefer {text}, таблица")
        codes = tuple(rest[1:])
        if dataset is not None:
            names = _titles(dataset, table)
            codes = tuple(code_of(name, names, f"Параметр --prefer {text}") for name in codes)
        return cls(Side(side), table, codes)

    def is_of(self, table: str, row: Row) -> bool:
        """Tell whether a row is what the choice was made for."""
        codes = {str(row[column]) for column in subject_columns(table)}
        of = row["table"] if table == TOTALS else table
        return self.table in ("", table, of) and codes.issuperset(self.codes)


def _titles(dataset: Dataset, table: str) -> dict[str, list[str]]:
    """List the codes that make the series of a table, each with its titles."""
    titles: dict[str, list[str]] = defaultdict(list)
    for each in series_tables() if table == TOTALS else (table,):
        for column in subject_columns(each):
            if fields(each)[column]["type"] == "string":
                for code, title in dataset.labels(each, column).items():
                    titles[code].append(title)
    return titles


def chosen(choices: Sequence[Choice], table: str, row: Row) -> Side | None:
    """Return what the user has chosen for a row; a choice for less goes before one for more."""
    fitting = [choice for choice in choices if choice.is_of(table, row)]
    narrowest = max(fitting, key=lambda c: (bool(c.table), len(c.codes)), default=None)
    return None if narrowest is None else narrowest.side
