"""How Russian text is set, whatever it says: no-break spaces, lists of words, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

NBSP = "\u00a0"
SHORT_WORD = re.compile(
    r"(?<!\w)(во?|и|на|за|из|от|до|ко?|со?|об?|по|не|у|а|№)[ \n](?=\S)", re.IGNORECASE
)

# What stands in Markdown after a number that is a link.
LINK = r"(?:\]\(#[\w-]+\))"

# As long as no word of ours is; a browser parts a word at its hyphens by itself.
LONG = re.compile(r"[^\s&;-]{24,}")
LETTER = re.compile(r"[^\W\d_]")

INITIALS = re.compile(r"\b([А-ЯЁ]\.(?:[А-ЯЁ]\.)?) (?=[А-ЯЁ][а-яё])")


def typeset(text: str) -> str:
    """Put no-break spaces where Russian typography asks for them.

    A dash does not begin a line, a short word does not end one, a number does not part from
    the word after it, nor initials from their surname.
    """
    text = re.sub(r"(?<=\S) — ", f"{NBSP}— ", text)
    text = re.sub(rf"(\d{LINK}?) (?=[а-яё]{{3}}|%|\d{{3}}(?!\d))", rf"\1{NBSP}", text)
    text = INITIALS.sub(rf"\1{NBSP}", text)
    return SHORT_WORD.sub(rf"\1{NBSP}", text)


def glued(text: str) -> str:
    """Keep «№ 5» and «100 %» together, in a cell too narrow for all of `typeset`."""
    return text.replace("№ ", f"№{NBSP}").replace(" %", f"{NBSP}%")


def conjoined(words: Sequence[str]) -> str:
    """Join words: ``ВКонтакте, Одноклассники и Telegram``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} и{NBSP}{words[-1]}"


def uncapitalised(text: str) -> str:
    """Begin with a small letter, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop: ``Сведений нет.``."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def breakable(text: str) -> str:
    """Escape a text for a cell of a page, where a long word may be broken.

    A table is no narrower than its longest words, and a phone is.
    """

    def broken(word: re.Match[str]) -> str:
        return "<wbr>".join(word[0]) if LETTER.search(word[0]) else word[0]  # no dates of a term

    return LONG.sub(broken, escape(text))
