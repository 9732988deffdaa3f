"""The administration's own register of contracts: those for the maintenance of the site.

A row is a contract, an amendment of it, or a payment. An amended price replaces the one before
it, payments add up, and what may be either is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ... import cells
from ...dataset.fact_rules import BY_DAYS
from ...period import Period
from ...problems import listed, shortened
from ..files.export import Export, Wrong
from ..files.table import Record, Table, day, headed, roubles
from ..importer import Extract, Importer, Options
from ..subjects.contract_columns import COLUMNS, EIS_RECORD, TERM
from ..subjects.contract_repeats import told_twice
from ..subjects.contracting import (
    PAID,
    Contract,
    Told,
    amended,
    costs,
    note_unknown_statuses,
    refuse_several_customers,
    subjects_of,
)
from ..subjects.periods import clipped
from ..subjects.totals import other_sums

AMENDMENT = re.compile(r"\bдоп(?:\.|олнит\w*)?\s*согл|\bд/?с\b|\bизменени\w+ (?:№|к)", re.I)
AMENDED = re.compile(
    r"(?:согл\w*\.?|\bд/?с)\b.*?\bк\s+(?:договору|контракту)?\s*№?\s*(?P<number>\S+)", re.I
)
WITH_AMENDMENT = re.compile(
    r"(?:№\s*)?(?P<number>[^\s,;(]+)[\s,;(]+(?:доп(?:\.|олнит\w*)?\s*согл|д/?с\b|изменени).*", re.I
)
"""«15 (ДС № 1)»"""
NUMBERED = re.compile(r"(?:№\s*)?(?P<number>.*?)\s+от\s+(?P<date>.+)")
OTHER_PRICE = re.compile(
    r"(?!.*(?:начальн|максимальн|нмц|обеспеч|без ндс|сумма ндс|за ед|остат|неустой|штраф|аванс))"
    r".*\b(?:цен[аы]|сумм[аы]|стоимость)\b",
    re.I,
)
"""The title of what may be the price of a contract, too."""


@Importer(
    kind="contracts",
    title="Реестр договоров администрации, CSV, XLSX, XLS или ODS",
    cited="Реестр договоров администрации",
    how="Бухгалтерия → реестр договоров за год → сохранить как CSV или XLSX. Столбцы: Номер, Дата, "
    "Предмет, Начало срока и Конец срока (или Срок: «01.01.2023 — 31.12.2023»), Цена, Оплачено, "
    "Дата оплаты, Статус; одна строка — договор, его изменение или платёж. Оплата относится к "
    "году даты оплаты, без неё — к году срока; цена без оплаты делится по дням срока. Какие "
    "договоры — на сопровождение сайта, решают слова файла contracts.toml; свой положите рядом.",
    recognise=headed(COLUMNS, "subject", ("price", "paid"), never=EIS_RECORD),
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the term of each contract for the site, and what was paid, or else its price."""
    (export,) = files
    table = Table(export, COLUMNS, key=())  # what repeats is compared below
    if not ("term" in table.titles or {"start", "end"} <= set(table.titles)):
        known = [COLUMNS[n].titles[0] for n in ("start", "end") if n not in table.titles]
        wrong = "нет столбцов срока" if len(known) > 1 else f"нет столбца «{known[0]}»"
        mend = "Добавьте столбец «Срок» или столбцы «Начало срока» и «Конец срока»"
        raise export.refusal(wrong, mend=mend)
    subjects = subjects_of(export)
    others = [record for record in table if not subjects.fit(record.cells["subject"])]
    noticed = subjects.left_out({_named(it): it.cells["subject"] for it in others})
    noticed += other_sums(table, *(name for name in ("price", "paid") if name in table.titles))
    ours = [record for record in table if record not in others]
    note_unknown_statuses(table, ours, subjects)
    void = [record for record in ours if subjects.void(record.cells.get("status", ""))]
    if void:
        noticed.append(f"Не вступившие в силу не взяты: {listed(list(map(_named, void)), ', ')}.")
    table.records = [record for record in ours if record not in void]
    if not table.records:
        raise export.refusal(
            f"нет ни одного договора на сопровождение сайта. {' '.join(noticed).rstrip('.')}",
            "в предмете слова «сайт» и «сопровождение», «обслуживание», «поддержка» или «хостинг»",
            "Слова предмета можно задать в файле contracts.toml рядом с реестром",
        )
    _note_other_prices(table)
    customers = [record.cells.get("customer", "") for record in table]
    refuse_several_customers(export, {name: name for name in customers})
    every = [each for each in (_told(table, record) for record in table) if each]
    standing, replaced = amended(every)
    contracts = [each.contract for each in standing]
    table.problems += told_twice(export, standing)
    table.finish()
    rows, told = costs(contracts)
    unpaid = sum(contract.method == BY_DAYS for contract in contracts)
    if unpaid:
        told.append(f"Взята цена договора, а не оплаченная сумма: договоров — {unpaid}.")
    beyond = [record for record in table if _is_paid_beyond_price(record)]
    if beyond:
        names = listed(list(map(_named, beyond)), ", ")
        told.append(f"Оплачено больше цены: {names}. Проверьте обе суммы.")
    ended = [record for record in table if subjects.ended(record.cells.get("status", ""))]
    if ended:
        names = listed(list(map(_named, ended)), ", ")
        told.append(f"Расторгнуты: {names}; оплачено могло быть меньше цены.")
    if table.unread:
        noticed.append(f"Не прочитаны столбцы: {listed(table.unread, ', ')}.")
    return Extract({"costs": rows}, [*told, *replaced, *noticed])


