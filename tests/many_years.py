"""A made-up package of many years in a row, as few numbers a year as a report needs.

uv run python -m tests.many_years build/twenty 2006 2025
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random

from . import packages
from .packages import SITE, add, source

OPENED = {"ok": 2012, "vk": 2010, "telegram": 2018, "rutube": 2022, "max": 2025}
"""The year in which each page was opened, by its id."""

EVENTS = (
    (date(2008, 5, 12), "сайт переехал", SITE),
    (date(2010, 3, 1), "открыта страница ВКонтакте", "vk"),
    (date(2013, 1, 1), "счётчик сайта заменён", SITE),
    (date(2015, 8, 3), "сайт не работал", SITE),
    (date(2018, 2, 2), "открыт канал в Telegram", "telegram"),
    (date(2020, 3, 30), "объявлены нерабочие дни", None),
    (date(2022, 3, 14), "площадки заблокированы", None),
    (date(2025, 9, 1), "открыт канал в MAX", "max"),
)


def many_years(folder: Path, first: int, last: int) -> Path:
    """Write a package of the years from the first to the last."""
    packages.empty(folder)
    packages.add_reference(folder)
    chance = Random(first)
    for page, year in OPENED.items():
        title = packages.PLATFORMS[page]
        add(folder, "pages", id=page, platform=page, title=title, opened=date(year, 1, 15))
    cited = source(folder, "register", "Реестр страниц", "manual", date(last + 1, 2, 1))
    for day, text, page_id in EVENTS:
        if first <= day.year <= last:
            add(folder, "events", date=day, text=text, page=page_id, source=cited)
    for year in range(first, last + 1):
        _write_year(folder, year, chance, cited, first)
    return folder


def _write_year(folder: Path, year: int, chance: Random, cited: str, first: int) -> None:
    grown = 100 + 9 * (year - first)
    if year % 7:  # in some years nobody counted
        visits = 21_000 * grown * chance.randint(92, 108) // 10_000
        add(folder, "visits", page=SITE, visits=visits, period=year, source=cited)
    for section, ordinary in (("news", 210), ("administration_acts", 120), ("council_acts", 70)):
        count = ordinary * grown * chance.randint(90, 110) // 10_000
        row = {"page": SITE, "section": section, "publications": count}
        add(folder, "publications", **row, period=year, source=cited)
    amount = 24_000 * grown // 100
    add(
        folder,
        "costs",
        item="site_maintenance",
        contract=year,
        method="paid",
        amount_rub=amount,
        period=year,
        source=cited,
    )
    for number, (page, opened) in enumerate(OPENED.items(), start=2):
        if year >= opened:
            count = (year - opened + 1) * 900 // number + chance.randint(0, 60)
            day = date(year, 12, 31)
            add(folder, "subscribers", as_of=day, page=page, subscribers=count, source=cited)
    received = 90 + chance.randint(0, 40)
    add(
        folder,
        "feedback",
        channel="pos",
        received=received,
        answered=received,
        answered_on_time=received - chance.randint(2, 12),
        period=year,
        source=cited,
    )


if __name__ == "__main__":
    print(many_years(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
