"""The description of a data package, checked before anything is read by it.

It comes with the data, which may be anybody's, and yet decides what is read and how: which
files, as what types, within what limits. So all of it but the words has to be what this
library was written for. The words are shown, and may be others.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..problems import DataRefusal, Problem
from .files import fault, shown

MOST_BYTES = 1_000_000

FORMS = {
    "sources": "f690f39402e1346ac518df26d777978f9eea65e7af4226766b34094a5b0d3a5d",
    "visits": "d0b14b3212c19eb5d81c472bce38585f5c681ba94b35c7624f61153fbd04c09e",
    "publications": "e0bd313662f3fc252feef1717a2baaf5fb84a4d2dfaeef299cb7584e3c11ac74",
    "subscribers": "ae7d12006921ea1d2c54a97502c68c6f46cf7a24c81913702d367c9f5632c998",
    "engagement": "73c3adac88380ce5d84e3263ff70af5d19f5d1aa7d1502cfb3b148230f120da0",
    "costs": "00ff467fe834d405b6ef32ce634ac6f2cf7cfe1da74ada99446bab6d5e0cffe0",
    "feedback": "af3d68e44c8617a005c7546781fab5829914534b0c1ff8ec8f3fc2371aaada7f",
    "gospabliki": "275f9a5c9d4bfc329aca901a6fe36863f4ed6970342fbbd335dad2bb5e2aae68",
    "measures": "31f1ba8b5f1bd199f6810bb817cfd41a90db475ba40040236538f6a14c190b16",
    "population": "b1eafff47ee2bcb93be4f18eddcf294b7d537970a4f71292596ba661475c3761",
    "remarks": "1136dfdb171420c737bbe4a707f2445a9af9f743db1015c73c3a28140ff2461a",
    "decisions": "958c7c087741d2902cc87c14df3b58435243cf6e291f80e7a0156f3c7d369f0f",
}
"""A digest of each table's description without its words: see `digest`."""

WORDY = {"title", "description", "unit", "label"}
"""The properties that hold words."""

WORDS = re.compile(r"[0-9A-Za-zА-Яа-яЁё «»(),./:;№%—–-]{1,300}")

MEND = "Верните файл из репозитория"


def read_descriptor(path: Path) -> dict[str, Any]:
    """Read the description of a data package.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    dict
        Its content, of which the resources and the title are sound.

    Raises
    ------
    DataRefusal
        If it is no description, or not the one that the library was written for.
    """
    problem = fault(path, MOST_BYTES)
    if problem:
        raise DataRefusal([problem])
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
        names = [resource["name"] for resource in descriptor["resources"]]
        wrong = list(_wrong(descriptor, names))
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        wrong = ["это не описание пакета данных"]
    if wrong:
        raise DataRefusal([Problem(path.name, sentence, mend=MEND) for sentence in wrong])
    return descriptor  # type: ignore[no-any-return]


def digest(resource: Mapping[str, Any]) -> str:
    """Sum up the description of a table, whatever its words."""
    text = json.dumps(_wordless(resource), sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _wrong(descriptor: Mapping[str, Any], names: list[Any]) -> Iterator[str]:
    missing = [name for name in FORMS if name not in names]
    if missing:
        yield f"нет описания таблиц {', '.join(missing)}"
    for name in dict.fromkeys(map(str, names)):
        if name not in FORMS:
            yield f"описана лишняя таблица «{shown(name)}»"
        elif names.count(name) > 1:
            yield f"таблица {name} описана дважды"
    for resource in descriptor["resources"]:
        name = resource["name"]
        if name in FORMS and digest(resource) != FORMS[name]:
            yield (
                f"таблица {name} описана не так, как ждёт программа: другие файл, столбцы, "
                "типы или ограничения"
            )
        for words in _words(resource):
            if not isinstance(words, str) or not WORDS.fullmatch(words):
                yield (
                    f"в описании таблицы {shown(name)} недопустимая подпись «{shown(words)}»: "
                    "нужны буквы, цифры и обычные знаки препинания"
                )
    title = descriptor["title"]
    if not isinstance(title, str) or not title.isprintable() or not 0 < len(title) <= 300:
        yield f"недопустимое название (title) «{shown(title)}»: нужна одна строка обычного текста"


def _wordless(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: "" if key in WORDY else _wordless(value) for key, value in node.items()}
    return [_wordless(item) for item in node] if isinstance(node, list) else node


def _words(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in WORDY:
                yield value
            else:
                yield from _words(value)
    elif isinstance(node, list):
        for item in node:
            yield from _words(item)
