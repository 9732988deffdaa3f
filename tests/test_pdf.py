"""The PDF of a real edition: accessible, archival, and in the form of an official document."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat import NotebookNode
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination, DictionaryObject, StreamObject

from shegar_metrics.indicators import Results
from shegar_metrics.views.wording import value_of

from .conftest import Made

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT, RIGHT, TOP, BOTTOM = 30 * MM, 10 * MM, 20 * MM, 20 * MM
# Widths in a PDF are whole thousandths of an em, and their rounding adds up along a line.
ROUNDING = 0.5

# What has no ink may hang out of the right margin.
HANGING = string.whitespace + "\u00a0\u00ad"

# The height of capitals in the size of the font: the same in PT Serif and PT Sans.
CAPITALS = 0.7

PDFA, PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
HEADINGS = {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}

Place = tuple[int, int | None]
"""Index of a page, and number of a marked content in it; an artifact has no number."""


@dataclass(frozen=True)
class Run:
    """A run of text as painted, in its box from the base line to the height of capitals."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    place: Place


@dataclass(frozen=True)
class Element:
    """An element of the structure tree, with all the marked contents inside it."""

    tag: str
    properties: DictionaryObject
    places: tuple[Place, ...]


@pytest.fixture(scope="module")
def notebook(edition: Path) -> NotebookNode:
    """Read the executed notebook that the PDF is made from."""
    return nbformat.read(edition / "annual_report.ipynb", as_version=4)


@pytest.fixture(scope="module")
def pdf(edition: Path) -> PdfReader:
    """Open the PDF; what pypdf would forgive is an error."""
    return PdfReader(edition / "annual_report.pdf", strict=True)


@pytest.fixture(scope="module")
def pages(pdf: PdfReader) -> list[list[Run]]:
    """Read the runs of text of each page."""
    return [list(_painted(page, index)) for index, page in enumerate(pdf.pages)]


@pytest.fixture(scope="module")
def texts(pages: list[list[Run]]) -> dict[Place, str]:
    """Read the text of each marked content."""
    texts: dict[Place, str] = defaultdict(str)
    for run in chain(*pages):
        texts[run.place] += run.text
    return texts


@pytest.fixture(scope="module")
def structure(pdf: PdfReader) -> list[Element]:
    """Read the structure tree in the order of reading, parents before children."""
    index = {page.indirect_reference.idnum: i for i, page in enumerate(pdf.pages)}
    return list(_elements(pdf.root_object["/StructTreeRoot"], index))


def test_names_itself_and_its_language_and_is_tagged(pdf: PdfReader) -> None:
    """What a reading program asks first: title, language, tags."""
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "ru"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.metadata.title.endswith("отчёт за\u00a02022\u00a0год")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (f"{{{PDFA}}}part", "2"),
        (f"{{{PDFA}}}conformance", "A"),
        (f"{{{PDFUA}}}part", "1"),
    ],
    ids=["PDF/A part", "PDF/A conformance", "PDF/UA part"],
)
def test_declares_its_standards(pdf: PdfReader, name: str, value: str) -> None:
    """It says that it is PDF/A-2a and PDF/UA-1."""
    metadata = ElementTree.fromstring(pdf.root_object["/Metadata"].get_data())
    assert [element.text for element in metadata.iter(name)] == [value]


def test_holds_all_its_fonts_and_no_others_than_ours(pdf: PdfReader) -> None:
    """Fonts are embedded, and only of the two families."""
    descriptors = [it for it in _objects(pdf) if it.get("/Type") == "/FontDescriptor"]
    names = {str(descriptor["/FontName"]) for descriptor in descriptors}
    families = {re.fullmatch(r"/[A-Z]{6}\+(PTSerif|PTSans)-\w+", name)[1] for name in names}
    assert families == {"PTSerif", "PTSans"}
    assert all({"/FontFile2", "/FontFile3"} & descriptor.keys() for descriptor in descriptors)

    fonts = [it for it in _objects(pdf) if it.get("/Type") == "/Font" and "/Encoding" not in it]
    assert {str(font["/BaseFont"]) for font in fonts} == names


def test_pages_are_a4(pdf: PdfReader) -> None:
    """All pages are A4, upright."""
    sizes = {(float(page.mediabox.width), float(page.mediabox.height)) for page in pdf.pages}
    assert [pytest.approx((WIDTH, HEIGHT), abs=ROUNDING)] == list(sizes)


def test_bookmarks_are_the_headings_of_the_notebook(
    pdf: PdfReader, notebook: NotebookNode, structure: list[Element], texts: dict[Place, str]
) -> None:
    """Bookmarks and tagged headings are those of the notebook, with their levels and pages."""
    expected = list(_headings(notebook))
    assert [level for level, _ in expected][:2] == [1, 2]

    bookmarks = list(_bookmarks(pdf.outline))
    assert [(level, mark.title) for level, mark in bookmarks] == expected

    tagged = [element for element in structure if element.tag in HEADINGS]
    assert [(int(it.tag[2:]), _squeezed(_text(it, texts))) for it in tagged] == [
        (level, _squeezed(title)) for level, title in expected
    ]
    assert [pdf.get_destination_page_number(mark) for _, mark in bookmarks] == [
        element.places[0][0] for element in tagged
    ]


