"""Planned posts and the time they take in «Госпаблики», from our own form."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..forms.blank import GOSPABLIKI
from ..forms.filled import read_months
from ..importer import Extract, Importer, Options


@Importer(
    kind="gospabliki",
    title="Форма gospabliki: работа в «Госпабликах», XLSX или CSV",
    cited="Справка отдела о работе в «Госпабликах»",
    how="Описанной выгрузки у «Госпабликов» нет. Сделайте форму: shegar-metrics form "
    "gospabliki --year ГОД, и заполните её по второму листу.",
    recognise=GOSPABLIKI.fits("gospabliki"),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read planned posts and minutes a post by period."""
    return read_months(files, GOSPABLIKI)
