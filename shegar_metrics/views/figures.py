"""The figures of the report; each tells its numbers in words as well."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from textwrap import fill

from matplotlib.dates import DateFormatter, YearLocator, date2num

from ..indicators import Indicators, Result
from ..indicators.measures import checked
from . import wording as w
from .bundle import Figure, Prose
from .style import BLUE, GREEN, GREY, VERMILION, bare, canvas
from .subjects import subject_of

COST_RATES = ("cost_per_visit", "cost_per_resident", "cost_per_publication", "cost_per_day")

ROW_INCHES = 0.5


def publications(indicators: Indicators) -> Figure | Prose:
    """Draw how much each section of the site published, in all and per month."""
    title = "Публикации на сайте по разделам"
    sections = _known(indicators.family("section_publications"))
    if not sections:
        return _no_figure(title, indicators["publications"].reason)
    names = [result.label for result in sections]
    labels = [
        f"{w.number(_value(result))} ({w.number(_value(monthly), 2)} в\u00a0месяц)"
        for result in sections
        for monthly in (indicators.result(f"section_per_month[{result.member}]"),)
    ]
    with canvas(ROW_INCHES * len(sections) + 0.2) as (drawing, axes):
        values = [float(result.measured) for result in sections]
        bars = axes.barh([fill(name, 16) for name in names], values, color=BLUE, height=0.64)
        axes.bar_label(bars, labels=labels, padding=4)
        axes.set_xlim(0, 1.6 * max(values) or 1)
        axes.invert_yaxis()
        bare(axes)
    return Figure(
        title,
        f"Число публикаций за {w.span(indicators.period)}; в скобках — среднее за месяц.",
        f"Столбцы по разделам. {_told(names, labels)}.",
        drawing,
    )


def platforms(indicators: Indicators) -> Figure | Prose:
    """Draw how the subscriptions are shared out among the platforms."""
    title = "Подписки по площадкам"
    shares = _known(indicators.family("platform_share"))
    if not shares:
        return _no_figure(title, indicators["subscriptions"].reason or "подписок нет")
    names = [result.label for result in shares]
    counts = [indicators.result(f"platform_subscriptions[{r.member}]") for r in shares]
    labels = [
        f"{w.number(_value(count))} · {w.value_of(share)}"
        for count, share in zip(counts, shares, strict=True)
    ]
    with canvas(ROW_INCHES * len(shares) + 0.2) as (drawing, axes):
        values = [float(count.measured) for count in counts]
        bars = axes.barh(range(len(names)), values, color=BLUE, height=0.64)
        axes.set_yticks(range(len(names)), [fill(name, 16) for name in names])
        axes.bar_label(bars, labels=labels, padding=4)
        axes.set_xlim(0, 1.5 * max(values) or 1)
        axes.invert_yaxis()
        bare(axes)
    told = [f"{w.value_of(c)}, {w.value_of(s)}" for c, s in zip(counts, shares, strict=True)]
    return Figure(
        title,
        f"Число подписок и его доля в сумме {w.when(indicators['subscriptions'])}; "
        "один человек может быть подписан на несколько страниц.",
        f"Столбцы по площадкам. {_told(names, told)}.",
        drawing,
    )


def audience(indicators: Indicators) -> Figure | Prose:
    """Draw the bounds of the number of subscribed people beside the population."""
    title = "Подписчики и население"
    low, high = indicators["unique_people_min"], indicators["unique_people_max"]
    residents = {
        label: indicators.facts.residents(code)
        for code, label in indicators.dataset.labels("population", "territory").items()
    }
    if low.value is None or high.value is None:
        return _no_figure(title, low.reason)
    known = {label: value for label, value in residents.items() if value.value is not None}
    people = f"от {w.number(low.value)} до {w.counted_genitive(high.value, 'people')}"
    with canvas(0.5 * (len(known) + 1) + 0.2) as (drawing, axes):
        for label, measured in known.items():
            bar = axes.barh(label, float(measured), color=GREY, height=0.5)
            axes.bar_label(bar, [w.number(measured.value or 0)], padding=4)
        name = "Подписчики\n(границы)"
        span = float(high) - float(low)
        axes.barh(name, span, left=float(low), color=BLUE, height=0.5)
        axes.annotate(
            f"{w.number(low.value)} \u2013 {w.number(high.value)}",
            (float(high), name),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
        axes.set_xlim(0, 1.2 * max([float(high), *map(float, known.values())]))
        axes.invert_yaxis()
        bare(axes)
    told = _told(list(known), [_residents(value.value) for value in known.values()])
    return Figure(
        title,
        f"Подписчики {w.when(low)}: не меньше, чем на крупнейшей странице, и не больше суммы "
        f"подписок; среди них есть и жители других мест. Население: {_census(indicators)}.",
        f"Столбцы населения и отрезок подписчиков. {told + '; ' if told else ''}"
        f"уникальных подписчиков {people}.",
        drawing,
    )


def costs(indicators: Indicators) -> Figure | Prose:
    """Draw the contract cost per visit and per publication among its other rates."""
    title = "Во что обходится посещение и публикация"
    known = _known([indicators.result(rate) for rate in COST_RATES])
    rates = sorted((rate for rate in known if _value(rate) > 0), key=_value)
    if not rates:
        return _no_figure(title, indicators["contract_cost"].reason or "делить не на что")
    names = [rate.title.removeprefix("Стоимость договора ").capitalize() for rate in rates]
    labels = [f"{w.number(_value(rate), 2)}\u00a0₽" for rate in rates]
    with canvas(0.42 * len(rates) + 0.3) as (drawing, axes):
        values = [float(rate.measured) for rate in rates]
        axes.set_xscale("log")
        start = min(values) / 2
        axes.hlines(names, start, values, color=GREY, linewidth=1.5)
        for name, value, label, rate in zip(names, values, labels, rates, strict=True):
            main = rate.indicator.id in ("cost_per_visit", "cost_per_publication")
            axes.plot(value, name, "o", markersize=9, color=VERMILION if main else GREY)
            axes.annotate(label, (value, name), (9, 0), textcoords="offset points", va="center")
        axes.set_xlim(start, max(values) * 4)
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.minorticks_off()
        bare(axes)
    contract = indicators.result("contract_cost")
    return Figure(
        title,
        f"Договор на сопровождение сайта, {w.value_of(contract)} за {w.span(indicators.period)}, "
        "в расчёте на разные единицы; шкала логарифмическая. Труд сотрудников не учтён.",
        f"Точки на логарифмической шкале. {_told(names, labels)}.",
        drawing,
    )


def measures(indicators: Indicators) -> Figure | Prose:
    """Draw which measure is met for what."""
    title = "Выполнение мер"
    table = indicators.dataset.labels("measures", "requirement")
    cells = {
        (row["requirement"], subject_of(indicators.dataset, row)): row["met"]
        for row in checked(indicators.facts)
    }
    if not cells:
        return _no_figure(title, indicators["measures_met"].reason)
    rows = list(dict.fromkeys(requirement for requirement, _ in cells))
    order = [*indicators.dataset.labels("measures", "page").values(), *(s for _, s in cells)]
    columns = [subject for subject in dict.fromkeys(order) if any(subject == s for _, s in cells)]
    with canvas(0.46 * len(rows) + 1.5) as (drawing, axes):
        for (requirement, subject), met in cells.items():
            at = columns.index(subject), rows.index(requirement)
            axes.plot(*at, "o" if met else "X", markersize=13, color=GREEN if met else VERMILION)
        axes.set_yticks(range(len(rows)), [fill(table[row], 24) for row in rows])
        axes.xaxis.tick_top()
        axes.set_xticks(
            range(len(columns)), columns, rotation=50, ha="left", rotation_mode="anchor"
        )
        axes.set_xlim(-0.6, len(columns) - 0.4)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_axisbelow(True)
        axes.grid(color=GREY, alpha=0.25)
        for spine in axes.spines.values():
            spine.set_visible(False)
    told = [
        f"{table[requirement]}, {subject}: {'да' if met else 'нет'}"
        for (requirement, subject), met in cells.items()
    ]
    return Figure(
        title,
        f"Круг — выполнена, крест — нет, пусто — не проверялась. "
        f"Сведения {w.when(indicators['measures_met'])}.",
        f"Таблица из кругов: меры по строкам, объекты по столбцам. {'; '.join(told)}.",
        drawing,
    )


def dates(indicators: Indicators) -> Figure | Prose:
    """Draw which day or period each kind of number belongs to."""
    period = indicators.period
    stocks = {
        "Население": indicators.facts.residents(),
        "Подписки": indicators["subscriptions"],
        "Меры": indicators["measures_met"],
    }
    marks = {name: stock.dates for name, stock in stocks.items() if stock.dates}
    flows = f"Потоки: {w.span(period)}"
    with canvas(0.36 * (len(marks) + 1) + 0.4) as (drawing, axes):
        start = float(date2num(period.start))
        bar = axes.barh(0, period.days, left=start, color=BLUE, height=0.6)
        axes.bar_label(bar, [w.span(period)], label_type="center", color="white")
        names = ["Отчётный год"]
        for place, (name, days) in enumerate(marks.items(), start=1):
            names.append(name)
            for day in days:
                axes.plot(float(date2num(day)), place, "D", color=VERMILION, markersize=8)
            # One label for all marks of a row: those of near days would lie on each other.
            label, last = ", ".join(map(w.short_day, days)), (float(date2num(days[-1])), place)
            axes.annotate(label, last, (8, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.6)
        axes.xaxis.set_major_locator(YearLocator())
        axes.xaxis.set_major_formatter(DateFormatter("%Y"))
        axes.tick_params(axis="x", pad=4)
        axes.grid(axis="x", color=GREY, alpha=0.35)
        axes.set_axisbelow(True)
        axes.margins(x=0.16)
    told = [f"{name}: {', '.join(map(w.short_day, days))}" for name, days in marks.items()]
    return Figure(
        "К какому времени относятся числа",
        "Полоса — год, за который посчитано; ромбы — дни, на которые известно.",
        f"Линия времени. {'; '.join([flows, *told])}.",
        drawing,
    )


def _known(results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.measured.value is not None]


def _value(result: Result) -> Fraction:
    assert result.measured.value is not None
    return result.measured.value


def _no_figure(title: str, reason: str | None) -> Prose:
    """Stand in for a figure that has no numbers to draw."""
    return Prose(f"*Рисунок «{title}» не построен: {reason}.*")


def _told(names: Sequence[str], labels: Sequence[str]) -> str:
    return "; ".join(f"{name} — {label}" for name, label in zip(names, labels, strict=True))


def _residents(value: Fraction | None) -> str:
    return w.counted(value or 0, "residents")


def _census(indicators: Indicators) -> str:
    residents = indicators.facts.residents()
    return w.when(residents) if residents.value is not None else str(residents.reason)
