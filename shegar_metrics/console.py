"""What the command shows in a terminal: progress, and a table of indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from .indicators import Indicators
from .views.wording import value_of, when

Step = Callable[[str, float], None]


@contextmanager
def progress(console: Console) -> Iterator[Step]:
    """Show progress: a bar in a terminal, a line for each new step in a log."""
    if not console.is_terminal:
        told: list[str] = []

        def tell(text: str, _: float) -> None:
            if text not in told:
                told.append(text)
                console.print(text, markup=False)

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)


def indicator_table(indicators: Indicators) -> Table:
    """Lay out the indicators of a year for reading in a terminal."""
    table = Table(title=f"Показатели за {indicators.year} год", title_justify="left")
    for name in ("Показатель", "Значение", "Период или дата", "Источник"):
        table.add_column(name, overflow="fold")
    for result in indicators:
        measured = result.measured
        told = value_of(result) if measured.reason is None else f"нет: {measured.reason}"
        sources = ", ".join(measured.sources)
        table.add_row(result.title, told, when(measured), sources)
    return table


def shown_path(file: Path) -> str:
    """Write a path as short as can be: relative to the working folder if it is inside."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
