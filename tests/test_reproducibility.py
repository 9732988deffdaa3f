"""The same inputs give the same bytes, wherever, whenever and by whomever it is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

from shegar_metrics.indicators import Results
from shegar_metrics.views import figures, style
from shegar_metrics.views.bundle import Figure

from .conftest import shipped

EDITION = (
    "annual_report.html",
    "annual_report.ipynb",
    "annual_report.pdf",
    "decision.docx",
    "decision.pdf",
    "indicators.csv",
    "indicators.schema.json",
    "indicators.xlsx",
    "manifest.json",
)

# Each of these lines changed the figures once.
MATPLOTLIBRC = "axes.grid: True\nxtick.labelsize: 6\ntimezone: America/New_York\n"


def needed(tool: str | None, name: str) -> str:
    """Give a tool that is there; without it a test is passed over, but not in CI."""
    if tool is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"needs {name}")
    return tool


def made(folder: Path, prefix: list[str], **environment: str) -> dict[str, bytes]:
    """Make the report of 2022 in a folder of its own, in an environment of its own."""
    shipped(folder / "data")
    executable = shutil.which("shegar-metrics", path=Path(sys.executable).parent)
    assert executable
    done = subprocess.run(
        [*prefix, executable, "report", "2022"],
        cwd=folder,
        env={**os.environ, **environment},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return files(folder / "reports" / "2022")


def files(edition: Path) -> dict[str, bytes]:
    """Read an edition, without the commit of its data: a copy of them is in no repository."""
    content = {name: (edition / name).read_bytes() for name in EDITION}
    manifest = json.loads(content["manifest.json"])
    return content | {"manifest.json": json.dumps(manifest | {"git": None}).encode()}


@pytest.mark.slow
def test_two_editions_are_the_same_to_the_byte(
    repository: Path, edition: Path, tmp_path: Path
) -> None:
    there = made(
        tmp_path / "совсем другая папка" / "глубже",
        [needed(shutil.which("faketime"), "faketime"), "2031-05-06 23:59:58"],
        TZ="America/St_Johns",
        LC_ALL="C",
        LANG="tr_TR.UTF-8",
        USER="кто-то другой",
        PYTHONHASHSEED="2",
    )
    here = files(edition)
    assert [name for name in EDITION if here[name] != there[name]] == []


def old_russian_linux(folder: Path) -> dict[str, str]:
    """A locale of cp1251; warnings that are errors, and a home where there is one to give."""
    charmap = Path("/usr/share/i18n/charmaps/CP1251.gz")
    localedef = needed(shutil.which("localedef") if charmap.exists() else None, "localedef")
    locale = folder / "locales" / "ru_RU.CP1251"
    locale.parent.mkdir(parents=True)
    subprocess.run([localedef, "-i", "ru_RU", "-f", "CP1251", locale], check=True)
    return {
        "LOCPATH": str(locale.parent),
        "LC_ALL": locale.name,
        "PYTHONWARNINGS": "error",
        "HOME": str(folder / "nowhere"),
    }


def bare_posix_of_a_tinkerer(folder: Path) -> dict[str, str]:
    """No encoding but ASCII; figures, a kernel and pandoc that somebody has set up their way."""
    kernel = folder / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    argv = [sys.executable, "-c", "raise SystemExit('a foreign kernel')"]
    kernel.write_text(json.dumps({"argv": argv, "display_name": "R", "language": "R"}))
    (folder / "matplotlibrc").write_text(MATPLOTLIBRC)
    (folder / "pandoc").mkdir()
    (folder / "pandoc" / "init.lua").write_text("error('a foreign setting')")
    return {
        "LC_ALL": "POSIX",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "MPLCONFIGDIR": str(folder),
        "JUPYTER_PATH": str(folder / "jupyter"),
        "XDG_DATA_HOME": str(folder),
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such locales")
@pytest.mark.parametrize("surroundings", [old_russian_linux, bare_posix_of_a_tinkerer])
def test_the_surroundings_of_others_change_no_byte(
    repository: Path,
    edition: Path,
    tmp_path: Path,
    surroundings: Callable[[Path], dict[str, str]],
) -> None:
    folder = tmp_path / "settings"
    folder.mkdir()
    there = made(tmp_path / "отчёты", [], **surroundings(folder))
    here = files(edition)
    assert [name for name in EDITION if here[name] != there[name]] == []


def test_figures_are_drawn_over_the_defaults_of_matplotlib(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn() -> list[str]:
        every = (figures.publications(results), figures.platforms(results))
        return [style.to_svg(figure.drawing) for figure in every if isinstance(figure, Figure)]

    ours = drawn()
    settings = {"axes.grid": True, "xtick.labelsize": 6, "timezone": "America/New_York"}
    with matplotlib.rc_context(settings):
        assert drawn() == ours
        assert matplotlib.rcParams["axes.grid"]  # what an analyst draws beside is theirs
    style.register_fonts()
    other = font_manager.findfont("DejaVu Sans")
    entry = font_manager.FontEntry(fname=other, name="PT Sans", weight=400, size="scalable")
    fonts = font_manager.fontManager
    monkeypatch.setattr(fonts, "ttflist", [entry, *fonts.ttflist])
    style.register_fonts.cache_clear()
    assert drawn() == ours
