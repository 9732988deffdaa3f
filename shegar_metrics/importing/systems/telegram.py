"""Telegram Desktop, ``result.json``: the messages of a channel, in a file of any size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ...problems import DataRefusal, listed
from ..files.export import Export
from ..files.json_streams import STEP, items, skeleton
from ..files.jsons import Answer, answer, as_line, each
from ..files.outlines import outline
from ..files.shapes import Part, Text, Whole
from ..importer import Extract, Importer, Options
from ..subjects.pages import Span, by_day
from ..subjects.periods import ONE_DAY
from ..subjects.telegram_messages import ChannelPosts, post_of

CHANNELS = ("public_channel", "private_channel")
SECTIONS = ("personal_information", "contacts", "chats", "left_chats")
OF_CHAT = ("name", "type", "id")
MESSAGES = ("messages.item", "chats.list.item.messages.item")
LONGEST_MARK = 64
BARE_EMOJI = re.compile(rb'"document_id"\s*:\s*[^"\s\d]')


class _Chat(Part):
    type: Text
    name: Any = None


class _Channel(_Chat):
    id: Whole | None = None
    messages: list[None]


def _recognise(export: Export) -> bool:
    """Find the messages of a chat, or the sections of an export of everything."""
    seen = outline(export)
    everything = isinstance(seen.get("about"), str) and any(
        seen.get(section) is dict for section in SECTIONS
    )
    of_chat = seen.members("messages.item")
    return everything or (
        seen.is_list("messages")
        and (of_chat >= {"id", "type"} or (not of_chat and isinstance(seen.get("type"), str)))
    )


@Importer(
    kind="telegram",
    title="Telegram: записи канала, result.json из Telegram Desktop",
    cited="Telegram, записи канала",
    how="Telegram Desktop: откройте канал → ⋮ → «Экспорт истории чата» → формат «JSON», весь "
    "период, фото и файлы не нужны; получится result.json.",
    recognise=_recognise,
    platform="telegram",
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the export wholly covers."""
    (export,) = files
    if not export.is_json:
        answer(export)  # refused by what it is
    try:
        chat, path, first, end = _channel(Answer(export, "", _without_messages(export)))
        channel = chat.read(_Channel)
        found = ChannelPosts()
        values = islice(items(export, path), first, end)
        places = (
            Answer(export, f"{chat.path}.messages[{place}]".lstrip("."), value)
            for place, value in enumerate(values)
        )
        each(places, found.take)
        found.end_album()
        found.doubt_until(options.counted_on(export))
    except DataRefusal:
        _refuse_bare_emoji(export)
        raise
    if found.first is None or found.newest is None or not found.posts:
        raise chat.refusal("в канале нет ни одной записи")
    span = Span(
        first=found.first if found.created else found.first + ONE_DAY,
        why_first="в этот день канал создан"
        if found.created
        else "день самой ранней записи мог попасть не целиком",
        newest=found.newest,
        doubtful=found.doubtful,
    )
    posts = (
        found.posts if found.seen["reacted"] else [post_of(post.day, None) for post in found.posts]
    )
    extract = by_day(posts, span, files, options)
    own_id = None if channel.id is None else str(channel.id)
    return Extract(extract.rows, [*extract.noticed, *found.noticed], own_id)


def _without_messages(export: Export) -> Any:
    """Return what an export says of its chats, without what their messages are."""
    seen = outline(export)
    head = {name: seen.get(name) for name in OF_CHAT if name in seen}
    if (
        seen.is_list("messages")
        and len(head) == len(OF_CHAT)
        and not {dict, list} & set(head.values())
    ):
        # The program writes these before them, and what is long need not be read twice.
        return {**head, "messages": []}
    return skeleton(export, *MESSAGES)


def _channel(answered: Answer) -> tuple[Answer, str, int, int | None]:
    """Find the one channel: the chat that was exported, or one of all.

    Returns
    -------
    Answer, str, int, int or None
        The channel, the path of messages, and the places of its own among those at that path.
    """
    answered.refuse_error()
    if not isinstance(answered.value, dict) or answered.value.get("chats") is None:
        if isinstance(answered.value, dict) and answered.value.keys() & set(SECTIONS):
            wrong = "это выгрузка всего аккаунта без чатов (chats), в которых вы состоите"
            raise answered.refusal(wrong, mend="Выгрузите канал через его меню")
        if answered.read(_Chat).type not in CHANNELS:
            expected = " или ".join(CHANNELS)
            raise answered.below("type").refusal("не канал", expected, "Выгрузите канал")
        return answered, MESSAGES[0], 0, None
    chats = answered.member("chats").member("list")
    every = enumerate(chats.read(list[_Chat]))
    channels = [(place, chat) for place, chat in every if chat.type in CHANNELS]
    if len(channels) != 1:
        names = [chat.name for _, chat in channels]
        told = listed(["без имени" if name is None else as_line(name) for name in names], ", ")
        wrong = f"каналов в выгрузке — {len(channels)}" + (f": {told}" if told else "")
        raise chats.refusal(wrong, "один канал", "Выгрузите один канал через его меню")
    ((place, _),) = channels
    many = [len(chat.get("messages") or ()) for chat in chats.value]
    return chats.below(place), MESSAGES[1], sum(many[:place]), sum(many[: place + 1])


def _refuse_bare_emoji(export: Export) -> None:
    """Refuse a file that a fault of its program has spoilt, by the remedy of that."""
    with export.opened() as file:
        tail = b""
        while step := file.read(STEP):
            if BARE_EMOJI.search(tail + step):
                raise export.refusal(
                    "файл испорчен ошибкой Telegram Desktop 4.1: эмодзи записаны без кавычек "
                    "(document_id)",
                    mend="Обновите Telegram Desktop и выгрузите канал снова",
                )
            tail = step[-LONGEST_MARK:]
