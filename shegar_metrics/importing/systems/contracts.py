"""The administration's own register of contracts: those for the maintenance of the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ... import cells
from ...dataset.fact_rules import BY_DAYS, cost_by_year
from ...period import MONTHS_IN_YEAR, Period
from ...problems import Problem
from .. import Export, Extract, Importer, Options
from ..days import YEARS
from ..export import Wrong
from ..periods import calendar_parts, row_of
from ..table import Column, Record, Table, amount, day, headed

DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d")


def _term(cell: str) -> tuple[date, date]:
    found = [cells.as_date(day) for day in DATE.findall(cell)]
    days = [day for day in found if day and day.year in YEARS]
    if not len(days) == len(found) == len(("start", "end")):
        raise Wrong("не срок", "«01.01.2023 — 31.12.2023»")
    return days[0], days[1]


SITE = re.compile(r"\b(?:веб|интернет)?сайт", re.I)
MAINTENANCE = re.compile("сопровожд|обслуж|поддерж|хостинг|администрирован", re.I)
COLUMNS = {
    "number": Column(("Номер", "number", "№", "Номер договора", "№ договора", "Номер контракта")),
    "date": Column(("Дата", "date", "Дата договора", "Дата заключения")),
    "subject": Column(
        ("Предмет", "subject", "Предмет договора", "Предмет контракта"), required=True
    ),
    "start": Column(
        ("Начало срока", "period_start", "start", "Начало", "Срок с", "Дата начала"), day
    ),
    "end": Column(
        ("Конец срока", "period_end", "end", "Окончание", "Срок по", "Дата окончания"), day
    ),
    "term": Column(
        ("Срок", "period", "Срок действия", "Срок исполнения", "Срок оказания услуг"), _term
    ),
    "paid": Column(
        ("Оплачено", "paid", "Сумма оплаты", "Фактически оплачено"), amount, required="money"
    ),
    "price": Column(
        (
            "Цена",
            "price",
            "amount",
            "Сумма",
            "Цена договора",
            "Сумма договора",
            "Цена контракта",
        ),
        amount,
        required="money",
    ),
}
MOST_TOLD = 10
EIS_RECORD = "Номер реестровой записи контракта"
"""By it the state register is told, which is a system of its own."""
ITEM = "site_maintenance"
PAID = "paid"


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
        return f"№ {self.number}" if self.number else f"договор в строке {self.line}"

    def __str__(self) -> str:
        return (
            f"{self.name} «{self.subject[:80]}», {self.term.start:%d.%m.%Y} — "
            f"{self.term.end:%d.%m.%Y}, {self.amount:f} руб."
        )


def is_maintenance(subject: str) -> bool:
    """Tell by its words whether a contract is for the maintenance of a site."""
    return bool(SITE.search(subject) and MAINTENANCE.search(subject))


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
            names = ", ".join(contract.name for contract in same)
            noticed.append(f"Договоры без номеров с одним сроком сложены в одну строку: {names}.")
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
    told = ", ".join(f"{year} — {parts[year]:f} руб. ({days[year]} дн.)" for year in days)
    return f"{contract.name}: {told}"


@Importer(
    kind="contracts",
    title="Реестр договоров администрации, CSV или XLSX",
    how="Бухгалтерия → реестр договоров за год → сохранить как CSV или XLSX. Столбцы: Номер, Дата, "
    "Предмет, Начало срока и Конец срока (или Срок: «01.01.2023 — 31.12.2023»), Цена, Оплачено; "
    "одна строка — один договор, заголовки — в первой строке. Оплата относится к году срока; цена "
    "без оплаты делится по дням срока.",
    recognise=headed(COLUMNS, "subject", ("price", "paid"), never=EIS_RECORD),
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the term of each contract for the site, and what was paid, or else its price."""
    (export,) = files
    table = Table(export, COLUMNS, key=())
    if not ("term" in table.titles or {"start", "end"} <= set(table.titles)):
        raise export.refusal("нет столбцов срока", "столбцы «Начало срока» и «Конец срока»")
    every = len(table.records)
    table.records = [record for record in table if is_maintenance(record.cells["subject"])]
    if not table.records:
        raise export.refusal(
            "нет ни одного договора на сопровождение сайта",
            "в предмете слова «сайт» и «сопровождение», «обслуживание», «поддержка» или «хостинг»",
        )
    contracts = [each for each in (_contract(table, record) for record in table) if each]
    table.problems += _told_twice(export, contracts)
    table.finish()
    rows, noticed = costs(contracts)
    unpaid = sum(contract.method == BY_DAYS for contract in contracts)
    if unpaid:
        noticed.append(f"Взята цена договора, а не оплаченная сумма: договоров — {unpaid}.")
    if every > len(table.records):
        noticed.append(
            f"Договоров на другое — {every - len(table.records)}: не взяты по словам предмета."
        )
    return Extract({"costs": rows}, noticed)


def _told_twice(export: Export, contracts: Sequence[Contract]) -> Iterator[Problem]:
    """Find rows that tell of one contract again, but for payments of other days."""
    seen: dict[object, list[Contract]] = defaultdict(list)
    for contract in contracts:
        same = seen[contract.number.casefold() if contract.number else contract.term]
        wrong = next(filter(None, (_repeats(first, contract) for first in same)), None)
        if wrong:
            mend = "Оставьте одну из двух" if contract.number else "Впишите номера"
            yield Problem(export.name, wrong, mend=mend, row=contract.line)
        same.append(contract)


def _repeats(first: Contract, contract: Contract) -> str | None:
    if contract.number is None:
        told = (
            f"тот же срок, что в строке {first.line}, номеров нет, а оплата есть у одного из двух"
        )
        return told if first.method != contract.method else None
    payments = first.method == contract.method == PAID
    apart = payments and not first.term.overlaps(contract.term)
    return None if apart else f"повторяет строку {first.line}"


def _contract(table: Table, record: Record) -> Contract | None:
    start, end = _period(table, record)
    paid = bool(record.cells.get("paid"))
    name = "paid" if paid or "price" not in table.titles else "price"
    if not record.cells.get(name):
        table.problem(record, name, "нет суммы")
    roubles = table.read(record, name)
    if start is None or end is None or roubles is None:
        return None
    method = PAID if name == "paid" else BY_DAYS
    term = Period(start, end)
    contract = Contract(
        _number(record), record.line, record.cells["subject"], term, roubles, method
    )
    if method == PAID and start.year != end.year:
        wrong = (
            f"{contract.name}: срок {start:%d.%m.%Y} — {end:%d.%m.%Y} переходит через границу "
            "года, и не известно, в каком году это оплачено"
        )
        expected = (
            "пустая ячейка, и тогда цена делится по дням срока, либо на каждый год своя строка "
            "с его сроком и оплатой"
        )
        table.problem(record, name, wrong, expected)
    return contract


def _number(record: Record) -> str | None:
    """Name a contract by its number and date, as numbers begin anew each year."""
    number = " ".join(record.cells.get("number", "").split())
    signed = cells.as_date(record.cells.get("date", ""))
    if not number or not signed or " от " in number:
        return number or None
    return f"{number} от {signed:%d.%m.%Y}"


def _period(table: Table, record: Record) -> tuple[date | None, date | None]:
    if record.cells.get("start") or record.cells.get("end") or "term" not in table.titles:
        start, end, name = table.read(record, "start"), table.read(record, "end"), "end"
    else:
        start, end = table.read(record, "term") or (None, None)
        name = "term"
    if start and end and end < start:
        table.problem(record, name, "конец срока раньше начала")
        return None, None
    return start, end
