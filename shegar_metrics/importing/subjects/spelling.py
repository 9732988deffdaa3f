"""Periods as people and systems write them: a day, a month, an interval, an hour of a day.

A cell is read whole, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ... import cells
from ...period import DAYS_IN_WEEK, MONTHS_IN_YEAR, Period
from ..files.days import YEARS
from .periods import calendar_part, single

BETWEEN = re.compile(r"\s*(?:[-‐‑‒–—―−/~…,;→]|\.{2,3}|\b(?:to|through|по|до)\b)\s*")
FROM = re.compile(
    r"(?:(?:week|неделя)\s+)?(?:from|со?|c)\s+|(?:week|неделя)\s+(?=[^-–—]{1,40}[-–—][^-–—]{7,40}$)"
)
ENGLISH_DAY = re.compile(r"([^\W\d]+\.?) \d{1,2}")
"""«January 2 – 8, 2023» bears the month at its beginning alone."""
CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
MOMENT = re.compile(rf"(?P<day>.+?)[\st]+(?P<clock>{CLOCK})")
MIDNIGHT, LAST_MINUTE = "00:00:00", "23:59"
QUARTER = re.compile(
    r"(?:q(?P<a>[1-4])\s*|(?P<b>i{1,3}|iv|[1-4])(?:-?й)?\s*кв(?:\.|артал)?\s*)(?P<year>\d{4})"
    r"(?:\s*г(?:\.|ода?)?)?|(?P<year2>\d{4})[\s-]*q(?P<c>[1-4])"
)
SHORT_MONTH = re.compile(r"([^\W\d]+)[.-](\d\d)")
"""What Excel makes of ``2023-01``: «янв.23», «Jan-23»."""
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WEEK = re.compile(r"(\d{4})-?w(\d\d)")
YEAR = re.compile(r"(\d{4})(?:\s*(?:г\.?|год))?")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A period that is written in a cell.

    Parameters
    ----------
    period
        Its days.
    clock
        The time at which it begins, ``"09:00:00"``, if one is written.
    is_day
        Whether one date is written, which may stand for a longer period that it begins.
    """

    period: Period
    clock: str | None = None
    is_day: bool = False

    @property
    def is_finer(self) -> bool:
        """Whether it is less than a day; midnight may be written of a day, too."""
        return self.clock is not None and not (self.is_day and self.clock == MIDNIGHT)


def spelled(cell: str) -> Spelled | None:
    """Read a period; ``None`` if the cell is none, or another thing beside it.

    Examples
    --------
    >>> [spelled(cell).period.days for cell in ("31.01.2023", "янв. 2023", "1–8 января 2023 г.")]
    [1, 31, 8]
    >>> spelled("2023-01-01 09:00").clock, spelled("январь")
    ('09:00:00', None)
    """
    text = FROM.sub("", " ".join(cells.stripped(cell).lower().split()), count=1)
    if OTHER_DIGIT.search(text):
        return None
    found = _one(text) or next(_intervals(text), None)
    if found and found.period.start.year in YEARS and found.period.end.year in YEARS:
        return found
    return None


def _one(text: str) -> Spelled | None:
    """Read a period that is written without its end."""
    if day := cells.as_date(text):
        return Spelled(single(day), MIDNIGHT if ":" in text else None, is_day=True)
    if (moment := MOMENT.fullmatch(text)) and (day := cells.as_date(moment["day"])):
        return Spelled(single(day), _clock(moment["clock"]))
    part = _part(text)
    return Spelled(part) if part else None


def _part(text: str) -> Period | None:
    """Read a month, a quarter, a week or a year."""
    try:
        short = SHORT_MONTH.fullmatch(text)
        if month := cells.as_month(f"{short[1]} 20{short[2]}" if short else text):
            return calendar_part(month)
        if found := QUARTER.fullmatch(text):
            number = found["a"] or found["b"] or found["c"]
            month_number = (ROMAN.get(number) or int(number)) * 3
            return calendar_part(date(int(found["year"] or found["year2"]), month_number, 1), 3)
        if found := WEEK.fullmatch(text):
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return Period(monday, monday + timedelta(days=DAYS_IN_WEEK - 1))
        if found := YEAR.fullmatch(text):
            return calendar_part(date(int(found[1]), 1, 1), MONTHS_IN_YEAR)
    except ValueError:  # no such year, week or month
        pass
    return None


def _intervals(text: str) -> Iterator[Spelled]:
    """Yield what a text is if it is parted in two at a dash, or at a word in its place."""
    for between in BETWEEN.finditer(text):
        first, last = text[: between.start()], text[between.end() :]
        end = _one(last)
        if end and end.is_day and end.clock:
            continue  # whether the last day ends at 00:00 or begins, it does not say
        if end is None and re.fullmatch(CLOCK, last):  # «2023-01-01 09:00 - 10:00»
            start = _one(first)
            end = start and Spelled(start.period, _clock(last))
        if end is None and (month := ENGLISH_DAY.fullmatch(first)):
            end = _one(f"{month[1]} {last}")
        start = end and (_one(first) or _one(_completed(first, last)))
        if start and end and (found := _joined(start, end)):
            yield found


def _completed(first: str, last: str) -> str:
    """Add to a beginning what only the end bears: «1–31 января 2023», «01.01–31.01.2023»."""
    if re.fullmatch(r"\d{1,2}", first) and re.match(r"\d{1,2}\b", last):
        return re.sub(r"^\d{1,2}\b", first, last)
    year = re.search(r"\d{4}", last)
    joint = "." if re.fullmatch(r"\d{1,2}\.\d{1,2}", first) else " "
    return f"{first}{joint}{year[0]}" if year else first


def _joined(start: Spelled, end: Spelled) -> Spelled | None:
    if _kind(start) != _kind(end):
        return None  # a day and a month are no ends of one interval
    period = Period(start.period.start, end.period.end)
    begins = start.clock in (None, MIDNIGHT)
    if end.clock and not (begins and end.clock.startswith(LAST_MINUTE)):
        return Spelled(start.period, start.clock or MIDNIGHT) if period.days == 1 else None
    return Spelled(period) if begins and period.days > 0 else None


def _kind(end: Spelled) -> tuple[bool, int | None]:
    """Return whether a period is of a day at most, or else how many months it is of."""
    lengths = (1, 3, MONTHS_IN_YEAR)
    whole = (m for m in lengths if calendar_part(end.period.start, m) == end.period)
    return end.is_day or end.clock is not None, next(whole, None)


def _clock(text: str) -> str:
    hours, minutes, *seconds = text.split(":")
    return f"{int(hours):02}:{minutes}:{seconds[0] if seconds else '00'}"
