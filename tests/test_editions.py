"""What an edition was made from, and what differs between two."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import pandas
import pytest

from shegar_metrics.dataset import load
from shegar_metrics.editions import manifest, recipe
from shegar_metrics.editions import verify as verification
from shegar_metrics.editions.changed_rows import ChangedRow, Cited, changed_rows, sentences_of
from shegar_metrics.editions.manifest import (
    is_current,
    keep_tables,
    read_manifest,
    touched,
    write_manifest,
)
from shegar_metrics.editions.recipe import makers, origin, tables
from shegar_metrics.editions.record import record_of
from shegar_metrics.editions.verify import find_editions, verify
from shegar_metrics.importing.storing.citing import rename_source
from shegar_metrics.importing.storing.writing import writing_alone
from shegar_metrics.indicators import Results, compute
from shegar_metrics.indicators.differences import Reason, differences
from shegar_metrics.indicators.published import computed, published
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.run.report import make_aside
from shegar_metrics.views import changes
from shegar_metrics.views.bundle import Prose

from . import packages
from .conftest import DUMA, Cli, Made, add, add_2023, assert_plain

SCHEMA = Path(manifest.__file__).with_name("manifest.schema.json")


def publish(data: Path, year: int = 2022) -> Path:
    """Publish a small edition: the indicators and the manifest."""
    edition = data.parent / "reports" / str(year)
    edition.mkdir(parents=True)
    dataset = load(data)
    results = compute(dataset, year)
    (edition / "indicators.csv").write_text(results.csv(), encoding="utf-8", newline="\n")
    keep_tables(edition, tables(dataset, year))
    write_manifest(edition, origin(results, dataset), record_of(results, ()), data)
    return edition


def made_of(data: Path) -> dict[str, Any]:
    """Return what an edition of 2022 would be made of now."""
    dataset = load(data)
    return origin(compute(dataset, 2022), dataset)


@pytest.mark.parametrize("name", ["a.py", "page.html.j2", "views/a.py", "notebooks/decision.ipynb"])
def test_code_that_changes_while_it_runs_is_noticed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "PACKAGE", tmp_path)
    for each in ("b.py", "notebooks/annual_report.ipynb", "notebooks/decision.ipynb", name):
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).write_text("1")
    file = tmp_path / name
    before = makers()["code"]
    assert makers()["code"] == before
    file.write_text("2")  # as long as it was; and some disks tell the time in ticks
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    assert makers()["code"] != before


def test_a_package_of_another_version_is_noticed_while_the_code_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    known = makers()["versions"]["pandas"]
    other = tmp_path / "pandas-0.0.1.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 0.0.1\n")
    assert (makers()["versions"]["pandas"], known) == ("0.0.1", pandas.__version__)


def letter_and_months(data: Path) -> str:
    """Return what is told of the news of the rich package, of which a letter states more."""
    rows = load(data).rows["publications"]
    year = packages.LAST
    of_year = [row for row in rows if row["period_start"].year == year and row["section"] == "news"]
    counted = sum(row["publications"] for row in of_year)
    assert len(of_year) == 12
    return (
        f"Опубликовано, Официальный сайт, Новости, {year} год: печатается {counted + 4} (Справка "
        f"за {year} год (вымышленные данные)), а есть и {counted} (Выгрузка публикаций "
        f"официального сайта за {year} год (вымышленные данные))."
    )


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def test_the_manifest_names_all_that_an_edition_was_made_from(data: Path) -> None:
    edition = publish(data)
    found = read_manifest(edition)
    assert found is not None
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert found["parameters"] == {"year": 2022, "data": "data"}
    inputs = {each["path"] for each in found["inputs"]}
    assert inputs == {
        f"data/{file.relative_to(data).as_posix()}"
        for file in data.rglob("*")
        if file.suffix in (".csv", ".json")
    }
    code = {each["path"] for each in found["code"]}
    assert {"notebooks/annual_report.ipynb", "notebooks/decision.ipynb", "shegar_metrics"} <= code
    assert "shegar_metrics/views/templates/information.md.j2" in code
    assert "shegar_metrics/documents/templates/shegar_print/official.docx" in code
    assert {"python", "pandas", "typst", "pypandoc-binary", "shegar-metrics"} <= found[
        "versions"
    ].keys()
    outputs = {each["path"] for each in found["outputs"]}
    assert {"indicators.csv", "data/visits.csv", "data/datapackage.json"} <= outputs
    assert str(data.parent) not in (edition / "manifest.json").read_text(encoding="utf-8")


def test_the_manifest_holds_no_clock(data: Path, tmp_path: Path) -> None:
    first = publish(data)
    second = publish(Path(shutil.copytree(data, tmp_path / "elsewhere" / "data")))
    assert (first / "manifest.json").read_bytes() == (second / "manifest.json").read_bytes()


def test_originals_of_exports_are_among_the_inputs(data: Path) -> None:
    (data / "raw" / "2022").mkdir(parents=True)
    (data / "raw" / "2022" / "a.csv").write_text("x", encoding="utf-8")
    replace(data / "sources.csv", "duma-320-2023,", "old,")
    row = {"id": "duma-320-2023", "title": "Выгрузка", "kind": "export", "date": "2023-07-18"}
    add(data, "sources", **row, path="2022/a.csv", importer="metrika")
    found = read_manifest(publish(data))
    assert found is not None
    assert {"path": "data/raw/2022/a.csv", "sha256": sha256(b"x").hexdigest()} in found["inputs"]


def test_the_schema_refuses_what_is_no_manifest(data: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    found = read_manifest(publish(data))
    assert found is not None
    for spoilt in ({**found, "clock": 1}, {k: v for k, v in found.items() if k != "inputs"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoilt, schema)


Change = Callable[[Path, Path], Any]


@pytest.mark.parametrize(
    ("change", "current"),
    [
        (lambda data, edition: None, True),
        (lambda data, edition: replace(data / "visits.csv", "37743", "37744"), False),
        (lambda data, edition: (edition / "indicators.csv").write_text("x"), True),
        (lambda data, edition: (edition / "data" / "visits.csv").unlink(), False),
        (lambda data, edition: (edition / "manifest.json").write_text("{"), False),
        (lambda data, edition: (edition / "README.txt").write_text("mine"), True),
    ],
    ids=[
        "nothing",
        "an input",
        "an output they changed",
        "a lost output",
        "no manifest",
        "a file of theirs",
    ],
)
def test_an_edition_is_current_only_if_nothing_changed(
    data: Path, change: Change, current: bool
) -> None:
    edition = publish(data)
    change(data, edition)
    assert is_current(edition, made_of(data)) is current


@pytest.mark.parametrize(("of", "name"), [("code", "sha256"), ("versions", "pandas")])
def test_other_code_or_versions_make_an_edition_old(data: Path, of: str, name: str) -> None:
    edition = publish(data)
    found = read_manifest(edition)
    assert found is not None
    (found[of][0] if of == "code" else found[of])[name] = "another"
    (edition / "manifest.json").write_text(json.dumps(found), encoding="utf-8")
    assert not is_current(edition, made_of(data))


def test_other_inputs_that_changed_are_named() -> None:
    paths = ("data/raw/2022/a.csv", "data/visits.csv")
    old, new = ([{"path": path, "sha256": digest} for path in paths] for digest in "12")
    told = list(verification._changed_originals(old, new, "data"))
    assert told == ["data/raw/2022/a.csv: другой файл"]


def test_touched_files_are_named(data: Path) -> None:
    edition = publish(data)
    assert touched(edition) == []
    replace(edition / "indicators.csv", "37743", "99999")
    assert touched(edition) == ["indicators.csv"]


def test_differences_tell_their_reason(two_years: Path) -> None:
    old = computed(compute(load(two_years), 2022).printed)
    by_year = {d.id: d for d in differences(old, computed(compute(load(two_years), 2023).printed))}
    assert by_year["visits"].reason is Reason.PERIOD
    assert (by_year["visits"].old, by_year["visits"].new) == ("37743", "75486")
    replace(two_years / "visits.csv", "37743", "37744")
    revised = {d.id: d for d in differences(old, computed(compute(load(two_years), 2022).printed))}
    assert revised["visits"].reason is Reason.REVISED
    assert revised.keys() == {"visits", "visits_per_day", "visits_per_resident", "cost_per_visit"}
    row = "2022-01-01,2022-12-31,site,37744,,"
    replace(two_years / "visits.csv", f"{row}duma-320-2023", f"{row}census-2021")
    moved = {d.id: d for d in differences(old, computed(compute(load(two_years), 2022).printed))}
    assert moved["visits"].reason is Reason.SOURCE
    other = {**old, "visits": {**old["visits"], "formula": "иначе"}}
    assert [d.reason for d in differences(old, other)] == [Reason.FORMULA]
    assert [d.reason for d in differences({}, {"visits": old["visits"]})] == [Reason.ADDED]
    assert [d.reason for d in differences({"visits": old["visits"]}, {})] == [Reason.REMOVED]
    assert differences(old, old) == []


def rename(data: Path, old: str, new: str) -> None:
    """Give a source another identifier, as the command does."""
    with writing_alone(data):
        rename_source(old, new, data)


@pytest.mark.parametrize("digest", ["", "0" * 64], ids=["a statement", "a file"])
def test_a_source_that_was_renamed_is_the_same_source(data: Path, digest: str) -> None:
    (row,) = (r for r in (data / "sources.csv").read_text("utf-8").splitlines() if DUMA in r)
    cells = row.split(",")
    cells[5] = digest
    replace(data / "sources.csv", row, ",".join(cells))
    edition = publish(data)
    old = published(edition)
    rename(data, DUMA, "spravka-2023")
    results = compute(load(data), 2022)
    assert differences(old, computed(results.printed, results.context.sources)) == []
    replace(data / "visits.csv", "37743", "37744")
    results = compute(load(data), 2022)
    now = computed(results.printed, results.context.sources)
    assert {each.reason for each in differences(old, now)} == {Reason.REVISED}
    aside = edition.rename(data.parent / "old")
    assert {d.reason for d in differences(old, published(publish(data)))} == {Reason.REVISED}
    # The same title of another day is another source; so is another file of the same title.
    named = results.context.sources["spravka-2023"]
    changed = (
        dataclasses.replace(named, sha256="1" * 64)
        if digest
        else dataclasses.replace(named, date=date(2024, 1, 1))
    )
    now = computed(results.printed, {**results.context.sources, "spravka-2023": changed})
    assert {each.reason for each in differences(old, now)} == {Reason.SOURCE}
    (aside / "data" / "sources.csv").unlink()  # nobody can say what its sources were
    now = computed(results.printed, results.context.sources)
    assert {each.reason for each in differences(published(aside), now)} == {Reason.SOURCE}


def test_two_sources_that_are_described_alike_are_two(data: Path) -> None:
    old = published(publish(data))
    (row,) = (r for r in (data / "sources.csv").read_text("utf-8").splitlines() if DUMA in r)
    replace(data / "sources.csv", row, f"{row}\n{row.replace(DUMA, 'another')}")
    replace(data / "visits.csv", f"37743,,{DUMA}", "37744,,another")
    results = compute(load(data), 2022)
    now = computed(results.printed, results.context.sources)
    reasons = {each.id: each.reason for each in differences(old, now)}
    assert reasons["visits"] is Reason.SOURCE


def told_of(results: Results) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return the sentences of «Исправления», and the rows of its tables by their first cell."""
    prose, tables = [], {}
    for view in changes.corrections(results):
        if isinstance(view, Prose):
            prose.append(view.text.replace("\u00a0", " "))
        else:
            for row in view.rows:
                tables[row[0]] = tuple(cell.replace("\u00a0", " ") for cell in row[1:])
    return prose, tables


