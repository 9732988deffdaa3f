"""Commands of ours in what people read: as they are to be typed."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

DATA = Path("data")
"""The data folder of a command that names none."""

COMMANDS = (
    *("report", "verify", "diff", "check", "indicators", "schema", "import", "form"),
    *("sources rename", "sources remove"),
)
"""Those that are of one data folder."""

# What is typed is an option, a code, a number, a word in capitals for something to fill in, or
# stands in quotes; any other word is one of the sentence around it.
TYPED = r"""(?:--[a-z-]+|[A-Za-z0-9](?:[\w:./-]*[A-Za-z0-9])?|[А-ЯЁ]{2,}|"[^"]*")(?!\w)"""
COMMAND = re.compile(rf"shegar-metrics (?:{'|'.join(COMMANDS)})\b(?: {TYPED})*")
PLAIN = re.compile(r"[\w@%+=:,./\\-]+" if os.name == "nt" else r"[\w@%+=:,./-]+")
SPECIAL = re.compile(r'["$`!\\]')
"""What a shell obeys in double quotes, too; that of Windows obeys none of it."""


def typed(*words: object, data: Path = DATA) -> str:
    """Write a command of ours as it is to be typed, the data folder with it if it is another."""
    named = () if data == DATA else ("--data", data)
    return " ".join(["shegar-metrics", *(_word(each) for each in (*words, *named))])


def quoted(word: object) -> str:
    """Write a word between quotes, so that the shell takes it for one and as it is."""
    text = _text(word)
    return shlex.quote(text) if os.name != "nt" and SPECIAL.search(text) else f'"{text}"'


def naming(data: Path, sentence: str) -> str:
    """Name the data folder in each command of a sentence that names none.

    Parameters
    ----------
    data
        The data folder, as the user has named it.
    sentence
        The sentence; whoever has written it knows nothing of the user.

    Examples
    --------
    >>> naming(Path("мои данные"), "Все ошибки покажет shegar-metrics check.")
    'Все ошибки покажет shegar-metrics check --data "мои данные".'
    """
    if data == DATA or "--data" in sentence:
        return sentence
    return COMMAND.sub(lambda found: f"{found[0]} --data {_word(data)}", sentence)


def _word(word: object) -> str:
    return text if PLAIN.fullmatch(text := _text(word)) else quoted(word)


def _text(word: object) -> str:
    """Return a word as a text; a path that begins like an option is not to be taken for one."""
    text = str(word)
    return f".{os.sep}{text}" if isinstance(word, Path) and text.startswith("-") else text
