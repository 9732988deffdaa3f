"""Commands of the results: hand them over as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .base import Data, Years, screen
from .russian import Commands

group = Commands()


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics export показатели.xlsx — все годы, за которые есть данные\n\n"
    "shegar-metrics export --years 2022-2025 all.xlsx\n\n"
    "shegar-metrics export --years 2022,2024 all.csv",
)
def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="ФАЙЛ",
            help="Что записать: книгу Excel (.xlsx), CSV с описанием столбцов (.csv) или JSON "
            "(.json) для порталов открытых данных.",
        ),
    ],
    years: Years = None,
    data: Data = Path("data"),
    force: Annotated[
        bool, typer.Option("--force", help="Заменить файл, если он уже есть.")
    ] = False,
) -> None:
    """Записать показатели одного года или нескольких в файл."""
    from ..dataset import load
    from ..indicators import compute
    from ..period import parse_years
    from ..views.save import save
    from .console import shown_path

    dataset = load(data)
    asked = dataset.years if years is None else parse_years(years, dataset.years)
    screen.say(*map(shown_path, save(compute(dataset, asked), file, overwrite=force)))
