"""The page of a real edition, as a browser shows it: to all, on all screens, from no network."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page
from pypdf import PageObject, PdfReader

from tests.contrast import contrast

pytestmark = pytest.mark.browser

Opener = Callable[..., Page]

DESKTOP, PHONE = (1280, 900), (360, 740)
WIDTHS = (320, 360, 390, 768, 1280)
SCHEMES = ("light", "dark")
MM = 72 / 25.4
CONTRAST = 4.5
"""The least contrast of text to what is behind it: WCAG 2, level AA."""

both_schemes = pytest.mark.parametrize("scheme", SCHEMES)
both_screens = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
all_widths = pytest.mark.parametrize("width", WIDTHS)


@both_schemes
@pytest.mark.parametrize(
    ("read", "width"),
    [*(("address", width) for width in WIDTHS), *(("rich_address", width) for width in WIDTHS[2:])],
)
def test_axe_finds_no_barrier(
    open_page: Opener,
    request: pytest.FixtureRequest,
    axe: str,
    read: str,
    width: int,
    scheme: str,
) -> None:
    """All the rules of axe-core hold that it applies by default, and those of WCAG 2.2 AA."""
    page = unfolded(open_page(width, scheme=scheme, address=request.getfixturevalue(read)))
    page.evaluate(axe)  # by the debugger, which the policy of the page does not concern
    found = page.evaluate(
        """axe.run({
            resultTypes: ["violations"],
            rules: Object.fromEntries(
                axe.getRules(["wcag22aa"]).map(rule => [rule.ruleId, {enabled: true}])),
        })"""
    )
    held = {rule["id"] for rule in found["passes"]}
    assert len(held) > 20
    assert "target-size" in held | {rule["id"] for rule in found["violations"]}
    barriers = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(f"    {node['html']}" for node in rule["nodes"])
        for rule in found["violations"]
    ]
    assert not barriers, "\n".join(barriers)


def unfolded(page: Page) -> Page:
    """Open all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    return page


def test_asks_for_nothing_and_complains_of_nothing(browser: Browser, address: str) -> None:
    """The page is one file: it loads nothing else, and the browser reports no error."""
    page = browser.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.goto(address, wait_until="networkidle")
    page.emulate_media(media="print")
    page.context.close()
    assert [url for url in requests if not url.startswith("data:")] == [address] * len(SCHEMES)
    assert complaints == []


def test_holds_nothing_that_runs_or_loads(open_page: Opener) -> None:
    """No scripts, event handlers, frames or addresses that run a script."""
    active = open_page().evaluate(
        """() => [...document.querySelectorAll("*")].filter(element =>
            element.matches("script, iframe, frame, object, embed, link, base, form, foreignObject")
            || element.getAttributeNames().some(name => name.startsWith("on"))
            || /^\\s*javascript:/i.test(element.getAttribute("href") ?? "")
        ).map(element => element.outerHTML.slice(0, 200))"""
    )
    assert active == []


def test_policy_blocks_whatever_comes_in(open_page: Opener) -> None:
    """What came into the page by mistake could neither run nor load anything."""
    attempts = {
        "img-src": "new Image().src = there",
        "connect-src": "fetch(there).catch(() => null)",
        "script-src-elem": "insert('script', {textContent: 'window.ran = true'})",
        "script-src-attr": "insert('p').setAttribute('onclick', 'window.ran = true')",
        "style-src-elem": "insert('link', {rel: 'stylesheet', href: there})",
        "frame-src": "insert('iframe', {src: there})",
        "base-uri": "insert('base', {href: there})",
    }
    page = open_page()
    page.evaluate(
        """() => {
            window.there = "http://127.0.0.1:9/x";
            window.insert = (name, properties = {}) => document.body.appendChild(
                Object.assign(document.createElement(name), properties));
            window.blocked = attempt => new Promise(resolve => {
                document.addEventListener("securitypolicyviolation",
                    event => resolve(event.effectiveDirective), {once: true});
                setTimeout(() => resolve(null), 2000);
                attempt();
            });
        }"""
    )
    blocked = [page.evaluate(f"blocked(() => {{ {attempt} }})") for attempt in attempts.values()]
    assert blocked == list(attempts)


def test_has_language_title_and_headings_in_order(open_page: Opener) -> None:
    """What a screen reader finds its way by."""
    page = open_page()
    assert page.locator("html").get_attribute("lang") == "ru"
    headings = page.locator("h1, h2, h3, h4, h5, h6")
    levels = headings.evaluate_all("them => them.map(it => Number(it.tagName[1]))")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert all(text.strip() for text in headings.all_inner_texts())
    assert page.title() == page.locator("h1").text_content()


