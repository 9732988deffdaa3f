"""VK, ``wall.get``: the posts of a page, newest first, by up to 100 in an answer.

Measures of a post are what it has collected by the time of the call, and stand on the day it
was published. A repost is a post of the page: its reader sees it there. Programs save answers as
they come, in lists, a line each, or the posts alone; ``count`` is then often theirs, not VK's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from ...period import Period
from ..files.export import Export, Wrong
from ..files.jsons import Answer, as_line, each
from ..files.outlines import outline
from ..files.shapes import Count, Flag, MomentOrText, Part, Text, Whole
from ..importer import Extract, Importer, Options
from ..subjects.pages import MEASURES, Post, Span, by_day
from ..subjects.periods import ONE_DAY
from ..subjects.runs import Run, gaps, newest_first
from ..subjects.walls import OF_ANOTHER, parts

OF_POST = {"post_type", "copy_history", "marked_as_ads", "reposts"}
INSIDE_POSTS = ("copy_history", "attachments")
POSTS = (None, "post", "copy")
UNPUBLISHED = ("postpone", "suggest")
LEFT_OUT = {
    "postpone": "Отложенных записей",
    "suggest": "Предложенных записей",
    "post_ads": "Рекламных записей",
    "reply": "Комментариев",
}
UNDATED = datetime.min
"""What a deleted post may be: nothing but its number is left."""


class _Measure(Part):
    count: Count | None = None


def _as_object(value: Any) -> Any:
    # Programs leave the number alone of «{"count": 5, "can_post": 1}».
    return {"count": value} if isinstance(value, int) and not isinstance(value, bool) else value


Measure = Annotated[_Measure, BeforeValidator(_as_object)]


class _Item(Part):
    id: Whole
    moment: MomentOrText = Field(UNDATED, alias="date")
    owner_id: Whole | None = Field(None, validation_alias=AliasChoices("owner_id", "to_id"))
    from_id: Whole | None = None
    post_type: Text | None = None
    marked_as_ads: Flag = False
    is_pinned: Flag = False
    is_deleted: Flag = False
    is_archived: Flag = False
    copy_history: Any = None
    views: Measure = _Measure()
    likes: Measure = _Measure()
    comments: Measure = _Measure()
    reposts: Measure = _Measure()

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.moment == UNDATED and not self.is_deleted:
            raise Wrong("нет поля date")
        return self

    @property
    def number(self) -> int:
        return self.id

    @property
    def day(self) -> date:
        return self.moment.date()

    @property
    def post(self) -> Post:
        return Post(self.day, {name: getattr(self, name).count for name in MEASURES})

    @property
    def is_in_order(self) -> bool:
        """Whether its place in an answer is that of its day."""
        return not (self.moment == UNDATED or self.is_pinned or self.post_type in UNPUBLISHED)

    @property
    def left_out(self) -> str | None:
        """What it is instead of a post that is counted; ``None`` if it is one."""
        if self.is_deleted:
            return "Удалённых записей"
        if self.is_archived:
            return "Записей в архиве"
        if self.post_type not in POSTS:
            return LEFT_OUT.get(str(self.post_type), f"Записей вида «{as_line(self.post_type)}»")
        if self.marked_as_ads:
            return "Рекламных записей"
        stranger = None not in (self.owner_id, self.from_id) and self.owner_id != self.from_id
        return "Записей не от имени страницы" if stranger else None


class _Page(Part):
    count: Count
    items: list[_Item]


@dataclass(frozen=True, slots=True)
class _Run:
    """Posts that one answer or one list gives one after another, newest first.

    Parameters
    ----------
    items
        All of them, as they come.
    ordered
        Those whose place tells of their day: neither pinned nor unpublished.
    count
        How many posts the wall has, as the answer says; ``None`` if it says nothing.
    """

    items: Sequence[_Item]
    ordered: Sequence[_Item]
    count: int | None

    @property
    def is_page(self) -> bool:
        """Whether VK itself parted the wall so: there are more posts than these.

        Where there are not, a program may have counted those it had.
        """
        return self.count is not None and self.count > len(self.items)


def _recognise(export: Export) -> bool:
    """Find posts wherever they stand, or an answer without any."""
    seen = outline(export)
    posts = [
        path
        for path in seen.objects("id", "date")
        if OF_POST & seen.members(path)
        and not OF_ANOTHER & seen.members(path)
        and not any(step in INSIDE_POSTS for step in path.split("."))
    ]
    nothing = any(
        seen.is_list(f"{path}items") and f"{path}items.item" not in seen and f"{path}count" in seen
        for path in ("", "response.", "item.", "item.response.", "response.item.")
    )
    return bool(posts) or nothing


@Importer(
    kind="vk-wall",
    title="ВКонтакте: записи страницы, ответы wall.get",
    cited="ВКонтакте, записи страницы",
    how="API ВКонтакте: метод wall.get с параметрами domain=<адрес страницы>, filter=owner, "
    "count=100, offset=0, затем 90, 180 и так далее (внахлёст: так видно, что ничего не "
    "пропущено), пока не пройдёт отчётный год и ещё один день до него; каждый ответ сохраните в "
    "свой файл .json и укажите все файлы вместе.",
    recognise=_recognise,
    personal=True,
    paged=True,
    platform="vk",
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the answers wholly cover."""
    runs = each([part for file in files for part in parts(file)], _run)
    answered = [item for run in runs for item in run.items]
    if not answered:
        _refuse_members(files[0], runs)
        raise files[0].refusal(
            "ВКонтакте не дал ни одной записи: стена пуста или закрыта, или у ключа нет прав",
            mend="Проверьте адрес страницы и ключ доступа и запросите снова",
        )
    owners = {item.from_id if item.owner_id is None else item.owner_id for item in answered}
    if len(owners) > 1:
        raise files[0].refusal(
            "в файлах записи разных страниц", mend="Загрузите страницы одной стены"
        )
    items = list({item.id: item for item in reversed(answered)}.values())
    published = [
        item for item in items if item.moment != UNDATED and item.post_type not in UNPUBLISHED
    ]
    ordered = [item.day for run in runs for item in run.ordered]
    if not ordered:
        raise files[0].refusal("нет ни одной записи по порядку", mend="Выгрузите записи снова")
    whole = _is_whole(runs, len(items))
    span = Span(
        first=min(item.day for item in published) if whole else min(ordered) + ONE_DAY,
        why_first="выгружена вся стена" if whole else "день самой ранней мог попасть не целиком",
        newest=max(ordered),
        gaps=[] if whole else _gaps(runs),
    )
    counted = [item for item in items if item.left_out is None]
    extract = by_day([item.post for item in counted], span, files, options)
    noticed = [*extract.noticed, *_noticed(items, counted)]
    if len(items) < len(answered):
        noticed.append(
            f"Записей, данных не один раз, — {len(answered) - len(items)}: взяты по разу."
        )
    (owner,) = owners
    if owner is None:
        noticed.append("Чья это стена, в записях не сказано (нет owner_id): проверьте сами.")
    return Extract(extract.rows, noticed, None if owner is None else str(abs(owner)))


