"""The files of a data package: its own, plain, of a size to be read, and how to quote them."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG

from ..problems import LONGEST_QUOTED, ParameterRefusal, Problem, printable, shortened


def inside(path: Path, folder: Path) -> bool:
    """Return whether a path stays in a folder when every link in it is followed."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def fault(folder: Path, name: str, most_bytes: int) -> Problem | None:
    """Return why a file of a data package is not to be read, if it is there at all."""
    found = unfit(in_force(folder, name), folder, most_bytes)
    return found and Problem(name, found[0], mend=found[1])


def unfit(path: Path, folder: Path, most_bytes: int) -> tuple[str, str] | None:
    """Return why a file of a folder is not to be read, and what to do, if it is there at all."""
    if not inside(path, folder):
        return "ссылка ведёт за пределы папки", "Положите в папку сам файл"
    try:
        found = path.stat()
    except FileNotFoundError:  # perhaps an import has just moved it into its place
        return None
    except OSError as error:  # a link to itself, a folder that may not be looked into
        return f"файл не читается ({error.strerror})", "Положите на его место сам файл"
    if not S_ISREG(found.st_mode):  # a pipe or a device would be read for ever
        return "это не файл", "Уберите его и положите сам файл"
    if found.st_size > most_bytes:
        return f"файл больше {most_bytes // 1_000_000} МБ", "Проверьте, тот ли это файл"
    return None


def read_plain(folder: Path, name: str, most_bytes: int) -> bytes:
    """Read a file of a folder from anywhere: one of its own, plain, of a bearable size.

    Raises
    ------
    ParameterRefusal
        If it is none, or cannot be read.
    """
    path = folder / name
    try:
        found = unfit(path, folder, most_bytes)
        if found is None:
            return path.read_bytes()
    except OSError as error:
        raise ParameterRefusal(f"{path}: файл не читается ({error.strerror or error}).") from error
    raise ParameterRefusal(f"{path}: {found[0]}. {found[1]}.")


ASIDE, MARK, FILES = ".importing", "complete", "files"
"""Where an import lays files aside under their final names, and what says that it is decided."""


def in_force(folder: Path, name: str) -> Path:
    """Return the file that holds a table now.

    An import that was decided and then interrupted has left it aside, whole: it is read there,
    and the next import puts it in its place. Reading moves nothing.
    """
    aside = folder / ASIDE
    laid = aside / FILES / name
    return laid if (aside / MARK).exists() and laid.is_file() else folder / name


def read_in_force(folder: Path, name: str) -> bytes:
    """Read the file that holds a table now; an import may put it in its place meanwhile.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    try:
        return in_force(folder, name).read_bytes()
    except FileNotFoundError:
        return (folder / name).read_bytes()


def shown(value: object, limit: int = LONGEST_QUOTED) -> str:
    """Quote what was found: short, on one line, with no character that acts on a screen."""
    return printable(shortened(str(value), limit))
