"""What the printed forms share: a notebook as Markdown with its pictures, pandoc, Typst."""

from __future__ import annotations

import json
import os
import re
import subprocess
from abc import abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import fontpkg
import pypandoc
import typst
from nbformat import NotebookNode
from traitlets import default

from ..stopping import temporary_folder
from .base import TEMPLATES, ReportExporter

PRINT = TEMPLATES / "shegar_print"

DEFAULTS = "defaults.yaml"  # JSON is YAML

FAMILIES = ("PT Serif", "PT Sans")

# The extensions that our Markdown uses, and no others: nothing raw can come through.
MARKDOWN = (
    "markdown_strict+bracketed_spans+startnum+pipe_tables+table_captions+implicit_figures+link_attributes+native_divs"
    "+all_symbols_escapable-raw_html"
)


class MarkdownExporter(ReportExporter):
    """Turn a notebook into Markdown and pictures, and these into the bytes of a document."""

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
        yield "with_places", with_places
        yield "attribute", _attribute
        yield "picture", self._picture

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert a notebook to the bytes of a document."""
        self._pictures: list[str] = []
        markdown, resources = super().from_notebook_node(nb, resources, **kw)
        with temporary_folder() as folder:
            for place, svg in enumerate(self._pictures):
                (folder / _picture_name(place)).write_text(svg, encoding="utf-8")
            return self.document(markdown, resources, folder), resources

    @abstractmethod
    def document(self, markdown: str, about: dict[str, Any], folder: Path) -> bytes:
        """Make the document.

        Parameters
        ----------
        markdown
            The text, in the dialect `MARKDOWN`.
        about
            The ``title``, the ISO ``date`` and the ``edition`` of the document.
        folder
            A temporary folder that holds the pictures the text names, as SVG.
        """

    def _picture(self, svg: str) -> str:
        self._pictures.append(svg)
        return _picture_name(len(self._pictures) - 1)


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


def compile_typst(source: Path, **options: Any) -> bytes:
    """Compile a Typst file beside its pictures; only our own fonts are used."""
    fonts = sorted({str(fontpkg.path(family).parent) for family in FAMILIES})
    document = typst.compile(
        source, root=source.parent, font_paths=fonts, ignore_system_fonts=True, **options
    )
    return cast(bytes, document)  # without an output file it is given back


def _picture_name(place: int) -> str:
    return f"figure-{place + 1}.svg"


def with_places(table: str, places: Sequence[str]) -> str:
    """Begin each row of a table with the place that links to it lead to."""
    if not places:
        return table
    head, rule, *rows = table.split("\n")
    marked = [f"|[]{{#{place}}}{row[1:]}" for place, row in zip(places, rows, strict=False)]
    return "\n".join([head, rule, *marked, *rows[len(marked) :]])


def _markdown_text(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#!|~^$@&])", r"\\\1", text)


def _attribute(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
