"""VK, ``groups.getById``: how many members a page has at the time of the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import model_validator

from ..files.export import Export, Wrong
from ..files.jsons import answer
from ..files.outlines import outline
from ..files.shapes import Count, Part, Text, Whole
from ..importer import Extract, Importer, Options
from ..subjects.pages import fetched

PLACES = {"", "item", "groups.item", "response.item", "response.groups.item"}
KINDS = (None, "group", "page", "event")
GONE = {"deleted": "удалена", "banned": "заблокирована"}


class _Group(Part):
    members_count: Count | None = None
    id: Whole | None = None
    deactivated: Text | None = None

    @model_validator(mode="after")
    def _in_force(self) -> Self:
        if self.deactivated:
            state = GONE.get(self.deactivated, "не действует")
            mend = "Проверьте адрес страницы; закрытой впишите closed в reference/pages.csv"
            raise Wrong(f"страница {state} (deactivated: {self.deactivated})", mend=mend)
        if self.members_count is None:
            raise Wrong("нет поля members_count", mend="Запросите с fields=members_count")
        return self


def _recognise(export: Export) -> bool:
    """Find a group of VK, but no list of groups, nor those that an answer only mentions."""
    seen = outline(export)
    named = [p for p in seen.objects("id", "screen_name") if "first_name" not in seen.members(p)]
    # What VK has put around it says whose a count of members is.
    wrapped = [
        p for p in seen.objects("id", "members_count") if p.startswith(("response", "groups"))
    ]
    groups = {*named, *wrapped}
    return (
        bool(PLACES & groups)
        and all(seen.get(f"{path}.type".lstrip(".")) in KINDS for path in groups)
        and not seen.is_list("items", "response.items")
    )


@Importer(
    kind="vk-group",
    title="ВКонтакте: число подписчиков сейчас, ответ groups.getById",
    cited="ВКонтакте, число подписчиков страницы",
    how="API ВКонтакте: метод groups.getById с параметрами group_id=<адрес страницы>, "
    "fields=members_count; ответ сохраните как есть в файл .json в тот же день.",
    recognise=_recognise,
    platform="vk",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members of the one group."""
    (export,) = files
    answered = answer(export)
    if isinstance(answered.value, dict) and "screen_name" in answered.value:
        groups = [answered.read(_Group)]
    else:
        if isinstance(answered.value, dict):  # as it is since version 5.199
            answered = answered.member("groups")
        groups = answered.read(list[_Group])
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
