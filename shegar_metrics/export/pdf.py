"""PDF through Markdown, pandoc and Typst: tagged, archival, with fonts inside.

The document conforms to PDF/A-2a and PDF/UA-1; Typst refuses to make it otherwise.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import fontpkg
import pypandoc
import typst
from nbformat import NotebookNode
from traitlets import default

from .base import TEMPLATES, ReportExporter

PRINT = TEMPLATES / "shegar_print"
FAMILIES = ("PT Serif", "PT Sans")
STANDARDS: list[Any] = ["a-2a", "ua-1"]

# The extensions that our Markdown uses, and no others: nothing raw can come through.
MARKDOWN = (
    "markdown_strict+pipe_tables+table_captions+implicit_figures+link_attributes"
    "+all_symbols_escapable-raw_html"
)


class PDFReportExporter(ReportExporter):
    """A document to print and to keep."""

    export_from_notebook = "Отчёт: PDF для печати"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "shegar_print"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".md.j2"

    def default_filters(self) -> Any:
        """Yield nbconvert's filters and those of the Markdown template."""
        yield from super().default_filters()
        yield "markdown_text", _markdown_text
        yield "attribute", _attribute
        yield "picture", self._picture

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert a notebook to the bytes of a PDF."""
        self._pictures: list[str] = []
        markdown, resources = super().from_notebook_node(nb, resources, **kw)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for place, svg in enumerate(self._pictures):
                (folder / _picture_name(place)).write_text(svg, encoding="utf-8")
            source = to_typst(markdown, resources["title"], resources["date"])
            (folder / "report.typ").write_text(source, encoding="utf-8")
            return compile_pdf(folder / "report.typ"), resources

    def _picture(self, svg: str) -> str:
        self._pictures.append(svg)
        return _picture_name(len(self._pictures) - 1)


def to_typst(markdown: str, title: str, date: str) -> str:
    """Turn Markdown into a Typst document in our form, dated by an ISO date."""
    year, month, day = map(int, date.split("-"))
    return str(
        pypandoc.convert_text(
            markdown,
            "typst",
            format=MARKDOWN,
            extra_args=[
                f"--template={PRINT / 'report.typ'}",
                f"--lua-filter={PRINT / 'report.lua'}",
                f"--metadata=title:{title}",
                f"--variable=date:year: {year}, month: {month}, day: {day}",
                "--wrap=none",
                # Any table wider than this takes the full width, in the proportions of its dashes.
                "--columns=1",
            ],
        )
    )


def compile_pdf(source: Path) -> bytes:
    """Compile a Typst file beside its pictures; only our own fonts are used."""
    fonts = sorted({str(fontpkg.path(family).parent) for family in FAMILIES})
    return bytes(
        typst.compile(  # type: ignore[misc]
            source,
            root=source.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
            pdf_standards=STANDARDS,
        )
    )


def _picture_name(place: int) -> str:
    return f"figure-{place + 1}.svg"


def _markdown_text(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#!|~^$@])", r"\\\1", text)


def _attribute(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