NONE = (["Исправлений нет."], {})


def test_the_report_tells_what_was_revised_in_the_year_before(two_years: Path) -> None:
    assert told_of(compute(load(two_years), 2023)) == NONE
    publish(two_years)
    assert told_of(compute(load(two_years), 2023)) == NONE
    replace(two_years / "visits.csv", "37743", "38743")
    prose, rows = told_of(compute(load(two_years), 2023))
    assert rows["Посещения сайта"] == (
        "37 743 посещения",
        "38 743 посещения",
        "источник тот же, число другое",
    )
    assert prose == [
        "Числа отчёта за 2022 год по нынешним данным другие, а его новой редакции ещё нет. "
        "Что было напечатано за 2022 год впервые, в редакции 1, и с чем сравнивает этот отчёт:"
    ]
    edition = two_years.parent / "reports" / "2022"
    shutil.copytree(edition, edition.with_name("kept"))
    shutil.rmtree(edition)
    add(two_years, "editions", year=2022, edition=2, issued="2024-03-05", reason="Учтены роботы")
    publish(two_years)
    edition.with_name("kept").rename(edition / "1")
    (edition / "earlier").mkdir()
    (edition / "1").rename(edition / "earlier" / "1")
    rename(two_years, DUMA, "spravka-2023")
    prose, rows = told_of(compute(load(two_years), 2023))
    assert rows["Посещения сайта"] == (
        *("37 743 посещения", "38 743 посещения", "источник тот же, число другое"),
    )
    assert prose == [
        "Отчёт за 2022 год исправлен; действует его редакция 2 от 5 марта 2024 года. Причина: "
        "Учтены роботы. Что было напечатано за 2022 год впервые, в редакции 1, и с чем сравнивает "
        "этот отчёт:"
    ]


