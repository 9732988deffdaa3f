"""The command that gives municipalities the numbers of those alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from ..commands import naming, typed
from ..problems import Refusal
from .base import SOME_FAILED, Places, Years, errors, screen
from .batch import as_years
from .next_step import say_next
from .russian import Commands

if TYPE_CHECKING:
    from ..batch.peers import OfYear

group = Commands()


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics peers область — всем муниципалитетам в папке «область», за все годы\n\n"
    "shegar-metrics peers область --years 2025 --dry-run — показать и ничего не записать\n\n"
    "Похожие — того же вида (район, округ …) и с близким населением: меньше 5 тысяч жителей, "
    "от 5, от 10, от 20, от 50, от 100 тысяч. Числа ложатся в data/reference/peers.csv каждого, и "
    "отчёт печатает по ним медиану и место, если похожих с таким числом не меньше 5. Вернуть, что "
    "было: shegar-metrics import --undo --data ПАПКА.\n\n"
    "Коды выхода: 0 — сделано, 4 — часть папок не прочитана или не записана, какая и почему — "
    "сказано.",
)
def peers(
    places: Places,
    years: Years = None,
    renew: Annotated[
        bool,
        typer.Option("--renew", help="Обновить числа и за те годы, отчёт за которые выпущен."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Показать, что изменится, и ничего не записать.")
    ] = False,
) -> None:
    """Собрать каждому муниципалитету числа похожих, чтобы отчёт сравнил с ними его."""
    from ..batch.neighbours import read_neighbours
    from ..batch.peers import give_peers
    from ..batch.places import find_packages, place_of
    from ..indicators.peers import FEWEST

    asked = None if years is None else as_years(years)
    packages = find_packages(places)
    with errors.progress() as step:
        step("Чтение данных", 0.0)
        neighbours = read_neighbours(packages, asked)
    failed = {data: lines[0] for data, lines in neighbours.unread.items()}
    is_changed = False
    for data in (each for each in packages if each not in neighbours.unread):
        try:
            outcomes = give_peers(data, neighbours, renew=renew, dry_run=dry_run)
        except Refusal as refusal:
            failed[data] = refusal.lines[0]
            continue
        is_changed |= any(
            each.removed or (each.is_changed and (each.alike or 0) >= FEWEST) for each in outcomes
        )
        screen.say(*(f"{place_of(data)}, {line}" for each in outcomes for line in _lines(each)))
    told = (f"{place_of(data)}: {naming(data, why)}" for data, why in failed.items())
    errors.say(*told, style="red")
    if dry_run:
        screen.say("Пробный прогон: ничего не записано.")
    elif is_changed:
        say_next(typed("batch", *places), "отчёты со сравнением")
    if failed:
        raise typer.Exit(SOME_FAILED)


def _lines(outcome: OfYear) -> Iterator[str]:
    """Yield what became of the rows of a year."""
    from ..indicators.peers import FEWEST

    if outcome.alike is None:
        yield f"{outcome.year}: население не известно, сравнивать не с кем."
        return
    counts = {
        "добавлено": outcome.added,
        "заменено": outcome.replaced,
        "убрано": outcome.removed,
        "осталось": outcome.left,
    }
    told = ", ".join(f"{word} {number}" for word, number in counts.items() if number)
    few = "" if outcome.alike >= FEWEST else f", а для сравнения нужно не меньше {FEWEST}"
    yield f"{outcome.year}: похожих — {outcome.alike}{few}; чисел {told or 'нет'}."
    if outcome.withheld:
        yield (
            f"{outcome.year}: отчёт уже выпущен, и числа похожих не тронуты; по нынешним данным "
            f"изменилось бы {outcome.withheld}. Обновить их: --renew."
        )
    elif outcome.is_issued and outcome.is_changed:
        yield f"{outcome.year}: отчёт уже выпущен; следующий report сделает новую редакцию."
