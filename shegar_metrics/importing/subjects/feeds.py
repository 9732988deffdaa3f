"""What a feed of a site is of, and what its records say of themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from ..files.export import Export
from .registers import Register

MOST_TITLE = 80
COMMENTS = re.compile(
    r"^(?:(?:последние|новые|все) )?комментари|^отзывы|^(?:recent |all )?comments?\b|"
    r"\bcomments?\b.{0,20}\bfeed\b",
    re.I,
)
OTHERS = re.compile(
    r"постановлени|решени|распоряжени|правов\w+ акт|\bнпа\b|документ|ваканси|закупк|объявлени|"
    r"\bфото|\bвидео",
    re.I,
)
PART = re.compile(r"\b(?:по )?(?:тег|метк|рубрик|категори|tag\b|category\b|поиск|search)", re.I)
OF_LABEL = re.compile(r"\bпо (?:тегу|метке)\b", re.I)
PART_ADDRESS = re.compile(
    r"/(?:tags?|categor(?:y|ies)|authors?|search|rubri\w*|metk\w*)/|[?&](?:tag|cat|s|q)=", re.I
)
NEWS = re.compile(r"новост|novost|\bnews\b", re.I)
COMMENT = re.compile(r"#comment|/comments?(?:/|$)", re.I)


def refuse_other_feeds(
    export: Export, channel: Element, every: Sequence[Element], title: str
) -> None:
    """Refuse a feed of comments or of sound, of one label, or of another section than news."""
    links = [
        text_of(item, "link") or text_of(item, "id") or text_of(item, "guid") for item in every
    ]
    own = [link.get("href", "") for link in channel.iterfind("{*}link")]
    of_comments = all(COMMENT.search(link) for link in links) or any(map(COMMENT.search, own))
    if COMMENTS.search(title) or of_comments:
        raise export.refusal(
            f"это лента комментариев («{title[:MOST_TITLE]}»), а не новостей",
            mend="Возьмите ленту новостей: обычно /rss или /feed",
        )
    is_other = OTHERS.search(title) or PART.search(title) or any(map(PART_ADDRESS.search, own))
    of_news = NEWS.search(" ".join([title, *own]))
    if OF_LABEL.search(title) or (is_other and not of_news):
        raise export.refusal(
            f"это лента метки, рубрики или другого раздела («{title[:MOST_TITLE]}»), а не всех "
            "новостей",
            mend="Возьмите ленту новостей: обычно /rss или /feed",
        )
    sounds = [item.find("{*}enclosure[@type]") for item in every]
    if all(sound is not None and sound.get("type", "").startswith("audio/") for sound in sounds):
        raise export.refusal("это лента подкаста, а не новостей", mend="Возьмите ленту новостей")


def categories(element: Element) -> list[str]:
    """List the categories of a record, without its tags."""
    found = [each for each in element if name_of(each) == "category"]
    named = [each for each in found if each.get("domain") in (None, "category")]
    return [text for each in named if (text := (each.text or each.get("term") or "").strip())]


def section_of(register: Register, element: Element) -> str | None:
    """Return the section that the categories of a record name; ``None`` if none or several."""
    named = {register.section("", label) for label in categories(element)} - {None}
    return named.pop() if len(named) == 1 else None


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element, name: str) -> str:
    """Return the text of the first child of a name in any namespace; empty if there is none."""
    return (element.findtext(f"{{*}}{name}") or "").strip()
