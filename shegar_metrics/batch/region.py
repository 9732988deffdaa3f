"""The table of a region: all results of all its municipalities, for analysts and programs.

A row is a result, as in the ``indicators.csv`` of an edition, with the municipality that it is of:
its folder, its code by OKTMO, its kind and its residents at the end of the year. Packages that are
refused are named in the metadata of the Parquet file, with why; what is missing is an empty value
with its reason, never a zero.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from ..dataset import Dataset
from ..durable import write_whole
from ..editions.recipe import notebook_path
from ..indicators import Facts, Results
from ..indicators.records import table_schema
from ..period import Period, parse_year
from ..problems import ParameterRefusal, Refusal
from ..run.making import CELL_TIMEOUT_SECONDS
from ..run.notebook import refuse_unknown
from ..spreadsheets import content_of
from ..stopping import temporary_folder
from ..views.region import Region, Row
from ..views.workbook.filling import fill
from ..views.workbook.sheets import Column, Sheet
from .packages import Package
from .places import place_of

TABLE, BOOK, PAGE = "region.parquet", "region.xlsx", "region.html"
NOTEBOOK = "region"
MOST_BOOK_ROWS = 50_000
"""Of a sheet that a person still looks through; the parquet holds any number."""

UNREAD = "unread"
"""The key of the metadata that names the packages that are not in the table."""

OF_PLACE = {"folder": "string", "oktmo": "string", "kind": "string", "residents": "number"}
TYPES = {"string": "VARCHAR", "number": "DOUBLE", "date": "DATE"}

Record = dict[str, Any]


def write_region(packages: Iterable[Package], folder: Path) -> Iterator[Package]:
    """Pass packages on, and write the table of their region when all have been read.

    It is written as Parquet, and, if it is not too long, as a workbook; and the page of its last
    year. Without any result there is none.

    Parameters
    ----------
    packages
        The packages as they are read.
    folder
        Where to write.
    """
    fields = {field["name"]: field["type"] for field in table_schema()["fields"]}
    columns = {name: TYPES[kind] for name, kind in {**OF_PLACE, **fields}.items()}
    unread: dict[str, str] = {}
    folder.mkdir(parents=True, exist_ok=True)  # a wrong folder is refused before hours of work
    with temporary_folder() as drafts:
        draft = drafts / "region.csv"
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(columns), lineterminator="\n")
            writer.writeheader()
            for package in packages:
                if isinstance(package.base, Refusal):
                    unread[place_of(package.data)] = package.base.lines[0]
                writer.writerows(_rows(package))
                yield package
        _write_table(draft, columns, unread, folder)


def _write_table(
    draft: Path, columns: Mapping[str, str], unread: Mapping[str, str], folder: Path
) -> None:
    """Write the table, the workbook and the page of a region from its rows, if there are any."""
    with duckdb.connect() as tables:
        tables.read_csv(str(draft), header=True, columns=dict(columns)).create("region")
        if not tables.sql("SELECT 1 FROM region LIMIT 1").fetchall():
            return
        table = draft.with_name(TABLE)
        told = json.dumps(unread, ensure_ascii=False).replace("'", "''")
        tables.execute(
            'COPY (FROM region ORDER BY folder, start, "end", id) TO ? '
            f"(FORMAT parquet, KV_METADATA {{{UNREAD}: '{told}'}})",
            [str(table)],
        )
        write_whole(folder / TABLE, table.read_bytes())
        book = _book(tables)
    if book is not None:
        write_whole(folder / BOOK, book)
    write_page(folder)


def _rows(package: Package) -> Iterator[Record]:
    """Yield the results of a package, each with its municipality."""
    for results in package.results.values():
        if isinstance(package.base, Dataset) and isinstance(results, Results):
            of_place = _place(package.data, package.base, results.year)
            yield from ({**of_place, **record} for record in results.records())


def _place(data: Path, dataset: Dataset, year: int) -> Record:
    """Describe a municipality at the end of a year."""
    names = dataset.reference.municipality(Period.of_year(year).end)
    return {
        "folder": place_of(data),
        "oktmo": names["oktmo"],
        "kind": names["kind_genitive"],
        "residents": residents(dataset, year),
    }


def residents(dataset: Dataset, year: int) -> int | None:
    """Return the residents of the whole municipality by the last count before the end of a year."""
    value = Facts(dataset, Period.of_year(year)).residents(dataset.reference.denominator).value
    return None if value is None else int(value)


def _book(tables: duckdb.DuckDBPyConnection) -> bytes | None:
    """Return the values of whole years as a workbook, if there are not too many of them."""
    named = {
        "place": ("Муниципалитет", 34),
        "oktmo": ("ОКТМО", 14),
        "kind": ("Вид", 14),
        "residents": ("Жителей", 11),
        "year": ("Год", 8),
        "title": ("Показатель", 44),
        "value": ("Значение", 14),
        "unit": ("Единица", 12),
        "reason": ("Почему нет", 44),
        "id": ("Код показателя", 30),
    }
    found = tables.sql(
        "SELECT place, oktmo, kind, residents, year(start) AS year, title, value, unit, reason, id "
        "FROM region WHERE aspect = 'value' AND datediff('month', start, \"end\") = 11 "
        "ORDER BY place, folder, year, id"
    ).fetchall()
    if len(found) > MOST_BOOK_ROWS:
        return None
    rows = [dict(zip(named, row, strict=True)) for row in found]
    columns: list[Column[Record]] = [
        Column(title, width, itemgetter(name)) for name, (title, width) in named.items()
    ]
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Показатели"
    fill(book.active, Sheet("Показатели", "", columns, rows))
    last = Period.of_year(max(row["year"] for row in rows)).end
    return content_of(book, "Показатели муниципалитетов", last)


def open_region(*, year: object, data: object) -> Region:
    """Read the results of a year of all municipalities, for the notebook of a region.

    Parameters
    ----------
    year
        The year, as a number or as text of four digits.
    data
        The folder of the table of the region.

    Raises
    ------
    ParameterRefusal
        If there is no such table, or nothing of that year in it.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.open_region(year=2022, data="data")
    Traceback (most recent call last):
    shegar_metrics.problems.ParameterRefusal: Параметр data: нет файла data/region.parquet. \
