"""What of a register of publications counts: by the words of its columns and of the analyst."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ...dataset.reference import ACT, Reference, Row
from ..files.export import Export
from ..files.table import Table
from ..files.words import begins, configured, origin, plain, refusal, words_of

RULES = "publications.toml"
GROUPS = ("published", "unpublished", "no_items", "foreign", "drafts")
SECTIONS = "sections"
NOT_SO = ("нет", "no", "n", "false", "ложь")
SHORT = 3
"""So short a word is compared with the whole cell: «да», not «дата»."""
ENDING = re.compile(r"(ие|ия|ий|ье|ья|ь|ы|и|а|я|о|е|й)$")
ACTS = ("постановлени", "решени", "распоряжени", "приказ")
COUNCILS = ("дум", "совет", "собрани")
EXECUTIVE = "администрац"
PLACE = re.compile(r"\b\w+ (?:области|края|республики)\b|\bреспублики \w+\b")
GENERAL = ("район", "округ", "муниципальн", "городск", "образовани", "местн", "самоуправлени")
"""Words of a body that do not tell whose it is."""
LIKENESS = 0.85
STEM = 5
"""As many letters of a word its cases share: «район», «района»."""


@dataclass(frozen=True, slots=True)
class Register:
    """The words by which a register is read.

    Parameters
    ----------
    own
        What the municipality calls its sections and bodies.
    words
        The groups of words.
    labels
        The code of a section by a label that does not name it.
    origin
        Whose words they are.
    """

    own: Reference
    words: Mapping[str, Sequence[str]]
    labels: Mapping[str, str]
    origin: str

    def left_out(self, status: str, active: str, removed: str, kind: str, body: str) -> str | None:
        """Return why an item does not count at all; ``None`` if it may."""
        if removed.strip("0-–—: ") and plain(removed) not in NOT_SO:
            return "удалено, скрыто или не дописано"
        if any(cell and self._is(cell, "unpublished") for cell in (status, active)):
            return "не опубликовано"
        if self._is(kind, "no_items"):
            return "не материал"
        return "другого органа" if self._is_foreign(body) else None

    def is_draft(self, section: str, title: str) -> bool:
        """Return whether an item of a section is called a draft of an act."""
        acts = {row["code"] for row in self.own.sections() if row["kind"] == ACT}
        return section in acts and self._is(title, "drafts")

    def knows(self, status: str) -> bool:
        """Tell whether the words say what a status means."""
        return self._is(status, "unpublished") or self._is(status, "published")

    def section(self, act_type: str, place: str) -> str | None:
        """Find the section of the site that an item belongs to, by what it is and where it is."""
        act_type, place = plain(act_type), plain(place)
        words, both = act_type or place, f"{place} {act_type}"
        sections = self.own.sections()
        acts = [row for row in sections if row["kind"] == ACT]
        fitting = [row for row in acts if _names(row, words)]
        if not fitting:
            an_act = any(act in act_type for act in ACTS)
            found = [row["code"] for row in sections if row not in acts and _names(row, both)]
            if len(found) == 1 and not an_act:
                return str(found[0])
            return self.labels.get(act_type) or self.labels.get(place)
        council = plain(self.own.latest["council"])
        others = [act for act in ACTS if not any(_names(row, act) for row in acts)]
        foreign = (*self.words["foreign"], *(word for word in COUNCILS if word not in council))
        if (
            len(fitting) > 1
            or any(act in words for act in others)
            or any(plain(word) in both for word in foreign)
        ):
            return None
        # The chair of the council issues постановления of his own.
        of_council = any(word in words for word in COUNCILS)
        return None if of_council and EXECUTIVE in fitting[0]["one"] else str(fitting[0]["code"])

    def _is(self, cell: str, group: str) -> bool:
        text = plain(cell)
        return any(
            text == word if len(word) <= SHORT else text.startswith(word)
            for word in map(plain, self.words[group])
        )

    def _is_foreign(self, body: str) -> bool:
        """Tell whether a body that issues acts is none of the municipality's own two."""
        text = PLACE.sub("", plain(body))
        if not text:
            return False
        if begins(self.words["foreign"])(text):
            return True
        named = (self.own.latest[name] for name in ("name", "administration", "council"))
        known = {word[:STEM] for word in plain(" ".join(named)).split()}
        return not all(
            word[:STEM] in known or word.startswith(GENERAL) for word in re.findall(r"\w{3,}", text)
        )


def register_of(export: Export, own: Reference) -> Register:
    """Read the words for a register: those beside it, or those that are shipped."""
    config, is_own = configured(export, RULES)
    sections = config.pop(SECTIONS, {})
    codes = [row["code"] for row in own.sections()]
    labels: dict[str, str] = {}
    if not isinstance(sections, dict):
        raise refusal(RULES, f"раздел [{SECTIONS}] записан не так")
    for code, named in words_of(sections, RULES, codes).items():
        labels |= {plain(label): code for label in named}
    words = words_of(config, RULES, GROUPS)
    return Register(own, words, labels, origin(RULES, is_own=is_own))


def misspelt(labels: Sequence[str], own: Reference) -> list[str]:
    """Find the labels that may name a section but for a slip: «Нвости»."""
    nouns = [plain(str(row["many"])) for row in own.sections()]
    nouns += [plain(str(row["title"])) for row in own.sections()]
    return [label for label in labels if get_close_matches(plain(label), nouns, 1, LIKENESS)]


def note_unknown_statuses(table: Table, register: Register) -> None:
    """Note each status whose meaning is not known, and each empty one among others."""
    for name in ("status", "active"):
        seen = {""}
        filled = any(record.cells.get(name) for record in table)
        for record in table if filled else ():
            cell = record.cells[name]
            if not cell:
                table.problem(record, name, "", "опубликована ли запись")
            elif cell not in seen and not register.knows(cell):
                seen.add(cell)
                mend = f"Впишите это слово в группу published или unpublished файла {RULES}"
                table.problem(record, name, "не известно, опубликовано ли это", mend=mend)


def _names(section: Row, words: str) -> bool:
    """Tell whether words of a register name a section: by its code or its noun."""
    return bool(re.search(rf"\b{section['code']}\b", words)) or _stem(section) in words


def _stem(section: Row) -> str:
    """Return the beginning of a section's noun that all its cases share: «постановлени»."""
    return ENDING.sub("", plain(section["one"]).split()[0])
