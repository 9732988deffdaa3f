"""The guide for analysts: every command that it shows works, in the order in which it is read."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from . import walk
from .conftest import Cli, assert_plain

GUIDE = Path(__file__).parents[1] / "docs" / "analyst.ru.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a made-up municipality, with the exports of a year."""
    return walk.begin(tmp_path_factory.mktemp("guide"))


def test_counts_of_days_are_not_added_up(project: Path, cli: Cli) -> None:
    done = cli("import", f"data/inbox/{walk.ODNOKLASSNIKI}", "--dry-run", cwd=project)
    assert "Одноклассники — Подписки:\n    2025 год, строк — 365: последнее — 1 154" in done.stdout


def test_what_is_published_is_of_the_site_and_not_of_its_counters(
    project: Path, cli: Cli
) -> None:
    done = cli("import", f"data/inbox/{walk.PUBLICATIONS}", "--dry-run", cwd=project)
    assert_plain(done, 0)
    assert "Официальный сайт, Новости — Опубликовано:" in done.stdout
