"""OK, ``group.getCounters`` and ``group.getInfo``: how many members a group has at the call."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..files.jsons import answer
from ..files.outlines import outline
from ..files.shapes import Count, Part, Text
from ..importer import Extract, Importer, Options
from ..subjects.pages import fetched

GROUPS = {"", "item"}


class _Counters(Part):
    members: Count


class _Info(Part):
    uid: Text
    members_count: Count


def _recognise(export: Export) -> bool:
    seen = outline(export)
    counters = seen.members("") == {"counters"} and seen.get("counters") is dict
    groups = {*seen.objects("uid", "name"), *seen.objects("uid", "members_count")}
    return counters or bool(GROUPS & groups)


@Importer(
    kind="ok-counters",
    title="Одноклассники: число участников группы сейчас, ответ group.getCounters или "
    "group.getInfo",
    cited="Одноклассники, число участников группы",
    how="API Одноклассников: метод group.getCounters с параметрами group_id=<номер группы>, "
    "counterTypes=members (или group.getInfo с uids=<номер группы>, "
    "fields=uid,name,members_count); ответ сохраните как есть в файл .json в тот же день.",
    recognise=_recognise,
    platform="ok",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members of the group."""
    (export,) = files
    answered = answer(export)
    group = None
    if isinstance(answered.value, dict) and "uid" not in answered.value:
        counters = answered.member("counters")
        members = counters.read(_Counters, {"members": "Запросите с counterTypes=members"}).members
    else:
        many = answered.value if isinstance(answered.value, list) else [answered.value]
        if len(many) != 1:
            wrong = f"групп в ответе — {len(many)}"
            raise answered.refusal(wrong, "одна группа", "Запросите одну: uids=<номер группы>")
        one = answered.below(0) if isinstance(answered.value, list) else answered
        info = one.read(_Info, {"members_count": "Запросите с fields=uid,name,members_count"})
        group, members = info.uid, info.members_count
    as_of, noticed = fetched(export, options)
    rows = [{"as_of": as_of, "subscribers": members}]
    return Extract({"subscribers": rows}, noticed, group)
