"""The manifest of an edition: what it was made from, by what, and what came out.

It holds no clock: two runs on the same machine from the same inputs write the same manifest.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .recipe import FORMAT, entry

MANIFEST = "manifest.json"
DATA = "data"
"""The folder of an edition that holds the tables it was made from."""


def keep_tables(building: Path, files: Mapping[str, bytes]) -> Path:
    """Write the tables that an edition is made from into it, and return their folder."""
    for name, content in files.items():
        file = building / DATA / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return building / DATA


def write_manifest(building: Path, made_of: Mapping[str, Any], folder: Path) -> None:
    """Write the manifest of an edition that is being built.

    Parameters
    ----------
    building
        The folder with all other files of the edition.
    made_of
        All that decides what it is.
    folder
        The folder of the data package.
    """
    outputs = sorted(file for file in building.rglob("*") if file.is_file())
    manifest = {
        **made_of,
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


def is_current(edition: Path, made_of: Mapping[str, Any]) -> bool:
    """Return whether an edition was made from the same inputs by the same code, and is all there.

    A file that a person has changed since, as one does who fills in the decision, is left to
    them: it makes no edition old.
    """
    manifest = read_manifest(edition)
    if manifest is None:
        return False
    whole = all((edition / each["path"]).is_file() for each in manifest["outputs"])
    return whole and all(manifest.get(key) == value for key, value in made_of.items())


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
