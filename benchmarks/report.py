"""Time the making of the annual report and the decision against the ordinary chain of tools.

    uv run python benchmarks/report.py [--runs 7] [--rich]

It is the report of 2022; with --rich, that of a made-up year with all there can be in one.

Whole processes are timed by the wall clock, in rounds A B C D E A B C D E ..., so that
a noisy machine hits all of them alike; the ratios are taken within a round. The exit code
is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pypandoc

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
DATA = ROOT / "data"
RICH_YEAR = "2025"  # the one that tests/packages.py fills
DOCUMENTS = ("annual_report.html", "annual_report.pdf", "decision.docx", "decision.pdf")

# Checking, executing and exporting from one process must save more than half of the time
# of the chain: for less, the code that does so would not be worth keeping.
LARGEST_RATIO_TO_CHAIN = 0.42

# Numbers, tables, sentences and drawings take a plain script half of the time: the other half is
# enough for notebooks and documents, since two processes are at work.
LARGEST_RATIO_TO_PLAIN = 2.0

# Help is to be there at once: up to about this long, nobody feels they are waiting.
LONGEST_HELP_SECONDS = 0.3

# Nothing is drawn or exported when data are checked, so these must not be imported.
NEEDLESS_FOR_CHECK = {"matplotlib", "nbconvert"}

# An installed program has its bytecode, and so have the packages that it is held against.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

Arguments = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Contestant:
    """What is timed: command lines, run one after another, and the files they must make."""

    name: str
    lines: Sequence[Arguments]
    made: Sequence[Path] = ()


def contestants(folder: Path, pandoc: str, year: str, data: Path) -> dict[str, Contestant]:
    """List what one round times, all of it writing into an empty folder."""
    ours, plain = folder / "ours", folder / "plain"
    making = (tool("shegar-metrics"), "report", year, "--data", data, "--out", ours, "--force")
    return {
        "A": Contestant(
            f"shegar-metrics report {year}",
            [making],
            [ours / year / file for file in DOCUMENTS],
        ),
        "B": ordinary_chain(folder, pandoc, year, data),
        "C": Contestant(
            "plain.py, no notebook or documents",
            [(sys.executable, Path(__file__).with_name("plain.py"), year, plain, data)],
            [plain / "annual_report-9-Figure.txt", plain / "decision-12-Prose.txt"],
        ),
        "D": Contestant("shegar-metrics --help", [(tool("shegar-metrics"), "--help")]),
        "E": Contestant(
            "shegar-metrics check", [(tool("shegar-metrics"), "check", "--data", data)]
        ),
    }


def ordinary_chain(folder: Path, pandoc: str, year: str, data: Path) -> Contestant:
    """Make the same documents with stock tools only, each a process of its own."""
    # What pandoc writes compiles as it is. But by default nbconvert puts figures and tables
    # into Markdown as HTML, of which pandoc leaves bare text only: no figure and no table
    # would be in the PDF. So nbconvert is told to prefer the other forms of the outputs.
    priority = "--NbConvertBase.display_data_priority="
    forms = (f"{priority}text/markdown", f"{priority}image/svg+xml")
    compiling = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    lines: list[Arguments] = []
    for name in ("annual_report", "decision"):
        suffixes = (".ipynb", ".html", ".md", ".typ", ".pdf", ".docx")
        out = {suffix: folder / f"{name}{suffix}" for suffix in suffixes}
        convert = (tool("jupyter"), "nbconvert", out[".ipynb"], "--to")
        other_form: Arguments = (*convert, "html")
        if name == "decision":
            other_form = (pandoc, out[".md"], "--resource-path", folder, "-o", out[".docx"])
        parameters = ("-p", "year", year, "-r", "data", data)
        lines += [
            (tool("papermill"), NOTEBOOKS / f"{name}.ipynb", out[".ipynb"], *parameters),
            (*convert, "markdown", *forms),
            other_form,
            (pandoc, out[".md"], "-t", "typst", "-s", "-o", out[".typ"]),
            # The wheel of Typst has no command of its own.
            (sys.executable, "-c", compiling, out[".typ"], out[".pdf"]),
        ]
    return Contestant(
        "papermill, nbconvert, pandoc, typst", lines, [folder / file for file in DOCUMENTS]
    )


def tool(name: str) -> str:
    """Find a command of the environment this Python belongs to, activated or not."""
    return shutil.which(name, path=Path(sys.executable).parent) or sys.exit(f"No command {name}.")


def run(line: Arguments) -> str:
    """Run a command in the root of the repository, silently; return its stderr."""
    done = subprocess.run(
        line,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=ENVIRONMENT,
    )
    if done.returncode:
        command = " ".join(map(str, line))
        sys.exit(f"{done.stdout}{done.stderr}\nExit code {done.returncode} of: {command}")
    return done.stderr


def seconds_of(contestant: Contestant) -> float:
    """Time a contestant, then make sure that its work was really done."""
    start = time.perf_counter()
    for line in contestant.lines:
        run(line)
    seconds = time.perf_counter() - start
    for file in contestant.made:
        if not (file.is_file() and file.stat().st_size):
            sys.exit(f"{contestant.name} did not make {file.name}.")
    return seconds


def timed_round(pandoc: str, year: str, data: Path) -> dict[str, float]:
    """Time each contestant once; what they make is removed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        every = contestants(Path(name), pandoc, year, data)
        return {letter: seconds_of(contestant) for letter, contestant in every.items()}


