"""The municipality among those alike: who they are, what is gathered, and what comes of it."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shegar_metrics.batch.neighbours import read_neighbours
from shegar_metrics.batch.peers import OfYear, give_peers
from shegar_metrics.batch.places import find_packages
from shegar_metrics.dataset import load
from shegar_metrics.importing.storing import writing
from shegar_metrics.importing.storing.finishing import is_unfinished
from shegar_metrics.indicators import Aspect, Result, Results, compute, missing
from shegar_metrics.indicators.changes import OF_PEERS
from shegar_metrics.indicators.context import Peer, Peers
from shegar_metrics.indicators.measured import constant
from shegar_metrics.indicators.peers import BANDS, FEWEST, Likeness, beside_peers
from shegar_metrics.problems import DataRefusal, ParameterRefusal
from shegar_metrics.views import prose, tables
from shegar_metrics.views.save import save
from shegar_metrics.views.typography import NBSP

from .conftest import Cli, Made, assert_plain
from .packages import LAST, OTHERS, add, other

NAME = "visits_per_resident"
FILE = "reference/peers.csv"


def beside(value: Result, own: Fraction | None, others: Sequence[Fraction]) -> dict[Aspect, Result]:
    """Compare a number with those of others."""
    measured = missing("не считали") if own is None else constant(own)
    every = [Peer(f"Район {n}", NAME, each, None, "them") for n, each in enumerate(others)]
    rows = beside_peers([replace(value, measured=measured)], Peers("района", 0, 5_000, every))
    return {row.aspect: row for row in rows}


def numbers(values: Sequence[int]) -> list[Fraction]:
    return [Fraction(value, 1000) for value in values]


VALUES = st.lists(st.integers(0, 5_000), min_size=FEWEST, max_size=45)


@given(own=st.integers(0, 5_000), others=VALUES)
def test_quartiles_are_those_of_pandas_and_a_place_is_one_of_all(
    results: Results, own: int, others: list[int]
) -> None:
    found = beside(results[NAME], *numbers([own]), numbers(others))
    exact = pd.Series(others).quantile([0.25, 0.5, 0.75])
    quartiles = [found[aspect].value for aspect in OF_PEERS[:3]]
    assert [float(each or 0) * 1000 for each in quartiles] == pytest.approx(list(exact))
    place = found[Aspect.PEERS_PLACE]
    assert place.denominator == len(others) + 1
    assert place.value == 1 + sum(each > own for each in others)


@given(own=st.integers(0, 5_000), others=VALUES, one_more=st.integers(0, 5_000))
def test_one_more_moves_a_place_by_one_at_most_and_quartiles_stay_within(
    results: Results, own: int, others: list[int], one_more: int
) -> None:
    before, after = (
        beside(results[NAME], *numbers([own]), numbers(every))
        for every in (others, [*others, one_more])
    )
    was, now = (each[Aspect.PEERS_PLACE].value or 0 for each in (before, after))
    assert now - was == (one_more > own)
    lower, median, upper = (after[aspect].value or 0 for aspect in OF_PEERS[:3])
    every = numbers([*others, one_more])
    assert min(every) <= lower <= median <= upper <= max(every)


def test_what_looks_the_same_shares_a_place(results: Results) -> None:
    """Of 1.23449 and 1.234 both are 1.234 in «Откуда число»."""
    others = numbers([3000, 2000, 1234, 1234, 1000])
    place = beside(results[NAME], Fraction("1.23449"), others)[Aspect.PEERS_PLACE]
    assert place.value == 3


def test_of_few_others_nothing_is_said(results: Results) -> None:
    assert beside(results[NAME], Fraction(1), numbers(range(FEWEST - 1))) == {}


def test_what_is_missing_has_no_place_and_is_no_zero(results: Results) -> None:
    found = beside(results[NAME], None, numbers([1, 2, 3, 4, 5]))
    assert found[Aspect.PEERS_MEDIAN].value == Fraction(3, 1000)
    place = found[Aspect.PEERS_PLACE]
    assert (place.value, place.reason) == (None, "не считали")


def test_a_total_is_compared_with_nobody(results: Results) -> None:
    assert beside(results["visits"], Fraction(1), numbers(range(9))) == {}


@pytest.mark.parametrize("bound", BANDS)
def test_a_band_begins_with_its_bound(bound: int) -> None:
    below, at = Likeness.of("района", bound - 1), Likeness.of("Района", bound)
    assert at.band == below.band + 1
    assert below.kind == at.kind


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Seven municipalities that are alike."""
    for number in range(len(OTHERS)):
        other(tmp_path / f"{number}" / "data", number)
    return tmp_path


