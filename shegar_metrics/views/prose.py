"""The sentences of the report, made from the measured values.

Where a value is missing, its sentence says so and why: there is no hole, and no zero.
"""

from __future__ import annotations

from ..indicators import Indicators, Measured
from . import wording as w
from .bundle import Heading, Prose, plain

FLOWS = {
    "visits": "посещения сайта",
    "publications": "публикации",
    "contract_cost": "стоимость договора",
}

FAR_STOCK_DAYS = 31
"""A stock further than a month from the period is said in print to lie outside it."""


def heading(indicators: Indicators) -> Heading:
    """Title the report, and date it by the newest of its sources: not by the clock."""
    cited = {source for result in indicators for source in result.measured.sources}
    dates = (indicators.dataset.source(source)["date"] for source in cited)
    newest = max(dates, default=indicators.period.end)
    title = f"{indicators.dataset.descriptor['title']}: отчёт за {w.span(indicators.period)}"
    return Heading(title, newest)


def summary(indicators: Indicators) -> Prose:
    """Tell the report in a few sentences: the first of each section."""
    sections = (_site, _publications, _costs, _pages, _measures)
    return Prose("\n".join(f"- {section(indicators)[0]}" for section in sections))


def site(indicators: Indicators) -> Prose:
    """Tell how the site was visited."""
    return Prose(" ".join(_site(indicators)))


def publications(indicators: Indicators) -> Prose:
    """Tell what was published on the site."""
    return Prose(" ".join(_publications(indicators)))


def costs(indicators: Indicators) -> Prose:
    """Tell what the contract cost, and what that makes for a visit and a publication."""
    return Prose(" ".join(_costs(indicators)))


def pages(indicators: Indicators) -> Prose:
    """Tell the subscriptions to the official pages, and the people they may be."""
    return Prose(" ".join(_pages(indicators)))


def measures(indicators: Indicators) -> Prose:
    """Tell how many measures are met, and what the data note about them."""
    return Prose(" ".join(_measures(indicators)))


def audience(indicators: Indicators) -> Prose:
    """Tell how even the platforms are, and how the subscriptions compare to the population."""
    told = []
    effective = indicators["effective_platforms"]
    if effective.value is not None:
        count = len(indicators.family("platform_subscriptions"))
        told.append(
            f"Эффективное число площадок — {w.number(effective.value, 2)} из {count}: чем ближе "
            "эти числа, тем ровнее распределены подписки."
        )
    per_100 = indicators["subscriptions_per_100_residents"]
    if per_100.value is None:
        told.append(_none("Подписки с населением не сравнить:", per_100))
    else:
        told.append(
            f"На 100{w.NBSP}жителей района приходится "
            f"{w.counted(per_100.value, 'subscriptions', 2)}; это не доля населения: подписки "
            "пересекаются, и подписаны не только жители."
        )
    return Prose(" ".join(told))


def timing(indicators: Indicators) -> Prose:
    """Tell which numbers are of the year, and which of a day outside it."""
    period = indicators.period
    flows = [title for name, title in FLOWS.items() if indicators[name].value is not None]
    told = [w.sentence(f"За весь {w.span(period)}: {w.listed(flows)}")] if flows else []
    outside = False
    for title, verb, name in (
        ("Подписки", "известны", "subscriptions"),
        ("Выполнение мер", "известно", "measures_met"),
    ):
        measured = indicators[name]
        if measured.value is None:
            continue
        sentence = f"{title} {verb} {_on(measured)}"
        distance = max(period.days_to(day) for day in measured.dates)
        if distance > FAR_STOCK_DAYS:
            outside = True
            side = "после конца" if measured.dates[-1] > period.end else "до начала"
            sentence += f", {w.counted(distance, 'days')} {side} отчётного года"
        told.append(f"{sentence}.")
    if outside:
        told.append("Сведения вне отчётного года нельзя считать его итогом.")
    residents = indicators.facts.residents("district")
    if residents.value is not None:
        told.append(
            f"Население района взято {_on(residents)}: это последние сведения к концу года."
        )
    return Prose(" ".join(told) or w.sentence(indicators.facts.nothing))


