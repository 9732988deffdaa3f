"""How the command takes what waits in the inbox, and says so file by file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from ..commands import typed
from ..dataset import find_folder
from ..problems import ParameterRefusal
from .base import errors
from .next_step import after_import, say_next
from .screen import Screen

if TYPE_CHECKING:
    from ..dataset import Dataset
    from ..importing.inbox import Inbox
    from ..importing.taking import Taken


def take_inbox(
    data: Path, out: Screen, *, dry_run: bool = False, every: bool = False, otherwise: str = ""
) -> None:
    """Take what waits in the inbox of a data package, and say what has become of each file.

    Parameters
    ----------
    data
        The data package.
    out
        Where it is said.
    dry_run
        Only say what would become of them.
    every
        Show each row that changes.
    otherwise
        What does not happen if a file could not be taken; without it, the next step is said.

    Raises
    ------
    ParameterRefusal
        If a file could not be taken; the others have been.
    """
    from ..importing.inbox import plan_inbox, take
    from ..importing.plan import INBOX
    from ..importing.storing.writing import writing_alone
    from ..importing.waiting import WHY

    folder = find_folder(data)
    with nullcontext() if dry_run else writing_alone(folder):
        with errors.progress() as step:
            inbox = plan_inbox(data, step)
        if inbox.plan:
            for taken in inbox.plan.batches:
                out.say(*batch_lines(taken, inbox.plan.dataset, every=every))
        if not dry_run:
            take(inbox)
    out.say(*_lines(inbox, dry_run=dry_run))
    if inbox.plan and inbox.plan.changes and not dry_run:
        out.say(f"Записано в {folder}. Отменить — {typed('import', '--undo', data=data)}.")
    changes = inbox.plan.changes if inbox.plan else []
    if changes and inbox.plan and not (dry_run or otherwise):
        after_import(changes, inbox.plan.dataset, data)
    if inbox.refused:
        names = ", ".join(path.name for path in inbox.refused)
        beside = f" Почему — в файлах «…{WHY}» рядом с ними."
        beside = " Пробный прогон: ничего не записано." if dry_run else beside
        told = f"Файлов в {INBOX}, которые нельзя загрузить, — {len(inbox.refused)}: {names}."
        raise ParameterRefusal(f"{told}{beside}", *filter(None, [otherwise]))
    if dry_run and changes:
        errors.say("Пробный прогон: ничего не записано. Та же команда без --dry-run запишет это.")
    elif not inbox.waiting.files and not otherwise:
        say_next(typed("import", "--list", data=data), "какие бывают выгрузки и где их взять")


def batch_lines(taken: Taken, dataset: Dataset, *, every: bool) -> Iterator[str]:
    """Yield what the files of a batch are, and what they change."""
    from .changes import change_lines

    yield f"{taken.batch.names}: {taken.batch.importer.title}"
    yield from (f"  {sentence}" for sentence in taken.notices)
    if not taken.conflicts:
        yield from change_lines(taken.changes, dataset, every=every)


def _lines(inbox: Inbox, *, dry_run: bool) -> Iterator[str]:
    """Yield what has become of each file."""
    from .console import shown_path

    folder = inbox.waiting.folder
    if not inbox.waiting.files:
        yield f"В папке {shown_path(folder)} нет файлов: положите выгрузки в неё."
    for name in inbox.waiting.others:
        yield f"{name} — не файл, а папка или ссылка: что внутри, не загружается."
    for path, verdict, lines in inbox.verdicts():
        first = lines[0].removeprefix(f"{path.name}: ")
        yield f"{path.name} — {verdict.value[0 if dry_run else 1]}: {first}"
        yield from (f"  {line}" for line in lines[1:])
