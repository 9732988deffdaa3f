"""VK, ``groups.getMembers``: how many members a page has, beside the list of some of them."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..files.jsons import answer
from ..files.outlines import outline
from ..files.shapes import Count, Part
from ..importer import Extract, Importer, Options

OF_USER = {"first_name", "last_name"}


class _Members(Part):
    count: Count


def _recognise(export: Export) -> bool:
    """Find a count beside a list of numbers, or of people."""
    seen = outline(export)
    items = [path for path in ("items.item", "response.items.item") if path in seen]
    return any(
        f"{path.removesuffix('items.item')}count" in seen
        and (isinstance(seen.get(path), int | float) or seen.members(path) >= OF_USER)
        for path in items
    )


@Importer(
    kind="vk-members",
    title="ВКонтакте: число подписчиков сейчас, ответ groups.getMembers",
    cited="ВКонтакте, число подписчиков страницы",
    how="API ВКонтакте: метод groups.getMembers с параметрами group_id=<адрес страницы>, count=0; "
    "ответ сохраните как есть в файл .json и загрузите с днём запроса (--as-of). Проще и надёжнее "
    "groups.getById (vk-group): в нём есть номер страницы.",
    recognise=_recognise,
    platform="vk",
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the count, if the user vouches for what it is of: the answer does not tell."""
    (export,) = files
    members = answer(export).read(_Members).count
    if options.as_of is None:
        raise export.refusal(
            "в ответе только число и номера: ни даты, ни страницы, ни того, что это подписчики",
            mend="Если это groups.getMembers, укажите день запроса (--as-of); иначе выгрузите "
            "groups.getById",
        )
    noticed = [f"Число {members} взято как подписчики: ответ groups.getMembers этого не говорит."]
    rows = [{"as_of": options.as_of, "subscribers": members}]
    return Extract({"subscribers": rows}, noticed)
