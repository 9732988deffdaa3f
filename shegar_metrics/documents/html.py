"""HTML in one file: no script, nothing from the network, fonts inside."""

from __future__ import annotations

import re
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import default

from ..fonts import font_faces
from .base import TEMPLATES, ReportExporter, outputs
from .dialect import divisions

# A link within the page, and whatever it may lead to.
LINK = re.compile(r'<a href="#([\w-]+)">(.*?)</a>')
PLACE = re.compile(r'<(?:table|tr|h2|h3|span) [^>]*\bid="([\w-]+)"')

# What no escaped text can hold.
PLACE_OF_FONTS = "<fonts>"
PLACE_OF_CONTENTS = "<contents>"

# What a browser tears apart at hyphens and spaces, and who reads it needs whole: «8-ФЗ» and
# «№ 2523-р»; a telephone, which has ten digits or more, or groups of two or three after the first;
# an e-mail, if a line of the smallest phone holds it.
NUMBER_OF_ACT = r"(?:№.)?\d+-[А-ЯЁ]+\b|№.\d+-[^\W\d_]+"
TELEPHONE = r"(?<![\w+-])(?:\+?\d(?:[ \u00a0()-]{0,3}\d){9,14}|\d{1,3}(?:-\d{2,3}){2})(?![\w-])"
EMAIL = r"(?<![\w.+-])(?=[\w.+@-]{1,36}(?![\w+@-]|\.\w))[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
WHOLE = re.compile(f"{NUMBER_OF_ACT}|{TELEPHONE}|{EMAIL}")
# A text, after the tag before it. What is drawn or not shown is passed over.
TEXT = re.compile(r"<(svg|style|title)\b.*?</\1>|>([^<]+)", re.DOTALL)

HEADING = re.compile(r"<h([23])>(.*?)</h\1>")
TAG = re.compile(r"<[^>]*>")


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
        page = with_contents(page)
        places = set(PLACE.findall(page))
        page = LINK.sub(lambda link: link[0] if link[1] in places else link[2], page)
        page = with_whole_numbers(page)
        return page.replace(PLACE_OF_FONTS, font_faces(page), 1), resources


def places_in(nb: NotebookNode) -> set[str]:
    """Name the tables and rows that a link can lead to; one notebook of ours has them."""
    shown = (output.get("data", {}).get("text/html", "") for output in outputs(nb))
    return {place for html in shown for place in PLACE.findall(html)}


def with_contents(page: str) -> str:
    """Give each heading a name to lead to, and list the sections where the page asks for it."""
    taken: set[str] = set()
    sections: list[str] = []

    def named(heading: re.Match[str]) -> str:
        level, title = heading[1], TAG.sub("", heading[2])
        name = "-".join(re.findall(r"\w+", title.lower()))
        while name in taken:
            name += "-"
        taken.add(name)
        if level == "2":
            sections.append(f'<li><a href="#{name}">{title}</a></li>')
        return f'<h{level} id="{name}">{heading[2]}</h{level}>'

    page = HEADING.sub(named, page)
    contents = (
        '<nav class="contents" aria-labelledby="contents"><p id="contents">Содержание</p>'
        f"<ol>{''.join(sections)}</ol></nav>"
    )
    return page.replace(PLACE_OF_CONTENTS, contents, 1)


def with_whole_numbers(page: str) -> str:
    """Keep the number of an act, a telephone and an e-mail on one line, in the text of a page."""

    def whole(text: re.Match[str]) -> str:
        kept, found = WHOLE.subn(r'<span class="whole">\g<0></span>', text[2] or "")
        # One element around it all: on a phone the parts of a cell are set side by side.
        return f"><span>{kept}</span>" if found else text[0]

    return TEXT.sub(whole, page)


class _Renderer(IPythonRenderer):
    def division(self, text: str, classes: str, id: str) -> str:
        attribute = f'id="{id}"' if id else f'class="{classes}"'
        return f"<div {attribute}>\n{text}</div>\n"


def _markdown_to_html(source: str) -> str:
    markdown = MarkdownWithMath(renderer=_Renderer(escape=True, exclude_anchor_links=True))
    markdown.use(divisions)
    return str(markdown.render(source))
