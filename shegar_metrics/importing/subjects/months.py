"""Publications of the site, from single items to rows of whole months or years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from ...dataset.reference import Row
from ...period import MONTHS_IN_YEAR, Period
from ...problems import listed
from .periods import calendar_part, calendar_parts, row_of


def counted(
    items: Sequence[tuple[str, date]],
    sections: Sequence[Row],
    written: date,
    months: int = 1,
    others: Sequence[date] = (),
) -> tuple[list[Row], list[str]]:
    """Count items by section and month, as far as the months are whole.

    Nothing in a list of items tells where it was cut, so its first month is taken only if it
    is a January, and its last only if it is a December that was over when the file was written.
    A month without items is zero only between two months of its section that have some.

    Parameters
    ----------
    items
        The section and the day of each. One later than the file is no publication yet.
    sections
        The sections of the site, from the reference tables.
    written
        The day the file was written.
    months
        How many months a row spans: 1, or 12 if items are known by their year only.
    others
        The days of what stands in the list and does not count: they tell how far it reaches.

    Returns
    -------
    list of rows, list of str
        Rows of ``publications``, and what was noticed.
    """
    noticed = []
    coming = sorted(day for _, day in items if day > written)
    if coming:
        days = listed([f"{day:%d.%m.%Y}" for day in coming], ", ")
        noticed.append(
            f"Не взято записей с датой позже дня записи файла ({written:%d.%m.%Y}) — "
            f"{len(coming)}: {days}."
        )
    counts = Counter(
        (section, calendar_part(day, months)) for section, day in items if day <= written
    )
    every = sorted({part for _, part in counts})
    if not every:
        return [], noticed
    beside = {calendar_part(day, months) for day in others if day <= written}
    first, last = min([every[0], *beside]), max([every[-1], *beside])
    whole = [
        part
        for part in calendar_parts(Period(every[0].start, every[-1].end), months)
        if (part > first or part.start.month == 1)
        and (part < last or part.end.month == MONTHS_IN_YEAR)
        and part.end < written
    ]
    for part in every:
        if part not in whole:
            lost = sum(count for (_, other), count in counts.items() if other == part)
            noticed.append(
                f"Не взято: {_named(part, months)}, записей — {lost}: период на краю выгрузки или "
                "не кончился ко дню её записи, и она может быть неполна."
            )
    rows: list[Row] = []
    for section, title in ((row["code"], row["title"]) for row in sections):
        own = [part for (name, part) in counts if name == section]
        if not own:
            continue
        inside = [part for part in whole if min(own) <= part <= max(own)]
        rows += [
            row_of(part, section=section, publications=counts[section, part]) for part in inside
        ]
        empty = [_named(part, months) for part in inside if not counts[section, part]]
        outside = [_named(part, months) for part in whole if part not in inside]
        if empty:
            noticed.append(f"{title}: записей нет, посчитано нулём: {', '.join(empty)}.")
        if outside:
            noticed.append(
                f"{title}: записей нет на краю выгрузки, и это не ноль: {', '.join(outside)}. "
                "Если публикаций не было, впишите 0 сами."
            )
    if whole:
        by = "месяцам" if months == 1 else "годам"
        span = f"{_named(whole[0], months)} — {_named(whole[-1], months)}"
        noticed.insert(0, f"Взято по {by}: {span}.")
    return rows, noticed


def _named(part: Period, months: int) -> str:
    return f"{part.start:%m.%Y}" if months == 1 else f"{part.start:%Y}"
