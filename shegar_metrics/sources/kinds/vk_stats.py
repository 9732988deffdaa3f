"""VK, ``stats.get``: what readers did on a page in each day, week or month.

Actions stand on the day they were done, whatever the age of the post: that differs from
``wall.get``. A counter of nothing is not written ("activity": [] if there is none at all), so
an absent one is zero where the file shows that VK counts it, and otherwise unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from .. import Export, Extract, Importer, Options
from ..jsons import Node, answer, each

SECONDS_A_DAY = 24 * 60 * 60
MARK = re.compile(r'"period_from"\s*:')
ACTIONS = {"likes": "likes", "comments": "comments", "reposts": "copies"}
"""Our column, and the counter of VK."""


@dataclass(frozen=True, slots=True)
class _Period:
    """A period as it was answered; *actions* is ``None`` if they were not told."""

    node: Node
    start: date
    end: date
    actions: Mapping[str, int] | None
    reach: int | None


def _looks_so(export: Export) -> bool:
    return export.is_json and bool(MARK.search(export.beginning))


@Importer(
    kind="vk-stats",
    title="ВКонтакте: действия и охват по периодам, ответ stats.get",
    how="API ВКонтакте с ключом администратора страницы: метод stats.get с параметрами "
    "group_id=<номер>, timestamp_from и timestamp_to (границы года), interval=month или day, "
    "stats_groups=activity,reach; ответ сохраните как есть в файл .json.",
    recognise=_looks_so,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read likes, comments, reposts and reach of each period that has ended."""
    (export,) = files
    answered = answer(export)
    periods = sorted(each(answered.items(), _period), key=lambda period: period.start)
    each([period.node for period in _overlapping(periods)], _refuse_overlap)
    # The file was written after its data was fetched, so what had not ended then is partial.
    day = options.as_of or export.modified
    ended = [period for period in periods if period.end < day]
    known = {name for period in ended for name in period.actions or ()}
    rows = [
        {
            "period_start": period.start,
            "period_end": period.end,
            "platform": "vk",
            "posts": None,
            "views": None,
            **{column: _count(period, name, known) for column, name in ACTIONS.items()},
            "reach": period.reach,
        }
        for period in ended
    ]
    rows = [row for row in rows if any(row[column] is not None for column in (*ACTIONS, "reach"))]
    if not rows:
        raise answered.refusal(
            "нет ни одного завершённого периода с действиями или охватом",
            mend="Запросите с stats_groups=activity,reach за прошедшие периоды",
        )
    noticed = [
        "Посетители страницы, подписки, отписки и скрытия не взяты: это не посещения сайта, "
        "а подписчиков на дату даёт groups.getById.",
    ]
    if len(periods) > len(rows):
        left = len(periods) - len(rows)
        noticed.append(f"Незавершённых или пустых периодов — {left}: не взяты.")
    unknown = [name for name in ACTIONS.values() if name not in known]
    if known and unknown:
        noticed.append(f"Счётчиков нет ни в одном периоде: {', '.join(unknown)}: неизвестны.")
    if known:
        noticed.append(
            "ВКонтакте не пишет нулевых счётчиков: если счётчик есть в других периодах, "
            "пропущенный равен нулю."
        )
    if any(row["reach"] is not None for row in rows):
        noticed.append("Охват — люди: по периодам он не складывается.")
    return Extract({"engagement": rows}, noticed)


def _period(node: Node) -> _Period:
    start, end = (node.at(f"period_{side}").moment(from_text=True) for side in ("from", "to"))
    if end < start:
        raise node.refusal("период кончается раньше, чем начался")
    # Days of VK begin at midnight of UTC or Moscow: in Tomsk the date is the same by then. The
    # end is the last day's midnight or its last second, so only the length of it is taken.
    days = int((end - start).total_seconds()) // SECONDS_A_DAY
    activity, reach = node.get("activity"), node.get("reach")
    return _Period(
        node,
        start.date(),
        start.date() + timedelta(days=days),
        None if activity is None else _actions(activity),
        None if reach is None else _reach(reach),
    )


def _actions(node: Node) -> dict[str, int]:
    if node.value == []:  # how PHP writes an object without members
        return {}
    found = {name: node.get(name) for name in ACTIONS.values()}
    return {name: counter.count() for name, counter in found.items() if counter is not None}


def _reach(node: Node) -> int | None:
    reach = None if node.value == [] else node.get("reach")
    return None if reach is None else reach.count()


def _count(period: _Period, name: str, known: set[str]) -> int | None:
    if period.actions is None or name not in known:
        return None
    return period.actions.get(name, 0)


def _overlapping(periods: Sequence[_Period]) -> list[_Period]:
    return [later for earlier, later in pairwise(periods) if later.start <= earlier.end]


def _refuse_overlap(node: Node) -> None:
    raise node.refusal("период повторяет другой или пересекается с ним")
