"""TGStat, ``channels/subscribers``: the subscribers of a Telegram channel over time.

Weeks (``2023-28``) and months (``2023-07``) are written alike, so neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ... import cells
from .. import Export, Extract, Importer, Options
from ..jsons import Node, answer, each

MARK = re.compile(r'"participants_count"\s*:')
PERIOD = re.compile(r'"period"\s*:')
ERROR = re.compile(r'\{\s*"status"\s*:\s*"error"\s*,\s*"error"\s*:')
DAY_OR_HOUR = re.compile(r"(\d{4}-\d\d-\d\d)(?: ([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?", re.ASCII)


def _looks_so(export: Export) -> bool:
    beginning = export.beginning
    counts = MARK.search(beginning) and PERIOD.search(beginning)
    return export.is_json and bool(counts or ERROR.match(beginning))


@Importer(
    kind="tgstat",
    title="Telegram: подписчики канала по дням, ответ TGStat channels/subscribers",
    how="API TGStat: метод channels/subscribers с параметрами channelId=@<имя канала>, "
    "startDate и endDate (границы года), group=day; ответ сохраните как есть в файл .json.",
    recognise=_looks_so,
    platform="telegram",
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Read the subscribers at the end of each day."""
    (export,) = files
    answered = answer(export)
    seen: dict[str, str] = {}

    def measured(node: Node) -> tuple[str, date, int]:
        period = node.at("period")
        first = seen.setdefault(period.text(), node.path)
        if first != node.path:
            raise period.refusal(f"тот же период, что в {first}")
        return period.text(), _day(period), node.at("participants_count").count(from_text=True)

    counts = sorted(each(answered.items(), measured))
    if not counts:
        raise answered.refusal("нет ни одного замера", mend="Запросите с startDate и endDate")
    last_of_day = {day: count for _, day, count in counts}
    noticed = []
    if len(counts) > len(last_of_day):
        noticed.append(
            f"Замеров — {len(counts)}, дней — {len(last_of_day)}: взят последний за каждый день."
        )
    rows = [{"as_of": day, "subscribers": count} for day, count in last_of_day.items()]
    return Extract({"subscribers": rows}, noticed)


def _day(node: Node) -> date:
    found = DAY_OR_HOUR.fullmatch(node.text())
    day = cells.as_date(found[1]) if found else None
    if day is None or not 1990 <= day.year <= 2100:
        raise node.refusal(
            "не день и не час", "2023-07-10 или 2023-07-10 12:00", "Запросите с group=day"
        )
    return day
