"""Messages of residents and the answers to them, from our own form."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..forms.blank import POS
from ..forms.filled import read_months
from ..importer import Extract, Importer, Options


@Importer(
    kind="pos",
    title="Форма pos: сообщения жителей через ПОС и социальные сети, XLSX или CSV",
    cited="Справка отдела о сообщениях жителей",
    how="Описанной выгрузки у ПОС нет. Сделайте форму: shegar-metrics form pos --year ГОД, и "
    "заполните её по второму листу: из отчётов личного кабинета ПОС и журнала сообщений.",
    recognise=POS.fits("pos"),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read messages and answers by period and channel."""
    return read_months(files, POS)
