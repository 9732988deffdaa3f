"""The columns of a register of contracts, and how its terms and currencies are read."""

from __future__ import annotations

import re
from datetime import date

from ... import cells
from ..files.days import YEARS
from ..files.export import Wrong
from ..files.table import Column, day, identifier, roubles
from .spelling import spelled

TERM = (
    "«01.01.2023 — 31.12.2023», «с 1 января 2023 г. по 31 декабря 2023 г.», «2023 год» или «с даты "
    "заключения по 31.12.2023»"
)
BOTH_DAYS = "Первый и последний день впишите в столбцы «Начало срока» и «Конец срока»"
CONNECTING = re.compile(
    r"(?:\b(?:с|со|по|до|и|на|период|срок|включительно|г|года)\b|[\s—–\-.,:()«»\"])*"
)
FROM_SIGNING = re.compile(
    r"\bс\s+(?:даты|момента|дня)\s+(?:заключения|подписания)(?:\s+(?:договора|контракта))?", re.I
)


def _term(cell: str) -> tuple[date | None, date]:
    """Read a term; its start is ``None`` if it is the day of signing."""
    part = spelled(cell)
    if part and not part.is_day and not part.is_finer:
        return part.period.start, part.period.end
    signed = FROM_SIGNING.search(cell)
    days, rest = cells.dates_in(FROM_SIGNING.sub("", cell))
    known = [day for day in days if day.year in YEARS]
    if len(known) != len(days) or len(days) != (1 if signed else 2):
        if len(days) == 1:
            raise Wrong("не срок: в ячейке один день", TERM, BOTH_DAYS)
        raise Wrong("не срок", TERM)
    if not CONNECTING.fullmatch(rest.casefold()):
        raise Wrong("не срок: в ячейке есть и другое", TERM)
    return (None, days[0]) if signed else (days[0], days[1])


def _currency(cell: str) -> str | None:
    if cell and not ROUBLE.match(cell):
        raise Wrong("цена не в рублях", "рубли по курсу дня оплаты")
    return cell or None


ROUBLE = re.compile(r"(?:росс\w*\s+)?руб|rub|rur|₽|643|810", re.I)
CURRENCY = Column(("Валюта", "Код валюты", "Валюта контракта", "Валюта договора"), _currency)
COLUMNS = {
    "number": Column(
        (
            "Номер",
            "number",
            "Номер договора",
            "№ договора",
            "Номер контракта",
            "№ контракта",
            "№ и дата договора",
            "№ и дата контракта",
            "Номер и дата договора",
            "Номер и дата контракта",
            "Реквизиты договора",
            "Реквизиты контракта",
        ),
        identifier,
        vague=("№", "Договор", "Контракт"),
    ),
    "date": Column(
        ("Дата договора", "Дата контракта", "Дата заключения", "Дата подписания"),
        vague=("Дата", "date"),
    ),
    "subject": Column(
        (
            "Предмет",
            "subject",
            "Предмет договора",
            "Предмет контракта",
            "Предмет закупки",
            "Наименование услуг",
        ),
        required=True,
    ),
    "start": Column(
        (
            *("Начало срока", "period_start", "start", "Начало", "Срок с", "Дата начала"),
            *("Начало действия", "Действует с", "Дата начала срока", "Дата начала действия"),
            *("Дата начала исполнения", "Дата начала исполнения контракта"),
        ),
        day,
    ),
    "end": Column(
        (
            *("Конец срока", "period_end", "end", "Окончание", "Срок по", "Дата окончания"),
            *("Окончание срока", "Окончание действия", "Действует по", "Дата окончания срока"),
            *("Дата окончания действия", "Дата окончания исполнения"),
            "Дата окончания исполнения контракта",
        ),
        day,
    ),
    "term": Column(
        (
            "Срок",
            "period",
            "Срок действия",
            "Срок исполнения",
            "Срок оказания услуг",
            "Срок действия договора",
            "Срок действия контракта",
            "Срок исполнения контракта",
            "Период оказания услуг",
        ),
        _term,
    ),
    "paid": Column(
        ("Оплачено", "paid", "Сумма оплаты", "Фактически оплачено", "Кассовый расход"),
        roubles,
        required="money",
    ),
    "paid_on": Column(("Дата оплаты", "Дата платежа"), day),
    "price": Column(
        ("Цена", "price", "Цена договора", "Цена контракта", "Сумма договора", "Сумма контракта"),
        roubles,
        required="money",
        vague=("Сумма", "amount", "Стоимость"),
    ),
    "currency": CURRENCY,
    "status": Column(("Статус", "Статус договора", "Статус контракта", "Состояние", "Стадия")),
    "customer": Column(("Заказчик", "Наименование заказчика", "Учреждение")),
}
EIS_RECORD = "Номер реестровой записи контракта"
"""By it the state register is told, which is a system of its own."""