def give_all(region: Path, *, renew: bool = False, to: str = "*") -> list[OfYear]:
    neighbours = read_neighbours(find_packages([region]))
    given = find_packages([region], [to])
    return [each for data in given for each in give_peers(data, neighbours, renew=renew)]


def rows_of(data: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (data / FILE).open(encoding="utf-8", newline="") as file:
        return {(row["place"], row["indicator"]): row for row in csv.DictReader(file)}


def issue(data: Path) -> None:
    add(data, "editions", year=LAST, edition=1, issued=f"{LAST + 1}-04-01")


def correct(data: Path) -> None:
    """Give a municipality another number of visits."""
    visits = data / "visits.csv"
    text = visits.read_text(encoding="utf-8")
    visits.write_text(text.replace(",site,", ",site,1"), encoding="utf-8")


def test_each_is_given_the_numbers_of_the_others_and_not_its_own(region: Path) -> None:
    outcomes = give_all(region)
    assert {(each.alike, each.removed, each.left) for each in outcomes} == {(6, 0, 0)}
    for number, name in enumerate(OTHERS):
        data = region / f"{number}" / "data"
        rows = rows_of(data)
        places = {place.partition(" ")[0] for place, _ in rows}
        assert places == {*OTHERS} - {name}
        load(data)
        for neighbour in {*range(len(OTHERS))} - {number}:
            its = compute(load(region / f"{neighbour}" / "data"), LAST)[NAME].value
            row = rows[f"{OTHERS[neighbour]} муниципальный округ", NAME]
            assert abs(Fraction(row["value"]) - (its or 0)) <= Fraction(1, 2000)
    entries = (region / "0" / "data" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(entry)["what"] for entry in entries] == ["peers"]


def test_again_it_changes_nothing_and_one_more_changes_no_row(region: Path) -> None:
    give_all(region)
    before = {data: (data / FILE).read_bytes() for data in find_packages([region])}
    assert not any(each.is_changed for each in give_all(region))
    assert before == {data: (data / FILE).read_bytes() for data in find_packages([region])}
    late = other(region / "late" / "data", 0, "Новый округ", oktmo="52600000")
    outcomes = give_all(region)
    assert {(each.replaced, each.removed) for each in outcomes} == {(0, 0)}
    for data in before:
        rows = rows_of(data)
        assert {place for place, _ in rows} >= {"Новый округ"}
        old = {key: row for key, row in rows.items() if key[0] != "Новый округ"}
        assert len(old) == before[data].count(b"\n") - 1
    assert len({place for place, _ in rows_of(late)}) == len(OTHERS)


@pytest.mark.parametrize(
    "names", [{"kind_genitive": "района"}, {"residents": 9_999}, {"residents": 20_000}]
)
def test_another_kind_or_size_is_not_alike(region: Path, names: dict[str, Any]) -> None:
    data = region / "0" / "data"
    residents = names.pop("residents", None)
    shutil.rmtree(data)
    other(data, 0, **names)
    if residents:
        file = data / "population.csv"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(",12000,", f",{residents},"), encoding="utf-8")
    outcomes = give_all(region)
    assert sorted(each.alike or 0 for each in outcomes) == [0, *[5] * 6]
    assert not (data / FILE).read_text(encoding="utf-8").count(str(LAST))
    assert OTHERS[0] not in (region / "1" / "data" / FILE).read_text(encoding="utf-8")


def test_without_residents_there_is_nobody_to_be_compared_with(region: Path) -> None:
    data = region / "0" / "data"
    (data / "population.csv").write_text("as_of,territory,residents,source,note\n")
    assert [each.alike for each in give_all(region)] == [None, *[5] * 6]


