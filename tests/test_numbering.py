"""Editions of one year: when a new one is issued, what it is called, and what stays as it was."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from shegar_metrics.cli.console import difference_table
from shegar_metrics.dataset import load
from shegar_metrics.durable import write_whole
from shegar_metrics.editions import issuing, numbering, recipe
from shegar_metrics.editions.manifest import read_manifest
from shegar_metrics.editions.numbering import as_reason, with_rows, write_rows
from shegar_metrics.editions.outdated import outdated
from shegar_metrics.editions.record import digest_of_record, record_of
from shegar_metrics.editions.verify import verify
from shegar_metrics.indicators import Results, compute, renumbered
from shegar_metrics.indicators.differences import differences
from shegar_metrics.indicators.published import computed, earlier, published
from shegar_metrics.indicators.signed import signed_in, unsigned
from shegar_metrics.problems import DataRefusal, ParameterRefusal, RunFailure
from shegar_metrics.run.report import Edition, make_aside, make_reports
from shegar_metrics.views import changes
from shegar_metrics.views.bundle import Prose, Table
from shegar_metrics.views.templating import names_of
from shegar_metrics.views.wording import day as russian_day

from . import packages
from .conftest import DUMA, Cli, add, add_2023, assert_plain, clear

HEADER = "year,edition,issued,reason,record"


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def rows(data: Path) -> list[tuple[str, str, str]]:
    """Return the year, the number and the reason of each edition in the data."""
    with (data / "editions.csv").open(encoding="utf-8", newline="") as file:
        return [(row["year"], row["edition"], row["reason"]) for row in csv.DictReader(file)]


def sealed(edition: Path) -> str:
    """Return the digest of what an edition says."""
    return digest_of_record(read_manifest(edition)["record"])


@pytest.fixture
def make(quick: list[str], data: Path) -> Callable[..., Edition]:
    """Make the report of 2022 quickly."""

    def make(**options: Any) -> Edition:
        (edition,) = make_reports([2022], data, **options)
        return edition

    return make


@pytest.fixture
def place(data: Path) -> Path:
    """Where the edition of 2022 belongs."""
    return data.parent / "reports" / "2022"


def correct(data: Path, visits: int = 37750) -> None:
    """Write other visits of 2022 into the data."""
    header, _, *others = (data / "visits.csv").read_text(encoding="utf-8").splitlines()
    row = {"period_start": "2022-01-01", "period_end": "2022-12-31", "page": "site"}
    row |= {"visits": str(visits), "source": DUMA}
    corrected = ",".join(row.get(name, "") for name in header.split(","))
    write_whole(data / "visits.csv", "\n".join([header, corrected, *others, ""]).encode())


# What is a difference.


def shown(*texts: str, tags: tuple[str, ...] = ()) -> Any:
    """Return a notebook each of whose cells shows a text."""
    outputs = ([new_output("display_data", data={"text/markdown": text})] for text in texts)
    cells = [new_code_cell(outputs=each, metadata={"tags": list(tags)}) for each in outputs]
    return new_notebook(cells=[new_markdown_cell("## Раздел"), *cells])


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (shown("Второе\u00a0предложение.", "Первое предложение."), set()),
        (shown("Первое предложение.", "Второе предложение.\n\n|:---|\n"), set()),
        (shown("Первое предложение.", "Иное предложение."), {"sentences"}),
        (shown("Первое предложение."), {"sentences"}),
        (shown("Первое предложение.", 'Второе <div class="x">\n№ 5\n</div> предложение.'), {"*"}),
    ],
    ids=["order and spaces", "a rule of a table", "a word", "a sentence", "details"],
)
def test_a_record_is_what_a_reader_meets(results: Results, other: Any, differs: set[str]) -> None:
    one = record_of(results, [shown("Первое предложение.", "Второе предложение.")])
    two = record_of(results, [other])
    found = {name for name in one if one[name] != two[name]}
    assert found == (differs if differs != {"*"} else {"imprint", "sentences"} & found)
    assert ("imprint" in found) is (differs == {"*"})


def test_what_an_edition_says_of_itself_is_no_part_of_its_sentences(results: Results) -> None:
    one, two = (
        record_of(results, [shown(text, tags=("imprint",))]) for text in ("Редакция 1", "Другое")
    )
    assert {name for name in one if one[name] != two[name]} == {"imprint"}


# Which number.


def test_the_first_edition_is_numbered_and_dated_in_the_data(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    (data / "editions.csv").unlink()
    edition = make(reason="ни к чему")
    assert not edition.is_corrected
    assert rows(data) == [("2022", "1", "")]
    row = load(data).rows["editions"][0]
    assert row["issued"] is not None
    assert read_manifest(place)["edition"] == 1
    kept = load(place / "data").rows["editions"][0]
    assert (row["record"], kept) == (sealed(place), {**row, "record": None})
    assert not make().made


def test_another_number_of_an_edition_changes_no_result(tmp_path: Path) -> None:
    dataset = load(packages.rich(tmp_path / "data"))
    year = packages.LAST
    new = [
        {"year": each, "edition": number, "issued": date(each + 1, 3, 1), "reason": None}
        for each, number in ((year, 7), (year - 1, 8))
    ]
    changed = with_rows(dataset, [{**row, "record": None} for row in new])
    results, anew = renumbered(compute(dataset, year), changed), compute(changed, year)
    assert (results.rows, results.before) == (anew.rows, anew.before)
    assert (results.earlier, results.by_month_before) == (anew.earlier, anew.by_month_before)
    assert results.context == anew.context
    assert [each[-1].number for each in (anew.context.editions, anew.context.earlier_editions)] == [
        7,
        8,
    ]


def test_an_edition_that_says_the_same_keeps_its_number_and_its_bytes(
    make: Callable[..., Edition], data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    before = contents(place), contents(data)
    made = make(force=True)
    assert any("говорит то же: осталась редакция 1" in note for note in made.notes)
    assert (contents(place), contents(data)) == before
    monkeypatch.setattr(recipe, "_versions", lambda: {"python": "4", "shegar-metrics": "9"})
    add(data, "sources", id="other", title="Другой", kind="manual", date="2024-01-01")
    assert make().notes
    assert contents(place) == before[0]
    assert not make().made  # it is not built again and again for that
    assert contents(place) == before[0]


def test_other_numbers_are_a_new_edition_that_keeps_the_one_before(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    (place / "письмо.txt").write_text("by hand", encoding="utf-8")
    kept = []
    for number, visits in ((2, 37750), (3, 37760)):
        others = ("earlier/", "письмо.txt")
        kept.append({n: c for n, c in contents(place).items() if not n.startswith(others)})
        correct(data, visits)
        made = make(reason=f"Причина {number}")
        assert made.is_corrected
        assert f"это редакция {number}" in made.notes[0]
        assert read_manifest(place)["edition"] == number
        for each, whole in enumerate(kept, start=1):
            assert contents(place / "earlier" / str(each)) == whole
        assert (place / "письмо.txt").read_text(encoding="utf-8") == "by hand"
    assert rows(data) == [("2022", "1", ""), ("2022", "2", "Причина 2"), ("2022", "3", "Причина 3")]
    inputs = {each["path"]: each["sha256"] for each in read_manifest(place)["inputs"]}
    for number in (1, 2):
        manifest = place / "earlier" / str(number) / "manifest.json"
        name = f"reports/2022/earlier/{number}/manifest.json"
        assert inputs[name] == sha256(manifest.read_bytes()).hexdigest()
    assert not make().made


def test_other_words_are_a_new_edition_and_details_are_not(
    make: Callable[..., Edition], quick: list[str], data: Path, place: Path
) -> None:
    quick[:] = ["Сказано так.", "<div>\n\n№ ____\n\n</div>"]
    make()
    quick[1] = "<div>\n\n№ 321\n\n</div>"
    assert not make(force=True).is_corrected
    assert rows(data) == [("2022", "1", "")]
    quick[0] = "Сказано иначе."
    made = make(force=True)
    assert made.is_corrected
    assert "Причина не указана" in made.notes[-1]
    assert rows(data) == [("2022", "1", ""), ("2022", "2", "")]


def test_what_somebody_changed_or_lost_is_made_again_under_the_same_number(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    page = place / "annual_report.html"
    page.write_text("filled in", encoding="utf-8")
    assert make(force=True).kept == ("annual_report.edited.html",)
    assert page.read_text(encoding="utf-8") == "new"
    page.unlink()
    make()
    assert page.read_text(encoding="utf-8") == "new"
    assert rows(data) == [("2022", "1", "")]


def test_another_year_makes_no_edition_old(quick: list[str], data: Path) -> None:
    make_reports([2022], data)
    add_2023(data)
    make_reports([2022, 2023], data)
    assert rows(data) == [("2022", "1", ""), ("2023", "1", "")]
    made = make_reports([2022, 2023], data)
    assert [each.made for each in made] == [False, False]
    correct(data)
    made = make_reports([2022, 2023], data, reason="Учтены роботы")
    assert [each.is_corrected for each in made] == [True, True]
    assert [each.made for each in make_reports([2022, 2023], data)] == [False, False]


# What goes wrong on the way.


@pytest.mark.parametrize("reason", [None, "Учтены роботы"])
def test_a_run_that_dies_after_the_row_is_finished_by_the_next(
    make: Callable[..., Edition],
    data: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    reason: str | None,
) -> None:
    make()
    before = contents(place)
    correct(data)
    with monkeypatch.context() as patch:

        def dead(*_: object) -> None:
            raise OSError("dead")

        patch.setattr(issuing, "publish", dead)
        with pytest.raises(RunFailure):
            make(reason="Учтены роботы")
    shutil.rmtree(place / "failed")
    assert contents(place) == before
    assert rows(data)[-1] == ("2022", "2", "Учтены роботы")
    found = outdated(load(data))
    assert found[2022].sentences == ["В editions.csv есть редакция 2, а выпущена 1."]
    # Without another reason, the day and the reason are those of the run that gave the number.
    with monkeypatch.context() as patch:
        patch.setattr(numbering, "datetime", None)
        make(reason=reason)
    assert rows(data)[-1] == ("2022", "2", "Учтены роботы")
    assert read_manifest(place)["edition"] == 2
    assert outdated(load(data)) == {}


def test_a_dead_run_gives_its_reason_to_no_other(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    correct(data)
    # What a run leaves that has died between its row and its edition.
    add(data, "editions", year=2022, edition=2, issued="2023-09-01", reason="Учтены роботы")
    note, told = make(reason="Сверено с журналом").notes
    assert "была причина: Учтены роботы" in note
    assert "это редакция 2" in told
    row = load(data).rows["editions"][-1]
    assert (row["reason"], row["record"]) == ("Сверено с журналом", sealed(place))
    assert row["issued"].year > 2023


def test_data_that_cannot_be_written(
    make: Callable[..., Edition], data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear(data / "editions.csv")

    def refuse(*_: object) -> None:
        raise RunFailure("Нельзя.")

    monkeypatch.setattr(numbering, "write", refuse)
    (note,) = make().notes
    assert f"допишите туда сами строку 2022,1,{numbering.datetime.now().year}" in note
    assert read_manifest(place)["edition"] is None
    before = contents(place)
    correct(data)
    with pytest.raises(RunFailure, match=r"строку 2022,1,,, и строку 2022,2,\d{4}-"):
        make()
    shutil.rmtree(place / "failed")
    assert contents(place) == before
    (data / "editions.csv").write_text(f"{HEADER}\n2022,1,,,\n2022,2,,,\n", encoding="utf-8")
    make()
    assert read_manifest(place)["edition"] == 2
    assert contents(place / "earlier" / "1") == before


def test_data_that_have_lost_an_edition(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    correct(data)
    make()
    before = contents(place)
    (data / "editions.csv").write_text(f"{HEADER}\n2022,1,,,\n", encoding="utf-8")
    with pytest.raises(RunFailure, match=r"редакция 2, а в .*editions.csv её нет"):
        make()
    assert contents(place) == before


def test_rows_of_others_written_meanwhile_are_kept(data: Path) -> None:
    row = {"year": 2022, "edition": 2, "issued": None, "reason": "Учтены роботы", "record": None}
    for year, number in ((2021, 1), (2022, 2)):
        write_rows(data, [{**row, "year": year, "edition": number}])
        write_rows(data, [{**row, "year": year, "edition": number}])  # once is enough
    assert rows(data) == [
        ("2022", "1", ""),
        ("2021", "1", "Учтены роботы"),
        ("2022", "2", "Учтены роботы"),
    ]


@pytest.mark.parametrize("reason", ["", " \n", "=1+1", "роботы\x07", "а" * 501])
def test_a_reason_that_cannot_be_printed_is_refused(reason: str) -> None:
    with pytest.raises(ParameterRefusal):
        as_reason(reason)


def test_numbers_of_editions_have_no_gap(data: Path) -> None:
    assert as_reason(" Учтены \n роботы ") == "Учтены роботы"
    add(data, "editions", year=2022, edition=3)
    with pytest.raises(DataRefusal, match="нет редакции 2 отчёта за 2022 год"):
        load(data)


def test_editions_are_issued_one_after_another(data: Path) -> None:
    clear(data / "editions.csv")
    add(data, "editions", year=2022, edition=1, issued="2023-07-18")
    add(data, "editions", year=2022, edition=2, issued="2023-07-17")
    with pytest.raises(DataRefusal, match=r"раньше, чем выпущена редакция 1 \(18.07.2023\)"):
        load(data)


def test_a_clock_that_was_moved_back_dates_no_edition(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    clear(data / "editions.csv")
    add(data, "editions", year=2022, edition=1, issued="2100-01-01")
    make()
    before = contents(place)
    correct(data)
    with pytest.raises(RunFailure, match=r"а редакция .* выпущена позже, 01.01.2100"):
        make()
    assert contents(place) == before
    assert rows(data) == [("2022", "1", "")]


def test_an_edition_made_again_over_a_spoilt_manifest_is_told(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    assert make().notes == ()
    (place / "manifest.json").write_text("{}", encoding="utf-8")
    assert make().notes == ()  # it says what it said
    correct(data)
    (data / "editions.csv").write_text(f"{HEADER}\n2022,1,,,\n", encoding="utf-8")
    (place / "manifest.json").write_text("{}", encoding="utf-8")
    (note,) = make().notes
    assert "редакция 1 сделана снова, из нынешних данных" in note
    assert make().notes == ()


def test_a_reason_that_comes_after_its_edition_is_told(
    make: Callable[..., Edition], data: Path, place: Path, tmp_path: Path
) -> None:
    make()
    shutil.copytree(place, tmp_path / "copy")
    correct(data)
    make(reason="Учтены роботы")
    shutil.rmtree(place)
    (tmp_path / "copy").rename(place)
    (note,) = make(reason="Иное").notes
    assert "прежняя: Учтены роботы" in note
    assert rows(data)[-1] == ("2022", "2", "Учтены роботы")


@pytest.mark.parametrize("other", ["numbers", "sentences"])
def test_a_number_once_issued_is_given_to_nothing_else(
    make: Callable[..., Edition], quick: list[str], data: Path, place: Path, other: str
) -> None:
    make()
    issued = load(data).rows["editions"][0]["record"]
    assert issued == sealed(place)
    shutil.rmtree(place)
    assert make().notes == ()  # the same again is the same edition
    assert sealed(place) == issued
    shutil.rmtree(place)
    if other == "numbers":
        correct(data)
    else:
        quick.append("Другое предложение.")
    made = make()
    assert read_manifest(place)["edition"] == 2
    assert "это редакция 2. Прежней здесь нет." in made.notes[0]
    assert "Причина не указана" in made.notes[1]
    assert [row["record"] for row in load(data).rows["editions"]] == [issued, sealed(place)]
    assert verify(place, make_aside, data).touched == []
    assert not make().made


@pytest.mark.parametrize(
    ("name", "refused"), [("indicators.csv", True), ("annual_report.html", False)]
)
def test_a_replaced_edition_that_somebody_changed_is_told(
    make: Callable[..., Edition], data: Path, place: Path, name: str, refused: bool
) -> None:
    make()
    correct(data)
    make()
    file = place / "earlier" / "1" / name
    file.write_bytes(spoilt := file.read_bytes().replace(b"37743", b"37744") + b"\n")
    correct(data, 37760)
    if refused:
        with pytest.raises(RunFailure, match=r"изменено или удалено: .*1.indicators\.csv"):
            make()
        assert file.read_bytes() == spoilt
        file.parent.rename(place.parent / "aside")
        assert any(f"{file.parent}. Перенесено" in note for note in make().notes)
    else:
        assert any(str(file) in note for note in make().notes)
        assert file.read_bytes() == spoilt
    assert read_manifest(place)["edition"] == 3


def test_printed_numbers_that_somebody_changed_are_not_quoted(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    replace(place / "indicators.csv", "37743", "37744")
    correct(data)
    with pytest.raises(RunFailure, match=r"изменено или удалено: .*2022.indicators\.csv"):
        make()


@pytest.mark.parametrize("renamed", [True, False], ids=["another", "the same in another folder"])
def test_an_edition_of_another_municipality_is_not_replaced(
    make: Callable[..., Edition], data: Path, place: Path, renamed: bool
) -> None:
    add_2023(data)
    make()
    before = contents(place)
    other = Path(shutil.copytree(data, data.with_name("zarechny")))
    (other / "editions.csv").unlink()
    if not renamed:
        assert earlier(compute(load(other), 2023)) is not None
        return
    municipality = other / "reference" / "municipality.csv"
    replace(municipality, ",Шегарский район,", ",Заречный район,")
    with pytest.raises(RunFailure, match="отчёт другого муниципалитета"):
        make_reports([2022], other)
    assert contents(place) == before
    assert earlier(compute(load(other), 2023)) is None


# Who is told.


def test_a_number_that_is_printed_the_same_is_not_named_as_out_of_date(
    make: Callable[..., Edition], data: Path, place: Path
) -> None:
    make()
    correct(data, 37750)
    (told,) = outdated(load(data))[2022].sentences
    told = told.replace("\u00a0", " ")
    assert "напечатано 37 743 посещения, теперь 37 750 посещений" in told
    assert "посещения в день" not in told
    assert re.search(r"; и ещё \d+ чис", told)
    changed = differences(published(place), computed(compute(load(data), 2022).printed))
    _, old, new, *_ = difference_table(changed, place, place).columns
    pairs = [
        (was.replace("\u00a0", " "), now.replace("\u00a0", " "))
        for was, now in zip(old.cells, new.cells, strict=True)
    ]
    assert ("103,41 посещения в день", "103,42 посещения в день") in pairs
    assert all(was != now for was, now in pairs)


def test_published_years_that_are_out_of_date_are_told(
    make: Callable[..., Edition], data: Path, cli: Cli
) -> None:
    make()
    add_2023(data)
    assert outdated(load(data)) == {}
    correct(data, 47743)
    ((year, changes),) = outdated(load(data)).items()
    (told,) = changes.sentences
    assert year == 2022
    assert told.replace("\u00a0", " ").startswith(
        "Отчёт за 2022 год устарел: Посещения сайта — напечатано 37 743 посещения, "
        "теперь 47 743 посещения; "
    )
    done = cli("report", "2023", cwd=data.parent)
    assert_plain(done, 0)
    assert "Отчёт за 2022 год устарел" in done.stderr
    assert "Теперь: shegar-metrics report 2022 --reason ПРИЧИНА" in done.stderr
    done = cli("report", "2022", "--reason", "Учтены роботы", cwd=data.parent)
    assert_plain(done, 0)
    assert "это редакция 2" in done.stderr
    done = cli("report", "2022", "--reason", "Учтены роботы", cwd=data.parent)
    assert "Причина не записана" in done.stderr
    assert f"впишите в {Path('data', 'editions.csv')} и запустите" in done.stderr
    correct(data, 47743)
    replace(data / "remarks.csv", "Договор оплачен", "Договор был оплачен")
    (told,) = outdated(load(data))[2022].sentences
    assert "после выпуска отчёта менялись, числа в нём верны" in told


def test_what_changes_nothing_printed_is_not_told_again(
    make: Callable[..., Edition], data: Path
) -> None:
    make()
    replace(data / "costs.csv", "duma-320-2023,", "duma-320-2023,Проверено")
    assert len(outdated(load(data))) == 1
    assert "говорит то же" in make().notes[0]
    assert outdated(load(data)) == {}


def test_corrections_name_numbers_and_changes_of_every_edition(
    quick: list[str], data: Path
) -> None:
    add_2023(data)
    make_reports([2022, 2023], data)
    for visits, reason in ((80000, "Учтены роботы"), (80001, None)):
        replace(data / "visits.csv", "75486" if reason else "80000", str(visits))
        make_reports([2023], data, reason=reason)
    views = changes.corrections(compute(load(data), 2023))
    said = [view.text.replace("\u00a0", " ") for view in views if isinstance(view, Prose)]
    tables = [view.rows for view in views if isinstance(view, Table)]
    found = [
        {row[0]: tuple(cell.replace("\u00a0", " ") for cell in row[1:]) for row in rows}
        for rows in tables
    ]
    assert "Причина не указана." in said[0]
    assert "Причина: Учтены роботы." in said[1]
    day = russian_day(load(data).rows["editions"][-2]["issued"]).replace("\u00a0", " ")
    assert said[0].endswith(f"Что было напечатано в редакции 2 от {day} и что теперь:")
    assert found[0]["Посещения сайта"][:2] == ("80 000 посещений", "80 001 посещение")
    assert found[1]["Посещения сайта"][:2] == ("75 486 посещений", "80 000 посещений")
    assert found[1]["Посещения сайта: изменение за год"] == (
        *("+100,0 %", "+112,0 %", "следует из исправленных чисел"),
    )


# A decision that was signed.


@pytest.mark.parametrize(
    ("requisites", "issued", "signed"),
    [
        ("320,2023-07-18", "", True),
        ("320,2023-07-18", "2023-09-01", True),
        ("320,", "2023-09-01", False),
        (",2023-07-18", "2023-09-01", False),
        ("321,2023-10-01", "2023-09-01", False),
        ("321,2023-08-01", "2023-09-01", True),
    ],
    ids=["the same", "older", "no date", "no number", "newer", "of an older day"],
)
def test_a_decision_belongs_to_the_edition_it_was_taken_on(
    make: Callable[..., Edition], data: Path, requisites: str, issued: str, signed: bool
) -> None:
    make()
    replace(data / "decisions.csv", "2022,320,2023-07-18", f"2022,{requisites}")
    add(data, "editions", year=2022, edition=2, issued=issued or None)
    results = compute(load(data), 2022)
    assert (signed_in(results) is not None) is signed
    if signed:  # what is written now is no signed text, and says so of itself
        assert results.context.original is not None
        assert names_of(results)["original"] is None
    decision = unsigned(results)
    known = not signed and requisites == "321,2023-10-01"
    assert (None not in (decision["number"], decision["date"])) is known


@pytest.mark.slow
def test_a_corrected_report_from_end_to_end(data: Path, place: Path, cli: Cli) -> None:
    assert_plain(cli("report", "2022", cwd=data.parent), 0)
    first = contents(place)
    correct(data, 47743)
    assert_plain(cli("report", "2022", "--reason", "Учтены роботы", cwd=data.parent), 0)
    second = contents(place)
    assert contents(place / "earlier" / "1") == first
    for name in ("decision.docx", "decision.pdf"):
        assert second[name] == first[name]
        assert second[name.replace(".", ".draft.")] != first[name]
    cells = json.loads(second["annual_report.ipynb"])["cells"]
    (told,) = (cell["outputs"] for cell in cells if cell["id"] == "corrections")
    text = "\n".join("".join(each["data"]["text/markdown"]) for each in told)
    text = text.replace("\u00a0", " ")
    assert "Причина: Учтены роботы." in text
    assert "|Посещения сайта|37 743 посещения|47 743 посещения|" in text
    assert "|Стоимость договора на одно посещение|1,06 ₽ за посещение|0,83 ₽ за посещение|" in text
    assert "Решение от 18 июля 2023 года № 320 принято по прежней редакции" in text
    done = cli("verify", cwd=data.parent)
    assert_plain(done, 0)
    assert done.stdout.endswith("документы те же до последнего байта\n")
    assert contents(place) == second
    earlier = place / "earlier" / "1"
    assert verify(earlier, make_aside, data).identical  # by its checksums alone
    (earlier / "decision.pdf").write_bytes(b"other")
    assert verify(earlier, make_aside, data).touched == ["decision.pdf"]
    verdict = verify(place, make_aside, data)
    assert verdict.touched == ["earlier/1/decision.pdf"]


# Forks a publisher of ever other numbers, kills it at a random moment, looks, and starts again.
KILLER = """
import itertools, os, random, signal, sys, time
from pathlib import Path
from shegar_metrics.cli.console import difference_table
from shegar_metrics.dataset import load
from shegar_metrics.editions.manifest import read_manifest, touched
from shegar_metrics.run.report import make_reports
from tests.conftest import make_quick
from tests.test_numbering import correct, outdated

