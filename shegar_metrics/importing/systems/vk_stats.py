"""VK, ``stats.get``: how many people a page reached in each month or year.

Reach of days and weeks is left out: people of several days cannot be summed, and a report tells
of months and years alone.

Reactions are left alone: here they stand on the day they were given, whatever the age of the
post; ``wall.get`` tells those gathered by the posts of a day, and both would fill the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, model_validator

from ...period import MONTHS_IN_YEAR, Period
from ..files.export import Export, Wrong
from ..files.jsons import answer, refuse
from ..files.outlines import outline
from ..files.shapes import Count, MomentOrText, Part
from ..importer import Extract, Importer, Options
from ..subjects.periods import calendar_part, overlapping, row_of
from ..subjects.totals import parted

MOSCOW = ZoneInfo("Europe/Moscow")


class _Reach(Part):
    reach: Count | None = None


def _as_object(value: Any) -> Any:
    # An empty list is how PHP writes an object without members.
    return {} if value == [] else value


class _Period(Part):
    period_from: MomentOrText
    period_to: MomentOrText
    reach: Annotated[_Reach, BeforeValidator(_as_object)] = _Reach()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period_to < self.period_from:
            raise Wrong("период кончается раньше, чем начался")
        return self

    @property
    def days(self) -> Period:
        # Days of VK begin at midnight of UTC or Moscow: in Moscow the date is the same for both.
        start = self.period_from.astimezone(MOSCOW).date()
        # It ends at the last day's midnight or its last second, so only the length is taken: of
        # time itself, not of what the clocks of a zone showed.
        seconds = self.period_to.timestamp() - self.period_from.timestamp()
        return Period(start, start + timedelta(seconds=seconds))


def _recognise(export: Export) -> bool:
    seen = outline(export)
    periods = seen.objects("period_from", "period_to")
    return bool({"item", "response.item"} & {*periods, *seen.objects("post_id", "reach_total")})


@Importer(
    kind="vk-stats",
    title="ВКонтакте: охват за месяцы и год, ответ stats.get",
    cited="ВКонтакте, охват страницы",
    how="API ВКонтакте с ключом администратора страницы: метод stats.get с параметрами "
    "group_id=<номер>, timestamp_from и timestamp_to (границы года), interval=month или year, "
    "stats_groups=reach; ответ сохраните как есть в файл .json.",
    recognise=_recognise,
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the reach of each month and year that has ended."""
    (export,) = files
    answered = answer(export)
    if outline(export).objects("post_id", "reach_total"):
        raise answered.refusal(
            "это stats.getPostReach: охват отдельных записей, из него не сложить охвата страницы",
            mend="Охват за месяцы и год даёт stats.get",
        )
    periods = answered.read(list[_Period])
    refuse(
        [
            answered.below(later).problem("период повторяет другой или пересекается с ним")
            for _, later in overlapping([period.days for period in periods])
        ]
    )
    day = options.counted_on(export)
    rows = [
        row_of(period.days, reach=period.reach.reach)
        for period in sorted(periods, key=lambda period: period.days)
        if period.days.end < day and period.reach.reach is not None and _is_whole(period.days)
    ]
    if not rows:
        raise answered.refusal(
            "нет ни одного завершённого месяца или года с охватом",
            mend="Запросите с stats_groups=reach и interval=month за прошедшие месяцы",
        )
    noticed = [
        "Реакции (отметки «Нравится», комментарии, репосты) не взяты: здесь они по дню действия "
        "у записей любой давности, а в vk-wall — собранные записями дня; возьмите их из vk-wall.",
        "Посетители страницы, подписки, отписки и скрытия не взяты: это не посещения сайта, "
        "а подписчиков на дату даёт groups.getById.",
    ]
    if len(periods) > len(rows):
        left = len(periods) - len(rows)
        noticed.append(
            f"Периодов незавершённых, без охвата или не из целого месяца или года — {left}: не "
            "взяты."
        )
    noticed.append("Охват — люди: по периодам он не складывается.")
    return Extract(parted("engagement", rows), noticed)


def _is_whole(period: Period) -> bool:
    """Tell whether a period is a calendar month or year."""
    return period in (calendar_part(period.start), calendar_part(period.start, MONTHS_IN_YEAR))
