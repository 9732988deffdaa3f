"""VK, ``groups.getById``: how many members a page has at the time of the call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import answer, answering
from ..pages import fetched
from ..shapes import Count, Part, Whole

MARK = re.compile(r'"screen_name"\s*:|"members_count"\s*:\s*\d')
LISTS_OF_OTHERS = re.compile(r'"(items|period_from)"\s*:')


class _Group(Part):
    members_count: Count
    id: Whole | None = None


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
    if not isinstance(answered.value, list):  # as it was until version 5.199
        answered = answered.member("groups")
    groups = answered.read(list[_Group], {"members_count": "Запросите с fields=members_count"})
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
