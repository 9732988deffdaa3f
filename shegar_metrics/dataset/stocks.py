"""The stocks of a package: what was counted on a day, indexed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from .schema import fields, resources
from .series import Row, grouped


@cache
def stock_columns(table: str) -> tuple[str, ...]:
    """Name the columns with the codes of what a table counts: ``("requirement", "page")``."""
    key = resources()[table]["schema"]["primaryKey"]
    return tuple(name for name in key if name != "as_of")


class Stocks:
    """The counts of a day in a package, by table and codes.

    Parameters
    ----------
    rows
        The typed rows of every table.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows = {
            table: grouped(rows[table], stock_columns(table), "as_of")
            for table in resources()
            if "as_of" in fields(table)
        }

    def of(self, table: str, **codes: str | None) -> Sequence[Row]:
        """List the counts of one thing, in the order of their days."""
        return self._rows[table].get(tuple(codes[name] for name in stock_columns(table)), ())
