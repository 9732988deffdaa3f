"""A form that a clerk has corrected, and what other files told meanwhile."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.importing.merging.choice import Choice
from shegar_metrics.importing.plan import Plan, carry_out, plan_import
from shegar_metrics.importing.storing.citing import rename_source

from .conftest import Cli, assert_plain
from .importing.conftest import fill
from .importing.test_form_months import FEBRUARY, HEADER, JANUARY
from .test_importing import MONTHS, NEW, OLD, contents, months_csv, visits_of


def year(data: Path, *, acts: int | None = 152, visits: int = 1205, name: str = "год.xlsx") -> Path:
    told = {"Сайт": {"D2": visits}, "Публикации": {"E15": acts}}
    return fill(data.parent / name, 2023, told)


def months(data: Path) -> Path:
    file = data.parent / "метрика.csv"
    file.write_text(months_csv(), encoding="utf-8")
    return file


def acts(data: Path) -> list[int]:
    rows = load(data).rows["publications"]
    return [r["publications"] for r in rows if r["period_start"] == MONTHS[0][0]]


def done(data: Path, file: Path, *choices: Choice) -> Plan:
    plan = plan_import([file], data, choices=choices)
    if plan.changes:
        carry_out(plan)
    return plan


@pytest.mark.parametrize("choice", [None, *OLD, *NEW])
def test_a_correction_is_taken_whatever_is_chosen_of_another_number(
    data: Path, choice: Choice | None
) -> None:
    done(data, year(data))
    assert plan_import([months(data)], data).conflicts
    done(data, months(data), *NEW)  # the visits of the form are a total now, which is not printed
    corrected = year(data, acts=125, name="исправлено.xlsx")
    done(data, corrected, *filter(None, [choice]))
    assert acts(data) == [125]
    assert visits_of(data, 2023) == 1200  # the months have stayed
    (total,) = [row for row in load(data).rows["totals"] if row["column"] == "visits"]
    assert (total["value"], total["stands"]) == (1205, choice in NEW)


def test_an_emptied_cell_asks_whether_the_number_is_withdrawn(data: Path, cli: Cli) -> None:
    done(data, year(data))
    emptied = year(data, acts=None, name="исправлено.xlsx")
    before = contents(data)
    said = cli("import", emptied.name, cwd=data.parent)
    assert_plain(said, 1)
    assert "снять" in said.stdout.split()
    assert contents(data) == before
    done(data, emptied, *OLD)
    assert acts(data) == [152]
    done(data, emptied, *NEW)
    assert acts(data) == []


def test_an_emptied_cell_of_a_month(data: Path) -> None:
    form = data.parent / "пос.csv"
    form.write_text("\n".join([HEADER, JANUARY, FEBRUARY]), encoding="utf-8")
    done(data, form)
    form.write_text("\n".join([HEADER, JANUARY.replace(";2;150;", ";;150;")]), encoding="utf-8")
    plan = plan_import([form], data)
    asked = {(c.column, c.row["period_start"].month, c.old) for c in plan.conflicts}
    february = {("received", 2, 0), ("answered", 2, 0), ("answered_on_time", 2, 0)}
    assert asked == {("surveys", 1, 2), *february}
    done(data, form, *NEW)
    (january,) = [r for r in load(data).rows["feedback"] if r["period_start"].year == 2023]
    assert (january["received"], january["surveys"], january["votes"]) == (40, None, 150)


def test_a_form_of_another_year_withdraws_nothing(data: Path) -> None:
    done(data, year(data))
    other = fill(data.parent / "2024.xlsx", 2024, {"Сайт": {"D2": 7}})
    assert not plan_import([other], data).conflicts


def test_the_first_form_stays_with_its_year_though_subscribers_are_counted_later(
    data: Path,
) -> None:
    told = {"Подписчики": {"B2": date(2024, 2, 1), "C2": 5}}
    file = fill(data.parent / "год.xlsx", 2023, told)
    done(data, file, *NEW)
    (count,) = [row for row in load(data).rows["subscribers"] if row["as_of"].year == 2024]
    assert count["source"].startswith("year-2023-")
    assert list((data / "raw" / "2023").iterdir())


def test_a_number_taken_by_leave_replaces_none_unasked(data: Path) -> None:
    done(data, months(data))
    file = data.parent / "метрика.csv"
    file.write_text(months_csv(101), encoding="utf-8")
    assert plan_import([file], data, said={"allow_part": True}).conflicts
    assert not plan_import([file], data).conflicts


def test_a_form_whose_source_was_renamed_is_corrected_all_the_same(data: Path) -> None:
    done(data, year(data))
    rename_source(load(data).rows["visits"][-1]["source"], "spravka-2023", data)
    plan = plan_import([year(data, acts=None, name="исправлено.xlsx")], data)
    assert [(c.table, c.old, c.new) for c in plan.conflicts] == [("publications", 152, None)]
