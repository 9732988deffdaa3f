"""Every cell, node and word of every export, one after another, grown to thousands of letters.

Messages quote what stands in a file, and none may quote all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shegar_metrics import cells
from shegar_metrics.importing.importer import Extract

from . import mutants
from .seeds import SEEDS, content
from .test_fuzz import FEWER, assert_plain, put, read

LONG = "к" * 5000
MOST_WORDS = 60


def grown(file: bytes) -> Iterator[bytes]:
    """Yield an export with a long tail on each of its cells, of its nodes of JSON, or words."""
    text = cells.decoded(file) or ""
    if mutants.is_json(file):
        for place in range(len(mutants.nodes(json.loads(text)))):
            for renamed in (False, True):
                document = json.loads(text)
                node, key = mutants.nodes(document)[place]
                if renamed and isinstance(node, dict):
                    node[f"{key}{LONG}"] = node.pop(key)
                else:
                    node[key] = f"{node[key]}{LONG}"
                yield json.dumps(document).encode()
    elif mutants.is_table(file):
        rows = mutants.parted(text)
        for row in rows:
            for place, cell in enumerate(row):
                row[place] = cell + LONG
                yield mutants.joined(rows, text)
                row[place] = cell
        header, *below = rows
        titles = [f"столбец {number}{LONG}" for number in range(40)]
        yield mutants.joined([header + titles, *(row + [""] * 40 for row in below)], text)
    else:
        for word in list(re.finditer(r"\w+", text))[:MOST_WORDS]:
            yield (text[: word.end()] + LONG + text[word.end() :]).encode()


@pytest.mark.parametrize("kind", [kind for kind in SEEDS if kind not in FEWER])
def test_no_message_quotes_a_long_cell_whole(kind: str, tmp_path: Path) -> None:
    for file in grown(content(SEEDS[kind][0])):
        extract = read(kind, put(tmp_path, file))
        if isinstance(extract, Extract):
            assert_plain(*extract.noticed)
