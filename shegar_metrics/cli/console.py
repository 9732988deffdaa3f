"""How the command lays out what it shows: tables, and the lines of a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..indicators import Results
from ..indicators.context import Discrepancy
from ..indicators.differences import Reason
from ..indicators.units import PERCENT
from ..views.wording import exact, number, published_value, signed, span, value_of, when
from .screen import Sheet

if TYPE_CHECKING:
    from ..dataset.plausibility import Doubt
    from ..editions.verify import Verdict
    from ..importing.importer import Importer
    from ..indicators.differences import Difference
    from ..problems import Problem

MOST_DIGITS = 12
POINTS = "п.п."  # a space in it would be where Rich breaks the line
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
    numbers = []
    for difference in verdict.indicators:
        old, new = _values(difference, _telling_digits(difference))
        numbers.append(f"{difference.title}: {old} → {new} ({difference.reason})")
    for title, told in (
        ("Файлы отчёта изменены после публикации", verdict.touched),
        ("Изменились данные", verdict.inputs),
        ("Изменились числа", numbers),
        ("Изменились шаблоны, тетради или код", verdict.code),
        ("Изменились версии", verdict.versions),
        ("Не совпали байты", verdict.files),
        ("Источники расходятся", list(discrepancy_lines(verdict.discrepancies))),
    ):
        if told:
            yield f"  {title}:"
            yield from (f"    {line}" for line in told)
    if verdict.other_rows:
        others = "Прочих строк" if verdict.inputs else "Строк"
        yield f"  {others} данных изменено: {verdict.other_rows}, на этот отчёт они не влияют."
    if verdict.holds and not verdict.touched and (verdict.inputs or verdict.files):
        yield "  Отчёт остаётся в силе: числа и слова в нём те же, новой редакции не нужно."


def difference_table(found: Iterable[Difference], old: Path, new: Path) -> Sheet:
    """Lay out what differs between two editions; a column that would say nothing is left out."""
    rows = [_compared(difference) for difference in found]
    table = Sheet(title="Что изменилось", title_justify="left")
    columns = (
        ("Показатель", "left"),
        (old.name, "right"),
        (new.name, "right"),
        ("Разница", "right"),
        ("Разница,\N{NO-BREAK SPACE}%", "right"),
        ("Почему", "left"),
    )
    kept = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    for place in kept:
        header, justify = columns[place]
        table.add_column(header, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(row[place] for place in kept))
    return table


def _compared(difference: Difference) -> tuple[str, ...]:
    """Write one row of a table of differences; of another year, another period is no reason."""
    percentage = difference.indicator is not None and difference.indicator.unit == PERCENT
    digits = _telling_digits(difference)
    amount = "" if difference.difference is None else signed(difference.difference, digits)
    change = ""
    if difference.change is not None:
        told = signed(difference.change, _seen_with(difference.change, 1))
        change = f"{told} {POINTS if percentage else '%'}"
    reason = "" if difference.reason is Reason.PERIOD else difference.reason.value
    return (
        difference.title,
        *_values(difference, digits),
        amount,
        change,
        difference.missing or reason,
    )


def _values(difference: Difference, digits: int) -> tuple[str, str]:
    old, new = (
        published_value(difference.indicator, value, digits)
        for value in (difference.old, difference.new)
    )
    return old, new


def _telling_digits(difference: Difference) -> int:
    """Return the digits of print, or as many as it takes to see that two values differ."""
    usual = difference.indicator.digits if difference.indicator else 0
    if not (difference.old and difference.new and difference.old != difference.new):
        return usual
    seen = _seen_with(Fraction(difference.new) - Fraction(difference.old), usual)
    every = range(seen, MOST_DIGITS)
    return next((n for n in every if len({*_values(difference, n)}) > 1), seen)


def _seen_with(value: Fraction, digits: int) -> int:
    """Return how many digits a number needs at least in order not to be printed as zero."""
    every = range(digits, MOST_DIGITS)
    return next((n for n in every if exact(value, n)), digits)
