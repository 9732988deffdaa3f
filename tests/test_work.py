"""The year's work without a terminal: the notebook for it, and the functions that it calls."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from openpyxl import load_workbook

import shegar_metrics as sm
from shegar_metrics.importing.leaving import Cell
from shegar_metrics.problems import ParameterRefusal
from shegar_metrics.run import overview

from .conftest import add
from .test_importing import HEADER, contents, months_csv, visits_of
from .test_inbox import GROUP, LETTER, left_in
from .test_notebooks import papermill

Put = Callable[[str, str], Path]


@pytest.fixture
def put(data: Path) -> Put:
    """Put a file into the inbox."""

    def put(name: str, text: str) -> Path:
        path = data / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_looking_at_the_inbox_writes_nothing(data: Path, put: Put) -> None:
    put("а.csv", months_csv())
    put("письмо.txt", LETTER)
    before = contents(data)
    files = sm.inbox(data)
    assert [*files["Файл"]] == ["а.csv", "письмо.txt"]
    assert [*files["Что с ним будет"]] == ["будет загружен", "нельзя загрузить"]
    assert LETTER in files["Куда или почему"][1]
    changes = sm.inbox_changes(data).query("Показатель == 'Посещения (визиты)'")
    assert [*changes["Было"]] == [""] * 12
    assert [*changes["Станет"]] == [100] * 12
    assert str(changes["С"].iloc[0]) == "2023-01-01"
    assert contents(data) == before


def test_an_empty_inbox_changes_nothing(data: Path) -> None:
    assert sm.inbox(data).empty
    assert sm.inbox_changes(data).empty


def test_taking_and_taking_back(data: Path, put: Put) -> None:
    put("а.csv", months_csv())
    assert [*sm.take_inbox(data)["Что с ним стало"]] == ["загружен"]
    assert visits_of(data, 2023) == 1200
    assert sm.state(data).loc["Посещения официального сайта", 2023] == "1–12 мес."
    back = sm.undo_import(data).query("Показатель == 'Посещения (визиты)'")
    assert [*back["Станет"]] == [""] * 12
    assert visits_of(data, 2023) == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("группа.json", GROUP, {"as_of": "31.12.2023"}),
        ("за год.csv", f"{HEADER}2023-01-01 - 2023-12-31,1200,,\n", {"prefer": "new:visits"}),
    ],
)
def test_a_file_is_taken_with_what_is_said_of_it(
    data: Path, put: Put, name: str, text: str, said: dict[str, str]
) -> None:
    add(data, "visits", period=2023, page="site", visits=999, source="duma-320-2023")
    put(name, text)
    with pytest.raises(ParameterRefusal, match="new:visits") if "prefer" in said else _dateless():
        sm.take_file(name, data)
    assert len(sm.take_file(name, data, **said)) == 1  # type: ignore[arg-type]
    assert left_in(data) == []


def _dateless() -> Any:
    return pytest.raises(Exception, match="в файле нет даты")


@pytest.mark.parametrize(
    ("files", "asked", "call"),
    [
        (
            {"группа.json": GROUP},
            "(as_of)",
            'sm.take_file("группа.json", data, as_of="ДАТА")',
        ),
        (
            {"за год.csv": f"{HEADER}2023-01-01 - 2023-12-31,1200,,\n"},
            "расходятся",
            'sm.take_file("за год.csv", data, prefer="old:visits")',
        ),
    ],
)
def test_what_has_to_be_said_of_a_file_is_asked_for_as_a_notebook_says_it(
    data: Path, put: Put, files: dict[str, str], asked: str, call: str
) -> None:
    add(data, "visits", period=2023, page="site", visits=999, source="duma-320-2023")
    for name, text in files.items():
        put(name, text)
    before = sm.inbox(data)["Куда или почему"][0]
    assert asked in before
    assert not before.startswith(next(iter(files)))
    assert before.endswith(call)
    assert "--" not in before
    assert sm.take_inbox(data)["Где или почему"][0] == before
    (written,) = data.joinpath("inbox").glob("*.почему.txt")
    assert call in written.read_text(encoding="utf-8-sig")
    with pytest.raises(ParameterRefusal) as refusal:
        sm.take_file(next(iter(files)), data)
    assert refusal.value.lines[-1].endswith(call)


def test_files_of_which_the_same_has_to_be_said_are_taken_together(data: Path, put: Put) -> None:
    first, second = (
        f"{HEADER}2023-{days},600,,\n" for days in ("01-01 - 2023-06-30", "07-01 - 2023-12-31")
    )
    put("первое.csv", first)
    put("второе.csv", second)
    sm.take_file(["первое.csv", "второе.csv"], data, page="site")
    assert visits_of(data, 2023) == 1200
    assert left_in(data) == []


def test_the_workbook_of_a_year_is_made_once_and_taken_by_the_inbox(data: Path) -> None:
    book = data.parent / "Числа за 2023 год.xlsx"
    made = sm.year_form(2023, data)
    assert f"{book}" in made
    assert "data/inbox" in made
    before = book.read_bytes()
    assert sm.year_form(2023, data).startswith(f"Книга уже есть: {book}.")
    assert book.read_bytes() == before
    filled = load_workbook(book)
    filled["Сайт"]["D2"] = 1200
    filled["Сайт"]["G2"] = "Справка"
    inbox = data / "inbox"
    inbox.mkdir()
    filled.save(inbox / book.name)
    assert [*sm.take_inbox(data)["Что с ним стало"]] == ["загружен"]
    assert visits_of(data, 2023) == 1200


@pytest.mark.parametrize(
    ("options", "call"),
    [
        ([("--as", "ВИД"), ("--allow-part", "")], 'kind="ВИД", allow="part"'),
        (
            [("--prefer", "new:visits"), ("--prefer", "new:costs")],
            'prefer=["new:visits", "new:costs"]',
        ),
        (
            [("--allow-sampled", ""), ("--allow-mismatch", "")],
            'allow=["sampled", "mismatch"]',
        ),
    ],
)
def test_a_call_says_of_an_export_of_several_files_all_that_is_asked(
    options: list[tuple[str, str]], call: str
) -> None:
    files = [Path("data/inbox/стена 1.json"), Path("data/inbox/стена 2.json")]
    written = Cell().taking(files, options)
    assert written == f'sm.take_file(["стена 1.json", "стена 2.json"], data, {call})'


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"as_of": "вчера"}, "Параметр as_of: «вчера» — не прошедший день"),
        ({"as_of": "31.12.2100"}, "Параметр as_of: «31.12.2100» — не прошедший день"),
        ({"allow": "all"}, "Параметр allow: all — такого нет, есть: sampled, part, mismatch"),
    ],
)
def test_what_is_said_wrongly_is_refused(
    data: Path, put: Put, said: dict[str, str], wrong: str
) -> None:
    put("группа.json", GROUP)
    with pytest.raises(ParameterRefusal, match=wrong):
        sm.take_file("группа.json", data, **said)  # type: ignore[arg-type]


def test_what_is_missing_is_listed_with_its_source(data: Path) -> None:
    missing = sm.gaps(data).set_index("Чего нет")
    feedback = missing.loc["Обратная связь"]
    assert feedback["За какое время"] == "2022\u00a0год"
    assert feedback["Откуда взять"].endswith("(pos)")


@pytest.mark.parametrize(("there", "told"), [(True, "Открыт "), (False, "Откройте файл сами: ")])
def test_the_page_of_a_report_is_opened(
    data: Path, monkeypatch: pytest.MonkeyPatch, there: bool, told: str
) -> None:
    page = data.parent / "reports" / "2022" / "annual_report.html"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
    opened: list[str] = []
    monkeypatch.setattr(overview.webbrowser, "open", lambda url: bool(opened.append(url)) or there)
    assert sm.open_report(2022, data) == f"{told}{page}"
    assert opened == [page.as_uri()]


@pytest.mark.slow
def test_the_notebook_does_the_whole_work(
    data: Path, put: Put, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("метрика.csv", months_csv())
    put("письмо.txt", LETTER)
    notebook = data.parent / "notebooks" / "work.ipynb"
    shutil.copytree(repository / "notebooks", notebook.parent)
    monkeypatch.setenv("BROWSER", "true")  # a program that opens nothing
    done = papermill("work.ipynb", "out.ipynb", "-p", "year", "2023", cwd=notebook.parent)
    assert done.returncode == 0, done.stderr
    executed = nbformat.read(notebook.with_name("out.ipynb"), as_version=4)
    seen = {
        cell.source.splitlines()[-1]: output.data.get("text/html", output.data["text/plain"])
        for cell in executed.cells
        for output in cell.get("outputs", ())
    }
    assert "будет загружен" in seen["sm.inbox(data)"]
    assert "2023-01-31" in seen["sm.inbox_changes(data)"]
    assert LETTER in seen["sm.take_inbox(data)"]
    assert "устарел" not in seen["sm.state(data)"]
    assert "annual_report.html" in seen["[*edition.notes, *(file.name for file in edition.files)]"]
    assert "Числа за 2023 год.xlsx" in seen["sm.year_form(year, data)"]
    assert "annual_report.html" in seen["sm.open_report(year, data)"]
    assert left_in(data) == ["письмо.txt", "письмо.txt.почему.txt"]
    assert sm.state(data).loc["Отчёт", 2023] == "готов"
