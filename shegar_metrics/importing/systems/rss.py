"""The official site's feed of news, RSS 2.0 or Atom, or the export of WordPress in that form.

A feed holds the last few items only. The day of its oldest item may be cut, and that of its
newest may have gone on after the feed was saved; of the days between, whole months are taken.
An export of WordPress holds every item, drafts and pictures among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from email.utils import parsedate_to_datetime
from itertools import pairwise
from xml.etree.ElementTree import Element

from ...dataset.reference import Reference, Row
from ...period import MONTHS_IN_YEAR, Period
from ...problems import DataRefusal, Problem, listed
from ..files.days import as_day, local_day
from ..files.export import Export
from ..files.table import MOST_PROBLEMS
from ..importer import Extract, Importer, Options
from ..subjects.feeds import (
    MOST_TITLE,
    categories,
    name_of,
    refuse_other_feeds,
    section_of,
    text_of,
)
from ..subjects.months import counted
from ..subjects.periods import calendar_part, calendar_parts, inside, reach, reach_of, row_of
from ..subjects.registers import register_of

ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
WORDPRESS = "wordpress.org/export"
PUBLISHED, POST = "publish", "post"
MONTHS = "Возьмите реестр публикаций или экспорт сайта за год"


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a feed: what it is called, its day, and whether that is of its last change."""

    name: str
    day: date
    is_changed: bool
    element: Element


def _looks_so(export: Export) -> bool:
    return export.is_xml and bool(ROOT.search(export.beginning))


