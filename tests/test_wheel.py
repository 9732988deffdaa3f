"""The package as it is installed: the wheel alone in an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import shipped
from .test_importing import months_csv

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("uv"), reason="no uv here"),
]


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment that has the wheel, and no repository."""
    folder = tmp_path_factory.mktemp("installed")
    for arguments in (
        ("build", "--wheel", "--out-dir", str(folder), str(repository)),
        ("venv", "--python", sys.executable, str(folder / "venv")),
    ):
        _uv(*arguments)
    (wheel,) = folder.glob("*.whl")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    _uv("pip", "install", "--python", str(programs / "python"), str(wheel))
    return programs


def _uv(*arguments: str) -> None:
    done = subprocess.run(["uv", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def run(programs: Path, *arguments: str, cwd: Path) -> str:
    """Run the command with as little around it as a system gives."""
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    done = subprocess.run(
        [str(programs / "shegar-metrics"), *arguments],
        cwd=cwd,
        env={"HOME": str(home), "PATH": os.defpath, **kept},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def test_it_works_beside_a_data_folder_alone(installed: Path, tmp_path: Path) -> None:
    data = shipped(tmp_path / "data")
    (data / "inbox").mkdir()
    (data / "inbox" / "метрика.csv").write_text(months_csv(), encoding="utf-8")
    told = run(installed, "import", cwd=tmp_path)
    assert "метрика.csv — загружен" in told
    assert "Данные верны" in run(installed, "check", cwd=tmp_path)
    assert "37\u00a0743" in run(installed, "indicators", "2022", cwd=tmp_path)
    made = run(installed, "report", "2022", "2023", cwd=tmp_path).split()
    assert str(Path("reports", "2023", "decision.docx")) in made
    assert all((tmp_path / name).stat().st_size for name in made)


def test_it_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    data = shipped(tmp_path / "мои данные")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert "Данные верны" in run(installed, "check", "--data", str(data), cwd=elsewhere)
    names = ("--name", "Заречный район", "--council", "Дума", "--seat", "с. Заречное")
    run(installed, "new", "own", *names, "--zone", "Asia/Omsk", cwd=elsewhere)
    assert "Данные верны" in run(installed, "check", "--data", "own", cwd=elsewhere)
