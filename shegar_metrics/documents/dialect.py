"""What our Markdown has beyond CommonMark, as plugins of mistune.

Divisions of requisites and of sources; tables with the widths of their columns, a caption below
and places in their rows. pandoc reads the same for a DOCX, which has no places (see `docx`).
"""

from __future__ import annotations

import re
from typing import Any

from mistune import BlockParser, BlockState, Markdown
from mistune.plugins.table import TABLE_PATTERN, parse_table

DIVISION = re.compile(
    r'<div (?:class="(?P<classes>[a-z][a-z ]*)"|id="(?P<id>[a-z]+\d+)")>[ \t]*\n'
    r"(?P<text>.*?)^</div>[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
CAPTION = r"^: (?P<table_caption_text>.+)$"
PLACE = re.compile(r"\[\]\{#([^}]+)\}")


def divisions(md: Markdown) -> None:
    """Read ``<div class="…">`` and ``<div id="source1">`` with all that stands in them.

    It is the one HTML that Markdown may hold. A division that has an identifier is a place.
    """
    # In place of HTML, which also ends a list.
    for rule in ("raw_html", "block_html"):
        md.block.register(rule, None, _parse_html)


def tables(md: Markdown) -> None:
    """Read pipe tables as pandoc does.

    The dashes of the rule are the widths of the columns, a paragraph that begins with a colon
    is the caption, and ``[]{#visits}`` at the beginning of a row is a place.
    """
    md.block.register("table", TABLE_PATTERN, _parse_table, before="paragraph")
    md.block.register("table_caption", CAPTION, _parse_caption, before="paragraph")


def places(state: BlockState) -> set[str]:
    """Return the places of a document, to which links may lead."""
    found: set[str] = state.env.setdefault("places", set())
    return found


def _parse_html(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    division = DIVISION.match(state.src, m.start())
    if not division:
        return block.parse_raw_html(m, state)
    child = state.child_state(division["text"])
    block.parse(child)
    attrs = {"classes": division["classes"] or "", "id": division["id"] or ""}
    if attrs["id"]:
        places(state).add(attrs["id"])
    state.append_token({"type": "division", "children": child.tokens, "attrs": attrs})
    return division.end() + 1


def _parse_table(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    end = parse_table(block, m, state)
    table = state.last_token()
    if end is None or table["type"] != "table":
        return end
    rule = state.src[m.start() :].split("\n", 2)[1].strip().strip("|")
    table["attrs"] = {"widths": [len(dashes.strip()) for dashes in rule.split("|")]}
    for row in table["children"][1]["children"]:
        _take_place(row["children"][0], state)
    return end


def _take_place(cell: dict[str, Any], state: BlockState) -> None:
    place = PLACE.match(cell["text"])
    if place:
        cell["text"] = cell["text"][place.end() :]
        cell["attrs"]["place"] = place[1]
        places(state).add(place[1])


def _parse_caption(block: BlockParser, m: re.Match[str], state: BlockState) -> int | None:
    blocks = [token for token in state.tokens[-2:] if token["type"] != "blank_line"]
    if not blocks or blocks[-1]["type"] != "table":
        return None
    caption = {"type": "table_caption", "text": m["table_caption_text"]}
    blocks[-1]["children"].append(caption)
    return m.end() + 1
