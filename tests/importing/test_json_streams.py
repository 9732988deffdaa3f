"""JSON of any size: read object by object, also where a program has written what is no JSON."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from shegar_metrics.importing.files.json_streams import Mended, items, skeleton
from shegar_metrics.importing.files.outlines import outline
from shegar_metrics.problems import DataRefusal

from .conftest import Write, opened

SPOILT = rb'{"a": "\\x0B \x0B\x1f \\\x0b \"\\", "b": "\u0416\\\\x41"}'
WHOLE = rb'{"a": "\\x0B \u000B\u001f \\\u000b \"\\", "b": "\u0416\\\\x41"}'


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
def test_an_escape_is_mended_wherever_a_step_ends(size: int) -> None:
    file = Mended(BytesIO(SPOILT))
    read = b"".join(iter(lambda: file.read(size), b""))
    assert read == WHOLE
    assert json.loads(read)


def test_a_large_file_takes_little_memory(write: Write) -> None:
    message = {"id": 1, "text": "слово " * 400}
    path = write("a.json", json.dumps({"name": "Канал", "messages": [message] * 4000}))
    assert path.stat().st_size > 40_000_000
    tracemalloc.start()
    try:
        assert skeleton(opened(path), "messages.item") == {
            "name": "Канал",
            "messages": [None] * 4000,
        }
        assert sum(1 for _ in items(opened(path), "messages.item")) == 4000
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"messages": [{"id": 1', "файл обрезан"),
        (b'{"a": x}', "файл испорчен"),
        (b"[" * 100_000, "непомерно глубокая вложенность"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(DataRefusal, match=told):
        skeleton(opened(path), "messages.item")
    assert len(outline(opened(path)).values) < 100


def test_a_packed_file_is_read_as_it_would_be_unpacked(write: Write) -> None:
    path = write("a.json.gz", gzip.compress(b'{"messages": [{"id": 1}, {"id": 2}]}'))
    assert list(items(opened(path), "messages.item")) == [{"id": 1}, {"id": 2}]
    assert skeleton(opened(path), "messages.item") == {"messages": [None, None]}


def test_an_outline_names_what_stands_where(write: Write) -> None:
    lines = '{"id": 1, "likes": {"count": 2}}\n{"id": 2, "views": [1]}\n'
    seen = outline(opened(write("a.json", lines)))
    assert seen.objects("id", "likes") == [""]
    assert seen.members("") == {"id", "likes", "views"}
    assert seen.get("likes.count") == 2
    assert seen.is_list("views")
    assert not outline(opened(write("b.csv", "Дата;Лайки\n"))).values
