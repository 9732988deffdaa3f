"""The data package: the only door to the data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..problems import DataRefusal, ParameterRefusal, Problem

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR = "datapackage.json"

TABLES = (
    "sources",
    "visits",
    "publications",
    "subscribers",
    "engagement",
    "costs",
    "feedback",
    "gospabliki",
    "measures",
    "population",
    "remarks",
    "decisions",
)


@dataclass(frozen=True)
class Dataset:
    """A validated data package.

    Parameters
    ----------
    folder
        Where it was read from.
    descriptor
        Its Frictionless descriptor: types, units, Russian titles of columns and codes.
    rows
        The typed rows of each table, in the order of the file; a missing cell is ``None``.
    """

    folder: Path
    descriptor: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return one table as a DataFrame, with dates as dates and whole numbers whole."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows[table]), columns=self.columns(table))
        for name, field in self._fields(table).items():
            match field["type"]:
                case "date":
                    frame[name] = pd.to_datetime(frame[name])
                case "integer":
                    frame[name] = frame[name].astype("Int64")
                case "number":
                    frame[name] = frame[name].astype("Float64")
        return frame

    def _repr_html_(self) -> str:
        items = "".join(
            f"<tr><td><code>{name}</code></td><td>{self.resources[name]['title']}</td>"
            f"<td>{len(self.rows[name])}</td></tr>"
            for name in TABLES
        )
        head = "<tr><th>Таблица</th><th>Что в ней</th><th>Строк</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{items}</tbody></table>"

    @property
    def years(self) -> list[int]:
        """The years that have data: those in which the period of some flow lies."""
        return sorted(
            {
                row["period_end"].year
                for rows in self.rows.values()
                for row in rows
                if "period_end" in row and row["period_start"].year == row["period_end"].year
            }
        )

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        return list(self._fields(table))

    def labels(self, table: str, column: str) -> dict[str, str]:
        """Return the Russian titles of a column's codes, in the order of the descriptor."""
        categories = self._fields(table)[column]["categories"]
        return {category["value"]: category["label"] for category in categories}

    def source(self, source_id: str) -> Mapping[str, Any]:
        """Return the row of ``sources`` that a figure cites."""
        return self._sources[source_id]

    @cached_property
    def _sources(self) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self.rows["sources"]}

    @cached_property
    def resources(self) -> dict[str, Any]:
        """The description of each table, by name."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def _fields(self, table: str) -> dict[str, Any]:
        return {field["name"]: field for field in self.resources[table]["schema"]["fields"]}


def find_folder(data: str | Path) -> Path:
    """Find the folder of a data package.

    A relative path is looked for in the working folder and then in each folder above it,
    as git looks for its repository: a notebook opened in ``notebooks/`` and a command run
    from the top of the project find the same ``data``.

    Raises
    ------
    ParameterRefusal
        If there is no such folder.
    """
    if not isinstance(data, str | Path) or not str(data).strip():
        raise ParameterRefusal(f"Параметр data: {data!r} — не путь к папке с данными.")
    here = Path.cwd()
    for base in (here, *here.parents):
        if (base / data / DESCRIPTOR).is_file():
            return (base / data).resolve()
    searched = "" if Path(data).is_absolute() else f" в {here} и в папках над ней"
    raise ParameterRefusal(
        f"Параметр data: нет файла {Path(data) / DESCRIPTOR}{searched}. "
        "Укажите папку, в которой лежат таблицы и их описание."
    )


def load(data: str | Path = "data") -> Dataset:
    """Read and validate a data package.

    Parameters
    ----------
    data
        Its folder; see `find_folder` for how a relative one is found.

    Returns
    -------
    Dataset

    Raises
    ------
    ParameterRefusal
        If there is no data package there.
    DataRefusal
        If anything in it is wrong: every problem at once, by file, line and column.
    """
    from .reading import read_table
    from .rules import check_rules
    from .validation import validate
    from .writing import finish

    folder = find_folder(data)
    finish(folder)
    descriptor = _read_descriptor(folder / DESCRIPTOR)
    tables, problems = {}, []
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        tables[resource["name"]], found = read_table(path, resource["schema"]["fields"])
        problems += found
    rows, found = validate(descriptor, tables, broken={problem.file for problem in problems})
    problems += found
    if not problems:
        problems += check_rules(descriptor, rows, tables)
    if problems:
        files = [table.file for table in tables.values()]
        raise DataRefusal(sorted(problems, key=lambda p: (files.index(p.file), p.row or 0)))
    return Dataset(folder, descriptor, rows)


def _read_descriptor(path: Path) -> dict[str, Any]:
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
        names = [resource["name"] for resource in descriptor["resources"]]
    except (ValueError, KeyError, TypeError, OSError):
        mend = "Верните файл из репозитория"
        raise DataRefusal(
            [Problem(path.name, "это не описание пакета данных", mend=mend)]
        ) from None
    missing = [name for name in TABLES if name not in names]
    if missing:
        mend = "Верните файл из репозитория"
        wrong = f"нет описания таблиц {', '.join(missing)}"
        raise DataRefusal([Problem(path.name, wrong, mend=mend)])
    return descriptor  # type: ignore[no-any-return]
