"""Commands of sources: rename and remove them with whatever cites them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..commands import DATA, typed
from .base import Data, screen
from .russian import Commands

if TYPE_CHECKING:
    from ..dataset import Dataset

group = Commands(
    help="Источники: переименовать или удалить вместе со ссылками на них.",
    epilog="Примеры:\n\n"
    "shegar-metrics sources rename year-2023-b8ba44c6 spravka-2023\n\n"
    "shegar-metrics sources remove metrika-2023-0a1b2c3d --with-rows\n\n"
    "shegar-metrics sources remove spravka-2023 --to duma-320-2023",
)

Name = Annotated[
    str, typer.Argument(metavar="КОД", help="Код источника из sources.csv или его название.")
]


@group.command()
def rename(
    old: Name,
    new: Annotated[
        str,
        typer.Argument(metavar="НОВЫЙ", help="Новый код: латинские строчные буквы, цифры и дефис."),
    ],
    data: Data = DATA,
) -> None:
    """Дать источнику другой код во всех строках, которые на него ссылаются."""
    from ..dataset import find_folder, load
    from ..importing.storing.citing import rename_source
    from ..importing.storing.writing import writing_alone

    folder = find_folder(data)
    with writing_alone(folder):
        old = _code(old, load(folder))
        changes = rename_source(old, new, folder)
    citing = len({id(change) for change in changes if change.table != "sources"})
    screen.say(f"Источник «{old}» теперь «{new}». Строк, где он назван, — {citing}.")


@group.command()
def remove(
    name: Name,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="КОД", help="На какой источник строкам сослаться вместо него."
        ),
    ] = None,
    with_rows: Annotated[
        bool, typer.Option("--with-rows", help="Удалить и строки, которые на него ссылаются.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Удалить источник; строки, которые на него ссылаются, отдать другому или удалить."""
    from ..dataset import find_folder, load
    from ..importing.storing.citing import remove_source
    from ..importing.storing.writing import writing_alone
    from .changes import change_lines

    if to is not None and with_rows:
        raise typer.BadParameter("одно из двух: --to или --with-rows", param_hint="--to")
    folder = find_folder(data)
    with writing_alone(folder):
        before = load(folder)
        name, to = _code(name, before), to and _code(to, before)
        changes = remove_source(name, folder, to=to, with_rows=with_rows)
    screen.say(*change_lines(changes, before, every=False))
    screen.say(f"Источник «{name}» удалён. Вернуть — {typed('import', '--undo', data=data)}.")


def _code(asked: str, dataset: Dataset) -> str:
    """Return the code of a source that is named by its code or its title."""
    from ..importing.lookup import code_of

    titles = {row["id"]: (row["title"],) for row in dataset.rows["sources"]}
    return code_of(asked, titles, "Источник")
