"""Words and patterns that decide what counts: shipped beside an importer, changed by the analyst.

A file of the same name beside the export is used instead of the one that is shipped.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...problems import DataRefusal, Problem
from .export import Export

SYSTEMS = Path(__file__).parents[1] / "systems"

Words = Mapping[str, Sequence[str]]


def configured(export: Export, name: str) -> tuple[dict[str, Any], bool]:
    """Read a file of words, that of the analyst or the one that is shipped.

    Returns
    -------
    dict, bool
        What it holds, and whether it is the analyst's.
    """
    own = export.path.parent / name
    is_own = own.is_file()
    try:
        text = (own if is_own else SYSTEMS / name).read_text(encoding="utf-8-sig")
        return tomllib.loads(text), is_own
    except (OSError, ValueError) as error:
        raise refusal(name, f"файл не читается как TOML ({error})") from error


def origin(name: str, *, is_own: bool) -> str:
    """Say whose words were used."""
    return f"вашего {name}" if is_own else f"поставки, {name}"


def words_of(config: Mapping[str, Any], name: str, groups: Sequence[str]) -> Words:
    """Take the groups of words that a file must hold, and no others.

    Parameters
    ----------
    config
        What the file holds.
    name
        What it is called.
    groups
        The groups.
    """
    for group, words in config.items():
        if group not in groups:
            raise refusal(name, f"группы {group[:40]} нет", f"группы {', '.join(groups)}")
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise refusal(name, f"группа {group} записана не так", f"{group} = ['слово', 'слово']")
    return {group: config.get(group, []) for group in groups}


def begins(words: Iterable[str]) -> Callable[[str], bool]:
    """Make a test of whether a word of a text begins with one of some beginnings."""
    forms = [re.escape(plain(word)) for word in words]
    pattern = re.compile(rf"\b(?:{'|'.join(forms)})") if forms else None
    return lambda text: bool(pattern and pattern.search(plain(text)))


def plain(text: str) -> str:
    """Write a text so that case, «ё» and breaks of lines make no difference."""
    return " ".join(text.casefold().replace("ё", "е").split())


def refusal(name: str, wrong: str, expected: str = "") -> DataRefusal:
    """Return a refusal of a file of words."""
    return DataRefusal([Problem(name, wrong, expected)])
