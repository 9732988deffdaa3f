"""Who asks for pages: a person with a browser, or a program."""

from __future__ import annotations

import re
from importlib.metadata import version

BROWSER = re.compile(r"(?:Mozilla|Opera)/\d")
"""Every browser names itself so since there are browsers."""
LINK = re.compile(r"https?://", re.I)
"""Robots say where to read of them, browsers never do."""
BOT = re.compile(r"(?<!cu)bot(?![a-z])", re.I)
"""How robots end their names; Cubot makes telephones."""
COMPATIBLE = re.compile(r"Mozilla/\d\.\d+ \(compatible(?![;,] (?:MSIE|Konqueror))")
"""Of browsers, only these say that they are compatible; robots do without number."""
LIST = "crawler-user-agents"


def is_program(agent: str) -> bool:
    """Tell whether the sender of a request, by its name, is a robot or a reader of feeds.

    The public list of `crawler-user-agents <https://pypi.org/project/crawler-user-agents/>`_
    decides, and before it what no browser does: to bear no name or another than a browser's, a
    link, or the name of a bot.
    """
    from crawleruseragents import is_crawler  # its list is large, and few commands need it

    is_robot = LINK.search(agent) or BOT.search(agent) or COMPATIBLE.match(agent)
    return not BROWSER.match(agent) or bool(is_robot) or bool(is_crawler(agent))


def list_named() -> str:
    """Name the list and its version."""
    return f"{LIST} {version(LIST)}"
