"""How the command lays out what it shows: tables, and the lines of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..indicators import Results
from ..indicators.context import Discrepancy
from ..views.wording import number, span, value_of, when
from .screen import Sheet

if TYPE_CHECKING:
    from ..dataset.plausibility import Doubt
    from ..editions.verify import Verdict
    from ..importing import Importer
    from ..indicators.published import Difference
    from ..problems import Problem

MOST_DOUBTS = 5


def result_table(results: Results) -> Sheet:
    """Lay out the results of a year for reading in a terminal."""
    table = Sheet(title=f"Показатели за {results.year} год", title_justify="left")
    for name in ("Показатель", "Значение", "Период или дата", "Источник"):
        table.add_column(name, overflow="fold")
    for result in results.values():
        told = value_of(result) if result.reason is None else f"нет: {result.reason}"
        table.add_row(result.title, told, when(result.measured), ", ".join(result.sources))
    return table


def discrepancy_lines(found: Iterable[Discrepancy]) -> Iterator[str]:
    """Yield a line for each number that two sources state differently, with the printed one."""
    for each in found:
        of = f", {', '.join(each.labels)}" if each.labels else ""
        yield (
            f"{each.title}{of}, {span(each.period)}: печатается {number(each.printed)} "
            f"({each.printed_by}), а есть и {number(each.other)} ({each.other_by})."
        )


def doubt_lines(found: Mapping[Doubt, Sequence[Problem]]) -> Iterator[str]:
    """Yield the rows that are hardly true, kind by kind, each kind with what to do about it."""
    for doubt, problems in found.items():
        yield f"  {doubt.title}. {doubt.mend}."
        yield from (f"    {problem}" for problem in problems[:MOST_DOUBTS])
        if problems[MOST_DOUBTS:]:
            yield f"    и ещё строк — {len(problems) - MOST_DOUBTS}"


def shown_path(file: Path) -> str:
    """Write a path as short as can be: relative to the working folder if it is inside."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def importer_table(importers: Iterable[Importer]) -> Sheet:
    """Lay out the kinds of exports, each with how to get it."""
    table = Sheet(title="Виды выгрузок", title_justify="left", show_lines=True)
    for name in ("Вид (--as)", "Что это", "Как получить файл"):
        table.add_column(name, overflow="fold")
    for importer in importers:
        table.add_row(importer.kind, importer.title, importer.how)
    return table


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Yield the lines of a verdict on an edition: first what a reader would ask."""
    same = "документы те же до последнего байта"
    yield f"{verdict.edition}: {same if verdict.identical else 'отличается'}"
    numbers = [
        f"{d.title}: {d.old or '—'} → {d.new or '—'} ({d.reason})" for d in verdict.indicators
    ]
    for title, told in (
        ("Файлы отчёта изменены после публикации", verdict.touched),
        ("Изменились данные, файлы и строки", verdict.inputs),
        ("Изменились числа", numbers),
        ("Изменились шаблоны, тетради или код", verdict.code),
        ("Изменились версии", verdict.versions),
        ("Не совпали байты", verdict.files),
        ("Источники расходятся", list(discrepancy_lines(verdict.discrepancies))),
    ):
        if told:
            yield f"  {title}:"
            yield from (f"    {line}" for line in told)


def difference_table(found: Iterable[Difference], old: Path, new: Path) -> Sheet:
    """Lay out what differs between two editions."""
    table = Sheet(title="Что изменилось", title_justify="left")
    table.add_column("Показатель", overflow="fold")
    for folder in (old, new):
        table.add_column(folder.name, justify="right")
    table.add_column("Почему", overflow="fold")
    for difference in found:
        values = (difference.old or "—", difference.new or "—")
        table.add_row(difference.title, *values, difference.reason.value)
    return table
