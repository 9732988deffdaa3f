"""The contrast of two colours, as WCAG defines it."""

from __future__ import annotations

import re


def contrast(first: str, second: str) -> float:
    """Return the ratio of contrast of two CSS colours."""
    darker, lighter = sorted(map(_luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    match = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", color)
    assert match, f"{color} is not opaque"
    shares = [int(part) / 255 for part in match.groups()]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in shares]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
