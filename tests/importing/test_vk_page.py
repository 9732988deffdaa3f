"""VK, the statistics of a page: what was done on each day, and which days had nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shegar_metrics.dataset.reference import Reference
from shegar_metrics.importing.importer import Extract, Options
from shegar_metrics.importing.systems.vk_page import read as read_vk_page
from shegar_metrics.problems import DataRefusal

from .conftest import REFERENCE, Read, Write, opened, options

HEADER = "Дата,Критерий,Парам. №1,Парам. №2,Значение"
FIRST, SECOND = date(2023, 3, 1), date(2023, 3, 2)
ATTENDANCE = [
    "2023-03-02,views,,,40",
    "2023-03-01,views,,,0",
    "2023-03-02,visitors,,,20",
    "2023-03-01,visitors,,,0",
    "2023-03-02,members,Новые участники,,3",
    "2023-03-01,members,Вышедшие участники,,1",
    "2023-03-02,cities,Томск,,5",
]
REACHED = [
    "2023-03-02,reach,,,300",
    "2023-03-01,reach,,,0",
    "2023-03-02,feedback,Нравится,,7",
    "2023-03-02,feedback,Комментарии,,2",
    "2023-03-01,feedback,Рассказали друзьям,,1",
]


def file(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


BOTH = file(*ATTENDANCE) + "\n" + file(*REACHED)


def by_day(extract: Extract) -> dict[date, tuple[Any, ...]]:
    names = ("page_views", "joined", "left", "likes", "comments", "reposts")
    return {
        row["period_start"]: tuple(row[name] for name in names)
        for row in extract.rows["page_activity"]
    }


@pytest.mark.parametrize(
    ("days", "what"),
    [(("2023-03-01", "2023-02-01"), "месяца"), (("2023-03-13", "2023-03-06"), "недели")],
)
def test_weeks_and_months_are_no_days(write: Write, days: tuple[str, ...], what: str) -> None:
    path = write("a.csv", file(*(f"{day},views,,,40" for day in days)))
    with pytest.raises(DataRefusal, match=f"каждый день файла — первый день {what}"):
        read_vk_page([opened(path)], options())


def test_a_day_without_a_row_had_none_if_it_has_views(write: Write, read: Read) -> None:
    extract = read("vk-page", write("stats.csv", BOTH))
    assert by_day(extract) == {FIRST: (0, 0, 1, 0, 0, 1), SECOND: (40, 3, 0, 7, 2, 0)}
    totals = {
        (row["table"], row["column"], row["period_start"]): int(row["value"])
        for row in extract.rows["totals"]
    }
    assert totals == {
        ("page_activity", "visitors", FIRST): 0,
        ("page_activity", "visitors", SECOND): 20,
        ("engagement", "reach", FIRST): 0,
        ("engagement", "reach", SECOND): 300,
    }


def test_what_the_file_does_not_tell_is_not_nothing(write: Write, read: Read) -> None:
    extract = read("vk-page", write("stats.csv", file(*ATTENDANCE[:2])))
    assert by_day(extract) == {
        FIRST: (0, None, None, None, None, None),
        SECOND: (40, None, None, None, None, None),
    }
    rows = [row for row in ATTENDANCE if not row.startswith("2023-03-01,views")]
    assert list(by_day(read("vk-page", write("stats.csv", file(*rows))))) == [SECOND]


def test_a_day_that_is_not_over_is_left_out(write: Write, read: Read) -> None:
    assert list(by_day(read("vk-page", write("a.csv", BOTH), as_of=SECOND))) == [FIRST]


def test_a_reaction_is_nothing_only_where_its_own_block_has_the_day(
    write: Write, read: Read
) -> None:
    late = [row for row in REACHED if row.startswith(str(SECOND))]
    extract = read("vk-page", write("a.csv", file(*ATTENDANCE) + file(*late)))
    assert by_day(extract) == {FIRST: (0, 0, 1, None, None, None), SECOND: (40, 3, 0, 7, 2, None)}


def test_a_header_is_searched_for_in_a_workbook_too(
    write: Write, read: Read, tmp_path: Path
) -> None:
    path = tmp_path / "stats.xlsx"
    book = Workbook()
    assert book.active is not None
    for line in ["Статистика страницы", *BOTH.splitlines()]:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(path)
    expected = by_day(read("vk-page", write("stats.csv", BOTH)))
    assert by_day(read("vk-page", path)) == expected
    assert by_day(read("vk-page", write("sep.csv", "sep=,\n" + BOTH))) == expected


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (file(), "нет ни одного завершённого дня с просмотрами страницы"),
        (file(*REACHED), "нет ни одного завершённого дня с просмотрами страницы"),
        (file(*ATTENDANCE, ATTENDANCE[0]), "строка 9: «2023-03-02 views 40» — то же за тот же"),
        (file("вчера,views,,,4"), "строка 2: «вчера views 4» — не день"),
        (file("2023-03-01,views,,,много"), "не целое число"),
        (file("2023-03-01,views,,,"), "нет числа"),
        (file("2023-03-01,views,4"), "строка 2: ячеек — 3, а столбцов — 5"),
    ],
)
def test_bad_files(write: Write, text: str, told: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        read_vk_page([opened(write("a.csv", text))], options())
    assert told in str(refused.value)


def by_city(extract: Extract) -> dict[date, tuple[int, ...]]:
    """Return the visitors with a city and the local ones of each day that states them."""
    found: dict[date, dict[str, int]] = {}
    for row in extract.rows["totals"]:
        if row["column"] in ("visitors_with_city", "local_visitors"):
            found.setdefault(row["period_start"], {})[row["column"]] = int(row["value"])
    return {day: (of["visitors_with_city"], of["local_visitors"]) for day, of in found.items()}


LOCAL = [*ATTENDANCE, "2023-03-02,cities,Мельниково,,3"]


@pytest.mark.parametrize("name", ["Мельниково", "с. Мельниково", "село мельниково", "С.МЕЛЬНИКОВО"])
def test_local_are_those_of_a_place_in_the_register(write: Write, read: Read, name: str) -> None:
    rows = [*ATTENDANCE, f"2023-03-02,cities,{name},,3", "2023-03-02,cities,Мельниковка,,2"]
    extract = read("vk-page", write("stats.csv", file(*rows)))
    assert by_city(extract) == {FIRST: (0, 0), SECOND: (10, 3)}
    assert any("из населённых пунктов: с. Мельниково" in told for told in extract.noticed)


def test_a_territory_names_its_localities(write: Write) -> None:
    territories = [
        {**row, "localities": "Томск ; д. Новоильинка"} for row in REFERENCE.rows["territories"]
    ]
    reference = Reference({**REFERENCE.rows, "territories": territories})
    rows = [*LOCAL, "2023-03-02,cities,Новоильинка,,2", "2023-03-02,cities,Москва,,1"]
    extract = read_vk_page([opened(write("a.csv", file(*rows)))], Options(reference))
    assert by_city(extract)[SECOND] == (11, 10)
    told = "из населённых пунктов: Томск; д. Новоильинка; с. Мельниково."
    assert any(told in each for each in extract.noticed)


def test_people_of_the_reached_have_cities_that_are_not_of_visitors(
    write: Write, read: Read
) -> None:
    reached = [*REACHED, "2023-03-02,cities,Мельниково,,90"]
    extract = read("vk-page", write("a.csv", file(*LOCAL) + file(*reached)))
    assert by_city(extract)[SECOND] == (8, 3)
    assert "Критерии, которые не прочитаны: cities (не посетителей)." in extract.noticed
    assert not by_city(read("vk-page", write("b.csv", file(*ATTENDANCE[:4]) + file(*reached))))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("2023-03-02,cities,Москва,,1", "ни одного города файла нет в reference/territories.csv"),
        ("2023-03-02,cities,Мельниково,,16", "в городах людей больше (21), чем посетителей"),
        ("2023-03-02,cities,Мельниково,,1\n" * 2, "«с. Мельниково» есть дважды"),
    ],
)
def test_who_is_local_is_never_guessed(write: Write, read: Read, more: str, told: str) -> None:
    extract = read("vk-page", write("a.csv", file(*ATTENDANCE, more.strip())))
    assert by_city(extract) == {}
    (sentence,) = (each for each in extract.noticed if each.startswith("Доля местных не взята"))
    assert told in sentence


def test_two_places_of_one_name_elsewhere_are_both_counted(write: Write, read: Read) -> None:
    rows = [*LOCAL, "2023-03-02,cities,Октябрьский,,2", "2023-03-02,cities,Октябрьский,,4"]
    assert by_city(read("vk-page", write("a.csv", file(*rows))))[SECOND] == (14, 3)