@both_screens
def test_tables_are_tables_to_a_screen_reader(
    open_page: Opener, notebook: NotebookNode, size: tuple[int, int]
) -> None:
    """Tables have captions and headers, on a phone as well, where rows look like cards."""
    page = unfolded(open_page(*size))
    shown = [html for html in _shown(notebook, "text/html") if html.startswith("<table")]
    tables = page.locator("table").evaluate_all(
        """tables => tables.map(table => ({
            caption: table.caption?.innerText ?? "",
            unnamed: table.querySelectorAll("th:empty").length,
            columns: [...table.tHead.rows[0].cells].map(it => `${it.tagName} ${it.scope}`),
            rows: [...table.tBodies[0].rows].map(row =>
                [...row.cells].map(it => `${it.tagName} ${it.scope ?? ""}`)),
        }))"""
    )
    assert len(tables) == len(shown) > 1
    for table in tables:
        width = len(table["columns"])
        assert table["caption"].strip()
        assert not table["unnamed"], table["caption"]
        assert table["columns"] == ["TH col"] * width
        assert table["rows"] == [["TH row"] + ["TD "] * (width - 1)] * len(table["rows"])

    roles = [node["role"]["value"] for node in _accessible(page)]
    assert roles.count("table") == len(tables)
    assert roles.count("columnheader") == sum(len(table["columns"]) for table in tables)
    assert roles.count("rowheader") == sum(len(table["rows"]) for table in tables)


