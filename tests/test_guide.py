"""The guide for analysts: every command that it shows works, in the order in which it is read."""

from __future__ import annotations

import io
import re
import shlex
import webbrowser
from pathlib import Path

import pytest

from . import packages, walk
from .conftest import Cli, assert_plain

GUIDE = Path(__file__).parents[1] / "docs" / "analyst.ru.md"
COMMANDS = re.findall(r"^uv run (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)

LEFT = {"import --dry-run", "import"}
"""They leave a file that cannot be taken, as they say, and end with 1."""

ANSWERS = "Лесной район\nДума\n\n\n\n\nс. Лесное\nAsia/Tomsk\n"
"""To what the command asks that begins a municipality; an empty line takes what is proposed."""


class Person(io.StringIO):
    """Somebody at a terminal, with answers ready."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a made-up municipality, with the exports of a year."""
    return walk.begin(tmp_path)


def test_counts_of_days_are_not_added_up(project: Path, cli: Cli) -> None:
    done = cli("import", f"data/inbox/{walk.ODNOKLASSNIKI}", "--dry-run", cwd=project)
    told = "Одноклассники — Подписки:\n    2025 год, строк — 365: последнее — 1 154"
    assert told in done.stdout.replace("\N{NO-BREAK SPACE}", " ")


def test_what_is_published_is_of_the_site_and_not_of_its_counters(project: Path, cli: Cli) -> None:
    done = cli("import", f"data/inbox/{walk.PUBLICATIONS}", "--dry-run", cwd=project)
    assert_plain(done, 0)
    assert "Официальный сайт, Новости — Опубликовано:" in done.stdout


def test_the_pictures_are_there() -> None:
    pictures = re.findall(r"!\[.+\]\((.+)\)", GUIDE.read_text(encoding="utf-8"))
    assert pictures
    assert [name for name in pictures if not (GUIDE.parent / name).is_file()] == []


@pytest.mark.slow
def test_every_command_works_in_the_order_of_the_guide(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    packages.poor(project / "region" / "lesnoy" / "data")
    assert_plain(cli("report", "2024", cwd=project), 0)  # the year before had its report
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        if program == "jupyter":
            continue
        assert program == "shegar-metrics"
        monkeypatch.setattr("sys.stdin", Person(ANSWERS))
        done = cli(*arguments, cwd=project)
        assert_plain(done, 1 if " ".join(arguments) in LEFT else 0)
    assert sorted(path.name for path in (project / "data" / "inbox").glob("*.docx*")) == [
        walk.LETTER,
        f"{walk.LETTER}.почему.txt",
    ]
    assert [Path(address).name for address in opened] == ["annual_report.html"]
    assert (project / "reports" / str(walk.YEAR) / "earlier" / "1").is_dir()
