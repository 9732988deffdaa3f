"""Tables in general: their header, their rows, their cells, whoever reads them."""

from __future__ import annotations

import base64
import gzip
import time
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from shegar_metrics import cells
from shegar_metrics.importing.files.export import MOST_ROWS, Export
from shegar_metrics.importing.files.raw import HEAD_BYTES
from shegar_metrics.importing.files.table import (
    Column,
    Table,
    amount,
    count,
    day,
    headed,
    identifier,
)
from shegar_metrics.problems import DataRefusal

from .conftest import REFERENCE, Write

COLUMNS = {
    "day": Column(("Дата акта",), day, required=True, vague=("Дата",)),
    "pieces": Column(("Листов", "Страниц"), count, required=True),
    "sum": Column(("Цена",), amount),
    "number": Column(("Номер",), identifier, vague=("№",)),
}
CSV = "Дата акта;Листов;Цена;Номер\n01.02.2023;5;1,5;7\n02.02.2023;6;;8\n"
Found = list[tuple[object, ...]]


def found(path: Path, key: tuple[str, ...] = ("day",)) -> Found:
    table = Table(Export(path, REFERENCE.zone), COLUMNS, key)
    rows = [tuple(table.read(record, name) for name in COLUMNS) for record in table]
    table.finish()
    return rows


def refused(path: Path, key: tuple[str, ...] = ("day",)) -> str:
    with pytest.raises(DataRefusal) as refusal:
        found(path, key)
    return str(refusal.value)


def outcome_of(path: Path) -> Found | str:
    try:
        return found(path)
    except DataRefusal as refusal:
        return str(refusal)


BOTH = [(date(2023, 2, 1), 5, amount("1.5"), "7"), (date(2023, 2, 2), 6, None, "8")]


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        "sep=;\n" + CSV,
        '"sep=;"\r\n' + CSV,
        CSV.replace("1,5", '"1,5"').replace(";", ",").replace("Цена", "Цена (руб.)"),
        "Реестр, за 2023 год, с приложениями, копиями и делами\n\n" + CSV,
        CSV.replace("Цена", "ЦЕНА, РУБ.").replace("Листов", "Листов, шт."),
        CSV.replace("\n01", "\n1;2;3;4\n01"),
        CSV + "Итого:;11;1,5;\n",
        CSV + ";Всего листов;11;\n",
        "Акт;;Деньги;\nДата акта;Листов;Цена;Номер\n" + CSV.partition("\n")[2],
        "Дата акта;Размер;;Номер\n;Листов;Цена;\n" + CSV.partition("\n")[2],
        CSV.replace("01.02.2023", "1 февраля 2023 г.").replace("02.02.2023", "02.02.23"),
        CSV.replace("Номер", "№"),
        CSV.replace("Дата акта", "Дата"),
    ],
)
def test_a_table_as_people_leave_it(write: Write, text: str) -> None:
    assert found(write("a.csv", text)) == BOTH
    assert found(write("b.csv", text.encode("cp1251"))) == BOTH
    assert found(write("c.csv.gz", gzip.compress(text.encode()))) == BOTH


