"""The door to the data: what hand-edited files are accepted, and how problems are told."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import fontpkg
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from frictionless import Package

from shegar_metrics.dataset import Dataset, find_folder, load
from shegar_metrics.dataset.rules import UNPRINTABLE
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import DUMA, add

VISITS = "period_start,period_end,page,visits,page_views,source,note\n"


Row = tuple[str, dict[str, Any]]
"""A table, and a row to add to it."""


def problems(data: Path) -> list[str]:
    with pytest.raises(DataRefusal) as refusal:
        load(data)
    return [str(problem) for problem in refusal.value.problems]


def test_the_shipped_package_is_valid_for_anyone(dataset: Dataset) -> None:
    assert Package(str(dataset.folder / "datapackage.json")).validate().valid
    assert dataset.years == [2022]


def test_every_shipped_row_cites_a_source(dataset: Dataset) -> None:
    for table, rows in dataset.rows.items():
        if "source" in dataset.columns(table):
            assert all(dataset.source(row["source"])["title"] for row in rows)


def test_tables_are_typed_frames(dataset: Dataset) -> None:
    visits = dataset["visits"]
    assert visits["visits"].tolist() == [37743]
    assert visits["page_views"].isna().all()
    assert visits["period_start"].tolist() == [pd.Timestamp(2022, 1, 1)]
    assert dataset["costs"]["amount_rub"].tolist() == [39840.0]
    assert list(dataset["engagement"].columns)[:4] == [
        "period_start",
        "period_end",
        "page",
        "views",
    ]
    assert "Посещения официального сайта" in dataset._repr_html_()


def test_each_empty_cell_of_an_empty_row_is_told(data: Path) -> None:
    table = data / "reference" / "platforms.csv"
    table.write_text(f"{table.read_text('utf-8')},,,x\n", encoding="utf-8")
    found = problems(data)
    assert "лишняя ячейка" in found[0]
    assert [line.partition(": ")[2].partition(".")[0] for line in found[1:]] == ["ячейка пуста"] * 3


def test_codes_have_russian_titles(dataset: Dataset) -> None:
    assert dataset.labels("pages", "platform") == {
        "vk": "ВКонтакте",
        "ok": "Одноклассники",
        "telegram": "Telegram",
    }


def excel_ru(text: str) -> bytes:
    """Save as Russian Excel does: cp1251, semicolons, Russian dates, grouped thousands."""
    text = text.replace(",", ";").replace("2022-01-01", "01.01.2022")
    return text.replace("2022-12-31", "31.12.2022").replace("37743", "37\u00a0743").encode("cp1251")


@pytest.mark.parametrize(
    "save",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("37743", '"37 743"').encode(),
        lambda text: text.replace("37743", "37\u202f743").encode(),
        lambda text: (text + ",,,,,,\n\n").encode(),
        excel_ru,
    ],
    ids=["bom", "semicolon", "crlf", "space", "narrow space", "empty rows", "Excel cp1251"],
)
def test_a_hand_edited_file_is_read_as_it_was_meant(
    data: Path, save: Callable[[str], bytes]
) -> None:
    row = "2022-01-01,2022-12-31,site,37743,,duma-320-2023,со слов источника\n"
    (data / "visits.csv").write_bytes(save(VISITS + row))
    (read,) = load(data).rows["visits"]
    assert read["visits"] == 37743
    assert read["period_end"].isoformat() == "2022-12-31"
    assert read["note"] == "со слов источника"


def test_a_decimal_comma_and_any_order_of_columns_are_accepted(data: Path) -> None:
    header = "item;amount_rub;method;source;period_start;period_end\n"
    row = "site_maintenance;39 840,50;by_hand;duma-320-2023;01.01.2022;31.12.2022\n"
    (data / "costs.csv").write_text(header + row, encoding="utf-8")
    assert str(load(data).rows["costs"][0]["amount_rub"]) == "39840.50"


def test_reading_changes_no_file(data: Path) -> None:
    before = {file: file.read_bytes() for file in data.rglob("*.*")}
    load(data)
    assert {file: file.read_bytes() for file in data.rglob("*.*")} == before


ROW = "2022-01-01,2022-12-31,site,{},,duma-320-2023,\n"


@pytest.mark.parametrize(
    ("table", "text", "told"),
    [
        (
            "visits",
            VISITS + ROW.format("37 7x3"),
            "visits.csv, строка 2, столбец visits: «377x3» — не целое число. Ожидается целое "
            "число, не меньше 0. Исправьте ячейку («Посещения (визиты)»).",
        ),
        (
            "visits",
            VISITS + ROW.format("-5"),
            "visits.csv, строка 2, столбец visits: «-5» — недопустимое значение. Ожидается "
            "целое число, не меньше 0. Исправьте ячейку («Посещения (визиты)»).",
        ),
        (
            "visits",
            VISITS + "\n" + ROW.format("7").replace("2022-12-31", "31.13.2022"),
            "visits.csv, строка 3, столбец period_end: «31.13.2022» — не дата. Ожидается "
            "дата вида 31.12.2022 или 2022-12-31 с 01.01.1990 по 31.12.2100. ",
        ),
        (
            "visits",
            VISITS + ",2022-12-31,site,7,,duma-320-2023,\n",
            "visits.csv, строка 2, столбец period_start: ячейка пуста.",
        ),
        (
            "visits",
            VISITS + ROW.format("7") * 2,
            "visits.csv, строка 3, столбец page: «2022-01-01, 2022-12-31, site» — строка "
            "повторяет другую по столбцам period_start, period_end, page.",
        ),
        (
            "visits",
            VISITS + ROW.format("7").replace("duma-320-2023", "duma"),
            "visits.csv, строка 2, столбец source: «duma» — в sources.csv такого нет.",
        ),
        (
            "visits",
            VISITS + ROW.format("7").replace(",\n", ",,лишнее\n"),
            "visits.csv, строка 2: «лишнее» — лишняя ячейка справа от последнего столбца.",
        ),
        (
            "visits",
            VISITS + ROW.format("7") + "Итого,,,7,,,\n",
            "visits.csv, строка 3: «Итого» — строка итогов. Удалите её",
        ),
        (
            "visits",
            VISITS.replace("visits,page_views", "visits,visits"),
            "visits.csv, строка 1, столбец visits: столбец повторён.",
        ),
        (
            "visits",
            VISITS.replace("page_views", "visitors"),
            "visits.csv, строка 1, столбец visitors: лишний столбец. Ожидается один из столбцов "
            "period_start, period_end, page, visits, page_views, source, note.",
        ),
        (
            "visits",
            VISITS.replace("period_end,", ""),
            "visits.csv, строка 1, столбец period_end: столбца нет.",
        ),
        ("visits", "", "visits.csv, строка 1: файл пуст."),
        ("visits", VISITS + '"', "visits.csv, строка 2: нельзя разобрать как CSV."),
        (
            "visits",
            VISITS + ROW.format("7").replace("2022-12-31", "2021-12-31"),
            "visits.csv, строка 2, столбец period_end: «2021-12-31» — раньше начала периода "
            "(01.01.2022). Ожидается дата не раньше 01.01.2022.",
        ),
        (
            "visits",
            VISITS + ROW.format("7") + "2022-12-01,2023-01-31,site,7,,duma-320-2023,\n",
            "visits.csv, строка 3, столбец period_start: «2022-12-01» — период делит дни с "
            "периодом строки 2 (01.01.2022 … 31.12.2022).",
        ),
        (
            "visits",
            VISITS + ROW.format("7") + ROW.format("3").replace("2022-12-31", "2022-01-31"),
            "visits.csv, строка 2, столбец period_start: «2022-01-01» — период делит дни с "
            "периодом строки 3 (01.01.2022 … 31.01.2022).",
        ),
        (
            "subscribers",
            "as_of,page,subscribers,source\n2022-12-31,myspace,7,duma-320-2023\n",
            "subscribers.csv, строка 2, столбец page: «myspace» — в reference/pages.csv такого нет",
        ),
        (
            "measures",
            "as_of,page,requirement,met,source\n2022-12-31,vk,verification,возможно,"
            "duma-320-2023\n",
            "measures.csv, строка 2, столбец met: «возможно» — не «да» или «нет».",
        ),
    ],
)
def test_a_problem_is_told_by_file_row_column_and_mend(
    data: Path, table: str, text: str, told: str
) -> None:
    (data / f"{table}.csv").write_text(text, encoding="utf-8")
    (problem,) = problems(data)
    assert problem.startswith(told)


def test_a_workbook_in_place_of_a_table_is_named(data: Path) -> None:
    (data / "visits.csv").rename(data / "visits.xlsx")
    (problem,) = problems(data)
    assert "Рядом лежит visits.xlsx: сохраните его лист как «CSV UTF-8» под именем" in problem


def test_days_are_read_as_people_write_them(data: Path) -> None:
    text = (data / "visits.csv").read_text(encoding="utf-8")
    assert "2022-12-31" in text
    for written in ("31 декабря 2022 г.", "31.12.22"):
        (data / "visits.csv").write_text(text.replace("2022-12-31", written), encoding="utf-8")
        assert load(data).rows["visits"][0]["period_end"] == date(2022, 12, 31)


def test_all_problems_are_told_at_once_in_the_order_of_the_files(data: Path) -> None:
    (data / "visits.csv").write_text(VISITS + ROW.format("x") + ROW.format("y"), encoding="utf-8")
    (data / "costs.csv").unlink()
    (data / "population.csv").write_bytes(b"\x98\xff\x00")
    told = problems(data)
    assert [problem.split(":")[0] for problem in told] == [
        "visits.csv, строка 2, столбец visits",
        "visits.csv, строка 3, столбец visits",
        "visits.csv, строка 3, столбец page",
        "costs.csv",
        "population.csv",
    ]
    assert "Создайте его с одной строкой: period_start,period_end,item" in told[3]
    assert "не текст в кодировке UTF-8 или cp1251" in told[4]


def test_unreadable_sources_do_not_make_every_reference_a_problem(data: Path) -> None:
    (data / "sources.csv").unlink()
    (problem,) = problems(data)
    assert problem.startswith("sources.csv: файла нет в папке")


MONTHS_OF_2021 = [
    f"2021-{month:02}-01 2021-{month:02}-{monthrange(2021, month)[1]}" for month in range(1, 13)
]


def test_rows_without_common_days_are_no_problem(data: Path) -> None:
    for month in MONTHS_OF_2021:
        add(data, "visits", period=month, page="site", visits=3, source=DUMA)
    assert len(load(data).rows["visits"]) == 1 + 12


def stated(column: str, value: object, period: object = 2022, **others: object) -> Row:
    """Return a row of ``totals``: of the visits to the site, unless told otherwise."""
    row = {"table": "visits", "column": column, "value": value, "period": period}
    return "totals", {**row, "page": "site", "stands": "да", "source": DUMA, **others}


def paid(**others: object) -> Row:
    """Return a row of ``costs`` of a contract of 2022."""
    row = {"period": 2022, "item": "site_maintenance", "contract": "7/22", "method": "paid"}
    return "costs", {**row, "amount_rub": 100, "source": DUMA, **others}


ANSWERS = (
    "feedback",
    {"period": 2022, "channel": "pos", "received": 9, "answered": 7, "source": DUMA},
)
ACROSS_YEARS = "2021-12-01 2022-11-30"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [
                (
                    "engagement",
                    {"period": period, "page": "vk", "likes": 1, "source": DUMA},
                )
                for period in ("2022-01-01 2022-01-31", "2022-01-31 2022-02-28")
            ],
            "engagement.csv, строка 3, столбец period_start: «2022-01-31» — период делит дни с "
            "периодом строки 2 (01.01.2022 … 31.01.2022). Ожидается строки одного ряда без общих "
            "дней. Исправьте даты; число за весь период, который есть и по частям, перенесите в "
            "totals.csv.",
        ),
        (
            [stated("reach", 5, table="engagement", page=None)],
            "totals.csv, строка 2, столбец page: не сказано, о чём итог. Ожидается код: в таблице "
            "engagement он есть. Впишите его.",
        ),
        (
            [stated("publications", 5, table="publications")],
            "totals.csv, строка 2, столбец section: не сказано, о чём итог. Ожидается код: в "
            "таблице publications он есть. Впишите его.",
        ),
        (
            [stated("received", 5, table="feedback", page=None)],
            "totals.csv, строка 2, столбец channel: не сказано, о чём итог. Ожидается код: в "
            "таблице feedback он есть. Впишите его.",
        ),
        (
            [stated("visits", 5, channel="pos")],
            "totals.csv, строка 2, столбец channel: «pos» — в таблице visits такого столбца нет. "
            "Ожидается пусто. Очистите ячейку.",
        ),
        (
            [stated("visitors", 5, page="vk")],
            "totals.csv, строка 2, столбец page: «vk» — это не сайт. Ожидается код сайта или его "
            "счётчика. Проверьте её и reference/pages.csv.",
        ),
        (
            [stated("reach", 5)],
            "totals.csv, строка 2, столбец column: «reach» — в таблице visits такого итога нет. "
            "Ожидается одно из: visits, page_views, visitors. Исправьте название.",
        ),
        (
            [stated("visitors", "5,5")],
            "totals.csv, строка 2, столбец value: «5.5» — не целое число. Ожидается целое число. "
            "Проверьте его.",
        ),
        (
            [stated("visitors", 5), stated("visitors", 6, source="census-2021")],
            "totals.csv, строка 3, столбец stands: «да» — за тот же период уже принято число "
            "строки 2. Ожидается одно принятое число. Поставьте «нет» у одной из них.",
        ),
        (
            [stated("visitors", 37744)],
            "totals.csv, строка 2, столбец value: «37744» — больше, чем visits (37743). Ожидается "
            "число не больше 37743. Проверьте оба числа.",
        ),
        (
            [stated("visits", 30000), stated("visitors", 30001)],
            "totals.csv, строка 3, столбец value: «30001» — больше, чем visits (30000). Ожидается "
            "число не больше 30000. Проверьте оба числа.",
        ),
        (
            [
                *(
                    ("visits", {"period": month, "page": "site", "visits": 3, "source": DUMA})
                    for month in MONTHS_OF_2021
                ),
                stated("visitors", 37, 2021),
            ],
            "totals.csv, строка 2, столбец value: «37» — больше, чем visits (36). Ожидается число "
            "не больше 36. Проверьте оба числа.",
        ),
        (
            [ANSWERS, stated("received", 6, table="feedback", page=None, channel="pos")],
            "totals.csv, строка 2, столбец value: «6» — меньше, чем answered (7). Ожидается число "
            "не меньше 7. Проверьте оба числа.",
        ),
        (
            [
                ("pages", {"id": "x", "platform": "vk", "title": "X", "opened": "2023-01-01"}),
                stated("reach", 5, table="engagement", page="x"),
            ],
            "totals.csv, строка 2, столбец period_start: «2022-01-01» — в этот период страницы "
            "или раздела не было: ещё не открыто или уже закрыто. Проверьте даты и справочники "
            "reference/.",
        ),
        (
            [("decisions", {"year": 2020, "reporting_date": "2022-01-01", "source": DUMA})],
            "decisions.csv, строка 3, столбец reporting_date: «2022-01-01» — это не отчётная дата "
            "2020 года. Ожидается дата 2020 или 2021 года. Проверьте её.",
        ),
        (
            [paid(), paid(method="by_days", period=ACROSS_YEARS)],
            "costs.csv, строка 4, столбец method: «by_days» — в строке 3 этот договор посчитан "
            "иначе (paid): сумма вошла бы дважды. Ожидается один способ для всех строк договора. "
            "Оставьте либо оплаты, либо цену.",
        ),
        (
            [paid(period=ACROSS_YEARS)],
            "costs.csv, строка 3, столбец method: «paid» — сумма не делится, а период переходит "
            "через границу года. Ожидается период внутри одного года или by_days (цена по дням "
            "срока). Разделите сумму по годам строками или поставьте by_days.",
        ),
        (
            [paid(amount_rub="100,005")],
            "costs.csv, строка 3, столбец amount_rub: «100.005» — доли копейки. Ожидается рубли и "
            "копейки. Округлите сумму до копеек.",
        ),
        (
            [("pages", {"id": "site_2", "title": "Второй сайт"})],
            "reference/pages.csv, строка 6, столбец counter_of: второй сайт: его посещения нельзя "
            "ни сложить с первым, ни отличить от них. Ожидается один сайт. Если это ещё один "
            "счётчик того же сайта, впишите в counter_of код сайта.",
        ),
    ],
    ids=[
        "days shared within a series",
        "a total of no page",
        "a total of no section",
        "a total of no channel",
        "a total of what its table does not tell apart",
        "visitors of no site",
        "a column that is none",
        "half a visitor",
        "two totals stand",
        "visitors above the row",
        "visitors above the total",
        "visitors above the months",
        "answers above the messages",
        "a total of no page yet",
        "a report of another year",
        "a contract by two methods",
        "a payment across years",
        "parts of a kopeck",
        "a second site",
    ],
)
def test_what_would_count_twice_or_belong_nowhere_is_refused(
    data: Path, rows: list[Row], told: str
) -> None:
    for table, row in rows:
        add(data, table, **row)
    assert problems(data) == [told]


@pytest.mark.parametrize(
    "rows",
    [
        [stated("visitors", 5), stated("visitors", 6, source="census-2021", stands="нет")],
        [stated("visitors", 37743)],
        [stated("visitors", 37744, stands="нет")],  # and is printed nowhere
        [ANSWERS, stated("received", 7, table="feedback", page=None, channel="pos")],
        [stated("visitors", 37744, 2021)],  # nothing is told of the visits of that year
        [paid(), paid(period="2022-01-01 2022-06-30")],
        [paid(method="by_days", period=ACROSS_YEARS), paid(contract="8/22")],
        [paid(amount_rub="100,05")],
        [("pages", {"id": "site_2", "title": "Другой счётчик", "counter_of": "site"})],
    ],
)
def test_what_is_near_to_that_and_right_is_accepted(data: Path, rows: list[Row]) -> None:
    for table, row in rows:
        add(data, table, **row)
    load(data)


def test_a_relative_folder_is_looked_for_upwards(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = data.parent / "notebooks" / "deeper"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_folder("data") == data


@pytest.mark.parametrize("folder", ["nowhere", "", " ", 5, None])
def test_a_folder_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: object
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterRefusal, match="Параметр data"):
        find_folder(folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [("Ура 😀", "«😀» — символ U+1F600 нельзя"), ("a\x02b", "символ U+0002 нельзя напечатать")],
)
def test_what_cannot_be_printed_is_told(data: Path, text: str, told: str) -> None:
    add(data, "remarks", year=2022, section="site", text=text, source=DUMA)
    with pytest.raises(DataRefusal, match=r"remarks\.csv, строка 8, столбец text: ") as refused:
        load(data)
    assert told in str(refused.value)


def test_what_may_be_printed_is_in_the_fonts() -> None:
    allowed = {chr(code) for code in range(0x20, 0x2700) if not UNPRINTABLE.match(chr(code))}
    for family in ("PT Serif", "PT Sans"):
        with TTFont(fontpkg.path(family)) as font:
            assert not allowed - set(map(chr, font.getBestCmap()))
