"""What the tests of importers share: files in the layout of an export, and reading them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shegar_metrics.sources import Export, Extract, Options, importers, recognise

Read = Callable[..., Extract]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of one's own: name and content."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def read() -> Read:
    """Recognise files by their content, as of the kind that is expected, and read them."""

    def read(kind: str, *paths: Path, **options: object) -> Extract:
        files = [Export(path) for path in paths]
        assert {recognise(file).kind for file in files} == {kind}
        return importers()[kind].read(files, Options(**options))  # type: ignore[arg-type]

    return read
