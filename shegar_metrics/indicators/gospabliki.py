"""The platform «Госпаблики»: working time for a post, before it and with it."""

from __future__ import annotations

from dataclasses import replace

from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator, Standing

STAGES = {"before": "до подключения", "after": "после подключения"}


def stages(facts: Facts) -> tuple[str, ...]:
    """List the stages whose working time is told, for some days of the period at least."""
    return tuple(stage for stage in STAGES if facts.told("gospabliki", f"minutes_{stage}"))


@Indicator(
    title="Минут на публикацию через «Госпаблики»",
    title_en="Minutes per post",
    unit="minutes",
    formula="Сумма по месяцам (минут на публикацию × публикаций) ÷ число публикаций",
    inputs=("gospabliki.minutes_before", "gospabliki.minutes_after", "gospabliki.posts_planned"),
    basis="Среднее, взвешенное по числу запланированных публикаций; время называет администрация",
    standing=Standing.DEFINITION,
    members=stages,
    labels=STAGES,
    digits=1,
)
def minutes_per_post(facts: Facts, stage: str) -> Measured:
    """Mean working time for a post, minutes, weighted by the posts of each month."""
    spent = facts.weighted("gospabliki", f"minutes_{stage}", by="posts_planned")
    planned = facts.flow("gospabliki", "posts_planned")
    return replace(ratio(spent, planned), scope=(stage,))
