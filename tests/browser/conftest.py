"""A browser that reads the page of a real edition."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import nbformat
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests import packages
from tests.conftest import Made

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find Chromium on the machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        _cannot_run("no Chromium: install the package chromium of your system")
    return path


@pytest.fixture(scope="session")
def axe() -> str:
    """Read axe-core, the checker of accessibility."""
    if not AXE.is_file():
        _cannot_run("no axe-core: run npm ci --prefix tests/browser")
    return AXE.read_text(encoding="utf-8")


# For a module and not for a session: while it is there, an event loop runs in this thread,
# and a test of another module could not run a notebook. So the editions are made before, too.
@pytest.fixture(scope="module")
def browser(chromium: str, address: str, rich_address: str) -> Iterator[Browser]:
    """Start the browser."""
    flags = list(FLAGS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(edition: Path) -> str:
    """Tell where the page is."""
    return (edition / "annual_report.html").as_uri()


@pytest.fixture(scope="session")
def rich_address(made: Callable[[str], Made]) -> str:
    """Tell where the page of a year is in which every table is full."""
    return (made("rich").edition(packages.LAST) / "annual_report.html").as_uri()


@pytest.fixture(scope="session")
def notebook(edition: Path) -> nbformat.NotebookNode:
    """Read the executed notebook that the page is made from."""
    return nbformat.read(edition / "annual_report.ipynb", as_version=4)


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open the page in a window of a given size and colour scheme, with its fonts loaded."""
    contexts = []

    def opened(
        width: int = 1280, height: int = 900, scheme: str = "light", address: str = address
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        page.evaluate("() => document.fonts.ready.then(() => null)")
        return page

    yield opened
    for context in contexts:
        context.close()


def _cannot_run(reason: str) -> NoReturn:
    """Skip a test on somebody's machine; in CI, where every test must run, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
