"""What every group of commands shares: exit codes, the console, and the data option."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .screen import Screen

WRONG_INPUT, FAILED = 1, 3
DIFFERS = 1

screen, errors = Screen(), Screen(errors=True)

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Папка с данными: ищется в текущей папке и выше.",
        show_default=True,
    ),
]
