"""Whether a published edition still says what the data say now."""

from __future__ import annotations

from pathlib import Path

from ..dataset import Dataset
from ..indicators import Results
from ..indicators.published import computed, published
from .changed_rows import Cited, changed_rows, sentences_of


def changes_since(edition: Path, results: Results, dataset: Dataset) -> list[str]:
    """List in Russian what has changed in the data of a published edition that concerns it.

    Parameters
    ----------
    edition
        The folder of the edition.
    results
        The results of its year, as they are now.
    dataset
        The data that they were computed from.

    Raises
    ------
    ParameterRefusal
        If there is no edition, or it cannot be read.
    """
    rows, sentences = changed_rows(edition, dataset)
    numbers = (*published(edition).values(), *computed(results.printed).values())
    cited = Cited.from_rows(results.year, numbers)
    concerned = [row for row in rows if row.concerns(cited)]
    return [*sentences, *sentences_of(concerned, dataset)]
