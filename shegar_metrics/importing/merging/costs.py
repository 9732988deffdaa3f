"""Merge contracts: they add up, so that two of the same days are two if their numbers say so.

But one register may tell of a contract that another has told of already, and there the user has
to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...dataset.series import ADDITIVE, period_of
from .choice import Side
from .facts import Merged, settled
from .rows import Key, Row, key_columns, key_of, subject_columns, value_columns
from .terms import Terms

REGISTRY_NUMBER = re.compile(r"\d{19}")
"""A contract in the state register: numbers of an own register are never like it."""
PAID, AMOUNT = "paid", "amount_rub"
QUESTION = "не тот же ли договор?"


@dataclass(frozen=True, slots=True)
class Pair:
    """An old row and a new one that may be of one contract.

    Parameters
    ----------
    old, new
        Their keys.
    is_unlike
        Whether one is a payment and the other a price of other days: a later file of the same
        system does not decide between them, as the price of all days would be gone.
    """

    old: Key
    new: Key
    is_unlike: bool


def merge_costs(old: Sequence[Row], new: Sequence[Row], terms: Terms) -> Merged:
    """Merge rows into ``costs``.

    Parameters
    ----------
    old, new
        Its rows, and those to bring in.
    terms
        On what terms the new rows stand against the old ones.
    """
    keys = key_columns(ADDITIVE)
    there = {key_of(row, keys): row for row in old}
    brought = {key_of(row, keys): row for row in new}
    merged = Merged([])
    said = _again(there, brought) if terms.restates else {}
    brought = {key: row for key, row in brought.items() if key not in said}
    for key in brought.keys() & there.keys():
        brought[key] = settled(ADDITIVE, there[key], brought[key], terms, merged.conflicts)
    for pair in _pairs(there, brought, terms):
        if pair.old not in there or pair.new not in brought:
            continue  # an earlier pair has settled it
        row, before = brought[pair.new], there[pair.old]
        values = (before[AMOUNT], row[AMOUNT])
        ours = terms.is_ours(before) and not pair.is_unlike
        side = terms.decide(ADDITIVE, row, before, values, ours=ours)
        if side is None:
            conflict = terms.conflict(ADDITIVE, AMOUNT, row, values, before, QUESTION)
            merged.conflicts.append(conflict)
        del (there if side is Side.NEW else brought)[pair.old if side is Side.NEW else pair.new]
    still = {*brought, *said.values()}
    for key in [key for key, row in there.items() if key not in still and terms.covers(row)]:
        side = terms.decide(ADDITIVE, there[key], there[key], (there[key][AMOUNT], None))
        if side is Side.NEW:
            del there[key]
        elif side is None:
            values = (there[key][AMOUNT], None)
            question = "строки теперь нет: снять сумму?"
            conflict = terms.conflict(ADDITIVE, AMOUNT, there[key], values, there[key], question)
            merged.conflicts.append(conflict)
    merged.rows = list((there | brought).values())
    return merged


def _again(there: Mapping[Key, Row], brought: Mapping[Key, Row]) -> dict[Key, Key]:
    """Find the new rows that say an old one again, each with that: but for source and note."""
    columns = [*subject_columns(ADDITIVE), *value_columns(ADDITIVE)]
    free = {key: key_of(row, columns) for key, row in there.items()}
    said: dict[Key, Key] = {}
    for key, row in brought.items():
        same = next((old for old, told in free.items() if told == key_of(row, columns)), None)
        if same is not None:
            said[key] = same
            del free[same]
    return said


def _pairs(there: dict[Key, Row], brought: dict[Key, Row], terms: Terms) -> Iterator[Pair]:
    """Find new rows that perhaps tell of a contract that an old one tells of."""
    for new_key, new in list(brought.items()):
        for old_key, old in list(there.items()):
            # One file tells of each contract once.
            if old["item"] != new["item"] or old["source"] == new["source"]:
                continue
            if _is_one(old, new, terms):
                # A payment of some of its days would take away the price of all of them.
                is_unlike = old["method"] != new["method"] and period_of(old) != period_of(new)
                yield Pair(old_key, new_key, is_unlike)


def _is_one(old: Row, new: Row, terms: Terms) -> bool:
    overlap = period_of(old).overlaps(period_of(new))
    is_part = terms.is_ours(old) or terms.is_recent_part(old)
    if _same_number(old["contract"], new["contract"]):
        paid_apart = old["method"] == new["method"] == PAID
        return overlap or not (paid_apart or is_part)
    known_apart = _told_apart(old["contract"], new["contract"])
    return overlap and not known_apart and not terms.is_recent_part(old)


def _same_number(old: str | None, new: str | None) -> bool:
    """Tell whether contracts have one number; the date may be told of one of them only."""
    if old is None or new is None:
        return False
    (number, _, day), (other, _, other_day) = (n.casefold().partition(" от ") for n in (old, new))
    return number == other and (day == other_day or not day or not other_day)


def _told_apart(old: str | None, new: str | None) -> bool:
    """Tell whether two numbers that differ are of two contracts, and not of two registers."""
    if old is None or new is None:
        return False
    return bool(REGISTRY_NUMBER.fullmatch(old)) == bool(REGISTRY_NUMBER.fullmatch(new))
