"""What was published on the official site, in all and by section."""

from __future__ import annotations

from dataclasses import replace

from ..dataset.reference import ACT
from ..period import DAYS_IN_WEEK, MONTHS_IN_YEAR
from .facts import Facts
from .measured import Measured, constant, missing, proven_zero, ratio, total
from .registry import Indicator
from .standing import Standing
from .units import ACTS, PERCENT, PUBLICATIONS

PUBLISHED = "Сведения, размещённые на сайте по Федеральному закону от 09.02.2009 № 8-ФЗ"
MEAN = "Среднее за период"
COUNTS = ("publications.publications",)


def sections(facts: Facts) -> tuple[str, ...]:
    """List the sections that the site has in the period; without one of them there is no total."""
    during = (facts.period.start, facts.period.end)
    return tuple(section["code"] for section in facts.dataset.reference.sections(during))


def _of_sections(facts: Facts, kind: str | None = None) -> list[Measured]:
    """Return the publications of each section, and the zeros that the register proves.

    A section that is not opened yet, or closed already, has none: so its arrival does not
    keep two totals from being compared.
    """
    there = sections(facts)
    return [
        section_publications(facts, section["code"])
        if section["code"] in there
        else proven_zero(section["code"], section["title"])
        for section in facts.dataset.reference.sections()
        if kind in (None, section["kind"])
    ]


def _months() -> Measured:
    return constant(MONTHS_IN_YEAR)


def _weeks(facts: Facts) -> Measured:
    return ratio(facts.days, constant(DAYS_IN_WEEK))


@Indicator(
    title="Публикации на сайте",
    title_en="Publications on the site",
    unit=PUBLICATIONS,
    formula="Сумма публикаций по разделам сайта за год",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
    order=210,
    key=True,
    additive=True,
)
def publications(facts: Facts) -> Measured:
    """All that was published on the site in the counted sections."""
    parts = _of_sections(facts)
    every = total(parts)
    if every.value is None and any(part.sources for part in parts):
        return replace(every, reason=f"{facts.incomplete}: посчитаны не все разделы")
    return every


@Indicator(
    title="Публикации раздела",
    title_en="Publications of the section",
    unit=PUBLICATIONS,
    formula="Число публикаций раздела за год по источнику",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
    members=sections,
    over="publications.section",
    order=220,
    monthly=True,
    drawn=True,
    additive=True,
)
def section_publications(facts: Facts, section: str) -> Measured:
    """Publications of one section of the site."""
    site = facts.dataset.reference.site
    if site is None:
        return missing("в reference/pages.csv нет сайта", facts.period)
    measured = facts.flow("publications", "publications", page=site["id"], section=section)
    return measured.as_part(section, facts.dataset.labels("publications", "section")[section])


@Indicator(
    title="Муниципальные правовые акты",
    title_en="Municipal legal acts",
    unit=ACTS,
    formula="Сумма публикаций по разделам с муниципальными правовыми актами за год",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
    order=230,
    additive=True,
)
def acts(facts: Facts) -> Measured:
    """Acts of the administration and of the council published on the site."""
    return total(_of_sections(facts, ACT))


@Indicator(
    title="Публикации в месяц",
    title_en="Publications per month",
    unit=PUBLICATIONS.each("month", "в месяц"),
    formula="Публикации за год ÷ 12 месяцев",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    digits=1,
    order=240,
)
def publications_per_month(facts: Facts) -> Measured:
    """Mean publications a month."""
    return ratio(publications(facts), _months())


@Indicator(
    title="Публикации в неделю",
    title_en="Publications per week",
    unit=PUBLICATIONS.each("week", "в неделю"),
    formula="Публикации за год ÷ (число дней в году ÷ 7)",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    digits=1,
    order=250,
)
def publications_per_week(facts: Facts) -> Measured:
    """Mean publications in seven days."""
    return ratio(publications(facts), _weeks(facts))


@Indicator(
    title="Публикации раздела в месяц",
    title_en="Publications of the section per month",
    unit=PUBLICATIONS.each("month", "в месяц"),
    formula="Публикации раздела за год ÷ 12 месяцев",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    members=sections,
    over="publications.section",
    digits=1,
    order=260,
)
def section_per_month(facts: Facts, section: str) -> Measured:
    """Mean publications of one section a month."""
    return ratio(section_publications(facts, section), _months())


@Indicator(
    title="Публикации раздела в неделю",
    title_en="Publications of the section per week",
    unit=PUBLICATIONS.each("week", "в неделю"),
    formula="Публикации раздела за год ÷ (число дней в году ÷ 7)",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    members=sections,
    over="publications.section",
    digits=1,
    order=270,
)
def section_per_week(facts: Facts, section: str) -> Measured:
    """Mean publications of one section in seven days."""
    return ratio(section_publications(facts, section), _weeks(facts))


@Indicator(
    title="Доля раздела в публикациях",
    title_en="Share of the section",
    unit=PERCENT,
    formula="Публикации раздела ÷ публикации всех разделов × 100",
    inputs=COUNTS,
    basis="Структура целого; доли дают в сумме 100 %",
    standing=Standing.STATISTICS,
    members=sections,
    over="publications.section",
    digits=1,
    order=280,
)
def section_share(facts: Facts, section: str) -> Measured:
    """Share of one section in all publications, per cent."""
    return ratio(section_publications(facts, section), publications(facts), scale=100)
