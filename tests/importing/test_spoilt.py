"""Files that are no exports at all, given to every reader: a plain sentence, always."""

from __future__ import annotations

import gc
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shegar_metrics.importing.recognition import importers
from shegar_metrics.problems import DataRefusal

from ..faults.seeds import SEEDS
from .conftest import opened, options


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


def misdirected_book() -> bytes:
    """Return a whole register of contracts whose list of parts is not where its end says."""
    book = SEEDS["contracts"][1]
    assert isinstance(book, bytes)
    end = book.rindex(b"PK\x05\x06")
    return book[: end + 12] + bytes([book[end + 12] ^ 1]) + book[end + 13 :]


def book_with_an_empty_sheet() -> bytes:
    """Return a register of contracts whose sheet is a part without a byte."""
    book = SEEDS["contracts"][1]
    assert isinstance(book, bytes)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as whole, zipfile.ZipFile(packed, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, b"" if "sheets/" in name else whole.read(name))
    return packed.getvalue()


SPOILT: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "blank": lambda: b" \n\n\t",
    "binary": lambda: bytes(range(256)) * 8,
    "page": "<!DOCTYPE html><html><title>Вход</title></html>".encode,
    "wrong encoding": lambda: "Интервал дат визита,Визиты\n".encode("koi8-r") + b"\x98\xff",
    "a header alone": "Интервал дат визита,Визиты,Посетители,Просмотры\n".encode,
    "torn JSON": lambda: b'{"response": {"count": 5, "items": [{"id": 1, "da',
    "other JSON": lambda: b'[{"a": [null, {}, 1e400, "x"]}]',
    "torn XML": lambda: b'<?xml version="1.0"?><urlset><url><loc>https://a',
    "entities": lambda: b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><urlset>&d;</urlset>',
    "half a byte order mark": lambda: b"\xef\xbb",
    "a book with a wrong length of its list of parts": misdirected_book,
    "a book with an empty sheet": book_with_an_empty_sheet,
    "torn book": lambda: b"PK\x03\x04" + bytes(64),
    "a long line": lambda: b"ym:s:visitID\tym:s:dateTime\n" + b"9" * 200_000_000,
    "a zip bomb": zip_bomb,
}

READERS = {
    "table": "contracts",
    "JSON": "vk-wall",
    "XML": "rss",
    "list": "sitemap",
    "log": "metrika-logs",
}
"""How files are read, and a kind that reads so."""


LARGE = {"a long line", "a zip bomb"}


@pytest.fixture(
    scope="module",
    params=[pytest.param(it, marks=[pytest.mark.slow] * (it in LARGE)) for it in SPOILT],
)
def spoilt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is no export, written once for all that read it."""
    content = SPOILT[request.param]()
    suffix = "xlsx" if content.startswith(b"PK") else "bin"
    path = tmp_path_factory.mktemp("spoilt") / f"{request.param}.{suffix}"
    path.write_bytes(content)
    return path


def assert_refused(path: Path, kind: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        importers()[kind].read([opened(path)], options())
    told = str(refused.value)
    assert path.name in told
    assert re.search("[а-яё]{3}", told)
    assert max(map(len, told.splitlines())) < 1000
    del refused
    gc.collect()  # of a file that was left open Python tells now, and the test fails


@pytest.mark.parametrize("kind", READERS.values(), ids=READERS)
def test_a_spoilt_file_is_told_in_a_plain_sentence(spoilt: Path, kind: str) -> None:
    assert_refused(spoilt, kind)


@pytest.mark.parametrize("kind", importers())
def test_every_kind_reads_with_the_care_of_a_reader(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "page.bin"
    path.write_bytes(SPOILT["page"]())
    assert_refused(path, kind)
