"""Find what a user means by a code, or by a Russian name instead of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..problems import ParameterRefusal

MANY = 8
"""More codes than these are listed without their names."""


def code_of(asked: str, names: Mapping[str, Sequence[str | None]], where: str) -> str:
    """Return the code that a user means: by itself, by a name of it, or by words of a name.

    Parameters
    ----------
    asked
        What the user wrote.
    names
        The codes that there are, each with its names.
    where
        Where it was written, in Russian, to begin a message with.

    Raises
    ------
    ParameterRefusal
        If it is none of them, or may be several.

    Examples
    --------
    >>> code_of("госпаблики", {"pos": ["ПОС"], "gospabliki": ["«Госпаблики»"]}, "Форма")
    'gospabliki'
    """
    if asked in names:
        return asked
    words = _words(asked)
    said = {code: [_words(name) for name in of if name] for code, of in names.items()}
    fitting = [code for code, of in said.items() if words in (_words(code), *of)]
    if not fitting and words.strip():
        fitting = [code for code, of in said.items() if any(words in name for name in of)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        known = "; ".join(_named(code, names[code]) for code in fitting)
        raise ParameterRefusal(f"{where}: «{asked}» — это может быть {known}. Укажите код.")
    known = ", ".join(_named(code, names[code]) if len(names) <= MANY else code for code in names)
    raise ParameterRefusal(f"{where}: «{asked}» — такого нет. Есть: {known or 'ничего'}.")


def _words(name: str) -> str:
    """Write the words of a name in one way, with a space on either side of each."""
    letters = name.casefold().replace("ё", "е")
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in letters).split())} "


def _named(code: str, names: Sequence[str | None]) -> str:
    title = next(filter(None, names), None)
    return code if title in (None, code) else f"{code} ({title})"
