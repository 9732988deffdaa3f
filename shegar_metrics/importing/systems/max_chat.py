"""MAX, ``GET /chats/{id}``: how many subscribers a channel has at the time of the call."""

from __future__ import annotations

from collections.abc import Sequence

from ..files.export import Export
from ..files.jsons import Answer, answer
from ..files.outlines import outline
from ..files.shapes import Count, Part, Text, Whole
from ..importer import Extract, Importer, Options
from ..subjects.pages import fetched

ACTIVE = "active"
CHANNEL = "channel"


class _Chat(Part):
    chat_id: Whole
    type: Text
    status: Text
    participants_count: Count


def _recognise(export: Export) -> bool:
    chats = outline(export).objects("chat_id", "status", "participants_count")
    return bool({"", "item", "chats.item"} & set(chats))


@Importer(
    kind="max-chat",
    title="MAX: подписчики канала сейчас, ответ GET /chats",
    cited="MAX, число подписчиков канала",
    how="API ботов MAX (бот — администратор канала): GET /chats/<номер канала>; ответ сохраните "
    "как есть в файл .json в тот же день.",
    recognise=_recognise,
    platform="max",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the subscribers of the one channel."""
    (export,) = files
    one = _one(answer(export))
    chat = one.read(_Chat)
    if chat.type != CHANNEL:
        raise one.below("type").refusal("не канал", CHANNEL, "Запросите канал")
    if chat.status != ACTIVE:
        wrong = "канал не действует, или бота в нём больше нет"
        raise one.below("status").refusal(wrong, ACTIVE, "Проверьте номер канала и права бота")
    as_of, noticed = fetched(export, options)
    rows = [{"as_of": as_of, "subscribers": chat.participants_count}]
    return Extract({"subscribers": rows}, noticed, str(abs(chat.chat_id)))


def _one(answered: Answer) -> Answer:
    """Return the one chat of an answer, which may be of all chats of a bot."""
    if isinstance(answered.value, dict) and "chats" in answered.value:
        answered = answered.below("chats")
    if not isinstance(answered.value, list):
        return answered
    if len(answered.value) != 1:
        wrong = f"каналов в ответе — {len(answered.value)}"
        raise answered.refusal(wrong, "один канал", "Запросите один: GET /chats/<номер канала>")
    return answered.below(0)
