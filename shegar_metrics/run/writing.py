"""Write an executed notebook in every form the report is published in."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from ..export.html import HTMLReportExporter
from ..export.pdf import PDFReportExporter
from ..problems import RunFailure


def write_files(executed: NotebookNode, indicators_csv: str, folder: Path, name: str) -> None:
    """Write the notebook, its HTML and PDF, and the indicators, all into *folder*.

    Raises
    ------
    RunFailure
        If the PDF cannot be made.
    """
    nbformat.write(executed, folder / f"{name}.ipynb")
    page, _ = HTMLReportExporter().from_notebook_node(executed)
    (folder / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    try:
        document, _ = PDFReportExporter().from_notebook_node(executed)
    except RuntimeError as error:  # what pandoc and Typst raise
        raise RunFailure(f"Отчёт не сделан: PDF не собран. {error}") from error
    (folder / f"{name}.pdf").write_bytes(document)
    (folder / "indicators.csv").write_text(indicators_csv, encoding="utf-8", newline="\n")
