"""What may be asked of results: names and grains that are not there are refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..problems import ParameterRefusal
from .asking import similar
from .registry import Indicator

GRAINS = ("year", "month")


class NameRefusal(ParameterRefusal, KeyError):
    """A name that no indicator has; also a KeyError, so that ``in`` and ``get`` work."""


def check_grain(by: object) -> None:
    """Refuse a grain that no frame has.

    Raises
    ------
    ParameterRefusal
        Naming those there are.
    """
    check_choice("by", by, GRAINS)


def check_choice(parameter: str, given: object, known: Iterable[str]) -> None:
    """Refuse a value of a parameter that is none of those known."""
    names = list(known)
    if not isinstance(given, str) or given not in names:
        said = f"«{given}»" if isinstance(given, str) else f"{given!r:.60}"
        raise ParameterRefusal(
            f"Параметр {parameter}: {said}, а нужно одно из: {', '.join(names)}."
        )


def no_such_indicator(
    name: object, names: Sequence[str], indicators: Sequence[Indicator], year: int
) -> NameRefusal:
    """Refuse a name, with those of its members, or else with names that are like it.

    Parameters
    ----------
    name
        What was asked for.
    names
        The indicators of the year, each with its members: ``platform_share[vk]``.
    indicators
        The declarations.
    year
        The year that was asked.
    """
    family = str(name).partition("[")[0]
    members = [each for each in names if each.partition("[")[0] == family]
    if members:
        offered = f"Есть: {', '.join(members)}"
    elif any(family == indicator.id for indicator in indicators):
        offered = f"За {year} год у него нет ни одного члена"
    else:
        close = similar(name, names) or similar(family, [each.id for each in indicators])
        offered = f"Похожие: {', '.join(close)}" if close else "Все имена: list(results)"
    said = f"«{name}»" if isinstance(name, str) else f"{name!r:.60}"
    return NameRefusal(f"Показателя {said} нет. {offered}.")