@Importer(
    kind="rss",
    title="Официальный сайт: лента новостей RSS или Atom, экспорт WordPress",
    cited="Лента новостей официального сайта",
    how="Откройте в браузере адрес ленты новостей сайта (обычно /rss или /feed) и сохраните файл. "
    "В ленте только последние записи: берутся целые месяцы, а за год нужен реестр (вид "
    "publications). WordPress: Инструменты → Экспорт → Записи — в нём все записи.",
    recognise=_looks_so,
    personal=False,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Count the items of each month that the feed holds whole."""
    (export,) = files
    root = export.xml()
    channel = root.find("{*}channel")
    if channel is None:
        channel = root
    every = [element for element in root.iter() if name_of(element) in ("item", "entry")]
    if not every:
        raise export.refusal("в ленте нет ни одной записи", mend="Сохраните её снова")
    title = text_of(channel, "title")
    news = _news(export, options.reference)
    register = register_of(export, options.reference)

    def section(element: Element) -> str:
        return section_of(register, element) or news

    if WORDPRESS in export.beginning:
        return _whole_export(export, every, options.reference, section)
    refuse_other_feeds(export, channel, every, title)
    items = _items(export, every)
    distinct = {item.name: item for item in reversed(items)}
    others = [item for item in items if section(item.element) != news]
    if len(others) == len(items):
        raise export.refusal("в ленте нет новостей: рубрики всех записей — другие разделы сайта")
    rest = f", кроме {len(others)}: их рубрика — другой раздел сайта" if others else ""
    told = [f"Лента «{title[:MOST_TITLE]}»: все её записи сочтены новостями{rest}."]
    if len(items) > len(distinct):
        told.append(f"Записей — {len(items)}, без повторов — {len(distinct)}.")
    kept = [item for item in reversed(distinct.values()) if item.day <= export.modified]
    if len(kept) < len(distinct):
        told.append(
            f"Записей с датой позже дня записи файла ({export.modified:%d.%m.%Y}) — "
            f"{len(distinct) - len(kept)}: не взяты."
        )
    changed = sum(item.is_changed for item in kept)
    if changed:
        told.append(
            f"Записей без дня публикации — {changed}: взят день последнего изменения (updated)."
        )
    months = _whole_months(export, [item.day for item in kept])
    counts = Counter(calendar_part(item.day) for item in kept if item not in others)
    rows = [row_of(month, section=news, publications=counts[month]) for month in months]
    told.append(f"Взяты целые месяцы: {_named(months)}; на краях лента неполна.")
    held = {calendar_part(item.day) for item in kept}
    silent = [month for month in calendar_parts(reach_of(list(held))) if month not in held]
    if silent:
        told.append(
            f"Месяцев, за которые в ленте нет ни одной записи, — {len(silent)}: {_named(silent)}. "
            "Ни они, ни неполные месяцы рядом не взяты, это не ноль: старую запись могли закрепить."
        )
    return Extract({"publications": rows}, told)


def _whole_months(export: Export, days: Sequence[date]) -> list[Period]:
    """Return the months that a feed holds whole; *days* are those of its items, newest first."""
    if not days:
        raise export.refusal("в ленте нет записей не позже дня записи файла", mend=MONTHS)
    if any(later < earlier for later, earlier in pairwise(days)):
        # Some old item was lifted up, and then nothing tells where the feed was cut.
        raise export.refusal(
            "записи идут не от новых к старым: нельзя сказать, какие дни лента содержит целиком",
            mend=MONTHS,
        )
    # A record that is kept in the feed for years proves nothing of the time after it.
    breaks = [n for n, pair in enumerate(pairwise(days), start=1) if _is_month_between(*pair)]
    runs = [days[start:end] for start, end in pairwise([0, *breaks, len(days)])]
    months = [
        month
        for run in reversed(runs)
        if (whole := inside(reach(run)))
        for month in calendar_parts(whole)
        if whole.contains(month)
    ]
    if not months:
        raise export.refusal(
            f"лента за {days[-1]:%d.%m.%Y} — {days[0]:%d.%m.%Y} не содержит целиком ни одного "
            "месяца: в ней только последние записи",
            mend=MONTHS,
        )
    return months


def _is_month_between(later: date, earlier: date) -> bool:
    months = MONTHS_IN_YEAR * (later.year - earlier.year) + later.month - earlier.month
    return months > 1


def _named(months: Sequence[Period]) -> str:
    return listed([f"{month.start:%m.%Y}" for month in months], ", ")


def _whole_export(
    export: Export,
    every: Sequence[Element],
    own: Reference,
    section: Callable[[Element], str],
) -> Extract:
    """Count the published posts of a site; drafts, pages and pictures are left out."""
    out: Counter[str] = Counter()
    posts = []
    for element in every:
        kind, status = text_of(element, "post_type"), text_of(element, "status")
        if (kind, status) == (POST, PUBLISHED) and text_of(element, "post_password"):
            out["под паролем"] += 1
        elif (kind, status) == (POST, PUBLISHED):
            posts.append(element)
        else:
            out[f"{kind or 'вид не указан'}, {status or 'статус не указан'}"] += 1
    items = [(section(item.element), item.day) for item in _items(export, posts)]
    left = [f"{what} — {count}" for what, count in out.most_common()]
    told = [f"Экспорт WordPress: взяты опубликованные записи (post, publish) — {len(items)}."]
    if left:
        told.append(f"Не посчитано: {listed(left)}.")
    if not items:
        raise export.refusal(f"нет ни одной опубликованной записи. {' '.join(told).rstrip('.')}")
    labels = Counter(label for post in posts for label in categories(post))
    if labels:
        shown = listed([f"{label[:MOST_TITLE]} — {times}" for label, times in labels.most_common()])
        told.append(
            f"Раздел записи — тот, что назван её рубрикой, иначе новости. Рубрики: {shown}."
        )
    rows, noticed = counted(items, own.sections(), export.modified)
    if not rows:
        wrong = f"нет ни одного целого месяца. {' '.join(noticed).rstrip('.')}"
        raise export.refusal(wrong, mend="Выгрузите записи за весь год")
    return Extract({"publications": rows}, [*noticed, *told])


def _news(export: Export, own: Reference) -> str:
    """Return the code of the section of news."""
    sections: Sequence[Row] = own.sections()
    for row in sections:
        if row["one"].casefold().startswith("новост"):
            return str(row["code"])
    raise export.refusal(
        "среди разделов сайта нет новостей", mend="Проверьте reference/sections.csv"
    )


def _items(export: Export, every: Sequence[Element]) -> list[Item]:
    """Read the items; what has no day is refused."""
    problems: list[Problem] = []
    items = []
    for place, element in enumerate(every, start=1):
        text, is_changed = _moment(element)
        day = _day(text, export.zone)
        if day is None:
            problems.append(_undated(export, place, text))
            continue
        name = next(filter(None, (text_of(element, name) for name in ("guid", "id", "link"))), "")
        items.append(Item(name or str(place), day, is_changed, element))
    if problems:
        raise DataRefusal(problems[:MOST_PROBLEMS])
    return items


def _undated(export: Export, place: int, text: str) -> Problem:
    return Problem(
        export.name,
        "не дата" if text else f"у записи № {place} нет даты публикации",
        "дата вида Mon, 05 Jun 2023 10:00:00 +0700 или 2023-06-05T10:00:00+07:00",
        column=f"запись № {place}" if text else None,
        value=text or None,
    )


def _moment(entry: Element) -> tuple[str, bool]:
    """Return when an item was published, and whether only its last change is told."""
    for name in ("post_date", "pubDate", "published", "date"):
        if published := text_of(entry, name):
            return published, False
    return text_of(entry, "updated"), True


def _day(text: str, zone: tzinfo) -> date | None:
    try:
        return local_day(parsedate_to_datetime(text), zone)
    except (ValueError, OverflowError):
        return as_day(text, zone)
