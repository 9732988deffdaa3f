"""The data package: the only door to the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..problems import DataRefusal, ParameterRefusal, Problem
from .files import shown
from .notes import lenders
from .reference import Reference
from .schema import DESCRIPTOR, FILES, OPTIONAL, fields, referred, resources
from .series import Series
from .stocks import Stocks

if TYPE_CHECKING:
    import pandas as pd

    from .reading import Content


Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""The typed rows of each table."""


@dataclass(frozen=True)
class Dataset:
    """A validated data package.

    Parameters
    ----------
    folder
        Where it was read from.
    rows
        The typed rows of each table, in the order of the file; a missing cell is ``None``.
    files
        What was in the files that it was read from, by name: all of one moment.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> visits = sm.load("data")["visits"]  # a DataFrame
    >>> int(visits["visits"].sum())
    37743
    """

    folder: Path
    rows: Rows
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _codes: dict[str, frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Return one table as a DataFrame, with dates as dates and whole numbers whole."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows[table]), columns=self.columns(table))
        for name, described in fields(table).items():
            match described["type"]:
                case "date":
                    frame[name] = pd.to_datetime(frame[name])
                case "integer":
                    frame[name] = frame[name].astype("Int64")
                case "number":
                    frame[name] = frame[name].astype("Float64")
        return frame

    def __repr__(self) -> str:
        return f"<Dataset {self.folder}: {sum(map(len, self.rows.values()))} rows>"

    def _repr_html_(self) -> str:
        items = "".join(
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(resource['title'])}</td>"
            f"<td>{len(self.rows[name])}</td></tr>"
            for name, resource in resources().items()
        )
        head = "<tr><th>Таблица</th><th>Что в ней</th><th>Строк</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{items}</tbody></table>"

    @cached_property
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
        return list(fields(table))

    def labels(self, table: str, column: str) -> dict[str, str]:
        """Return the Russian titles of a column's codes, in the order of print."""
        match referred(table, column):
            case None:
                categories = fields(table)[column].get("categories")
                if categories is None:  # a text of one's own is its own title
                    return {row[column]: row[column] for row in self.rows[table] if row[column]}
                return {category["value"]: category["label"] for category in categories}
            case "pages":
                return {row["id"]: row["title"] for row in self.reference.pages}
            case "platforms":
                return {row["code"]: row["title"] for row in self.reference.platforms}
            case reference:
                return {row["code"]: row["title"] for row in self.rows[reference]}

    def codes(self, table: str) -> frozenset[str]:
        """Return the codes by which other tables refer to the rows of one."""
        if table not in self._codes:  # whole sets of indicators ask for the same few
            name = "id" if "id" in fields(table) else "code"
            self._codes[table] = frozenset(row[name] for row in self.rows[table])
        return self._codes[table]

    def source(self, source_id: str) -> Mapping[str, Any]:
        """Return the row of ``sources`` that a figure cites."""
        return self._sources[source_id]

    def source_of(self, row: Mapping[str, Any], column: str) -> str:
        """Return the source of a cell: that of its row, or the one that the note names for it."""
        lender = lenders(row).get(column)
        return lender if lender in self._sources else str(row["source"])

    @cached_property
    def reference(self) -> Reference:
        """Its reference tables: municipality, platforms, pages, sections …."""
        return Reference(self.rows)

    @cached_property
    def series(self) -> Series:
        """Its flows and totals, by series."""
        return Series(self.rows)

    @cached_property
    def stocks(self) -> Stocks:
        """Its counts of a day, by what is counted."""
        return Stocks(self.rows)

    @cached_property
    def _sources(self) -> dict[str, Mapping[str, Any]]:
        return {row["id"]: row for row in self.rows["sources"]}


def find_folder(data: str | Path) -> Path:
    """Find the folder of a data package.

    A relative path is looked for in the working folder and then in each folder above it,
    as git looks for its repository: a notebook opened in ``notebooks/`` and a command run
    from the top of the project find the same ``data``. One that is a link keeps its own name and
    place: the reports stand beside what was named, wherever the tables are.

    Raises
    ------
    ParameterRefusal
        If there is no such folder.
    """
    if not isinstance(data, str | Path) or not str(data).strip():
        raise ParameterRefusal(f"Параметр data: {data!r:.60} — не путь к папке с данными.")
    here = Path.cwd()
    for base in (here, *here.parents):
        if _is_file(base / data / DESCRIPTOR):
            return named_folder(base / data)
    searched = "" if Path(data).is_absolute() else f" в {here} и в папках над ней"
    raise ParameterRefusal(
        f"Параметр data: нет файла {shown(Path(data) / DESCRIPTOR, 200)}{searched}. "
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

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.load("data").years
    [2022]
    """
    from .reading import snapshot

    folder = find_folder(data)
    files = snapshot(folder, FILES)
    content = frozenset(files.items())
    if content not in _known:
        _know(content, _valid_rows(folder, content))
    rows = {name: [dict(row) for row in table] for name, table in _known[content].items()}
    contents = {name: content for name, content in files.items() if isinstance(content, bytes)}
    return Dataset(folder, rows, contents)


_known: dict[Collection[tuple[str, Content]], Rows] = {}
"""What the files that were read last hold: the notebooks of an edition read the same ones."""


def know(files: Mapping[str, bytes], rows: Rows) -> None:
    """Spare this process the validation of files that another one has found good.

    Parameters
    ----------
    files
        What is in them, by name.
    rows
        The typed rows of each table.
    """
    _know(frozenset((name, files.get(name)) for name in FILES), rows)


def _know(content: Collection[tuple[str, Content]], rows: Rows) -> None:
    _known.clear()
    _known[content] = rows


def _valid_rows(folder: Path, files: Collection[tuple[str, Content]]) -> Rows:
    """Return the rows of each table, if nothing in any of them is wrong."""
    from .reading import read_table
    from .reference_rules import name_the_site
    from .rules import check_rules
    from .validation import MOST_PROBLEMS, validate

    content = dict(files)
    tables, problems = {}, []
    for name, resource in resources().items():
        path, described = resource["path"], resource["schema"]["fields"]
        optional = name in OPTIONAL
        tables[name], found = read_table(folder, path, content[path], described, optional=optional)
        problems += found
    name_the_site(tables)
    rows, found = validate(tables, broken={problem.file for problem in problems})
    problems += found
    if not problems:
        problems += check_rules(rows, tables)
    if problems:
        order = [table.file for table in tables.values()]
        problems.sort(key=lambda p: (order.index(p.file), p.row or 0))
        if len(problems) > MOST_PROBLEMS:
            more = "и дальше есть ошибки"
            problems[MOST_PROBLEMS:] = [
                Problem(problems[MOST_PROBLEMS].file, more, mend="Исправьте эти")
            ]
        raise DataRefusal(problems)
    return rows


def named_folder(folder: Path) -> Path:
    """Return the whole path of a folder, whose own name may be that of a link."""
    if folder.name in ("", ".."):
        return folder.resolve()
    return folder.parent.resolve() / folder.name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that may not be looked into
        return False
