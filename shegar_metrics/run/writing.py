"""Write executed notebooks in every form that is published."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from traceback import format_exception

import nbformat
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..documents.docx import DOCXExporter
from ..documents.html import HTMLReportExporter
from ..documents.pdf import OfficialPDFExporter, PDFReportExporter
from ..editions.manifest import own_file
from ..indicators import Results
from ..indicators.published import INDICATORS, read_published
from ..indicators.signed import SIGNED, signed_in
from ..problems import one_line
from ..views.save import save
from .failure import DEVELOPER, Failure

FORMS: Mapping[str, Exporter] = {
    "annual_report.html": HTMLReportExporter,
    "annual_report.pdf": PDFReportExporter,
    "decision.docx": DOCXExporter,
    "decision.pdf": OfficialPDFExporter,
}

RESULTS = (INDICATORS, "indicators.xlsx")
"""The numbers alone: for programs, and for people."""


def write_files(executed: Mapping[str, NotebookNode], results: Results, folder: Path) -> None:
    """Write the report, the decision and the results into *folder*.

    Parameters
    ----------
    executed
        The notebooks by name.
    results
        The results that they print.
    folder
        Where to write: an edition that keeps those it replaces. A decision that was taken on one
        of them stays what it was, and beside it is the draft of another.

    Raises
    ------
    Failure
        If a document cannot be made.
    """
    nbformat.write(executed["annual_report"], folder / "annual_report.ipynb")
    signed = signed_in(results, folder)
    page, *others = (folder / name for name in FORMS)
    if signed is not None:
        for name in filter(partial(own_file, signed), SIGNED):
            (folder / name).write_bytes(read_published(signed, name))
    # pandoc and Typst do their part outside of Python; the page imports as it goes along,
    # which is for the main thread alone.
    with ThreadPoolExecutor() as pool:
        writing = [
            pool.submit(_write, executed, file, _draft(file) if signed else file) for file in others
        ]
        _write(executed, page, page)
        for name in RESULTS:
            save(results, folder / name)
        for written in writing:
            written.result()


def _draft(file: Path) -> Path:
    return file.with_stem(f"{file.stem}.draft") if file.name in SIGNED else file


def _write(executed: Mapping[str, NotebookNode], form: Path, file: Path) -> None:
    try:
        document, _ = FORMS[form.name]().from_notebook_node(executed[form.stem])
    except RuntimeError as error:  # what pandoc and Typst raise
        told = f"Документ {file.name} не собран ({one_line(error)})."
        details = "".join(format_exception(error))
        raise Failure(told, advice=DEVELOPER, details=details) from error
    file.write_bytes(document.encode("utf-8") if isinstance(document, str) else document)
