"""Write into a data package: every file or none, whatever happens on the way.

What is to be written is first laid aside, whole, in a folder of its own. A mark in it is
the moment of truth: without the mark nothing has happened; with it, everything has, whoever
reads the data reads what is aside, and the next writer moves it into place.

One command writes at a time, and it writes only if the data are still what it has read.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ...dataset.files import ASIDE, FILES, MARK, read_in_force
from ...dataset.originals import PERSONAL, RAW, hide_from_git, sha256
from ...dataset.schema import DESCRIPTOR, SHIPPED, fields
from ...durable import flush, flush_folder, sentence_of, write_whole
from ...locks import locked
from ...problems import RunFailure
from ..files.digests import Digest, copy_file, stamp_of
from ..merging.rows import Row, as_cells
from .finishing import CLOSE, digest_of, files_under, finish

LOCK = ".lock"
PATIENCE_SECONDS = 60


@dataclass
class Writing:
    """What is to be written into a data package.

    Parameters
    ----------
    read
        What was in the files that this was computed from.
    texts
        New texts of files, by name.
    copies
        Files to be kept, each under its name in the package, with the SHA-256 they had when
        read, and the copies that were laid aside then.
    removed
        Names of files to be taken away.
    """

    read: Mapping[str, bytes]
    texts: dict[str, str] = field(default_factory=dict)
    copies: dict[str, tuple[Path, Digest]] = field(default_factory=dict)
    removed: Sequence[str] = ()


def as_csv(table: str, rows: Iterable[Row]) -> str:
    """Write typed rows as the CSV that the schema describes: UTF-8 text, comma, LF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(fields(table)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(as_cells(table, row) for row in rows)
    return text.getvalue()


@contextmanager
def writing_alone(folder: Path) -> Iterator[None]:
    """Be the only command that writes into a data package; wait for another one to end.

    What one that is dead had decided upon is finished first.

    Raises
    ------
    RunFailure
        If it takes too long, or the folder or what is to be finished cannot be written.
    DataRefusal
        If what is to be finished is not ours.
    """
    busy = f"Данные в папке {folder} записывает другая команда"
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder / LOCK, busy, PATIENCE_SECONDS))
        except OSError as error:
            raise _unwritten(folder, error) from error
        finish(folder)
        yield


def write(folder: Path, writing: Writing) -> None:
    """Write files of a data package: all of them, or nothing. The caller writes alone.

    Raises
    ------
    RunFailure
        If it cannot be written, or the data are no longer what has been read.
    """
    try:
        _decide(folder, writing)
    except Exception as error:
        with suppress(OSError):
            (folder / ASIDE / MARK).unlink(missing_ok=True)  # first: nothing has been decided
        shutil.rmtree(folder / ASIDE, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritten(folder, error) from error
        raise
    finish(folder)


def _decide(folder: Path, writing: Writing) -> None:
    """Lay everything aside, and set the mark: from then on it is written."""
    _refuse_changed(folder, writing.read)
    aside = _lay_aside(folder, writing)
    names = sorted(file.relative_to(aside).as_posix() for file in files_under(aside))
    for name in (*names, *writing.removed):
        _probe(folder / name)
    mark = {
        "before": {name: digest_of(folder / name) for name in names},
        "removed": list(writing.removed),
    }
    draft = folder / ASIDE / f"{MARK}.draft"
    draft.write_text(json.dumps(mark), encoding="utf-8")
    flush(folder / ASIDE)
    flush_folder(folder)
    draft.replace(folder / ASIDE / MARK)
    flush_folder(folder / ASIDE)


def _unwritten(folder: Path, error: OSError) -> RunFailure:
    return RunFailure(f"Данные не записаны. {sentence_of(error, folder)}")


def _refuse_changed(folder: Path, read: Mapping[str, bytes]) -> None:
    changed = [name for name, content in read.items() if _content(folder, name) != content]
    if changed:
        raise RunFailure(
            f"Ничего не записано: пока команда работала, изменились {', '.join(changed)}. "
            "Запустите её снова."
        )


def _content(folder: Path, name: str) -> bytes | None:
    try:
        return read_in_force(folder, name)
    except FileNotFoundError:
        return None


def _lay_aside(folder: Path, writing: Writing) -> Path:
    """Lay files under their final names in an empty folder inside the data package."""
    aside = folder / ASIDE / FILES
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name, text in writing.texts.items():
        file = aside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    for name, (original, digest) in writing.copies.items():
        file = aside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not _laid(original, digest, file):
            raise RunFailure(
                f"Ничего не записано: файл {original} изменился, пока его читали. "
                "Запустите команду снова."
            )
        if name.startswith(f"{RAW}/{PERSONAL}/"):
            hide_from_git(aside / RAW / PERSONAL)
    return aside


def _laid(original: Path, digest: Digest, file: Path) -> bool:
    """Lay a file to be kept into its place; return whether the original is what it was."""
    copy = digest.copy
    if copy is None:
        copy_file(original, file)
        return sha256(file) == digest.sha256
    copy.flushed.result()
    copy.path.replace(file)
    return stamp_of(original) == copy.stamp


def _probe(file: Path) -> None:
    """Make sure that a file can be replaced: nothing has happened yet.

    Raises
    ------
    RunFailure
        If it cannot.
    """
    folder = next(each for each in file.parents if each.exists() or each.is_symlink())
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        if file.exists():
            with file.open("rb+"):
                pass
    except OSError as error:
        what = f"файл {file} нельзя заменить" if file.exists() else f"в {folder} нельзя писать"
        raise RunFailure(
            f"Ничего не записано: {what} ({error.strerror or error}). {CLOSE}"
        ) from error


def write_schema(folder: Path) -> Path:
    """Write the schema into a data package, and return the file.

    Raises
    ------
    RunFailure
        If it cannot be written.
    """
    copy = folder / DESCRIPTOR
    try:
        write_whole(copy, SHIPPED.read_bytes())
    except OSError as error:
        raise RunFailure(f"{copy}: файл не записать ({error.strerror or error}).") from error
    return copy
