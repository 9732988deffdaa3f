"""The recipe of an edition: all that decides what it is, said once.

Its notebooks, the tables and originals of its numbers, the code, and the versions of the packages.
Two editions of one recipe have the same bytes.
"""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from ..dataset.originals import RAW, sha256
from ..indicators import Results
from ..indicators.context import Source
from ..indicators.published import INDICATORS, earlier, read_published

NOTEBOOKS = {"annual_report": "расчёт и рисунки", "decision": "решение и приложение"}
"""The notebooks an edition is made from, and what is said while they run."""

PACKAGE = Path(__file__).parents[1]
DISTRIBUTION = "shegar-metrics"
FORMAT = 1

Entry = dict[str, Any]


def notebook_path(name: str) -> Path:
    """Find a notebook of ours: in the installed package, or in the repository."""
    packaged = PACKAGE / "notebooks" / f"{name}.ipynb"
    return packaged if packaged.is_file() else PACKAGE.parent / "notebooks" / packaged.name


def origin(results: Results, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return all that decides what an edition is: parameters, inputs, code, versions.

    Parameters
    ----------
    results
        The results of its year.
    files
        The tables that they were computed from.
    """
    return {
        "format": FORMAT,
        "parameters": {"year": results.year, "data": results.context.folder.name},
        "inputs": _inputs(results, files),
        "code": _code(),
        "versions": _versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
    }


def _inputs(results: Results, files: Mapping[str, bytes]) -> list[Entry]:
    folder = results.context.folder
    entries = [described(f"{folder.name}/{name}", content) for name, content in files.items()]
    cited = {source for row in results.printed for source in row.sources}
    sources = (results.context.sources[source] for source in cited)
    entries += [_original(s, s.path, folder) for s in sources if s.path is not None]
    before = earlier(results)
    if before is not None:  # what the report says of changes
        path = (before / INDICATORS).relative_to(folder.parent).as_posix()
        entries.append(described(path, read_published(before)))
    return sorted(entries, key=lambda each: str(each["path"]))


def _original(source: Source, name: str, folder: Path) -> Entry:
    """Describe the original of an export as its source does: the file itself may be gone."""
    file = folder / RAW / name
    path = file.relative_to(folder.parent).as_posix()
    return {"path": path, "sha256": source.sha256 or sha256(file)}


def _code() -> list[Entry]:
    """Describe the notebooks, the templates and the library, the last as one."""
    notebooks = [notebook_path(name) for name in NOTEBOOKS]
    entries = [{**entry(file, file.parent), "path": f"notebooks/{file.name}"} for file in notebooks]
    files = sorted(file for file in PACKAGE.rglob("*") if file.is_file() and _is_code(file))
    library = [file for file in files if file.suffix == ".py"]
    templates = [file for file in files if file.suffix != ".py"]
    entries += [entry(file, PACKAGE.parent) for file in templates]
    return [*entries, {"path": PACKAGE.name, **_as_one(library)}]


def _is_code(file: Path) -> bool:
    return "__pycache__" not in file.parts and "notebooks" not in file.parts


def _as_one(files: Iterable[Path]) -> Entry:
    digest, size = hashlib.sha256(), 0
    for file in files:
        content = file.read_bytes()
        digest.update(
            file.relative_to(PACKAGE).as_posix().encode("utf-8") + b"\0" + content + b"\0"
        )
        size += len(content)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _versions() -> dict[str, str]:
    """Return the versions of Python, of the package, and of all it asks for."""
    wanted = (re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in requires(DISTRIBUTION) or ())
    packages = {name: version(name) for name in (DISTRIBUTION, *wanted)}
    return {"python": platform.python_version(), **packages}


def entry(file: Path, base: Path) -> Entry:
    """Describe a file by its path under *base*, its size and its SHA-256."""
    path = file.relative_to(base).as_posix()
    return {"path": path, "bytes": file.stat().st_size, "sha256": sha256(file)}


def described(path: str, content: bytes) -> Entry:
    """Describe the content of a file by its path, its size and its SHA-256."""
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
