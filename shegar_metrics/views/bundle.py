"""What a cell of a notebook shows: HTML for the page, Markdown for print.

Each view shows itself as a mime bundle, so that one executed notebook feeds every
exporter. An exporter needs no more than these: ``text/html``; ``text/markdown``, whose
output metadata may hold the ``title``, ``date`` and ``edition`` of the document, the same text
``linked``, or of a table the ``places`` that links to its rows lead to; and for a figure
``image/svg+xml``, whose output metadata hold its ``caption`` and ``alt``, and may hold the
``anchor`` that its numbers lead to. The ``text/html`` of a figure holds an image, which
JupyterLab shows also in a notebook that it does not trust; its output metadata hold what stands
on the ``page`` instead, drawn in the colours and the font of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Self

from .typography import breakable, glued, typeset

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

Bundle = dict[str, Any]

# Whatever Markdown could take for markup in a text that comes from the data: also the caption
# of a table, an address, and a formula of TeX in brackets.
MARKUP = re.compile(r"[\\`*_{}\[\]<>#!|~^$@&]|^[-+:=]|(?<=^[Tt]able):|:(?=//)|(?<=\\)[()]")
NUMBERED = re.compile(r"^(\d+)([.)])")

WIDE_COLUMNS = 5
"""A table of more columns is set in smaller type."""

BLANKS = re.compile(r"[ \t\r\n]+")


def plain(text: str) -> str:
    """Escape a text from the data for Markdown: it is shown, never obeyed."""
    escaped = MARKUP.sub(r"\\\g<0>", BLANKS.sub(" ", text).strip(" "))
    return NUMBERED.sub(r"\1\\\2", escaped)


@dataclass(frozen=True)
class Prose:
    """Sentences, in Markdown.

    Parameters
    ----------
    text
        The sentences, and maybe headings.
    properties
        The ``title``, ``date`` and ``edition`` of the document, if it begins here; and the text
        as ``linked``, if its numbers lead to places in the page.
    """

    text: str
    properties: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", typeset(self.text))

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[Bundle, Bundle]:
        data = {"text/markdown": self.text, "text/plain": self.text}
        return data, {"text/markdown": dict(self.properties)} if self.properties else {}


class Cell(str):
    """The text of a cell that the page shows in a form of its own; print shows the text.

    Parameters
    ----------
    text
        The text.
    html
        The form, with whatever is from the data escaped.
    """

    html: str

    def __new__(cls, text: str, html: str) -> Self:
        """Keep the form beside the text."""
        cell = super().__new__(cls, text)
        cell.html = html
        return cell


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of a row is the row's header.

    Parameters
    ----------
    caption
        What the table shows.
    columns
        Headers of the columns.
    rows
        Cells as plain text, each row as long as *columns*.
    numeric
        Names of the columns whose cells are numbers, set to the right.
    widths
        Relative widths of the columns in print.
    anchor
        Where in the page a link to the table leads.
    row_anchors
        The same for each of its rows, if links lead to them.
    kind
        How the page lays it out, if not as other tables: a class of its style sheet.
    page_only
        Names of the columns that print does not show.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[str] = ()
    widths: Sequence[int] = ()
    anchor: str = ""
    row_anchors: Sequence[str] = ()
    kind: str = ""
    page_only: Sequence[str] = ()

    def __post_init__(self) -> None:
        rows = [
            tuple(cell if isinstance(cell, Cell) else glued(cell) for cell in row)
            for row in self.rows
        ]
        object.__setattr__(self, "rows", rows)

    def html(self) -> str:
        """Return a table with a caption and headers of columns and rows."""
        head = "".join(
            f'<th scope="col"{self._class(column)}>{escape(column)}</th>' for column in self.columns
        )
        anchors = self.row_anchors or [""] * len(self.rows)
        body = "".join(
            f"<tr{_id(anchor)}>{self._html_row(row)}</tr>"
            for anchor, row in zip(anchors, self.rows, strict=True)
        )
        is_wide = len(self.columns) > WIDE_COLUMNS
        is_numbers = not is_wide and set(self.columns[1:]) <= set(self.numeric)
        names = ("report", "wide" * is_wide, "numbers" * is_numbers, self.kind)
        kind = " ".join(name for name in names if name)
        return (
            f'<table class="{kind}"{_id(self.anchor)}><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def markdown(self) -> str:
        """Return a pipe table whose dashes show the widths, with its caption below."""
        shown = [i for i, column in enumerate(self.columns) if column not in self.page_only]
        widths = [(self.widths or [1] * len(self.columns))[i] for i in shown]
        rule = "|".join(
            _rule(60 * width // sum(widths), self.columns[i] in self.numeric)
            for i, width in zip(shown, widths, strict=True)
        )
        lines = ["|".join(plain(self.columns[i]) for i in shown), rule]
        lines += ["|".join(plain(row[i]) for i in shown) for row in self.rows]
        return "\n".join(f"|{line}|" for line in lines) + f"\n\n: {plain(self.caption)}\n"

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[Bundle, Bundle]:
        data = {
            "text/html": self.html(),
            "text/markdown": self.markdown(),
            "text/plain": self.caption,
        }
        places = list(self.row_anchors)
        return data, {"text/markdown": {"places": places}} if places else {}

    def _html_row(self, row: Sequence[str]) -> str:
        first, *rest = row
        cells = f'<th scope="row"{self._class(self.columns[0])}>{breakable(first)}</th>'
        for column, cell in zip(self.columns[1:], rest, strict=True):
            label = escape(column, quote=True)
            shown = cell.html if isinstance(cell, Cell) else breakable(cell)
            cells += f'<td data-label="{label}"{self._class(column)}>{shown}</td>'
        return cells

    def _class(self, column: str) -> str:
        # JupyterLab sets every cell to the right unless the cell itself says otherwise.
        return ' class="number"' if column in self.numeric else ' style="text-align:left"'


def _id(anchor: str) -> str:
    return f' id="{escape(anchor, quote=True)}"' if anchor else ""


def _data(name: str, values: Sequence[str]) -> str:
    return f' data-{name}="{escape(" ".join(values), quote=True)}"' if values else ""


def _rule(width: int, right: bool) -> str:
    return "-" * width + ":" if right else ":" + "-" * width


@dataclass(frozen=True)
class Figure:
    """A drawing with its title, caption and alternative text.

    Parameters
    ----------
    title
        What the figure says.
    caption
        How to read it: period or date, source, cautions.
    alt
        The plotted numbers in words, for those who do not see it.
    drawing
        The matplotlib figure, open to further work.
    anchors
        Where its numbers stand in «Откуда число»; to the first of them the page leads.
    narrow
        The same for the screen of a phone: a page shows the one that fits.
    """

    title: str
    caption: str
    alt: str
    drawing: Drawing
    anchors: Sequence[str] = ()
    narrow: Drawing | None = None

    def svg(self) -> str:
        """Return the drawing as SVG: searchable text, the same bytes for the same numbers."""
        from .style import to_svg

        return to_svg(self.drawing)

    def png(self, dpi: float = 300) -> bytes:
        """Return the drawing as PNG on white paper, for another document.

        Parameters
        ----------
        dpi
            Points in an inch: 300 is what print asks for.
        """
        from .style import to_png

        return to_png(self.drawing, dpi)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[Bundle, Bundle]:
        from .style import image_address

        svg = self.svg()
        caption = typeset(f"{self.title}. {self.caption}")
        image = f'<img alt="{escape(self.alt, quote=True)}" src="{image_address(svg)}">'
        data = {
            "text/html": self._html(image),
            "image/svg+xml": svg,
            "text/plain": f"{caption}\n{self.alt}",
        }
        about = {"caption": caption, "alt": self.alt}
        if self.anchors:
            about["anchor"] = self.anchors[0]
        return data, {"text/html": {"page": self._html(self._drawn(svg))}, "image/svg+xml": about}

    def _html(self, drawn: str) -> str:
        return (
            f'<figure class="report"{_data("of", self.anchors)}>'
            f"<figcaption>{escape(typeset(self.title))}</figcaption>{drawn}"
            f'<p class="note">{escape(typeset(self.caption))}</p></figure>'
        )

    def _drawn(self, svg: str) -> str:
        """Label the drawing, and the narrow one beside it, which only a page knows to show."""
        from .style import for_page, to_svg

        label = f'role="img" aria-label="{escape(self.alt, quote=True)}"'
        if self.narrow is None:
            return for_page(svg).replace("<svg ", f"<svg {label} ", 1)
        wide = for_page(svg).replace("<svg ", f'<svg class="wide" {label} ', 1)
        narrow = for_page(to_svg(self.narrow))
        hidden = f'<svg class="narrow" style="display:none" {label} '
        return wide + narrow.replace("<svg ", hidden, 1)


class Several(list[Any]):
    """Views that one cell shows, one below another."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for view in self:
            display(view)  # type: ignore[no-untyped-call]
