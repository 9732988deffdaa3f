"""Telegram, Bot API ``getChatMemberCount``: how many subscribers a channel has at the call."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..files.jsons import answer
from ..files.outlines import outline
from ..files.shapes import Count, Part
from ..importer import Extract, Importer, Options
from ..subjects.pages import fetched


class _Result(Part):
    result: Count


def _recognise(export: Export) -> bool:
    seen = outline(export)
    return (
        seen.members("") == {"ok", "result"}
        and seen.get("ok") is True
        and isinstance(seen.get("result"), int | float)
    )


@Importer(
    kind="telegram-members",
    title="Telegram: подписчики канала сейчас, ответ Bot API getChatMemberCount",
    cited="Telegram, число подписчиков канала",
    how="Bot API Telegram: метод getChatMemberCount с параметром chat_id=@<имя канала>; ответ "
    "сохраните как есть в файл .json в тот же день.",
    recognise=_recognise,
    platform="telegram",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the subscribers of the channel."""
    (export,) = files
    subscribers = answer(export).read(_Result).result
    as_of, noticed = fetched(export, options)
    return Extract({"subscribers": [{"as_of": as_of, "subscribers": subscribers}]}, noticed)
