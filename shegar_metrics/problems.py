"""The one vocabulary of errors: where it is, what is wrong, and how to mend it.

Every error a user can meet is a :class:`Refusal`: a Russian sentence (or a list of
them), never a traceback. Anything else that escapes is a defect of ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# Letters and marks that fonts draw as nothing; whatever else is not seen, Unicode calls by itself
# a control, a format or a separator.
UNSEEN = {
    *map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)),
    *map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),
}

LONGEST_QUOTED = 60
LONGEST_LISTED = 200
"""Addresses and contracts are known by their ends."""
MOST_LISTED = 10


def printable(text: str) -> str:
    """Turn a text from anywhere into one line in which all is seen, and nothing acts on a screen.

    A replacement character stands for each control character, line breaks and tabs among them,
    for each that reorders the text, and for each that takes no place. Spaces stay.
    """
    return "".join(c if _is_seen(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _is_seen(char: str) -> bool:
    return (char.isprintable() or unicodedata.category(char) == "Zs") and char not in UNSEEN


def shortened(text: str, most: int = LONGEST_QUOTED) -> str:
    """Cut what a message quotes of a file to so many characters, the last of them «…»."""
    return text if len(text) <= most else text[: most - 1] + "…"


def listed(names: Sequence[str], between: str = "; ") -> str:
    """List the first of some names out of a file, and how many more there are."""
    more = len(names) - MOST_LISTED
    shown = between.join(shortened(name, LONGEST_LISTED) for name in names[:MOST_LISTED])
    return shown + (f"{between}и ещё {more}" if more > 0 else "")


def one_line(error: BaseException | str) -> str:
    """Write the message of an error that is none of ours on one line."""
    return " ".join(str(error).split())


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the data, told so that its owner can mend it.

    Parameters
    ----------
    file
        Name of the file, as the user sees it in the data folder.
    wrong
        What was found, in words.
    expected
        What should stand there instead.
    mend
        What to do about it.
    row
        Line of the file, the header being line 1; ``None`` if the file as a whole is meant.
    column
        Name of the column, if one is meant.
    value
        The offending value as it stands in the file.
    """

    file: str
    wrong: str
    expected: str = ""
    mend: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", строка {self.row}"
        if self.column is not None:
            place += f", столбец {shortened(self.column)}"
        value = self.value
        found = self.wrong if value is None else f"«{shortened(value)}» — {self.wrong}"
        sentences = [f"{place}: {found}."]
        if self.expected:
            sentences.append(f"Ожидается {self.expected}.")
        if self.mend:
            sentences.append(f"{self.mend}.")
        return printable(" ".join(sentences))


class Refusal(Exception):
    """A request that cannot be met, with the reason in a plain sentence.

    In Jupyter it shows as that sentence alone: IPython asks an exception for
    ``_render_traceback_`` before it prints a stack.

    Parameters
    ----------
    lines
        The sentences. What they quote breaks no line and acts on no screen.
    """

    def __init__(self, *lines: str) -> None:
        self.lines = tuple(map(printable, lines))
        super().__init__(*self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _render_traceback_(self) -> list[str]:
        return list(self.lines)


class ParameterRefusal(Refusal):
    """A parameter of a report is unknown, mistyped or out of range."""


class DeclarationRefusal(Refusal):
    """An indicator is declared wrongly."""


class DataRefusal(Refusal):
    """A data package has problems; all of them are in :attr:`problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(*map(str, self.problems))


class RunFailure(Refusal):
    """A report could not be made although its data and parameters are right."""


class TemplateRefusal(Refusal):
    """A template of sentences is wrong, or prints what is not there.

    Parameters
    ----------
    template
        Name of its file.
    line
        The line, if it is known.
    wrong
        What is wrong, in words.
    """

    def __init__(self, template: str, line: int | None, wrong: str) -> None:
        place = template if line is None else f"{template}, строка {line}"
        super().__init__(f"Шаблон {place}: {wrong}.")
