"""What imports leave behind: the journal, taking back, and sources with whatever cites them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.importing.plan import carry_out, plan_import
from shegar_metrics.importing.storing.citing import remove_source, rename_source
from shegar_metrics.importing.storing.journal import JOURNAL, read_journal
from shegar_metrics.problems import DataRefusal, ParameterRefusal

from .conftest import DUMA, Cli, assert_plain
from .test_importing import HEADER, NEW, OLD, contents, months_csv, visits_of


def csv(data: Path, text: str, name: str = "a.csv") -> Path:
    path = data.parent / name
    path.write_text(text, encoding="utf-8")
    return path


def december(visits: int) -> str:
    return f"{HEADER}2023-12-01 - 2023-12-31,{visits},{visits},{visits}\n"


def edit(data: Path, old: str, new: str, table: str = "visits") -> None:
    file = data / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def without_journal(data: Path) -> dict[str, bytes]:
    return {name: content for name, content in contents(data).items() if name != JOURNAL}


def test_the_journal_tells_what_was_added_replaced_and_moved(data: Path, cli: Cli) -> None:
    carry_out(plan_import([csv(data, months_csv())], data))
    carry_out(plan_import([csv(data, december(150))], data))
    first, second = read_journal(data)
    assert [first.number, second.number, first.what] == [1, 2, "import"]
    assert [file.name for file in first.files] == ["a.csv"]
    added = [change for change in first.changes if change.table == "visits"]
    assert len(added) == 12
    assert all(change.before is None for change in added)
    (replaced,) = [change for change in second.changes if change.table == "visits"]
    assert replaced.before is not None
    assert replaced.after is not None
    assert (replaced.before["visits"], replaced.after["visits"]) == ("100", "150")


def test_undoing_goes_back_step_by_step_to_the_very_bytes(data: Path, cli: Cli) -> None:
    states = [without_journal(data)]
    for text, choices in (
        (months_csv(), []),
        (december(150), []),
        (months_csv(year=2022), OLD),  # the number of the year becomes a total
    ):
        carry_out(plan_import([csv(data, text)], data, choices=choices))
        states.append(without_journal(data))
    while len(states) > 1:
        assert without_journal(data) == states.pop()
        before = contents(data)
        done = cli("import", "--undo", "--dry-run", cwd=data.parent)
        assert_plain(done, 0)
        assert contents(data) == before
        done = cli("import", "--undo", cwd=data.parent)
        assert_plain(done, 0)
        assert "Отменено: данные" in done.stdout
        assert without_journal(data) == states[-1]
    done = cli("import", "--undo", cwd=data.parent)
    assert_plain(done, 1)
    assert "Отменять нечего" in done.stderr


def test_undoing_a_registered_number(data: Path, cli: Cli) -> None:
    group = csv(data, json.dumps({"response": [{"id": 7, "members_count": 2500}]}), "g.json")
    before = load(data).rows
    said = {"as_of": before["subscribers"][0]["as_of"]}
    carry_out(plan_import([group], data, said=said, choices=NEW))
    assert any(row["external_id"] == "7" for row in load(data).rows["pages"])
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    after = load(data).rows
    assert after["pages"] == before["pages"]
    for table, rows in before.items():  # facts stand in order now
        assert sorted(map(str, after[table])) == sorted(map(str, rows)), table
    assert not list((data / "raw").rglob("*.json"))


def test_what_was_corrected_since_is_not_taken_back(data: Path, cli: Cli) -> None:
    carry_out(plan_import([csv(data, months_csv())], data))
    edit(data, "site,100,100", "site,105,105")
    before = contents(data)
    done = cli("import", "--undo", cwd=data.parent)
    assert_plain(done, 1)
    assert "visits.csv: строка изменена после загрузки" in done.stderr
    assert contents(data) == before


def test_a_correction_by_hand_is_not_undone_by_another_import(data: Path) -> None:
    export = csv(data, months_csv())
    carry_out(plan_import([export], data))
    edit(data, "2023-03-31,site,100", "2023-03-31,site,107")
    for file in (export, csv(data, months_csv(100) + "\n", "b.csv")):
        plan = plan_import([file], data)
        (conflict,) = plan.conflicts
        assert (conflict.old, conflict.new) == (107, 100)
        assert not plan_import([file], data, choices=OLD).conflicts
    carry_out(plan_import([csv(data, months_csv(101), "c.csv")], data, choices=OLD))
    assert visits_of(data, 2023) == 11 * 101 + 107


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"number": 1}', "\u0000", '{"number":"x","time":"today","what":"import"}']
)
def test_a_spoilt_journal_is_refused_by_line(data: Path, line: str) -> None:
    (data / JOURNAL).write_text(line, encoding="utf-8")
    with pytest.raises(DataRefusal, match=rf"{JOURNAL}, строка 1: это не строка журнала"):
        plan_import([csv(data, months_csv())], data)


@pytest.mark.parametrize(
    "change", [{"table": "nothing", "after": {}}, {"table": "visits", "after": {"visits": "x"}}]
)
def test_a_journal_of_another_version_is_refused(data: Path, cli: Cli, change: Any) -> None:
    entry = {"number": 1, "time": "2026-01-01T00:00:00+00:00", "what": "import"}
    (data / JOURNAL).write_text(json.dumps({**entry, "changes": [change]}), encoding="utf-8")
    done = cli("import", "--undo", cwd=data.parent)
    assert_plain(done, 1)
    assert f"{JOURNAL}: запись 1 — не из этой версии программы или изменена" in done.stderr


# Sources.


def test_a_source_is_renamed_in_whatever_cites_it(data: Path, cli: Cli) -> None:
    before = load(data).rows
    done = cli("sources", "rename", DUMA, "duma-2022", cwd=data.parent)
    assert_plain(done, 0)
    dataset = load(data)
    cited = {row.get("source") for rows in dataset.rows.values() for row in rows}
    assert "duma-2022" in cited
    assert DUMA not in cited
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    for table, rows in before.items():
        assert sorted(map(str, load(data).rows[table])) == sorted(map(str, rows)), table


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rename", "nothing", "new"), "Источник: «nothing» — такого нет. Есть: "),
        (("rename", DUMA, "census-2021"), "Источник «census-2021» уже есть"),
        (("rename", DUMA, "Справка"), "sources.csv"),
        (("remove", "nothing"), "Источник: «nothing» — такого нет. Есть: "),
        (("remove", DUMA), "(--to ИСТОЧНИК) или удалите вместе с ним (--with-rows)"),
        (("remove", DUMA, "--to", "nothing"), "Источник: «nothing» — такого нет. Есть: "),
    ],
)
def test_what_cannot_be_done_with_a_source_is_told(
    data: Path, cli: Cli, arguments: tuple[str, ...], told: str
) -> None:
    before = contents(data)
    done = cli("sources", *arguments, cwd=data.parent)
    assert_plain(done, 1)
    assert told in done.stderr
    assert contents(data) == before


def test_a_source_is_removed_with_its_rows_or_gives_them_to_another(data: Path, cli: Cli) -> None:
    carry_out(plan_import([csv(data, months_csv())], data))
    (source,) = {r["source"] for r in load(data).rows["visits"]} - {DUMA}
    before = without_journal(data)
    assert_plain(cli("sources", "remove", source, "--to", DUMA, cwd=data.parent), 0)
    assert visits_of(data, 2023) == 1200
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    assert without_journal(data) == before
    done = cli("sources", "remove", source, "--with-rows", cwd=data.parent)
    assert_plain(done, 0)
    assert "всего" not in done.stdout  # what is taken away is shown row by row
    assert load(data).years == [2022]


def test_undoing_leaves_sources_and_remarks_in_the_order_of_people(data: Path, cli: Cli) -> None:
    carry_out(plan_import([csv(data, months_csv())], data))
    before = load(data).rows
    assert_plain(cli("sources", "rename", DUMA, "duma-2022", cwd=data.parent), 0)
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    for table in ("sources", "remarks"):
        assert load(data).rows[table] == before[table]


def test_undoing_needs_no_original_that_somebody_has_deleted(data: Path, cli: Cli) -> None:
    before = without_journal(data)
    carry_out(plan_import([csv(data, months_csv())], data))
    shutil.rmtree(data / "raw")
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    assert without_journal(data) == before
    assert_plain(cli("import", "a.csv", cwd=data.parent), 0)


def test_an_older_file_taken_again_asks_before_it_replaces_the_later(data: Path) -> None:
    older, later = csv(data, months_csv()), csv(data, months_csv(101), "b.csv")
    for file in (older, later):
        carry_out(plan_import([file], data))
    assert not plan_import([later], data).changes
    assert {(c.old, c.new) for c in plan_import([older], data).conflicts} == {(101, 100)}
    for files in ([older, later], [later, older]):
        plan = plan_import(files, data, choices=NEW)
        assert any(conflict.at_once for conflict in plan.conflicts)


def test_a_correction_by_hand_outlives_a_number_put_beside_it_and_a_renaming(data: Path) -> None:
    visits_alone = "Интервал дат визита,Визиты\n2023-12-01 - 2023-12-31,100\n"
    carry_out(plan_import([csv(data, visits_alone)], data))
    edit(data, "2023-12-31,site,100", "2023-12-31,site,107")
    carry_out(plan_import([csv(data, december(100), "b.csv")], data, choices=OLD))
    row = load(data).rows["visits"][-1]
    assert (row["visits"], row["page_views"]) == (107, 100)
    rename_source(row["source"], "december", data)
    (conflict,) = plan_import([csv(data, december(100) + "\n", "c.csv")], data).conflicts
    assert (conflict.column, conflict.old, conflict.new) == ("visits", 107, 100)


def test_a_source_is_removed_from_the_notes_that_cite_it(data: Path) -> None:
    cells = "site,37743,{}duma-320-2023,{}"
    edit(data, cells.format(",", ""), cells.format("90000,", "page_views: census-2021; "))
    with pytest.raises(ParameterRefusal, match=r"visits\.csv — 1"):
        remove_source("census-2021", data)
    remove_source("census-2021", data, to=DUMA)
    assert "page_views: duma-320-2023" in (data / "visits.csv").read_text(encoding="utf-8")


def test_a_removed_source_takes_the_numbers_that_it_lent(data: Path) -> None:
    file = csv(data, "Интервал дат визита,Визиты,Просмотры\n2022-01-01 - 2022-12-31,37744,90000\n")
    before = load(data).rows["visits"]
    carry_out(plan_import([file], data, choices=OLD))
    (row,) = load(data).rows["visits"]
    assert row["page_views"] == 90000
    (source,) = {each["id"] for each in load(data).rows["sources"] if each["importer"]}
    remove_source(source, data, with_rows=True)
    assert load(data).rows["visits"] == before


def test_the_parts_of_an_export_keep_naming_the_first_when_it_is_renamed(
    data: Path, cli: Cli
) -> None:
    part = f"part,Часть,export,2023-01-01,,,,Часть выгрузки: {DUMA},\n"
    with (data / "sources.csv").open("a", encoding="utf-8") as file:
        file.write(part)
    assert_plain(cli("sources", "rename", DUMA, "duma-2022", cwd=data.parent), 0)
    (row,) = [row for row in load(data).rows["sources"] if row["id"] == "part"]
    assert row["note"] == "Часть выгрузки: duma-2022"
