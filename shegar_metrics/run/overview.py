"""For a notebook: what there is in the data, what is missing, and the page of a report."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from ..dataset import find_folder, load
from ..indicators.published import REPORTS
from ..problems import ParameterRefusal
from .state import editions_of, state_of

if TYPE_CHECKING:
    import pandas as pd

PAGE = "annual_report.html"


def state(data: str | Path = "data") -> pd.DataFrame:
    """Show what there is in the data, year by year, and which reports are up to date.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        A row a table of the data, a column a year; the last row is of the reports.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.state("data").loc["Посещения официального сайта", 2022]
    'год'
    """
    import pandas as pd

    dataset = load(data)
    of_years = state_of(dataset, dataset.years, editions_of(dataset))
    rows = [*of_years.rows.values()]
    return pd.DataFrame(rows, index=[*of_years.rows], columns=[*of_years.years])


def gaps(data: str | Path = "data") -> pd.DataFrame:
    """Show what is missing in the data, for which time, and which export has it.

    Parameters
    ----------
    data
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        A row a table or a series of it.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.gaps("data").iloc[-1]["Чего нет"]
    'Публикации через платформу «Госпаблики»'
    """
    import pandas as pd

    dataset = load(data)
    found = state_of(dataset, dataset.years, editions_of(dataset)).gaps
    rows = [(gap.what, gap.when, gap.whence) for gap in found]
    return pd.DataFrame(rows, columns=["Чего нет", "За какое время", "Откуда взять"])


def open_report(year: int, data: str | Path = "data") -> str:
    """Open the page of a published report in the browser of this computer.

    Parameters
    ----------
    year
        The year of the report.
    data
        The folder of the data package, beside which the reports are.

    Returns
    -------
    str
        What was opened, or is to be opened by hand, in Russian.

    Raises
    ------
    ParameterRefusal
        If there is no such report.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> sm.open_report(1999)
    Traceback (most recent call last):
        ...
    shegar_metrics.problems.ParameterRefusal: Отчёта за 1999 год ещё нет.
    """
    page = find_folder(data).parent / REPORTS / str(year) / PAGE
    if not page.is_file():
        raise ParameterRefusal(f"Отчёта за {year} год ещё нет.")
    return f"Открыт {page}" if open_page(page) else f"Откройте файл сами: {page}"


def open_page(page: Path) -> bool:
    """Open a page in the browser of the system, and return whether there is one."""
    try:
        return webbrowser.open(page.absolute().as_uri())
    except webbrowser.Error:
        return False
