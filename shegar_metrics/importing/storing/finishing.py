"""Finish what a writer of a data package had decided upon: the files laid aside go into place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from ...dataset.files import ASIDE, FILES, MARK, inside
from ...dataset.originals import sha256
from ...durable import flush_folder, sentence_of
from ...problems import DataRefusal, Problem, RunFailure

CLOSE = (
    "Закройте программу, в которой он открыт, или снимите запрет на запись, "
    "и запустите команду снова."
)


def is_unfinished(folder: Path) -> bool:
    """Tell whether a writer has decided what is to be written and was then interrupted."""
    return (folder / ASIDE / MARK).exists()


def finish(folder: Path) -> None:
    """Move into place what a writer had decided upon; do nothing if there is none.

    Raises
    ------
    RunFailure
        If a file cannot be put in its place; the next call can go on.
    DataRefusal
        If what is laid aside is not ours.
    """
    aside = folder / ASIDE
    if not is_unfinished(folder):
        return
    before, removed = _read_mark(aside / MARK)
    moves = [
        (file, folder / file.relative_to(aside / FILES)) for file in files_under(aside / FILES)
    ]
    gone = [folder / name for name in removed]
    # A package from elsewhere may bring such a folder along, with links to the user's own files.
    places = [*(place for _, place in moves), *gone]
    if not all(inside(file, folder) for file, _ in moves) or not all(
        inside(place.parent, folder) for place in places
    ):
        raise _foreign("незаконченная загрузка ведёт за пределы папки с данными")
    for file, place in moves:
        name = place.relative_to(folder).as_posix()
        if place.exists() and digest_of(place) not in (before.get(name), digest_of(file)):
            raise RunFailure(
                f"Прерванная загрузка не закончена: файл {place} с тех пор изменён. Отложите его "
                "в другую папку и запустите команду снова; правку затем внесите в новый файл."
            )
    for file, place in moves:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
        except OSError as error:
            raise RunFailure(
                f"Загрузка записана не до конца: файл {place} нельзя заменить "
                f"({error.strerror or error}). Данные уже читаются новые. {CLOSE}"
            ) from error
    try:
        for place in gone:
            place.unlink(missing_ok=True)
        for changed in {place.parent for place in places if place.parent.is_dir()}:
            flush_folder(changed)
    except OSError as error:
        raise RunFailure(
            f"Загрузка записана не до конца. {sentence_of(error, folder)} Данные уже читаются "
            f"новые. {CLOSE}"
        ) from error
    shutil.rmtree(aside / FILES, ignore_errors=True)
    # The mark goes last: until then this can be done again.
    shutil.rmtree(aside, ignore_errors=True)


def _read_mark(mark: Path) -> tuple[dict[str, str | None], list[str]]:
    """Read what the files were before, and which are to be taken away."""
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
        return dict(told["before"]), [str(name) for name in told["removed"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _foreign("незаконченная загрузка испорчена или сделана не этой программой") from None


def _foreign(wrong: str) -> DataRefusal:
    return DataRefusal([Problem(ASIDE, wrong, mend="Удалите эту папку")])


def files_under(folder: Path) -> list[Path]:
    """List the files in a folder and in those below it."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def digest_of(file: Path) -> str | None:
    """Return the SHA-256 of a file, if it is there."""
    return sha256(file) if file.is_file() else None
