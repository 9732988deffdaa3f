"""Time the import of a large log of visits against a bare query of DuckDB and against pandas.

    uv run python benchmarks/importers.py [--visits 10000000] [--runs 5]

The log is made up, in the layout of Yandex.Metrica's Logs API, and kept in the temporary folder
for the next time. Whole processes are timed by the wall clock, in rounds A B C D E A B C ..., so
that a noisy machine hits all of them alike; the ratios are taken within a round. D has no
target: it tells what pandas can do when it is told what to read. E is what the command does, with
the checksum of the original, the check of the data and the copy that is kept. All have their
bytecode, as an installed program has.
The exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

ROOT = Path(__file__).parents[1]

# Beyond a bare count the importer adds up page views and checks every row: for that, no more.
LARGEST_RATIO_TO_QUERY = 1.3
# Reading a log of any size must be feasible on an office machine.
MOST_MEMORY = 2**30
LEAST_TIMES_FASTER_THAN_PANDAS = 5
LARGEST_RATIO_OF_WHOLE = 2.0

IMPORT = """
from pathlib import Path
from shegar_metrics.dataset import load
from shegar_metrics.importing.files.export import Export
from shegar_metrics.importing.importer import Options
from shegar_metrics.importing.recognition import recognise
reference = load("data").reference
export = Export(Path(sys.argv[1]), reference.zone)
rows = recognise(export).read([export], Options(reference)).rows["visits"]
# A small log has a row for the year too.
days = {
    str(row["period_start"]): row["visits"]
    for row in rows if row["period_start"] == row["period_end"]
}
"""
WHOLE = """
import shutil
from pathlib import Path
from shegar_metrics.importing.storing.keeping import laid_aside
from shegar_metrics.importing.storing.writing import writing_alone
data = shutil.copytree("data", Path(sys.argv[2]) / "data")
paths = [Path(sys.argv[1])]
with writing_alone(data), laid_aside(data, paths) as digests:
    from shegar_metrics.importing.merging.choice import Choice
    from shegar_metrics.importing.plan import carry_out, plan_import
    plan = plan_import(paths, data, choices=[Choice.parse("new")], digests=digests)
    carry_out(plan)
days = {
    str(row["period_start"]): row["visits"]
    for row in plan.dataset.rows["visits"] if row["period_start"] == row["period_end"]
}
"""
QUERY = """
import duckdb
days = dict(duckdb.sql(f'''
    SELECT "ym:s:dateTime"::DATE::VARCHAR, count(*)
    FROM read_csv('{sys.argv[1]}', delim = '\\t', header = true) GROUP BY 1
''').fetchall())
"""
PANDAS = """
import pandas
visits = pandas.read_csv(sys.argv[1], sep="\\t")
day = pandas.to_datetime(visits["ym:s:dateTime"]).dt.date
"""
TUNED_PANDAS = """
import pandas
columns = ["ym:s:dateTime", "ym:s:pageViews"]
visits = pandas.read_csv(sys.argv[1], sep="\\t", usecols=columns, parse_dates=columns[:1])
day = visits["ym:s:dateTime"].dt.date
"""
GROUP = """
counted = visits.groupby(day)["ym:s:pageViews"].agg(["size", "sum"])
days = {str(day): int(size) for day, size in counted["size"].items()}
"""
# Every process tells what it counted, and the most memory it took.
FRAME = """
import json, sys
{work}
try:
    import resource
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    memory *= 1 if sys.platform == "darwin" else 1024
except ImportError:  # Windows does not tell
    memory = None