def test_an_issued_report_keeps_its_rows_until_they_are_renewed(region: Path) -> None:
    give_all(region, to="[12]")
    mine = region / "1" / "data"
    issue(mine)
    before = (mine / FILE).read_bytes(), (mine / "sources.csv").read_bytes()
    correct(region / "0" / "data")
    held, free = give_all(region, to="[12]")
    assert ((mine / FILE).read_bytes(), (mine / "sources.csv").read_bytes()) == before
    assert (held.is_changed, held.withheld > 0) == (False, True)
    assert (free.replaced, free.is_issued) == (held.withheld, False)
    (renewed,) = give_all(region, renew=True, to="1")
    assert renewed.replaced == held.withheld
    assert rows_of(mine)[f"{OTHERS[0]} муниципальный округ", NAME]["value"] == "10.083"


def test_what_cannot_be_read_takes_no_row_away(region: Path) -> None:
    give_all(region, to="[12]")
    spoilt = region / "0" / "data" / "visits.csv"
    spoilt.write_text("нечто\n", encoding="utf-8")
    packages = find_packages([region])
    neighbours = read_neighbours(packages)
    assert list(neighbours.unread) == packages[:1]
    outcomes = [give_peers(data, neighbours) for data in packages[1:3]]
    assert not any(each.is_changed for of_package in outcomes for each in of_package)


def test_a_copy_of_a_municipality_is_refused(region: Path) -> None:
    shutil.copytree(region / "0", region / "копия")
    with pytest.raises(ParameterRefusal, match="похоже, это один муниципалитет"):
        read_neighbours(find_packages([region]))
    file = region / "копия" / "data" / "reference" / "municipality.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("52500000", "52600000"), "utf-8")
    give_all(region, to="1")
    results = compute(load(region / "1" / "data"), LAST)
    assert results.context.peers is not None
    named = [title for title in results.context.peers.titles if "ОКТМО" in title]
    assert sorted(title[-9:-1] for title in named) == ["52500000", "52600000"]


class Killed(BaseException):
    """The process is gone."""