def _named(record: Record) -> str:
    number = record.cells.get("number", "")
    return f"№ {number.removeprefix('№').strip()}" if number else f"строка {record.line}"


def _is_paid_beyond_price(record: Record) -> bool:
    price, paid = (_amount(record.cells.get(name, "")) for name in ("price", "paid"))
    return price is not None and paid is not None and paid > price


def _note_other_prices(table: Table) -> None:
    """Note each price that has another one beside it: an amended one, or one with its tax."""
    if "price" not in table.titles:
        return
    rows = dict(table.export.rows(table.sheet))
    others = [title for title in table.unread if OTHER_PRICE.match(title)]
    for record in (record for record in table if not record.cells.get("paid")):
        for title in others:
            beyond = rows[record.line][table.header.index(title) :]  # a row of a book may be short
            other = cells.stripped(beyond[0]) if beyond else ""
            if _amount(other) not in (None, _amount(record.cells["price"])):
                wrong = f"рядом другая цена, «{shortened(title)}»: {shortened(other)}"
                table.problem(record, "price", wrong, mend="Оставьте столбец той, что в силе")


def _amount(cell: str) -> Decimal | None:
    try:
        return roubles(cell)
    except Wrong:
        return None


def _told(table: Table, record: Record) -> Told | None:
    number, signed = _number(table, record)
    is_amendment = bool(AMENDMENT.search(f"{record.cells.get('number')} {record.cells['subject']}"))
    start, end = _period(table, record, signed)
    paid = bool(record.cells.get("paid"))
    name = "paid" if paid or "price" not in table.titles else "price"
    if not record.cells.get(name):
        table.problem(record, name, "нет суммы")
    amount = table.read(record, name)
    paid_on = table.read(record, "paid_on") if paid and record.cells.get("paid_on") else None
    table.read(record, "currency")
    if start is None or end is None or amount is None:
        return None
    method = PAID if name == "paid" else BY_DAYS
    term = Period(start, end)
    full = f"{number} от {signed:%d.%m.%Y}" if number and signed else number
    if paid_on:
        year = Period.of_year(paid_on.year)
        term = clipped(term, year) or Period(paid_on, paid_on)
    contract = Contract(full or None, record.line, record.cells["subject"], term, amount, method)
    if method == PAID and term.start.year != term.end.year:
        wrong = (
            f"{contract.name}: срок {start:%d.%m.%Y} — {end:%d.%m.%Y} переходит через границу "
            "года, и не известно, в каком году это оплачено"
        )
        expected = (
            "дата в столбце «Дата оплаты», либо пустая ячейка, и тогда цена делится по дням срока, "
            "либо на каждый год своя строка с его сроком и оплатой"
        )
        table.problem(record, name, wrong, expected)
    return Told(contract, number, signed, paid_on, is_amendment)


def _number(table: Table, record: Record) -> tuple[str, date | None]:
    """Read the number and the date of a contract, which may stand in one cell."""
    cell = " ".join((table.read(record, "number") or "").split())
    signed = table.read(record, "date", day) if record.cells.get("date") else None
    if of := AMENDED.search(cell) or WITH_AMENDMENT.fullmatch(cell):
        cell = of["number"]
    told = NUMBERED.fullmatch(cell)
    if told and (first := cells.as_date(told["date"])):
        return told["number"], signed or first
    return cell.removeprefix("№").strip(), signed


def _period(table: Table, record: Record, signed: date | None) -> tuple[date | None, date | None]:
    if record.cells.get("start") or record.cells.get("end") or "term" not in table.titles:
        start, end, name = table.read(record, "start"), table.read(record, "end"), "end"
    else:
        start, end = table.read(record, "term") or (None, None)
        name = "term"
        if end and start is None:
            start = signed
            if signed is None:
                table.problem(record, name, "срок с даты заключения, а её нет", TERM)
    if start and end and end < start:
        table.problem(record, name, "конец срока раньше начала")
        return None, None
    return start, end
