"""A report made in another folder than that beside the data: a trial, which spends no number."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from shegar_metrics.batch.making import Making
from shegar_metrics.batch.planning import Outcome
from shegar_metrics.dataset import load
from shegar_metrics.dataset.series import Row
from shegar_metrics.documents.docx import DOCXExporter
from shegar_metrics.documents.pdf import OfficialPDFExporter
from shegar_metrics.editions import issuing
from shegar_metrics.editions.manifest import read_manifest
from shegar_metrics.editions.numbering import Unnumbered
from shegar_metrics.editions.verify import verify
from shegar_metrics.indicators import compute
from shegar_metrics.indicators.published import TRIAL
from shegar_metrics.problems import ParameterRefusal, RunFailure
from shegar_metrics.run.report import Edition, make_aside, make_reports
from shegar_metrics.views import changes, document, prose

from .conftest import Cli, add_2023, assert_plain
from .test_batch import threads  # noqa: F401
from .test_hostile import notebook
from .test_numbering import contents, correct

Make = Callable[..., Edition]


@pytest.fixture
def make(quick: list[str], data: Path) -> Make:
    """Make the report of 2022 quickly."""

    def make(*out: Path, **options: Any) -> Edition:
        (edition,) = make_reports([2022], data, *out, **options)
        return edition

    return make


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    """Another folder of reports."""
    return tmp_path / "проба"


def test_a_trial_writes_nothing_into_the_data(make: Make, data: Path, aside: Path) -> None:
    (data / "editions.csv").unlink()
    before = contents(data)
    trial = make(aside)
    assert contents(data) == before
    assert not (data.parent / "reports").exists()
    (note,) = trial.notes
    assert "проба: он не выпущен" in note
    assert read_manifest(aside / "2022")["edition"] is None
    make()
    assert "2022,1," in (data / "editions.csv").read_text(encoding="utf-8")


def test_a_trial_of_other_numbers_spends_none(make: Make, data: Path, aside: Path) -> None:
    make()
    issued = contents(data.parent / "reports")
    correct(data, 50000)
    before = contents(data)
    trial = make(aside, reason="Учтены роботы")
    assert (contents(data), contents(data.parent / "reports")) == (before, issued)
    assert not trial.is_corrected
    kept = aside / "2022" / "earlier" / "1" / "indicators.csv"
    assert kept.read_bytes() == issued["2022/indicators.csv"]
    first = contents(aside / "2022")
    for again in (aside, aside.with_name("ещё")):  # the same bytes, whatever was there
        make(again, reason="Учтены роботы")
        assert contents(again / "2022") == first
    correct(data, 50001)
    assert "проба" in make(aside).notes[0]
    assert make(reason="Учтены роботы").is_corrected
    assert [row["edition"] for row in load(data).rows["editions"]] == [1, 2]


def test_what_was_issued_is_made_elsewhere_as_it_is(make: Make, data: Path, aside: Path) -> None:
    edition = make().page.parent
    copy = make(aside)
    assert copy.notes == ()
    assert contents(aside / "2022") == contents(edition)
    correct(data, 50000)
    make(aside)  # it stands in the place of what is but a copy
    assert read_manifest(aside / "2022")["edition"] is None


def test_a_number_that_no_edition_has_yet_is_not_in_a_trial(
    make: Make, data: Path, aside: Path
) -> None:
    assert [row["record"] for row in load(data).rows["editions"]] == [None]
    assert "проба" in make(aside).notes[0]


def test_a_trial_takes_no_place_of_an_issued_edition(make: Make, data: Path, aside: Path) -> None:
    make()
    (data.parent / "reports").rename(aside)
    assert not make(aside).made
    before = contents(aside)
    correct(data, 50000)
    with pytest.raises(RunFailure, match="выпущенная редакция 1") as refused:
        make(aside)
    assert str(data.parent / "reports") in str(refused.value)
    now = {name: content for name, content in contents(aside).items() if "failed" not in name}
    assert now | {"run.log": b""} == before | {"run.log": b""}


@pytest.mark.parametrize("is_numbered", [True, False])
def test_a_trial_moved_beside_the_data_is_no_edition(
    make: Make, data: Path, aside: Path, is_numbered: bool
) -> None:
    if not is_numbered:
        (data / "editions.csv").unlink()
    make(aside)
    correct(data, 50000)
    aside.rename(data.parent / "reports")
    assert "проба" in make(aside).notes[0]  # nothing was issued yet
    edition = make()
    assert (edition.is_corrected, read_manifest(edition.page.parent)["edition"]) == (False, 1)
    (row,) = load(data).rows["editions"]
    assert (row["edition"], bool(row["record"])) == (1, True)


def test_an_edition_without_a_number_is_not_replaced_by_a_trial(
    make: Make, data: Path, aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path, rows: Sequence[Row]) -> None:
        if rows:
            raise Unnumbered("Не записать")

    (data / "editions.csv").unlink()
    with monkeypatch.context() as without:
        without.setattr(issuing, "write_rows", refuse)
        assert read_manifest(make().page.parent)["edition"] is None
    (data.parent / "reports").rename(aside)
    correct(data, 50000)
    with pytest.raises(RunFailure, match="выпущенная редакция 1"):
        make(aside)


def test_a_trial_is_not_verified(make: Make, data: Path, aside: Path) -> None:
    correct(data, 50000)
    edition = make(aside).page.parent
    with pytest.raises(ParameterRefusal, match="это проба"):
        verify(edition, make_aside, data)


def test_the_report_says_that_it_is_a_trial(data: Path) -> None:
    (data / "editions.csv").unlink()
    mark = data.parent / "reports" / "2022" / TRIAL
    mark.parent.mkdir(parents=True)
    mark.touch()
    results = compute(load(data), 2022)
    heading = prose.heading(results)
    assert "Редакция: это проба, отчёт не выпущен" in heading.text.replace("\u00a0", " ")
    assert heading.properties["edition"] == "Проба, отчёт не\u00a0выпущен"
    rows = "year,edition,issued,reason,record\n2022,1,2023-01-01,,\n2022,2,,Учтены роботы,\n"
    (data / "editions.csv").write_text(rows, encoding="utf-8")
    results = compute(load(data), 2022)
    assert "Редакция: 2" not in prose.heading(results).text
    said = changes.corrections(results)[0].text.replace("\u00a0", " ")
    assert said.startswith("Редакция 2 ещё не выпущена: это проба. Причина: Учтены роботы.")


@pytest.mark.parametrize("is_trial", [True, False])
def test_a_signed_decision_says_on_each_page_if_it_is_a_trial(data: Path, is_trial: bool) -> None:
    if is_trial:
        place = data.parent / "reports" / "2022"
        place.mkdir(parents=True)
        (place / TRIAL).touch()
    results = compute(load(data), 2022)
    shown = notebook([document.decision(results), document.information(results, "opening")])
    pdf, _ = OfficialPDFExporter().from_notebook_node(shown)
    docx, _ = DOCXExporter().from_notebook_node(shown)
    mark, annex = "Проба, отчёт не\u00a0выпущен", "Проба, отчёт не\u00a0выпущен\nПриложение"
    texts = [page.extract_text().strip() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(texts) == 2
    assert texts[0].startswith(mark) is is_trial
    assert (annex in texts[1]) is is_trial
    assert all(text.endswith(mark) is is_trial for text in texts)
    said = [paragraph.text for paragraph in Document(io.BytesIO(docx)).paragraphs]
    assert said[0].startswith("Проба, отчёт не выпущен") is is_trial
    annex = annex.replace("\u00a0", " ")  # a word has plain spaces there, for who edits it
    assert any(text.startswith(annex) for text in said) is is_trial
    assert "Проект" not in said[0]


def test_the_command_says_how_a_trial_is_issued(quick: list[str], data: Path, cli: Cli) -> None:
    elsewhere = data.rename(data.with_name("мои данные"))
    folder = elsewhere.name
    done = cli("report", "2022", "--data", folder, "--out", "проба", cwd=data.parent)
    assert_plain(done, 0)
    assert 'без --out: shegar-metrics report 2022 --data "мои данные"' in done.stderr
    beside = cli("report", "2022", "--data", folder, "--out", "reports", cwd=data.parent)
    assert_plain(beside, 0)
    assert "проба:" not in beside.stderr


@pytest.mark.usefixtures("quick")
def test_several_years_are_trials_of_each_other(data: Path, aside: Path, threads: Any) -> None:  # noqa: F811
    add_2023(data)
    before = contents(data)
    entries = Making([data], None, aside).run(threads)
    assert [(e.year, e.outcome) for e in entries] == [(2022, Outcome.MADE), (2023, Outcome.MADE)]
    assert all("проба" in each.notes[0] for each in entries)
    assert contents(data) == before
    alone = aside.with_name("по одному")
    Making([data], [2023], alone).run(threads)
    assert contents(alone / "2023") == contents(aside / "2023")
