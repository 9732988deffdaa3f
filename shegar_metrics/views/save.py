"""Results as a file: a workbook for people, CSV or JSON for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from ..durable import write_whole
from ..indicators import Results
from ..indicators.records import table_schema
from ..problems import ParameterRefusal
from .workbook import workbook

SCHEMA = ".schema.json"
"""How the name of the file that describes the columns of a CSV ends."""

WRITERS: Mapping[str, Callable[[Results], bytes]] = {
    ".xlsx": workbook,
    ".csv": lambda results: results.csv().encode("utf-8"),
    ".json": lambda results: results.json().encode("utf-8"),
}
"""What writes a file, by its suffix."""


def save(results: Results, path: str | Path, *, overwrite: bool = False) -> list[Path]:
    """Write the results of all their years into a file; its suffix says in which form.

    Parameters
    ----------
    results
        The results of one year or several.
    path
        Where to: ``.xlsx``, a workbook for Excel and LibreOffice; ``.csv``, for programs, with
        a Table Schema of its columns beside it; ``.json``, for portals of open data.
    overwrite
        Whether to replace a file that is there already.

    Returns
    -------
    list of Path
        What was written: of a CSV, its schema too.

    Raises
    ------
    ParameterRefusal
        If there is no such form or folder, or a file is there already.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> from tempfile import mkdtemp
    >>> results = sm.results("data", years=2022)
    >>> [file.name for file in sm.save(results, f"{mkdtemp()}/all.csv")]
    ['all.csv', 'all.schema.json']
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        *others, last = WRITERS
        raise ParameterRefusal(
            f"{path.name}: в какой форме записать показатели, говорит конец имени файла: "
            f"{', '.join(others)} или {last}."
        )
    if not path.parent.is_dir():
        raise ParameterRefusal(f"{path}: папки {path.parent} нет.")
    files = {path: writer}
    if path.suffix.lower() == ".csv":
        files[path.with_suffix(SCHEMA)] = _schema
    there = [file for file in files if os.path.lexists(file)]
    if there and not overwrite:
        raise ParameterRefusal(
            f"{there[0]}: такой файл уже есть. Назовите другой или разрешите заменить этот "
            "(--force, в тетради overwrite=True)."
        )
    for file, write in files.items():
        write_whole(file, write(results))
    return list(files)


def _schema(_: Results) -> bytes:
    return f"{json.dumps(table_schema(), ensure_ascii=False, indent=2)}\n".encode()