@pytest.fixture(scope="module")
def by_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rich package, whose years are told by month, with an edition of the last but one."""
    data = packages.rich(tmp_path_factory.mktemp("rich") / "data")
    publish(data, packages.LAST - 1)
    return data


def test_months_published_a_year_ago_are_not_told_as_gone(by_month: Path) -> None:
    assert told_of(compute(load(by_month), packages.LAST)) == NONE


def test_a_month_that_differs_is_told_with_its_name(by_month: Path) -> None:
    old = published(by_month.parent / "reports" / str(packages.LAST - 1))
    month = f"visits@{packages.LAST - 1}-03"
    assert old[month]["value"]
    (found,) = differences(old, {**old, month: {**old[month], "value": "1"}})
    assert (found.title, found.new) == (f"Посещения сайта, 03.{packages.LAST - 1}", "1")


def test_editions_are_found_by_year_and_by_folder(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ParameterRefusal, match="нет ни одного отчёта"):
        find_editions([], data)
    edition = publish(data)
    aside = Path(shutil.copytree(edition, tmp_path / "скачано"))
    assert find_editions([], data) == [edition]
    assert find_editions(["2022", str(aside)], data) == [edition, aside]
    with pytest.raises(ParameterRefusal, match="2021: нет отчёта с описью"):
        find_editions(["2021"], data)
    with pytest.raises(ParameterRefusal, match="нет отчёта"):
        published(tmp_path)


@pytest.fixture
def spoilt(made: Callable[[str], Made], tmp_path: Path) -> Made:
    """The edition of 2022 with its package: a copy, to spoil."""
    return made("2022").copied(tmp_path / "copy")


@pytest.mark.slow
def test_an_edition_is_verified(spoilt: Made, cli: Cli) -> None:
    # What was added for another year since leaves it as it was.
    add_2023(spoilt.data)
    done = cli("verify", cwd=spoilt.folder)
    assert_plain(done, 0)
    first, *rest = done.stdout.splitlines()
    assert first == f"{spoilt.edition(2022)}: документы те же до последнего байта"
    changed = "  Строк данных изменено: 8, на этот отчёт они не влияют."
    assert rest == [changed]


@pytest.mark.slow
def test_sources_that_differ_about_the_year_are_told_and_fail_nothing(
    made: Callable[[str], Made], tmp_path: Path, cli: Cli
) -> None:
    spoilt = made("rich").copied(tmp_path / "copy")
    stated = {"table": "publications", "column": "publications", "page": "site", "section": "news"}
    before = {"period": packages.LAST - 1, "value": 1, "stands": False}
    add(spoilt.data, "totals", **stated, **before, source=f"letter-{packages.LAST}")
    done = cli("verify", str(packages.LAST), cwd=spoilt.folder)
    assert_plain(done, 0)
    first, *rest = done.stdout.replace("\u00a0", " ").splitlines()
    assert first.endswith(": документы те же до последнего байта")
    assert rest == [
        "  Источники расходятся:",
        f"    {letter_and_months(spoilt.data)}",
        "  Строк данных изменено: 1, на этот отчёт они не влияют.",
    ]
    assert done.stdout.count("печатается") == 1


@pytest.mark.slow
def test_what_differs_is_told(spoilt: Made, cli: Cli) -> None:
    data = add_2023(spoilt.data)
    replace(data / "visits.csv", "37743", "37744")
    replace(data / "subscribers.csv", "2023-07-10,ok,1114,duma-320-2023,\n", "")
    add(data, "subscribers", as_of="2022-12-31", page="vk", subscribers=5, source=DUMA)
    (data / "costs.csv").write_bytes(b"\xef\xbb\xbf" + (data / "costs.csv").read_bytes())
    done = cli("verify", "2022", cwd=spoilt.folder)
    assert_plain(done, 1)
    lines = [line.strip() for line in done.stdout.replace("\u00a0", " ").splitlines()]
    changed = [
        "Посещения официального сайта, 2022 год, Официальный сайт: "
        "Посещения (визиты): 37 743 → 37 744",
        "Подписчики официальных страниц, 10.07.2023, Одноклассники: строки больше нет "
        "(Подписки: 1 114)",
        "Подписчики официальных страниц, 31.12.2022, ВКонтакте: строка добавлена (Подписки: 5)",
    ]
    start = lines.index("Изменились данные:") + 1
    assert lines[start : start + 4] == [*changed, "Изменились числа:"]
    told = "Посещения сайта: 37 743 посещения → 37 744 посещения (источник тот же, число другое)"
    assert told in lines
    told = [line for line in lines if line.startswith("Изменились")]
    assert told == ["Изменились данные:", "Изменились числа:"]
    assert lines[-1] == "Прочих строк данных изменено: 8, на этот отчёт они не влияют."
    assert lines.index("Изменились числа:") < lines.index("Не совпали байты:")
    assert "annual_report.pdf" in lines


@pytest.mark.slow
def test_a_touched_edition_is_told(spoilt: Made) -> None:
    page = spoilt.edition(2022) / "annual_report.html"
    replace(page, "37\u00a0743", "99\u00a0999")
    found = read_manifest(page.parent)
    assert found is not None
    found["inputs"][0]["sha256"] = "0" * 64  # other than the table that is kept with it
    (page.parent / "manifest.json").write_text(json.dumps(found), encoding="utf-8")
    verdict = verify(page.parent, make_aside, spoilt.data)
    assert verdict.touched == ["annual_report.html", "manifest.json"]
    assert verdict.files == ["annual_report.html"]
    assert not verdict.identical
    assert not [*verdict.inputs, *verdict.indicators]


def test_an_edition_that_cannot_be_rebuilt_is_told(data: Path, cli: Cli) -> None:
    publish(data)
    add(data, "visits", period=2024, visits="много", source=DUMA)
    done = cli("verify", cwd=data.parent)
    assert_plain(done, 3)
    assert "«много» — не целое число" in done.stderr


@pytest.mark.parametrize(
    ("table", "cells", "concerns"),
    [
        ("sources", {"id": "letter"}, True),
        ("sources", {"id": "of another year"}, False),
        ("visits", {"period_start": "2022-03-01", "period_end": "2022-03-31"}, True),
        ("visits", {"period_start": "2021-03-01", "period_end": "2021-03-31"}, False),
        ("costs", {"period_start": "2021-06-01", "period_end": "2023-05-31"}, True),
        (
            "visits",
            {"period_start": "2021-03-01", "period_end": "2021-03-31", "source": "letter"},
            True,
        ),
        (
            "visits",
            {"period_start": "2023-03-01", "period_end": "2023-03-31", "source": "letter"},
            False,
        ),
        ("subscribers", {"as_of": "2023-07-10", "source": "letter"}, True),
        ("subscribers", {"as_of": "2023-07-10", "source": "another"}, False),
        ("subscribers", {"as_of": "2023-07-11", "source": "letter"}, False),
        ("population", {"as_of": "2021-10-01", "source": "letter"}, True),
        ("pages", {"id": "max", "opened": "2025-08-01"}, False),
        ("pages", {"id": "vk", "opened": ""}, True),
        ("sections", {"code": "x", "opened": "2023-07-31"}, True),
        ("municipality", {"valid_from": "2030-01-01"}, True),
    ],
)
def test_a_row_concerns_a_year(table: str, cells: dict[str, str], concerns: bool) -> None:
    cited = Cited(2022, frozenset({"letter"}), frozenset({"2023-07-10", "2021-10-01"}))
    assert ChangedRow(table, None, cells).concerns(cited) is concerns


def test_of_very_many_rows_the_first_are_told(two_years: Path) -> None:
    edition = publish(two_years)
    for day in range(1, 31):
        counted = {"as_of": f"2022-06-{day:02}", "page": "vk", "subscribers": day, "source": DUMA}
        add(two_years, "subscribers", **counted)
    rows, sentences = changed_rows(edition, load(two_years))
    told = list(sentences_of(rows, load(two_years)))
    assert sentences == []
    assert told[0] == (
        "Подписчики официальных страниц, 01.06.2022, ВКонтакте: строка добавлена (Подписки: 1)"
    )
    assert told[-1] == "Подписчики официальных страниц: и другие строки — 10"
    assert len(told) == 21


def rows_of(shown: str) -> dict[str, list[str]]:
    """Read a table as it is shown: the cells of each row by the first of them."""
    lines = shown.replace("\u00a0", " ").splitlines()
    cells = [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in lines]
    return {row[0]: row[1:] for row in cells if row}


def test_two_editions_are_compared_by_the_command(
    two_years: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in (2022, 2023):
        publish(two_years, year)
    done = cli("diff", "2022", "2023", cwd=two_years.parent)
    assert_plain(done, 0)
    rows = rows_of(done.stdout)
    assert rows["Показатель"] == ["2022", "2023", "Разница", "Разница, %", "Почему"]
    assert rows["Посещения сайта"] == [
        *("37 743 посещения", "75 486 посещений", "+37 743", "+100,0 %", "")
    ]
    # A difference that neither of the two reports prints is not made up here.
    assert rows["Подписки на официальные страницы"] == [
        *("4 026 подписок", "4 491 подписка", "", "", "не пересчитано с 10.07.2023: Telegram")
    ]
    assert rows["Стоимость договора в день"][1:] == ["—", "", "", "сведений за 2023 год нет"]
    assert rows["Доля раздела в публикациях: Новости"][2:4] == ["", "−55,8 п.п."]
    assert "Посетители сайта" not in rows  # no number in either
    done = cli("diff", "2022", "2022", cwd=two_years.parent)
    assert done.stdout == "Числа обоих отчётов одни и те же.\n"
    assert_plain(cli("diff", "2022", "2030", cwd=two_years.parent), 1)


def test_two_editions_of_one_year_are_compared_by_the_command(data: Path, cli: Cli) -> None:
    aside = Path(shutil.copytree(publish(data), data.parent / "прежний"))
    shutil.rmtree(data.parent / "reports")
    replace(data / "visits.csv", "37743", "37744")
    publish(data)
    done = cli("diff", str(aside), "2022", cwd=data.parent)
    assert_plain(done, 0)
    revised = "источник тот же, число другое"
    assert rows_of(done.stdout) == {
        "Показатель": ["прежний", "2022", "Разница", "Разница, %", "Почему"],
        "Посещения сайта": [
            *("37 743 посещения", "37 744 посещения", "+1", "+0,003 %", revised),
        ],
        "Посещения сайта в день": [
            *(
                "103,405 посещения в день",
                "103,408 посещения в день",
                "+0,003",
                "+0,003 %",
                revised,
            ),
        ],
        "Посещения сайта на одного жителя": [
            "1,8911 посещения на одного жителя",
            "1,8912 посещения на одного жителя",
            *("+0,0001", "+0,003 %", revised),
        ],
        "Стоимость договора на одно посещение": [
            *("1,05556 ₽ за посещение", "1,05553 ₽ за посещение", "−0,00003", "−0,003 %", revised),
        ],
    }


def test_an_edition_that_has_stepped_aside_is_compared_from_there(
    two_years: Path, cli: Cli
) -> None:
    edition = publish(two_years)
    edition.rename(edition.with_name(".old-2022"))
    publish(two_years, 2023)
    assert_plain(cli("diff", "2022", "2023", cwd=two_years.parent), 0)
    assert [folder.name for folder in find_editions([], two_years)] == [".old-2022", "2023"]


def test_any_number_of_an_edition_can_be_shown(data: Path, cli: Cli) -> None:
    other = Path(shutil.copytree(publish(data), data.parent / "прежний"))
    edition = data.parent / "reports" / "2022"
    for folder, value in ((edition, f"{'9' * 20}e+29"), (other, f"0.{'0' * 19}1e-29")):
        replace(folder / "indicators.csv", ",37743,visits", f",{value},visits")
    for names in (("прежний", "2022"), ("2022", "прежний")):
        done = cli("diff", *names, cwd=data.parent)
        assert_plain(done, 0)
        assert "Посещения" in done.stdout
