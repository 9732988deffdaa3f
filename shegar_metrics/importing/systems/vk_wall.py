"""VK, ``wall.get``: the posts of a page, newest first, by up to 100 in an answer.

Measures of a post are what it has collected by the time of the call, and stand on the day it
was published. A repost is a post of the page: its reader sees it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import Field

from .. import Export, Extract, Importer, Options
from ..jsons import answer, answering, each
from ..pages import MEASURES, Post, Span, by_day
from ..periods import ONE_DAY
from ..shapes import Count, Flag, Moment, Part, Text, Whole

ITEMS = re.compile(r'"items"\s*:\s*\[\s*\{')
OF_POST = re.compile(r'"(post_type|copy_history|marked_as_ads|reposts)"\s*:')
# A script that asks until nothing more comes keeps an empty page, too.
NOTHING_MORE = re.compile(
    r'\A\{\s*("response"\s*:\s*\{\s*)?"count"\s*:\s*\d+\s*,\s*"items"\s*:\s*\[\s*\]'
)
UNPUBLISHED = "отложенных и предложенных"


class _Measure(Part):
    count: Count | None = None


class _Item(Part):
    id: Whole
    moment: Moment = Field(alias="date")
    owner_id: Whole | None = None
    from_id: Whole | None = None
    post_type: Text | None = None
    marked_as_ads: Flag = False
    is_pinned: Flag = False
    copy_history: Any = None
    views: _Measure = _Measure()
    likes: _Measure = _Measure()
    comments: _Measure = _Measure()
    reposts: _Measure = _Measure()

    @property
    def day(self) -> date:
        return self.moment.date()

    @property
    def post(self) -> Post:
        return Post(self.day, {name: getattr(self, name).count for name in MEASURES})

    @property
    def left_out(self) -> str | None:
        """Why it is not counted, if it is not."""
        if self.post_type in ("postpone", "suggest"):
            return UNPUBLISHED
        if self.marked_as_ads:
            return "рекламных"
        stranger = None not in (self.owner_id, self.from_id) and self.owner_id != self.from_id
        return "не от имени страницы" if stranger else None


class _Page(Part):
    count: Count
    items: list[_Item]


@Importer(
    kind="vk-wall",
    title="ВКонтакте: записи страницы, ответы wall.get",
    how="API ВКонтакте: метод wall.get с параметрами domain=<адрес страницы>, filter=owner, "
    "count=100, offset=0, затем 100, 200 и так далее подряд, пока не пройдёт отчётный год и ещё "
    "один день до него; каждый ответ сохраните в свой файл .json и укажите все файлы вместе.",
    recognise=answering((ITEMS, OF_POST), (NOTHING_MORE,)),
    personal=True,
    paged=True,
    platform="vk",
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the pages wholly cover."""
    answers = [answer(file) for file in files]
    pages = each(answers, lambda answered: answered.read(_Page))
    on_wall = max(page.count for page in pages)
    answered = [item for page in pages for item in page.items]
    items = list({item.id: item for item in reversed(answered)}.values())
    if len({item.owner_id for item in answered}) > 1:
        raise answers[0].refusal(
            "в файлах записи разных страниц", mend="Загрузите страницы одной стены"
        )
    whole = len(items) >= on_wall
    published = [item for item in items if item.left_out != UNPUBLISHED]
    # A pinned post stands first, however old it is, and tells nothing of how far a page goes.
    days = [item.day for item in published if whole or not item.is_pinned]
    if not days:
        raise answers[0].refusal("нет ни одной записи по порядку", mend="Выгрузите записи снова")
    span = Span(
        first=min(days) if whole else min(days) + ONE_DAY,
        why_first="выгружена вся стена"
        if whole
        else f"записей дано {len(items)} из {on_wall}, и день самой ранней мог попасть не целиком",
        newest=max(item.day for item in published),
    )
    counted = [item for item in items if item.left_out is None]
    extract = by_day([item.post for item in counted], span, files, options)
    noticed = [*extract.noticed, *_noticed(items, counted)]
    if len(items) < len(answered):
        noticed.append(
            f"Записей, данных не один раз, — {len(answered) - len(items)}: взяты по разу."
        )
    if not whole and len(files) > 1:
        noticed.append("Ответы считаются взятыми подряд, без пропусков: по ним этого не проверить.")
    owner = answered[0].owner_id
    return Extract(extract.rows, noticed, None if owner is None else str(abs(owner)))


def _noticed(items: Sequence[_Item], counted: Sequence[_Item]) -> list[str]:
    reasons = [item.left_out for item in items if item.left_out is not None]
    noticed = [
        f"Записей {reason} — {reasons.count(reason)}: не взяты." for reason in sorted(set(reasons))
    ]
    reposts = sum(item.copy_history is not None for item in counted)
    if reposts:
        noticed.append(
            f"Репостов — {reposts} из записей страницы ({len(counted)}): сосчитаны как записи."
        )
    unviewed = sum(item.views.count is None for item in counted)
    if unviewed:
        noticed.append(
            f"Записей без числа просмотров — {unviewed}: за их дни просмотры неизвестны."
        )
    return noticed
