"""Publications of the site, from single items to rows of whole months or years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from ..dataset.reference import Row

MONTHS_IN_YEAR = 12


def counted(
    items: Sequence[tuple[str, date]], sections: Sequence[Row], written: date, months: int = 1
) -> tuple[list[Row], list[str]]:
    """Count items by section and month, as far as the months are whole.

    Nothing in a list of items tells where it was cut, so its first month is taken only if it
    is a January, and its last only if it is a December that was over when the file was written.
    A month without items is zero only between two months of its section that have some.

    Parameters
    ----------
    items
        The section and the day of each.
    sections
        The sections of the site, from the reference tables.
    written
        The day the file was written.
    months
        How many months a row spans: 1, or 12 if items are known by their year only.

    Returns
    -------
    list of rows, list of str
        Rows of ``publications``, and what was noticed.
    """
    counts = Counter((section, _index(day) // months) for section, day in items)
    every = sorted({unit for _, unit in counts})
    whole = [
        unit
        for unit in range(every[0], every[-1] + 1)
        if (unit > every[0] or _start(unit, months).month == 1)
        and (unit < every[-1] or _end(unit, months).month == MONTHS_IN_YEAR)
        and _end(unit, months) < written
    ]
    noticed = []
    for unit in every:
        if unit not in whole:
            lost = sum(count for (_, other), count in counts.items() if other == unit)
            noticed.append(
                f"Не взято: {_named(unit, months)}, записей — {lost}: период на краю выгрузки или "
                "не кончился ко дню её записи, и она может быть неполна."
            )
    rows: list[Row] = []
    for section, title in ((row["code"], row["title"]) for row in sections):
        own = [unit for (name, unit) in counts if name == section]
        if not own:
            continue
        inside = [unit for unit in whole if min(own) <= unit <= max(own)]
        rows += [
            {
                "period_start": _start(unit, months),
                "period_end": _end(unit, months),
                "section": section,
                "publications": counts[section, unit],
            }
            for unit in inside
        ]
        empty = [_named(unit, months) for unit in inside if not counts[section, unit]]
        outside = [_named(unit, months) for unit in whole if unit not in inside]
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


def _index(day: date) -> int:
    return day.year * MONTHS_IN_YEAR + day.month - 1


def _start(unit: int, months: int) -> date:
    year, month = divmod(unit * months, MONTHS_IN_YEAR)
    return date(year, month + 1, 1)


def _end(unit: int, months: int) -> date:
    return _start(unit + 1, months) - timedelta(days=1)


def _named(unit: int, months: int) -> str:
    return f"{_start(unit, months):%m.%Y}" if months == 1 else f"{_start(unit, months):%Y}"
