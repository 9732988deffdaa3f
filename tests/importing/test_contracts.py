"""The administration's register of contracts, as Excel writes it."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.subjects.contracting import subjects_of
from shegar_metrics.importing.systems.contracts import read as read_contracts
from shegar_metrics.problems import DataRefusal

from .conftest import Read, Write, opened, options

HEADER = "Номер;Дата;Предмет;Начало срока;Конец срока;Цена;Оплачено"
SITE = "Сопровождение официального сайта"
REGISTER = f"""{HEADER}
5;27.12.2022;{SITE};01.01.2023;31.12.2023;40 000,00;39 840,50
6;10.01.2023;Поставка бумаги;10.01.2023;31.12.2023;12 000,00;12 000,00
7;10.01.2023;Хостинг сайта;01.01.2023;31.12.2023;3 000,00;
"""
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


Told = list[tuple[str | None, str, date, date, Decimal]]


def told(extract: Extract) -> Told:
    """Return number, method, term and sum of each contract."""
    assert {row["item"] for row in extract.rows["costs"]} == {"site_maintenance"}
    names = ("contract", "method", "period_start", "period_end", "amount_rub")
    return [tuple(row[name] for name in names) for row in extract.rows["costs"]]  # type: ignore[misc]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_paid_or_else_the_price(write: Write, read: Read, encoding: str) -> None:
    extract = read("contracts", write("a.csv", REGISTER.encode(encoding)))
    assert told(extract) == [
        ("5 от 27.12.2022", "paid", *YEAR, Decimal("39840.50")),
        ("7 от 10.01.2023", "by_days", *YEAR, Decimal(3000)),
    ]
    said = " ".join(extract.noticed).replace("\N{NO-BREAK SPACE}", " ")
    shown = f"№ 5 от 27.12.2022 «{SITE}», 01.01.2023 — 31.12.2023, 39 840,50 руб.; № 7 от"
    assert f"Взято договоров — 2: {shown}" in said
    assert "сложены" not in said
    assert "Взята цена договора, а не оплаченная сумма: договоров — 1." in said
    assert "Договоров на другое — 1" in said


@pytest.mark.parametrize(("paid", "is_told"), [("51 840,50", False), ("61 840,50", True)])
def test_totals_that_are_no_sum_are_told(
    write: Write, read: Read, paid: str, is_told: bool
) -> None:
    extract = read("contracts", write("a.csv", f"{REGISTER}Итого;;;;;55 000,00;{paid}\n"))
    said = " ".join(extract.noticed)
    assert ("Итог столбца «Оплачено» — 61840.50, а сумма его строк — 51840.50" in said) == is_told
    assert "Итог столбца «Цена»" not in said


def test_totals_of_parts_add_up_to_the_sum(write: Write, read: Read) -> None:
    parts = "Итого;;;;;40 000,00;\nИтого;;;;;15 000,00;\n"
    said = " ".join(read("contracts", write("a.csv", REGISTER + parts)).noticed)
    assert "Итог столбца" not in said


def test_more_paid_than_the_price_is_told(write: Write, read: Read) -> None:
    text = REGISTER.replace("39 840,50", "398 405,00")
    assert "Оплачено больше цены: № 5. Проверьте обе суммы." in (
        read("contracts", write("a.csv", text)).noticed
    )
    assert "больше цены" not in " ".join(read("contracts", write("a.csv", REGISTER)).noticed)


def test_a_day_that_lost_its_format(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append([5, 44922, SITE, 44927, "31.12.2023", 39840.5, None])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DataRefusal) as refused:
        read_contracts([opened(tmp_path / "a.xlsx")], options())
    assert str(refused.value).count("задайте столбцу формат «Дата»") == 2


def test_workbook(tmp_path: Path, read: Read) -> None:
    book = Workbook()
    header = "№;Дата договора;Предмет договора;Срок действия;Сумма договора"
    book.active.append(header.split(";"))
    book.active.append([5, date(2022, 12, 27), SITE, "с 01.01.2023 по 31.12.2023", 39840.5])
    book.save(tmp_path / "a.xlsx")
    extract = read("contracts", tmp_path / "a.xlsx")
    assert told(extract) == [("5 от 27.12.2022", "by_days", *YEAR, Decimal("39840.5"))]


def test_english_headers(write: Write, read: Read) -> None:
    text = (
        f"number,date,subject,period_start,period_end,amount\n1,,{SITE},2023-01-01,2023-12-31,5\n"
    )
    assert told(read("contracts", write("a.csv", text))) == [("1", "by_days", *YEAR, Decimal(5))]


ACROSS = f"{HEADER}\n5;27.12.2022;{SITE};15.01.2023;14.01.2024;36 500,00;\n"


def test_a_price_across_years_keeps_its_term_and_is_told_by_years(write: Write, read: Read) -> None:
    extract = read("contracts", write("a.csv", ACROSS))
    term = (date(2023, 1, 15), date(2024, 1, 14))
    assert told(extract) == [("5 от 27.12.2022", "by_days", *term, Decimal(36500))]
    assert extract.noticed[1].replace("\N{NO-BREAK SPACE}", " ") == (
        "Срок через границу года, цена делится по дням срока: № 5 от 27.12.2022: "
        "2023 — 35 100 руб. (351 дн.), 2024 — 1 400 руб. (14 дн.)."
    )


def test_a_payment_across_years_is_of_no_known_year(write: Write) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_contracts([opened(write("a.csv", ACROSS.replace("00;\n", "00;36 000\n")))], options())
    assert str(refused.value) == (
        "a.csv, строка 2, столбец Оплачено: «36 000» — № 5 от 27.12.2022: срок 15.01.2023 — "
        "14.01.2024 переходит через границу года, и не известно, в каком году это оплачено. "
        "Ожидается дата в столбце «Дата оплаты», либо пустая ячейка, и тогда цена делится по "
        "дням срока, либо на каждый год своя строка с его сроком и оплатой."
    )


def test_payments_of_one_contract_by_years(write: Write, read: Read) -> None:
    text = (
        f"{HEADER}\n5;27.12.2022;{SITE};15.01.2023;31.12.2023;36500;30000\n"
        f"5;27.12.2022;{SITE};01.01.2024;14.01.2024;36500;6500\n"
    )
    extract = read("contracts", write("a.csv", text))
    assert [row[1:] for row in told(extract)] == [
        ("paid", date(2023, 1, 15), date(2023, 12, 31), Decimal(30000)),
        ("paid", date(2024, 1, 1), date(2024, 1, 14), Decimal(6500)),
    ]
    with pytest.raises(DataRefusal, match="строка 3: тот же номер, что в строке 2, а срок другой"):
        read("contracts", write("b.csv", text.replace(";6500", ";")))
    with pytest.raises(DataRefusal, match="строка 3: повторяет строку 2"):
        read("contracts", write("a.csv", text.replace("01.01.2024", "31.12.2023")))


PAYMENT = f"12;{SITE};01.01.2023 - 31.12.2023;5;01.02.2023\n"
AMENDED = (
    "№ и дата договора;Предмет договора;Срок действия;Сумма договора, руб.;Исполнитель\n"
    f"№ 12 от 15.01.2024;{SITE};с 15.01.2024 по 31.12.2024;39 840,00 руб.;ООО\n"
    f"№ 12 от 1 июня 2024 г.;{SITE};с 15.01.2024 по 31.12.2024;43 824,00;ООО\n"
)


def test_an_amended_price_replaces_the_one_before(write: Write, read: Read) -> None:
    extract = read("contracts", write("a.csv", AMENDED))
    term = (date(2024, 1, 15), date(2024, 12, 31))
    assert told(extract) == [("12 от 15.01.2024", "by_days", *term, Decimal(43824))]
    said = " ".join(extract.noticed).replace("\N{NO-BREAK SPACE}", " ")
    assert "цена 39 840,00 заменена на 43 824,00 (изменение от 01.06.2024, строка 3)" in said
    assert "Не прочитаны столбцы: Исполнитель." in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f"Номер;Предмет;Срок;Оплачено;Дата оплаты\n{PAYMENT}{PAYMENT}",
            "строка 3: повторяет строку 2",
        ),
        (AMENDED.replace("1 июня 2024 г.", "15.01.2024"), "строка 3: повторяет строку 2"),
        (
            AMENDED.replace("1 июня 2024 г.", "01.06.2023"),
            "строка 3: тот же номер и предмет, что в строке 2, и сроки пересекаются",
        ),
        (
            AMENDED.replace("Исполнитель", "Заказчик").replace("ООО\n", "МКУ\n", 1),
            "заказчиков: МКУ",
        ),
        (AMENDED.replace("договора, руб.", "договора, тыс. руб."), "нет столбцов: Оплачено или"),
        (AMENDED.replace("с 15.01.2024 по", "с 15.01.2024 или по"), "не срок: в ячейке есть и"),
        (AMENDED.replace("с 15.01.2024 по", "до"), "«до 31.12.2024» — не срок"),
    ],
)
def test_what_may_be_one_contract_or_two_is_asked(write: Write, text: str, reason: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_contracts([opened(write("a.csv", text))], options())
    assert reason in str(refused.value)


def test_an_agreement_to_a_contract_is_no_second_contract(write: Write, read: Read) -> None:
    amendment = "Доп. соглашение № 1 к контракту № 12;01.06.2024"
    text = (
        f"Номер;Дата;Предмет;Срок;Цена\n12;15.01.2024;{SITE};15.01.2024 - 31.12.2024;39840\n"
        f"{amendment};Доп. соглашение: {SITE};15.01.2024 - 31.12.2024;43824\n"
    )
    (row,) = told(read("contracts", write("a.csv", text)))
    assert (row[0], row[4]) == ("12 от 15.01.2024", Decimal(43824))
    with pytest.raises(DataRefusal, match="строка 3: изменение договора из строки 2, и новая это"):
        read("contracts", write("b.csv", text.replace("43824", "3984")))
    with pytest.raises(DataRefusal, match="столбец Дата: «01/06/2024» — не дата"):
        read("contracts", write("c.csv", text.replace("01.06.2024", "01/06/2024")))


def test_payments_add_up_in_the_years_they_were_made(write: Write, read: Read) -> None:
    text = "Номер;Предмет;Срок;Оплачено;Дата оплаты\n" + "".join(
        f"12;{SITE};01.01.2023 - 31.12.2024;{paid};{day}\n"
        for paid, day in (
            (10, "01.02.2023"),
            (20, "01.12.2023"),
            (30, "15.01.2024"),
            (5, "9.01.2025"),
        )
    )
    last = date(2025, 1, 9)
    assert told(read("contracts", write("a.csv", text))) == [
        ("12", "paid", *YEAR, Decimal(30)),
        ("12", "paid", date(2024, 1, 1), date(2024, 12, 31), Decimal(30)),
        ("12", "paid", last, last, Decimal(5)),
    ]


def test_a_term_from_the_day_of_signing(write: Write, read: Read) -> None:
    text = "Номер;Дата;Предмет;Срок;Цена\n7;09.01.2024;{};{};5\n"
    term = "с даты подписания контракта по 31 декабря 2024 года"
    extract = read("contracts", write("a.csv", text.format(SITE, term)))
    assert told(extract)[0][2:4] == (date(2024, 1, 9), date(2024, 12, 31))


def test_statuses(write: Write, read: Read) -> None:
    text = "Номер;Предмет;Срок;Цена;Статус\n" + "".join(
        f"{number};{SITE};01.01.2023 - 31.12.2023;5;{status}\n"
        for number, status in (
            (1, "Исполнен"),
            (2, "Проект"),
            (3, "Расторгнут"),
            (4, "Аннулирован"),
        )
    )
    extract = read("contracts", write("a.csv", text))
    assert [row[0] for row in told(extract)] == ["1", "3"]
    said = " ".join(extract.noticed)
    assert "Не вступившие в силу не взяты: № 2, № 4." in said
    assert "Расторгнуты: № 3; оплачено могло быть меньше цены." in said


def test_words_of_the_analyst(write: Write, read: Read) -> None:
    write("contracts.toml", 'site = ["бумаг"]\nwork = ["поставк"]\n')
    extract = read("contracts", write("a.csv", REGISTER))
    assert [row[0] for row in told(extract)] == ["6 от 10.01.2023"]
    assert (
        "Договоров на другое — 2, не взяты по словам предмета (из вашего contracts.toml): № 5 "
        f"«{SITE}»; № 7 «Хостинг сайта»." in " ".join(extract.noticed)
    )


def test_one_number_of_two_years_is_of_two_contracts(write: Write, read: Read) -> None:
    text = (
        f"{HEADER}\n5;27.12.2022;{SITE};01.01.2023;31.12.2023;4;\n"
        f"5;26.12.2023;{SITE};01.01.2024;31.12.2024;5;\n"
    )
    numbers = [row[0] for row in told(read("contracts", write("a.csv", text)))]
    assert numbers == ["5 от 27.12.2022", "5 от 26.12.2023"]


def test_without_numbers_those_of_one_term_are_one_row(write: Write, read: Read) -> None:
    text = f"Предмет;Начало;Конец срока;Цена;Оплачено\n{SITE};01.01.2023;31.12.2023;4;3\n"
    text += "Хостинг сайта;01.01.2023;31.12.2023;5;5\n"
    extract = read("contracts", write("a.csv", text))
    assert told(extract) == [(None, "paid", *YEAR, Decimal(8))]
    assert (
        "без номеров с одним сроком сложены в одну строку: договор в строке 2" in extract.noticed[1]
    )
    with pytest.raises(DataRefusal, match="строка 3: тот же срок, что в строке 2, номеров нет"):
        read("contracts", write("a.csv", text.replace(";5;5", ";5;")))


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Техническая поддержка веб-сайта администрации", True),
        ("ОБСЛУЖИВАНИЕ САЙТА", True),
        ("Услуги хостинга для Интернет-сайта", True),
        ("Размещение материалов на сайте газеты", False),
        ("Сопровождение программы «1С»", False),
        ("Поддержка проекта «Инсайт»", False),
        ("Сопровождение интернет-портала администрации района", True),
        ("Сопровождение портала поставщиков", False),
        ("Обслуживание официального сайта школы № 1", False),
        ("Поддержка сайтов сельских поселений", False),
        ("", False),
    ],
)
def test_maintenance_by_its_words(write: Write, subject: str, *, expected: bool) -> None:
    assert subjects_of(opened(write("a.csv", ""))).fit(subject) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            REGISTER.replace("39 840,50", "сорок"),
            "a.csv, строка 2, столбец Оплачено: «сорок» — не число",
        ),
        (REGISTER.replace("39 840,50", "39,840"), "«39,840» — тысячи это или доли, не ясно"),
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
        (REGISTER.replace("Начало срока", "X"), "нет столбца «Начало срока»"),
        (REGISTER.replace("Цена", "X").replace("Оплачено", "Y"), "нет столбцов: Оплачено или Цена"),
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
def test_bad_input_is_told_by_its_place(write: Write, text: str | bytes, reason: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_contracts([opened(write("a.csv", text))], options())
    assert reason in str(refused.value)


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
amounts = st.decimals(0, 10**9, places=2)


@given(contracts=st.lists(st.tuples(days, days, amounts), min_size=1, max_size=20))
def test_what_is_written_in_the_layout_comes_back(
    tmp_path: Path, contracts: list[tuple[date, date, Decimal]]
) -> None:
    path = tmp_path / "a.csv"
    expected: Told = []
    with path.open("w", encoding="cp1251", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER.split(";"))
        for number, (one, other, amount) in enumerate(contracts):
            start, end = sorted((one, other))
            expected.append((str(number), "by_days", start, end, amount))
            money = str(amount).replace(".", ",")
            writer.writerow([number, "", SITE, f"{start:%d.%m.%Y}", f"{end:%d.%m.%Y}", money, ""])
    by_term = sorted(expected, key=lambda row: (row[2:4], row[0]))
    assert told(read_contracts([opened(path)], options())) == by_term


def register(titles: str, *rows: str) -> str:
    return "\n".join(
        [f"Номер;Предмет;Срок;{titles}", *(f"7;{SITE};2023;{r}" for r in rows)]
    ).replace(";2023;", ";01.01.2023 - 31.12.2023;")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        (register("Цена;Статус", "5;Завис"), "«Завис» — не известно, в силе ли договор"),
        (register("Цена;Цена с учётом ДС", "5;7"), "рядом другая цена, «Цена с учётом ДС»: 7"),
        (register("Сумма;Сумма с НДС", "5;6"), "об одном|рядом другая цена"),
        (register("Цена;Валюта", "5;USD"), "«USD» — цена не в рублях"),
        ("(тыс. рублей)\n" + register("Цена", "39,84"), r"над таблицей сказано: «\(тыс. рублей\)»"),
        ("Договоры, тыс. руб.\n" + register("Цена", "39,84"), "над таблицей сказано"),
    ],
)
def test_a_price_that_may_be_another(text: str, match: str, write: Write, read: Read) -> None:
    with pytest.raises(DataRefusal, match=match):
        read("contracts", write("a.csv", text))


@pytest.mark.parametrize(
    "text",
    [
        register("Цена без НДС;НДС;Цена с НДС, руб.", "4;1;5"),
        register("Начальная цена;Цена", "6;5"),
        register("Цена;Валюта", "5;Российский рубль"),
        register("Цена;Цена с учётом ДС", "5;5,00"),
    ],
)
def test_a_price_beside_which_nothing_differs(text: str, write: Write, read: Read) -> None:
    assert told(read("contracts", write("a.csv", text)))[0][4] == 5


@pytest.mark.parametrize(
    "status", ["Не подписан", "На согласовании", "На подписании", "Отменён", "Не заключён"]
)
def test_a_contract_that_never_was_in_force(status: str, write: Write, read: Read) -> None:
    text = register("Цена;Статус", "5;Действует") + f"\n8;{SITE};01.01.2023 - 31.12.2023;9;{status}"
    assert [row[0] for row in told(read("contracts", write("a.csv", text)))] == ["7"]


@pytest.mark.parametrize("number", ["7 (ДС № 1)", "7, доп. соглашение № 1", "№ 7 (изменение № 2)"])
def test_an_amendment_in_the_cell_of_the_number(number: str, write: Write, read: Read) -> None:
    term = "01.01.2023 - 31.12.2023"
    text = (
        f"Номер;Дата;Предмет;Срок;Цена\n7;10.01.2023;{SITE};{term};39840\n"
        f"{number};10.06.2023;{SITE};{term};43824\n"
    )
    extract = read("contracts", write("a.csv", text))
    assert [row[4] for row in told(extract)] == [43824]


@pytest.mark.parametrize(
    ("cell", "roubles"),
    [
        ("39 840 руб. 50 коп.", "39840.50"),
        ("39,840.50", "39840.50"),
        ("1.039.840,50 руб.", "1039840.50"),
        ("39840 р. 50 к.", "39840.50"),
    ],
)
def test_sums_as_people_write_them(write: Write, read: Read, cell: str, roubles: str) -> None:
    text = f"№;Предмет;Срок;Цена\n12;{SITE};2023 год;{cell}\n"
    ((_, _, *term, amount),) = told(read("contracts", write("a.csv", text)))
    assert (tuple(term), amount) == (YEAR, Decimal(roubles))


def test_titles_of_the_days_of_a_term(write: Write, read: Read) -> None:
    text = f"№;Предмет;Начало действия;Окончание срока;Цена\n12;{SITE};01.01.2023;31.12.2023;5\n"
    assert told(read("contracts", write("a.csv", text))) == [("12", "by_days", *YEAR, Decimal(5))]


def test_the_same_row_twice_without_a_number_is_asked(write: Write) -> None:
    row = f"{SITE};2023 год;39840\n"
    with pytest.raises(DataRefusal, match="строка 3: то же, что в строке 2, номеров нет"):
        read_contracts([opened(write("a.csv", f"Предмет;Срок;Цена\n{row}{row}"))], options())


@pytest.mark.parametrize("school", ["МКОУ «Шегарская СОШ № 1»", "МБУК «Дом ремёсел»", "МАДОУ № 2"])
def test_sites_of_institutions_are_others(write: Write, read: Read, school: str) -> None:
    text = f"№;Предмет;Срок;Цена\n12;{SITE};2023 год;5\n13;Поддержка сайта {school};2023 год;6\n"
    extract = read("contracts", write("a.csv", text))
    assert [contract for contract, *_ in told(extract)] == ["12"]
