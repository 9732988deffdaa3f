"""The figures of the months of a year beside the year before, and of which months are known."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from ...indicators import Result, Results, columns
from ...indicators.changes import is_between
from ...indicators.context import Event
from ...indicators.lookup import check_choice
from ...indicators.measured import NOT_OPEN
from .. import charts, typography
from .. import wording as w
from ..bundle import Figure, Prose, Several
from ..missing import had_nothing
from ..spans import month_of
from ..yardsticks import in_key, of_year
from .parts import figure_of, in_both_widths, rows_from, with_values

ENOUGH_MONTHS = 2
"""With fewer known months there is nothing to see side by side."""


def by_month(results: Results, *names: str) -> Several:
    """Draw indicators by month beside the year before; and which months are known, if not all.

    A month is known if every day of it is: a part of a month is never drawn as the month. Before
    a page was opened and after it was closed there is nothing to know.

    Parameters
    ----------
    results
        The results of a year: of them the months of what is declared as drawn.
    names
        The ids of the indicators, for a section of the report; without any, all of them.

    Returns
    -------
    Several
        A figure for each indicator, and the months that are known, if some are not; of all
        indicators at least a sentence that nothing is known by month.

    Raises
    ------
    ParameterRefusal
        If one is not drawn by month.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> len(sm.figures.by_month(results))  # nothing is known by month: one sentence
    1
    >>> len(sm.figures.by_month(results, "visits"))
    0
    """
    declared = [indicator.id for indicator in results.context.indicators if indicator.drawn]
    for name in names:
        check_choice("names", name, declared)
    wanted = [name for name in declared if not names or name in names]
    drawn = {name: rows for name in wanted if (rows := _series(results, name))}
    if not drawn:
        return Several([] if names else [Prose(_nothing_drawn(results))])
    every = [
        row
        for name in drawn
        for result in results.family(name)
        for row in results.months(result.name)
    ]
    countable = [row for row in every if not had_nothing(row)]
    broken = {row.name for row in countable if row.value is None}
    gaps = [row for row in countable if row.name in broken]
    figures = [_months(results, rows) for rows in drawn.values()]
    return Several([*figures, *([_coverage(gaps, results.year)] if gaps else [])])


def _nothing_drawn(results: Results) -> str:
    if any(results.months(name) for name in results):
        return "Рисунков по месяцам нет: для них мало известных месяцев. Числа — в приложении."
    return f"Помесячных сведений за {w.span(results.period)} в данных нет."


def _series(results: Results, indicator: str) -> list[Result]:
    """Return the months of each member that has enough of them to be drawn side by side."""
    series = [results.months(row.name) for row in results.family(indicator)]
    return [row for months in series if len(with_values(months)) >= ENOUGH_MONTHS for row in months]


def _months(results: Results, rows: Sequence[Result]) -> Figure:
    indicator = rows[0].indicator
    sign = ", %" if indicator.unit.code == "%" else ""
    names = list(dict.fromkeys(row.name for row in rows))
    then, unlike = _months_before(results, names)
    note = [
        "Шкала у панелей общая." if len(names) > 1 else "",
        _hatching(rows),
    ]
    family = [results[name] for name in names]
    yardsticks = [
        charts.Yardstick(
            float(held.a_month),
            in_key(held, indicator.unit),
            held.since,
            held.until,
            row.member,
        )
        for row in family
        for held in of_year(results, row)
    ]
    breaks = {
        row.member: [e.day for e in results.context.breaks[row.name] if e.day <= results.period.end]
        for row in family
    }
    if unlike:
        events = "; ".join(f"{e.text} ({w.short_day(e.day)})" for e in unlike)
        note.append(f"Месяцы до прерывания ряда заштрихованы или не показаны: {events}.")
    title = f"{indicator.title} по месяцам{sign}"
    changed = largest_change(rows, then)
    # The panels stand as the tables do, also of a page that was not there the year before.
    both = sorted([*then, *rows], key=lambda row: names.index(row.name))
    return figure_of(
        lambda width: charts.months(
            columns(both), yardsticks=yardsticks, breaks=breaks, width=width
        ),
        f"{title}: {_words(*changed)}" if changed else title,
        rows_from(both),
        " ".join(part for part in note if part),
        anchors=[row.anchor for row in with_values(rows)],
        held=" ".join(dict.fromkeys(typography.sentence(one.words) for one in yardsticks)),
    )


def _months_before(
    results: Results, names: Sequence[str]
) -> tuple[list[Result], dict[Event, None]]:
    """Return the months of the year before that bear a comparison, and what others are before."""
    comparable: list[Result] = []
    unlike: dict[Event, None] = {}
    for name in names:
        now = {row.period.start.month: row.measured for row in results.months(name)}
        for row in results.months_before(name):
            broken = [
                event
                for event in results.context.breaks[name]
                if is_between(event, row.measured, now[row.period.start.month])
            ]
            unlike |= dict.fromkeys(broken)
            comparable += [] if broken else [row]
    return comparable, unlike


def _hatching(rows: Sequence[Result]) -> str:
    """Say why months are hatched, if any are."""
    missing = [had_nothing(row) for row in rows if row.value is None]
    reasons = [
        *(["месяц известен не целиком"] if not all(missing) else []),
        *([NOT_OPEN] if any(missing) else []),
    ]
    return f"Штриховка — {', или '.join(reasons)}." if reasons else ""


def largest_change(rows: Sequence[Result], then: Sequence[Result]) -> tuple[Result, Result] | None:
    """Return the month that differs most from that of the year before, and that month.

    Nothing, if two months differ as much or none differs in print.
    """
    before = {(row.name, row.period.start.month): row for row in then if row.value is not None}
    pairs = [
        (row, before[row.name, row.period.start.month])
        for row in with_values(rows)
        if (row.name, row.period.start.month) in before
    ]
    ranked = sorted(pairs, key=_difference, reverse=True)
    if not ranked or w.short(ranked[0][0]) == w.short(ranked[0][1]):
        return None
    if len(ranked) > 1 and _difference(ranked[0]) == _difference(ranked[1]):
        return None
    return ranked[0]


def _difference(pair: tuple[Result, Result]) -> float:
    now, then = pair
    return float(abs((now.value or 0) - (then.value or 0)))


def _words(now: Result, then: Result) -> str:
    """Write a change: «сильнее всего отличается январь (Telegram): 36, годом раньше — 9»."""
    month = month_of(rows_from([now])[0])
    where = f"{month} ({now.label})" if now.label else month
    return f"сильнее всего отличается {where}: {w.short(now)}, годом раньше — {w.short(then)}"


def _coverage(rows: Sequence[Result], year: int) -> Figure:
    known_months: dict[str, list[str]] = {}
    for row in rows:
        month = w.MONTHS[row.period.start.month - 1]
        known_months.setdefault(row.title, []).extend([month] if row.value is not None else [])
    by_title = "; ".join(
        f"{title}: {typography.conjoined(names)}" for title, names in known_months.items()
    )

    def draw(width: int) -> Axes:
        return charts.coverage(columns(rows), width=width)

    wide, narrow = in_both_widths(draw)
    indicators = {row.indicator.title for row in rows}
    # The boxes of one indicator are named by its members alone.
    of_one = [
        f": {typography.uncapitalised(title)}" for title in indicators if len(indicators) == 1
    ]
    return Figure(
        f"За какие месяцы есть сведения{''.join(of_one)}",
        f"Ряды, в которых известны не все месяцы {year} года. Закрашен месяц, все дни которого "
        "известны.",
        f"Таблица по месяцам. Известны — {by_title}.",
        wide,
        narrow=narrow,
    )
