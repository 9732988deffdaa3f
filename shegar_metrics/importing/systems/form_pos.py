"""Messages of residents and the answers to them, from our own form."""

from __future__ import annotations

from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..filled import check_parts, read_months
from ..forms import POS


@Importer(
    kind="pos",
    title="Шаблон pos: сообщения жителей через ПОС и социальные сети, XLSX или CSV",
    how="Описанной выгрузки у ПОС нет. Сделайте форму: shegar-metrics form pos --year ГОД, и "
    "заполните его по второму листу: из отчётов личного кабинета ПОС и журнала сообщений.",
    recognise=POS.fits,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read messages and answers by period and channel."""
    (export,) = files
    table, rows, noticed = read_months(export, POS)
    for record, row in zip(table, rows, strict=True):
        check_parts(table, record, row, ("received", "answered", "answered_on_time"))
    table.finish()
    return Extract({"feedback": rows}, noticed)