def test_a_vague_title_gives_way(write: Write) -> None:
    text = "№;Дата акта;Листов;Номер;Дата\n1;01.02.2023;5;7;03.03.2023\n"
    assert found(write("a.csv", text)) == [(date(2023, 2, 1), 5, None, "7")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CSV + "01.02.2023;9;;9\n", "a.csv, строка 4: повторяет строку 2. Оставьте одну из двух."),
        (CSV + "2023-02-01;9;;9\n", "строка 4: повторяет строку 2"),
        (CSV.replace("Цена", "Страниц"), "строка 1: столбцы «Листов» и «Страниц» — об одном"),
        (CSV.replace("Цена", "листов, шт."), "столбцы «Листов» и «листов, шт.» — об одном"),
        (CSV + "03.02.2023;1;;2;лишнее\n", "строка 4: «лишнее» — ячейка правее последнего столбца"),
        (CSV + "03.02.2023;1\n", "строка 4: ячеек — 2, а столбцов — 4: строка разорвана"),
        (
            CSV + '03.02.2023;1;"а"б;2\n',
            "строка 4: нельзя разобрать как CSV: лишняя кавычка внутри",
        ),
        (CSV + CSV, "строка 4: повторяет строку заголовков, в файле не одна таблица"),
        (CSV.replace("01.02.2023", "2023-01-01–2023-01-31"), "«2023-01-01–2023-01-31» — не дата"),
        (CSV.replace("01.02.2023", "01/02/2023"), "«01/02/2023» — не дата"),
        (CSV.replace(";7", ";5,49567E+18"), "номер, от которого Excel оставил только первые цифры"),
        (CSV.replace(";5;", ";≈ 5;"), "«≈ 5» — не целое число. Если точное число не известно,"),
        (CSV.replace(";5;", ";н/д;"), "оставьте ячейку пустой"),
        (CSV.replace("Цена", "Цена, тыс. руб.").replace("Листов", "Дел"), "нет столбцов: Листов"),
        (CSV.replace("Листов", "Дел"), "строка 1: нет столбцов: Листов"),
    ],
)
def test_what_has_two_readings_is_told(write: Write, text: str, told: str) -> None:
    assert told in refused(write("a.csv", text))


def test_thousands_are_no_unit_to_leave_out(write: Write) -> None:
    path = write("a.csv", CSV.replace("Цена", "Цена, тыс. руб."))
    assert [row[2] for row in found(path)] == [None, None]


def book(path: Path, *sheets: list[list[object]], merged: str = "") -> Path:
    made = Workbook()
    for n, rows in enumerate(sheets):
        sheet = made.active if n == 0 else made.create_sheet()
        for row in rows:
            sheet.append(row)
        if merged and n == 0:
            sheet.merge_cells(merged)
    made.save(path)
    return path


TITLES: list[object] = ["Дата акта", "Листов", "Цена", "Номер"]
ROWS: list[list[object]] = [[date(2023, 2, 1), 5, 1.5, 7], [date(2023, 2, 2), 6, None, 8]]


@pytest.mark.parametrize("name", ["a.xls", "без окончания", "a.xlsx.part"])
def test_a_book_is_one_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / "a.xlsx", [TITLES, [date(2023, 2, 1), 5, 1, 7]]).rename(tmp_path / name)
    assert found(path) == [(date(2023, 2, 1), 5, 1, "7")]


def test_the_sheet_is_searched_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    draft: list[list[object]] = [["черновик"]]
    assert found(book(path, draft, [["Реестр"], [], TITLES, *ROWS])) == BOTH
    wrong = [["Реестр"], TITLES, [date(2023, 2, 1), "много"]]
    assert "a.xlsx, лист «Sheet1», строка 3, столбец Листов: «много»" in refused(
        book(path, draft, wrong)
    )
    told = refused(book(path, [TITLES, *ROWS], [TITLES, *ROWS]))
    assert "такая таблица — на нескольких листах: «Sheet», «Sheet1»" in told


def test_a_number_is_not_lost_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    told = refused(book(path, [TITLES, [date(2023, 2, 1), "=2+3"]]))
    assert (
        "строка 2, столбец Листов: «=2+3» — формула без посчитанного значения или с нулём. Откройте"
        in told
    )
    assert "строка 2: ячейки B2:B3 объединены." in refused(
        book(path, [TITLES, *ROWS], merged="B2:B3")
    )
    # Above the records, and in a row of totals, merged cells hide nothing.
    assert found(book(path, [["Реестр"], TITLES, *ROWS], merged="A1:D1")) == BOTH
    assert found(book(path, [TITLES, *ROWS, ["Итого", None, 5]], merged="A4:B4")) == BOTH


def test_a_long_number_of_a_workbook_has_lost_its_digits(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [TITLES, [date(2023, 2, 1), 5, 1, 1700000000124000001]])
    assert "Excel оставил только первые цифры" in refused(path)


ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Лист1">{}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


