"""Read the data packages of a batch: each once, for its editions and for the table of a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..dataset import Dataset, load
from ..indicators import Results, compute
from ..problems import Refusal


@dataclass(frozen=True, slots=True)
class Package:
    """A data package as it was read.

    Parameters
    ----------
    data
        Its folder.
    asked
        The years that are asked for; none, if all that have data are.
    base
        The data, or why they were refused.
    results
        The results of each of the years, the earliest first, or why there are none.
    """

    data: Path
    asked: Sequence[int]
    base: Dataset | Refusal
    results: Mapping[int, Results | Refusal]


def read_package(data: Path, years: Sequence[int] | None = None) -> Package:
    """Read a data package, and compute its results.

    Parameters
    ----------
    data
        Its folder.
    years
        The years; by default all that have data.
    """
    asked = years or ()
    try:
        base = load(data)
    except Refusal as refusal:
        return Package(data, asked, refusal, {})
    return Package(
        data, asked, base, {year: _results(base, year) for year in sorted(asked or base.years)}
    )


def _results(base: Dataset, year: int) -> Results | Refusal:
    try:
        return compute(base, year)
    except Refusal as refusal:
        return refusal
