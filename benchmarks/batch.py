"""Time many editions at once against the ordinary chain of tools, one edition after another.

    uv run python benchmarks/batch.py [--rounds 3] [--editions 20] [--packages 1000]

Each edition is of a made-up municipality with three years of months. Whole processes are timed by
the wall clock, in rounds of batch, chain, report and plain script, so that a noisy machine hits all
of them alike; the ratios are taken within a round. Then packages are read and computed one after
another, and the memory of each worker is measured. The exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import mean, median

import pypandoc
from report import (
    LARGEST_RATIO_TO_PLAIN,
    RICH_YEAR,
    Contestant,
    ordinary_chain,
    rich_package,
    run,
    seconds_of,
    tool,
)

from shegar_metrics.batch.workers import Workers, local_workers
from shegar_metrics.dataset import load
from shegar_metrics.indicators import compute
from shegar_metrics.run.making import make_here
from shegar_metrics.run.orders import Order

WORKERS = 2

LARGEST_RATIO_TO_CHAIN = 0.15
LONGEST_PACKAGE_SECONDS = 0.10
LARGEST_GROWTH = 1.05
"""Of the memory of the last workers, to that of the first."""


def region_of(data: Path, places: int, folder: Path) -> Path:
    """Copy a package to so many municipalities."""
    for number in range(places):
        shutil.copytree(data, folder / f"place-{number}" / "data")
    return folder


def timed_round(data: Path, editions: int, pandoc: str) -> dict[str, float]:
    """Time each contestant once; what they make is removed."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        region = region_of(data, editions, folder / "region")
        batch = (tool("shegar-metrics"), "batch", region, "--years", RICH_YEAR)
        report = (tool("shegar-metrics"), "report", RICH_YEAR, "--data", data, "--out", folder)
        plain = (sys.executable, Path(__file__).with_name("plain.py"), RICH_YEAR, folder, data)
        made = region / f"place-{editions - 1}" / "reports" / RICH_YEAR / "decision.pdf"
        (folder / "chain").mkdir()
        return {
            "batch, an edition": seconds_of(
                Contestant("batch", [(*batch, "--workers", str(WORKERS))], [made])
            )
            / editions,
            "chain": seconds_of(ordinary_chain(folder / "chain", pandoc, RICH_YEAR, data)),
            "report": seconds_of(Contestant("report", [report])),
            "plain": seconds_of(Contestant("plain", [plain])),
        }


def seconds_a_package(data: Path, packages: int) -> float:
    """Time reading and computing packages, each in a folder of its own: the processor's time."""
    with tempfile.TemporaryDirectory() as name:
        folders = [path / "data" for path in region_of(data, packages, Path(name)).iterdir()]
        start = time.process_time()
        for folder in folders:
            compute(load(folder), int(RICH_YEAR))
        return (time.process_time() - start) / packages


def make_and_measure(order: Order) -> int:
    """Make an edition, and return the most memory that its worker has taken, in KiB."""
    make_here(order)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def memory_of_workers(data: Path, editions: int) -> list[int]:
    """Return what the worker of each edition has taken, in the order in which they ended."""
    from batch import make_and_measure  # of a module that the workers can import, not of a script

    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    order = Order(int(RICH_YEAR), data.name, load(data).files)
    with local_workers(WORKERS) as workers:
        measuring = Workers(workers.executor, make_and_measure, WORKERS)
        works = ((number, order) for number in range(editions))
        return [future.result() for _, future in measuring.completed(works)]


def main() -> int:
    """Time the rounds, print the tables and the targets; return the exit code."""
    parser = argparse.ArgumentParser(description="Time many editions at once.")
    parser.add_argument("--rounds", type=int, default=3, help="rounds that count (default: 3)")
    parser.add_argument("--editions", type=int, default=20, help="in a batch (default: 20)")
    parser.add_argument("--packages", type=int, default=1000, help="to read (default: 1000)")
    parser.add_argument("--workers", type=int, default=200, help="to measure (default: 200)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        _, data = rich_package(Path(name))
        pandoc = pypandoc.get_pandoc_path()
        run((tool("shegar-metrics"), "--help"))  # fills the caches of the disk; not counted
        rounds = []
        for number in range(1, arguments.rounds + 1):
            rounds.append(timed_round(data, arguments.editions, pandoc))
            print(f"round {number}", {what: round(s, 2) for what, s in rounds[-1].items()})
        to_chain = median(each["batch, an edition"] / each["chain"] for each in rounds)
        to_plain = median(each["report"] / each["plain"] for each in rounds)
        print(
            f"an edition of a batch to the chain: {to_chain:.3f}; a report to plain: {to_plain:.2f}"
        )
        seconds = seconds_a_package(data, arguments.packages)
        print(f"load and compute: {seconds:.3f} s a package, of {arguments.packages}")
        memory = memory_of_workers(data, arguments.workers)
        tenth = max(1, len(memory) // 10)
        growth = mean(memory[-tenth:]) / mean(memory[:tenth])
        print(f"memory of a worker: {max(memory) / 1024:.0f} MiB at most, growth {growth:.3f}\n")
    targets = {
        f"an edition at most {LARGEST_RATIO_TO_CHAIN} of the chain": to_chain
        <= LARGEST_RATIO_TO_CHAIN,
        f"a report at most {LARGEST_RATIO_TO_PLAIN} of the plain script": to_plain
        <= LARGEST_RATIO_TO_PLAIN,
        f"a package in {LONGEST_PACKAGE_SECONDS} s": seconds <= LONGEST_PACKAGE_SECONDS,
        "memory of a worker flat": growth <= LARGEST_GROWTH,
    }
    for target, met in targets.items():
        print(f"{'met   ' if met else 'MISSED'}  {target}")
    return 0 if all(targets.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