def needlessly_imported() -> set[str]:
    """Tell which of the needless libraries ``check`` imports, in a process of its own."""
    code = "from shegar_metrics.cli.app import main; main()"
    log = run((sys.executable, "-X", "importtime", "-c", code, "check"))
    modules = {line.rpartition("|")[2].strip() for line in log.splitlines()}
    return NEEDLESS_FOR_CHECK & modules


def rich_package(folder: Path) -> tuple[str, Path]:
    """Write the package that the tests know; return its last year and its folder."""
    data = folder / "data"
    run((sys.executable, "-m", "tests.packages", "rich", data))
    return RICH_YEAR, data


def copy_of_data(folder: str) -> Path:
    """Copy our own data into a folder."""
    return Path(shutil.copytree(DATA, Path(folder) / "data"))


def time_rounds(runs: int, year: str, data: Path) -> int:
    """Time the rounds, print the table and the targets; return the exit code."""
    # Importing pypandoc to find its pandoc is no part of the chain.
    pandoc = pypandoc.get_pandoc_path()
    timed_round(pandoc, year, data)  # fills the caches of the disk and of bytecode; not counted
    rounds = [timed_round(pandoc, year, data) for _ in range(runs)]

    python, cpus = platform.python_version(), os.cpu_count()
    print(f"Python {python}, {platform.platform()}, {cpus} CPUs, rounds: {runs}\n")
    print(f"{'seconds':38}{'min':>7}{'median':>8}{'max':>7}")
    times = {letter: [each[letter] for each in rounds] for letter in rounds[0]}
    for letter, contestant in contestants(Path(), pandoc, year, data).items():
        low, middle, high = min(times[letter]), median(times[letter]), max(times[letter])
        print(f"{letter}  {contestant.name:35}{low:7.2f}{middle:8.2f}{high:7.2f}")
    to_chain, to_plain = (median(each["A"] / each[other] for each in rounds) for other in "BC")
    print(f"\nmedian of the ratios in a round: A/B {to_chain:.2f}, A/C {to_plain:.2f}\n")

    needless, help_seconds = needlessly_imported(), median(times["D"])
    targets = {
        f"A/B at most {LARGEST_RATIO_TO_CHAIN}": to_chain <= LARGEST_RATIO_TO_CHAIN,
        f"A/C at most {LARGEST_RATIO_TO_PLAIN}": to_plain <= LARGEST_RATIO_TO_PLAIN,
        f"--help under {LONGEST_HELP_SECONDS} s": help_seconds < LONGEST_HELP_SECONDS,
        f"check without {' and '.join(sorted(NEEDLESS_FOR_CHECK))}": not needless,
    }
    for target, met in targets.items():
        print(f"{'met   ' if met else 'MISSED'}  {target}")
    return 0 if all(targets.values()) else 1


def main() -> int:
    """Time the report of 2022, or that of the rich package; return the exit code."""
    parser = argparse.ArgumentParser(description="Time our documents and the ordinary chain.")
    parser.add_argument("--runs", type=int, default=7, help="rounds that count (default: 7)")
    parser.add_argument("--rich", action="store_true", help="the report of a rich made-up year")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        # A copy: code that says something else would give our own report its next number.
        year, data = rich_package(Path(name)) if arguments.rich else ("2022", copy_of_data(name))
        return time_rounds(max(1, arguments.runs), year, data)


if __name__ == "__main__":
    sys.exit(main())
