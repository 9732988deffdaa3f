"""Posts of an official page, told by the day.

An export begins and ends somewhere within a day, so its first and last days are left out
where it may hold only a part of them. Within the span a day without posts is a day with none,
unless the export may lack posts of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...period import Period
from ...problems import DataRefusal, Problem
from ..files.export import Export
from ..importer import Extract, Options
from .periods import ONE_DAY, days_of, row_of, single
from .totals import parted

Row = Mapping[str, Any]

RESPONSES = ("likes", "comments", "reposts")
MEASURES = ("views", *RESPONSES)
REACH = "reach"
"""How many people saw a post: the same may have seen another, so it is no measure that adds up."""
OLDEST_FILE = 1990
"""A file that is older was unpacked from an archive that keeps no dates."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a page.

    Parameters
    ----------
    day
        When it was published.
    counts
        What it has of each of `MEASURES`, and its `REACH`; ``None`` or absent where the export
        does not tell.
    """

    day: date
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Span:
    """What an export reaches.

    Parameters
    ----------
    first
        The first day it holds whole.
    why_first
        Why that one, in Russian.
    newest
        The day of the newest thing in it.
    gaps
        Days inside of which it may lack posts.
    doubtful
        Days that may have had a post of unknown day: without another they are not empty for sure.
    """

    first: date
    why_first: str
    newest: date
    gaps: Sequence[Period] = field(default=())
    doubtful: Collection[date] = field(default=())


def fetched(export: Export, options: Options) -> tuple[date, list[str]]:
    """Return the day of a count that bears none, and a notice if it is that of the file."""
    if options.as_of is not None:
        return options.as_of, []
    if export.modified.year < OLDEST_FILE:
        raise export.refusal(
            "неизвестно, за какой день число", mend="Укажите день выгрузки (--as-of)"
        )
    day = export.modified
    if not options.by_file_day:
        raise export.refusal(
            "в файле нет даты, за которую это число",
            mend=f"Укажите день выгрузки (--as-of); файл записан {day:%d.%m.%Y}",
        )
    return day, [
        f"Даты в ответе нет: взят день, когда записан файл, — {day:%d.%m.%Y} (другой — --as-of)."
    ]


def by_day(
    posts: Sequence[Post],
    span: Span,
    files: Sequence[Export],
    options: Options,
) -> Extract:
    """Count posts and what they have collected, for each day that is wholly covered.

    Raises
    ------
    DataRefusal
        If no day is, or the day of the export is before a post.
    """
    names = ", ".join(file.name for file in files)
    last, why_last = _last_whole(span, files, options)
    of_day = grouped(posts)
    unknown = {day for gap in span.gaps for day in days_of(gap)}
    unknown |= set(span.doubtful) - of_day.keys()
    whole = days_of(Period(span.first, last)) if span.first <= last else []
    days = [day for day in whole if day not in unknown]
    if not days:
        wrong = "ни одного дня нет в выгрузке целиком"
        raise DataRefusal([Problem(names, wrong, mend="Выгрузите больше записей")])
    rows, unviewed = daily_rows(posts, days, names, options)
    taken = sum(len(of_day.get(day, ())) for day in days)
    noticed = [
        f"Взяты целые дни: с {days[0]:%d.%m.%Y} ({span.why_first}) "
        f"по {days[-1]:%d.%m.%Y} ({why_last}). Записей страницы — {len(posts)}, "
        f"из них в эти дни — {taken}.",
    ]
    noticed += [
        f"Дни {gap.start:%d.%m.%Y}–{gap.end:%d.%m.%Y} не взяты: не видно, все ли их записи здесь. "
        "Выгрузите их подряд, с записью соседней выгрузки в начале и в конце."
        for gap in span.gaps
    ]
    if doubtful := [day for day in whole if day in span.doubtful and day not in of_day]:
        noticed.append(
            f"Дней без записей, на которые могла прийтись запись неизвестного дня, — "
            f"{len(doubtful)}: не взяты."
        )
    return Extract(rows, [*noticed, *unviewed])


def grouped(posts: Sequence[Post]) -> dict[date, list[Post]]:
    """Put posts together by their days."""
    of_day: dict[date, list[Post]] = defaultdict(list)
    for post in posts:
        of_day[post.day].append(post)
    return dict(of_day)


def daily_rows(
    posts: Sequence[Post], days: Sequence[date], names: str, options: Options
) -> tuple[dict[str, list[Row]], list[str]]:
    """Make the rows of some days, of which posts are all there were.

    Parameters
    ----------
    posts
        The posts, of other days too.
    days
        Which days.
    names
        The names of the files, for messages.
    options
        What is known of the files: the section of posts is that of the reference.

    Returns
    -------
    dict, list of str
        Rows by table, and a sentence on the posts without a count of views.
    """
    section = options.reference.posts
    if section is None:
        mend = "Впишите в reference/sections.csv раздел с видом post"
        raise DataRefusal([Problem(names, "раздела для записей страниц нет", mend=mend)])
    grouped_posts = grouped(posts)
    of_day = {day: grouped_posts.get(day, []) for day in days}
    measures = (*MEASURES, REACH)
    told = {name for name in measures for post in posts if post.counts.get(name) is not None}
    publications: list[Row] = [
        row_of(single(day), section=section, publications=len(of_day[day])) for day in days
    ]
    gathered = [row_of(single(day), **_gathered(of_day[day], told)) for day in days]
    rows = {"publications": publications, **parted("engagement", gathered)}
    taken = sum(map(len, of_day.values()))
    unviewed = sum(post.counts.get("views") is None for of in of_day.values() for post in of)
    if "views" not in told or not unviewed:
        return rows, []
    return rows, [
        f"Записей без числа просмотров — {unviewed} из {taken}: в просмотры и отклики на "
        "100 просмотров они не входят."
    ]


def _last_whole(span: Span, files: Sequence[Export], options: Options) -> tuple[date, str]:
    """Return the last day that files hold whole, and why that one.

    Raises
    ------
    DataRefusal
        If a post is of a later day than they are.
    """
    written = sorted(file.modified for file in files)
    made = options.as_of or written[-1]
    if made < span.newest and made.year >= OLDEST_FILE:
        newest, said = (f"{day:%d.%m.%Y}" for day in (span.newest, made))
        what = "день выгрузки" if options.as_of else "день, когда записан файл,"
        names = ", ".join(file.name for file in files)
        wrong = f"есть запись от {newest}, а {what} — {said}"
        raise DataRefusal([Problem(names, wrong, mend="Укажите верный день выгрузки (--as-of)")])
    last = span.newest - ONE_DAY
    if options.as_of is None:
        return last, (
            "день последней записи мог попасть не целиком; если позже записей не было, укажите "
            "день выгрузки (--as-of)"
        )
    # A file cannot tell of days after it was written.
    end = min(options.as_of, written[0]) - ONE_DAY
    if end > last:
        return end, "день выгрузки ещё не кончился"
    return last, "день последней записи мог попасть не целиком"


def _gathered(posts: Sequence[Post], told: Collection[str]) -> dict[str, int | None]:
    """Add up what the posts of a day have; views are those of the posts that have them.

    The reactions to the same posts stand beside the views, so that one may be divided by the other.
    """
    sums = {name: _total(name, posts) if name in told else None for name in MEASURES}
    if REACH in told:
        reached = [post for post in posts if post.counts.get(REACH) is not None]
        sums |= {"reach_of_posts": _total(REACH, reached), "posts_with_reach": len(reached)}
    if "views" not in told:
        return sums
    viewed = [post for post in posts if post.counts.get("views") is not None]
    reactions = [_total(name, viewed) if name in told else None for name in RESPONSES]
    return {
        **sums,
        "views": _total("views", viewed),
        "posts_with_views": len(viewed),
        "posts_without_views": len(posts) - len(viewed),
        "reactions_with_views": None if None in reactions else sum(filter(None, reactions)),
    }


def _total(name: str, posts: Sequence[Post]) -> int | None:
    """Add up over the posts of a day; the sum is unknown if one of them is."""
    counts = [post.counts.get(name) for post in posts]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
