"""Telegram Desktop, ``result.json``: the messages of a channel.

It tells no views, comments, reposts or subscribers. Reactions are told since 2024; where no
message has any, the program was older, or nobody reacted, and which of them is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo

from .. import Export, Extract, Importer, Options
from ..days import local_day
from ..export import Wrong
from ..jsons import Answer, answer, answering, shortened
from ..pages import Post, Span, by_day
from ..periods import ONE_DAY
from ..shapes import Count, MomentOrText, Part, Text, Whole, zone_of

CHANNELS = ("public_channel", "private_channel")
ONE_CHAT = re.compile(
    r'"type"\s*:\s*"(saved_messages|replies|verification_codes|personal_chat|bot_chat'
    r'|private_group|(private|public)_(supergroup|channel))"'
)
MESSAGES = re.compile(r'"messages"\s*:\s*\[')
EVERYTHING = re.compile(r'\A\{\s*"about"\s*:\s*"')
SECTIONS = re.compile(r'"(personal_information|contacts|chats|left_chats)"\s*:\s*\{')
LARGEST_ALBUM = 10


def _local(value: Any, info: ValidationInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or local_day(moment, zone_of(info)) is None:
        raise Wrong("не дата и время", "вид 2022-12-31T09:30:00")
    return moment.astimezone(zone_of(info)) if moment.tzinfo else moment


def _type(value: Any) -> str:
    if value not in ("message", "service"):
        raise Wrong("не вид записи", "message или service")
    return str(value)


class _Reaction(Part):
    type: Any = None
    count: Count

    @property
    def readers(self) -> int:
        # A paid reaction counts stars, any number of them from one reader.
        return 0 if self.type == "paid" else self.count


class _Message(Part):
    id: Whole
    type: Annotated[str, PlainValidator(_type)]
    written: Annotated[datetime, PlainValidator(_local)] = Field(alias="date")
    unix: MomentOrText | None = Field(None, alias="date_unixtime")
    action: Text = ""
    photo: Any = None
    file: Any = None
    media_type: Any = None
    text: Any = None
    forwarded_from: Any = None
    reactions: list[_Reaction] | None = None

    @property
    def moment(self) -> datetime:
        """When it was sent; by the clocks of whoever exported it, if UTC is not told."""
        return self.unix or self.written

    @property
    def second(self) -> object:
        """The second it was sent in, whatever the clocks showed."""
        return self.written if self.unix is None else self.unix.timestamp()

    @property
    def is_post(self) -> bool:
        return self.type == "message"

    @property
    def has_media(self) -> bool:
        return (self.photo, self.file, self.media_type) != (None, None, None)


class _Chat(Part):
    type: Text
    name: Any = None


class _Channel(_Chat):
    id: Whole | None = None
    messages: list[_Message]


@Importer(
    kind="telegram",
    title="Telegram: записи канала, result.json из Telegram Desktop",
    how="Telegram Desktop: откройте канал → ⋮ → «Экспорт истории чата» → формат «JSON», весь "
    "период, фото и файлы не нужны; получится result.json.",
    recognise=answering((ONE_CHAT, MESSAGES), (EVERYTHING, SECTIONS)),
    platform="telegram",
    personal=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the export wholly covers."""
    (export,) = files
    answered = _channel(answer(export))
    channel = answered.read(_Channel)
    answered.below("messages").refuse_repeated(
        f"номер записи {message.id}" for message in channel.messages
    )
    messages = sorted(channel.messages, key=lambda message: message.id)
    albums = _albums([message for message in messages if message.is_post])
    if not albums:
        raise answered.refusal("в канале нет ни одной записи")
    created = not messages[0].is_post and messages[0].action == "create_channel"
    first = messages[0].moment.date()
    span = Span(
        first=first if created else first + ONE_DAY,
        why_first="в этот день канал создан"
        if created
        else "день самой ранней записи мог попасть не целиком",
        newest=max(message.moment.date() for message in messages),
    )
    reacted = any(message.reactions is not None for message in messages)
    posts = [
        Post(album[0].moment.date(), {"likes": _reactions(album) if reacted else None})
        for album in albums
    ]
    extract = by_day(posts, span, files, options)
    noticed = [*extract.noticed, *_noticed(messages, albums, reacted)]
    return Extract(extract.rows, noticed, None if channel.id is None else str(channel.id))


def _channel(answered: Answer) -> Answer:
    """Find the one channel: the chat that was exported, or one of all."""
    if not isinstance(answered.value, dict) or answered.value.get("chats") is None:
        if answered.read(_Chat).type not in CHANNELS:
            expected = " или ".join(CHANNELS)
            raise answered.below("type").refusal("не канал", expected, "Выгрузите канал")
        return answered
    chats = answered.member("chats").member("list")
    every = enumerate(chats.read(list[_Chat]))
    channels = [(place, chat) for place, chat in every if chat.type in CHANNELS]
    if len(channels) != 1:
        names = [chat.name for _, chat in channels]
        told = ", ".join("без имени" if name is None else shortened(name) for name in names)
        wrong = f"каналов в выгрузке — {len(channels)}" + (f": {told}" if told else "")
        raise chats.refusal(wrong, "один канал", "Выгрузите один канал через его меню")
    return chats.below(channels[0][0])


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
            and message.id == album[-1].id + 1
            and (message.forwarded_from is None) == (album[-1].forwarded_from is None)
            and message.has_media
            and album[-1].has_media
            and not (message.text and any(part.text for part in album))
        ):
            album.append(message)
        else:
            albums.append([message])
    return albums


def _reactions(album: Sequence[_Message]) -> int:
    return sum(each.readers for message in album for each in message.reactions or ())


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
    forwarded = sum(album[0].forwarded_from is not None for album in albums)
    if forwarded:
        noticed.append(f"Пересланных записей — {forwarded} из {len(albums)}: сосчитаны.")
    if reacted:
        noticed.append("Отметки «нравится» — все реакции, кроме платных.")
    else:
        noticed.append("Реакций в выгрузке нет вовсе: отметки «нравится» неизвестны.")
    if any(message.unix is None for message in messages):
        noticed.append("Времени UTC в выгрузке нет: дни — по часам того, кто выгружал.")
    return noticed
