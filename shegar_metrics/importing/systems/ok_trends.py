"""OK, ``group.getStatTrends``: the members of a group by the day.

The other series are left alone: the documentation does not tell whether they count what was
done in a day or until it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import answer, answering, shortened
from ..shapes import Count, MomentOfMilliseconds, Part

SERIES = re.compile(
    r'"(members_count|new_members|left_members|reach\w*|renderings|likes|comments|reshares'
    r"|engagement|feedback|page_visits|link_clicks|video_plays)"
    r'"\s*:\s*\[\s*\{\s*"(time|value)"\s*:'
)
NO_MEMBERS = re.compile(r'\A\{\s*"members_count"\s*:\s*\[\s*\]')


class _Point(Part):
    time: MomentOfMilliseconds
    value: Count


@Importer(
    kind="ok-trends",
    title="Одноклассники: участники группы по дням, ответ group.getStatTrends",
    how="API Одноклассников с правами администратора группы: метод group.getStatTrends с "
    "параметрами gid=<номер группы>, fields=members_count, start_time и end_time (границы года, "
    "миллисекунды); ответ сохраните как есть в файл .json.",
    recognise=answering((SERIES,), (NO_MEMBERS,)),
    platform="ok",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members at each day."""
    (export,) = files
    answered = answer(export)
    series = answered.member("members_count", "Запросите с fields=members_count")
    points = series.read(list[_Point])
    if not points:
        raise series.refusal("нет ни одного дня", mend="Запросите с start_time и end_time")
    days = [point.time.date() for point in points]
    series.refuse_repeated(f"день {day:%d.%m.%Y}" for day in days)
    rows = [
        {"as_of": day, "subscribers": point.value} for day, point in zip(days, points, strict=True)
    ]
    others = sorted(shortened(name) for name in answered.value if name != "members_count")
    noticed = [f"Другие ряды не взяты: {', '.join(others)}."] if others else []
    return Extract({"subscribers": rows}, noticed)
