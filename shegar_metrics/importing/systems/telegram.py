"""Telegram Desktop, ``result.json``: the messages of a channel.

It tells no views, comments, reposts or subscribers. Reactions are told since 2024; where no
message has any, the program was older, or nobody reacted, and which of them is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from .. import Export, Extract, Importer, Options
from ..days import local_day
from ..jsons import Node, answer, each, shortened
from ..pages import ONE_DAY, Post, Span, by_day

CHANNELS = ("public_channel", "private_channel")
ONE_CHAT = re.compile(
    r'"type"\s*:\s*"(saved_messages|replies|verification_codes|personal_chat|bot_chat'
    r'|private_group|(private|public)_(supergroup|channel))"'
)
MESSAGES = re.compile(r'"messages"\s*:\s*\[')
EVERYTHING = re.compile(r'\{\s*"about"\s*:\s*"')
SECTIONS = re.compile(r'"(personal_information|contacts|chats|left_chats)"\s*:\s*\{')
MEDIA = ("photo", "file", "media_type")
LARGEST_ALBUM = 10


@dataclass(frozen=True, slots=True)
class _Message:
    """A message as it was exported; *reactions* is ``None`` if it has none."""

    node: Node
    number: int
    second: str
    day: date
    local: bool
    action: str | None
    media: bool
    captioned: bool
    forwarded: bool
    reactions: int | None


def _looks_so(export: Export) -> bool:
    beginning = export.beginning
    one = ONE_CHAT.search(beginning) and MESSAGES.search(beginning)
    every = EVERYTHING.match(beginning) and SECTIONS.search(beginning)
    return export.is_json and bool(one or every)


@Importer(
    kind="telegram",
    title="Telegram: записи канала, result.json из Telegram Desktop",
    how="Telegram Desktop: откройте канал → ⋮ → «Экспорт истории чата» → формат «JSON», весь "
    "период, фото и файлы не нужны; получится result.json.",
    recognise=_looks_so,
    platform="telegram",
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the export wholly covers."""
    (export,) = files
    channel = _channel(answer(export))
    messages = each(channel.at("messages").items(), _message)
    messages.sort(key=lambda message: message.number)
    each(
        [after.node for before, after in pairwise(messages) if after.number == before.number],
        _refuse_twice,
    )
    albums = _albums([message for message in messages if message.action is None])
    if not albums:
        raise channel.refusal("в канале нет ни одной записи")
    created = messages[0].action == "create_channel"
    first = messages[0].day
    span = Span(
        first=first if created else first + ONE_DAY,
        why_first="в этот день канал создан"
        if created
        else "день самой ранней записи мог попасть не целиком",
        newest=max(message.day for message in messages),
    )
    reacted = any(message.reactions is not None for message in messages)
    posts = [
        Post(album[0].day, {"likes": _reactions(album) if reacted else None}) for album in albums
    ]
    extract = by_day(posts, span, files, options)
    noticed = [*extract.noticed, *_noticed(messages, albums, reacted)]
    return Extract(extract.rows, noticed, _number(channel))


def _number(channel: Node) -> str | None:
    number = channel.get("id")
    return None if number is None else str(number.whole())


def _channel(node: Node) -> Node:
    if node.get("chats") is None:
        kind = node.at("type")
        if kind.text() not in CHANNELS:
            raise kind.refusal("не канал", " или ".join(CHANNELS), "Выгрузите канал")
        return node
    chats = node.at("chats").at("list")
    channels = [chat for chat in chats.items() if chat.at("type").text() in CHANNELS]
    if len(channels) != 1:
        names = [chat.get("name") for chat in channels]
        told = ", ".join("без имени" if name is None else shortened(name.value) for name in names)
        wrong = f"каналов в выгрузке — {len(channels)}" + (f": {told}" if told else "")
        raise chats.refusal(wrong, "один канал", "Выгрузите один канал через его меню")
    return channels[0]


def _message(node: Node) -> _Message:
    kind = node.at("type")
    if kind.text() not in ("message", "service"):
        raise kind.refusal("не вид записи", "message или service")
    action = node.get("action") if kind.value == "service" else None
    unix, written = node.get("date_unixtime"), node.at("date")
    reactions = node.get("reactions")
    return _Message(
        node,
        node.at("id").whole(),
        written.text() if unix is None else str(unix.whole(from_text=True)),
        _day(written) if unix is None else unix.moment(from_text=True).date(),
        unix is None,
        (action.text() if action else "") if kind.value == "service" else None,
        any(node.get(name) is not None for name in MEDIA),
        bool(node.value.get("text")),
        node.get("forwarded_from") is not None,
        None if reactions is None else sum(each(reactions.items(), _reaction)),
    )


def _day(node: Node) -> date:
    try:
        day = local_day(datetime.fromisoformat(node.text()), node.export.zone)
    except ValueError:
        day = None
    if day is None:
        raise node.refusal("не дата и время", "вид 2022-12-31T09:30:00")
    return day


def _reaction(node: Node) -> int:
    kind = node.get("type")
    # A paid reaction counts stars, any number of them from one reader.
    return 0 if kind is not None and kind.value == "paid" else node.at("count").count()


def _albums(messages: Sequence[_Message]) -> list[list[_Message]]:
    """Put the messages of an album together: several pictures are sent as so many messages.

    The export does not mark albums. They come in one second with numbers in a row, and with one
    caption: posts forwarded together come in one second, too, but each has its own text.
    """
    albums: list[list[_Message]] = []
    for message in messages:
        album = albums[-1] if albums else []
        if (
            0 < len(album) < LARGEST_ALBUM
            and message.second == album[-1].second
            and message.number == album[-1].number + 1
            and message.forwarded == album[-1].forwarded
            and message.media
            and album[-1].media
            and not (message.captioned and any(part.captioned for part in album))
        ):
            album.append(message)
        else:
            albums.append([message])
    return albums


def _reactions(album: Sequence[_Message]) -> int:
    return sum(message.reactions or 0 for message in album)


def _refuse_twice(node: Node) -> None:
    raise node.refusal(f"запись с номером {node.at('id').whole()} дана не один раз")


def _noticed(
    messages: Sequence[_Message], albums: Sequence[Sequence[_Message]], reacted: bool
) -> list[str]:
    parts = sum(map(len, albums))
    noticed = ["Просмотров, комментариев, пересылок и подписчиков Telegram не выгружает."]
    if parts > len(albums):
        noticed.append(
            f"Сообщений канала — {parts}, записей — {len(albums)}: альбом из нескольких фото "
            "или видео сосчитан как одна запись."
        )
    if parts < len(messages):
        noticed.append(f"Служебных сообщений — {len(messages) - parts}: не взяты.")
    forwarded = sum(album[0].forwarded for album in albums)
    if forwarded:
        noticed.append(f"Пересланных записей — {forwarded} из {len(albums)}: сосчитаны.")
    if reacted:
        noticed.append("Отметки «нравится» — все реакции, кроме платных.")
    else:
        noticed.append("Реакций в выгрузке нет вовсе: отметки «нравится» неизвестны.")
    if any(message.local for message in messages):
        noticed.append("Времени UTC в выгрузке нет: дни — по часам того, кто выгружал.")
    return noticed
