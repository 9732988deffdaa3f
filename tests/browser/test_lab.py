"""JupyterLab's menu, clicked as an analyst clicks it, and the file that comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.lab import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Интернет-ресурсы администрации Шегарского района: отчёт за\u00a02022\u00a0год"
"""The title of the document, in its properties."""

Reader = Callable[[Page, Path], str]


def title_of_page(page: Page, file: Path) -> str:
    page.goto(file.as_uri())
    return page.title()


def title_of_pdf(_: Page, file: Path) -> str:
    return str(PdfReader(file, strict=True).metadata.title)


def title_of_docx(_: Page, file: Path) -> str:
    return docx.Document(str(file)).core_properties.title


ENTRIES: dict[str, tuple[str, Reader]] = {
    "Shegar_html": (".html", title_of_page),
    "Shegar_pdf": (".pdf", title_of_pdf),
    "Shegar_official_docx": (".docx", title_of_docx),
    "Shegar_official_pdf": (".pdf", title_of_pdf),
}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a window; the menus are in English where nothing says otherwise."""
    context = browser.new_context(locale="en-US")
    yield context
    context.close()


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Open a notebook alone, and wait for the exporters that go into the menu."""
    with page.expect_response(lambda answer: "/api/nbconvert" in answer.url) as exporters:
        page.goto(lab.address(f"/doc/tree/{name}"))
    exporters.value.finished()


def export(page: Page, entry: str) -> None:
    """Choose an entry of the menu, with the mouse."""
    for item in ("File", "Save and Export Notebook As", entry):
        page.locator(".lm-MenuBar-item, .lm-Menu-item").get_by_text(item, exact=True).click()


def test_the_menu_gives_each_document(context: BrowserContext, lab: Lab, tmp_path: Path) -> None:
    page = context.new_page()
    open_notebook(page, lab, "annual_report.ipynb")
    for entry, (suffix, title_of) in ENTRIES.items():
        with page.expect_download() as download:
            export(page, entry)
        assert download.value.suggested_filename == f"annual_report{suffix}"
        file = tmp_path / f"{entry}{suffix}"
        download.value.save_as(file)
        assert title_of(context.new_page(), file) == TITLE


def test_a_notebook_that_is_not_trusted_shows_its_figures(
    context: BrowserContext, lab: Lab
) -> None:
    """Nobody has trusted the published one; its figures are images, and no heaps of words."""
    page = context.new_page()
    open_notebook(page, lab, "annual_report.ipynb")
    drawing = page.locator("figure img").first
    drawing.scroll_into_view_if_needed()
    width, height = drawing.evaluate("it => it.decode().then(() => [it.width, it.height])")
    assert width > 300
    assert height > 50
    assert drawing.evaluate("it => it.nextElementSibling.tagName") == "P"
    assert "309" in drawing.get_attribute("alt")
    expect(page.locator("figcaption").first).to_have_text("Публикации на сайте по разделам")


def test_the_menu_tells_why_there_is_no_document(context: BrowserContext, lab: Lab) -> None:
    page = context.new_page()
    open_notebook(page, lab, "never_run.ipynb")
    with context.expect_page() as opened:
        export(page, "Shegar_official_docx")
    told = "Документ не сделан: ячейка «year: int = 2022  # Отчётный год» не выполнена."
    expect(opened.value.locator("body")).to_contain_text(told, timeout=30_000)
