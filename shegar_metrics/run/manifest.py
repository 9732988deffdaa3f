"""The manifest of an edition: what it was made from, by what, and what came out.

It holds no clock: two runs on the same machine from the same inputs write the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from ..dataset.originals import RAW, sha256
from ..dataset.schema import DESCRIPTOR, resources
from ..editions import INDICATORS, earlier
from ..indicators import Results
from ..indicators.context import Source

MANIFEST = "manifest.json"
DATA = "data"
"""The folder of an edition that holds the tables it was made from."""
TABLES = (DESCRIPTOR, *(resource["path"] for resource in resources().values()))
"""The tables of a data package, and their description."""
PACKAGE = Path(__file__).parents[1]
DISTRIBUTION = "shegar-metrics"
FORMAT = 1

Entry = dict[str, Any]


def write_manifest(building: Path, results: Results, folder: Path) -> None:
    """Copy the tables into an edition that is being built, and write its manifest.

    Parameters
    ----------
    building
        The folder with all other files of the edition.
    results
        The results of its year.
    folder
        The folder of the data package.
    """
    for name in TABLES:
        place = building / DATA / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((folder / name).read_bytes())
    outputs = sorted(file for file in building.rglob("*") if file.is_file())
    manifest = {
        **_origin(results, folder),
        "git": _git(folder),
        "outputs": [entry(file, building) for file in outputs if file.name != MANIFEST],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (building / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_manifest(edition: Path) -> dict[str, Any] | None:
    """Read the manifest of a published edition; ``None`` if there is none that can be read."""
    try:
        manifest = json.loads((edition / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(manifest, dict) and manifest.get("format") == FORMAT
    return manifest if known else None


def is_current(edition: Path, results: Results, folder: Path) -> bool:
    """Tell whether an edition was made from the same inputs by the same code, and is all there.

    A file that a person has changed since, as one does who fills in the decision, is left to
    them: it makes no edition old.
    """
    manifest = read_manifest(edition)
    if manifest is None:
        return False
    origin = _origin(results, folder)
    whole = all((edition / each["path"]).is_file() for each in manifest["outputs"])
    return whole and all(manifest.get(key) == value for key, value in origin.items())


def touched(edition: Path) -> list[str]:
    """List the files of an edition that are no longer what its manifest says."""
    manifest = read_manifest(edition) or {"outputs": []}
    return [
        each["path"]
        for each in manifest["outputs"]
        if not (edition / each["path"]).is_file()
        or entry(edition / each["path"], edition)["sha256"] != each["sha256"]
    ]


def entry(file: Path, base: Path) -> Entry:
    """Describe a file by its path under *base*, its size and its SHA-256."""
    content = file.read_bytes()
    path = file.relative_to(base).as_posix()
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _origin(results: Results, folder: Path) -> dict[str, Any]:
    """Return all that decides what an edition is: parameters, inputs, code, versions."""
    return {
        "format": FORMAT,
        "parameters": {"year": results.year, "data": folder.name},
        "inputs": _inputs(results, folder),
        "code": _code(),
        "versions": _versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
    }


def _inputs(results: Results, folder: Path) -> list[Entry]:
    entries = [entry(folder / name, folder.parent) for name in TABLES]
    cited = {source for row in results.printed for source in row.sources}
    sources = (results.context.sources[source] for source in cited)
    entries += [_original(s, s.path, folder) for s in sources if s.path is not None]
    before = earlier(results)
    if before is not None:  # what the report says of changes
        entries.append(entry(before / INDICATORS, folder.parent))
    return sorted(entries, key=lambda each: str(each["path"]))


def _original(source: Source, name: str, folder: Path) -> Entry:
    """Describe the original of an export as its source does: the file itself may be gone."""
    file = folder / RAW / name
    path = file.relative_to(folder.parent).as_posix()
    return {"path": path, "sha256": source.sha256 or sha256(file)}


def _code() -> list[Entry]:
    """Describe the notebooks, the templates and the library, the last as one."""
    from .report import NOTEBOOKS, notebook_path

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


def _git(folder: Path) -> dict[str, Any] | None:
    """Return the commit that the data stand in, and whether nothing was changed since."""
    commit = _asked(folder, "rev-parse", "HEAD")
    if commit is None:
        return None
    changed = _asked(folder, "status", "--porcelain", "--", ":/", ":(exclude,top)reports")
    return {"commit": commit, "clean": changed == ""}


def _asked(folder: Path, *question: str) -> str | None:
    try:
        done = subprocess.run(["git", *question], cwd=folder, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()  # names are in whatever encoding