Его делает shegar-metrics batch: назовите папку его сводки.
    """
    refuse_unknown({"year", "data"})
    file = Path(str(data)) / TABLE
    if not file.is_file():
        raise ParameterRefusal(
            f"Параметр data: нет файла {file}. Его делает shegar-metrics batch: назовите папку "
            "его сводки."
        )
    with duckdb.connect() as tables:
        table = tables.read_parquet(str(file))
        known = table.project("year(start) AS y").distinct().order("y").fetchall()
        number = parse_year(year, [found for (found,) in known])
        found = tables.sql(
            "SELECT folder, place, residents, id, value, reason, denominator "
            "FROM read_parquet(?) WHERE year(start) = ? "
            "AND aspect = 'value' AND datediff('month', start, \"end\") = 11 ORDER BY folder, id",
            params=[str(file), number],
        ).fetchall()
        noted = tables.sql(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = ?",
            params=[str(file), UNREAD],
        ).fetchall()
    names = Counter(place for _, place in {row[:2] for row in found})
    rows = [
        Row(
            place if names[place] == 1 else f"{place} ({of})",
            None if residents is None else int(residents),
            name,
            None if value is None else Fraction(str(value)),
            reason,
            None if denominator is None else Fraction(str(denominator)),
        )
        for of, place, residents, name, value, reason, denominator in found
    ]
    unread = [tuple(each) for (text,) in noted for each in json.loads(text).items()]
    return Region(number, rows, unread)


def write_page(folder: Path) -> Path:
    """Write the page of a region for its last year, by its notebook, beside its table.

    Returns
    -------
    Path
        The page.
    """
    from ..documents.html import HTMLReportExporter
    from ..run.execution import execute

    parameters = {"year": _last_year(folder), "data": str(folder.resolve())}
    executed = execute(notebook_path(NOTEBOOK), parameters, None, CELL_TIMEOUT_SECONDS)
    document, _ = HTMLReportExporter().from_notebook_node(executed)
    write_whole(folder / PAGE, document.encode("utf-8"))
    return folder / PAGE


def _last_year(folder: Path) -> int:
    """Return the last year that the table of a region has."""
    with duckdb.connect() as tables:
        query = "SELECT max(year(start)) FROM read_parquet(?)"
        (found,) = tables.sql(query, params=[str(folder / TABLE)]).fetchall()
    return int(found[0])
