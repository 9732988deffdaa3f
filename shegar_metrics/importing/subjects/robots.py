"""Who asks for pages: a person with a browser, or a program."""

from __future__ import annotations

import re
from importlib.metadata import version

BROWSER = re.compile(r"(?:Mozilla|Opera)/\d")
"""Every browser names itself so since there are browsers."""
LINK = re.compile(r"https?://", re.I)
"""Robots say where to read of them, browsers never do."""
LIST = "crawler-user-agents"


def is_program(agent: str) -> bool:
    """Tell whether the sender of a request, by its name, is a robot or a reader of feeds.

    The public list of `crawler-user-agents <https://pypi.org/project/crawler-user-agents/>`_
    decides, and before it what no browser does: to bear no name or another than a browser's, or
    a link.
    """
    from crawleruseragents import is_crawler  # its list is large, and few commands need it

    return not BROWSER.match(agent) or bool(LINK.search(agent)) or bool(is_crawler(agent))


def list_named() -> str:
    """Name the list and its version."""
    return f"{LIST} {version(LIST)}"
