"""Why a file stays in the inbox, in sentences, with what takes it all the same.

What takes it is written as its user writes: a command in a terminal, a call in a notebook.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..commands import COMMAND, DATA, naming, quoted
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
ARGUMENTS = {
    "--as": "kind",
    "--page": "page",
    "--as-of": "as_of",
    "--year": "year",
    "--prefer": "prefer",
}
"""What the options are called where files are taken in a notebook."""
ALLOWING = "--allow-"
OPTION = re.compile("--[a-z-]+")
MOST_CONTESTED = 5

Options = Sequence[tuple[str, str]]
"""Options of the command, each with its value or nothing."""


class Writing(Protocol):
    """How a user writes what takes files of the inbox."""

    def sentence(self, line: str) -> str:
        """Name the options in a sentence as the user writes them."""
        ...

    def taking(self, paths: Sequence[Path], options: Options) -> str:
        """Write what takes files, with what has to be said of them."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """In a terminal, beside the data folder.

    Parameters
    ----------
    folder, data
        The data package, and how the user names it.
    """

    folder: Path
    data: str | Path

    def sentence(self, line: str) -> str:
        """Name the data folder in commands; the options in a sentence are those of one."""
        return naming(Path(self.data), line)

    def taking(self, paths: Sequence[Path], options: Options) -> str:
        """Write the command that takes files."""
        names = (Path(self.data) / path.relative_to(self.folder) for path in paths)
        files = " ".join(map(quoted, names))
        said = " ".join(f"{name} {value}".strip() for name, value in options)
        named = "" if Path(self.data) == DATA else f" --data {quoted(Path(self.data))}"
        return f"shegar-metrics import {files} {said}{named}"


@dataclass(frozen=True, slots=True)
class Cell:
    """In a cell of a notebook, where ``data`` is the data folder.

    Parameters
    ----------
    data
        How the user names that folder.
    """

    data: str | Path = DATA

    def sentence(self, line: str) -> str:
        """Name the arguments of ``take_file`` in a sentence instead of the options.

        The options of a whole command stay: it is for a terminal.
        """
        said = re.sub(f"({COMMAND.pattern})|{OPTION.pattern}", _as_argument, line)
        return naming(Path(self.data), said)

    def taking(self, paths: Sequence[Path], options: Options) -> str:
        """Write the call that takes files."""
        said: dict[str, list[str]] = {}
        for name, value in options:
            allowed = name.removeprefix(ALLOWING)
            argument = "allow" if allowed != name else ARGUMENTS[name]
            said.setdefault(argument, []).append(value or allowed)
        named = (f"{argument}={_literal(values)}" for argument, values in said.items())
        return (
            f"sm.take_file({', '.join((_literal([each.name for each in paths]), 'data', *named))})"
        )


def reasons(lines: Sequence[str], paths: Sequence[Path], writing: Writing) -> list[str]:
    """Return why files are refused, with what takes them if an option is all it needs.

    Parameters
    ----------
    lines
        The sentences of the refusal, which name the options.
    paths
        The files, which are taken together.
    writing
        How the user writes.
    """
    asked = {found for line in lines for found in OPTION.findall(line)}
    named = [(name, value) for name, value in OPTIONS.items() if name in asked]
    said = [writing.sentence(line) for line in lines]
    return [*said, f"Взять так: {writing.taking(paths, named)}"] if named else said


def contested(plan: Plan, taken: Taken, writing: Writing) -> Why:
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
        chosen = [("--prefer", f"{side}:{table}") for table in tables]
        lines.append(f"{title}: {writing.taking(paths_of(taken), chosen)}")
    told = ["Числа расходятся с теми, что есть в данных.", *lines]
    return dict.fromkeys(paths_of(taken), told)


def paths_of(taken: Taken) -> list[Path]:
    """List the files of a batch."""
    return [file.path for file in taken.batch.files]


def _name(taken: Taken) -> str:
    return str(taken.sources[0]["id"])


def _as_argument(option: re.Match[str]) -> str:
    name = option[0]
    if option[1]:
        return name
    allowed = name.removeprefix(ALLOWING)
    return f'allow="{allowed}"' if allowed != name else ARGUMENTS.get(name, name)


def _literal(values: Sequence[str]) -> str:
    """Write one value, or several as a list, as they stand in code."""
    return json.dumps(values if values[1:] else values[0], ensure_ascii=False)
