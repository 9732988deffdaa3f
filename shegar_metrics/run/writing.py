"""Write executed notebooks in every form that is published."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from traceback import format_exception

import nbformat
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..documents.docx import DOCXExporter
from ..documents.html import HTMLReportExporter
from ..documents.pdf import OfficialPDFExporter, PDFReportExporter
from ..problems import one_line
from .failure import DEVELOPER, Failure

FORMS: Mapping[str, Exporter] = {
    "annual_report.html": HTMLReportExporter,
    "annual_report.pdf": PDFReportExporter,
    "decision.docx": DOCXExporter,
    "decision.pdf": OfficialPDFExporter,
}


def write_files(executed: Mapping[str, NotebookNode], indicators_csv: str, folder: Path) -> None:
    """Write the report, the decision and the indicators into *folder*.

    Parameters
    ----------
    executed
        The notebooks by name.
    indicators_csv
        The indicators.
    folder
        Where to write.

    Raises
    ------
    Failure
        If a document cannot be made.
    """
    nbformat.write(executed["annual_report"], folder / "annual_report.ipynb")
    (folder / "indicators.csv").write_text(indicators_csv, encoding="utf-8", newline="\n")
    page, *others = (folder / name for name in FORMS)
    # pandoc and Typst do their part outside of Python; the page imports as it goes along,
    # which is for the main thread alone.
    with ThreadPoolExecutor() as pool:
        writing = [pool.submit(_write, executed, file) for file in others]
        _write(executed, page)
        for written in writing:
            written.result()


def _write(executed: Mapping[str, NotebookNode], file: Path) -> None:
    try:
        document, _ = FORMS[file.name]().from_notebook_node(executed[file.stem])
    except RuntimeError as error:  # what pandoc and Typst raise
        told = f"Документ {file.name} не собран ({one_line(error)})."
        details = "".join(format_exception(error))
        raise Failure(told, advice=DEVELOPER, details=details) from error
    file.write_bytes(document.encode("utf-8") if isinstance(document, str) else document)
