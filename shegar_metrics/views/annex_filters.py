"""The filters of the templates for what only the information annexed to a decision says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..indicators import Result, Results
from . import wording as w
from .comparing import Comparison

NOTICED_IF_LOST = ("visits", "publications", "subscriptions", "contract_cost", "messages")
"""Indicators of which it is said that they were known for the year before and are not now."""


@dataclass(frozen=True, slots=True)
class Late:
    """Pages counted on one day after the year: their titles, if not all pages, and the days."""

    labels: tuple[str, ...]
    day: date
    days: int


def counted_late(results: Results) -> list[Late]:
    """``{% for late in results | counted_late %}``: the pages whose count is not of the year."""
    counted = [part for part in results["subscriptions"].measured.parts if part.dates]
    late = defaultdict(list)
    for part in counted:
        if results.period.end < max(part.dates):
            late[max(part.dates)].append(part.label)
    return [
        Late(
            () if len(labels) == len(counted) else tuple(labels),
            day,
            results.period.days_to(day),
        )
        for day, labels in sorted(late.items())
    ]


def lost(results: Results) -> list[Result]:
    """``{% for result in results | lost %}``: what is known of the year before, and not now."""
    return [
        row
        for name, row in results.before.items()
        if row.indicator.id in NOTICED_IF_LOST
        and row.value is not None
        and (name not in results or results[name].value is None)
    ]


def population(results: Results) -> Result:
    """``{{ results | population | number }}`` — «19 958»: the residents that are divided by."""
    return results[f"residents[{results.context.denominator}]"]


def population_before(results: Results) -> Result | None:
    """``{{ results | population_before | number }}``: the same of the year before, if known."""
    return results.before.get(f"residents[{results.context.denominator}]")


def aside(compared: Comparison | None) -> str:
    """``{{ c | aside }}`` — « (на 9 больше)»: the difference in brackets, if there is one."""
    if compared is None:
        return ""
    by = compared.difference.value or Fraction(0)
    if by == 0:
        return " (столько же)"
    return f" (на{w.NBSP}{w.short(compared.now, abs(by))} {'больше' if by > 0 else 'меньше'})"


def is_draft(decision: Mapping[str, Any]) -> bool:
    """``{% if decision is draft %}``: whether a number, a date or a signature is still missing."""
    return None in (decision["number"], decision["date"], decision["name"])


FILTERS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (counted_late, lost, population, population_before, aside)
}
TESTS: dict[str, Callable[[Any], bool]] = {"draft": is_draft}
