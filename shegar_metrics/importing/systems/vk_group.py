"""VK, ``groups.getById``: how many members a page has at the time of the call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import answer
from ..pages import fetched

MARK = re.compile(r'"screen_name"\s*:|"members_count"\s*:\s*\d')
LISTS_OF_OTHERS = re.compile(r'"(items|period_from)"\s*:')


def _looks_so(export: Export) -> bool:
    beginning = export.beginning
    is_group = MARK.search(beginning) and not LISTS_OF_OTHERS.search(beginning)
    return export.is_json and bool(is_group)


@Importer(
    kind="vk-group",
    title="ВКонтакте: число подписчиков сейчас, ответ groups.getById",
    how="API ВКонтакте: метод groups.getById с параметрами group_id=<адрес страницы>, "
    "fields=members_count; ответ сохраните как есть в файл .json в тот же день.",
    recognise=_looks_so,
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members of the one group."""
    (export,) = files
    node = answer(export)
    # Until version 5.199 a list; since then within "groups".
    groups = (node.at("groups") if isinstance(node.value, dict) else node).items()
    if len(groups) != 1:
        wrong = f"сообществ в ответе — {len(groups)}"
        raise node.refusal(wrong, "одно сообщество", "Запросите одно: group_id=<адрес страницы>")
    members = groups[0].at("members_count", mend="Запросите с fields=members_count").count()
    as_of, noticed = fetched(export, options)
    number = groups[0].get("id")
    rows = [{"as_of": as_of, "subscribers": members}]
    own_id = None if number is None else str(abs(number.whole()))
    return Extract({"subscribers": rows}, noticed, own_id)
