"""What the user chooses where two figures contradict: the new one or the old one, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..problems import ParameterRefusal
from .rows import Row, facts, subject_columns


class Side(StrEnum):
    """Which of two contradicting figures stands."""

    NEW = "new"
    OLD = "old"


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
    def parse(cls, text: str) -> Choice:
        """Read a choice: ``new``, ``old:visits``, ``new:publications:news``.

        Raises
        ------
        ParameterRefusal
            If there is no such choice or table.

        Examples
        --------
        >>> Choice.parse("old:publications:news")
        Choice(side=<Side.OLD: 'old'>, table='publications', codes=('news',))
        """
        side, *rest = text.strip().split(":")
        tables = facts()
        if side not in list(Side) or (rest and rest[0] not in tables):
            raise ParameterRefusal(
                f"Параметр --prefer: «{text}» — не выбор. Ожидается new или old, а для одной "
                f"таблицы или ряда — old:visits, new:publications:news; таблицы: "
                f"{', '.join(tables)}."
            )
        return cls(Side(side), rest[0] if rest else "", tuple(rest[1:]))

    def is_of(self, table: str, row: Row) -> bool:
        """Tell whether a row is what the choice was made for."""
        codes = {str(row[column]) for column in subject_columns(table)}
        of = row["table"] if table == "totals" else table
        return self.table in ("", table, of) and codes.issuperset(self.codes)


def chosen(choices: Sequence[Choice], table: str, row: Row) -> Side | None:
    """Return what the user has chosen for a row; a choice for less goes before one for more."""
    fitting = [choice for choice in choices if choice.is_of(table, row)]
    narrowest = max(fitting, key=lambda c: (bool(c.table), len(c.codes)), default=None)
    return None if narrowest is None else narrowest.side
