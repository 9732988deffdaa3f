"""The tables of the report."""

from __future__ import annotations

from fractions import Fraction

from ..indicators import Indicators, Result
from ..indicators.measures import checked
from . import wording as w
from .bundle import Table

KEY = (
    "visits",
    "visits_per_day",
    "publications",
    "publications_per_month",
    "subscriptions",
    "unique_people_min",
    "unique_people_max",
    "contract_cost",
    "cost_per_visit",
    "cost_per_publication",
    "measures_met",
)


def key_figures(indicators: Indicators) -> Table:
    """List the main indicators with their change against the year before."""
    results = [indicators.result(indicator_id) for indicator_id in KEY]
    change = f"К {indicators.year - 1} году"
    return Table(
        f"Главные показатели за {w.span(indicators.period)}",
        ("Показатель", "Значение", "Период или дата", change),
        [(r.title, w.value_of(r), w.when(r.measured), w.change_of(r)) for r in results],
        numeric=("Значение", change),
        widths=(44, 25, 18, 13),
    )


def publications(indicators: Indicators) -> Table:
    """List the publications of each section, in all and per month and week."""
    rows = []
    for result in indicators.family("section_publications"):
        others = ("section_per_month", "section_per_week", "section_share")
        rates = [indicators.result(f"{other}[{result.member}]") for other in others]
        rows.append((result.label, *(_bare(r) for r in (result, *rates))))
    totals = ("publications", "publications_per_month", "publications_per_week")
    whole = "100" if indicators["publications"].value else w.DASH
    rows.append(("Всего", *(_bare(indicators.result(name)) for name in totals), whole))
    columns = ("Раздел", "За год", "В месяц", "В неделю", "Доля, %")
    return Table(
        f"Публикации на сайте за {w.span(indicators.period)}",
        columns,
        rows,
        numeric=columns[1:],
        widths=(40, 15, 15, 15, 15),
    )


def platforms(indicators: Indicators) -> Table:
    """List the subscriptions to each page, their date and their share."""
    rows = []
    for result in indicators.family("platform_subscriptions"):
        share = indicators.result(f"platform_share[{result.member}]")
        rows.append((result.label, _bare(result), w.when(result.measured), _bare(share)))
    total = indicators.result("subscriptions")
    whole = "100" if total.measured.value else w.DASH
    rows.append(("Всего подписок", _bare(total), w.when(total.measured), whole))
    columns = ("Площадка", "Подписки", "Дата", "Доля, %")
    return Table(
        "Подписки на официальные страницы",
        columns,
        rows,
        numeric=("Подписки", "Доля, %"),
        widths=(34, 22, 22, 22),
    )


def measures(indicators: Indicators) -> Table:
    """List each measure, what it is for, whether it is met, and its legal basis."""
    met = indicators["measures_met"]
    requirements = indicators.dataset.labels("measures", "requirement")
    subjects = indicators.dataset.labels("measures", "subject")
    rows = [
        (
            requirements[row["requirement"]],
            subjects[row["subject"]],
            "да" if row["met"] else "нет",
            row["legal_basis"] or "в источнике не названо",
        )
        for row in checked(indicators.facts)
    ]
    return Table(
        f"Меры и их правовое основание{f' ({day})' if (day := w.when(met)) != w.DASH else ''}",
        ("Мера", "К чему относится", "Выполнена", "Правовое основание"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(29, 19, 15, 37),
    )


def passport(indicators: Indicators) -> Table:
    """List every printed indicator with where its number comes from: «Откуда число»."""
    marks = source_marks(indicators)
    numeric = ("Числитель", "Знаменатель")
    rows = []
    for result in indicators:
        measured = result.measured
        formula = result.indicator.formula
        if measured.reason is not None:
            formula += f". Нет значения: {measured.reason}"
        rows.append(
            (
                result.title,
                w.value_of(result),
                formula,
                _part(measured.numerator),
                _part(measured.denominator),
                w.when(measured),
                " ".join(marks[source] for source in measured.sources) or w.DASH,
            )
        )
    return Table(
        "Откуда число: как получен каждый показатель",
        ("Показатель", "Значение", "Формула", *numeric, "Период или дата", "Источник"),
        rows,
        numeric=numeric,
        widths=(19, 15, 21, 11, 13, 11, 10),
    )


def bases(indicators: Indicators) -> Table:
    """List what the definition of each indicator rests on, and what weight that has."""
    declared = {result.indicator.id: result.indicator for result in indicators}
    titles: dict[tuple[str, str], list[str]] = {}
    for indicator in declared.values():
        key = (indicator.basis, indicator.standing.value)
        titles.setdefault(key, []).append(indicator.title)
    return Table(
        "На чём основаны показатели",
        ("Показатели", "Основание", "Сила основания"),
        [("; ".join(names), *key) for key, names in titles.items()],
        widths=(34, 42, 24),
    )


def sources(indicators: Indicators) -> Table:
    """List the documents and exports that the printed numbers come from."""
    rows = []
    for source_id, mark in source_marks(indicators).items():
        row = indicators.dataset.source(source_id)
        kinds = indicators.dataset.labels("sources", "kind")
        rows.append((mark, row["title"], kinds[row["kind"]], w.short_day(row["date"])))
    return Table(
        "Источники",
        ("№", "Документ или выгрузка", "Вид", "Дата"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(8, 56, 22, 14),
    )


def source_marks(indicators: Indicators) -> dict[str, str]:
    """Number the cited sources in the order they are cited: ``{"census-2021": "[2]"}``."""
    cited = dict.fromkeys(source for result in indicators for source in result.measured.sources)
    return {source: f"[{place}]" for place, source in enumerate(cited, start=1)}


def _bare(result: Result) -> str:
    """Write a value without its unit, which the header of its column tells."""
    value = result.measured.value
    return w.DASH if value is None else w.number(value, result.indicator.digits)


def _part(value: Fraction | None) -> str:
    """Write a divided number as it is: whole, in kopecks, or with four decimals."""
    if value is None:
        return w.DASH
    digits = next((d for d in (0, 2) if (value * 10**d).denominator == 1), 4)
    return w.number(value, digits)
