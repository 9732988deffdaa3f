"""For a notebook: the workbook of a year, for what no export has."""

from __future__ import annotations

from pathlib import Path

from ..dataset import find_folder, load
from ..importing.forms.workbooks import file_name, write_form
from ..importing.forms.year import KIND
from ..importing.plan import INBOX


def year_form(year: int, data: str | Path = "data") -> str:
    """Make the workbook of a year beside the data, with what is known; none is overwritten.

    Parameters
    ----------
    year
        The year.
    data
        The folder of the data package.

    Returns
    -------
    str
        Where the workbook is, and how it is brought back, in Russian.

    Raises
    ------
    ParameterRefusal
        If it cannot be written.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> import shutil, tempfile
    >>> data = shutil.copytree("data", f"{tempfile.mkdtemp()}/data")  # a copy, to try it on
    >>> sm.year_form(2022, data)  # doctest: +ELLIPSIS
    'Заполните книгу .../Числа за 2022 год.xlsx, сохраните и положите в папку data/inbox.'
    """
    folder = find_folder(data)
    path = folder.parent / file_name(KIND, year)
    if path.exists():
        return f"Книга уже есть: {path}. Нужна новая — эту переименуйте или удалите."
    write_form(KIND, year, path, load(folder).reference)
    return f"Заполните книгу {path}, сохраните и положите в папку {folder.name}/{INBOX}."
