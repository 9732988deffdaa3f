"""The manifest of an edition: what it was made from, by what, and what came out.

It holds no clock: two runs on the same machine from the same inputs write the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..dataset.files import inside, read_plain, shown
from ..dataset.originals import sha256
from ..durable import write_whole
from ..indicators.published import DATA, EARLIER, MANIFEST, is_of_trial
from ..problems import ParameterRefusal
from .recipe import entry

SCHEMA = Path(__file__).with_name("manifest.schema.json")
MOST_BYTES = 2_000_000
"""A manifest of a year of daily exports has a tenth of that."""


def keep_tables(building: Path, files: Mapping[str, bytes]) -> Path:
    """Write the tables that an edition is made from into it, and return their folder."""
    for name, content in files.items():
        file = building / DATA / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return building / DATA


def write_manifest(
    building: Path, made_of: Mapping[str, Any], record: Mapping[str, str], folder: Path
) -> None:
    """Write the manifest of an edition that is being built.

    Parameters
    ----------
    building
        The folder with all other files of the edition.
    made_of
        All that decides what it is.
    record
        The digests of what it says.
    folder
        The folder of the data package.
    """
    files = (file for file in building.rglob("*") if file.is_file())
    outputs = sorted(file for file in files if not file.is_relative_to(building / EARLIER))
    manifest = {
        **made_of,
        "record": record,
        "git": _git(folder),
        "outputs": [entry(file, building) for file in outputs if file.name != MANIFEST],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (building / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")


def read_manifest(edition: Path) -> dict[str, Any]:
    """Read the manifest of a published edition, which may be from anywhere.

    Raises
    ------
    ParameterRefusal
        If there is none, or it is not what its schema says.
    """
    if not os.path.lexists(edition / MANIFEST):
        raise ParameterRefusal(f"{edition}: нет отчёта с описью {MANIFEST}.")
    content = read_plain(edition, MANIFEST, MOST_BYTES)
    try:
        manifest = json.loads(content)
        wrong = next(map(_fault, _schema().iter_errors(manifest)), None)
    except (ValueError, RecursionError):
        wrong = "это не JSON"
    if wrong is not None:
        mend = "Возьмите отчёт целиком там же ещё раз"
        raise ParameterRefusal(f"{edition / MANIFEST}: это не опись отчёта: {wrong}. {mend}.")
    return dict(manifest)


def sound_manifest(edition: Path) -> dict[str, Any] | None:
    """Return the manifest of an edition; ``None`` if there is none to be relied upon."""
    try:
        return read_manifest(edition)
    except ParameterRefusal:
        return None


def issued_manifest(edition: Path) -> dict[str, Any] | None:
    """Return the manifest of an edition; ``None`` also if it was never issued, as a trial is."""
    manifest = sound_manifest(edition)
    return None if manifest is None or is_of_trial(manifest) else manifest


def _fault(error: Any) -> str:
    """Say what is wrong by the schema, and where."""
    where = error.json_path.removeprefix("$").removeprefix(".") or "в ней"
    if error.validator == "required":
        absent = (name for name in error.validator_value if name not in error.instance)
        return f"{shown(where)} нет {next(absent)}"
    return f"{shown(where)} — не то, что должно быть"


@cache
def _schema() -> Any:
    import jsonschema  # which takes a while

    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def is_current(edition: Path, made_of: Mapping[str, Any]) -> bool:
    """Return whether an edition was made from the same inputs by the same code, and is all there.

    A file that a person has changed since, as one does who fills in the decision, is left to
    them: it makes no edition old.
    """
    manifest = sound_manifest(edition)
    if manifest is None or not is_whole(edition):
        return False
    is_of_it = all(manifest.get(key) == value for key, value in made_of.items())
    return is_of_it or _read_stamp(edition) == _stamp(edition, made_of)


def stamp(edition: Path, made_of: Mapping[str, Any]) -> None:
    """Note beside an edition what else it would come out the same from: it is not built again."""
    write_whole(_stamp_file(edition), _stamp(edition, made_of))


def _stamp_file(edition: Path) -> Path:
    return edition.with_name(f".same-{edition.name}")


def _stamp(edition: Path, made_of: Mapping[str, Any]) -> bytes:
    manifest = (edition / MANIFEST).read_bytes()
    text = json.dumps(made_of, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(manifest + text.encode("utf-8")).hexdigest().encode("ascii")


def _read_stamp(edition: Path) -> bytes | None:
    try:
        return read_plain(edition.parent, _stamp_file(edition).name, MOST_BYTES)
    except ParameterRefusal:
        return None


def is_whole(edition: Path) -> bool:
    """Return whether every file of an edition is there, whatever is in it."""
    manifest = sound_manifest(edition)
    return manifest is not None and all(own_file(edition, e["path"]) for e in manifest["outputs"])


def touched(edition: Path) -> list[str]:
    """List the files of an edition that are no longer what its manifest says."""
    manifest = sound_manifest(edition) or {"outputs": []}
    return [each["path"] for each in manifest["outputs"] if not _is_as_described(edition, each)]


def _is_as_described(edition: Path, described: Mapping[str, Any]) -> bool:
    """Return whether a file is what the manifest says: it is read only if its size is right."""
    file = own_file(edition, described["path"])
    if file is None or file.stat().st_size != described["bytes"]:
        return False
    return bool(sha256(file) == described["sha256"])


def own_file(edition: Path, path: str) -> Path | None:
    """Return a plain file of an edition; nothing if there is none, or a link leads out to it."""
    file = edition / path
    try:
        return file if inside(file, edition) and file.is_file() else None
    except PermissionError:
        raise
    except OSError:  # a name too long
        return None


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
