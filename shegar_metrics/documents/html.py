"""HTML in one file: no script, nothing from the network, fonts inside."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import fontpkg
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import default

from .base import TEMPLATES, ReportExporter, outputs

# The one HTML that Markdown may hold: a division, for the requisites of a document.
DIVISION = re.compile(r'<div class="[a-z ]+">|</div>')

# A link within the page, and whatever it may lead to.
LINK = re.compile(r'<a href="#([\w-]+)">(.*?)</a>')
PLACE = re.compile(r'<(?:table|tr) [^>]*\bid="([\w-]+)"')

PLACE_OF_FONTS = "<fonts>"  # what no escaped text can hold: a title stands before it


class HTMLReportExporter(ReportExporter):
    """A page to publish: readable on a phone, in the dark, on paper and by ear."""

    export_from_notebook = "Отчёт: страница HTML"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "shegar_html"

    def default_filters(self) -> Any:
        """Yield nbconvert's filters, with a Markdown filter that lets no raw HTML through."""
        yield from super().default_filters()
        yield "places", places_in
        yield "markdown2html", _markdown_to_html

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook; only the glyphs the page needs are put in its fonts."""
        resources = self._init_resources(resources)
        resources["css"] = (TEMPLATES / "shegar_html" / "report.css").read_text(encoding="utf-8")
        page, resources = super().from_notebook_node(nb, resources, **kw)
        places = set(PLACE.findall(page))
        page = LINK.sub(lambda link: link[0] if link[1] in places else link[2], page)
        return page.replace(PLACE_OF_FONTS, font_faces(page), 1), resources


def places_in(nb: NotebookNode) -> set[str]:
    """Name the tables and rows that a link can lead to; one notebook of ours has them."""
    shown = (output.get("data", {}).get("text/html", "") for output in outputs(nb))
    return {place for html in shown for place in PLACE.findall(html)}


class _Renderer(IPythonRenderer):
    def block_html(self, html: str) -> str:
        return html if DIVISION.fullmatch(html.strip()) else super().block_html(html)


def _markdown_to_html(source: str) -> str:
    renderer = _Renderer(escape=True, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def font_faces(text: str) -> str:
    """Return CSS that embeds PT Sans with the characters of *text* and no others."""
    return "\n".join(
        f'@font-face{{font-family:"PT Sans";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{_subset(fontpkg.path('PT Sans', weight), text)})}}"
        for weight in (400, 700)
    )


def _subset(font_file: Path, text: str) -> str:
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["kern"], hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=set(map(ord, text)))  # each letter of a long page once
    packed = io.BytesIO()
    with subset.load_font(str(font_file), options) as font:
        subsetter.subset(font)
        subset.save_font(font, packed, options)
    return base64.b64encode(packed.getvalue()).decode("ascii")
