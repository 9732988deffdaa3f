"""Calls of what an analyst declares, and the plain words for a wrong one."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from difflib import get_close_matches
from functools import wraps
from typing import Any, TypeVar

from ..problems import DeclarationRefusal

T = TypeVar("T")


def plainly_called(cls: type[T]) -> type[T]:
    """Have a class refuse missing, unknown and superfluous arguments in Russian.

    Python's own words for it are an English sentence at the end of a traceback.
    """
    made: Any = cls.__init__
    signature = inspect.signature(made)

    @wraps(made)
    def checked(self: T, *given: Any, **named: Any) -> None:
        try:
            signature.bind(self, *given, **named)
        except TypeError:
            wrong = _misfit(cls.__name__, signature, given, named)
            raise DeclarationRefusal(wrong) from None
        made(self, *given, **named)

    setattr(cls, "__init__", checked)  # noqa: B010 -- as a plain assignment mypy refuses it
    return cls


def _misfit(
    name: str, signature: inspect.Signature, given: tuple[Any, ...], named: Mapping[str, Any]
) -> str:
    """Return why a call does not fit a signature, in Russian."""
    parameters = list(signature.parameters.values())[1:]
    positional = [p.name for p in parameters if p.kind is not p.KEYWORD_ONLY]
    if len(given) > len(positional):
        if inspect.isfunction(given[0]):
            return (
                f"Показатель {given[0].__name__}: перед функцией нужно "
                f"@sm.{name}(title=…, unit=…, formula=…, inputs=…), со скобками."
            )
        limit = (
            f"их здесь не больше {len(positional)}" if positional else "каждый называют: title=…"
        )
        return f"sm.{name}: аргументов без имени — {len(given)}, а {limit}."
    known = [parameter.name for parameter in parameters]
    about = f" «{named['title']}»" if isinstance(named.get("title"), str) else ""
    for other in named:
        if other not in known:
            close = get_close_matches(other, known, 1)
            meant = f"; похоже на {close[0]}" if close else f". Есть: {', '.join(known)}"
            return f"sm.{name}{about}: аргумента {other} нет{meant}."
    said = {*positional[: len(given)], *named}
    absent = [p.name for p in parameters if p.default is p.empty and p.name not in said]
    if absent:
        return f"sm.{name}{about}: не сказано {', '.join(absent)}."
    return f"sm.{name}{about}: аргумент назван дважды."
