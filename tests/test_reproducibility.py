"""The same inputs give the same bytes, wherever, whenever and by whomever it is run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EDITION = (
    "annual_report.html",
    "annual_report.ipynb",
    "annual_report.pdf",
    "decision.docx",
    "decision.pdf",
    "indicators.csv",
    "manifest.json",
)


def made(folder: Path, repository: Path, prefix: list[str], **environment: str) -> dict[str, bytes]:
    """Make the report of 2022 in a folder of its own, in an environment of its own."""
    shutil.copytree(repository / "data", folder / "data")
    executable = shutil.which("shegar-metrics", path=Path(sys.executable).parent)
    assert executable
    subprocess.run(
        [*prefix, executable, "report", "2022"],
        cwd=folder,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    edition = folder / "reports" / "2022"
    return {name: (edition / name).read_bytes() for name in EDITION}


@pytest.mark.slow
def test_two_editions_are_the_same_to_the_byte(repository: Path, tmp_path: Path) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        if os.environ.get("CI"):
            pytest.fail("faketime is not installed")
        pytest.skip("needs faketime")
    here = made(
        tmp_path / "here",
        repository,
        [],
        TZ="Asia/Tomsk",
        LC_ALL="C.UTF-8",
        USER="analyst",
        PYTHONHASHSEED="1",
    )
    there = made(
        tmp_path / "совсем другая папка" / "глубже",
        repository,
        [faketime, "2031-05-06 23:59:58"],
        TZ="America/St_Johns",
        LC_ALL="C",
        LANG="tr_TR.UTF-8",
        USER="кто-то другой",
        PYTHONHASHSEED="2",
    )
    assert [name for name in EDITION if here[name] != there[name]] == []
