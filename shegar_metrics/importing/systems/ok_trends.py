"""OK, ``group.getStatTrends``: the members of a group by the day.

The other series are left alone: the documentation does not tell whether they count what was
done in a day or until it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import answer, shortened
from ..outlines import outline
from ..shapes import Count, MomentOfMilliseconds, Part

SERIES = {
    *("members_count", "new_members", "left_members", "likes", "comments", "reshares"),
    *("renderings", "reach", "engagement", "feedback", "page_visits", "link_clicks", "video_plays"),
}


class _Point(Part):
    time: MomentOfMilliseconds
    value: Count | None = None


def _recognise(export: Export) -> bool:
    """Find lists by the names of series, of points if they have any."""
    seen = outline(export)
    lists = {name for name in seen.members("") if seen.is_list(name)}
    points = set(seen.objects("time", "value"))
    return bool(lists & SERIES) and all(
        f"{name}.item" in points or f"{name}.item" not in seen for name in lists
    )


@Importer(
    kind="ok-trends",
    title="Одноклассники: участники группы по дням, ответ group.getStatTrends",
    how="API Одноклассников с правами администратора группы: метод group.getStatTrends с "
    "параметрами gid=<номер группы>, fields=members_count, start_time и end_time (границы года, "
    "миллисекунды); ответ сохраните как есть в файл .json.",
    recognise=_recognise,
    platform="ok",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members at each day."""
    (export,) = files
    answered = answer(export)
    series = answered.member("members_count", "Запросите с fields=members_count")
    points = series.read(list[_Point])
    if all(point.value is None for point in points):
        raise series.refusal("нет ни одного дня", mend="Запросите с start_time и end_time")
    days = [point.time.date() for point in points]
    series.refuse_repeated(f"день {day:%d.%m.%Y}" for day in days)
    rows = [
        {"as_of": day, "subscribers": point.value}
        for day, point in zip(days, points, strict=True)
        if point.value is not None
    ]
    others = sorted(shortened(name) for name in answered.value if name != "members_count")
    noticed = [f"Другие ряды не взяты: {', '.join(others)}."] if others else []
    if len(rows) < len(points):
        noticed.append(f"Дней без числа (value — null) — {len(points) - len(rows)}: не взяты.")
    return Extract({"subscribers": rows}, noticed)
