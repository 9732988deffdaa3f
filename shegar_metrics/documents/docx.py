"""DOCX through Markdown and pandoc, in the form of an official document.

Its styles, margins and page numbers are those of ``official.docx``, which can be changed
in Word or LibreOffice like any document.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypandoc
from traitlets import default

from .markdown import PRINT, MarkdownExporter, compile_typst
from .rows import keep_rows

# The extensions of pandoc that our Markdown uses, and no others: nothing raw can come through.
MARKDOWN = (
    "markdown_strict+startnum+pipe_tables+table_captions+implicit_figures+native_divs"
    "+all_symbols_escapable-raw_html"
)

DEFAULTS = "defaults.yaml"  # JSON is YAML

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
            f"--lua-filter={PRINT / 'docx.lua'}",
            f"--lua-filter={PRINT / 'hyphens.lua'}",
        )
        return keep_rows(document)


def to_png(svg: Path) -> bytes:
    """Draw an SVG file sharply enough for print."""
    sheet = svg.with_suffix(".typ")
    sheet.write_text(SHEET.format(svg.name), encoding="utf-8")
    return compile_typst(sheet, format="png", ppi=PIXELS_PER_INCH)


def pandoc(markdown: str, about: dict[str, Any], folder: Path, *arguments: str) -> bytes:
    """Run pandoc on our Markdown, as if on the day the document is dated.

    Raises
    ------
    RuntimeError
        If pandoc refuses; with what it says.
    """
    day = datetime.fromisoformat(about["date"]).replace(tzinfo=UTC)
    # By a file, because the system writes arguments in an encoding of its own, and not as a file
    # of metadata, which would be read as Markdown.
    named = {"title": about["title"], "edition": about["edition"], "lang": "ru-RU"}
    properties = {"metadata": named}
    (folder / DEFAULTS).write_text(json.dumps(properties), encoding="utf-8")
    done = subprocess.run(
        [
            pandoc_path(),
            f"--from={MARKDOWN}",
            f"--defaults={DEFAULTS}",
            "--data-dir=.",  # and not that of the user
            "--wrap=none",
            # Any table wider than this takes the full width, in the proportions of its dashes.
            "--columns=1",
            *arguments,
            "--output=-",
        ],
        input=markdown.encode("utf-8"),
        capture_output=True,
        cwd=folder,
        env={
            **os.environ,
            "SOURCE_DATE_EPOCH": str(int(day.timestamp())),
            # Paths may be Russian, and cron gives no locale to read them in.
            "LC_ALL": "C.UTF-8",
        },
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def pandoc_path() -> Path:
    """Return the pandoc of the package, whose version an edition tells.

    pypandoc itself would start each that the machine has, and take the newest.
    """
    return (
        Path(pypandoc.__file__).parent / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
    )
