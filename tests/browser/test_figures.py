"""The figures of a rich year, as a browser draws them: on each screen the one that fits."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.contrast import contrast

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]

SMALLEST = 7.0
"""Points of the smallest letters."""
CONTRAST = 4.5
SLACK = 1.0
"""Pixels that two boxes of texts may share: a box is higher than its letters."""

LABELS = """() => [...document.querySelectorAll("figure svg")]
    .filter(svg => svg.getClientRects().length)
    .map(svg => {
        const box = svg.getBoundingClientRect();
        const scale = box.width / svg.viewBox.baseVal.width * 72 / 96;
        return {name: svg.getAttribute("class"), width: box.width, labels:
            [...svg.querySelectorAll("text")].map(text => {
                const it = text.getBoundingClientRect();
                return {text: text.textContent, fill: getComputedStyle(text).fill,
                    size: parseFloat(getComputedStyle(text).fontSize) * scale,
                    left: it.left - box.left, right: it.right - box.left,
                    top: it.top - box.top, bottom: it.bottom - box.top, high: box.height};
            })};
    })"""


@pytest.mark.parametrize(
    ("width", "shown"), [(320, "narrow"), (390, "narrow"), (768, "wide"), (1280, "wide")]
)
def test_each_screen_has_the_drawing_that_fits(
    open_page: Opener, rich_address: str, width: int, shown: str
) -> None:
    page = open_page(width, address=rich_address)
    drawn = page.evaluate(LABELS)
    assert len(drawn) == page.locator("figure").count() > 3
    assert {drawing["name"] for drawing in drawn} == {shown}
    for drawing in drawn:
        labels = drawing["labels"]
        assert min(label["size"] for label in labels) >= SMALLEST
        cut = [it for it in labels if it["left"] < -1 or it["right"] > drawing["width"] + 1]
        cut += [it for it in labels if it["top"] < -1 or it["bottom"] > it["high"] + 1]
        assert cut == []
        assert [pair for pair in combinations(labels, 2) if _overlap(*pair)] == []


def test_paper_has_the_wide_drawing(open_page: Opener, rich_address: str) -> None:
    page = open_page(390, address=rich_address)
    page.emulate_media(media="print")
    assert {drawing["name"] for drawing in page.evaluate(LABELS)} == {"wide"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_stand_out_from_the_paper(open_page: Opener, rich_address: str, scheme: str) -> None:
    page = open_page(1280, address=rich_address, scheme=scheme)
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    fills = {label["fill"] for drawing in page.evaluate(LABELS) for label in drawing["labels"]}
    assert len(fills) > 3  # ink, quiet, and colours of pages
    assert [fill for fill in fills if contrast(fill, paper) < CONTRAST] == []


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    along = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return bool(across > SLACK and along > SLACK + one["size"] / 3)
