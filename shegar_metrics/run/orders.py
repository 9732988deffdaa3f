"""What an edition is ordered by, and what is delivered: bytes, from any process on any machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..dataset import Rows, know
from ..editions.numbering import Candidate
from ..editions.recipe import origin, published_inputs, rows, tables
from ..stopping import temporary_folder
from .failure import Failure, write_failure


@dataclass(frozen=True, slots=True)
class Order:
    """All that an edition is made from, besides the code.

    Parameters
    ----------
    year
        The reporting year.
    data
        The name of the data folder.
    tables
        What is in the files of the data package, by name.
    published
        The files of published editions that it is made from, by path from the folder in which
        data and reports stand.
    rows
        What the tables hold, if they have been found good.
    """

    year: int
    data: str
    tables: Mapping[str, bytes]
    published: Mapping[str, bytes] = field(default_factory=dict)
    rows: Rows | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        """What the notebooks are run with.

        The data folder goes by its name alone, so that the published notebook tells nothing of
        the machine it was made on.
        """
        return {"year": self.year, "data": self.data}

    def know(self) -> None:
        """Have this process read the tables without finding them good once more."""
        if self.rows is not None:
            know(self.tables, self.rows)

    def lay_out(self, folder: Path) -> Path:
        """Write it all into an empty folder, as it stands at its owner; return the data folder."""
        tables = {f"{self.data}/{name}": content for name, content in self.tables.items()}
        files = {**self.published, **tables}
        for name, content in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return folder / self.data


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of an order.

    Parameters
    ----------
    files
        The documents and results of the edition; or the account of the failure.
    wrong
        Why the edition could not be made, in lines; empty if it was.
    record
        The digests of what it says.
    makers
        The code, versions and system that made it.
    """

    files: Mapping[str, bytes]
    wrong: tuple[str, ...] = ()
    record: Mapping[str, str] = field(default_factory=dict)
    makers: Mapping[str, Any] = field(default_factory=dict)


def order_of(
    built: Candidate, holder: Path, published: Mapping[str, bytes] | None = None
) -> tuple[Order, dict[str, Any]]:
    """Return all that an edition is made from now, and the same as its manifest tells it.

    Parameters
    ----------
    built
        What is to be built.
    holder
        The edition that keeps those it has replaced.
    published
        What will have been published until it is made.
    """
    dataset, results = built.dataset, built.results
    if built.is_aside:
        holder = built.in_force
    found = published_inputs(results, holder, is_trial=built.is_trial) | dict(published or {})
    year = results.year
    known = rows(dataset, year)
    order = Order(year, dataset.folder.name, tables(dataset, year), found, known)
    return order, origin(results, dataset, found)


def account_of(failure: Failure, year: int) -> Delivery:
    """Write the account of a failure."""
    with temporary_folder() as folder:
        write_failure(failure, year, folder)
        return Delivery(contents(folder), wrong=failure.lines)


def contents(folder: Path) -> dict[str, bytes]:
    """Read all files under a folder, by path."""
    files = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(files)}
