"""The manifest of an edition: what it was made from, by what, and what came out.

It holds no clock: two runs on the same machine from the same inputs write the same manifest.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from ..dataset.files import read_in_force
from ..indicators import Results
from .recipe import FORMAT, TABLES, entry, origin

MANIFEST = "manifest.json"
DATA = "data"
"""The folder of an edition that holds the tables it was made from."""


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
        place.write_bytes(read_in_force(folder, name))
    outputs = sorted(file for file in building.rglob("*") if file.is_file())
    manifest = {
        **origin(results, folder),
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
    """Return whether an edition was made from the same inputs by the same code, and is all there.

    A file that a person has changed since, as one does who fills in the decision, is left to
    them: it makes no edition old.
    """
    manifest = read_manifest(edition)
    if manifest is None:
        return False
    wanted = origin(results, folder)
    whole = all((edition / each["path"]).is_file() for each in manifest["outputs"])
    return whole and all(manifest.get(key) == value for key, value in wanted.items())


def touched(edition: Path) -> list[str]:
    """List the files of an edition that are no longer what its manifest says."""
    manifest = read_manifest(edition) or {"outputs": []}
    return [
        each["path"]
        for each in manifest["outputs"]
        if not (edition / each["path"]).is_file()
        or entry(edition / each["path"], edition)["sha256"] != each["sha256"]
    ]


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
