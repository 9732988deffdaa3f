"""The door to the data: what hand-edited files are accepted, and how problems are told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import fontpkg
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from frictionless import Package

from shegar_metrics.dataset import Dataset, find_folder, load
from shegar_metrics.dataset.rules import UNPRINTABLE
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import DUMA, add

VISITS = "period_start,period_end,page,visits,visitors,page_views,source,note\n"


def problems(data: Path) -> list[str]:
    with pytest.raises(DataRefusal) as refusal:
        load(data)
    return [str(problem) for problem in refusal.value.problems]


def test_the_shipped_package_is_valid_for_anyone(repository: Path, dataset: Dataset) -> None:
    assert Package(str(repository / "data" / "datapackage.json")).validate().valid
    assert dataset.years == [2022]


def test_every_shipped_row_cites_a_source(dataset: Dataset) -> None:
    for table, rows in dataset.rows.items():
        if "source" in dataset.columns(table):
            assert all(dataset.source(row["source"])["title"] for row in rows)


def test_tables_are_typed_frames(dataset: Dataset) -> None:
    visits = dataset["visits"]
    assert visits["visits"].tolist() == [37743]
    assert visits["visitors"].isna().all()
    assert visits["period_start"].tolist() == [pd.Timestamp(2022, 1, 1)]
    assert dataset["costs"]["amount_rub"].tolist() == [39840.0]
    assert list(dataset["engagement"].columns)[:4] == [
        "period_start",
        "period_end",
        "page",
        "posts",
    ]
    assert "Посещения официального сайта" in dataset._repr_html_()


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
        lambda text: (text + ",,,,,,,\n\n").encode(),
        excel_ru,
    ],
    ids=["bom", "semicolon", "crlf", "space", "narrow space", "empty rows", "Excel cp1251"],
)
def test_a_hand_edited_file_is_read_as_it_was_meant(
    data: Path, save: Callable[[str], bytes]
) -> None:
    row = "2022-01-01,2022-12-31,site,37743,,,duma-320-2023,со слов источника\n"
    (data / "visits.csv").write_bytes(save(VISITS + row))
    (read,) = load(data).rows["visits"]
    assert read["visits"] == 37743
    assert read["period_end"].isoformat() == "2022-12-31"
    assert read["note"] == "со слов источника"


def test_a_decimal_comma_and_any_order_of_columns_are_accepted(data: Path) -> None:
    header = "item;amount_rub;source;period_start;period_end\n"
    row = "site_maintenance;39 840,50;duma-320-2023;01.01.2022;31.12.2022\n"
    (data / "costs.csv").write_text(header + row, encoding="utf-8")
    assert str(load(data).rows["costs"][0]["amount_rub"]) == "39840.50"


def test_reading_changes_no_file(data: Path) -> None:
    before = {file: file.read_bytes() for file in data.rglob("*.*")}
    load(data)
    assert {file: file.read_bytes() for file in data.rglob("*.*")} == before


ROW = "2022-01-01,2022-12-31,site,{},,,duma-320-2023,\n"


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
            "visits.csv, строка 3, столбец period_end: «31.13.2022» — не дата вида 2022-12-31 "
            "или 31.12.2022.",
        ),
        (
            "visits",
            VISITS + ",2022-12-31,site,7,,,duma-320-2023,\n",
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
            VISITS.replace("visits,visitors", "visits,visits"),
            "visits.csv, строка 1, столбец visits: столбец повторён.",
        ),
        (
            "visits",
            VISITS.replace("visitors", "uniques"),
            "visits.csv, строка 1, столбец uniques: лишний столбец. Ожидается один из столбцов "
            "period_start, period_end, page, visits, visitors, page_views, source, note.",
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
            "(2022-01-01).",
        ),
        (
            "visits",
            VISITS + ROW.format("7") + "2022-12-01,2023-01-31,site,7,,,duma-320-2023,\n",
            "visits.csv, строка 3, столбец period_start: «2022-12-01» — период пересекается с "
            "периодом строки 2 (2022-01-01 … 2022-12-31).",
        ),
        (
            "visits",
            VISITS + "2022-01-01,2022-12-31,site,7,8,,duma-320-2023,\n",
            "visits.csv, строка 2, столбец visitors: «8» — больше, чем visits (7).",
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


def test_a_month_inside_its_year_is_no_problem(data: Path) -> None:
    month = ROW.format("3").replace("2022-12-31", "2022-01-31")
    (data / "visits.csv").write_text(VISITS + ROW.format("7") + month, encoding="utf-8")
    assert len(load(data).rows["visits"]) == 2


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
