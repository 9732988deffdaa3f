"""The figures of the report; each tells its numbers in words as well.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> sm.figures.publications(results).alt.startswith("Публикации раздела: Новости — 309")
True
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from matplotlib.axes import Axes

from ..indicators import Result, Results, columns
from . import charts
from . import wording as w
from .bundle import Figure, Prose, Several
from .figure import absent, caption, in_words
from .frames import Row, days_in, rows_of
from .style import drawing_of

ENOUGH_MONTHS = 2
"""With fewer known months there is nothing to see side by side."""


def publications(results: Results) -> Figure | Prose:
    """Draw how much each section of the site published, in all and per month."""
    title = "Публикации на сайте по разделам"
    sections = results.family("section_publications")
    if not _known(sections):
        return absent(title, [results["publications"].reason])
    monthly = [results[f"section_per_month[{section.member}]"] for section in sections]
    labels = [
        f"{all_year.written} ({a_month.written} в{w.NBSP}месяц)"
        for all_year, a_month in zip(_rows(sections), _rows(monthly), strict=True)
    ]
    ax = charts.bars(columns(sections), labels=labels)
    note = "Число публикаций; в скобках — среднее за месяц"
    return _figure(ax, title, [*sections, *monthly], note)


def platforms(results: Results) -> Figure | Prose:
    """Draw how the subscriptions are shared out among the platforms."""
    title = "Подписки по площадкам"
    counts = results.family("platform_subscriptions")
    shares = [results[f"platform_share[{count.member}]"] for count in counts]
    if not _known(counts):
        return absent(title, [results["subscriptions"].reason, "подписок нет"])
    labels = [
        f"{count.written} · {share.written}"
        for count, share in zip(_rows(counts), _rows(shares), strict=True)
    ]
    ax = charts.bars(columns(counts), labels=labels)
    note = (
        "Число подписок и его доля в сумме; один человек может быть подписан на несколько страниц"
    )
    return _figure(ax, title, [*counts, *shares], note)


def audience(results: Results) -> Figure | Prose:
    """Draw the bounds of the number of subscribed people beside the population."""
    title = "Подписчики и население"
    low, high = results["unique_people_min"], results["unique_people_max"]
    residents = results.family("residents")
    if low.value is None or high.value is None:
        return absent(title, [low.reason])
    ax = charts.bounds(columns([*residents, low, high]))
    note = (
        f"Подписчики {days_in(low.dates)}: не меньше, чем на крупнейшей странице, и не больше "
        "суммы подписок; среди них есть и жители других мест. "
        f"Население: {_census(residents)}"
    )
    rows = [low, high, *residents]
    anchors = [row.anchor for row in rows]
    return Figure(title, w.sentence(note), in_words(_rows(rows)), drawing_of(ax), anchors)


def _census(residents: Sequence[Result]) -> str:
    """Write on which day the residents of each territory were counted."""
    told: dict[str, list[str]] = {}
    for row in residents:
        told.setdefault(days_in(row.dates), []).append(row.label)
    return "; ".join(f"{w.listed(names)} — {day}" for day, names in told.items()) or "сведений нет"


def measures(results: Results) -> Figure | Prose:
    """Draw which requirement is met for what."""
    title = "Выполнение мер"
    checks = results.context.checks
    met = results["measures_met"]
    if not checks:
        return absent(title, [met.reason])
    ax = charts.grid(
        {
            "title": [check.title for check in checks],
            "label": [check.label for check in checks],
            "value": [int(check.met) for check in checks],
        }
    )
    days = days_in(check.as_of for check in checks)
    told = "; ".join(f"{c.title}, {c.label}: {'да' if c.met else 'нет'}" for c in checks)
    return Figure(
        title,
        f"Круг — выполнена, крест — нет, пусто — не проверялась. Сведения {days}.",
        f"Таблица из кругов: меры по строкам, объекты по столбцам. {w.sentence(told)}",
        drawing_of(ax),
        [met.anchor],
    )


def dates(results: Results) -> Figure | Prose:
    """Draw which day or period each kind of number belongs to."""
    stocks = [
        *((f"Население: {row.label}", row.dates) for row in results.family("residents")),
        ("Подписки", results["subscriptions"].dates),
        ("Меры", results["measures_met"].dates),
    ]
    dated = [(name, day) for name, days in stocks for day in days]
    ax = charts.timeline(
        {
            # The first row is the year itself.
            "title": ["", *(name for name, _ in dated)],
            "as_of": [None, *(day for _, day in dated)],
            "start": [results.period.start] * (1 + len(dated)),
            "end": [results.period.end] * (1 + len(dated)),
        }
    )
    told = [f"{name} — {', '.join(map(w.short_day, days))}" for name, days in stocks if days]
    return Figure(
        "К какому времени относятся числа",
        "Полоса — год, за который посчитано; ромбы — дни, на которые известно.",
        f"Линия времени. {'; '.join([f'Потоки — {w.span(results.period)}', *told])}.",
        drawing_of(ax),
    )


def by_month(results: Results) -> Several:
    """Draw each indicator by month as far as it is known, and which months are, if not all.

    A month is known if every day of it is: a part of a month is never drawn as the month.
    """
    drawn = {
        indicator.id: known
        for indicator in results.context.indicators
        if indicator.drawn and (known := _series(results, indicator.id))
    }
    if not drawn:
        return Several([Prose(_nothing_drawn(results))])
    every = [
        row
        for indicator in drawn
        for result in results.family(indicator)
        for row in results.months(result.name)
    ]
    broken = {row.name for row in every if row.value is None}
    gaps = [row for row in every if row.name in broken]
    figures = [_months(rows) for rows in drawn.values()]
    return Several([*([_coverage(gaps, results.year)] if gaps else []), *figures])


def _nothing_drawn(results: Results) -> str:
    if any(results.months(name) for name in results):
        return "Рисунков по месяцам нет: для них мало известных месяцев. Числа — в приложении."
    return f"Помесячных сведений за {w.span(results.period)} в данных нет."


def _series(results: Results, indicator: str) -> list[Result]:
    """Return the months of each member that has enough of them to be drawn side by side."""
    series = [results.months(row.name) for row in results.family(indicator)]
    return [row for months in series if len(_known(months)) >= ENOUGH_MONTHS for row in months]


def _months(rows: Sequence[Result]) -> Figure:
    indicator = rows[0].indicator
    sign = ", %" if indicator.unit.code == "%" else ""
    note = (
        "Последний подсчёт месяца"
        if any(row.dates for row in _known(rows))
        else "Столбца нет, если месяц известен не целиком"
    )
    ax = charts.months(columns(rows))
    return _figure(ax, f"{indicator.title} по месяцам{sign}", rows, note, days=[])


def _coverage(rows: Sequence[Result], year: int) -> Figure:
    ax = charts.coverage(columns(rows))
    known: dict[str, list[str]] = {}
    for row in rows:
        month = charts.MONTHS[row.period.start.month - 1]
        known.setdefault(row.title, []).extend([month] if row.value is not None else [])
    told = "; ".join(f"{title}: {w.listed(months)}" for title, months in known.items())
    return Figure(
        "За какие месяцы есть сведения",
        f"Ряды, в которых известны не все месяцы {year} года. Закрашен месяц, все дни которого "
        "известны; для подписок — месяц, в котором есть подсчёт.",
        f"Таблица по месяцам. Известны — {told}.",
        drawing_of(ax),
    )


def _figure(
    ax: Axes,
    title: str,
    results: Sequence[Result],
    note: str,
    days: Sequence[date] | None = None,
) -> Figure:
    """Make a figure that tells every day of the stocks in it, or those that are given."""
    rows = _rows(results)
    every = [day for result in results for day in result.dates] if days is None else days
    anchors = [row.anchor for row in rows if row.value is not None]
    return Figure(title, caption(rows, every, note), in_words(rows), drawing_of(ax), anchors)


def _rows(results: Sequence[Result]) -> list[Row]:
    return rows_of(columns(results))


def _known(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.value is not None]