def _refuse_members(file: Export, runs: Sequence[_Run]) -> None:
    """Refuse a count without a list, which may be of members as well as of posts."""
    count = max((run.count or 0 for run in runs), default=0)
    if count:
        raise file.refusal(
            f"в ответе только число {count}, записей нет: чьё оно, не сказано",
            mend="Если это подписчики (groups.getMembers с count=0), загрузите с --as vk-members "
            "и --as-of; если стена, запросите с меньшим offset",
        )


def _run(part: Answer) -> _Run:
    """Read posts that stand together, from the newest or from the oldest."""
    if isinstance(part.value, dict):
        page = part.read(_Page)
        items, count = page.items, page.count
    else:
        items, count = part.read(list[_Item]), None
    ordered = [item for item in items if item.is_in_order]
    if len(ordered) > 1 and ordered[0].moment < ordered[1].moment:
        rest = ordered[1:]
        # Pinned, by an answer that does not say so, unless the others go from the oldest too.
        ordered = rest if rest == newest_first(part, rest) else ordered
    return _Run(items, newest_first(part, ordered), count)


def _is_whole(runs: Sequence[_Run], known: int) -> bool:
    """Tell whether the pages are the whole wall, by a count that VK gave and not a program."""
    counts = [run.count for run in runs if run.count is not None]
    on_wall = max(counts, default=0)
    return known >= on_wall and any(run.is_page and run.count == on_wall for run in runs)


def _gaps(runs: Sequence[_Run]) -> list[Period]:
    """Find the days between answers that may have others between them.

    Those of VK itself follow one another by so many posts as an answer holds, and each post takes
    a number of its own: where fewer numbers are left out than that, no answer is missing.
    """
    size = max((len(run.items) for run in runs if run.is_page), default=0)
    return gaps([Run(run.ordered, size if run.is_page else 1) for run in runs if run.ordered])


def _noticed(items: Sequence[_Item], counted: Sequence[_Item]) -> list[str]:
    reasons = Counter(item.left_out for item in items if item.left_out is not None)
    noticed = [f"{what} — {many}: не взяты." for what, many in sorted(reasons.items())]
    reposts = sum(item.copy_history is not None for item in counted)
    if reposts:
        noticed.append(
            f"Репостов — {reposts} из записей страницы ({len(counted)}): сосчитаны как записи."
        )
    return noticed
