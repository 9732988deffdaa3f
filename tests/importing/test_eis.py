"""The state register of contracts: the CSV of a search, and the dates added to it."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.dataset.reference import Reference
from shegar_metrics.importing.importer import Extract, Options
from shegar_metrics.importing.systems.eis import read as read_eis
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

Cells = dict[str, str]

# The columns of the search, and the two that are added from the cards of the contracts.
TITLES = (
    "Номер реестровой записи контракта",
    "Заказчик: наименование",
    "Заказчик: ИНН",
    "Дата подведения результатов определения поставщика (подрядчика, исполнителя)",
    "Контракт: дата",
    "Контракт: номер",
    "Предмет контракта",
    "Цена контракта",
    "Объект закупки: наименование товаров, работ, услуг",
    "Объект закупки: сумма, рублей",
    "Дата исполнения контракта: по контракту",
    "Статус контракта",
    "Дата начала исполнения контракта",
    "Дата окончания исполнения контракта",
)
CUSTOMER = 'АДМИНИСТРАЦИЯ "ВЫДУМАННОГО" РАЙОНА'
SITE = {
    TITLES[0]: "'0165300013223000012",
    TITLES[1]: CUSTOMER,
    TITLES[2]: "'7000000000'",
    TITLES[4]: "27.12.2022",
    TITLES[5]: "'12/2022'",
    TITLES[6]: "'Сопровождение официального сайта'",
    TITLES[7]: "'738 384,95'",
    TITLES[8]: "Сопровождение",
    TITLES[9]: "'700 000,00'",
    TITLES[10]: "31.01.2024",
    TITLES[11]: "Исполнение",
    TITLES[12]: "01.01.2023",
    TITLES[13]: "31.12.2023",
}
PAPER = SITE | {TITLES[0]: "'0165300013223000013'", TITLES[6]: "'Бумага'", TITLES[7]: "'5,00'"}
SECOND = SITE | {TITLES[0]: "'0165300013223000014'", TITLES[7]: "'15,05'"}
YEAR = (date(2023, 1, 1), date(2023, 12, 31))
FIRST, OTHER = "0165300013223000012", "0165300013223000014"


def export(*rows: Cells, titles: tuple[str, ...] = TITLES) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(titles)
    writer.writerows([row.get(title, "") for title in titles] for row in rows)
    return text.getvalue().encode("cp1251")


def by_number(extract: Extract) -> dict[str, tuple[date, date, Decimal]]:
    for row in extract.rows["costs"]:
        assert (row["item"], row["method"]) == ("site_maintenance", "by_days")
    return {
        row["contract"]: (row["period_start"], row["period_end"], row["amount_rub"])
        for row in extract.rows["costs"]
    }


def test_a_contract_is_counted_once_however_many_items(write: Write, read: Read) -> None:
    item = SITE | {TITLES[8]: "Хостинг", TITLES[9]: "'38 384,95'", TITLES[7]: "738\u00a0384,95"}
    extract = read("eis", write("ContractSearch.csv", export(SITE, item, PAPER, SECOND)))
    assert by_number(extract) == {
        FIRST: (*YEAR, Decimal("738384.95")),
        OTHER: (*YEAR, Decimal("15.05")),
    }
    said = " ".join(extract.noticed)
    assert "Взято договоров — 2: № 0165300013223000012 «Сопровождение официального сайта»" in said
    assert "сложены" not in said
    assert "Взята цена контракта, а не оплаченная сумма; она делится по дням срока." in said
    assert "Строк — 4, контрактов — 3." in said
    assert "Договоров на другое — 1, не взяты по словам предмета (из поставки, " in said
    assert "№ 0165300013223000013 «Бумага»" in said


def test_no_period_is_guessed(write: Write, read: Read) -> None:
    bare = SECOND | {TITLES[12]: ""}
    extract = read("eis", write("a.csv", export(SITE, bare)))
    assert by_number(extract) == {FIRST: (*YEAR, Decimal("738384.95"))}
    assert "без дат начала и окончания исполнения не взяты: № 0165300013223000014" in " ".join(
        extract.noticed
    )
    # The search itself has no day on which the execution begins.
    with pytest.raises(DataRefusal, match="Добавьте столбцы «Дата начала исполнения"):
        read("eis", write("a.csv", export(SITE, titles=TITLES[:-2])))


def test_the_day_of_execution_ends_the_period(write: Write, read: Read) -> None:
    extract = read("eis", write("a.csv", export(SITE, titles=TITLES[:-1])))
    assert by_number(extract) == {FIRST: (YEAR[0], date(2024, 1, 31), Decimal("738384.95"))}
    said = " ".join(extract.noticed)
    assert "Конец срока — дата исполнения контракта по контракту" in said
    divided = f"цена делится по дням срока: № {FIRST}: 2023 — 680 582,09 руб. (365 дн.), 2024"
    assert divided in said.replace("\N{NO-BREAK SPACE}", " ")


def test_statuses(write: Write, read: Read) -> None:
    annulled = SITE | {TITLES[11]: "Аннулированная запись"}
    ended = SECOND | {TITLES[11]: "Исполнение прекращено"}
    extract = read("eis", write("a.csv", export(annulled, ended)))
    assert by_number(extract) == {OTHER: (*YEAR, Decimal("15.05"))}
    said = " ".join(extract.noticed)
    assert "Аннулированные контракты не взяты: № 0165300013223000012." in said
    assert "Исполнение прекращено: № 0165300013223000014" in said


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            (SITE, SITE | {TITLES[7]: "'1,00'"}),
            "строка 3, столбец Цена контракта: «1,00» — расходится со строкой 2 того же контракта",
        ),
        ((SITE, SITE | {TITLES[12]: "02.01.2023"}), "расходится со строкой 2"),
        ((SITE | {TITLES[0]: ""},), "столбец Номер реестровой записи контракта: ячейка пуста"),
        ((SITE | {TITLES[0]: "1,65E+17"},), "номер, от которого Excel оставил только первые цифры"),
        ((SITE | {TITLES[7]: ""},), "столбец Цена контракта: ячейка пуста"),
        ((SITE | {TITLES[7]: "'много'"},), "«много» — не число"),
        ((SITE | {TITLES[7]: "-5"},), "«-5» — не число"),
        ((SITE | {TITLES[7]: "nan"},), "«nan» — не число"),
        ((SITE | {TITLES[12]: "32.01.2023"},), "«32.01.2023» — не дата"),
        ((SITE | {TITLES[13]: "31.12.1899"},), "«31.12.1899» — не дата"),
        ((SITE | {TITLES[12]: "01.01.2024"},), "позже окончания исполнения (31.12.2023)"),
        ((SITE, SECOND | {TITLES[2]: "7000000001"}), "контракты на сайт у нескольких заказчиков"),
        ((PAPER,), "нет ни одного контракта на сопровождение сайта"),
        ((), "нет ни одного контракта на сопровождение сайта"),
    ],
)
def test_bad_rows_are_told_by_their_place(write: Write, rows: tuple[Cells, ...], told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_eis([opened(write("a.csv", export(*rows)))], options())
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "файл пуст"),
        (b"<html>\xc2\xf5\xee\xe4</html>", "это страница HTML"),
        (b"\x00\x01", "это не текст"),
        (export(SITE, titles=TITLES[1:]), "нет столбцов: Номер реестровой записи контракта"),
        (export(SITE) + b'"1', "нельзя разобрать как CSV"),
        (b"PK\x03\x04\x00", "книга Excel не открывается"),
    ],
)
def test_bad_files_are_told(write: Write, content: bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_eis([opened(write("a.csv", content))], options())
    assert told in str(refused.value)


@given(
    prices=st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=10),
    items=st.integers(1, 3),
)
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, prices: list[Decimal], items: int
) -> None:
    rows = [
        SITE
        | {
            TITLES[0]: f"'{10**18 + number}'",
            TITLES[7]: f"'{price:,}'".replace(",", " ").replace(".", ","),
        }
        for number, price in enumerate(prices)
        for _ in range(items)
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(export(*rows))
    assert by_number(read_eis([opened(path)], options())) == {
        str(10**18 + number): (*YEAR, price) for number, price in enumerate(prices)
    }


@pytest.mark.parametrize("inn", [None, "7000000000", "7000000001"])
def test_contracts_of_another_customer_than_the_registered_one_are_refused(
    write: Write, inn: str | None
) -> None:
    known = options()
    names = [{**row, "inn": inn} for row in known.reference.rows["municipality"]]
    rows = {**known.reference.rows, "municipality": names}
    ours = Options(Reference(rows))
    file = opened(write("a.csv", export(SITE)))
    if inn == "7000000001":
        with pytest.raises(DataRefusal, match=r"ИНН 7000000000, а ИНН .* — 7000000001"):
            read_eis([file], ours)
    else:
        said = " ".join(read_eis([file], ours).noticed)
        assert ("Впишите этот ИНН" in said) == (inn is None)
