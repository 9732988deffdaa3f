"""A document is made only of a notebook that was executed to its end."""

from __future__ import annotations

from logging import LogRecord
from typing import Any

from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode

from ..problems import Refusal


class NotebookRefusal(ConversionException, Refusal):
    """No document can be made of a notebook, for the reason in its sentence.

    nbconvert's command ends with 1 on a ``ConversionException``, and Jupyter's server shows
    the sentence on its page of errors.
    """


def refuse_unexecuted(
    nb: NotebookNode, resources: dict[str, Any]
) -> tuple[NotebookNode, dict[str, Any]]:
    """Let a notebook pass, as a preprocessor does, if all its code ran and nothing failed.

    Raises
    ------
    NotebookRefusal
        If a cell shows an error, if Papermill has marked its run as failed, or if a cell with
        code has no execution count.
    """
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    for cell in code:
        for output in cell.outputs:
            if output.output_type == "error":
                raise NotebookRefusal(
                    f"Документ не сделан: ошибка в ячейке [{cell.execution_count or ' '}] тетради.",
                    *f"{output.ename}: {output.evalue}".split("\n"),
                    "Исправьте то, что указано, и выполните тетрадь целиком.",
                )
    # A run of Papermill can also fail outside of any cell, for instance when the kernel dies.
    if any(part.metadata.get("papermill", {}).get("exception") for part in (nb, *nb.cells)):
        raise NotebookRefusal(
            "Документ не сделан: Papermill отметил, что выполнение этой тетради прервалось. "
            "Выполните заново ту тетрадь, из которой она получена."
        )
    for cell in code:
        # Jupyter does not count a cell that holds nothing.
        if cell.source.strip() and cell.execution_count is None:
            first_line = cell.source.strip().splitlines()[0]
            raise NotebookRefusal(
                f"Документ не сделан: ячейка «{first_line}» не выполнена. Выполните тетрадь "
                "целиком: в JupyterLab командой Run All Cells, в командной строке ключом --execute."
            )
    return nb, resources


def tell_plainly(record: LogRecord) -> bool:
    """Have a log tell a refusal by its sentence instead of a traceback: a filter of a logger."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, NotebookRefusal):
        record.exc_text = str(error)
    return True
