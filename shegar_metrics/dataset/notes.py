"""What the note of a row says: what of it is printed, and whose cells are of another source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PRINTED = "В отчёт:"
"""In a note, what stands after these words is printed beside the number; the rest never is."""


def printed_part(note: str | None) -> str | None:
    """Return what of a note is printed, as «Без роботов» of «Сверено; В отчёт: Без роботов»."""
    return (note or "").partition(PRINTED)[2].strip() or None


def to_print(text: str) -> str:
    """Mark a text in a note to be printed."""
    return f"{PRINTED} {text}"


def lenders(row: Mapping[str, Any]) -> dict[str, str]:
    """Return the source of each column of a row that its note says is of another one."""
    parts = (row.get("note") or "").split("; ")
    return {column: source for part in parts for column, source in lent(part, row).items()}


def with_sources_renamed(note: str, renamed: Mapping[str, str]) -> str:
    """Return a note that names sources, as ``views: old; likes: old``, by what they are called."""
    parts = (part.rpartition(": ") for part in note.split("; "))
    return "; ".join(f"{of}{mark}{renamed.get(s, s) if mark else s}" for of, mark, s in parts)


def lent(part: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Return the source of each column that a part of the note of a row is about."""
    names, _, source = part.partition(": ")
    columns = names.split(", ")
    is_ours = bool(source) and " " not in source and row.keys() >= set(columns)
    return dict.fromkeys(columns, source) if is_ours else {}
