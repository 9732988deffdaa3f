"""What the printed forms share: a notebook as Markdown with its pictures, and Typst."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import fontpkg
import typst
from nbformat import NotebookNode
from traitlets import default

from ..stopping import temporary_folder
from .base import TEMPLATES, ReportExporter

PRINT = TEMPLATES / "shegar_print"

FAMILIES = ("PT Serif", "PT Sans")


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
        yield "title_text", _title_text
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
            The text, in our dialect.
        about
            The ``title``, the ISO ``date`` and the ``edition`` of the document.
        folder
            A temporary folder that holds the pictures the text names, as SVG.
        """

    def _picture(self, svg: str) -> str:
        self._pictures.append(svg)
        return _picture_name(len(self._pictures) - 1)


def compile_typst(source: Path, **options: Any) -> bytes:
    """Compile a Typst file beside its pictures; only our own fonts are used.

    What a form decides by where things stand may move them, and so on without an end. Typst warns
    of that; the form is then told to leave all where it is.
    """
    fonts = sorted({str(fontpkg.path(family).parent) for family in FAMILIES})
    compiled = partial(
        typst.compile_with_warnings,
        source,
        root=source.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        **options,
    )
    document, warnings = compiled()
    if any("converge" in str(warning) for warning in warnings):
        document, _ = compiled(sys_inputs={"settled": "yes"})
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


def _title_text(text: str) -> str:
    return re.sub(r'([\\"&])', r"\\\1", re.sub(r"[ \t\r\n]+", " ", text))
