"""Which editions are out of date: what is said decides, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.editions.outdated import Changes, changes_since, outdated
from shegar_metrics.indicators import compute
from shegar_metrics.run.report import make_reports

from .conftest import DUMA, Cli, assert_plain
from .test_editions import rename, replace


def changes_of(data: Path) -> Changes:
    """Return what has changed since the edition of 2022."""
    dataset = load(data)
    return changes_since(data.parent / "reports" / "2022", compute(dataset, 2022), dataset)


@pytest.mark.parametrize("digest", ["", "0" * 64], ids=["a statement", "a file"])
@pytest.mark.usefixtures("quick")
def test_an_edition_holds_if_its_sources_are_but_called_otherwise(
    data: Path, cli: Cli, digest: str
) -> None:
    (row,) = (r for r in (data / "sources.csv").read_text("utf-8").splitlines() if DUMA in r)
    cells = row.split(",")
    cells[5] = digest
    replace(data / "sources.csv", row, ",".join(cells))
    replace(data / "visits.csv", f"{DUMA},", f"{DUMA},visits: {DUMA}; ")
    make_reports([2022], data)
    rename(data, DUMA, "spravka-2023")
    assert "visits: spravka-2023" in (data / "visits.csv").read_text("utf-8")
    done = cli("check", cwd=data.parent)
    assert_plain(done, 0)
    assert "готов" in done.stdout
    assert "обновить" not in done.stdout
    assert "Теперь" not in done.stderr
    done = cli("verify", cwd=data.parent)
    lines = done.stdout.splitlines()
    told = f"    Источники, spravka-2023: Идентификатор: {DUMA} → spravka-2023"
    assert lines[lines.index("  Изменились данные:") + 1] == told
    assert lines[-1].startswith("  Отчёт остаётся в силе")
    assert "Теперь" not in done.stderr
    replace(data / "visits.csv", "37743", "37744")
    (changed,) = changes_of(data).sentences
    assert "37 743 → 37 744" in changed.replace("\u00a0", " ")


@pytest.mark.parametrize("alike", [0, 1])
@pytest.mark.usefixtures("quick")
def test_which_of_two_sources_described_alike_was_renamed_is_not_guessed(
    data: Path, alike: int
) -> None:
    (row,) = (r for r in (data / "sources.csv").read_text("utf-8").splitlines() if DUMA in r)
    replace(data / "sources.csv", row, "\n".join([row, *[row.replace(DUMA, "another")] * alike]))
    make_reports([2022], data)
    rename(data, DUMA, "spravka-2023")
    assert bool(outdated(load(data))) is bool(alike)


@pytest.mark.usefixtures("quick")
def test_an_edition_holds_when_what_was_published_since_has_no_effect(
    two_years: Path, cli: Cli
) -> None:
    make_reports([2023, 2022], two_years)
    done = cli("verify", "2023", cwd=two_years.parent)
    assert_plain(done, 0)
    assert "reports/2022/indicators.csv: есть не в обоих случаях" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("  Отчёт остаётся в силе")
    assert "Теперь" not in done.stderr
    replace(two_years / "visits.csv", "75486", "75487")
    done = cli("verify", "2023", cwd=two_years.parent)
    assert "остаётся в силе" not in done.stdout
    assert "Теперь: shegar-metrics report 2023" in done.stderr


@pytest.mark.usefixtures("quick")
def test_a_reason_is_asked_for_where_a_new_edition_is_certain(data: Path, cli: Cli) -> None:
    make_reports([2022], data)
    replace(data / "remarks.csv", "Договор оплачен", "Договор был оплачен")
    done = cli("check", cwd=data.parent)
    assert "Отчёт за 2022 год не по нынешним данным: shegar-metrics report 2022\n" in done.stdout
    assert done.stderr.splitlines()[-1] == (
        "Теперь: shegar-metrics report 2022 — отчёты по нынешним данным; "
        "если напечатанное изменится, добавьте --reason ПРИЧИНА"
    )
    replace(data / "visits.csv", "37743", "37744")
    done = cli("check", cwd=data.parent)
    command = "shegar-metrics report 2022 --reason ПРИЧИНА"
    assert f"Отчёт за 2022 год не по нынешним данным: {command}\n" in done.stdout
    assert done.stderr.splitlines()[-1] == f"Теперь: {command} — отчёты по нынешним данным"
