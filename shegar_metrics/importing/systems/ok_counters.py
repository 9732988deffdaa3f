"""OK, ``group.getCounters``: how many members a group has at the time of the call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import Export, Extract, Importer, Options
from ..jsons import answer, answering
from ..pages import fetched
from ..shapes import Count, Part

MARK = re.compile(r'\A\{\s*"counters"\s*:\s*\{')


class _Counters(Part):
    members: Count


@Importer(
    kind="ok-counters",
    title="Одноклассники: число участников группы сейчас, ответ group.getCounters",
    how="API Одноклассников: метод group.getCounters с параметрами group_id=<номер группы>, "
    "counterTypes=members; ответ сохраните как есть в файл .json в тот же день.",
    recognise=answering((MARK,)),
    platform="ok",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the members of the group."""
    (export,) = files
    counters = answer(export).member("counters")
    members = counters.read(_Counters, {"members": "Запросите с counterTypes=members"}).members
    as_of, noticed = fetched(export, options)
    rows = [{"as_of": as_of, "subscribers": members}]
    return Extract({"subscribers": rows}, noticed)
