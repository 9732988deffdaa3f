"""Groupings by time of Yandex.Metrica's reports: which they are, and how long their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from ...period import DAYS_IN_WEEK, MONTHS_IN_YEAR, Period
from ..files.export import Wrong
from ..files.shapes import Day, Part
from .periods import calendar_part
from .spelling import MIDNIGHT, Spelled, spelled

BY_TIME = re.compile(r"ym:(?:s|pv):(?:(dateTime|date)|startOf(\w+)|datePeriod(\w*|<group>))")
DATED = re.compile(rf"\s*{BY_TIME.pattern}!n\s*")
"""A filter of the standard reports: of every visit that has a date, which each has."""
ENDS: Mapping[str, Callable[[date], date]] = {
    "date": lambda day: day,
    "day": lambda day: day,
    "week": lambda day: day + timedelta(days=DAYS_IN_WEEK - 1),
    "month": lambda day: calendar_part(day).end,
    "quarter": lambda day: calendar_part(day, 3).end,
    "year": lambda day: calendar_part(day, MONTHS_IN_YEAR).end,
}
"""The last day of the part of a calendar that begins on a given day."""
FINER = {"hour", "dekaminute", "minute", "datetime"}


def _when(value: Any) -> Spelled:
    found = spelled(value) if isinstance(value, str) else None
    if found is None:
        raise Wrong("не день", "дата вида 2022-12-31")
    return found


def _interval(value: Any) -> Spelled:
    is_pair = isinstance(value, list) and list(map(type, value)) == [str, str]
    found = spelled(" - ".join(value)) if is_pair else None
    if found is None:
        raise Wrong("не интервал", "начало и конец, который не раньше его")
    return found


Interval = Annotated[Spelled, PlainValidator(_interval)]
"""The beginning and the end of an interval of time."""


class Named(Part):
    """The value of a grouping by time, as an answer bears it."""

    name: Annotated[Spelled, PlainValidator(_when)]
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")


def is_by_time(dimensions: Sequence[str]) -> bool:
    """Tell whether an answer is grouped by time and by nothing else."""
    return len(dimensions) == 1 and BY_TIME.fullmatch(dimensions[0]) is not None


def length(dimension: str, group: str) -> str:
    """Name the part of a calendar that a grouping by time has a row for.

    Parameters
    ----------
    dimension
        The grouping: ``ym:s:startOfMonth``, ``ym:s:datePeriodmonth``.
    group
        The parameter of the query that says it where the grouping does not.
    """
    found = BY_TIME.fullmatch(dimension)
    said = next((part for part in found.groups() if part), "") if found else ""
    return (group if said in ("", "<group>") else said).lower()


def period(named: Named, length: str) -> Spelled | None:
    """Return the period of a row: as it is told, or as long as its grouping says."""
    if named.start and named.end and named.start <= named.end:
        return Spelled(Period(named.start, named.end))
    when = named.name
    if when.is_day and length in ENDS:
        return Spelled(Period(when.period.start, ENDS[length](when.period.start)))
    if length in FINER:
        return Spelled(when.period, when.clock or MIDNIGHT)
    return None if when.is_day or when.clock else when