def gaps(indicators: Indicators) -> Prose:
    """Tell what the report does not hold, and why."""
    period, dataset = indicators.period, indicators.dataset
    told = []
    for table, title in (
        ("engagement", "о просмотрах, отметках и комментариях на страницах"),
        ("feedback", "об обращениях через ПОС и сообщениях"),
    ):
        rows = dataset.rows[table]
        if any(period.start <= row["period_end"] <= period.end for row in rows):
            told.append(f"Сведения {title} в данных есть, но в этот отчёт не входят.")
        else:
            told.append(f"Сведений {title} за {w.span(period)} в данных нет.")
    counted = indicators.facts.members("subscribers", "platform")
    for platform, title in dataset.labels("subscribers", "platform").items():
        if counted and platform not in counted:
            told.append(
                f"Сведений о подписках на страницу «{title}» за {w.span(period)} нет: "
                "в сумму подписок она не входит."
            )
    reasons = dict.fromkeys(
        f"{w.sentence(result.title + ': ' + result.measured.reason)}"
        for result in indicators
        if result.measured.reason is not None
    )
    told += [plain(reason) for reason in reasons]
    if all(result.change.value is None for result in indicators):
        told.append(
            f"Изменение к {indicators.year - 1} году не посчитано ни для одного показателя: "
            f"за {indicators.year - 1}{w.NBSP}год сведений для сравнения нет."
        )
    return Prose("\n".join(f"- {part}" for part in told) or "Все показатели посчитаны.")


# Each of these returns its sentences, the first of which stands for the section in `summary`.


def _site(indicators: Indicators) -> list[str]:
    visits = indicators["visits"]
    if visits.value is None:
        return [_none("О посещениях сайта", visits)]
    told = [
        f"В {indicators.year}{w.NBSP}году официальный сайт посетили "
        f"{w.counted(visits.value, 'times')}, в среднем {_said(indicators, 'visits_per_day')}."
    ]
    if indicators["visits_per_resident"].value is not None:
        told.append(
            f"Это {_said(indicators, 'visits_per_resident')} района; "
            "посещения — не люди, и посещают сайт не только жители."
        )
    return told


def _publications(indicators: Indicators) -> list[str]:
    every = indicators["publications"]
    if every.value is None:
        return [_none("О публикациях на сайте", every)]
    owners = {"administration_acts": " администрации", "duma_acts": " Думы"}
    sections = [
        w.counted(result.measured.value or 0, result.member) + owners.get(result.member, "")
        for result in indicators.family("section_publications")
    ]
    return [
        f"На сайте за {w.span(indicators.period)} — "
        f"{w.counted(every.value, 'publications')}: {w.listed(sections)}.",
        f"В среднем это {_said(indicators, 'publications_per_month')}, "
        f"или {_said(indicators, 'publications_per_week')}.",
    ]


def _costs(indicators: Indicators) -> list[str]:
    cost = indicators["contract_cost"]
    if cost.value is None:
        return [_none("О стоимости договора на сопровождение сайта", cost)]
    rates = [
        _said(indicators, rate)
        for rate in ("cost_per_visit", "cost_per_publication")
        if indicators[rate].value is not None
    ]
    told = (
        f"Договор на сопровождение сайта за {w.span(indicators.period)} стоил "
        f"{_said(indicators, 'contract_cost')}"
    )
    told += f": в расчёте на единицу — {w.listed(rates)}." if rates else "."
    return [told, "Это не полные затраты: труд сотрудников в них не учтён."]


def _pages(indicators: Indicators) -> list[str]:
    total = indicators["subscriptions"]
    if total.value is None:
        return [_none("О подписках на официальные страницы", total)]
    shares = [
        f"{result.label} — {w.number(result.measured.value or 0)}"
        for result in indicators.family("platform_subscriptions")
    ]
    low, high = (indicators[name].value or 0 for name in ("unique_people_min", "unique_people_max"))
    people = f"от {w.number(low)} до {w.counted_genitive(high, 'people')}"
    if low == high:
        people = w.counted(high, "people")
    return [
        f"На официальные страницы {_on(total)} — {w.counted(total.value, 'subscriptions')} "
        f"({', '.join(shares)}).",
        "Подписки — не люди: один человек может быть подписан на несколько страниц, поэтому "
        f"уникальных подписчиков — {people}.",
    ]


def _measures(indicators: Indicators) -> list[str]:
    met = indicators["measures_met"]
    if met.value is None:
        return [_none("О выполнении мер", met)]
    rows = [row for row in indicators.dataset.rows["measures"] if row["as_of"] in met.dates]
    notes = dict.fromkeys(row["note"] for row in rows if row["note"])
    told = f"Выполнено мер: {_said(indicators, 'measures_met')} проверенных."
    return [told, *(plain(w.sentence(note)) for note in notes)]


def _none(about: str, measured: Measured) -> str:
    """Say what is missing: «О посещениях сайта сведений за 2023 год нет.»."""
    return w.sentence(f"{about} {measured.reason}")


def _said(indicators: Indicators, indicator_id: str) -> str:
    return w.value_of(indicators.result(indicator_id))


def _on(measured: Measured) -> str:
    return f"на{w.NBSP}{w.listed([w.day(date) for date in measured.dates])}"