def test_figures_are_told_in_words(open_page: Opener, notebook: NotebookNode) -> None:
    """A figure is one image with its alternative text, and has a caption."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    alts = [it.metadata["image/svg+xml"]["alt"] for it in outputs if "image/svg+xml" in it.data]
    page = open_page()
    figures = page.locator("figure").evaluate_all(
        """figures => figures.map(figure => [
            figure.querySelector(":scope > svg[role=img]")?.getAttribute("aria-label"),
            Boolean(figure.querySelector("figcaption")?.innerText.trim()),
        ])"""
    )
    assert len(alts) > 1
    assert figures == [[alt, True] for alt in alts]
    images = [node for node in _accessible(page) if node["role"]["value"] == "image"]
    assert [_plain(image["name"]["value"]) for image in images] == [_plain(alt) for alt in alts]


@both_screens
def test_a_number_leads_to_its_row_and_that_to_its_source(
    open_page: Opener, size: tuple[int, int]
) -> None:
    """From a sentence to «Откуда число», and from there to «Источники», by keyboard alone."""
    page = open_page(*size)
    for link, place in (("li a", "n-visits"), ("#n-visits a", "s-duma-320-2023")):
        page.locator(link).first.focus()
        page.keyboard.press("Enter")
        reached = page.locator(":target")
        assert reached.get_attribute("id") == place
        assert reached.evaluate(
            """it => it.getBoundingClientRect().top >= 0
                && it.getBoundingClientRect().top < window.innerHeight"""
        )


@pytest.mark.parametrize("width", [390, 1280])
def test_the_contents_name_each_section(open_page: Opener, width: int) -> None:
    """They stand below the key figures, or beside them where there is room; none is folded."""
    page = open_page(width)
    sections = page.locator("h2").all_inner_texts()
    assert len(sections) > 6
    assert page.locator(".contents a").all_inner_texts() == sections
    contents = page.locator(".contents").bounding_box()
    figures = page.locator("table").first.bounding_box()
    assert contents
    assert figures
    if width < 1000:
        assert contents["y"] > figures["y"] + figures["height"]
    else:
        assert contents["x"] + contents["width"] < figures["x"]


def test_the_message_ends_within_two_screens_of_a_phone(
    open_page: Opener, rich_address: str
) -> None:
    """What changed is read before the third screen of 844 pixels."""
    points = open_page(390, address=rich_address).locator("main > ul").first.bounding_box()
    assert points
    assert points["y"] + points["height"] < 2 * 844


@both_screens
def test_annexes_are_folded_and_a_link_into_them_unfolds(
    open_page: Opener, size: tuple[int, int]
) -> None:
    page = open_page(*size)
    passport = page.locator("#n-visits")
    assert not passport.is_visible()
    page.locator("li a").first.click()
    assert passport.is_visible()


@both_screens
def test_the_marks_of_several_sources_stand_together(
    open_page: Opener, size: tuple[int, int]
) -> None:
    """A number with two sources has [1] [2] beside each other, also on a card of a phone."""
    gaps = unfolded(open_page(*size)).evaluate(
        """() => [...document.querySelectorAll("td a + a")].map(link =>
            link.getBoundingClientRect().left
            - link.previousElementSibling.getBoundingClientRect().right)"""
    )
    assert gaps
    assert max(gaps) < 16


FILES = ["annual_report.pdf", "decision.docx", "indicators.xlsx", "indicators.csv"]


def test_every_link_leads_to_the_page_or_to_a_file_of_the_edition(
    open_page: Opener, edition: Path
) -> None:
    """No link leaves the edition, and none is broken; each figure has one below it."""
    page = open_page()
    assert page.locator(".files a").evaluate_all("them => them.map(it => it.pathname)") == [
        str(edition / name) for name in FILES
    ]
    assert all((edition / name).is_file() for name in FILES)
    broken = page.evaluate(
        """() => [...document.querySelectorAll("a")].filter(link => {
            const place = decodeURI(link.getAttribute("href"));
            return !link.closest(".files")
                && (!place.startsWith("#") || !document.getElementById(place.slice(1)));
        }).map(link => link.outerHTML)"""
    )
    assert broken == []
    below = page.locator("figure + .origin a").all_inner_texts()
    assert below == ["Откуда числа"] * page.locator("figure").count()


@both_schemes
def test_a_link_is_quiet_and_its_focus_is_not(open_page: Opener, scheme: str) -> None:
    """A number has the colour of its sentence and a dotted line; focus draws a frame."""
    page = open_page(scheme=scheme)
    link = page.locator("li a").first
    page.keyboard.press("Tab")
    link.focus()
    shown = link.evaluate(
        """it => [it === document.activeElement, getComputedStyle(it).outlineStyle,
            getComputedStyle(it).textDecorationStyle,
            getComputedStyle(it).color === getComputedStyle(it.parentElement).color]"""
    )
    assert shown == [True, "solid", "dotted", True]


@pytest.mark.parametrize("read", ["address", "rich_address"])
@pytest.mark.parametrize("width", [*WIDTHS, 640, 832, 834, 1000])  # and at the edges of layouts
def test_nothing_is_wider_than_the_window(
    open_page: Opener, request: pytest.FixtureRequest, width: int, read: str
) -> None:
    """No screen needs to be scrolled sideways, and nothing flows over its neighbour."""
    page = unfolded(open_page(width, address=request.getfixturevalue(read)))
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    overflowing = page.evaluate(
        """() => [...document.querySelectorAll("body *:not(svg *)")].filter(element =>
            element.clientWidth > 1 && element.scrollWidth > element.clientWidth
            && !(element.closest("thead")?.offsetWidth <= 1)  // hidden on a phone
        ).map(element => element.outerHTML.slice(0, 200))"""
    )
    assert overflowing == []


@all_widths
def test_no_text_of_a_figure_is_cut_off(open_page: Opener, width: int) -> None:
    """Every label lies within its drawing, at any size of it."""
    labels = open_page(width).evaluate(
        """() => [...document.querySelectorAll("svg text")].map(text => {
            const [label, drawing] = [text, text.ownerSVGElement].map(
                element => element.getBoundingClientRect());
            return [text.textContent, label.left - drawing.left, drawing.right - label.right,
                    label.top - drawing.top, drawing.bottom - label.bottom];
        })"""
    )
    assert len(labels) > 5
    assert [label for label in labels if min(label[1:]) < 0] == []


def test_all_text_is_set_in_the_embedded_font(open_page: Opener) -> None:
    """The browser draws each glyph with PT Sans from the page, none with a font of its own."""
    page = open_page()
    assert page.evaluate(
        """["", "bold "].every(it => document.fonts.check(it + '16px "PT Sans"'))"""
    )
    faces = page.evaluate("[...document.fonts].map(face => [face.weight, face.status])")
    assert faces == [["400", "loaded"], ["700", "loaded"]]

    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    used = {
        (font["familyName"], font["isCustomFont"])
        for node in _nodes(session.send("DOM.getDocument", {"depth": -1})["root"])
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    }
    assert used == {("PT Sans", True)}


def test_embedded_font_has_every_character(open_page: Opener, edition: Path) -> None:
    """Both weights of the font hold all characters of the page."""
    text = open_page().inner_text("body")
    html = (edition / "annual_report.html").read_text(encoding="utf-8")
    fonts = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", html)
    assert len(fonts) == 2
    for font in fonts:
        covered = TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()
        missing = {it for it in text if it.isprintable() and ord(it) not in covered}
        assert missing == set()


def test_shows_no_code(open_page: Opener, notebook: NotebookNode) -> None:
    """The page is for readers: nothing of the code comes into it, not even hidden."""
    text = open_page().content()
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    lines = {line.strip() for source in sources for line in source.splitlines() if line.strip()}
    assert "import shegar_metrics as sm" in lines
    assert [line for line in lines if line in text] == []


@both_schemes
def test_labels_of_figures_stand_out(open_page: Opener, scheme: str) -> None:
    """Each label has enough contrast to the paper, or to the bar that it lies on."""
    page = open_page(scheme=scheme)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": DESKTOP[0], "height": height})  # to look under any point
    labels = page.evaluate(
        """() => [...document.querySelectorAll("svg text")].map(text => {
            const box = text.getBoundingClientRect();
            const under = document.elementsFromPoint(
                box.left + box.width / 2, box.top + box.height / 2
            ).find(it => it.matches("svg path, svg rect") && getComputedStyle(it).fill !== "none");
            return [text.textContent, getComputedStyle(text).fill, under
                ? getComputedStyle(under).fill
                : getComputedStyle(document.documentElement).backgroundColor];
        })"""
    )
    assert labels
    faint = [label for label in labels if contrast(*label[1:]) < CONTRAST]
    assert faint == []


def test_prints_on_a4_in_black(open_page: Opener) -> None:
    """Printing from a dark screen gives dark text, on pages of A4, with nothing left out."""
    page = open_page(scheme="dark")
    page.emulate_media(media="print")
    colors = page.locator("body, svg text").evaluate_all(
        """them => them.map(it => getComputedStyle(it)[it.matches("text") ? "fill" : "color"])"""
    )
    white = "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == white
    assert colors[0] == "rgb(0, 0, 0)"
    assert set(colors) <= {"rgb(0, 0, 0)", white}  # white on the bars

    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) > 1
    sizes = {(round(it.mediabox.width), round(it.mediabox.height)) for it in printed.pages}
    assert sizes == {(595, 842)}
    text = "".join(page.extract_text() for page in printed.pages)
    assert [
        it for it in page.locator("h1, h2").all_inner_texts() if _plain(it) not in _plain(text)
    ] == []
    assert "Откудачисло:какполученкаждыйпоказатель" in _plain(text)  # what the screen folds


@pytest.mark.parametrize("read", ["address", "rich_address"])
def test_no_printed_page_is_left_half_white(
    open_page: Opener, request: pytest.FixtureRequest, read: str
) -> None:
    """The first page holds table 1; what finds no room on a page leaves a third of it at most."""
    page = open_page(address=request.getfixturevalue(read))
    key_figures = page.locator("table").first.locator("tbody th").all_inner_texts()
    page.emulate_media(media="print")
    file = io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))
    first, *_ = pages = PdfReader(file).pages
    assert [it for it in key_figures if _plain(it) not in _plain(first.extract_text())] == []
    bottom, height = 18 * MM, (297 - 2 * 18) * MM
    white = [(_lowest_text(printed) - bottom) / height for printed in pages[:-1]]
    assert [number for number, share in enumerate(white, start=1) if share > 1 / 3] == []


def test_a_printed_table_begins_and_ends_a_page_with_several_rows(
    open_page: Opener, rich_address: str
) -> None:
    """Neither its head nor its last row stands alone; the table of eight rows is on one page."""
    page = open_page(address=rich_address)
    page.evaluate(
        """() => {
            for (const rows of document.querySelectorAll("tbody"))
                [...rows.rows].forEach((row, place) => row.cells[0].append(
                    ` T${[...document.querySelectorAll("tbody")].indexOf(rows)}.${place};`));
        }"""
    )
    page.emulate_media(media="print")
    for shift in range(0, 200, 60):  # so that tables begin at several heights of a page
        page.locator("h2").last.evaluate("(it, shift) => it.style.paddingTop = `${shift}mm`", shift)
        parts: dict[str, list[int]] = {}
        for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages:
            rows = re.findall(r"T(\d+)\.\d+;", _plain(sheet.extract_text()))
            for table, count in Counter(rows).items():
                parts.setdefault(table, []).append(count)
        parted = [counts for counts in parts.values() if len(counts) > 1]
        assert parted
        assert [it for it in parted if sum(it) < 9 or it[0] < 2 or it[-1] < 3] == []


def _lowest_text(page: PageObject) -> float:
    """Return where the lowest line of a page stands, in points from its lower edge."""
    found: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            x, y = tm[4], tm[5]
            found.append(cm[1] * x + cm[3] * y + cm[5])

    page.extract_text(visitor_text=visit)
    return min(found)


def _shown(notebook: NotebookNode, mime: str) -> list[str]:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.data[mime] for output in outputs if mime in output.get("data", {})]


def _plain(text: str) -> str:
    """Leave out white space, which a browser may change."""
    return re.sub(r"\s", "", text)


def _accessible(page: Page) -> list[dict[str, Any]]:
    """Return what the browser tells a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if not node["ignored"]]


def _nodes(node: dict[str, Any]) -> list[int]:
    """Return the elements in a node, with those that CSS adds."""
    inside = [*node.get("children", []), *node.get("pseudoElements", [])]
    own = [node["nodeId"]] if node["nodeType"] == 1 else []
    return own + [found for kid in inside for found in _nodes(kid)]
