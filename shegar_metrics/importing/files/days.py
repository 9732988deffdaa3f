"""The day of a moment, as people count days: by the clocks of their own place."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo

from ... import cells

ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d")
TIME = re.compile(r",?\s+(?:[в–-]\s+)?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$")
YEARS = range(1990, 2101)


def local_day(moment: datetime, zone: tzinfo) -> date | None:
    """Return the day of *moment* in a zone; ``None`` if its year is out of all bounds.

    A moment without a zone is taken as local.
    """
    if moment.year not in YEARS:
        return None
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def as_day(cell: str, zone: tzinfo) -> date | None:
    """Read the day of a cell that may bear a time: «31.12.2022 10:30», ``2022-12-31T20:00Z``."""
    text = cells.stripped(cell)
    if ISO_MOMENT.match(text):
        try:
            return local_day(datetime.fromisoformat(text), zone)
        except ValueError:
            return None
    day = cells.as_date(TIME.sub("", text))
    return day if day and day.year in YEARS else None
