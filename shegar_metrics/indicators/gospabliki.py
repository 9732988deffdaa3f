"""The platform «Госпаблики»: working time for a post, before it and with it."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator
from .standing import Standing
from .units import MINUTES, PUBLICATIONS

STAGES = {"before": "до подключения", "after": "после подключения"}


def stages(facts: Facts) -> tuple[str, ...]:
    """List the stages whose working time is known, for some days of the period at least."""
    inside = facts.dataset.series.inside("gospabliki", (), facts.period)
    return tuple(s for s in STAGES if any(row[f"minutes_{s}"] is not None for row in inside))


@Indicator(
    title="Минут на публикацию через «Госпаблики»",
    title_en="Minutes per post",
    unit=MINUTES,
    formula="Сумма по месяцам (минут на публикацию × публикаций) ÷ число публикаций",
    inputs=("gospabliki.minutes_before", "gospabliki.minutes_after", "gospabliki.posts_planned"),
    basis="Среднее, взвешенное по числу запланированных публикаций; время называет администрация",
    standing=Standing.DEFINITION,
    members=stages,
    labels=STAGES,
    digits=1,
    order=710,
    monthly=True,
)
def minutes_per_post(facts: Facts, stage: str) -> Measured:
    """Mean working time for a post, minutes, weighted by the posts of each month."""
    return ratio(*facts.mean("gospabliki", f"minutes_{stage}"))


@Indicator(
    title="Запланировано публикаций через «Госпаблики»",
    title_en="Posts planned",
    unit=PUBLICATIONS,
    formula="Сумма за год по источнику",
    inputs=("gospabliki.posts_planned",),
    basis="Счёт администрации",
    standing=Standing.DEFINITION,
    order=720,
    monthly=True,
    additive=True,
)
def posts_planned(facts: Facts) -> Measured:
    """Posts put into the plan of «Госпаблики» in the period."""
    return facts.flow("gospabliki", "posts_planned")
