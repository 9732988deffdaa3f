"""The year month by month: what is known of each month, and the same indicators for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import fill

from babel.dates import format_date

from ..indicators import Facts, Indicator, Indicators, Measured, declared
from . import wording as w
from .bundle import Figure, Prose, Several
from .style import BLUE, GREY, canvas, canvases

MONTHLY = (
    "visits",
    "section_publications",
    "posts",
    "posting_regularity",
    "engagement_rate",
    "platform_subscriptions",
    "answered_on_time",
    "minutes_per_post",
)
"""The indicators drawn by month, in the order of print."""

MONTHS = [
    format_date(date(2023, month, 1), "LLL", locale=w.RU).strip(".") for month in range(1, 13)
]

ROW_INCHES = 0.95
LONGEST_LABEL = 6
"""A longer label does not fit beside its neighbours, and stands upright."""

Year = Sequence[Measured]


def by_month(indicators: Indicators) -> Several:
    """Draw which months are known, and each indicator by month as far as it is.

    A month is known if every day of it is: a part of a month is never drawn as the month.
    """
    months = indicators.facts.months()
    every = {indicator.id: indicator for indicator in declared()}
    drawn = []
    for name in MONTHLY:
        series = _series(every[name], indicators, months)
        known = {label: year for label, year in series.items() if _is_series(year)}
        if known:
            drawn.append((every[name], known))
    if not drawn:
        return Several([Prose(f"Помесячных сведений за {w.span(indicators.period)} в данных нет.")])
    figures = [_figure(indicator, series, indicators) for indicator, series in drawn]
    return Several([_coverage(drawn, indicators), *figures])


def _series(
    indicator: Indicator, indicators: Indicators, months: Sequence[Facts]
) -> Mapping[str, Year]:
    """Compute an indicator for each month, by the label of its member."""
    results = [r for r in indicators if r.indicator.id == indicator.id]
    return {
        result.label: [
            indicator.compute(month, *([result.member] if result.member else []))
            for month in months
        ]
        for result in results
    }


def _is_series(year: Year) -> bool:
    """Tell whether enough months are known to be drawn side by side."""
    return sum(measured.value is not None for measured in year) > 1


def _coverage(
    drawn: Sequence[tuple[Indicator, Mapping[str, Year]]], indicators: Indicators
) -> Figure:
    rows = [
        (_named(indicator, label), year)
        for indicator, series in drawn
        for label, year in series.items()
    ]
    with canvas(0.3 * len(rows) + 0.35) as (drawing, axes):
        for place, (_, year) in enumerate(rows):
            for month, measured in enumerate(year):
                known = measured.value is not None
                color, edge = (BLUE, BLUE) if known else ("none", GREY)
                axes.barh(
                    place, 0.8, left=month - 0.4, height=0.6, color=color, edgecolor=edge, lw=0.8
                )
        axes.set_yticks(range(len(rows)), [fill(name, 34) for name, _ in rows])
        axes.set_xticks(range(len(MONTHS)), MONTHS)
        axes.tick_params(axis="both", labelsize=7)
        axes.invert_yaxis()
        axes.spines[["left", "bottom"]].set_visible(False)
    told = [
        f"{name}: "
        + (w.listed([m for m, v in zip(MONTHS, year, strict=True) if v.value is not None]) or "нет")
        for name, year in rows
    ]
    return Figure(
        "За какие месяцы есть сведения",
        f"Закрашен месяц {indicators.year} года, все дни которого известны; для подписок — месяц, "
        "в котором есть подсчёт.",
        f"Таблица по месяцам. Известны — {'; '.join(told)}.",
        drawing,
    )


def _figure(indicator: Indicator, series: Mapping[str, Year], indicators: Indicators) -> Figure:
    digits = indicator.digits if indicator.unit != "%" else 1
    with canvases(ROW_INCHES * len(series) + 0.2, len(series)) as (drawing, every):
        for axes, (label, year) in zip(every, series.items(), strict=True):
            values = [float(m) if m.value is not None else 0.0 for m in year]
            bars = axes.bar(range(len(MONTHS)), values, color=BLUE, width=0.72)
            labels = [_label(m, digits) for m in year]
            upright = max(map(len, labels)) > LONGEST_LABEL
            rotation = 90 if upright else 0
            axes.bar_label(bars, labels, fontsize=8, padding=2, rotation=rotation)
            axes.set_ylim(0, (2.4 if upright else 1.35) * max(values) or 1)
            axes.set_xticks(range(len(MONTHS)), MONTHS)
            axes.tick_params(axis="x", labelsize=8)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            if label:
                axes.set_title(label, loc="left", fontsize=9)
    told = [
        f"{label + ': ' if label else ''}"
        + ", ".join(f"{m} — {_told(v, digits)}" for m, v in zip(MONTHS, year, strict=True))
        for label, year in series.items()
    ]
    unit = ", %" if indicator.unit == "%" else ""
    return Figure(
        f"{indicator.title} по месяцам{unit}",
        f"{indicators.year} год; столбца нет, если месяц известен не целиком."
        if indicator.unit != "subscriptions"
        else f"Последний подсчёт месяца; {indicators.year} год.",
        f"Столбцы по месяцам. {'; '.join(told)}.",
        drawing,
    )


def _named(indicator: Indicator, label: str) -> str:
    return f"{indicator.title}: {label}" if label else indicator.title


def _label(measured: Measured, digits: int) -> str:
    if measured.value is None:
        return "нет"
    return w.number(measured.value, digits)


def _told(measured: Measured, digits: int) -> str:
    return "сведений нет" if measured.value is None else w.number(measured.value, digits)
