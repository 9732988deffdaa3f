"""What an import brings that is hardly true: said before it is written, as ``check`` says later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..dataset import Dataset
from ..dataset.neighbours import jumps, zeros
from ..dataset.plausibility import DOUBTS
from ..problems import listed
from .taking import Taken

BESIDE_OTHERS = (jumps, zeros)
"""What is doubted beside its neighbours waits for ``check``: they may come with the next file."""


def note_doubts(dataset: Dataset, batches: Sequence[Taken], today: date) -> None:
    """Say of the rows that batches bring which of them are hardly true.

    Parameters
    ----------
    dataset
        The data as they would be.
    batches
        What the files bring; each gets a notice of its own rows.
    today
        The day after which nothing can have been counted.
    """
    for doubt in DOUBTS:
        found = [] if doubt.find in BESIDE_OTHERS else list(doubt.find(dataset, today))
        for taken in batches if found else ():
            brought = {id(change.after) for change in taken.changes}
            told = [
                f"{each.row[each.column]} — {each.why}" for each in found if id(each.row) in brought
            ]
            if told:
                taken.notices.append(
                    f"Не похоже на правду: {doubt.title[0].lower()}{doubt.title[1:]}: "
                    f"{listed(told)}. {doubt.mend}."
                )
