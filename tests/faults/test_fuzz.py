"""Thousands of spoilt exports: refused in plain words, or read as what they state and no more.

    uv run pytest tests/faults/test_fuzz.py --fuzz-times 10
    uv run pytest tests/faults/test_fuzz.py --fuzz-seconds 60

A few of each importer by default, or so many times as many: the same each time. For so many
seconds, others each time: a failure names its seed and the number of the mutant, and
``--fuzz-seed`` makes the same ones again.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import Random
from types import FrameType

import pytest

from shegar_metrics.importing.files.export import Export
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers, recognise
from shegar_metrics.problems import Refusal, printable

from ..importing.conftest import opened, options
from .mutants import mutant
from .oracle import typed, unstated, values
from .seeds import SAID, SEEDS, content

MUTANTS = 40
FEWER = {"access-log": 4, "metrika-logs": 4}
"""DuckDB, which reads these, takes a fifth of a second for each."""

HANG_SECONDS = 20
MOST_CHARACTERS = 3000
WRITTEN = 1_720_000_000
"""When the files were written: in July of 2024, after all that they tell of."""


def test_every_importer_has_a_seed() -> None:
    assert SEEDS.keys() == importers().keys()


def numbers(kind: str, config: pytest.Config) -> Iterator[int]:
    """Number the mutants of a kind: so many, or as many as its share of the time allows."""
    seconds = config.getoption("fuzz_seconds")
    if seconds is None:
        yield from range(FEWER.get(kind, MUTANTS) * config.getoption("fuzz_times"))
        return
    end = time.monotonic() + seconds / len(SEEDS)
    for number in count():
        if time.monotonic() > end:
            return
        yield number


@contextmanager
def time_limit() -> Iterator[None]:
    """Raise where nothing has come of it for so long."""

    def late(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"nothing came of it in {HANG_SECONDS} s")

    if not hasattr(signal, "SIGALRM"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def put(folder: Path, file: bytes) -> Export:
    """Write an export as it came, on a known day."""
    path = folder / ("export.xlsx" if file.startswith(b"PK") else "export.txt")
    path.write_bytes(file)
    os.utime(path, (WRITTEN, WRITTEN))
    return opened(path)


def read(kind: str, export: Export) -> Extract | Refusal:
    """Read an export, and have it recognised; or return why it is refused."""
    try:
        recognise(export)
    except Refusal as refusal:
        assert_plain(*refusal.lines)
    try:
        return importers()[kind].read([export], options(**SAID.get(kind, {})))
    except Refusal as refusal:
        assert_plain(*refusal.lines)
        return refusal


def assert_plain(*lines: str) -> None:
    for line in lines:
        assert printable(line) == line
        assert re.search("[а-яё]{2}", line)
        assert len(line) < MOST_CHARACTERS


@pytest.mark.parametrize("kind", SEEDS)
def test_a_number_that_is_not_in_the_file_is_noticed(kind: str, tmp_path: Path) -> None:
    export = put(tmp_path, content(SEEDS[kind][0]))
    extract = read(kind, export)
    assert isinstance(extract, Extract)
    assert not unstated(kind, export, extract)
    for table, rows in extract.rows.items():
        for index, row in enumerate(rows):
            for name, value in values(row):
                wrong = [*rows[:index], {**row, name: int(value) + 1_000_003}, *rows[index + 1 :]]
                assert unstated(kind, export, Extract({**extract.rows, table: wrong}))


@pytest.mark.parametrize("kind", SEEDS)
def test_a_spoilt_export_is_refused_or_says_what_it_states(
    kind: str, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    seed = pytestconfig.getoption("fuzz_seed")
    taken, number = 0, 0
    for number in numbers(kind, pytestconfig):
        chance = Random(f"{seed} {kind} {number}")
        file, done = mutant(content(chance.choice(SEEDS[kind])), chance)
        export = put(tmp_path, file)
        which = f"mutant {number} of {kind}, --fuzz-seed {seed} ({done}): {export.path}"
        try:
            with time_limit():
                extract = read(kind, export)
        except Exception as error:
            error.add_note(which)
            raise
        if isinstance(extract, Extract):
            taken += 1
            assert typed(extract), which
            assert not unstated(kind, export, extract), which
            assert_plain(*map(printable, extract.noticed))
    print(f"{kind}: seed {seed}, mutants {number + 1}, taken {taken}")
