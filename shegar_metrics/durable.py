"""Files that outlive a power cut, and what is said where a disk does not take or give them."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT}
LITTLE_BYTES = 20_000_000
"""A disk with less room than this is taken for the one that is full: what was half written on it
has been cleared away by the time somebody asks."""

LONGEST_NAME_BYTES = 255
"""Of a file, on the usual file systems: some 120 Russian letters."""
MOST_SHOWN = 40

# What systems answer that cannot flush a folder: some network disks, Windows.
_NO_FOLDERS = {errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES, errno.EISDIR}


def flush(folder: Path) -> None:
    """Make sure that a folder and all in it are on the disk before they are said to be."""
    for path in (*folder.rglob("*"), folder):
        if path.is_symlink():
            continue
        if path.is_dir():
            flush_folder(path)
        elif path.is_file():
            _flush_file(path)


def flush_folder(folder: Path) -> None:
    """Make sure that a folder names on the disk the files that it names now."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folder
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def _flush_file(path: Path) -> None:
    # Windows flushes only what may be written. A copy of somebody's file that cannot be opened
    # so is left to the system.
    with suppress(PermissionError), path.open("rb+" if os.name == "nt" else "rb") as file:
        os.fsync(file.fileno())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole, or leave what is there: a draft beside it takes its name at the end."""
    draft = path.with_name(fitting(f".{path.stem}", ".draft"))
    try:
        draft.write_bytes(content)
        _flush_file(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def fitting(stem: str, ending: str) -> str:
    """Join the two parts of a name of a file, the first as far as the name can be long."""
    room = LONGEST_NAME_BYTES - len(ending.encode("utf-8", "surrogateescape"))
    return stem.encode("utf-8", "surrogateescape")[:room].decode("utf-8", "ignore") + ending


def sentence_of(error: OSError, *folders: Path) -> str:
    """Say in a sentence what the system did not do, and where.

    Parameters
    ----------
    error
        What it answered.
    *folders
        Where files were being written, beside the folder of temporary files.
    """
    reason, file = error.strerror or error, _file_of(error)
    if error.errno in FULL:
        full = [file.parent] if file else _full(folders)
        return f"На диске с папкой {' или '.join(map(str, full))} кончилось место."
    if error.errno == errno.EFBIG:
        return "Файл больше, чем позволяет система: задано ограничение на размер файла."
    if file and error.errno == errno.ENAMETOOLONG:
        return f"Имя «{file.name[:MOST_SHOWN]}…» слишком длинное: дайте имя короче."
    if file and os.path.lexists(file):
        return f"Файл или папку {file} нельзя прочитать или записать ({reason})."
    if file and error.errno == errno.ENOENT:
        return f"Нет файла или папки {file}."
    if error.errno == errno.ENOENT:  # only tempfile says so without a name
        return "Нет папки для временных файлов, в которую можно писать; её задаёт TMPDIR."
    folder = file.parent if file else next(iter(folders), None)
    where = f"Нельзя записать в папку {folder}" if folder else "Система отказала"
    return f"{where} ({reason})."


def _file_of(error: OSError) -> Path | None:
    """Return the file that an error is about: of two, the one that was to be written.

    An error of writing, unlike one of opening, names none.
    """
    name = error.filename2 or error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes | os.PathLike) else None


def _full(folders: tuple[Path, ...]) -> list[Path]:
    """List which of some folders, and that of temporary files, are on a disk without room."""
    by_disk = {_device(path): path for path in (_temporary(), *folders)}
    short = [path for path in by_disk.values() if _free_bytes(path) < LITTLE_BYTES]
    return short or list(by_disk.values())


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


def _device(path: Path) -> int:
    return _existing(path).stat().st_dev


def _free_bytes(path: Path) -> int:
    return shutil.disk_usage(_existing(path)).free


def _existing(path: Path) -> Path:
    """Return the nearest folder above that is there."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())
