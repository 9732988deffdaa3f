"""What waits in the inbox of a data package, and the notes beside what could not be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..dataset.originals import hide_from_git
from ..durable import fitting, sentence_of
from ..problems import RunFailure
from .plan import INBOX

UNDONE = "отменено"
"""The folder in the inbox for files whose import was taken back; nobody takes them from there."""
WHY = ".почему.txt"
"""What the name of a note ends with; before it stands the name of the file it is about."""
HEADING = "Почему файл не загружен"

UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".opdownload", ".tmp")
BY_SYSTEMS = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What stands in the inbox.

    Parameters
    ----------
    folder
        The inbox.
    files
        The files to be taken, by their names.
    others
        Names of what is no file, such as folders: nobody looks into them.
    """

    folder: Path
    files: Sequence[Path]
    others: Sequence[str]


def waiting_in(data: Path) -> Waiting:
    """List what waits in the inbox of a data package; nothing waits where there is none.

    What editors, browsers and systems put there for themselves is passed over.
    """
    folder = data / INBOX
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    seen = [path for path in found if not _is_by_the_way(path)]
    files = [path for path in seen if path.is_file()]
    return Waiting(folder, files, [path.name for path in seen if path not in files])


def open_inbox(data: Path) -> None:
    """See to it that there is an inbox, and that git sees nothing of what is put there."""
    hide_from_git(data / INBOX)


def write_notes(waiting: Waiting, why: Mapping[Path, Sequence[str]]) -> None:
    """Write beside each file why it was not taken, and remove the notes that are past.

    A file of somebody's own under the name of a note is left alone.

    Parameters
    ----------
    waiting
        What waited.
    why
        For each file that is left, the sentences.

    Raises
    ------
    RunFailure
        If a note cannot be written or removed.
    """
    notes = {note_of(path): lines for path, lines in why.items()}
    try:
        for note, lines in notes.items():
            if note.exists() and not _is_note(note):  # somebody's own file: it stays what it is
                continue
            text = "\n".join([f"{HEADING}.", "", *lines, ""])
            # Notepad of every Windows reads it so.
            note.write_text(text, encoding="utf-8-sig", newline="\r\n")
        for note in _notes(waiting.folder):
            if note not in notes:
                note.unlink()
    except OSError as error:
        raise RunFailure(sentence_of(error, waiting.folder)) from error


def note_of(path: Path) -> Path:
    """Name the note about a file: after the file, or as far as a name can be that long."""
    note = path.with_name(f"{path.name}{WHY}")
    if fitting(path.name, WHY) == note.name:
        return note
    digest = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()
    return path.with_name(fitting(path.name, f"-{digest[:8]}{WHY}"))


def has_note(path: Path) -> bool:
    """Return whether an import has said of a file why it was not taken."""
    return _is_note(note_of(path))


def remove_note(path: Path) -> None:
    """Remove the note about a file, if there is one."""
    if has_note(path):
        note_of(path).unlink()


def _notes(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if _is_note(path))


def _is_note(path: Path) -> bool:
    """Tell whether a file is a note of ours, and none that somebody only named so."""
    if not path.name.endswith(WHY) or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(200).decode("utf-8-sig", "replace").startswith(HEADING)


def _is_by_the_way(path: Path) -> bool:
    name = path.name.casefold()
    hidden = name.startswith((".", "~$")) or name in BY_SYSTEMS or name.endswith(UNFINISHED)
    return hidden or name == UNDONE or _is_note(path)
