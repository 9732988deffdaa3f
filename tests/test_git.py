"""What git keeps of the data and of the editions, and what it is never given."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from .conftest import assert_plain, command, shipped
from .importing.test_metrika_logs import HEADER
from .importing.test_publications import YEAR
from .test_importing import contents

LOG = HEADER + "".join(
    f"{day}\t{date(2023, 1, 1) + timedelta(days=day)} 09:00:00\t501\t\t3\t0\n" for day in range(365)
)
ABSENT = "Оригиналов с персональными данными здесь нет: raw/personal/2023/visits-"


def git(folder: Path, *arguments: str) -> str:
    """Run git as on a machine where nobody has set it up."""
    done = subprocess.run(
        ["git", "-c", "user.name=analyst", "-c", "user.email=analyst@example.org", *arguments],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def _needs_git() -> None:
    if shutil.which("git") is None:
        if os.environ.get("CI"):
            pytest.fail("git is not installed")
        pytest.skip("needs git")


@pytest.fixture(scope="module")
def project(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose analyst works on Windows, with a published 2023, all committed."""
    folder = tmp_path_factory.mktemp("git") / "project"
    shipped(folder / "data")
    for name in (".gitattributes", ".gitignore"):
        shutil.copy(repository / name, folder)
    git(folder, "init", "--quiet")
    git(folder, "config", "core.autocrlf", "true")
    exports = folder.parent / "exports"
    exports.mkdir()
    register = YEAR.replace("2022-", "2023-").replace("\n", "\r\n")
    (exports / "register.csv").write_bytes(register.encode("utf-8"))
    (exports / "visits.tsv").write_text(LOG, encoding="utf-8", newline="\n")
    for name in ("register.csv", "visits.tsv"):
        assert_plain(command("import", str(exports / name), cwd=folder), 0)
    costs = folder / "data" / "costs.csv"
    costs.write_bytes(costs.read_bytes().replace(b"\n", b"\r\n"))
    assert_plain(command("report", "2023", cwd=folder), 0)
    (folder / "reports" / "2023" / "заметки.txt").write_bytes("первая\r\nвторая\r\n".encode())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The year 2023")
    assert git(folder, "status", "--porcelain") == ""
    return folder


@pytest.fixture(params=["true", "input", "false"])
def clone(request: pytest.FixtureRequest, project: Path, tmp_path: Path) -> Path:
    """A fresh clone of it, as git is set up on Windows or elsewhere."""
    config = f"core.autocrlf={request.param}"
    git(tmp_path, "clone", "--quiet", "--config", config, str(project), "clone")
    return tmp_path / "clone"


@pytest.mark.slow
def test_a_clone_has_the_very_bytes_and_nothing_personal(project: Path, clone: Path) -> None:
    for name in ("data", "reports/2023"):
        ours, theirs = contents(project / name), contents(clone / name)
        withheld = {file for file in ours if file.startswith(str(Path("raw", "personal")))}
        assert len(withheld) == (2 if name == "data" else 0)  # the log, and what hides it
        assert theirs == {file: text for file, text in ours.items() if file not in withheld}
    done = command("check", cwd=clone)
    assert_plain(done, 0)
    assert done.stdout.startswith("Данные верны: ")
    assert done.stdout.splitlines()[1].startswith(ABSENT)


@pytest.mark.slow
@pytest.mark.parametrize("clone", ["true"], indirect=True)
def test_a_clone_makes_the_same_edition_without_what_is_personal(clone: Path) -> None:
    done = command("report", "2023", cwd=clone)
    assert_plain(done, 0)
    assert "Отчёт за 2023 год готов и соответствует данным" in done.stderr
    done = command("verify", "2023", cwd=clone)
    assert_plain(done, 0)
    (verdict,) = done.stdout.splitlines()
    assert verdict.endswith("документы те же до последнего байта")


def test_git_ignores_what_is_personal_in_any_folder(data: Path, tmp_path: Path) -> None:
    git(data.parent, "init", "--quiet")
    log = tmp_path / "visits.tsv"
    log.write_text(LOG, encoding="utf-8", newline="\n")
    done = command("import", "visits.tsv", cwd=data.parent)
    assert_plain(done, 0)
    assert "Здесь могут быть персональные данные" in done.stdout
    (kept,) = (data / "raw" / "personal" / "2023").iterdir()
    assert kept.read_bytes() == log.read_bytes()
    git(data.parent, "add", "--all")
    committed = git(data.parent, "ls-files").splitlines()
    assert "data/visits.csv" in committed
    assert not [path for path in committed if "personal" in path]
