"""VK, ``wall.get``: the posts of a page, newest first, by up to 100 in an answer.

Measures of a post are what it has collected by the time of the call, and stand on the day it
was published. A repost is a post of the page: its reader sees it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .. import Export, Extract, Importer, Options
from ..jsons import Node, answer, each
from ..pages import MEASURES, ONE_DAY, Post, Span, by_day

ITEMS = re.compile(r'"items"\s*:\s*\[\s*\{')
OF_POST = re.compile(r'"(post_type|copy_history|marked_as_ads|reposts)"\s*:')
# A script that asks until nothing more comes keeps an empty page, too.
NOTHING_MORE = re.compile(
    r'\{\s*("response"\s*:\s*\{\s*)?"count"\s*:\s*\d+\s*,\s*"items"\s*:\s*\[\s*\]'
)
UNPUBLISHED = "отложенных и предложенных"


@dataclass(frozen=True, slots=True)
class _Item:
    """A post as it was answered; *left_out* says why it is not counted."""

    owner: int | None
    number: int
    post: Post
    pinned: bool
    repost: bool
    left_out: str | None


def _looks_so(export: Export) -> bool:
    beginning = export.beginning
    posts = ITEMS.search(beginning) and OF_POST.search(beginning)
    return export.is_json and bool(posts or NOTHING_MORE.match(beginning))


@Importer(
    kind="vk-wall",
    title="ВКонтакте: записи страницы, ответы wall.get",
    how="API ВКонтакте: метод wall.get с параметрами domain=<адрес страницы>, filter=owner, "
    "count=100, offset=0, затем 100, 200 и так далее подряд, пока не пройдёт отчётный год и ещё "
    "один день до него; каждый ответ сохраните в свой файл .json и укажите все файлы вместе.",
    recognise=_looks_so,
    personal=True,
    paged=True,
    platform="vk",
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the pages wholly cover."""
    pages = [answer(file) for file in files]
    on_wall = max(each(pages, lambda page: page.at("count").count()))
    answered = each([item for page in pages for item in page.at("items").items()], _item)
    items = list({item.number: item for item in reversed(answered)}.values())
    if len({item.owner for item in answered}) > 1:
        raise pages[0].refusal(
            "в файлах записи разных страниц", mend="Загрузите страницы одной стены"
        )
    whole = len(items) >= on_wall
    published = [item for item in items if item.left_out != UNPUBLISHED]
    # A pinned post stands first, however old it is, and tells nothing of how far a page goes.
    days = [item.post.day for item in published if whole or not item.pinned]
    if not days:
        raise pages[0].refusal("нет ни одной записи по порядку", mend="Выгрузите записи снова")
    span = Span(
        first=min(days) if whole else min(days) + ONE_DAY,
        why_first="выгружена вся стена"
        if whole
        else f"записей дано {len(items)} из {on_wall}, и день самой ранней мог попасть не целиком",
        newest=max(item.post.day for item in published),
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
    owner = answered[0].owner
    return Extract(extract.rows, noticed, None if owner is None else str(abs(owner)))


def _item(node: Node) -> _Item:
    owner, author, kind = (node.get(name) for name in ("owner_id", "from_id", "post_type"))
    left_out = None
    if kind is not None and kind.text() in ("postpone", "suggest"):
        left_out = UNPUBLISHED
    elif node.flag("marked_as_ads"):
        left_out = "рекламных"
    elif owner is not None and author is not None and owner.whole() != author.whole():
        left_out = "не от имени страницы"
    return _Item(
        None if owner is None else owner.whole(),
        node.at("id").whole(),
        Post(node.at("date").moment().date(), {name: _measure(node, name) for name in MEASURES}),
        node.flag("is_pinned"),
        node.get("copy_history") is not None,
        left_out,
    )


def _measure(node: Node, name: str) -> int | None:
    measure = node.get(name)
    count = None if measure is None else measure.get("count")
    return None if count is None else count.count()


def _noticed(items: Sequence[_Item], counted: Sequence[_Item]) -> list[str]:
    reasons = [item.left_out for item in items if item.left_out is not None]
    noticed = [
        f"Записей {reason} — {reasons.count(reason)}: не взяты." for reason in sorted(set(reasons))
    ]
    reposts = sum(item.repost for item in counted)
    if reposts:
        noticed.append(
            f"Репостов — {reposts} из записей страницы ({len(counted)}): сосчитаны как записи."
        )
    unviewed = sum(item.post.counts["views"] is None for item in counted)
    if unviewed:
        noticed.append(
            f"Записей без числа просмотров — {unviewed}: за их дни просмотры неизвестны."
        )
    return noticed
