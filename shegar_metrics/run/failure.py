"""A run that failed: what is told of it, in words that its reader can act upon."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..durable import FULL, sentence_of
from ..problems import Refusal, RunFailure, one_line

PAGE = "failure.html"

MEND = (
    "Исправьте то, что указано, и запустите команду снова. "
    "Все ошибки в данных сразу покажет shegar-metrics check; шаблоны фраз лежат в папке "
    "shegar_metrics/views/templates."
)
RETRY = "Запустите команду снова. Если повторится, передайте разработчику всю эту папку."
DEVELOPER = (
    "Это ошибка программы, а не данных: сами вы её не исправите. "
    "Передайте разработчику всю эту папку."
)
MEMORY = f"Чаще всего так бывает, когда не хватает памяти: закройте другие программы. {RETRY}"
DISK = "Освободите место на диске и запустите команду снова."
RIGHTS = (
    "Закройте файлы отчёта, если они открыты в других программах, проверьте, есть ли у вас право "
    "писать в эту папку, и запустите команду снова."
)
FILE = "Верните файл на место или дождитесь, пока его допишут, и запустите команду снова."

_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


class Failure(RunFailure):
    """A report could not be made, with what to do about it.

    Parameters
    ----------
    told
        What failed, where and why, in lines.
    advice
        What to do.
    details
        The same for a developer.
    section
        The section of the report in which it happened, if it did in one.
    notebooks
        What has been executed, by name; the last one perhaps in part.
    """

    def __init__(
        self,
        *told: str,
        advice: str,
        details: str = "",
        section: str | None = None,
        notebooks: Mapping[str, NotebookNode] | None = None,
    ) -> None:
        self.advice = advice
        self.details = details
        self.notebooks = dict(notebooks or {})
        where = f": ошибка в разделе «{section}»" if section else ""
        super().__init__(f"Отчёт не сделан{where}. {told[0]}", *told[1:])

    def __reduce__(self) -> tuple[Any, ...]:
        # It is made of other parameters than its lines, and comes from other processes.
        return Failure.__new__, (Failure, *self.args), self.__dict__


def explain(error: Exception, reports: Path) -> Failure:
    """Turn whatever has stopped a run into a failure in plain words.

    Parameters
    ----------
    error
        What was raised.
    reports
        The folder of reports.
    """
    if isinstance(error, Failure):
        return error
    details = "".join(traceback.format_exception(error))
    if isinstance(error, Refusal):
        return Failure(*error.lines, advice=MEND, details=details)
    if not isinstance(error, OSError):
        told = f"Непредвиденная ошибка программы ({type(error).__name__}: {one_line(error)})."
        return Failure(told, advice=DEVELOPER, details=details)
    if isinstance(error, FileNotFoundError) and error.filename is not None:
        return Failure(f"Пропал файл {error.filename}.", advice=FILE, details=details)
    advice = DISK if error.errno in FULL else RIGHTS if error.errno in _DENIED else RETRY
    return Failure(sentence_of(error, reports), advice=advice, details=details)


def write_failure(failure: Failure, year: int, building: Path) -> None:
    """Write the account of a failed run: a page, and the notebooks as far as they came.

    Parameters
    ----------
    failure
        What happened.
    year
        The reporting year.
    building
        An empty folder.
    """
    import jinja2

    for name, notebook in failure.notebooks.items():
        nbformat.write(notebook, building / f"{name}.ipynb")
    template = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template(f"{PAGE}.j2")
    page = template.render(year=year, failure=failure)
    (building / PAGE).write_text(page, encoding="utf-8", newline="\n")


def section_of(notebook: NotebookNode, cell_index: int) -> str | None:
    """Return the heading under which a cell stands, if there is one."""
    headings = [
        (place, cell.source.lstrip("# "))
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown" and cell.source.startswith("#")
    ]
    above = [title for place, title in headings if place <= cell_index]
    return above[-1] if above else None
