"""DOCX through Markdown and pandoc, in the form of an official document.

Its styles, margins and page numbers are those of ``official.docx``, which can be changed
in Word or LibreOffice like any document.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from traitlets import default

from .markdown import PRINT, MarkdownExporter, compile_typst, pandoc
from .rows import keep_rows

PIXELS_PER_INCH = 300

# A justified line stretches no no-break space, and tears holes elsewhere where there are many.
# After a number and in tables they stay; after a word a plain space serves whoever edits the text.
AFTER_WORDS = re.compile(r"(?<=[^\W\d_]|»)\u00a0(?=[\w«(\\])")
PROSE = re.compile(r"^[^|\n].*", re.MULTILINE)

# A page as large as the picture: Typst draws SVG with our fonts.
SHEET = '#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("{}")'


class DOCXExporter(MarkdownExporter):
    """A document to edit and to sign."""

    export_from_notebook = "Документ: DOCX для Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".docx"

    def document(self, markdown: str, about: dict[str, Any], folder: Path) -> bytes:
        """Turn pictures into PNG, and Markdown into a DOCX with our styles."""
        for svg in sorted(folder.glob("*.svg")):
            svg.with_suffix(".png").write_bytes(to_png(svg))
        document = pandoc(
            PROSE.sub(lambda line: AFTER_WORDS.sub(" ", line[0]), markdown),
            about,
            folder,
            "--to=docx",
            f"--reference-doc={PRINT / 'official.docx'}",
            f"--template={PRINT / 'official.xml'}",
            f"--lua-filter={PRINT / 'common.lua'}",
            f"--lua-filter={PRINT / 'docx.lua'}",
            f"--lua-filter={PRINT / 'hyphens.lua'}",
        )
        return keep_rows(document)


def to_png(svg: Path) -> bytes:
    """Draw an SVG file sharply enough for print."""
    sheet = svg.with_suffix(".typ")
    sheet.write_text(SHEET.format(svg.name), encoding="utf-8")
    return compile_typst(sheet, format="png", ppi=PIXELS_PER_INCH)
