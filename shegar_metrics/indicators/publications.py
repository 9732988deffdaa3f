"""What was published on the official site, in all and by section."""

from __future__ import annotations

from dataclasses import replace

from ..dataset.reference import ACT
from ..period import DAYS_IN_WEEK, MONTHS_IN_YEAR
from .facts import Facts, Row
from .measured import Measured, constant, ratio, total
from .registry import Indicator, Standing

PUBLISHED = "Сведения, размещённые на сайте по Федеральному закону от 09.02.2009 № 8-ФЗ"
MEAN = "Среднее за период"
COUNTS = ("publications.publications",)


def sections(facts: Facts) -> list[Row]:
    """List the sections that the site has in the period; without one of them there is no total."""
    return facts.dataset.reference.sections((facts.period.start, facts.period.end))


def _codes(facts: Facts) -> tuple[str, ...]:
    return tuple(section["code"] for section in sections(facts))


def _months() -> Measured:
    return constant(MONTHS_IN_YEAR)


def _weeks(facts: Facts) -> Measured:
    return ratio(facts.days, constant(DAYS_IN_WEEK))


@Indicator(
    title="Публикации на сайте",
    title_en="Publications on the site",
    unit="publications",
    formula="Сумма публикаций по разделам сайта за год",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
)
def publications(facts: Facts) -> Measured:
    """All that was published on the site in the counted sections."""
    parts = [section_publications(facts, section) for section in _codes(facts)]
    every = total(parts)
    if every.value is None and any(part.value is not None for part in parts):
        return replace(every, reason=f"{facts.incomplete}: посчитаны не все разделы")
    return every


@Indicator(
    title="Публикации раздела",
    title_en="Publications of the section",
    unit="publications",
    formula="Число публикаций раздела за год по источнику",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
    members=_codes,
    over="publications.section",
)
def section_publications(facts: Facts, section: str) -> Measured:
    """Publications of one section of the site."""
    return replace(facts.flow("publications", "publications", section=section), scope=(section,))


@Indicator(
    title="Муниципальные правовые акты",
    title_en="Municipal legal acts",
    unit="acts",
    formula="Сумма публикаций по разделам с муниципальными правовыми актами за год",
    inputs=COUNTS,
    basis=PUBLISHED,
    standing=Standing.LAW,
)
def acts(facts: Facts) -> Measured:
    """Acts of the administration and of the council published on the site."""
    codes = [section["code"] for section in sections(facts) if section["kind"] == ACT]
    return total([section_publications(facts, code) for code in codes])


@Indicator(
    title="Публикации в месяц",
    title_en="Publications per month",
    unit="publications/month",
    formula="Публикации за год ÷ 12 месяцев",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    digits=2,
)
def publications_per_month(facts: Facts) -> Measured:
    """Mean publications a month."""
    return ratio(publications(facts), _months())


@Indicator(
    title="Публикации в неделю",
    title_en="Publications per week",
    unit="publications/week",
    formula="Публикации за год ÷ (число дней в году ÷ 7)",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    digits=2,
)
def publications_per_week(facts: Facts) -> Measured:
    """Mean publications in seven days."""
    return ratio(publications(facts), _weeks(facts))


@Indicator(
    title="Публикации раздела в месяц",
    title_en="Publications of the section per month",
    unit="publications/month",
    formula="Публикации раздела за год ÷ 12 месяцев",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    members=_codes,
    over="publications.section",
    digits=2,
)
def section_per_month(facts: Facts, section: str) -> Measured:
    """Mean publications of one section a month."""
    return ratio(section_publications(facts, section), _months())


@Indicator(
    title="Публикации раздела в неделю",
    title_en="Publications of the section per week",
    unit="publications/week",
    formula="Публикации раздела за год ÷ (число дней в году ÷ 7)",
    inputs=COUNTS,
    basis=MEAN,
    standing=Standing.STATISTICS,
    members=_codes,
    over="publications.section",
    digits=2,
)
def section_per_week(facts: Facts, section: str) -> Measured:
    """Mean publications of one section in seven days."""
    return ratio(section_publications(facts, section), _weeks(facts))


@Indicator(
    title="Доля раздела в публикациях",
    title_en="Share of the section",
    unit="%",
    formula="Публикации раздела ÷ публикации всех разделов × 100",
    inputs=COUNTS,
    basis="Структура целого; доли дают в сумме 100 %",
    standing=Standing.STATISTICS,
    members=_codes,
    over="publications.section",
    digits=2,
)
def section_share(facts: Facts, section: str) -> Measured:
    """Share of one section in all publications, per cent."""
    return ratio(section_publications(facts, section), publications(facts), scale=100)
