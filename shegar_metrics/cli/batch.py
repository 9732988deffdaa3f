"""The command of many editions at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..period import DASHES
from .base import SOME_FAILED, Places, Years, as_year, errors, screen
from .next_step import show_page
from .russian import Commands

group = Commands()

BATCH = "batch"
MOST_TOLD = 20


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics batch область — все муниципалитеты в папке «область», все годы\n\n"
    "shegar-metrics batch область --years 2022-2025 --only 'реч*'\n\n"
    "shegar-metrics batch область --cluster tcp://10.0.0.5:8786\n\n"
    "У каждого муниципалитета своя папка: область/речной/data; отчёты встают рядом с данными. "
    "Запущенная снова, команда делает только то, что ещё не сделано.\n\n"
    "Коды выхода: 0 — все отчёты готовы, 4 — часть не удалась, какая и почему — в сводке.",
)
def batch(
    places: Places,
    years: Years = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="ЧИСЛО",
            min=1,
            help="Сколько отчётов делать сразу; без параметра — по числу ядер.",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="АДРЕС", help="Делать отчёты на кластере Dask."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="ОБРАЗЕЦ",
            help="Только папки муниципалитетов с таким именем: речной или 'реч*'.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="ПАПКА",
            help=f"Папка сводки; без неё — {BATCH} в первой из названных папок.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Сделать заново и то, что не изменилось.")
    ] = False,
    open_pages: Annotated[
        bool, typer.Option("--open", help="Открыть готовую сводку в браузере.")
    ] = False,
) -> None:
    """Сделать отчёты многих муниципалитетов и лет сразу, со сводкой."""
    from ..batch.places import find_packages, place_of
    from ..batch.workers import cluster_workers, cores, local_workers

    asked = None if years is None else as_years(years)
    packages = find_packages(places, only or ())
    working = cluster_workers(cluster) if cluster else local_workers(workers or cores())
    with errors.progress() as step, working as those:
        # While the process that workers are forked from imports what they need.
        from ..batch.index import write_index
        from ..batch.making import Making
        from ..batch.planning import Outcome
        from ..batch.region import write_region
        from .console import shown_path

        folder = out or places[0] / BATCH
        region = partial(write_region, folder=folder)
        entries = Making(packages, asked, step=step, force=force, beside=region).run(those)
        page = write_index(entries, folder)
    failed = [entry for entry in entries if entry.outcome is Outcome.FAILED]
    for entry in failed[:MOST_TOLD]:
        year = "" if entry.year is None else f", {entry.year}"
        errors.say(f"{place_of(entry.data)}{year}: {entry.wrong[0]}", style="red")
    if len(failed) > MOST_TOLD:
        errors.say(f"и ещё {len(failed) - MOST_TOLD}, все — в сводке", style="red")
    errors.say(f"Отчётов: {len(entries) - len(failed)} из {len(entries)}.")
    screen.say(shown_path(page))
    if open_pages:
        show_page(page)
    if failed:
        raise typer.Exit(SOME_FAILED)


def as_years(text: str) -> list[int]:
    """Read years and spans of years; of some of them a municipality may have no data."""
    asked: set[int] = set()
    for part in text.split(","):
        first, *last = (as_year(end) for end in DASHES.split(part))
        if len(last) > 1 or (last and last[0] < first):
            raise typer.BadParameter(
                f"«{part.strip()}» — промежуток пишется от раннего года к позднему: 2022-2025"
            )
        asked |= set(range(first, (last or [first])[0] + 1))
    return sorted(asked)