def test_figures_are_drawn_lines_and_tell_their_numbers(
    pdf: PdfReader, notebook: NotebookNode, structure: list[Element], texts: dict[Place, str]
) -> None:
    """A figure is no picture of points: its text is text, and its alternative is there."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    drawn = [it for it in outputs if "image/svg+xml" in it.get("data", {})]
    alts = [output.metadata["image/svg+xml"]["alt"] for output in drawn]
    figures = [element for element in structure if element.tag == "/Figure"]
    assert len(alts) > 1
    assert [figure.properties["/Alt"] for figure in figures] == alts

    labels = [_labels(output.data["image/svg+xml"]) for output in drawn]
    assert [_squeezed(_text(figure, texts)) for figure in figures] == labels
    assert [it for it in _objects(pdf) if it.get("/Subtype") == "/Image"] == []


def test_text_can_be_copied(pdf: PdfReader) -> None:
    """Each page gives its Russian text, with no character unknown."""
    for page in pdf.pages:
        text = page.extract_text()
        assert re.search("[а-яё]{2}", text)
        assert not re.findall(r"[^\u0020-\u007e\u00a0-\u00ffА-яЁё\n«»–—•…№₽−]", text)


def test_prints_every_indicator_with_its_value(
    results: Results, structure: list[Element], texts: dict[Place, str]
) -> None:
    """The title of each indicator stands in print right before its value."""
    document = _squeezed(_text(structure[0], texts))
    printed = {result.title: value_of(result, more=2) for result in results.values()}
    assert len(printed) > 30
    assert [it for it in printed.items() if _squeezed("".join(it)) not in document] == []


def test_pages_are_numbered_from_the_second(pages: list[list[Run]]) -> None:
    """The number is in the middle of the top margin, at least 10 mm from the edge (ГОСТ)."""
    above = [[run for run in runs if run.bottom > HEIGHT - TOP] for runs in pages]
    assert [[run.text for run in runs] for runs in above] == [
        [] if page == 1 else [str(page)] for page in range(1, len(pages) + 1)
    ]
    for run in chain(*above):
        assert run.place[1] is None, "a page number is read aloud within the text"
        assert (run.left + run.right) / 2 == pytest.approx((LEFT + WIDTH - RIGHT) / 2, abs=0.1)
        assert run.top <= HEIGHT - 10 * MM


def test_the_foot_of_each_page_names_the_edition(pages: list[list[Run]]) -> None:
    """In the middle of the bottom margin, at least 10 mm from the edge, and not read aloud."""
    below = [[run for run in runs if run.top < BOTTOM] for runs in pages]
    assert {"".join(run.text for run in runs) for runs in below} == {"Редакция 1-я"}
    for run in chain(*below):
        assert run.place[1] is None
        assert run.bottom >= 10 * MM


def test_text_keeps_within_the_margins(pages: list[list[Run]]) -> None:
    """ГОСТ Р 7.0.97-2016: 30 mm on the left, 10 on the right, 20 above and below."""
    inside = [run for runs in pages for run in runs if run.bottom <= HEIGHT - TOP]
    body = [run for run in inside if run.top >= BOTTOM]
    outside = [
        run
        for run in body
        if run.left < LEFT - ROUNDING
        or run.right > WIDTH - RIGHT + ROUNDING
        or run.bottom < BOTTOM - ROUNDING
        or run.top > HEIGHT - TOP + ROUNDING
    ]
    assert outside == []


@pytest.mark.parametrize("package", ["2022", "rich"])
def test_no_page_is_left_half_white(made: Callable[[str], Made], package: str) -> None:
    """Whatever finds no room at the end of a page leaves no more than a quarter of it."""
    folder = made(package).folder / "reports"
    (file,) = folder.glob("202[25]/annual_report.pdf")
    *pages, _ = PdfReader(file, strict=True).pages
    ends = [
        min(run.bottom for run in _painted(page, 0) if run.place[1] is not None) for page in pages
    ]
    white = [(end - BOTTOM) / (HEIGHT - TOP - BOTTOM) for end in ends]
    assert [number for number, share in enumerate(white, start=1) if share > 0.25] == []


def test_signs_are_explained_on_the_page_of_the_first_table(made: Callable[[str], Made]) -> None:
    (file,) = (made("rich").folder / "reports").glob("2025/annual_report.pdf")
    text = PdfReader(file).pages[0].extract_text().replace("\u00a0", " ")
    assert text.index("Таблица 1") < text.index("Знаки в таблицах")


def test_no_page_ends_with_a_heading(pages: list[list[Run]], structure: list[Element]) -> None:
    """A heading, the title of a table or its head is followed by something on its page."""
    tags: dict[Place, set[str]] = defaultdict(set)
    for element in structure:
        for place in element.places:
            tags[place].add(element.tag)
    texts = [[run for run in runs if run.place[1] is not None] for runs in pages]
    last = [min(runs, key=lambda run: run.bottom) for runs in texts]
    lone = [
        run
        for run in last
        if tags[run.place] & {*HEADINGS, "/TH"} or tags[run.place] >= {"/Table", "/Caption"}
    ]
    assert lone == []


def _squeezed(text: str) -> str:
    """Leave what breaking text into lines does not change.

    A line may end at any white space, and at a hyphen put in there, which cannot be told
    from a hyphen that belongs to the word. So texts are compared without any of these.
    """
    return re.sub(r"[\s\u00ad-]", "", text)


def _headings(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    for cell in notebook.cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += [it.get("data", {}).get("text/markdown", "") for it in cell.get("outputs", [])]
        for marks, title in re.findall(r"^(#+) (.+)$", "\n".join(texts), re.MULTILINE):
            yield len(marks), re.sub(r"\\(.)", r"\1", title)


def _bookmarks(outline: list[Any], level: int = 1) -> Iterator[tuple[int, Destination]]:
    for item in outline:
        if isinstance(item, list):
            yield from _bookmarks(item, level + 1)
        else:
            yield level, item


def _labels(svg: str) -> str:
    root = ElementTree.fromstring(svg)
    texts = root.iter("{http://www.w3.org/2000/svg}text")
    return _squeezed("".join("".join(text.itertext()) for text in texts))


def _text(element: Element, texts: dict[Place, str]) -> str:
    return "".join(texts[place] for place in element.places)


def _objects(pdf: PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary and stream of the file, whatever refers to it."""
    for number in range(1, pdf.trailer["/Size"]):
        found = pdf.get_object(number)
        if isinstance(found, (DictionaryObject, StreamObject)):
            yield found


