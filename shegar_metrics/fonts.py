"""PT Sans for what a browser shows: no more of it than a text needs."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import fontpkg

PT_SANS = {weight: Path(fontpkg.path("PT Sans", weight)) for weight in (400, 700)}


def font_faces(text: str) -> str:
    """Return CSS that embeds PT Sans with the characters of *text* and no others."""
    return "\n".join(
        f'@font-face{{font-family:"PT Sans";font-weight:{weight};'
        f"src:url(data:font/woff;base64,{_subset(file, text)})}}"
        for weight, file in PT_SANS.items()
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
