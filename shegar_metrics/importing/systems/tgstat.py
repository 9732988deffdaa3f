"""TGStat: the subscribers of a Telegram channel over time, or at the time of the call.

Over time is ``channels/subscribers``: weeks (``2023-28``) and months (``2023-07``) are written
alike, so neither is taken. At the call are ``channels/get`` and ``channels/stat``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from ... import cells
from ..files.days import YEARS
from ..files.export import Export, Wrong
from ..files.jsons import answer
from ..files.outlines import outline
from ..files.shapes import CountOrText, Part, Text
from ..importer import Extract, Importer, Options
from ..subjects.pages import fetched

CHANNEL = "channel"
DAY_OR_HOUR = re.compile(r"(\d{4}-\d\d-\d\d)(?: ([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?", re.ASCII)


def _day(period: str) -> date:
    found = DAY_OR_HOUR.fullmatch(period)
    day = cells.as_date(found[1]) if found else None
    if day is None or day.year not in YEARS:
        raise Wrong("не день и не час", "2023-07-10 или 2023-07-10 12:00", "Запросите с group=day")
    return day


def _checked(period: str) -> str:
    _day(period)
    return period


class _Measured(Part):
    period: Annotated[Text, AfterValidator(_checked)]
    participants_count: CountOrText


class _Now(Part):
    participants_count: CountOrText
    peer_type: Text = CHANNEL


def _recognise(export: Export) -> bool:
    seen = outline(export)
    measured = {"item", "response.item"} & set(seen.objects("period", "participants_count"))
    now = seen.objects("peer_type", "participants_count")
    return bool(measured or "" in now) or "participants_count" in seen.members("response")


@Importer(
    kind="tgstat",
    title="Telegram: подписчики канала, ответ TGStat channels/subscribers (по дням) или "
    "channels/get (сейчас)",
    cited="TGStat, число подписчиков канала в Telegram",
    how="API TGStat: метод channels/subscribers с параметрами channelId=@<имя канала>, "
    "startDate и endDate (границы года), group=day; ответ сохраните как есть в файл .json. "
    "Метод channels/get даёт число на день запроса (--as-of).",
    recognise=_recognise,
    platform="telegram",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the subscribers at the end of each day, or now."""
    (export,) = files
    answered = answer(export)
    if isinstance(answered.value, dict):
        now = answered.read(_Now)
        if now.peer_type != CHANNEL:
            peer = answered.below("peer_type")
            raise peer.refusal("не канал", CHANNEL, "Запросите канал: channelId=@<имя канала>")
        as_of, noticed = fetched(export, options)
        return Extract(
            {"subscribers": [{"as_of": as_of, "subscribers": now.participants_count}]}, noticed
        )
    measured = answered.read(list[_Measured])
    answered.refuse_repeated(f"период {each.period}" for each in measured)
    if not measured:
        raise answered.refusal("нет ни одного замера", mend="Запросите с startDate и endDate")
    last_of_day = {
        _day(each.period): each.participants_count
        for each in sorted(measured, key=lambda each: each.period)
    }
    noticed = []
    if len(measured) > len(last_of_day):
        noticed.append(
            f"Замеров — {len(measured)}, дней — {len(last_of_day)}: взят последний за каждый день."
        )
    rows = [{"as_of": day, "subscribers": count} for day, count in last_of_day.items()]
    return Extract({"subscribers": rows}, noticed)