def _elements(node: DictionaryObject, index: dict[int, int]) -> Iterator[Element]:
    for kid in _kids(node):
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield Element(str(kid["/S"]), kid, tuple(_places(kid, None, index)))
            yield from _elements(kid, index)


def _places(
    node: DictionaryObject, page: int | None, index: dict[int, int]
) -> Iterator[tuple[int, int]]:
    if "/Pg" in node:
        page = index[node.raw_get("/Pg").idnum]
    if "/MCID" in node:
        yield page, node["/MCID"]
    for kid in _kids(node):
        if isinstance(kid, DictionaryObject):
            yield from _places(kid, page, index)
        else:
            yield page, kid


def _kids(node: DictionaryObject) -> list[Any]:
    kids = node.get("/K", [])
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


class _Font:
    """The characters and the widths of the glyphs of a composite font."""

    def __init__(self, font: DictionaryObject) -> None:
        cmap = font["/ToUnicode"].get_data().decode("ascii")
        assert "beginbfrange" not in cmap
        listed = "".join(re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL))
        self._characters = {
            int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
            for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", listed)
        }
        self._widths: dict[int, float] = {}
        widths = list(font["/DescendantFonts"][0].get_object()["/W"])
        while widths:  # «first last width» or «first [width, width…]»
            first, last = widths.pop(0), widths.pop(0)
            if isinstance(last, list):
                self._widths |= dict(enumerate(map(float, last), first))
            else:
                self._widths |= dict.fromkeys(range(first, last + 1), float(widths.pop(0)))

    def read(self, shown: str | bytes) -> Iterator[tuple[str, float]]:
        """Yield the text and the width of each glyph, in thousandths of the size."""
        glyphs = shown if isinstance(shown, bytes) else shown.original_bytes
        for at in range(0, len(glyphs), 2):
            glyph = int.from_bytes(glyphs[at : at + 2], "big")
            yield self._characters[glyph], self._widths[glyph]


def _painted(page: PageObject, index: int) -> Iterator[Run]:
    """Yield the runs of text of a page in the order of painting."""
    assert "/XObject" not in page["/Resources"], "text in another object is not read here"
    fonts = {name: _Font(font) for name, font in page["/Resources"]["/Font"].items()}
    marks: list[int | None] = [None]
    chosen: list[Any] = []
    runs = []

    def visit(operator: bytes, operands: list[Any], cm: list[float], tm: list[float]) -> None:
        if operator == b"BDC":
            marks.append(operands[1].get("/MCID", marks[-1]))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            chosen[:] = fonts[operands[0]], float(operands[1])
        elif operator in (b"Tj", b"TJ"):
            font, size = chosen
            text, width, right = "", 0.0, 0.0
            for piece in operands[0] if operator == b"TJ" else operands:
                if isinstance(piece, (int, float)):
                    width -= piece
                    continue
                for character, advance in font.read(piece):
                    text += character
                    width += advance
                    right = right if character in HANGING else width
            box = [
                _moved(_moved(corner, tm), cm)
                for corner in ((0, 0), (right * size / 1000, 0))
                for corner in (corner, (corner[0], CAPITALS * size))
            ]
            (left, *_, right), (bottom, *_, top) = map(sorted, zip(*box, strict=True))
            runs.append(Run(text, left, right, bottom, top, (index, marks[-1])))

    page.extract_text(visitor_operand_before=visit)
    return iter(runs)


def _moved(point: tuple[float, float], matrix: list[float]) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = map(float, matrix)
    return a * x + c * y + e, b * x + d * y + f
