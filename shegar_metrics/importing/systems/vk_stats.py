"""VK, ``stats.get``: how many people a page reached in each day, week or month.

Reactions are left alone: here they stand on the day they were given, whatever the age of the
post; ``wall.get`` tells those gathered by the posts of a day, and both would fill the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from .. import Export, Extract, Importer, Options
from ..jsons import Node, answer, each
from ..totals import parted

MOSCOW = ZoneInfo("Europe/Moscow")
SECONDS_A_DAY = 24 * 60 * 60
MARK = re.compile(r'"period_from"\s*:')
"""What ``vk-wall`` tells of the same rows."""


@dataclass(frozen=True, slots=True)
class _Period:
    """A period as it was answered; *reach* is ``None`` if it was not told."""

    node: Node
    start: date
    end: date
    reach: int | None


def _looks_so(export: Export) -> bool:
    return export.is_json and bool(MARK.search(export.beginning))


@Importer(
    kind="vk-stats",
    title="ВКонтакте: охват по периодам, ответ stats.get",
    how="API ВКонтакте с ключом администратора страницы: метод stats.get с параметрами "
    "group_id=<номер>, timestamp_from и timestamp_to (границы года), interval=month или day, "
    "stats_groups=reach; ответ сохраните как есть в файл .json.",
    recognise=_looks_so,
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the reach of each period that has ended."""
    (export,) = files
    answered = answer(export)
    periods = sorted(each(answered.items(), _period), key=lambda period: period.start)
    each([period.node for period in _overlapping(periods)], _refuse_overlap)
    # The file was written after its data was fetched, so what had not ended then is partial.
    day = options.as_of or export.modified
    rows = [
        {
            "period_start": period.start,
            "period_end": period.end,
            "reach": period.reach,
        }
        for period in periods
        if period.end < day and period.reach is not None
    ]
    if not rows:
        raise answered.refusal(
            "нет ни одного завершённого периода с охватом",
            mend="Запросите с stats_groups=reach за прошедшие периоды",
        )
    noticed = [
        "Реакции (отметки «Нравится», комментарии, репосты) не взяты: здесь они по дню действия "
        "у записей любой давности, а в vk-wall — собранные записями дня; возьмите их из vk-wall.",
        "Посетители страницы, подписки, отписки и скрытия не взяты: это не посещения сайта, "
        "а подписчиков на дату даёт groups.getById.",
    ]
    if len(periods) > len(rows):
        left = len(periods) - len(rows)
        noticed.append(f"Периодов незавершённых или без охвата — {left}: не взяты.")
    noticed.append("Охват — люди: по периодам он не складывается.")
    return Extract(parted("engagement", rows), noticed)


def _period(node: Node) -> _Period:
    start, end = (
        node.at(f"period_{side}").moment(from_text=True).astimezone(MOSCOW)
        for side in ("from", "to")
    )
    if end < start:
        raise node.refusal("период кончается раньше, чем начался")
    # Days of VK begin at midnight of UTC or Moscow: in Moscow the date is the same for both. The
    # end is the last day's midnight or its last second, so only the length of it is taken.
    days = int(end.timestamp() - start.timestamp()) // SECONDS_A_DAY
    reach = node.get("reach")
    return _Period(
        node,
        start.date(),
        start.date() + timedelta(days=days),
        None if reach is None else _reach(reach),
    )


def _reach(node: Node) -> int | None:
    # An empty list is how PHP writes an object without members.
    reach = None if node.value == [] else node.get("reach")
    return None if reach is None else reach.count()


def _overlapping(periods: Sequence[_Period]) -> list[_Period]:
    return [later for earlier, later in pairwise(periods) if later.start <= earlier.end]


def _refuse_overlap(node: Node) -> None:
    raise node.refusal("период повторяет другой или пересекается с ним")
