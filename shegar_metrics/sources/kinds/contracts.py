"""The administration's own register of contracts: those for the maintenance of the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ... import cells
from .. import Export, Extract, Importer, Options
from ..table import Record, Table

COLUMNS = {
    "number": ("Номер", "number", "№", "Номер договора", "№ договора", "Номер контракта"),
    "date": ("Дата", "date", "Дата договора", "Дата заключения"),
    "subject": ("Предмет", "subject", "Предмет договора", "Предмет контракта"),
    "start": ("Начало срока", "period_start", "start", "Начало", "Срок с", "Дата начала"),
    "end": ("Конец срока", "period_end", "end", "Окончание", "Срок по", "Дата окончания"),
    "term": ("Срок", "period", "Срок действия", "Срок исполнения", "Срок оказания услуг"),
    "price": (
        "Цена",
        "price",
        "amount",
        "Сумма",
        "Цена договора",
        "Сумма договора",
        "Цена контракта",
    ),
    "paid": ("Оплачено", "paid", "Сумма оплаты", "Фактически оплачено"),
}
SITE = re.compile(r"\b(?:веб|интернет)?сайт", re.I)
MAINTENANCE = re.compile("сопровожд|обслуж|поддерж|хостинг|администрирован", re.I)
DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d")
MOST_TOLD = 10
EIS_RECORD = "номер реестровой записи контракта"
ITEM = "site_maintenance"


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract for the maintenance of the site."""

    name: str
    subject: str
    start: date
    end: date
    amount: Decimal

    def __str__(self) -> str:
        return (
            f"{self.name} «{self.subject[:80]}», {self.start:%d.%m.%Y} — {self.end:%d.%m.%Y}, "
            f"{self.amount:f} руб."
        )


def is_maintenance(subject: str) -> bool:
    """Tell by its words whether a contract is for the maintenance of a site."""
    return bool(SITE.search(subject) and MAINTENANCE.search(subject))


def costs(contracts: Sequence[Contract]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Turn contracts into rows of ``costs``: one a period, as the period is the key.

    Returns
    -------
    list of rows, list of str
        The rows, and what was noticed.
    """
    by_period = defaultdict(list)
    for contract in contracts:
        by_period[contract.start, contract.end].append(contract)
    rows: list[Mapping[str, Any]] = [
        {
            "period_start": start,
            "period_end": end,
            "item": ITEM,
            "amount_rub": sum((contract.amount for contract in same), Decimal(0)),
        }
        for (start, end), same in sorted(by_period.items())
    ]
    told = "; ".join(map(str, contracts[:MOST_TOLD]))
    noticed = [f"Взято договоров — {len(contracts)}: {told}"]
    for same in by_period.values():
        if len(same) > 1:
            names = ", ".join(contract.name for contract in same)
            noticed.append(f"Договоры с одним сроком сложены в одну строку: {names}.")
    across = [contract.name for contract in contracts if contract.start.year != contract.end.year]
    if across:
        noticed.append(
            f"Срок переходит через границу года: {', '.join(across)}. Стоимость года считается "
            "из договоров, чей срок целиком внутри него; разделите такой договор по годам сами."
        )
    return rows, noticed


def _looks_so(export: Export) -> bool:
    titles = {title.casefold() for title in export.header}
    subject, money = (
        {title.casefold() for name in names for title in COLUMNS[name]}
        for names in (("subject",), ("price", "paid"))
    )
    # The state register has a kind of its own.
    return bool(titles & subject and titles & money) and EIS_RECORD not in titles


@Importer(
    kind="contracts",
    title="Реестр договоров администрации, CSV или XLSX",
    how="Бухгалтерия → реестр договоров за год → сохранить как CSV или XLSX. Столбцы: Номер, Дата, "
    "Предмет, Начало срока и Конец срока (или Срок: «01.01.2023 — 31.12.2023»), Цена, Оплачено; "
    "одна строка — один договор, заголовки — в первой строке.",
    recognise=_looks_so,
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the period of each contract for the site, and what was paid, or else its price."""
    (export,) = files
    table = Table(export, COLUMNS, required=("subject",))
    if not ("term" in table.titles or {"start", "end"} <= set(table.titles)):
        raise export.refusal("нет столбцов срока", "столбцы «Начало срока» и «Конец срока»")
    if not {"price", "paid"} & set(table.titles):
        raise export.refusal("нет столбца с суммой", "столбец «Оплачено» или «Цена»")
    every = len(table.records)
    table.records = [record for record in table if is_maintenance(record.cells["subject"])]
    if not table.records:
        raise export.refusal(
            "нет ни одного договора на сопровождение сайта",
            "в предмете слова «сайт» и «сопровождение», «обслуживание», «поддержка» или «хостинг»",
        )
    table.once(_key)
    read_so = [_contract(table, record) for record in table]
    table.finish()
    rows, noticed = costs([contract for contract in read_so if contract])
    unpaid = sum(not record.cells.get("paid") for record in table)
    if unpaid:
        noticed.append(f"Взята цена договора, а не оплаченная сумма: договоров — {unpaid}.")
    if every > len(table.records):
        noticed.append(
            f"Договоров на другое — {every - len(table.records)}: не взяты по словам предмета."
        )
    return Extract({"costs": rows}, noticed)


def _key(record: Record) -> object:
    number = record.cells.get("number", "")
    return (number.casefold(), record.cells.get("date", "")) if number else record.line


def _contract(table: Table, record: Record) -> Contract | None:
    start, end = _period(table, record)
    paid = bool(record.cells.get("paid"))
    name = "paid" if paid or "price" not in table.titles else "price"
    if not record.cells.get(name):
        table.problem(record, name, "нет суммы")
    amount = table.amount(record, name)
    if start is None or end is None or amount is None:
        return None
    number = record.cells.get("number")
    label = f"№ {number}" if number else f"договор в строке {record.line}"
    return Contract(label, record.cells["subject"], start, end, amount)


def _period(table: Table, record: Record) -> tuple[date | None, date | None]:
    if record.cells.get("start") or record.cells.get("end") or "term" not in table.titles:
        start, end, name = table.day(record, "start"), table.day(record, "end"), "end"
    else:
        found = [cells.as_date(day) for day in DATE.findall(record.cells.get("term", ""))]
        start, end = found if len(found) == len(("start", "end")) else (None, None)
        name = "term"
        if start is None or end is None or not (start.year >= 1990 and end.year <= 2100):
            table.problem(record, name, "не срок", "«01.01.2023 — 31.12.2023»")
            return None, None
    if start and end and end < start:
        table.problem(record, name, "конец срока раньше начала")
        return None, None
    return start, end
