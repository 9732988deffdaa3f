"""What differs between the numbers of two editions, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .changes import Aspect
from .published import CITED, MONTH, Row
from .registry import REGISTRY, Indicator
from .units import MEASURES, PERCENT


class Reason(StrEnum):
    """Why a number is not what it was, the first that holds."""

    ADDED = "показателя не было"
    REMOVED = "показателя больше нет"
    FORMULA = "изменилась формула"
    PERIOD = "другой период"
    DAY = "подсчитано на другой день"
    SOURCE = "другой источник"
    REVISED = "источник тот же, число другое"


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator in two editions.

    Parameters
    ----------
    id, title
        The indicator, with its month if it is of one.
    old, new
        Its values as in ``indicators.csv``; empty where there is none.
    reason
        Why they differ.
    difference, change
        How much the new value is more than the old one, and the same in per cent, or in points
        if it is a percentage. Of two editions of one year, or else what the newer says of
        itself and the year before.
    missing
        Why a value or the difference is missing, as far as the editions say.
    """

    id: str
    title: str
    old: str
    new: str
    reason: Reason
    difference: Fraction | None = None
    change: Fraction | None = None
    missing: str = ""

    @property
    def indicator(self) -> Indicator | None:
        """The declaration of the indicator, if there still is one."""
        return REGISTRY.get(self.id.partition(MONTH)[0].partition("[")[0])


def differences(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[Difference]:
    """List what differs between the values of two editions, in the order of print.

    Months are compared only between two editions of one year.
    """
    one_year = len({row["start"][:4] for row in (*old.values(), *new.values())}) == 1
    found = []
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        reason = _reason(before, after)
        if reason is None or (MONTH in name and not one_year):
            continue
        if before is None or after is None:
            found.append(_of_one(name, before, after, reason))
        elif one_year:
            found.append(_revised(name, before, after, reason))
        elif before["value"] or after["value"]:
            found.append(_of_two_years(name, before, after, reason, new))
    return found


def _of_one(name: str, old: Row | None, new: Row | None, reason: Reason) -> Difference:
    """Describe an indicator that only one of two editions has."""
    old, new = old or {}, new or {}
    why = old.get("reason") or new.get("reason") or ""
    title = _title(old or new)
    return Difference(name, title, old.get("value", ""), new.get("value", ""), reason, missing=why)


def _revised(name: str, old: Row, new: Row, reason: Reason) -> Difference:
    """Describe how a value of one year has been corrected."""
    difference = change = None
    unit, why = new.get("unit"), _why_missing(old, new)
    if old["value"] and new["value"] and unit == old.get("unit"):
        before, after = Fraction(old["value"]), Fraction(new["value"])
        if unit == PERCENT.code:
            change = after - before
        else:
            difference = after - before
            relative = unit != MEASURES.code and before != 0
            change = 100 * (after / before - 1) if relative else None
    return Difference(
        name, _title(new), old["value"], new["value"], reason, difference, change, why
    )


def _of_two_years(
    name: str, old: Row, new: Row, reason: Reason, newer: Mapping[str, Row]
) -> Difference:
    """Describe a value and that of another year by what the newer edition says of the two.

    It knows what was not counted anew and what did not exist; a mere subtraction would not.
    """
    rows = [newer.get(f"{name}:{aspect}") for aspect in (Aspect.DIFFERENCE, Aspect.CHANGE)]
    difference, change = (
        Fraction(row["value"])
        if row and row["value"] and row.get("denominator") == old["value"]
        else None
        for row in rows
    )
    why = _why_missing(old, new)
    if not why and difference is None and rows[1]:
        why = rows[1].get("reason", "")
    if new.get("unit") == PERCENT.code:
        difference = None
    return Difference(
        name, _title(new), old["value"], new["value"], reason, difference, change, why
    )


def _why_missing(*rows: Row) -> str:
    reasons = (row.get("reason", "") for row in rows)
    return "; ".join(dict.fromkeys(reason for reason in reasons if reason))


def _title(row: Row) -> str:
    """Title the indicator of a row, and the month if it is of one."""
    start = date.fromisoformat(row["start"])
    return f"{row['title']}, {start:%m.%Y}" if MONTH in row["id"] else row["title"]


def _reason(old: Row | None, new: Row | None) -> Reason | None:
    """Return why two rows differ, if they are of a value and do."""
    if any(row and row["aspect"] != Aspect.VALUE for row in (old, new)):
        return None
    if new is None or old is None:
        return Reason.REMOVED if new is None else Reason.ADDED
    if _same(old, new, ("value", "reason", "formula")):
        return None
    if not _same(old, new, ("formula",)):
        return Reason.FORMULA
    if not _same(old, new, ("start", "end")):
        return Reason.PERIOD
    if not _same(old, new, ("as_of",)):
        return Reason.DAY
    is_renamed = bool(new.get(CITED)) and _same(old, new, (CITED,))
    return Reason.REVISED if is_renamed or _same(old, new, ("sources",)) else Reason.SOURCE


def _same(old: Row, new: Row, columns: Iterable[str]) -> bool:
    return all(old.get(column, "") == new.get(column, "") for column in columns)