MANIFEST = """<manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def cell(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def test_opendocument(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row.split(';')))}</table:table-row>"
        for row in CSV.splitlines()
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(rows))
    assert found(path) == BOTH


# The same table as an old Excel writes it, packed.
XLS = (
    b"c-rk)O=uHA6#iy2X_L^VNlgoFF@%6sYY8zyC~BLwM0=3bDuTbDt<9lSS_xk4L8~=KLGYw_Db$0PsuzFo2fcX^DtZ"
    b"tKLaRqlf`W%O>w7Ponnr~Nv=G^EnK$$P=I_nS&hDEz|HAbB=0%jC3l8K=H>!$cijup)_&|Eo<YFOrQ8H~*6x=QfW"
    b"R(+7YF}4#3_0G5FmO-5Bno__bOLA5KR%WYts{D+4}*&P&`DI`7D>Ell3vvdJuP&D(7R&!RA{$It_tlW+XZzDbBX@"
    b"84r>)3F~Xwrg6n-KKJy~kjt0EqRebT9%G)~8lNlL2Q(=mruE7i_pnd7FbcXpl+=d58CL^g-<S1bQ0SfjEzL_E5Yh"
    b"hQv2-))Wl`D|^`)YahALK3yVyXPPp@B)5r(~04>0CafS)-Lt@6^3|pI*WUtqVwULj`n{#8DkWR1BiJ3aUkS=pJIa"
    b"bWCfgR=q=alEw+Okz~7x?bd#%7&V?GCPr*j@6!9JmKdUx;-rb|2(K~Z&lKOPGo@DcS`E=*)JfSdJI+UgTDtS)ZE9"
    b"#BaZ)6c@*c^*Z8q`XVB!*ckh51b4xy}R6OU~|FH5a0Qf?L+pdnM<I?!Mh_D+e-716d*J8{9g#O9*%7Aj{yA9xhZe"
    b"oAbm@@(JYL}2!PVj5wZzG3p`XA14AUERFFc$_HY$~u`o2yOc1lyVt9tM8`uO0C1P%o%7t7<rCoN3C#%HCK7gL7c;"
    b"?OO@313_+3AW8yh`HA=n54W>cyWiR75Jut+Q=k$W%vEtLb!f~5nz7-htc)+G~#{Pr{Hf-3iVZ(+E8#XEhO755WJG"
    b"Hhx68OGeZT;6-rj)aPll-?hh;e$((bwA^j8UG!`LfneBb=&Gms+Dw;eR3HFtwh+D2AjTqh+sO`rcB-<5{z#@9%A)"
    b"a@)_9)6ak0{tvwy)}#"
)


def test_an_old_workbook(write: Write) -> None:
    path = write("a.xls", zlib.decompress(base64.b85decode(XLS)))
    assert found(path) == BOTH
    assert headed(COLUMNS, "day", "pieces")(Export(path, REFERENCE.zone))


@pytest.mark.parametrize("blanks", range(4))
def test_a_letter_cut_where_the_beginning_ends_is_no_other_encoding(
    write: Write, blanks: int
) -> None:
    text = "\n" * blanks + CSV.replace("\n02", f"\n03.02.2023;1;;{'я' * HEAD_BYTES}\n02")
    assert headed(COLUMNS, "day", "pieces")(Export(write("a.csv", text), REFERENCE.zone))


@pytest.mark.parametrize("place", [0x2C, 0x40, 0x44, 0x200, 0x30C, 0x500, 0x600, 0x700])
def test_a_spoilt_old_workbook_ends_no_process_but_its_own(write: Write, place: int) -> None:
    whole = zlib.decompress(base64.b85decode(XLS))
    path = write("a.xls", whole[:place] + b"\xff\xff\xff\x7f" + whole[place + 4 :])
    outcome = outcome_of(path)
    assert outcome == BOTH or str(outcome).startswith("a.xls")


def test_too_many_rows_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(CSV)
        file.writelines("01.02.2023;5;1,5;7\n" * (MOST_ROWS + 5))
    start = time.perf_counter()
    assert f"строк больше {MOST_ROWS}" in refused(path)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31.12.2022", "2022-12-31"),
        ("1.2.23", "2023-02-01"),
        ("2022-12-31T00:00:00", "2022-12-31"),
        ("31.12.2022 0:00", "2022-12-31"),
        ("10 января 2023 г.", "2023-01-10"),
        ("10 ЯНВ. 2023", "2023-01-10"),
        ("5 Sept 2023", "2023-09-05"),
        ("Sept 5, 2023", "2023-09-05"),
        ("25/12/2023", "2023-12-25"),
        ("2023/12/25", "2023-12-25"),
        ("01/02/2023", None),
        ("20.12.85", None),
        ("31.02.2022", None),
        ("10 мартобря 2023", None),
        ("2022-12-31 10:30", None),
        ("2022-12-31, 2023-01-01", None),
        ("2022-W01-1", None),
        ("20221231", None),
    ],
)
def test_dates(cell: str, expected: str | None) -> None:
    day = cells.as_date(cell)
    assert (day and day.isoformat()) == expected
    assert cells.iso_date(cell) == (expected or cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2023-09", date(2023, 9, 1)),
        ("9.2023", date(2023, 9, 1)),
        ("Сентябрь 2023 г.", date(2023, 9, 1)),
        ("сент. 2023", date(2023, 9, 1)),
        ("Sept 2023", date(2023, 9, 1)),
        ("2023", None),
        ("13.2023", None),
        ("01.02.2023", None),
    ],
)
def test_months(cell: str, expected: date | None) -> None:
    assert cells.as_month(cell) == expected


def formula(source: str, value: str, kind: str = "float") -> str:
    kinds = f'office:value-type="{kind}" office:value="{value}"'
    if kind == "error":
        kinds = 'office:value-type="string" calcext:value-type="error"'
    return (
        f'<table:table-cell table:formula="of:={source}" {kinds}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (formula("SUM([.A9:.B9])", "0"), "«=SUM([.A9:.B9])» — формула без посчитанного значения"),
        (formula("NA()", "#N/A", "error"), "«#N/A» — ошибка формулы, а не значение"),
        (formula("2+3", "5"), ""),
    ],
)
def test_formulas_of_opendocument(tmp_path: Path, made: str, told: str) -> None:
    head, row, _ = CSV.splitlines()
    cells_of_row = [cell(text) for text in row.split(";")]
    cells_of_row[1] = made
    rows = "".join(
        f"<table:table-row>{''.join(each)}</table:table-row>"
        for each in ([cell(title) for title in head.split(";")], cells_of_row)
    )
    calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    content = ODS.format(rows).replace("xmlns:text=", f'xmlns:calcext="{calc}" xmlns:text=', 1)
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    if told:
        with pytest.raises(DataRefusal) as refused:
            found(path)
        assert told in str(refused.value)
    else:
        assert [row[1] for row in found(path)] == [5]


def test_an_untitled_column_is_named(write: Write) -> None:
    text = "Дата акта;Листов;;Номер\n01.02.2023;5;17;7\n"
    table = Table(Export(write("a.csv", text), REFERENCE.zone), COLUMNS, key=())
    assert table.unread == ["C (без заголовка)"]
    table.note_untitled()
    with pytest.raises(DataRefusal, match="строка 2: в столбце C нет заголовка"):
        table.finish()


def test_what_a_workbook_hides_is_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in CSV.splitlines():
        book.active.append(row.split(";"))
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert Export(path, REFERENCE.zone).remarks == []
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    (told,) = Export(path, REFERENCE.zone).remarks
    assert told.startswith("a.xlsx: на листе «Sheet» есть скрытые строки")
    assert len(found(path)) == len(CSV.splitlines()) - 1


def test_of_an_old_workbook_formulas_are_not_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(zlib.decompress(base64.b85decode(XLS)))
    (told,) = Export(path, REFERENCE.zone).remarks
    assert told.startswith("a.xls: в книге XLS не видно, где формулы")
