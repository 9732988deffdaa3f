"""VK, ``groups.getById``: how many members a page has at the time of the call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import Count, Part, Whole, answer, answering
from ..pages import fetched

MARK = re.compile(r'"screen_name"\s*:|"members_count"\s*:\s*\d')
LISTS_OF_OTHERS = re.compile(r'"(items|period_from)"\s*:')


class _Group(Part):
    members_count: Count
    id: Whole | None = None


class _Groups(Part):
    groups: list[_Group]


@Importer(
    kind="vk-group",
    title="ВКонтакте: число подписчиков сейчас, ответ groups.getById",
    how="API ВКонтакте: метод groups.getById с параметрами group_id=<адрес страницы>, "
    "fields=members_count; ответ сохраните как есть в файл .json в тот же день.",
    recognise=answering((MARK,), never=LISTS_OF_OTHERS),
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members of the one group."""
    (export,) = files
    answered = answer(export)
    mends = {"members_count": "Запросите с fields=members_count"}
    if isinstance(answered.value, list):  # until version 5.199; since then within "groups"
        groups = answered.read(list[_Group], mends)
    else:
        groups = answered.read(_Groups, mends).groups
    if len(groups) != 1:
        raise answered.refusal(
            f"сообществ в ответе — {len(groups)}",
            "одно сообщество",
            "Запросите одно: group_id=<адрес страницы>",
        )
    (group,) = groups
    as_of, noticed = fetched(export, options)
    rows = [{"as_of": as_of, "subscribers": group.members_count}]
    own_id = None if group.id is None else str(abs(group.id))
    return Extract({"subscribers": rows}, noticed, own_id)
