"""The tables of the report."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from html import escape

from ..indicators import Indicators, Result
from ..indicators.measures import checked
from . import wording as w
from .bundle import Cell, Table
from .subjects import subject_of

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

PASSPORT = "passport"
"""The table «Откуда число» as a place in the page."""

HASH_DIGITS = 12
"""Digits of a checksum that are shown at once; the others unfold."""


def place_of(result_id: str) -> str:
    """Name the row of an indicator in «Откуда число»: ``n-platform-share-vk``."""
    return "n-" + result_id.replace("_", "-").replace("[", "-").removesuffix("]")


def place_of_source(source_id: str) -> str:
    """Name the row of a source among «Источники»: ``s-census-2021``."""
    return f"s-{source_id}"


def key_figures(indicators: Indicators) -> Table:
    """List the main indicators with their change against the year before."""
    results = [indicators.result(indicator_id) for indicator_id in KEY]
    change = f"К {indicators.year - 1} году"
    return Table(
        f"Главные показатели за {w.span(indicators.period)}",
        ("Показатель", "Значение", "Период или дата", change),
        [(r.title, _valued(r), w.when(r.measured), w.change_of(r)) for r in results],
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
    reference = indicators.dataset.reference
    pages = {result.member: result for result in indicators.family("page_subscriptions")}
    rows = []
    for result in indicators.family("platform_subscriptions"):
        share = indicators.result(f"platform_share[{result.member}]")
        rows.append((result.label, _bare(result), w.when(result.measured), _bare(share)))
        of_platform = (page["id"] for page in reference.pages_on(result.member))
        for page in (pages[code] for code in of_platform if code in pages):
            label = f"в том числе {page.label}"
            rows.append((label, _bare(page), w.when(page.measured), w.DASH))
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
    rows = [
        (
            requirements[row["requirement"]],
            subject_of(indicators.dataset, row),
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
                _cited({source: marks[source] for source in measured.sources}),
            )
        )
    return Table(
        "Откуда число: как получен каждый показатель",
        ("Показатель", "Значение", "Формула", *numeric, "Период или дата", "Источник"),
        rows,
        numeric=numeric,
        widths=(19, 15, 21, 11, 13, 11, 10),
        place=PASSPORT,
        places=[place_of(result.id) for result in indicators],
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
    marks = source_marks(indicators)
    for source_id, mark in marks.items():
        row = indicators.dataset.source(source_id)
        kinds = indicators.dataset.labels("sources", "kind")
        title = _hashed(row["title"], row["sha256"])
        rows.append((mark, title, kinds[row["kind"]], w.short_day(row["date"])))
    return Table(
        "Источники",
        ("№", "Документ или выгрузка", "Вид", "Дата"),
        rows or [(w.DASH, w.DASH, w.DASH, w.DASH)],
        widths=(8, 56, 22, 14),
        places=[place_of_source(source_id) for source_id in marks],
    )


def source_marks(indicators: Indicators) -> dict[str, str]:
    """Number the cited sources in the order they are cited: ``{"census-2021": "[2]"}``."""
    cited = dict.fromkeys(source for result in indicators for source in result.measured.sources)
    return {source: f"[{place}]" for place, source in enumerate(cited, start=1)}


def _bare(result: Result) -> str:
    """Write a value without its unit, which the header of its column tells."""
    value = result.measured.value
    return _leading(result, w.DASH if value is None else w.number(value, result.indicator.digits))


def _valued(result: Result) -> str:
    return _leading(result, w.value_of(result))


def _leading(result: Result, text: str) -> str:
    """Let a value lead to where it comes from; a dash is no name for a link."""
    if result.measured.value is None:
        return text
    return Cell(text, _link(place_of(result.id), text))


def _cited(marks: Mapping[str, str]) -> str:
    """Let each mark lead to its source."""
    if not marks:
        return w.DASH
    links = (_link(place_of_source(source), mark) for source, mark in marks.items())
    return Cell(" ".join(marks.values()), " ".join(links))


def _hashed(title: str, sha256: str | None) -> str:
    """Show below a title the checksum of the file, short until it is asked for."""
    title = w.glued(title)
    if sha256 is None:
        return title
    # One element around it all: on a phone the parts of a cell are set side by side.
    return Cell(
        title,
        f"<div>{escape(title)}<details><summary>SHA-256: {sha256[:HASH_DIGITS]}…</summary>"
        f'<code style="overflow-wrap:anywhere">{sha256}</code></details></div>',
    )


def _link(place: str, text: str) -> str:
    return f'<a href="#{escape(place, quote=True)}">{escape(text)}</a>'


def _part(value: Fraction | None) -> str:
    """Write a divided number as it is: whole, in kopecks, or with four decimals."""
    if value is None:
        return w.DASH
    digits = next((d for d in (0, 2) if (value * 10**d).denominator == 1), 4)
    return w.number(value, digits)
