"""What the command shows in a terminal: progress, and a table of indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from .indicators import Indicators
from .views.wording import value_of, when

if TYPE_CHECKING:
    from .dataset.merging import Conflict
    from .run.importing import Plan
    from .sources import Importer

MOST_CONFLICTS = 20

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


def importer_table(importers: Iterable[Importer]) -> Table:
    """Lay out the kinds of exports, each with how to get it."""
    table = Table(title="Виды выгрузок", title_justify="left", show_lines=True)
    for name in ("Вид (--as)", "Что это", "Как получить файл"):
        table.add_column(name, overflow="fold")
    for importer in importers:
        table.add_row(importer.kind, importer.title, importer.how)
    return table


def plan_tables(plan: Plan) -> Iterator[Table]:
    """Lay out what an import changes, and the figures that contradict."""
    changes = Table(title="Что изменится", title_justify="left")
    changes.add_column("Таблица")
    for name in ("добавится", "заменится", "останется", "удалится"):
        changes.add_column(name, justify="right")
    for name, merged in plan.merged.items():
        numbers = (merged.added, merged.replaced, merged.unchanged, merged.removed)
        changes.add_row(f"{name}.csv", *map(str, numbers))
    yield changes
    every = (conflict for merged in plan.merged.values() for conflict in merged.conflicts)
    conflicts = list(dict.fromkeys(every))
    if not conflicts:
        return
    table = Table(title="Расходится с тем, что уже есть", title_justify="left")
    for name in ("Таблица", "Что", "Столбец", "Источник того, что есть"):
        table.add_column(name, overflow="fold")
    for name in ("есть", "в файле", "разница"):
        table.add_column(name, justify="right")
    for c in conflicts[:MOST_CONFLICTS]:
        told = (str(c.old), str(c.new), f"{c.new - c.old:+}" if _are_numbers(c) else "—")
        table.add_row(f"{c.table}.csv", c.what, c.column, c.source, *told)
    if len(conflicts) > MOST_CONFLICTS:
        table.caption = f"и ещё {len(conflicts) - MOST_CONFLICTS}"
    yield table


def _are_numbers(conflict: Conflict) -> bool:
    values = (conflict.old, conflict.new)
    return not any(value is None or isinstance(value, str | bool) for value in values)
