"""On what terms new figures stand against old ones, and what only the user can decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .choice import Side
from .rows import Row


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two figures for the same thing, between which the user has to choose.

    Parameters
    ----------
    table, column
        What they are in.
    row
        The row that tells of what they are.
    old, new
        The two figures; no new one where a corrected form has left the cell empty.
    source
        Identifier of the source of the old one, if it has one.
    question
        What else is to be asked, in Russian.
    at_once
        Whether both were brought by files of one call: neither is the old one.
    """

    table: str
    column: str
    row: Row
    old: Any
    new: Any
    source: str | None
    question: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms the rows of a file stand against those that are there.

    Parameters
    ----------
    is_ours
        Whether an old row is what an earlier file of the same system has told.
    is_recent
        Whether an old row was brought by another file of the same call.
    is_recent_part
        Whether that file was of the same system: a part of the same register.
    choose
        What the user has chosen for a row of a table.
    covers
        Whether the file is all there is of an old row: an earlier state of the same form.
    restates
        Whether the file was filled in with what the data knew, and says that again.
    by_leave
        Whether figures of a sample or of a part of the site are taken by leave of the user.
    """

    is_ours: Callable[[Row], bool]
    is_recent: Callable[[Row], bool]
    is_recent_part: Callable[[Row], bool]
    choose: Callable[[str, Row], Side | None]
    covers: Callable[[Row], bool] = lambda row: False
    restates: bool = False
    by_leave: bool = False

    def decide(
        self, table: str, row: Row, old: Row, values: tuple[Any, Any], *, ours: bool | None = None
    ) -> Side | None:
        """Decide which of two figures stands; nothing, if the user has to.

        Parameters
        ----------
        table, row
            What the figures are of.
        old
            The row that holds the old one.
        values
            The old figure and the new one.
        ours
            Whether the old one gives way to a later one; by default if it is of the same system.
        """
        if self.is_recent(old):
            return None
        ours = self.is_ours(old) if ours is None else ours
        if ours and not self._is_weaker(*values):
            return Side.NEW
        return self.choose(table, row)

    def _is_weaker(self, old: Any, new: Any) -> bool:
        """Tell whether a figure is less certain than another: of a sample, or a zero for one."""
        if new is None or self.by_leave:
            return True
        return not isinstance(new, bool | str) and not new and bool(old)

    def conflict(
        self,
        table: str,
        column: str,
        row: Row,
        values: tuple[Any, Any],
        old: Row,
        question: str = "",
    ) -> Conflict:
        """Make a conflict of two figures that could not be decided between."""
        return Conflict(
            table, column, row, *values, old["source"], question, at_once=self.is_recent(old)
        )
