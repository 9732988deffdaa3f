"""The results as a workbook of Excel: a first sheet in words, then numbers that are numbers."""

from __future__ import annotations

from ...indicators import Results
from ...spreadsheets import content_of
from .about import about, titled
from .filling import fill, fill_about
from .sheets import sheets_of


def workbook(results: Results) -> bytes:
    """Return the results of all their years as a workbook: the same bytes for the same results.

    Parameters
    ----------
    results
        The results of one year or several.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> workbook(sm.results("data", years=2022))[:2]
    b'PK'
    """
    from openpyxl import Workbook

    sheets = sheets_of(results)
    book = Workbook()
    fill_about(book.active, titled(results), about(results, sheets))
    for sheet in sheets:
        fill(book.create_sheet(sheet.title), sheet)
    return content_of(book, titled(results), results.period.end)
