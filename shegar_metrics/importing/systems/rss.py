"""The official site's feed of news, RSS 2.0 or Atom: the few days it holds whole.

A feed holds the last few items only. The day of its oldest item may be cut, and that of its
newest may have gone on after the feed was saved; the days between are whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, tzinfo
from email.utils import parsedate_to_datetime
from itertools import pairwise
from xml.etree.ElementTree import Element

from ...problems import DataRefusal, Problem
from .. import Export, Extract, Importer, Options
from ..days import as_day, local_day
from ..periods import days_of, inside, reach, row_of, single
from ..table import MOST_PROBLEMS

ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed)\b")
MOST_TITLE = 80


def _looks_so(export: Export) -> bool:
    return export.is_xml and bool(ROOT.search(export.beginning))


@Importer(
    kind="rss",
    title="Официальный сайт: лента новостей RSS или Atom",
    how="Откройте в браузере адрес ленты новостей сайта (обычно /rss или /feed) и сохраните файл. "
    "В ленте только последние записи: года она не даёт, за год нужен реестр (вид publications).",
    recognise=_looks_so,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count the items of each day that the feed holds whole."""
    (export,) = files
    root = export.xml()
    channel = root.find("{*}channel")
    if channel is None:
        channel = root
    entries = [*channel.iterfind("{*}item"), *channel.iterfind("{*}entry")]
    problems: list[Problem] = []
    days, seen = [], set()
    changed = 0
    for place, entry in enumerate(entries, start=1):
        text, is_change = _moment(entry)
        day = _day(text, export.zone)
        if day is None:
            wrong = "не дата" if text else f"у записи № {place} нет даты публикации"
            problems.append(
                Problem(
                    export.name,
                    wrong,
                    "дата вида Mon, 05 Jun 2023 10:00:00 +0700 или 2023-06-05T10:00:00+07:00",
                    column=f"запись № {place}" if text else None,
                    value=text[:60] or None,
                )
            )
            continue
        name = _text(entry, "guid") or _text(entry, "id") or _text(entry, "link") or str(place)
        if name not in seen:
            days.append(day)
            changed += is_change
        seen.add(name)
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])
    if not days:
        raise export.refusal("в ленте нет ни одной записи", mend="Сохраните её снова")
    return Extract(*_counted(export, days, _text(channel, "title"), len(entries), changed))


def _counted(
    export: Export, days: Sequence[date], title: str, entries: int, changed: int
) -> tuple[dict[str, list[dict[str, object]]], list[str]]:
    if any(later < earlier for later, earlier in pairwise(days)):
        # Some old item was lifted up, and then nothing tells where the feed was cut.
        raise export.refusal(
            "записи идут не от новых к старым: нельзя сказать, какие дни лента содержит целиком",
            mend="Возьмите реестр публикаций",
        )
    whole = inside(reach(days))
    if whole is None:
        raise export.refusal(
            f"лента за {days[-1]:%d.%m.%Y} — {days[0]:%d.%m.%Y} не содержит целиком ни одного дня",
            mend="Возьмите реестр публикаций",
        )
    counts = Counter(days)
    rows = [row_of(single(day), section="news", publications=counts[day]) for day in days_of(whole)]
    noticed = [
        f"Лента «{title[:MOST_TITLE]}»: все её записи сочтены новостями.",
        f"Взяты дни с {whole.start:%d.%m.%Y} по {whole.end:%d.%m.%Y}: за день старейшей и новейшей "
        "записи лента может быть неполна. Года она не даёт.",
    ]
    if entries > len(days):
        noticed.append(f"Записей — {entries}, без повторов — {len(days)}.")
    if changed:
        noticed.append(
            f"Записей без дня публикации — {changed}: взят день последнего изменения (updated)."
        )
    return {"publications": rows}, noticed


def _text(element: Element, name: str) -> str:
    return (element.findtext(f"{{*}}{name}") or "").strip()


def _moment(entry: Element) -> tuple[str, bool]:
    """Return when an item was published, and whether only its last change is told."""
    published = _text(entry, "pubDate") or _text(entry, "published") or _text(entry, "date")
    return (published, False) if published else (_text(entry, "updated"), True)


def _day(text: str, zone: tzinfo) -> date | None:
    try:
        return local_day(parsedate_to_datetime(text), zone)
    except (ValueError, OverflowError):
        return as_day(text, zone)
