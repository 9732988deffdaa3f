"""Why a file stays in the inbox, in sentences, with the command that takes it all the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from .changed_cells import contested_cell
from .plan import Plan
from .taking import Taken

Why = dict[Path, list[str]]

OPTIONS = {
    "--as": "ВИД",
    "--page": "СТРАНИЦА",
    "--as-of": "ДАТА",
    "--allow-sampled": "",
    "--allow-part": "",
    "--allow-mismatch": "",
}
"""What may be said of a file when it is taken by a command of its own."""
MOST_CONTESTED = 5


def reasons(
    lines: Sequence[str], paths: Sequence[Path], folder: Path, data: str | Path
) -> list[str]:
    """Return why files are refused, with the command that takes them if an option is all it needs.

    Parameters
    ----------
    lines
        The sentences of the refusal, which name the options.
    paths
        The files, which are taken together.
    folder, data
        The data package, and how the user names it.
    """
    asked = {found for line in lines for found in re.findall("--[a-z-]+", line)}
    named = [f"{name} {value}".strip() for name, value in OPTIONS.items() if name in asked]
    command = _command(paths, " ".join(named), folder, data)
    return [*lines, f"Взять так: {command}"] if named else [*lines]


def contested(plan: Plan, taken: Taken, data: str | Path) -> Why:
    """Say of files which of their figures contradict those of the data, or of others that wait."""
    cells = [contested_cell(each, plan.dataset) for each in taken.conflicts]
    lines = []
    for cell in cells[:MOST_CONTESTED]:
        days = f", {cell.days.start:%d.%m.%Y} — {cell.days.end:%d.%m.%Y}" if cell.days else ""
        old, new = ("пусто" if value is None else value for value in (cell.before, cell.after))
        lines.append(f"{cell.what}{days}: {cell.measure}: есть {old}, в файле {new}")
    if cells[MOST_CONTESTED:]:
        lines.append(f"И ещё таких чисел — {len(cells) - MOST_CONTESTED}.")
    at_once = {each.source for each in taken.conflicts if each.at_once}
    if at_once:
        others = [each for each in plan.batches if each.sources[:1] and _name(each) in at_once]
        both = [*others, taken]
        names = "; ".join(each.batch.names for each in both)
        told = [f"Файлы расходятся друг с другом: {names}. Оставьте тот, который верен.", *lines]
        return {path: told for each in both for path in paths_of(each)}
    tables = dict.fromkeys(cell.table for cell in cells)
    for title, side in (("Взять новое", "new"), ("Оставить прежнее", "old")):
        chosen = " ".join(f"--prefer {side}:{table}" for table in tables)
        command = _command(paths_of(taken), chosen, plan.dataset.folder, data)
        lines.append(f"{title}: {command}")
    told = ["Числа расходятся с теми, что есть в данных.", *lines]
    return dict.fromkeys(paths_of(taken), told)


def paths_of(taken: Taken) -> list[Path]:
    """List the files of a batch."""
    return [file.path for file in taken.batch.files]


def _name(taken: Taken) -> str:
    return str(taken.sources[0]["id"])


def _command(paths: Sequence[Path], options: str, folder: Path, data: str | Path) -> str:
    """Write the command that takes files of the inbox, as it is typed beside the data folder."""
    elsewhere = Path(data).is_absolute()
    names = (path if elsewhere else path.relative_to(folder.parent) for path in paths)
    files = " ".join(f'"{name}"' for name in names)
    named = "" if str(data) == "data" else f' --data "{data}"'
    return f"shegar-metrics import {files} {options}{named}"
