"""Put a finished edition in its place: whole or not at all, whenever the power goes.

An edition is built aside, in ``.building-<year>-…`` beside the editions, and then changes
places with the one it replaces. On Linux that is one step of the system. Elsewhere two
folders cannot change places in one step, so the old one first steps aside, to
``.old-<year>``: whoever finds that folder and no ``<year>`` puts it back. The next run of
the year clears away what is left of a dead one. All of this needs the lock of the year.

What people have put into the folder of an edition is carried over into the next: every file
that the manifest does not name, unless the new edition has one of that name; and a file of
ours that they have changed since, as ``decision.edited.docx``. The files that the manifest
names, and ``failed``, are ours to replace and to remove.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

from ..stopping import in_one_piece, on_stop
from .manifest import MANIFEST, read_manifest, touched

FAILED = "failed"
"""The folder of an edition that tells why the newest run failed."""

# From <fcntl.h> and <linux/fs.h>.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


@contextmanager
def building_folder(reports: Path, year: int) -> Iterator[Path]:
    """Give a folder beside the editions to build one in, and clear it away in the end."""
    tidy(reports, year)
    building = reports / f".building-{year}-{os.getpid()}"
    with on_stop(partial(_abandon, building)):
        building.mkdir()
        try:
            yield building
        finally:
            tidy(reports, year)


def _abandon(building: Path) -> None:
    """Clear away what was being built, out of reach of the threads that still write there."""
    with suppress(OSError):
        building = building.rename(f"{building}.stopped")
    shutil.rmtree(building, ignore_errors=True)


def tidy(reports: Path, year: int) -> None:
    """Put back an edition that stepped aside, and clear away what no run needs any more."""
    edition, old = reports / str(year), _aside(reports / str(year))
    if old.exists() and not edition.exists():
        old.rename(edition)
    for left in (*reports.glob(f".building-{year}-*"), old):
        shutil.rmtree(left, ignore_errors=True)


def publish(building: Path, edition: Path) -> list[str]:
    """Put a finished edition in the place of the older one, if there is one.

    Parameters
    ----------
    building
        The new edition with its manifest; in the end, what is left of the older one.
    edition
        Its place.

    Returns
    -------
    list of str
        Under which names files of ours that somebody had changed are kept.
    """
    kept: list[str] = []
    if edition.exists():
        shutil.copymode(edition, building)
        kept = _carry_over(edition, building)
    _flush(building)
    with in_one_piece():
        _put_in_place(building, edition)
    return kept


def _put_in_place(building: Path, edition: Path) -> None:
    if not edition.exists():
        building.rename(edition)
    elif not _exchange(building, edition):
        old = _aside(edition)
        edition.rename(old)
        building.rename(edition)
        old.rename(building)


def publish_failure(building: Path, edition: Path) -> Path:
    """Put the account of a failed run beside the good edition, and return its folder."""
    edition.mkdir(exist_ok=True)
    remove_failure(edition)
    return building.rename(edition / FAILED)


def remove_failure(edition: Path) -> None:
    """Remove the account of a run that failed."""
    shutil.rmtree(edition / FAILED, ignore_errors=True)


def _aside(edition: Path) -> Path:
    return edition.with_name(f".old-{edition.name}")


def _carry_over(edition: Path, building: Path) -> list[str]:
    """Copy into a new edition what people have put into or changed in the older one."""
    manifest = read_manifest(edition)
    if manifest is None:  # nobody can say whose its files are: those that differ are kept
        changed, ours, kept = _differing(edition, building), set[str](), list[str]()
    else:
        changed, kept = set(touched(edition)), []
        ours = {each["path"] for each in manifest["outputs"]} - changed
    for file in sorted(edition.rglob("*")):
        path = file.relative_to(edition)
        if path.as_posix() in {*ours, MANIFEST} or path.parts[0] == FAILED:
            continue
        place = building / path
        if path.as_posix() in changed:
            place = _unused(place)
            kept.append(place.name)
        if (file.is_file() or file.is_symlink()) and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, place, follow_symlinks=False)
    return kept


def _differing(edition: Path, building: Path) -> set[str]:
    """Name the files of two folders that are in both and are not the same."""
    files = (file.relative_to(building) for file in building.rglob("*") if file.is_file())
    both = (path for path in files if (edition / path).is_file())
    return {
        path.as_posix()
        for path in both
        if (edition / path).read_bytes() != (building / path).read_bytes()
    }


def _unused(place: Path) -> Path:
    """Name a changed file so that it hides nothing: as ``decision.edited-2.docx``."""
    marks = (".edited" if number == 1 else f".edited-{number}" for number in count(1))
    names = (place.with_name(f"{place.stem}{mark}{place.suffix}") for mark in marks)
    return next(name for name in names if not name.exists())


def _flush(folder: Path) -> None:
    """Make sure that the files are on the disk before they are said to be."""
    for file in folder.rglob("*"):
        # A copy of somebody's read-only file cannot be opened so, and is left to the system.
        if file.is_file() and not file.is_symlink() and os.access(file, os.W_OK):
            with file.open("rb+") as written:
                os.fsync(written.fileno())


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; return whether the system can do that."""
    if sys.platform != "linux":
        return False
    import ctypes

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    names = (os.fsencode(one), os.fsencode(other))
    return rename is not None and not rename(
        AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE
    )
