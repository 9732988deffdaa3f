"""What must not change what an export says, or may only make it less: an order, a repeat, a total.

Each relation is tried on the valid exports of every importer, in a few random ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from shegar_metrics import cells
from shegar_metrics.dataset.schema import resources
from shegar_metrics.importing.importer import Extract
from shegar_metrics.importing.recognition import importers
from shegar_metrics.problems import Refusal

from ..importing.conftest import options
from .mutants import Rows, is_json, is_table, joined, parted
from .oracle import values
from .seeds import SAID, SEEDS, content
from .test_fuzz import put

TRIES = 4
RECORD = re.compile(r"\s*(?:<item>.*?</item>|<url>.*?</url>)", re.DOTALL)

ONE_BY_ONE = {"access-log"}
"""Of which two lines alike are two requests."""

NEWEST_FIRST = {"max-messages", "rss", "telegram", "vk-wall"}
"""Whose order proves which days it holds whole: another is refused, or tells of fewer days."""

Change = Callable[[list[Any], Random], None]
SEEDED = [
    pytest.param(kind, content(seed), id=f"{kind}-{number}")
    for kind, seeds in SEEDS.items()
    for number, seed in enumerate(seeds)
    if not content(seed).startswith(b"PK")  # the same tables as books
]
TABULAR = [each for each in SEEDED if is_table(each.values[1])]  # type: ignore[arg-type]


def changed(seed: bytes, change: Change, chance: Random) -> bytes:
    """Change the list of the records of an export: rows, lines, elements or objects."""
    text = cells.decoded(seed) or ""
    if is_json(seed):
        document = json.loads(text)
        change(max(lists(document), key=len, default=[]), chance)
        return json.dumps(document).encode()
    if is_table(seed):
        header, *rows = parted(text)
        change(rows, chance)
        return joined([header, *rows], text)
    records = RECORD.findall(text) or text.splitlines(keepends=True)
    start = text.index(records[0])
    before, after = text[:start], text[start + len("".join(records)) :]
    change(records, chance)
    return (before + "".join(records) + after).encode()


def lists(node: Any) -> Iterator[list[Any]]:
    """Yield every list of objects inside a document."""
    if isinstance(node, list) and node and all(isinstance(each, dict) for each in node):
        yield node
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from lists(each)


def read(kind: str, file: bytes, folder: Path) -> Extract | None:
    """Read an export; nothing if it is refused."""
    try:
        return importers()[kind].read([put(folder, file)], options(**SAID.get(kind, {})))
    except Refusal:
        return None


Numbers = dict[tuple[Any, ...], Decimal]


def numbers_of(extract: Extract | None) -> Numbers:
    """Return each number that stands, by its table, its key and its column."""
    found = {}
    for table, rows in (extract.rows if extract else {}).items():
        key = [name for name in resources()[table]["schema"]["primaryKey"] if name != "source"]
        for row in rows:
            for name, value in values(row) if row.get("stands", True) else ():
                found[table, *(row.get(each) for each in key), name] = value
    return found


@pytest.fixture
def tries(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> list[Random]:
    seed = pytestconfig.getoption("fuzz_seed")
    return [Random(f"{seed} {request.node.name} {number}") for number in range(TRIES)]


@pytest.mark.parametrize(("kind", "seed"), SEEDED)
def test_the_order_of_the_records_says_nothing(
    kind: str, seed: bytes, tries: list[Random], tmp_path: Path
) -> None:
    first = numbers_of(read(kind, seed, tmp_path))
    assert first
    for chance in tries:
        file = changed(seed, lambda records, chance: chance.shuffle(records), chance)
        extract = read(kind, file, tmp_path)
        found = numbers_of(extract)
        assert found == first or (found.items() <= first.items() and kind in NEWEST_FIRST)


@pytest.mark.parametrize(("kind", "seed"), TABULAR)
def test_the_order_of_the_columns_says_nothing(
    kind: str, seed: bytes, tries: list[Random], tmp_path: Path
) -> None:
    text = cells.decoded(seed) or ""
    rows = parted(text)
    for chance in tries:
        order = list(range(len(rows[0])))
        chance.shuffle(order)
        file = joined([[row[index] for index in order] for row in rows], text)
        assert numbers_of(read(kind, file, tmp_path)) == numbers_of(read(kind, seed, tmp_path))


def repeat(records: list[Any], chance: Random) -> None:
    if records:
        records.insert(chance.randrange(len(records) + 1), chance.choice(records))


@pytest.mark.parametrize(
    ("kind", "seed"), [each for each in SEEDED if each.values[0] not in ONE_BY_ONE]
)
def test_a_record_given_twice_is_refused_or_counts_once(
    kind: str, seed: bytes, tries: list[Random], tmp_path: Path
) -> None:
    first = numbers_of(read(kind, seed, tmp_path))
    for chance in tries:
        extract = read(kind, changed(seed, repeat, chance), tmp_path)
        assert extract is None or numbers_of(extract) == first


@pytest.mark.parametrize(("kind", "seed"), SEEDED)
def test_a_record_taken_away_never_makes_more(
    kind: str, seed: bytes, tries: list[Random], tmp_path: Path
) -> None:
    first = numbers_of(read(kind, seed, tmp_path))
    for chance in tries:
        file = changed(
            seed, lambda records, chance: records and records.remove(chance.choice(records)), chance
        )
        left = numbers_of(read(kind, file, tmp_path))
        assert all(value <= first.get(key, value) for key, value in left.items())


def add_total(rows: Rows, word: str) -> None:
    """Add a row of sums below a table, as people do."""
    sums = []
    for column in zip(*rows[1:], strict=True):
        numbers = [cells.decimal(cell.strip("'")) for cell in column if cell]
        whole = [int(number) for number in numbers if number.isdecimal()]
        sums.append(str(sum(whole)) if whole and len(whole) == len(numbers) else "")
    rows.append([word, *sums[1:]])


@pytest.mark.parametrize("word", ["Итого", "Итого:", "ВСЕГО"])
@pytest.mark.parametrize(
    ("kind", "seed"), [each for each in TABULAR if each.values[0] != "metrika-logs"]
)
def test_a_row_of_sums_is_refused_or_says_nothing(
    kind: str, seed: bytes, word: str, tmp_path: Path
) -> None:
    text = cells.decoded(seed) or ""
    rows = parted(text)
    add_total(rows, word)
    extract = read(kind, joined(rows, text), tmp_path)
    assert extract is None or numbers_of(extract) == numbers_of(read(kind, seed, tmp_path))
