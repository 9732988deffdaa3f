"""What every group of commands shares: exit codes, the console, and how parameters are read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ..cells import as_date
from .screen import Screen

WRONG_INPUT, FAILED, SOME_FAILED = 1, 3, 4
DIFFERS = 1

screen, errors = Screen(), Screen(errors=True)


def _remember(data: Path) -> Path:
    """Have every command in what is said name the data folder as the user does."""
    Screen.data = data
    return data


Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="ПАПКА",
        callback=_remember,
        help="Папка с данными: ищется в текущей папке и выше; без параметра — data.",
    ),
]

Places = Annotated[
    list[Path],
    typer.Argument(metavar="ПАПКА", help="Папки муниципалитетов или одна над всеми ними."),
]
Years = Annotated[
    str | None,
    typer.Option(
        "--years",
        metavar="ГОДЫ",
        help="Годы: 2022, 2022-2025 или 2022,2024; без них — все, за которые есть данные.",
    ),
]


def as_year(text: str) -> int:
    """Read the year of an option."""
    if not re.fullmatch("[0-9]{4}", text.strip()):
        raise typer.BadParameter(f"«{text}» — не год, нужны четыре цифры: 2023")
    return int(text)


def as_past_day(text: str) -> date:
    """Read the day of an option, which cannot be later than today."""
    day = as_date(text) if re.fullmatch(r"[\d.-]+", text.strip()) else None
    if day is None:
        raise typer.BadParameter(f"«{text}» — не дата, пишите так: 31.12.2023")
    if day > date.today():
        raise typer.BadParameter(f"{text} — этот день ещё не настал")
    return day
