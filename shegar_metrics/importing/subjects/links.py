"""Links of posts on the platforms, however they are spelled."""

from __future__ import annotations

import re

from ..files.export import Export

LINKS = {
    "vk": re.compile(r"\bvk\.(?:com|ru)/.*?wall-(?P<number>\d+)_(?P<post>\d+)"),
    "ok": re.compile(
        r"\bok\.ru/(?:group/?(?P<number>\d+)|(?P<name>[\w.-]+))/(?:topic|statuses)/(?P<post>\d+)"
    ),
    "telegram": re.compile(
        r"\bt(?:elegram)?\.me/(?:s/)?(?:c/(?P<number>\d+)|(?P<name>\w+))/(?P<post>\d+)"
    ),
    "max": re.compile(r"\bmax\.ru/(?:c/-?(?P<number>\d+)|(?P<name>\w+))/(?P<post>[\w-]+)"),
}


def has_links_of_posts(export: Export) -> bool:
    """Tell whether a link of a post stands among the first rows of a table."""
    return any(
        form.search(cell)
        for row in export.headings
        for cell in row.titles
        for form in LINKS.values()
    )
