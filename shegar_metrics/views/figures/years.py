"""The figure of all years: a panel for each key number, on one scale where the unit is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes

from ...indicators import Result, Results
from ...indicators.context import Event
from ...indicators.units import MEASURES, PERCENT, ROUBLES, Unit
from ...indicators.yardsticks import yardstick_on
from .. import typography
from .. import wording as w
from ..bundle import Several
from ..charts.axes import as_words
from ..charts.breaks import is_before
from ..charts.labels import THOUSANDS, need_thousands
from ..charts.lines import draw_lines, height_of, room_of_names
from ..charts.marks import CIRCLE, Letter, Yardstick
from ..charts.sheet import Panel, room_of, sheet
from ..charts.years import (
    FEW_YEARS,
    draw_years,
    edge_of,
    is_line,
    panels_in_row,
    years_of,
)
from ..frames import rows_of
from ..rows import Row
from ..style import house_style
from ..yardsticks import number_of
from .claims import title_of, touches
from .events import SUM_OF_PAGES, breaks_of, letters_of
from .parts import figure_of, joined, series_over_years

HEIGHT = 88
MOST_IN_ROW = 3


@dataclass(frozen=True)
class Drawn:
    """A panel: its name, what is counted, its rows, and the events that it marks.

    Of each of its members also the days that broke its series; and what all are held against.
    """

    title: str
    unit: Unit
    rows: Sequence[Row]
    letters: Sequence[Letter]
    of_pages: bool
    yardsticks: Sequence[Yardstick]
    breaks: Mapping[str, Sequence[date]]


def years(results: Results) -> Several:
    """Draw the key numbers over all years that are known, with the events between them.

    Parameters
    ----------
    results
        The results of a year: of them the key values of each year before it.

    Returns
    -------
    Several
        The figure, in a list; an empty one where no number is known of two years.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.years(results))  # there are no data of 2021
    0
    """
    series = [
        [*results.history(result.name), result]
        for result in results.values()
        if result.indicator.key and result.indicator.unit != MEASURES
    ]
    series = [rows for rows in series if len([row for row in rows if row.value is not None]) > 1]
    if not series:
        return Several([])
    letters = letters_of(results, series)
    panels = [panel for rows in series if (panel := _panel(results, rows, letters)).rows]
    rows = [row for panel in panels for row in panel.rows]
    counted = [row for of_one in series for row in of_one if row.name == "subscriptions"]
    order = list(dict.fromkeys(part.code for row in counted[::-1] for part in row.measured.parts))
    days = [row.as_of for row in rows if row.is_stock and row.as_of]
    anchors = [row.anchor for row in rows if row.value is not None and row.anchor]
    figure = figure_of(
        lambda width: _draw(panels, order, width),
        title_of(results, [rows[-1].name for rows in series]),
        rows,
        _note(panels, letters),
        days,
        anchors,
        " ".join(
            f"Ориентир ({panel.title}) — {', затем '.join(one.words for one in panel.yardsticks)}."
            for panel in panels
            if panel.yardsticks
        ),
    )
    return Several([figure])


def _panel(results: Results, rows: Sequence[Result], letters: Mapping[Event, Letter]) -> Drawn:
    last = rows[-1]
    of_pages = last.indicator.id == SUM_OF_PAGES
    drawn = _pages(rows) if of_pages else series_over_years(rows, results.year)
    marked = [letter for event, letter in letters.items() if touches(results, last, event)]
    return Drawn(
        last.title,
        last.indicator.unit,
        rows_of(drawn),
        marked,
        of_pages,
        _yardsticks(results, rows),
        breaks_of(results, last),
    )


def _yardsticks(results: Results, rows: Sequence[Result]) -> list[Yardstick]:
    """Return what the years of an indicator are held against, each as it held when one ended."""
    every, last = results.context.yardsticks, rows[-1]
    held = {
        yardstick: None
        for row in rows
        if (yardstick := yardstick_on(every, row.period.end, last.indicator.id, last.member))
    }
    return [
        Yardstick(float(one.value), number_of(one.value), one.since, one.until)
        for one in held
        if one.per is None
    ]


def _pages(rows: Sequence[Result]) -> dict[str, list[Any]]:
    """Return the parts of sums as columns: each page in each year in which it was counted."""
    parts = {(row.period.start.year, p.code): p for row in rows for p in row.measured.parts}
    order = {code: part.label for (_, code), part in parts.items() if not part.proven}
    frames: list[dict[str, list[Any]]] = []
    for code, label in order.items():
        of_code = [(row, parts.get((row.period.start.year, code))) for row in rows]
        opened = next(n for n, (_, part) in enumerate(of_code) if part and not part.proven)
        shown = [(row, part) for row, part in of_code[opened:] if not (part and part.proven)]
        frames.append(
            {
                "indicator": [row.indicator.id for row, _ in shown],
                "title": [row.indicator.title for row, _ in shown],
                "member": [code] * len(shown),
                "label": [label] * len(shown),
                "value": [part and part.value for _, part in shown],
                "unit": [row.indicator.unit.code for row, _ in shown],
                "digits": [row.indicator.digits for row, _ in shown],
                "start": [row.period.start for row, _ in shown],
                "end": [row.period.end for row, _ in shown],
                "as_of": [part and max(part.dates, default=None) for _, part in shown],
                "is_stock": [True] * len(shown),
            }
        )
    return joined(frames) if frames else {"start": [], "end": [], "value": []}


def _draw(panels: Sequence[Drawn], order: Sequence[str], width: int) -> Axes:
    many = max(len(years_of(panel.rows)) for panel in panels)
    in_row = min(panels_in_row(width, many), len(panels))
    # The lines take two places of three, beside a share, or a row of their own at the end.
    panels = sorted(
        panels,
        key=lambda panel: (is_line(panel.rows), panel.of_pages is (in_row < MOST_IN_ROW)),
    )
    span = {True: max(in_row - 1, 1) if in_row == MOST_IN_ROW else in_row, False: 1}
    room = room_of(width, in_row)
    slot = room / max(many, FEW_YEARS)
    thousands = [
        not panel.of_pages and not is_line(panel.rows) and need_thousands(panel.rows, slot)
        for panel in panels
    ]
    edge = edge_of(room, many)
    sheets = [
        Panel(
            panel.title,
            _subtitle(panel, in_thousands),
            span[panel.of_pages],
            height_of(panel.rows, width) if panel.of_pages else HEIGHT,
            CIRCLE if panel.letters else 0,
            0 if panel.of_pages else edge,
            room_of_names(panel.rows, width) if panel.of_pages else edge,
        )
        for panel, in_thousands in zip(panels, thousands, strict=True)
    ]
    with house_style():
        every = sheet(width, sheets, in_row)
        for ax, panel, in_thousands in zip(every, panels, thousands, strict=True):
            with as_words(ax):
                if panel.of_pages:
                    draw_lines(ax, panel.rows, order, panel.letters, panel.breaks)
                    continue
                alike = [
                    row
                    for other in panels
                    if other.unit == panel.unit and not other.of_pages
                    for row in other.rows
                ]
                (broken,) = panel.breaks.values()
                draw_years(
                    ax,
                    panel.rows,
                    alike,
                    None,
                    panel.letters,
                    in_thousands,
                    panel.yardsticks,
                    broken,
                )
    return every[0]


def _subtitle(panel: Drawn, in_thousands: bool) -> str:
    """Say what is counted: «тысяч за год», «₽ за год», «на день подсчёта»."""
    if panel.of_pages:
        return "на день подсчёта"
    if panel.unit == PERCENT:
        values = [yardstick.words for yardstick in panel.yardsticks]
        held = f"; пунктир — ориентир{w.NBSP}{', затем '.join(values)}" if values else ""
        return f"%; ось не с нуля{held}"
    sign = "₽" if panel.unit.nouns == ROUBLES.nouns else ""
    return " ".join(part for part in (THOUSANDS * in_thousands, sign, "за год") if part)


def _has_hatching(panel: Drawn) -> bool:
    return any(
        is_before(row, panel.breaks.get(row.member, ()))
        for row in panel.rows
        if row.value is not None
    )


def _note(panels: Sequence[Drawn], letters: Mapping[Event, Letter]) -> str:
    """Say how the figure is read, and what its letters stand for."""
    parts = []
    if any(not panel.of_pages and not is_line(panel.rows) for panel in panels):
        parts.append("Столбики начинаются с нуля, отчётный год выделен.")
    if any(panel.of_pages for panel in panels):
        parts.append("Точки подписок стоят на днях подсчёта.")
    if any(row.value is None for panel in panels for row in panel.rows):
        parts.append("Пропуск — сведений нет.")
    if any(_has_hatching(panel) for panel in panels):
        parts.append(
            "Заштрихованы и не соединены с другими числа до прерывания ряда: с ними не сравнивают."
        )
    shown = {letter.letter for panel in panels for letter in panel.letters}
    marked = [
        f"{letter.letter} — {event.text} ({w.short_day(event.day)})"
        for event, letter in letters.items()
        if letter.letter in shown
    ]
    return " ".join([*parts, *([typography.sentence("; ".join(marked))] if marked else [])])
