"""PT Sans for what a browser shows: no more of it than a text needs."""

from __future__ import annotations

import base64
import io
from collections.abc import Set
from pathlib import Path

import fontpkg

PT_SANS = {weight: Path(fontpkg.path("PT Sans", weight)) for weight in (400, 700)}


def font_faces(text: str) -> str:
    """Return CSS that embeds PT Sans with the characters of *text* and no others."""
    characters = set(text)
    return "\n".join(
        f'@font-face{{font-family:"PT Sans";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{_subset(file, characters)})}}"
        for weight, file in PT_SANS.items()
    )


def _subset(font_file: Path, characters: Set[str]) -> str:
    import uharfbuzz
    from fontTools.ttLib import TTFont

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.add(int.from_bytes(b"kern", "big"))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    font = uharfbuzz.subset(uharfbuzz.Face(font_file.read_bytes()), wanted)
    packed = io.BytesIO()
    with TTFont(io.BytesIO(font.blob.data), recalcTimestamp=False) as tables:
        tables.flavor = "woff"
        tables.save(packed, reorderTables=None)  # in any order: the fastest
    return base64.b64encode(packed.getvalue()).decode("ascii")