data, kills, forced = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "force"
edition = data.parent / "reports" / "2022"
make_quick(setattr)
make_reports([2022], data)
random.seed(2022)
for kill in range(kills):
    hearing, telling = os.pipe()
    child = os.fork()
    if not child:
        for step in itertools.count():
            if not forced or step % 2:
                correct(data, 40000 + 1000 * kill + step)
            make_reports([2022], data, force=forced)
            os.write(telling, b".")
    started = time.monotonic()
    os.read(hearing, 1)
    time.sleep(random.uniform(0, 2 * (time.monotonic() - started)))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hearing)
    os.close(telling)
    number = read_manifest(edition)["edition"]
    known = [row["edition"] for row in load(data).rows["editions"]]
    assert known in ([*range(1, number + 1)], [*range(1, number + 2)]), (known, number)
    for folder in (edition, *(edition / "earlier" / str(n) for n in range(1, number))):
        assert not touched(folder), folder
        assert read_manifest(folder)["outputs"], folder
    for each in range(1, number):
        assert read_manifest(edition / "earlier" / str(each))["edition"] == each
make_reports([2022], data)
assert not outdated(load(data))
print(number)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["", "force"])
def test_a_kill_at_any_moment_leaves_whole_editions(
    request: pytest.FixtureRequest, repository: Path, data: Path, how: str
) -> None:
    kills = request.config.getoption("--kills") // 5
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(data), str(kills), how],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > kills // 2  # the number of the last edition
