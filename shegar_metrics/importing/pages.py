"""Posts of an official page, told by the day.

An export begins and ends somewhere within a day, so its first and last days are left out
where it may hold only a part of them. Within the span a day without posts is a day with none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..period import Period
from ..problems import DataRefusal, Problem
from . import Export, Extract, Options
from .periods import ONE_DAY, days_of, row_of, single
from .totals import parted

MEASURES = ("views", "likes", "comments", "reposts")


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a page.

    Parameters
    ----------
    day
        When it was published.
    counts
        What it has of each of `MEASURES`; ``None`` or absent where the export does not tell.
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
    """

    first: date
    why_first: str
    newest: date


def fetched(export: Export, options: Options) -> tuple[date, list[str]]:
    """Return the day of a count that bears none, and a notice if it is that of the file."""
    if options.as_of is not None:
        return options.as_of, []
    if export.modified.year < 1990:  # unpacked from an archive that keeps no dates
        raise export.refusal(
            "неизвестно, за какой день число", mend="Укажите день выгрузки (--as-of)"
        )
    day = export.modified
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
    section = options.reference.posts
    if section is None:
        mend = "Впишите в reference/sections.csv раздел с видом post"
        raise DataRefusal([Problem(names, "раздела для записей страниц нет", mend=mend)])
    last = span.newest - ONE_DAY
    why_last = "день последней записи мог попасть не целиком"
    if options.as_of is None:
        why_last += "; если позже записей не было, укажите день выгрузки (--as-of)"
    else:
        if options.as_of < span.newest:
            newest, said = (f"{day:%d.%m.%Y}" for day in (span.newest, options.as_of))
            wrong = f"есть запись от {newest}, а день выгрузки — {said}"
            raise DataRefusal(
                [Problem(names, wrong, mend="Укажите верный день выгрузки (--as-of)")]
            )
        # A file cannot tell of days after it was written.
        written = min(file.modified for file in files)
        if (end := min(options.as_of, written) - ONE_DAY) > last:
            last, why_last = end, "день выгрузки ещё не кончился"
    if last < span.first:
        wrong = "ни одного дня нет в выгрузке целиком"
        raise DataRefusal([Problem(names, wrong, mend="Выгрузите больше записей")])
    days = days_of(Period(span.first, last))
    of_day: dict[date, list[Post]] = defaultdict(list)
    for post in posts:
        of_day[post.day].append(post)
    taken = sum(len(of_day[day]) for day in days)
    told = {name for name in MEASURES for post in posts if post.counts.get(name) is not None}
    noticed = [
        f"Взяты целые дни: с {span.first:%d.%m.%Y} ({span.why_first}) "
        f"по {last:%d.%m.%Y} ({why_last}). Записей страницы — {len(posts)}, "
        f"из них в эти дни — {taken}.",
    ]
    publications = [
        row_of(single(day), section=section, publications=len(of_day[day])) for day in days
    ]
    gathered = [
        row_of(
            single(day),
            **{name: _total(name, of_day[day]) if name in told else None for name in MEASURES},
        )
        for day in days
    ]
    return Extract({"publications": publications, **parted("engagement", gathered)}, noticed)


def _total(name: str, posts: Sequence[Post]) -> int | None:
    """Add up over the posts of a day; the sum is unknown if one of them is."""
    counts = [post.counts.get(name) for post in posts]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