def dying(function: Any, after: int) -> Any:
    """Let a function work so many times, and then be the end of the process."""
    left = iter(range(after))

    def called(*arguments: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return function(*arguments)

    return called


@pytest.mark.parametrize("after", range(5))
def test_whenever_it_dies_the_rows_are_all_there_or_none(
    region: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    data = region / "0" / "data"
    neighbours = read_neighbours(find_packages([region]))
    with monkeypatch.context() as patch, suppress(Killed):
        patch.setattr(Path, "replace", dying(Path.replace, after))
        give_peers(data, neighbours)
    found = load(data)
    sources = {row["id"] for row in found.rows["sources"]}
    assert (len(found.rows["peers"]), f"peers-{LAST}" in sources) in ((0, False), (23, True))
    give_peers(data, neighbours)
    assert not is_unfinished(data)
    assert len(rows_of(data)) == 23


def test_the_command_says_what_it_does_and_can_be_taken_back(region: Path, cli: Cli) -> None:
    issue(region / "2" / "data")
    before = (region / "1" / "data" / "sources.csv").read_bytes()
    done = cli("peers", ".", "--dry-run", cwd=region)
    assert_plain(done, 0)
    assert f"1, {LAST}: похожих — 6; чисел добавлено 24." in done.stdout
    assert f"2, {LAST}: отчёт уже выпущен, и числа похожих не тронуты" in done.stdout
    assert "ничего не записано" in done.stdout
    assert (region / "1" / "data" / "sources.csv").read_bytes() == before
    done = cli("peers", ".", "--years", f"{LAST}", "--renew", cwd=region)
    assert_plain(done, 0)
    assert "следующий report сделает новую редакцию" in done.stdout
    assert "shegar-metrics batch ." in done.stderr
    assert len(rows_of(region / "2" / "data")) == 23
    assert_plain(cli("import", "--undo", "--data", "1/data", cwd=region), 0)
    assert (region / "1" / "data" / "sources.csv").read_bytes() == before
    assert rows_of(region / "1" / "data") == {}


def test_too_few_alike_are_told_and_no_comparison_is_promised(region: Path, cli: Cli) -> None:
    done = cli("peers", "0", "1", cwd=region)
    assert_plain(done, 0)
    assert f"1, {LAST}: похожих — 1, а для сравнения нужно не меньше 5; чисел" in done.stdout
    assert "Теперь:" not in done.stderr


def test_a_package_that_is_being_written_is_named_and_the_others_are_done(
    region: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0)
    with writing.writing_alone(region / "0" / "data"):
        done = cli("peers", ".", cwd=region)
    assert_plain(done, 4)
    assert "0: Данные в папке" in done.stderr
    assert [len(rows_of(region / f"{n}" / "data")) > 0 for n in (0, 1)] == [False, True]


def test_a_source_of_another_hand_is_not_overwritten(region: Path, cli: Cli) -> None:
    add(
        region / "0" / "data",
        "sources",
        id=f"peers-{LAST}",
        title="Своя",
        kind="manual",
        date="2026-01-01",
    )
    done = cli("peers", ".", cwd=region)
    assert_plain(done, 4)
    assert f"sources rename peers-{LAST}" in done.stderr


@pytest.fixture
def compared(region: Path) -> Iterator[Results]:
    """The results of a municipality among six others."""
    give_all(region, to="0")
    return compute(load(region / "0" / "data"), LAST)


def test_the_report_says_the_rule_and_the_place(compared: Results) -> None:
    rule = prose.peers(compared)
    assert rule is not None
    said = " ".join(rule.text.split())
    assert "не меньше 10 000 и меньше 20 000 жителей" in said
    assert "таких муниципалитетов — 6" in said
    table, values = tables.peers(compared), tables.peer_values(compared)
    assert table is not None
    assert values is not None
    shown = {str(row[0]): [cell.replace(NBSP, " ") for cell in row[1:]] for row in table.rows}
    assert shown["Глубина просмотра"][-1] == "7-е из 7"
    assert shown["Подписки на 100 жителей"][-1] == "1-е из 7"
    assert table.columns[1] == f"У{NBSP}округа"
    every = {str(row[0]): row[5].replace(NBSP, " ") for row in values.rows}
    assert every["Глубина просмотра"].startswith("Степной муниципальный округ — 2,700; Озёрный")
    assert "Ответы в срок: Платформа обратной связи (ПОС)" in shown


def test_without_rows_nothing_is_said(results: Results) -> None:
    assert prose.peers(results) is None
    assert tables.peers(results) is None
    assert tables.peer_values(results) is None
    assert not {row.aspect for row in results.rows} & {*OF_PEERS}


def test_rows_of_others_that_are_alike_no_more_are_not_printed(region: Path) -> None:
    give_all(region, to="0")
    data = region / "0" / "data"
    file = data / "population.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",12000,", ",9000,"), "utf-8")
    assert tables.peers(compute(load(data), LAST)) is None


def test_files_of_results_hold_them(compared: Results, tmp_path: Path) -> None:
    rows = {row["id"]: row for row in compared.records()}
    place = rows["depth:peers_place"]
    assert (place["value"], place["denominator"], place["unit"]) == (7, 7, "place")
    assert rows["answered_on_time[pos]:peers_median"]["unit"] == "%"
    assert rows["depth:peers_median"]["sources"] == f"peers-{LAST}"
    frame = compared.frame(aspect="peers_median")
    assert float(frame.query("indicator == 'depth'")["value"].iloc[0]) == 2.45
    save(compared, tmp_path / "all.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["Среди похожих"]
    named = {row[-1]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert named["depth:peers_place"][3:6] == ("Место", 7, "место")


@pytest.mark.slow
def test_renewed_numbers_of_others_issue_an_edition_that_says_so(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    run = made("beside others").copied(tmp_path / "region")
    edition = run.edition(LAST)
    page = (edition / "annual_report.html").read_text(encoding="utf-8")
    assert "Среди похожих муниципалитетов</h2>" in page
    kept = (edition / "data" / FILE).read_bytes()
    assert kept == (run.data / FILE).read_bytes()
    correct(run.folder / "others" / "0" / "data")
    assert_plain(cli("peers", ".", cwd=run.folder), 0)
    assert (run.data / FILE).read_bytes() == kept
    done = cli("peers", ".", "--renew", cwd=run.folder)
    assert "следующий report сделает новую редакцию" in done.stdout
    done = cli("report", f"{LAST}", "--reason", "сосед исправил число", cwd=run.folder)
    assert_plain(done, 0)
    assert "редакция 2" in done.stdout + done.stderr
    page = (edition / "annual_report.html").read_text(encoding="utf-8").replace(NBSP, " ")
    row = re.search(r"на одного жителя: место среди похожих</th>(.+?)</tr>", page)
    assert row is not None
    assert re.findall(r">([^<]+)</td>", row[1]) == [
        *("1-е из 8", "2-е из 8"),
        "числа похожих муниципалитетов собраны заново",
    ]
    assert_plain(cli("verify", f"{LAST}", cwd=run.folder), 0)


def edit(file: Path, was: str, now: str, times: int = -1) -> None:
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, times), encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("Верхний муниципальный округ,52500001", "Боровой муниципальный округ,", "это сам"),
        (",52500001,", ",52500000,", "это сам муниципалитет"),
        ("Верхний муниципальный округ,52500001", "верхний  муниципальный округ,", "о том же муниц"),
        ("Озёрный муниципальный округ,52500005", "Озерный муниципальный округ,", "о том же муниц"),
        (",округа,12900,", ",округа,19900,", "о том же муниципалитете и годе"),
        (",52500001,округа,", ",52500001,района,", "о том же муниципалитете и годе"),
    ],
)
def test_a_municipality_cannot_be_among_others_twice(
    region: Path, was: str, now: str, told: str
) -> None:
    """After a table was edited by hand, or taken over with the folder of another municipality."""
    give_all(region, to="0")
    data = region / "0" / "data"
    edit(data / FILE, was, now, 1)
    with pytest.raises(DataRefusal, match=told):
        load(data)


def test_a_namesake_with_a_code_of_its_own_is_another(region: Path) -> None:
    give_all(region, to="0")
    data = region / "0" / "data"
    edit(data / FILE, "Верхний муниципальный", "Боровой муниципальный")
    load(data)


def test_of_what_could_be_read_no_older_row_stays(region: Path) -> None:
    """Beside a package that cannot be read: one is alike no more, one was given its code."""
    coded = region / "3" / "data" / "reference" / "municipality.csv"
    text = coded.read_text(encoding="utf-8")
    edit(coded, "52500003", "")
    give_all(region, to="0")
    mine = region / "0" / "data"
    before = rows_of(mine)
    coded.write_text(text, encoding="utf-8")
    edit(region / "2" / "data" / "population.csv", ",13800,", ",3800,")
    (region / "1" / "data" / "visits.csv").write_text("нечто\n", encoding="utf-8")
    give_all(region, to="0")
    after = rows_of(mine)
    assert set(after) == {key for key in before if not key[0].startswith(OTHERS[2])}
    lines = (mine / FILE).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(after)  # none of them twice, with the code and without


def test_what_was_there_for_a_part_of_a_year_is_not_compared(region: Path) -> None:
    for number in (0, 1):
        pages = region / f"{number}" / "data" / "reference" / "pages.csv"
        edit(pages, "site,,Официальный сайт,,,,,,", f"site,,Официальный сайт,,,,,{LAST}-09-01,")
        edit(region / f"{number}" / "data" / "visits.csv", f"{LAST}-01-01", f"{LAST}-09-01")
    give_all(region, to="0")
    names = {place.split()[0] for place, name in rows_of(region / "0" / "data") if name == NAME}
    assert names == {*OTHERS[2:]}
    results = compute(load(region / "0" / "data"), LAST)
    assert results[NAME].value is not None
    place = results.compared(NAME, Aspect.PEERS_PLACE)
    assert place is not None
    assert (place.value, place.reason) == (None, "сравнить нельзя: своё число не за весь год")
