"""A small valid export of every importer, from the tests of the importers: what is spoilt here."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook

from tests.importing import (
    test_access_log,
    test_contracts,
    test_eis,
    test_form_months,
    test_form_year,
    test_jsons,
    test_matomo,
    test_matomo_api,
    test_max,
    test_metrika_api,
    test_metrika_logs,
    test_metrika_table,
    test_posts_table,
    test_publications,
    test_rss,
    test_sitemap,
    test_telegram,
    test_tgstat,
    test_vk_page,
    test_vk_stats,
    test_vk_wall,
)
from tests.importing.conftest import fill

DAYS = [date(2023, 3, 1) + timedelta(days=n) for n in range(6)]


def workbook(text: str, delimiter: str) -> bytes:
    """Save a table as Excel does."""
    book, file = Workbook(), io.BytesIO()
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(file)
    return file.getvalue()


def dumped(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def access_log() -> str:
    lines = (
        test_access_log.line(f"02/May/2023:10:{n:02}:00 +0700", address=f"198.51.100.{n % 3}")
        for n in range(9)
    )
    return "".join([test_access_log.BEFORE, *lines, test_access_log.AFTER])


def gospabliki() -> str:
    titles = ";".join(column.title for column in test_form_months.GOSPABLIKI.columns)
    return f"{titles}\n01.01.2023;31.01.2023;125;40;12,5;замер\n01.02.2023;28.02.2023;0;;;\n"


def year() -> bytes:
    with TemporaryDirectory() as folder:
        return fill(Path(folder) / "a.xlsx", 2023, test_form_year.numbers(2023)).read_bytes()


def wall() -> str:
    counts = [
        {name: {"count": n * times} for name, times in (("views", 107), ("likes", 13))}
        for n in range(1, 6)
    ]
    items = [
        test_vk_wall.item(9 - n, day, **count)
        for n, (day, count) in enumerate(zip(reversed(DAYS[:5]), counts, strict=True))
    ]
    return test_vk_wall.wall(5, *items)


def trends() -> bytes:
    points = [test_jsons.GOOD["ok-trends"]["members_count"][0] | {"value": 1100}]
    points += [{"time": points[0]["time"] + 86_400_000 * n, "value": 1100 + n} for n in (1, 2, 3)]
    return dumped({"members_count": points, "reach": points})


def reach() -> str:
    spans = test_vk_stats.JANUARY, test_vk_stats.FEBRUARY
    return test_vk_stats.stats(
        *(test_vk_stats.period(*span, reach={"reach": 450 + n}) for n, span in enumerate(spans))
    )


SEEDS: dict[str, tuple[str | bytes, ...]] = {
    "access-log": (access_log(),),
    "contracts": (test_contracts.REGISTER, workbook(test_contracts.REGISTER, ";")),
    "eis": (test_eis.export(test_eis.SITE, test_eis.PAPER, test_eis.SECOND),),
    "gospabliki": (gospabliki(),),
    "matomo": (test_matomo.RAW, test_matomo.RAW.encode("utf-16")),
    "matomo-api": (dumped(test_matomo_api.ANSWER),),
    "max-chat": (dumped(test_max.CHAT),),
    "max-messages": (test_max.answer(*test_max.POSTS),),
    "metrika": (test_metrika_table.MONTHS, workbook(test_metrika_table.MONTHS, ",")),
    "metrika-api": (dumped(test_metrika_api.table()), dumped(test_metrika_api.by_time())),
    "metrika-logs": (test_metrika_logs.LOG,),
    "ok-counters": (dumped(test_jsons.GOOD["ok-counters"]),),
    "ok-trends": (trends(),),
    "pos": (
        test_form_months.lines(
            test_form_months.JANUARY, test_form_months.FEBRUARY, test_form_months.MARCH
        ),
    ),
    "posts-table": (test_posts_table.table(*test_posts_table.ROWS),),
    "publications": (test_publications.YEAR,),
    "rss": (test_rss.rss(test_rss.MOMENTS),),
    "sitemap": (test_sitemap.sitemap(*test_sitemap.DATED),),
    "telegram": (
        test_telegram.text(test_telegram.channel(test_telegram.CREATED, *test_telegram.POSTS)),
    ),
    "telegram-members": (dumped(test_jsons.GOOD["telegram-members"]),),
    "tgstat": (test_tgstat.answer(("2023-07-10", "491"), ("2023-07-09", 490)),),
    "vk-group": (dumped(test_jsons.GOOD["vk-group"]),),
    "vk-members": (dumped({"response": {"count": 2421, "items": [1, 2, 3]}}),),
    "vk-page": (test_vk_page.file(*test_vk_page.ATTENDANCE, *test_vk_page.REACHED),),
    "vk-stats": (reach(),),
    "vk-wall": (wall(), test_vk_wall.PART),
    "year": (year(),),
}
"""By kind; of some both as text and as a book of Excel."""


SAID: dict[str, dict[str, Any]] = {
    "max-messages": {"as_of": date(2026, 7, 1)},
    "vk-members": {"as_of": date(2024, 7, 1)},
}
"""What is said of the files of a kind that does not tell enough itself."""


def content(seed: str | bytes) -> bytes:
    return seed if isinstance(seed, bytes) else seed.encode("utf-8")
