"""The pictures of the guide for analysts: our own screens in its made-up year.

    uv run python -m tests.pictures docs/pictures

It needs Chromium, LibreOffice and pdftoppm.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from rich.console import Console
from rich.text import Text

from . import walk
from .lab import running_lab

COLUMNS, LINES = 90, 40
"""The terminal; what is beyond its last line is cut, and «…» says so."""

COLOURS = 64
CHROMIUM = (
    *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
    *("--no-first-run", "--disable-background-networking", "--disable-sync"),
    *("--run-all-compositor-stages-before-draw", "--virtual-time-budget=20000"),
)


def draw(pictures: Path) -> None:
    """Draw every picture of the guide."""
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        project = walk.begin(Path(folder, "project"))
        command(project, "report", "2024")
        terminal(project, pictures / "check.png", "check")
        terminal(project, pictures / "dry-run.png", "import", "--dry-run")
        command(project, "import")
        for name, page in ((walk.STATISTICS, "vk"), (walk.METRIKA, "site")):
            command(project, "import", f"data/inbox/{name}", "--page", page)
        command(project, "form", "year", "--year", str(walk.YEAR))
        sheet(project / f"Числа за {walk.YEAR} год.xlsx", pictures / "form.png")
        command(project, "report", str(walk.YEAR))
        report = project / "reports" / str(walk.YEAR) / "annual_report.html"
        screenshot(report.as_uri(), pictures / "report.png", 1000, 1100)
        lab(project, pictures / "work.png")


def command(project: Path, *arguments: str, columns: int = 200) -> list[str]:
    """Run a command in a project folder; return the lines that it prints, with their colours."""
    done = subprocess.run(
        [sys.executable, "-m", "shegar_metrics", *arguments],
        cwd=project,
        env={**os.environ, "COLUMNS": str(columns), "FORCE_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout.rstrip().splitlines()


def terminal(project: Path, picture: Path, *arguments: str) -> None:
    """Draw what a command prints, below the command itself."""
    lines = command(project, *arguments, columns=COLUMNS)
    shown = [*lines[:LINES], "…"] if len(lines) > LINES else lines
    with tempfile.TemporaryFile("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(Text(f"> uv run shegar-metrics {' '.join(arguments)}\n", style="bold"))
        console.print(Text.from_ansi("\n".join(shown)))
        drawn = console.export_svg(title="Терминал")
    # By a font of this machine, and not of a server.
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    drawn = drawn.replace("Fira Code", "DejaVu Sans Mono")
    ((width, height),) = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "terminal.svg")
        file.write_text(drawn, encoding="utf-8")
        screenshot(file.as_uri(), picture, round(float(width)), round(float(height)))


def sheet(book: Path, picture: Path) -> None:
    """Draw the first sheet of a book as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        convert = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*convert, book], check=True, capture_output=True)
        name = Path(folder, "page")
        pages = ["pdftoppm", "-r", "90", "-png", "-singlefile"]
        subprocess.run([*pages, name.with_name(f"{book.stem}.pdf"), name], check=True)
        drawn = Image.open(name.with_suffix(".png")).convert("RGB")
    paper = Image.new("RGB", drawn.size, "white")
    write(drawn.crop(ImageChops.difference(drawn, paper).getbbox()), picture)


def lab(project: Path, picture: Path) -> None:
    """Draw the notebook of the analyst in JupyterLab."""
    notebook = Path(__file__).parents[1] / "notebooks" / "work.ipynb"
    (project / "work.ipynb").write_bytes(notebook.read_bytes())
    with tempfile.TemporaryDirectory() as home, running_lab(project, Path(home)) as server:
        screenshot(server.address("/lab/tree/work.ipynb"), picture, 1100, 900)


def screenshot(address: str, picture: Path, width: int, height: int) -> None:
    """Draw a page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder, "drawn.png")
        options = [f"--user-data-dir={folder}/profile", f"--window-size={width},{height}"]
        command = [*CHROMIUM, *options, f"--screenshot={drawn}", address]
        subprocess.run(command, check=True, capture_output=True)
        write(Image.open(drawn).convert("RGB"), picture)


def write(drawn: Image.Image, picture: Path) -> None:
    """Write a picture with few colours, so that it weighs little."""
    drawn.quantize(COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
