"""The administration's register of contracts, as Excel writes it."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shegar_metrics.problems import DataRefusal
from shegar_metrics.sources import Extract
from shegar_metrics.sources.kinds.contracts import is_maintenance
from shegar_metrics.sources.kinds.contracts import read as read_contracts

from .conftest import Read, Write, opened, options

HEADER = "Номер;Дата;Предмет;Начало срока;Конец срока;Цена;Оплачено"
SITE = "Сопровождение официального сайта"
REGISTER = f"""{HEADER}
5;27.12.2022;{SITE};01.01.2023;31.12.2023;40 000,00;39 840,50
6;10.01.2023;Поставка бумаги;10.01.2023;31.12.2023;12 000,00;12 000,00
7;10.01.2023;Хостинг сайта;01.01.2023;31.12.2023;3 000,00;
"""
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def by_period(extract: Extract) -> dict[tuple[date, date], Decimal]:
    assert {row["item"] for row in extract.rows["costs"]} == {"site_maintenance"}
    return {
        (row["period_start"], row["period_end"]): row["amount_rub"] for row in extract.rows["costs"]
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_paid_or_else_the_price(write: Write, read: Read, encoding: str) -> None:
    extract = read("contracts", write("a.csv", REGISTER.encode(encoding)))
    assert by_period(extract) == {YEAR: Decimal("42840.50")}
    said = " ".join(extract.noticed)
    assert f"Взято договоров — 2: № 5 «{SITE}», 01.01.2023 — 31.12.2023, 39840.50 руб.; № 7" in said
    assert "Договоры с одним сроком сложены в одну строку: № 5, № 7." in said
    assert "Взята цена договора, а не оплаченная сумма: договоров — 1." in said
    assert "Договоров на другое — 1" in said


def test_workbook(tmp_path: Path, read: Read) -> None:
    book = Workbook()
    header = "№;Дата договора;Предмет договора;Срок действия;Сумма договора"
    book.active.append(header.split(";"))
    book.active.append([5, date(2022, 12, 27), SITE, "с 01.01.2023 по 31.12.2023", 39840.5])
    book.save(tmp_path / "a.xlsx")
    extract = read("contracts", tmp_path / "a.xlsx")
    assert by_period(extract) == {YEAR: Decimal("39840.5")}


def test_english_headers(write: Write, read: Read) -> None:
    text = (
        f"number,date,subject,period_start,period_end,amount\n1,,{SITE},2023-01-01,2023-12-31,5\n"
    )
    assert by_period(read("contracts", write("a.csv", text))) == {YEAR: Decimal(5)}


def test_a_contract_across_years_keeps_its_period(write: Write, read: Read) -> None:
    extract = read("contracts", write("a.csv", REGISTER.replace("31.12.2023;40", "31.03.2024;40")))
    assert (date(2023, 1, 1), date(2024, 3, 31)) in by_period(extract)
    assert "Срок переходит через границу года: № 5." in " ".join(extract.noticed)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Техническая поддержка веб-сайта администрации", True),
        ("ОБСЛУЖИВАНИЕ САЙТА", True),
        ("Услуги хостинга для Интернет-сайта", True),
        ("Размещение материалов на сайте газеты", False),
        ("Сопровождение программы «1С»", False),
        ("Поддержка проекта «Инсайт»", False),
        ("", False),
    ],
)
def test_maintenance_by_its_words(subject: str, *, expected: bool) -> None:
    assert is_maintenance(subject) is expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            REGISTER.replace("39 840,50", "сорок"),
            "a.csv, строка 2, столбец Оплачено: «сорок» — не число",
        ),
        (REGISTER.replace("39 840,50", "-1"), "«-1» — не число. Ожидается число от 0"),
        (REGISTER.replace("39 840,50", "NaN"), "«NaN» — не число"),
        (REGISTER.replace("39 840,50", "1e400"), "«1e400» — не число"),
        (REGISTER.replace("3 000,00", ""), "строка 4, столбец Цена: ячейка пуста"),
        (
            REGISTER.replace("01.01.2023;31.12.2023;40", "31.02.2023;31.12.2023;40"),
            "строка 2, столбец Начало срока: «31.02.2023» — не дата",
        ),
        (REGISTER.replace("31.12.2023;40", ";40"), "столбец Конец срока: ячейка пуста"),
        (REGISTER.replace("31.12.2023;40", "31.12.2200;40"), "«31.12.2200» — не дата"),
        (REGISTER.replace("31.12.2023;40", "31.12.2021;40"), "конец срока раньше начала"),
        (REGISTER + REGISTER.splitlines()[1], "строка 5: повторяет строку 2"),
        (f"{HEADER}\n1;;Бумага;;;1;1\n", "нет ни одного договора на сопровождение сайта"),
        (REGISTER.replace("Предмет", "X"), "нет столбцов: Предмет"),
        (REGISTER.replace("Начало срока", "X"), "нет столбцов срока"),
        (REGISTER.replace("Цена", "X").replace("Оплачено", "Y"), "нет столбца с суммой"),
        (f"Предмет;Срок;Цена\n{SITE};до 31.12.2023;1\n", "«до 31.12.2023» — не срок"),
        (f"Предмет;Срок;Цена\n{SITE};31.02.2023 31.12.2023;1\n", "не срок"),
        (f"Предмет;Срок;Цена\n{SITE};01.01.2023 31.12.9999;1\n", "не срок"),
        (f"Предмет;Срок;Цена\n{SITE};;1\n", "столбец Срок: ячейка пуста"),
        (REGISTER + '"8;', "нельзя разобрать как CSV"),
        ("", "файл пуст"),
        ("<html>Вход</html>", "это страница HTML"),
        (b"PK\x03\x04\x00", "книга Excel не открывается"),
        (b"\x00\x01", "это не текст"),
    ],
)
def test_bad_input_is_told_by_its_place(write: Write, text: str | bytes, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_contracts([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
amounts = st.decimals(0, 10**9, places=2)


@given(contracts=st.lists(st.tuples(days, days, amounts), min_size=1, max_size=20))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, contracts: list[tuple[date, date, Decimal]]
) -> None:
    path = tmp_path / "a.csv"
    expected: defaultdict[tuple[date, date], Decimal] = defaultdict(Decimal)
    with path.open("w", encoding="cp1251", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER.split(";"))
        for number, (one, other, amount) in enumerate(contracts):
            start, end = sorted((one, other))
            expected[start, end] += amount
            money = str(amount).replace(".", ",")
            writer.writerow([number, "", SITE, f"{start:%d.%m.%Y}", f"{end:%d.%m.%Y}", money, ""])
    assert by_period(read_contracts([opened(path)], options())) == expected
