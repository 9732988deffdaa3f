"""Put a finished edition in its place: whole or not at all, whenever the power goes.

An edition is built aside, in ``.building-<year>-…`` beside the editions, and then changes
places with the one it replaces. On Linux that is one step of the system. Elsewhere two
folders cannot change places in one step, so the old one first steps aside, to
``.old-<year>``: who only reads finds it there (`standing`), and the next run of the year puts
it back. That run also clears away what is left of a dead one. It needs the lock of the year.

What people have put into the folder of an edition is carried over into the next: every file
that the manifest does not name, unless the new edition has one of that name; and a file of
ours that they have changed since, as ``decision.edited.docx``. The files that the manifest
names, and ``failed``, are ours to replace and to remove. Editions that were replaced stay whole,
under ``earlier``.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path

from ..durable import fitting, flush, flush_folder
from ..indicators.published import EARLIER, MANIFEST, number_of
from ..problems import RunFailure
from ..stopping import abandon, in_one_piece, on_stop
from .manifest import own_file, sound_manifest, touched
from .replaced import check_quoted

FAILED = "failed"
"""The folder of an edition that tells why the newest run failed."""

ASIDE = ".old-"
"""What begins the name of an edition that has stepped aside."""

# From <fcntl.h> and <linux/fs.h>.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


@contextmanager
def building_folder(reports: Path, year: int) -> Iterator[Path]:
    """Give a folder beside the editions to build one in, and clear it away in the end."""
    tidy(reports, year)
    building = reports / f".building-{year}-{os.getpid()}"
    with on_stop(partial(abandon, building)):
        building.mkdir()
        try:
            yield building
        finally:
            tidy(reports, year)


def tidy(reports: Path, year: int) -> None:
    """Put back an edition that stepped aside, and clear away what no run needs any more.

    Raises
    ------
    RunFailure
        If no edition can be put where it belongs, because a link or a file is there.
    """
    edition, old = reports / str(year), _aside(reports / str(year))
    if os.path.lexists(edition) and not _is_own_folder(edition):
        raise RunFailure(_why_not(edition))
    if old.exists() and not edition.exists():
        old.rename(edition)
    for left in (*reports.glob(f".building-{year}-*"), old):
        _remove(left)


def standing(edition: Path) -> Path:
    """Return where an edition is now: where it belongs, or aside, if it has stepped aside."""
    old = _aside(edition)
    return old if os.path.isdir(old) and not os.path.lexists(edition) else edition  # noqa: PTH112


def standing_in(reports: Path) -> list[Path]:
    """List the folders in a folder of reports, each where it is now."""
    names = {file.name.removeprefix(ASIDE) for file in reports.glob("*")}
    return [standing(reports / name) for name in sorted(names) if not name.startswith(".")]


def _why_not(edition: Path) -> str:
    """Say why no edition can be put where a link or a file is, and what to do."""
    real = Path(os.path.realpath(edition))
    if real.is_dir():
        return (
            f"{edition} — ссылка на папку {real}, а отчёт может занять место только самой папки. "
            f"Уберите ссылку или укажите папку отчётов: --out {real.parent}"
        )
    return f"{edition} — не папка, а отчёт должен встать на это место. Уберите отсюда этот файл."


def _is_own_folder(path: Path) -> bool:
    """Return whether a folder is itself where its name is: no link, no junction of Windows."""
    real = Path(os.path.realpath(path.parent)) / path.name
    return path.is_dir() and Path(os.path.realpath(path)) == real


def _remove(path: Path) -> None:
    """Remove a folder, or a link, but not what it leads to."""
    if path.is_symlink():
        with suppress(OSError):
            path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


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
    flush(building)
    with in_one_piece():
        _put_in_place(building, edition)
    flush_folder(edition.parent)
    return kept


def _put_in_place(building: Path, edition: Path) -> None:
    if not edition.exists():
        building.rename(edition)
    elif not _exchange(building, edition):
        old = _aside(edition)
        edition.rename(old)
        building.rename(edition)
        old.rename(building)


def keep_earlier(building: Path, edition: Path, number: int) -> None:
    """Copy into a new edition, whole, each edition before it: those kept, and the one in force.

    Parameters
    ----------
    building
        The new edition.
    edition
        The one in force, in its place.
    number
        The number of the new one.

    Raises
    ------
    RunFailure
        If the numbers of one of them were changed since: they would be printed as its own.
    """
    check_quoted(edition, number)
    for each in range(1, number):
        kept = edition / EARLIER / str(each)
        source = edition if number_of(edition) == each else kept
        manifest = sound_manifest(source)
        if manifest is None:  # what is there in its place is carried over with all else
            continue
        for name in (*(output["path"] for output in manifest["outputs"]), MANIFEST):
            file, copy = own_file(source, name), building / EARLIER / str(each) / name
            if file is not None:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, copy)


def publish_failure(building: Path, edition: Path) -> Path:
    """Put the account of a failed run beside the good edition, and return its folder."""
    edition.mkdir(exist_ok=True)
    remove_failure(edition)
    return building.rename(edition / FAILED)


def remove_failure(edition: Path) -> None:
    """Remove the account of a run that failed."""
    _remove(edition / FAILED)


def _aside(edition: Path) -> Path:
    return edition.with_name(f"{ASIDE}{edition.name}")


def _carry_over(edition: Path, building: Path) -> list[str]:
    """Copy into a new edition what people have put into or changed in the older one."""
    manifest = sound_manifest(edition)
    if manifest is None:  # nobody can say whose its files are: those that differ are kept
        changed, ours, kept = _differing(edition, building), set[str](), list[str]()
    else:
        changed, kept = set(touched(edition)), []
        ours = {each["path"] for each in manifest["outputs"]} - changed
    for file in sorted(edition.rglob("*")):
        path = file.relative_to(edition)
        if path.as_posix() in {*ours, MANIFEST} or path.parts[0] == FAILED:
            continue
        if not (file.is_file() or file.is_symlink()):
            continue
        copy = building / path
        if path.as_posix() in changed and not (copy.is_file() and _is_like(file, copy)):
            copy = _unused(copy)
            kept.append(copy.name)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy, follow_symlinks=False)
    return kept


def _differing(edition: Path, building: Path) -> set[str]:
    """Name the files of a new edition for which the older one has another file, or a link."""
    files = [file.relative_to(building) for file in building.rglob("*") if file.is_file()]
    return {path.as_posix() for path in files if not _is_like(edition / path, building / path)}


def _is_like(old: Path, new: Path) -> bool:
    """Return whether an older file need not be kept: there is none, or it is the same."""
    if old.is_symlink() or not old.is_file():
        return not old.is_symlink()
    return filecmp.cmp(old, new, shallow=False)


def _unused(file: Path) -> Path:
    """Name a changed file so that it hides nothing: as ``decision.edited-2.docx``."""
    marks = (".edited" if number == 1 else f".edited-{number}" for number in count(1))
    names = (file.with_name(fitting(file.stem, f"{mark}{file.suffix}")) for mark in marks)
    return next(name for name in names if not name.exists())


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
