"""PDF through Markdown and Typst: tagged, archival, with fonts inside.

The document conforms to PDF/A-2a and PDF/UA-1; Typst refuses to make it otherwise.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from traitlets import default

from .markdown import PRINT, MarkdownExporter, compile_typst
from .typst import to_typst

STANDARDS = ["a-2a", "ua-1"]


class PDFReportExporter(MarkdownExporter):
    """A report to print and to keep."""

    export_from_notebook = "Отчёт: PDF для печати"
    output_mimetype = "application/pdf"
    form = "report"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert a notebook; its numbers lead to the rows that say where they come from."""
        resources = self._init_resources(resources)
        resources["linked"] = True
        return super().from_notebook_node(nb, resources, **kw)

    def document(self, markdown: str, about: dict[str, Any], folder: Path) -> bytes:
        """Turn Markdown into Typst in our form, and that into a PDF."""
        for module in ("common", self.form):
            shutil.copy(PRINT / f"{module}.typ", folder)
        document = to_typst(
            markdown, self.form, **{name: about[name] for name in ("title", "date", "edition")}
        )
        (folder / "document.typ").write_text(document, encoding="utf-8")
        return compile_typst(folder / "document.typ", pdf_standards=STANDARDS)


class OfficialPDFExporter(PDFReportExporter):
    """The same in the form of an official document (ГОСТ Р 7.0.97-2016)."""

    export_from_notebook = "Документ: PDF"
    form = "official"
