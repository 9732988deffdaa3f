"""The state register of contracts (ЕИС, zakupki.gov.ru), a search exported as CSV.

One row an item bought, so a contract is told as many times as it has items, with its whole
price each time. The export bears no day on which the execution begins; it stands in the card
of the contract, and whoever exports adds it, as no other day may stand for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ... import cells
from ...dataset.fact_rules import BY_DAYS
from ...dataset.reference import Row
from ...period import Period
from ...problems import LONGEST_LISTED, listed, shortened
from ..files.export import Export
from ..files.table import Column, Record, Table, day, headed, identifier, roubles
from ..importer import Extract, Importer, Options
from ..subjects.contract_columns import CURRENCY, EIS_RECORD
from ..subjects.contracting import (
    Contract,
    costs,
    note_unknown_statuses,
    refuse_several_customers,
    subjects_of,
)

COLUMNS = {
    "record": Column((EIS_RECORD,), identifier, required=True),
    "customer": Column(("Заказчик: наименование",)),
    "inn": Column(("Заказчик: ИНН",)),
    "subject": Column(("Предмет контракта",), required=True),
    "price": Column(("Цена контракта",), roubles, required=True),
    "start": Column(("Дата начала исполнения контракта",), day),
    "end": Column(("Дата окончания исполнения контракта",), day),
    "due": Column(("Дата исполнения контракта: по контракту",), day),
    "currency": CURRENCY,
    "status": Column(("Статус контракта",)),
}
# What is the contract's, and so the same in the row of each of its items.
COMMON = ("price", "subject", "start", "end", "due")
ADD_DATES = (
    f"Добавьте столбцы «{COLUMNS['start'].titles[0]}» и «{COLUMNS['end'].titles[0]}» и заполните "
    "их из карточек контрактов"
)


@Importer(
    kind="eis",
    title="ЕИС (zakupki.gov.ru): реестр контрактов, CSV из поиска",
    cited="ЕИС, реестр контрактов",
    how="zakupki.gov.ru → Реестр контрактов → поиск по ИНН заказчика и слову «сайт» → «Выгрузить» "
    "(CSV): номер реестровой записи, заказчик и его ИНН, дата, предмет и цена контракта, дата "
    "исполнения. Даты начала исполнения в выгрузке нет: добавьте столбцы «Дата начала исполнения "
    "контракта» и «Дата окончания исполнения контракта» и заполните их из карточки контракта.",
    recognise=headed(COLUMNS, "record", "subject", "price"),
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read each contract for the site once: its price and the period of its execution."""
    (export,) = files
    table = Table(export, COLUMNS, key=())
    table.records = [
        Record(record.line, {name: _bare(cell) for name, cell in record.cells.items()})
        for record in table
    ]
    every = _contracts(table)
    table.finish()
    subjects = subjects_of(export)
    ours = [record for record in every if subjects.fit(record.cells["subject"])]
    note_unknown_statuses(table, ours, subjects)
    annulled = [record for record in ours if subjects.void(record.cells.get("status", ""))]
    standing = [record for record in ours if record not in annulled]
    undated = [record for record in standing if not (record.cells.get("start") and _end(record))]
    taken = [record for record in standing if record not in undated]
    contracts = [_contract(table, record) for record in taken]
    table.finish()
    noticed = []
    if len(table.records) > len(every):
        noticed.append(f"Строк — {len(table.records)}, контрактов — {len(every)}.")
    others = [record for record in every if record not in ours]
    noticed += subjects.left_out(
        {f"№ {record.cells['record']}": record.cells["subject"] for record in others}
    )
    if annulled:
        noticed.append(f"Аннулированные контракты не взяты: {_numbers(annulled)}.")
    if undated:
        noticed.append(
            f"Контракты без дат начала и окончания исполнения не взяты: {_numbers(undated)}. "
            f"{ADD_DATES}."
        )
    if not taken:
        wrong = f"нет ни одного контракта на сопровождение сайта со сроком. {' '.join(noticed)}"
        raise export.refusal(wrong.rstrip("."))
    name = "inn" if all(record.cells.get("inn") for record in taken) else "customer"
    names = {it.cells.get(name, ""): it.cells.get("customer", "") for it in taken}
    refuse_several_customers(export, names)
    if name == "inn":
        noticed += _identified(export, *names.popitem(), options.reference.latest)
    rows, told = costs([contract for contract in contracts if contract])
    told.append("Взята цена контракта, а не оплаченная сумма; она делится по дням срока.")
    if any(not record.cells.get("end") for record in taken):
        told.append("Конец срока — дата исполнения контракта по контракту; в неё входит и оплата.")
    terminated = [it for it in taken if subjects.ended(it.cells.get("status", ""))]
    if terminated:
        told.append(
            f"Исполнение прекращено: {_numbers(terminated)}; оплачено могло быть меньше цены."
        )
    return Extract({"costs": rows}, [*told, *noticed])


def _identified(export: Export, inn: str, customer: str, names: Row) -> list[str]:
    """Refuse contracts of another customer than the administration, if its number is known."""
    customer = shortened(customer, LONGEST_LISTED)
    if names["inn"] is None:
        return [
            f"Заказчик — {customer}, ИНН {inn}. Впишите этот ИНН в reference/municipality.csv, и "
            "выгрузка другого заказчика не пройдёт."
        ]
    if inn != names["inn"]:
        raise export.refusal(
            f"заказчик — {customer}, ИНН {inn}, а ИНН администрации в reference/municipality.csv — "
            f"{names['inn']}",
            mend="Выгрузите контракты своей администрации или исправьте ИНН в справочнике",
        )
    return []


def _bare(cell: str) -> str:
    # Apostrophes keep Excel from turning numbers of nineteen digits into 1,65E+17.
    return cells.stripped(cells.stripped(cell).strip("'"))


def _contracts(table: Table) -> list[Record]:
    """Take the first row of each contract, and note a later one that disagrees with it."""
    rows = defaultdict(list)
    for record in table:
        if not record.cells["record"]:
            table.problem(record, "record", "ячейка пуста")
        table.read(record, "record")
        rows[record.cells["record"]].append(record)
    for first, *others in rows.values():
        for other in others:
            for name in COMMON:
                if cells.decimal(other.cells.get(name, "")) != cells.decimal(
                    first.cells.get(name, "")
                ):
                    wrong = f"расходится со строкой {first.line} того же контракта"
                    table.problem(other, name, wrong, mend="Оставьте строку той, что в силе")
    return [same[0] for same in rows.values()]


def _contract(table: Table, record: Record) -> Contract | None:
    start = table.read(record, "start")
    end = table.read(record, "end" if record.cells.get("end") else "due")
    price = table.read(record, "price")
    table.read(record, "currency")
    if price is None and not record.cells["price"]:
        table.problem(record, "price", "ячейка пуста")
    if start is None or end is None or price is None:
        return None
    if end < start:
        table.problem(record, "start", f"позже окончания исполнения ({end:%d.%m.%Y})")
        return None
    number, subject = record.cells["record"], record.cells["subject"]
    return Contract(number, record.line, subject, Period(start, end), price, BY_DAYS)


def _end(record: Record) -> str | None:
    return record.cells.get("end") or record.cells.get("due")


def _numbers(records: Sequence[Record]) -> str:
    return listed([f"№ {record.cells['record']}" for record in records], ", ")
