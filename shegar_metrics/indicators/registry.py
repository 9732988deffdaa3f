"""How an indicator is declared: a small function with all that is said of it beside it.

The methodology page, the table «Откуда число», the CSV and the command's listing are read
from these declarations, so none of them can drift from the computation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .facts import Facts
from .measured import Measured


class Standing(StrEnum):
    """What weight the basis of an indicator has."""

    LAW = "норма права"
    RECOMMENDATION = "рекомендация другого региона"
    PRACTICE = "практика другой страны"
    STATISTICS = "общепринятая статистика"
    DEFINITION = "определение источника"


def _undeclared(*_: object) -> Measured:
    raise TypeError("an Indicator computes only after it has decorated a function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """The declaration of an indicator; it decorates the function that computes it.

    Parameters
    ----------
    title, title_en
        Its name in print, and in English.
    unit
        ``"visits"``, ``"rub/visit"``, ``"%"`` …; how a unit is worded is not decided here.
    formula
        How it is computed, in Russian words.
    inputs
        The columns of the data package it is computed from, as ``table.column``.
    basis, standing
        What the definition rests on, and what weight that has.
    members
        For an indicator with one value for each code of a column: tells the codes that
        have a value in the period.
    over, labels
        That column, as ``table.column``; or, if the members are no codes of a column, their
        Russian titles.
    digits
        Digits after the decimal comma in print.
    id, compute
        Set by the decorated function: its name, and itself.
    """

    title: str
    title_en: str
    unit: str
    formula: str
    inputs: tuple[str, ...]
    basis: str
    standing: Standing
    members: Callable[[Facts], tuple[str, ...]] | None = None
    over: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0
    id: str = ""
    compute: Callable[..., Measured] = _undeclared

    def __call__(self, compute: Callable[..., Measured]) -> Callable[..., Measured]:
        """Register *compute* under its own name."""
        REGISTRY[compute.__name__] = replace(self, id=compute.__name__, compute=compute)
        return compute


REGISTRY: dict[str, Indicator] = {}
"""Every declared indicator by its id."""
