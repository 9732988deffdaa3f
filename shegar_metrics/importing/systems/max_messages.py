"""MAX, ``GET /messages``: the posts of a channel, newest first, by up to 100 in an answer.

One message may have many pictures, so that none is an album of several. There are no reactions
in it, and views of channels only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo

from ..files.export import Export, Wrong
from ..files.jsons import Answer, answers, each
from ..files.outlines import outline
from ..files.shapes import Count, Part, Text, Whole, whole, zone_of
from ..importer import Extract, Importer, Options
from ..subjects.pages import Post, Span, by_day
from ..subjects.periods import ONE_DAY
from ..subjects.runs import Run, gaps, newest_first

CHANNEL = "channel"
YEARS = range(2025, 2101)
"""There was no MAX before."""
MOST_SECONDS = 10**11
"""More are milliseconds: so many seconds are over three thousand years."""


def _moment(number: int, info: ValidationInfo) -> datetime:
    seconds = number // 1000 if number > MOST_SECONDS else number
    try:
        moment = datetime.fromtimestamp(seconds, zone_of(info))
    except (ValueError, OverflowError, OSError):
        moment = datetime.min
    if moment.year not in YEARS:
        wrong = f"не время с {YEARS[0]} года"
        raise Wrong(wrong, "время Unix в миллисекундах или секундах")
    return moment


class _Recipient(Part):
    chat_id: Whole
    chat_type: Text


class _Body(Part):
    mid: Text


class _Stat(Part):
    views: Count | None = None


class _Link(Part):
    type: Text | None = None


class _Message(Part):
    recipient: _Recipient
    moment: Annotated[datetime, PlainValidator(whole), AfterValidator(_moment)] = Field(
        alias="timestamp"
    )
    body: _Body
    stat: _Stat = _Stat()
    link: _Link = _Link()

    @property
    def number(self) -> str:
        return self.body.mid

    @property
    def post(self) -> Post:
        return Post(self.moment.date(), {"views": self.stat.views})


def _recognise(export: Export) -> bool:
    seen = outline(export)
    messages = seen.objects("recipient", "timestamp", "body")
    return bool({"messages.item", "item.messages.item", "item", ""} & set(messages)) or (
        seen.members("") == {"messages"}
        and seen.is_list("messages")
        and "messages.item" not in seen
    )


@Importer(
    kind="max-messages",
    title="MAX: записи канала, ответы GET /messages",
    cited="MAX, записи канала",
    how="API ботов MAX (бот — администратор канала): GET /messages?chat_id=<номер>&count=100, "
    "затем с to=<timestamp последней записи предыдущего ответа>, пока не пройдёт отчётный год и "
    "ещё один день до него; каждый ответ сохраните в свой файл .json и укажите все файлы вместе.",
    recognise=_recognise,
    platform="max",
    personal=True,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the posts of each day that the answers wholly cover."""
    runs = each([part for file in files for part in _lists(file)], _run)
    every = [message for run in runs for message in run]
    messages = list({message.number: message for message in reversed(every)}.values())
    if not messages:
        raise files[0].refusal(
            "в канале нет ни одной записи, или у бота нет прав читать их",
            mend="Сделайте бота администратором канала и запросите снова",
        )
    chats = {message.recipient.chat_id for message in messages}
    if len(chats) > 1:
        raise files[0].refusal("в файлах записи разных каналов", mend="Загрузите один канал")
    span = Span(
        first=min(message.moment.date() for message in messages) + ONE_DAY,
        why_first="день самой ранней записи мог попасть не целиком",
        newest=max(message.moment.date() for message in messages),
        gaps=gaps([Run(run) for run in runs if run]),
    )
    extract = by_day([message.post for message in messages], span, files, options)
    noticed = [*extract.noticed, "Реакций, комментариев и репостов этот ответ MAX не содержит."]
    if len(messages) < len(every):
        noticed.append(
            f"Записей, данных не один раз, — {len(every) - len(messages)}: взяты по разу."
        )
    forwarded = sum(message.link.type == "forward" for message in messages)
    if forwarded:
        noticed.append(f"Пересланных записей — {forwarded} из {len(messages)}: сосчитаны.")
    (chat,) = chats
    return Extract(extract.rows, noticed, str(abs(chat)))


def _lists(file: Export) -> Iterator[Answer]:
    """Yield the lists of messages of a file, however a program has saved them.

    That is answers, a line each or in a list, or the messages alone.
    """
    every = answers(file)
    if all(map(_is_message, every)):
        every = [Answer(file, "", [answered.value for answered in every])]
    for answered in every:
        if not isinstance(answered.value, list):
            yield answered.member("messages")
            continue
        below = [answered.below(place) for place in range(len(answered.value))]
        if all(map(_is_message, below)):
            yield answered
        else:
            yield from (part.member("messages") for part in below)


def _is_message(answered: Answer) -> bool:
    return isinstance(answered.value, dict) and {"body", "timestamp"} <= answered.value.keys()


def _run(part: Answer) -> list[_Message]:
    """Read the messages of an answer, all of a channel."""
    messages = part.read(list[_Message])
    for place, message in enumerate(messages):
        if message.recipient.chat_type != CHANNEL:
            kind = part.below(place, "recipient", "chat_type")
            raise kind.refusal("не канал", CHANNEL, "Запросите записи канала")
    return newest_first(part, messages)
