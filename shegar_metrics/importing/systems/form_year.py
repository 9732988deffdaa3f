"""What is known of a year and no export has told, from our own workbook."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..forms.book import read_book, year_of_book
from ..forms.year import KIND
from ..importer import Extract, Importer, Options


@Importer(
    kind=KIND,
    title="Форма year: книга чисел и слов за год, XLSX",
    cited="Сводная справка отдела",
    how="Сделайте книгу: shegar-metrics form year --year ГОД. В ней уже есть то, что известно; "
    "впишите остальное, что есть на бумаге или на экране, и откуда оно.",
    recognise=lambda export: year_of_book(export) is not None,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read each sheet into its table."""
    (export,) = files
    return read_book(export, options)
