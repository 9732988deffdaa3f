"""The messages of a channel as Telegram Desktop writes them, made into posts one after another.

It tells no views, comments, reposts or subscribers. Reactions are told since 2024; where no
message has any, the program was older, or nobody reacted, and which of them is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo

from ...period import Period
from ..files.days import local_day
from ..files.export import Wrong
from ..files.jsons import Answer
from ..files.shapes import Count, MomentOrText, Part, Text, Whole, zone_of
from .pages import Post
from .periods import days_of

UNSUPPORTED = "unsupported"
"""What Telegram Desktop writes of a message that it is too old for: neither day nor text."""
FOREIGN = {"views", "media_group_id", "caption", "file_status", "_"}
"""What programs write that put their own records into files like those of Telegram Desktop."""
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
    if value not in ("message", "service", UNSUPPORTED):
        raise Wrong("не вид записи", "message или service")
    return str(value)


class _Reaction(Part):
    type: Any = None
    count: Count

    @property
    def readers(self) -> int:
        # A paid reaction counts stars, any number of them from one reader.
        return 0 if self.type == "paid" else self.count


class _Numbered(Part):
    id: Whole
    type: Annotated[str, PlainValidator(_type)]


class _Message(_Numbered):
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
    def day(self) -> date:
        """When it was sent; by the clocks of whoever exported it, if UTC is not told."""
        return (self.unix or self.written).date()

    @property
    def second(self) -> object:
        """The second it was sent in, whatever the clocks showed."""
        return self.written if self.unix is None else self.unix.timestamp()

    @property
    def has_media(self) -> bool:
        return (self.photo, self.file, self.media_type) != (None, None, None)


@dataclass(slots=True)
class ChannelPosts:
    """What the messages of a channel tell, taken one after another in the order of numbers."""

    first: date | None = None
    newest: date | None = None
    created: bool = False
    posts: list[Post] = field(default_factory=list)
    doubtful: set[date] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    last: int | None = None
    album: list[_Message] = field(default_factory=list)
    is_doubtful: bool = False

    def take(self, answered: Answer) -> None:
        """Take the next message."""
        foreign = FOREIGN & answered.value.keys() if isinstance(answered.value, dict) else set()
        if foreign:
            raise answered.refusal(
                f"есть поле {min(foreign)}: это выгрузка не Telegram Desktop, а программы, которая "
                "пишет похоже, но не то же",
                mend="Выгрузите канал в самом Telegram Desktop",
            )
        value = answered.value
        is_known = not (isinstance(value, dict) and value.get("type") == UNSUPPORTED)
        message: _Numbered = answered.read(_Message if is_known else _Numbered)
        if self.last is not None and message.id <= self.last:
            wrong = f"номер записи {message.id} не больше, чем у записи до неё ({self.last})"
            raise answered.refusal(wrong, mend="Выгрузите канал снова и не меняйте файл")
        self.last = message.id
        if isinstance(message, _Message):
            self.doubt_until(message.day)
            self._take(message)
        else:
            self.seen["unsupported"] += 1
            self.is_doubtful = True

    def doubt_until(self, day: date) -> None:
        """Note that a message of unknown day may be of any from the newest to this one."""
        if self.is_doubtful and self.newest is not None and self.newest <= day:
            self.doubtful |= set(days_of(Period(self.newest, day)))
        self.is_doubtful = False

    def _take(self, message: _Message) -> None:
        if self.first is None:
            self.first = message.day
            self.created = message.action == "create_channel"
        self.newest = message.day
        self.seen["local"] += message.unix is None
        self.seen["reacted"] += message.reactions is not None
        if message.type == "service":
            self.seen["service"] += 1
            return
        self.seen["parts"] += 1
        if not _goes_on(self.album, message):
            self.end_album()
        self.album.append(message)

    def end_album(self) -> None:
        """Count the messages that were gathered as one post."""
        if self.album:
            likes = sum(each.readers for message in self.album for each in message.reactions or ())
            self.posts.append(post_of(self.album[0].day, likes))
            self.seen["forwarded"] += self.album[0].forwarded_from is not None
            self.album = []

    @property
    def noticed(self) -> list[str]:
        """Say what was left out or taken in a certain way."""
        seen, posts = self.seen, len(self.posts)
        noticed = ["Просмотров, комментариев, пересылок и подписчиков Telegram не выгружает."]
        if seen["parts"] > posts:
            noticed.append(
                f"Сообщений канала — {seen['parts']}, записей — {posts}: альбом из нескольких фото "
                "или видео сосчитан как одна запись."
            )
        if seen["service"]:
            noticed.append(f"Служебных сообщений — {seen['service']}: не взяты.")
        if seen["unsupported"]:
            noticed.append(
                f"Сообщений, которых эта версия Telegram Desktop не знает (unsupported), — "
                f"{seen['unsupported']}: ни дня, ни содержания их в файле нет, не взяты. Обновите "
                "Telegram Desktop и выгрузите снова."
            )
        if seen["forwarded"]:
            noticed.append(f"Пересланных записей — {seen['forwarded']} из {posts}: сосчитаны.")
        if seen["reacted"]:
            noticed.append("Отметки «нравится» — все реакции, кроме платных.")
        else:
            noticed.append("Реакций в выгрузке нет вовсе: отметки «нравится» неизвестны.")
        if seen["local"]:
            noticed.append("Времени UTC в выгрузке нет: дни — по часам того, кто выгружал.")
        return noticed


def _goes_on(album: Sequence[_Message], message: _Message) -> bool:
    """Tell whether a message is of the album of those before it.

    The export does not mark albums: several pictures are sent as so many messages. They come in
    one second with numbers in a row, and with one caption: posts forwarded together come in one
    second, too, but each has its own text.
    """
    return (
        0 < len(album) < LARGEST_ALBUM
        and message.second == album[-1].second
        and message.id == album[-1].id + 1
        and (message.forwarded_from is None) == (album[-1].forwarded_from is None)
        and message.has_media
        and album[-1].has_media
        and not (message.text and any(part.text for part in album))
    )


@cache
def post_of(day: date, likes: int | None) -> Post:
    """Make a post; those alike are one, as there may be a million."""
    return Post(day, {"likes": likes})
