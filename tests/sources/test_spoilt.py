"""Files that are no exports at all, given to every importer: a plain sentence, always."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from shegar_metrics.problems import DataRefusal
from shegar_metrics.sources import importers

from .conftest import opened, options


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


SPOILT: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\n\t",
    "binary": bytes(range(256)) * 8,
    "page": "<!DOCTYPE html><html><title>Вход</title></html>".encode(),
    "wrong encoding": "Интервал дат визита,Визиты\n".encode("koi8-r") + b"\x98\xff",
    "a header alone": "Интервал дат визита,Визиты,Посетители,Просмотры\n".encode(),
    "torn JSON": b'{"response": {"count": 5, "items": [{"id": 1, "da',
    "other JSON": b'[{"a": [null, {}, 1e400, "x"]}]',
    "torn XML": b'<?xml version="1.0"?><urlset><url><loc>https://a',
    "entities": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><urlset>&d;</urlset>',
    "torn book": b"PK\x03\x04" + bytes(64),
    "a long line": b"ym:s:visitID\tym:s:dateTime\n" + b"9" * 200_000_000,
    "a zip bomb": zip_bomb(),
}


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoilt")
    for name, content in SPOILT.items():
        (folder / f"{name}.bin").write_bytes(content)
    return folder


@pytest.mark.parametrize("kind", list(importers()))
@pytest.mark.parametrize("name", list(SPOILT))
def test_a_spoilt_file_is_told_in_a_plain_sentence(spoilt: Path, kind: str, name: str) -> None:
    with pytest.raises(DataRefusal) as refused:
        importers()[kind].read([opened(spoilt / f"{name}.bin")], options())
    told = str(refused.value)
    assert f"{name}.bin" in told
    assert re.search("[а-яё]{3}", told)
    assert max(map(len, told.splitlines())) < 1000
