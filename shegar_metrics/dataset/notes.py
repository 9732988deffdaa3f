"""What of the note of a row is printed: only what is marked to be."""

from __future__ import annotations

PRINTED = "В отчёт:"
"""In a note, what stands after these words is printed beside the number; the rest never is."""


def printed_part(note: str | None) -> str | None:
    """Return what of a note is printed, as «Без роботов» of «Сверено; В отчёт: Без роботов»."""
    return (note or "").partition(PRINTED)[2].strip() or None


def to_print(text: str) -> str:
    """Mark a text in a note to be printed."""
    return f"{PRINTED} {text}"
