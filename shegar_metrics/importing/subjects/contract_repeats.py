"""Rows of a register that tell of one contract again, or may do so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...problems import Problem
from ..files.export import Export
from ..files.words import plain
from .contracting import PAID, Told

ONE_OF_TWO, NUMBERS = "Оставьте одну из двух", "Впишите номера"
STAGES = (
    "Платежи и этапы впишите в столбцы «Оплачено» и «Дата оплаты», тогда они сложатся; если это "
    "разные договоры, впишите их даты"
)

Sentences = tuple[str, str]
"""What is wrong, and how to mend it."""


def told_twice(export: Export, every: Sequence[Told]) -> Iterator[Problem]:
    """Find rows that tell of one contract again, but for payments of other days."""
    seen: dict[object, list[Told]] = defaultdict(list)
    for each in sorted(every, key=lambda it: it.contract.line):
        same = seen[plain(each.number) or each.contract.term]
        found = next(filter(None, (_repeats(first, each) for first in same)), None)
        if found:
            yield Problem(export.name, found[0], mend=found[1], row=each.contract.line)
        same.append(each)


def _repeats(before: Told, later: Told) -> Sentences | None:
    first, contract = before.contract, later.contract
    same_subject = plain(first.subject) == plain(contract.subject)
    if contract.number is None:
        alike = same_subject and (before.signed, before.paid_on) == (later.signed, later.paid_on)
        if alike and first.amount == contract.amount:
            wrong = (
                f"то же, что в строке {first.line}, номеров нет: один это договор или два, не ясно"
            )
        elif first.method != contract.method:
            wrong = (
                f"тот же срок, что в строке {first.line}, номеров нет, а оплата есть у одного из "
                "двух"
            )
        else:
            return None
        return wrong, NUMBERS
    overlap = first.term.overlaps(contract.term)
    if later.is_amendment and contract.method != PAID:
        wrong = (
            f"изменение договора из строки {first.line}, и новая это цена или прибавка к ней, не "
            "ясно"
        )
        return wrong, ONE_OF_TWO
    if first.number != contract.number:
        wrong = (
            f"тот же номер и предмет, что в строке {first.line}, и сроки пересекаются: один это "
            "договор или два, не ясно"
        )
        return (wrong, ONE_OF_TWO) if overlap and same_subject else None
    if first.method == contract.method == PAID:
        days = (before.paid_on, first.amount), (later.paid_on, contract.amount)
        if not overlap or (before.paid_on and later.paid_on and days[0] != days[1]):
            return None
    if overlap:
        return f"повторяет строку {first.line}", ONE_OF_TWO
    return f"тот же номер, что в строке {first.line}, а срок другой", STAGES
