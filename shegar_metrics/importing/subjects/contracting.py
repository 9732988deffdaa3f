"""Contracts for the maintenance of the site: which they are, and what they come to in ``costs``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from ...dataset.fact_rules import BY_DAYS, cost_by_year
from ...period import MONTHS_IN_YEAR, Period
from ...problems import listed, shortened
from ..files.export import Export
from ..files.table import Record, Table
from ..files.words import Words, begins, configured, origin, plain, words_of
from .periods import calendar_parts, row_of

RULES = "contracts.toml"
GROUPS = ("site", "work", "others", "in_force", "void", "ended")
ITEM = "site_maintenance"
PAID = "paid"
MOST_TOLD = 10
LEAST_NEW_PRICE = Decimal("0.5")
"""A smaller sum of an amendment may be what is added to the price, and not a new one."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract for the maintenance of the site.

    Parameters
    ----------
    number
        What tells it apart from others, if anything does.
    line
        Where it stands in the file.
    subject
        What it is for, in its own words.
    term
        Its days; of a payment, the days that were paid for.
    amount
        Roubles.
    method
        Whether they are its price, to be parted by days, or were paid in the year of the term.
    """

    number: str | None
    line: int
    subject: str
    term: Period
    amount: Decimal
    method: str

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return f"№ {shortened(self.number)}" if self.number else f"договор в строке {self.line}"

    def __str__(self) -> str:
        return (
            f"{self.name} «{shortened(self.subject)}», {self.term.start:%d.%m.%Y} — "
            f"{self.term.end:%d.%m.%Y}, {_written(self.amount)} руб."
        )


@dataclass(frozen=True, slots=True)
class Subjects:
    """The words by which a contract is for the maintenance of the site, and whose they are."""

    words: Words
    origin: str

    def fit(self, subject: str) -> bool:
        """Tell whether a contract of such a subject is for the maintenance of our site."""
        site, work, others = (begins(self.words[group])(subject) for group in GROUPS[:3])
        return site and work and not others

    def are_near(self, subject: str) -> bool:
        """Tell whether a subject that does not fit names a site or its maintenance at least."""
        return begins(self.words["site"])(subject)

    def known(self, status: str) -> bool:
        """Tell whether it is known of such a status if its contract was ever in force."""
        return any(begins(self.words[group])(status) for group in GROUPS[3:])

    def void(self, status: str) -> bool:
        """Tell whether a contract of such a status was never in force."""
        return begins(self.words["void"])(status)

    def ended(self, status: str) -> bool:
        """Tell whether a contract of such a status was ended before its time."""
        return begins(self.words["ended"])(status)

    def left_out(self, others: Mapping[str, str]) -> list[str]:
        """List contracts on something else, by number and subject: first those that are near."""
        if not others:
            return []
        ordered = sorted(others.items(), key=lambda each: not self.are_near(each[1]))
        named = [f"{shortened(name)} «{shortened(subject)}»" for name, subject in ordered]
        return [
            f"Договоров на другое — {len(others)}, не взяты по словам предмета (из {self.origin}): "
            f"{listed(named)}."
        ]


def note_unknown_statuses(table: Table, records: Sequence[Record], subjects: Subjects) -> None:
    """Note each status of a contract that does not say whether it was ever in force."""
    for record in records:
        cell = record.cells.get("status", "")
        if cell and not subjects.known(cell):
            mend = f"Впишите это слово в группу in_force, void или ended файла {RULES}"
            table.problem(record, "status", "не известно, в силе ли договор", mend=mend)


def subjects_of(export: Export) -> Subjects:
    """Read the words for a register: those beside it, or those that are shipped."""
    config, is_own = configured(export, RULES)
    return Subjects(words_of(config, RULES, GROUPS), origin(RULES, is_own=is_own))


@dataclass(frozen=True, slots=True)
class Told:
    """What a row tells of a contract.

    Parameters
    ----------
    contract
        The contract as it stands in the row.
    number
        Its number alone.
    signed, paid_on
        The days of signing and of paying.
    is_amendment
        Whether the row calls itself one.
    """

    contract: Contract
    number: str
    signed: date | None
    paid_on: date | None
    is_amendment: bool


def amended(every: Sequence[Told]) -> tuple[list[Told], list[str]]:
    """Let the price of each amendment replace the one before it.

    A row amends another of its number if their days meet and it was signed later, either by its
    own word or with the same subject in the same year.

    Returns
    -------
    list of Told, list of str
        What stands, and a sentence on each price that was replaced.
    """
    standing: list[Told] = []
    noticed = []
    for later in sorted(every, key=lambda each: (each.signed or date.min, each.contract.line)):
        place = next((n for n, it in enumerate(standing) if _amends(it, later)), None)
        if place is None:
            standing.append(later)
            continue
        first, new = standing[place].contract, later.contract
        noticed.append(
            f"{first.name}: цена {_written(first.amount)} заменена на {_written(new.amount)} "
            f"(изменение от {later.signed:%d.%m.%Y}, строка {new.line})."
        )
        standing[place] = replace(later, contract=replace(new, number=first.number))
    return standing, noticed


def _amends(first: Told, later: Told) -> bool:
    old, new = first.contract, later.contract
    if not (first.number and first.signed and later.signed and first.signed < later.signed):
        return False
    alike = plain(old.subject) == plain(new.subject) and first.signed.year == later.signed.year
    return (
        plain(first.number) == plain(later.number)
        and old.method == new.method == BY_DAYS
        and old.term.overlaps(new.term)
        and (alike or later.is_amendment)
        and new.amount >= old.amount * LEAST_NEW_PRICE
    )


def costs(contracts: Sequence[Contract]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Turn contracts into rows of ``costs``; without numbers, those of one term share a row.

    Returns
    -------
    list of rows, list of str
        The rows, and what was noticed.
    """
    same_row = defaultdict(list)
    for contract in contracts:
        same_row[contract.term, contract.number or "", contract.method].append(contract)
    rows: list[Mapping[str, Any]] = [
        row_of(
            term,
            item=ITEM,
            contract=number or None,
            method=method,
            amount_rub=sum((contract.amount for contract in same), Decimal(0)),
        )
        for (term, number, method), same in sorted(same_row.items())
    ]
    told = "; ".join(map(str, contracts[:MOST_TOLD]))
    noticed = [f"Взято договоров — {len(contracts)}: {told}"]
    for same in same_row.values():
        if len(same) > 1:
            names = listed(list(dict.fromkeys(contract.name for contract in same)), ", ")
            what = "Платежи сложены" if same[0].number else "Договоры без номеров с одним сроком"
            noticed.append(f"{what} {'' if same[0].number else 'сложены '}в одну строку: {names}.")
    across = [contract for contract in contracts if len(_years(contract.term)) > 1]
    if across:
        told = "; ".join(map(_by_years, across[:MOST_TOLD]))
        noticed.append(f"Срок через границу года, цена делится по дням срока: {told}.")
    return rows, noticed


def _years(term: Period) -> dict[int, int]:
    """Count the days of a term in each of its years."""
    return {part.start.year: part.shared(term) for part in calendar_parts(term, MONTHS_IN_YEAR)}


def _by_years(contract: Contract) -> str:
    """Tell how the price of a contract will be parted."""
    days = _years(contract.term)
    parts = cost_by_year(contract.amount, days)
    told = ", ".join(f"{year} — {_written(parts[year])} руб. ({days[year]} дн.)" for year in days)
    return f"{contract.name}: {told}"


def _written(amount: Decimal) -> str:
    """Write a sum of money as it stands in a contract: ``39 840,50``."""
    return f"{amount:,f}".translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})


def refuse_several_customers(export: Export, customers: Mapping[str, str]) -> None:
    """Refuse contracts of several customers, named by what tells them apart."""
    different = sorted({name for key, name in customers.items() if key})
    if len(list(filter(None, customers))) > 1:
        raise export.refusal(
            f"контракты на сайт у нескольких заказчиков: {listed(different)}",
            mend="Оставьте договоры одного заказчика (в ЕИС — поиском по его ИНН)",
        )
