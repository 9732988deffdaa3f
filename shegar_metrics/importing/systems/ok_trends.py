"""OK, ``group.getStatTrends``: the members of a group by the day, and what was done in it.

Reactions stand on the day they were given, whatever the age of the post.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ...problems import listed
from ..files.export import Export
from ..files.jsons import Answer, answer, as_line
from ..files.outlines import outline
from ..files.shapes import Count, MomentOfMilliseconds, Part
from ..importer import Extract, Importer, Options
from ..subjects.periods import row_of, single
from ..subjects.totals import parted

WEST_OF_MOSCOW = timedelta(hours=1)
"""A day of OK begins at midnight in Moscow, when it is yet 23 o'clock in the westernmost zone."""
SERIES = {
    *("members_count", "new_members", "left_members", "likes", "comments", "reshares"),
    *("renderings", "reach", "engagement", "feedback", "page_visits", "link_clicks", "video_plays"),
}


COUNTED = {
    "new_members": "joined",
    "left_members": "left",
    "likes": "likes",
    "comments": "comments",
    "reshares": "reposts",
}
"""What adds up over days, by the names of our columns."""

Row = Mapping[str, Any]

READ = {"members_count", *COUNTED, "reach"}


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
    title="Одноклассники: участники и действия в группе по дням, ответ group.getStatTrends",
    cited="Одноклассники, статистика группы",
    how="API Одноклассников с правами администратора группы: метод group.getStatTrends с "
    "параметрами gid=<номер группы>, fields=members_count,new_members,left_members,likes,comments,"
    "reshares,reach, start_time и end_time (границы года, миллисекунды); ответ сохраните как есть "
    "в файл .json.",
    recognise=_recognise,
    platform="ok",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members at each day, and what was done in each that is over."""
    (export,) = files
    answered = answer(export)
    if not isinstance(answered.value, dict) or not (READ & answered.value.keys()):
        answered.member("members_count", "Запросите с fields=members_count")
    every = {name: _series(answered.member(name)) for name in sorted(READ & answered.value.keys())}
    made = options.counted_on(export)
    over = {day for series in every.values() for day in series if day < made}
    done = [
        row_of(
            single(day),
            **{ours: every.get(name, {}).get(day) for name, ours in COUNTED.items()},
        )
        for day in sorted(over)
    ]
    reached = [row_of(single(day), reach=every.get("reach", {}).get(day)) for day in sorted(over)]
    members = every.get("members_count", {})
    rows: dict[str, Sequence[Row]] = {
        "subscribers": [
            {"as_of": day, "subscribers": count}
            for day, count in members.items()
            if count is not None
        ],
        **parted("page_activity", done),
        **parted("engagement", reached),
    }
    if not any(rows.values()):
        raise answered.refusal(
            "нет ни одного дня с числом", mend="Запросите с start_time и end_time"
        )
    return Extract({name: told for name, told in rows.items() if told}, _noticed(answered, every))


def _series(series: Answer) -> dict[date, int | None]:
    """Read the points of a series by their days."""
    points = series.read(list[_Point])
    days = [(point.time + WEST_OF_MOSCOW).date() for point in points]
    series.refuse_repeated(f"день {day:%d.%m.%Y}" for day in days)
    return {day: point.value for day, point in zip(days, points, strict=True)}


def _noticed(answered: Answer, every: Mapping[str, Mapping[date, int | None]]) -> list[str]:
    others = sorted(as_line(name) for name in answered.value if name not in READ)
    noticed = [f"Другие ряды не взяты: {listed(others, ', ')}."] if others else []
    unknown = {day for series in every.values() for day, value in series.items() if value is None}
    if unknown:
        noticed.append(f"Дней без числа (value — null) — {len(unknown)}: не взяты.")
    if every.keys() - {"members_count"}:
        noticed.append(
            "Реакции — по дню действия: в отклики на 100 просмотров не входят. Охват — люди: "
            "по дням он не складывается."
        )
    return noticed
