"""What an import that is taken back leaves in the inbox."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..dataset.files import in_force
from ..dataset.originals import sha256
from ..durable import fitting, flush
from .plan import INBOX
from .storing.undoing import Undoing
from .waiting import UNDONE, open_inbox


def keep_undone(plan: Undoing) -> list[Path]:
    """Copy what only the inbox had to a folder in it, before the import is taken back.

    Nobody takes the files from there again: who has taken an import back would not want that.
    The caller writes alone.
    """
    folder = plan.read.folder
    aside = folder / INBOX / UNDONE
    copies = []
    for file in (each for each in plan.entry.files if each.inbox):
        original = in_force(folder, file.path)
        if not original.is_file():  # somebody has deleted it
            continue
        open_inbox(folder)
        aside.mkdir(exist_ok=True)
        copy = aside / file.name
        if copy.exists() and sha256(copy) != file.sha256:
            copy = copy.with_name(fitting(copy.stem, f"-{file.sha256[:8]}{copy.suffix}"))
        shutil.copyfile(original, copy)
        copies.append(copy)
    if copies:
        flush(aside)
    return copies
