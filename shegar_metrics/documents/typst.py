"""Markdown as Typst: a renderer of mistune's tokens.

It writes code and not markup, where a text is a string: nothing in it can be taken for anything
else. What looks how is for the form (`templates/shegar_print`) to say, whose functions it calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from mistune import BaseRenderer, BlockState, Markdown
from mistune.util import unescape

from .dialect import divisions, places, tables

Token = dict[str, Any]

LAST = 3
"""So many rows are the foot of a table, which stays together: no row is alone on a page."""

PICTURE = re.compile(r"figure-\d+\.svg")
BLANKS = re.compile(r"[ \t\n]+")


def to_typst(markdown: str, form: str, **about: str) -> str:
    """Return a document in Typst.

    Parameters
    ----------
    markdown
        The text, in our dialect.
    form
        The function that sets the document, of the file ``<form>.typ`` beside it.
    **about
        What the form is told: ``title``, ``date``, ``edition``.
    """
    told = ", ".join(f"{name}: {quoted(value)}" for name, value in about.items())
    body = Markdown(renderer=_Renderer(), plugins=[divisions, tables])(markdown)
    return f'#import "{form}.typ": *\n#show: {form}.with({told})\n#{{\n{body}}}\n'


def quoted(text: str) -> str:
    """Return a string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class _Renderer(BaseRenderer):
    """Each token is an expression of Typst; a block stands on a line of its own."""

    NAME = "typst"

    def iter_tokens(self, tokens: Iterable[Token], state: BlockState) -> Iterable[str]:
        """Render tokens, of which each paragraph knows whether a list follows it."""
        shown = [token for token in tokens if token["type"] != "blank_line"]
        for token, following in zip(shown, [*shown[1:], {}], strict=True):
            token["leads"] = following.get("type") == "list" and not following["attrs"]["ordered"]
            yield self.render_token(token, state)

    def _block(self, token: Token, state: BlockState) -> str:
        return "{" + self.render_tokens(token["children"], state) + "}"

    # Text within a block.

    def text(self, token: Token, state: BlockState) -> str:
        return quoted(BLANKS.sub(" ", unescape(token["raw"]))) + ";"

    def softbreak(self, token: Token, state: BlockState) -> str:
        return '" ";'

    def linebreak(self, token: Token, state: BlockState) -> str:
        return "linebreak();"

    def gap(self, token: Token, state: BlockState) -> str:
        return "h(1fr);"

    def emphasis(self, token: Token, state: BlockState) -> str:
        return f"emph({self._block(token, state)});"

    def strong(self, token: Token, state: BlockState) -> str:
        return f"strong({self._block(token, state)});"

    def codespan(self, token: Token, state: BlockState) -> str:
        return f"raw({quoted(token['raw'])});"

    def inline_html(self, token: Token, state: BlockState) -> str:
        return self.text(token, state)

    def link(self, token: Token, state: BlockState) -> str:
        place = token["attrs"]["url"].removeprefix("#")
        if place not in places(state):
            return self.render_tokens(token["children"], state)
        return f"link(label({quoted(place)}), {self._block(token, state)});"

    def image(self, token: Token, state: BlockState) -> str:
        if not _is_picture(token):
            return self.render_tokens(token["children"], state)
        return f"box({_picture(token)});"

    # Blocks.

    def paragraph(self, token: Token, state: BlockState) -> str:
        """Render a paragraph; a picture of ours that stands alone with a caption is a figure."""
        first, *others = token["children"]
        if _is_picture(first) and first["children"] and not others:
            return f"figure({_picture(first)}, caption: {self._block(first, state)})\n"
        return f"{'leading' if token['leads'] else 'par'}({self._block(token, state)})\n"

    def block_text(self, token: Token, state: BlockState) -> str:
        return self.render_tokens(token["children"], state)

    def heading(self, token: Token, state: BlockState) -> str:
        return f"heading(level: {token['attrs']['level']}, {self._block(token, state)})\n"

    def block_quote(self, token: Token, state: BlockState) -> str:
        return f"quote(block: true, {self._block(token, state)})\n"

    def block_code(self, token: Token, state: BlockState) -> str:
        return f"raw(block: true, {quoted(token['raw'])})\n"

    def block_html(self, token: Token, state: BlockState) -> str:
        return f"par({quoted(token['raw'].strip())})\n"

    def thematic_break(self, token: Token, state: BlockState) -> str:
        return "line(length: 100%)\n"

    def list(self, token: Token, state: BlockState) -> str:
        """Render a list; its points are paragraphs with numbers, if it has numbers."""
        items = token["children"]
        if not token["attrs"]["ordered"]:
            shown = "".join(f"{self._block(item, state)}," for item in items)
            return f"list({'' if token['tight'] else 'tight: false,'}{shown})\n"
        first = token["attrs"].get("start", 1)
        return "".join(
            self.render_tokens(_numbered(item["children"], f"{number}{token['bullet']}"), state)
            for number, item in enumerate(items, first)
        )

    def division(self, token: Token, state: BlockState) -> str:
        name, kinds = token["attrs"]["id"], token["attrs"]["classes"].split()
        if name:
            return f"source({quoted(name)}, {self._block(token, state)})\n"
        # In requisites a line of the text is a line of the document; at the sides of one line
        # stand the two texts that a gap is between.
        _turn_softbreaks(token["children"], "gap" if kinds[0] == "sides" else "linebreak")
        return f"requisite({quoted(kinds[-1])}, {self._block(token, state)})\n"

    def table(self, token: Token, state: BlockState) -> str:
        head, body, *captions = token["children"]
        widths = ", ".join(f"{width}fr" for width in token["attrs"]["widths"])
        aligns = ", ".join(cell["attrs"]["align"] or "auto" for cell in head["children"])
        rows = [self.render_tokens(row["children"], state) for row in body["children"]]
        shown = "\n".join(
            [
                f"columns: ({widths},), align: ({aligns},),",
                f"table.header({self.render_tokens(head['children'], state)}),",
                *rows[:-LAST],
                f"table.footer({''.join(rows[-LAST:])}),",
            ]
        )
        caption = "".join(f", caption: {self._block(it, state)}" for it in captions[:1])
        return f"figure(table(\n{shown}\n){caption})\n"

    def table_cell(self, token: Token, state: BlockState) -> str:
        place = token["attrs"].get("place")
        target = f"target({quoted(place)});" if place else ""
        return f"{{{target}{self.render_tokens(token['children'], state)}}},"


def _is_picture(token: Token) -> bool:
    return token["type"] == "image" and bool(PICTURE.fullmatch(token["attrs"]["url"]))


def _picture(token: Token) -> str:
    url, alt = token["attrs"]["url"], token["attrs"].get("title", "")
    return f"image({quoted(url)}, alt: {quoted(alt)})"


def _turn_softbreaks(tokens: Iterable[Token], into: str) -> None:
    for token in tokens:
        if token["type"] == "softbreak":
            token["type"] = into
        _turn_softbreaks(token.get("children", ()), into)


def _numbered(blocks: list[Token], number: str) -> list[Token]:
    """Return blocks, the first of which is a paragraph that begins with a number."""
    text: Token = {"type": "text", "raw": f"{number}\u00a0"}
    first, *others = blocks or [{"type": "blank_line"}]
    if first["type"] in ("paragraph", "block_text"):
        return [{"type": "paragraph", "children": [text, *first["children"]]}, *others]
    return [{"type": "paragraph", "children": [text]}, first, *others]