print(json.dumps([sum(days.values()), len(days), memory]))
"""
CONTESTANTS = {
    "A": ("shegar_metrics, days checked and counted", IMPORT),
    "B": ("bare DuckDB query, visits by day", QUERY),
    "C": ("pandas read_csv, to_datetime, groupby", PANDAS + GROUP),
    "D": ("the same, told which columns to read", TUNED_PANDAS + GROUP),
    "E": ("the whole import: hash, check, copy", WHOLE),
}


ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    memory: int | None


def made_up_log(visits: int) -> Path:
    """Make a log of so many visits in a year, unless it is there since the last time."""
    log = Path(tempfile.gettempdir()) / f"shegar-metrics-visits-{visits}.tsv"
    if log.is_file():
        return log
    unfinished = log.with_suffix(".part")
    # Hashes look random, and are the same every time.
    duckdb.sql(f"""
        COPY (
            SELECT
                hash(i) >> 1 AS "ym:s:visitID",
                strftime(
                    TIMESTAMP '2022-01-01' + to_seconds((hash(i, 1) % 31536000)::BIGINT),
                    '%Y-%m-%d %H:%M:%S'
                ) AS "ym:s:dateTime",
                1640995200000000000 + hash(hash(i, 2) % 3000000) % 31536000000000000
                    AS "ym:s:clientID",
                1 + hash(i, 3) % 12 AS "ym:s:pageViews",
                hash(i, 4) % 1800 AS "ym:s:visitDuration",
                hash(i, 5) % 2 AS "ym:s:bounce"
            FROM range({visits}) AS numbers(i)
        ) TO '{unfinished}' (FORMAT csv, DELIMITER '\t', HEADER, QUOTE '')
    """)
    return unfinished.replace(log)


def timed(work: str, log: Path, visits: int) -> Run:
    """Time a process, then make sure that its work was really done."""
    with tempfile.TemporaryDirectory() as folder:  # what is written there is deleted untimed
        start = time.perf_counter()
        done = subprocess.run(
            (sys.executable, "-c", FRAME.format(work=work), log, folder),
            cwd=ROOT,
            env=ENVIRONMENT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")
    # Above it DuckDB draws how far it is, where it is slow.
    counted, days, memory = json.loads(done.stdout.splitlines()[-1])
    if counted != visits:
        sys.exit(f"{counted} visits in {days} days were counted, not {visits}.")
    return Run(seconds, memory)


def main() -> int:
    """Time the rounds, print the table and the targets; return the exit code."""
    parser = argparse.ArgumentParser(description="Time the import of a large log of visits.")
    parser.add_argument("--visits", type=int, default=10_000_000, help="(default: 10 million)")
    parser.add_argument("--runs", type=int, default=5, help="rounds that count (default: 5)")
    asked = parser.parse_args()
    log = made_up_log(asked.visits)
    works = {letter: work for letter, (_, work) in CONTESTANTS.items()}
    timed(works["E"], log, asked.visits)  # fills the caches of the disk and of bytecode
    rounds = [
        {letter: timed(work, log, asked.visits) for letter, work in works.items()}
        for _ in range(max(1, asked.runs))
    ]

    python, cpus = platform.python_version(), os.cpu_count()
    megabytes = log.stat().st_size / 2**20
    print(f"Python {python}, {platform.platform()}, {cpus} CPUs, rounds: {len(rounds)}")
    print(f"{asked.visits} visits, {megabytes:.0f} MiB: {log}\n")
    print(f"{'seconds':44}{'min':>7}{'median':>8}{'max':>7}{'MiB':>7}")
    for letter, (name, _) in CONTESTANTS.items():
        times = [each[letter].seconds for each in rounds]
        memory = max(each[letter].memory or 0 for each in rounds) // 2**20
        low, middle, high = min(times), median(times), max(times)
        print(f"{letter}  {name:41}{low:7.2f}{middle:8.2f}{high:7.2f}{memory:7}")
    to_query = median(each["A"].seconds / each["B"].seconds for each in rounds)
    faster, tuned = (
        median(each[other].seconds / each["A"].seconds for each in rounds) for other in "CD"
    )
    whole = median(each["E"].seconds / each["B"].seconds for each in rounds)
    ratios = f"A/B {to_query:.2f}, C/A {faster:.1f}, D/A {tuned:.1f}, E/B {whole:.2f}"
    print(f"\nmedian of the ratios in a round: {ratios}\n")

    most = max(each["A"].memory or 0 for each in rounds)
    targets = {
        f"A/B at most {LARGEST_RATIO_TO_QUERY}": to_query <= LARGEST_RATIO_TO_QUERY,
        f"A in less than {MOST_MEMORY // 2**20} MiB": most < MOST_MEMORY,
        f"C/A at least {LEAST_TIMES_FASTER_THAN_PANDAS}": faster >= LEAST_TIMES_FASTER_THAN_PANDAS,
        f"E/B at most {LARGEST_RATIO_OF_WHOLE}": whole <= LARGEST_RATIO_OF_WHOLE,
    }
    for target, met in targets.items():
        print(f"{'met   ' if met else 'MISSED'}  {target}")
    return 0 if all(targets.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
