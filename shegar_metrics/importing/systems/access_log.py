"""The access log of a web server, in the combined format: an estimate of visits.

A visit is taken as the successful requests of pages with one address and one browser that lie
no more than 30 minutes apart. People behind one address are one visitor here, robots that hide
are people, and pages that a browser has kept are not seen at all: a counter on the site itself
(Metrica, Matomo) counts otherwise, and better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import duckdb

from ...dataset.notes import to_print
from ...problems import DataRefusal
from ..files.export import Export
from ..files.streams import database, numbered_lines, refuse_overlong, refuse_repeated
from ..importer import Extract, Importer, Options
from ..subjects.periods import between_others, left_out, row_of, single
from ..subjects.requests import BEGINNING, LINE, RULES, Rules, load, rules_beside
from ..subjects.robots import list_named
from ..subjects.senders import (
    are_masked,
    listed_times,
    refuse_nameless,
    refuse_proxies,
    senders_in,
)

IDLE = timedelta(minutes=30)
MOST_UNREAD = 0.01
"""Scanners send rubbish, so a few lines are; but a log of another format is refused."""
NOTE = (
    "оценка по журналу сервера: сеансы с перерывом не более 30 минут по паре «адрес, браузер», "
    "без роботов по списку {robots}"
)

SEEN = """
    SELECT count(*), count(*) - count(moment), (SELECT count(*) FROM reject_errors),
        list(DISTINCT zone ORDER BY zone) FILTER (moment IS NOT NULL)
    FROM requests
"""
# A request that two logs hold counts once; one that a log holds twice was made twice.
DAYS = """
    WITH once AS (
        SELECT visitor, agent, moment, max(times) AS views, sum(times) - max(times) AS repeated
        FROM (
            SELECT file, visitor, agent, moment, target, count(*) AS times
            FROM people WHERE NOT is_service AND moment IS NOT NULL GROUP BY ALL
        )
        GROUP BY visitor, agent, moment, target
    ), pages AS (
        SELECT *, moment - lag(moment) OVER (PARTITION BY visitor, agent ORDER BY moment) AS idle
        FROM once
    ), counted AS (
        SELECT moment::DATE AS day, sum(views)::BIGINT AS views, sum(repeated)::BIGINT AS repeated,
            count(*) FILTER (idle IS NULL OR idle > $idle) AS visits
        FROM pages GROUP BY day
    )
    SELECT day, coalesce(visits, 0), coalesce(views, 0), coalesce(repeated, 0)
    FROM (SELECT DISTINCT moment::DATE AS day FROM requests WHERE moment IS NOT NULL)
    LEFT JOIN counted USING (day) ORDER BY day
"""
SITES = r"""
    SELECT regexp_replace(lower(site), '^www\.|\.?(?::\d+)?$', '', 'g') AS name, count(*) AS pages
    FROM people WHERE NOT is_service AND site IS NOT NULL GROUP BY name
    HAVING regexp_matches(name, '\pL') AND name <> 'localhost' ORDER BY pages DESC, name
"""
SERVICES = r"""
    SELECT regexp_extract(target, '^[^?#]*([?][^=&#]*)?') AS address, count(*) AS times
    FROM people WHERE is_service GROUP BY address ORDER BY times DESC, address
"""
PROGRAMS = """
    SELECT agent, count(*) AS times FROM requests SEMI JOIN programs USING (agent)
    WHERE NOT is_service GROUP BY agent ORDER BY times DESC, agent
"""


class _Day(NamedTuple):
    day: date
    visits: int
    views: int
    repeated: int


class _Log(NamedTuple):
    """What was found in the logs: their lines, those unread and not UTF-8, zones, days, the rest.

    The rest is what does not count, how often each service and each program asked, and whether
    the ends of all addresses are cut off.
    """

    lines: int
    unread: int
    undecoded: int
    zones: list[str]
    days: list[_Day]
    services: list[tuple[str, int]]
    programs: list[tuple[str, int]]
    is_masked: bool = False


def _looks_so(export: Export) -> bool:
    return bool(re.match(BEGINNING, export.head.decode("latin-1").lstrip()))


@Importer(
    kind="access-log",
    title="Журнал веб-сервера (nginx, Apache) в формате combined: оценка посещений",
    cited="Журнал веб-сервера официального сайта",
    how="На сервере сайта: файлы access.log* за нужное время (обычно в /var/log/nginx или "
    "/var/log/apache2; сжатые .gz распаковывать не нужно), передайте их все вместе. Первый и "
    "последний день не берутся, поэтому для года нужны и 31 декабря до него, и 1 января после. "
    f"Что не считать страницей, задаёт файл {RULES}; свой положите рядом с журналом. Годится, "
    "только если счётчика на самом сайте нет.",
    recognise=_looks_so,
    personal=True,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Estimate visits and page views of each day that the log certainly covers."""
    refuse_repeated(files)
    for export in files:
        refuse_overlong(export)
    rules = rules_beside(files[0])
    log = _read(files, rules, site_name(options.reference.latest["site"] or ""))
    days = {each.day: each for each in log.days}
    # A day beside one without a line may be partial too: the log begins or ends on it.
    covered = between_others(days)
    if not covered:
        raise files[0].refusal("в журнале нет ни одного дня, который он покрывает целиком")
    note = to_print(NOTE.format(robots=list_named()))
    rows = [
        row_of(single(day), visits=each.visits, page_views=each.views, note=note)
        for day, each in days.items()
        if day in covered
    ]
    partial = ", ".join(f"{day:%d.%m.%Y}" for day in days if day not in covered)
    noticed = [
        "Это оценка: счётчик на самом сайте (Метрика, Matomo) считает иначе и точнее.",
        f"Журнал может покрывать не целиком и потому не взяты дни: {partial}.",
        *_noticed(log, rules, files[0]),
    ]
    return Extract({"visits": rows}, noticed)


def site_name(address: str) -> str:
    """Return the name of a site out of its address, without «www»."""
    return re.sub(r"^(?:https?://)?(?:www\.)?|[/:].*$", "", address.strip().lower())


def _read(files: Sequence[Export], rules: Rules, own: str) -> _Log:
    """Count by day; refuse what is no such log, or does not tell whose requests these are."""
    try:
        with database() as connection:
            load(connection, files, rules)
            ((lines, unread, undecoded, zones),) = connection.execute(SEEN).fetchall()
            log = _Log(
                lines + undecoded,
                unread + undecoded,
                undecoded,
                zones or [],
                [_Day(*day) for day in connection.execute(DAYS, {"idle": IDLE}).fetchall()],
                connection.execute(SERVICES).fetchall(),
                connection.execute(PROGRAMS).fetchall(),
            )
            if not log.days or log.unread > log.lines * MOST_UNREAD:
                raise _another_format(files, log)
            _refuse_without_pages(files[0], log)
            _refuse_several_sites(files[0], connection.execute(SITES).fetchall(), own)
            senders = senders_in(connection)
            refuse_nameless(files[0], senders)
            refuse_proxies(files[0], senders)
    except duckdb.Error as error:
        raise files[0].refusal("журнал не читается построчно") from error
    return log._replace(is_masked=are_masked(senders))


def _refuse_without_pages(export: Export, log: _Log) -> None:
    if any(day.views for day in log.days):
        return
    asked = [
        f"{what} — {sum(times for _, times in numbers)} ({listed_times(numbers)})"
        for what, numbers in (("роботов", log.programs), ("служебных", log.services))
        if numbers
    ]
    others = "остальные" if asked else "все"
    raise export.refusal(
        "люди не запросили ни одной страницы, и это не ноль: строк — "
        f"{log.lines}, из них {'; '.join([*asked, others])} — файлы, формы и неудачные запросы",
        mend="Возьмите журнал самого сайта, а не его статики; "
        f"что не считать страницей, задаёт {RULES}",
    )


def _refuse_several_sites(export: Export, sites: Sequence[tuple[str, int]], own: str) -> None:
    if len(sites) > 1:
        name = next((name for name, _ in sites if name == own), sites[0][0])
        raise export.refusal(
            f"в журнале запросы к нескольким сайтам: {listed_times(sites)}",
            "журнал одного сайта",
            f"Оставьте строки своего: grep -F '{name}' {export.name} > site.log",
        )


def _noticed(log: _Log, rules: Rules, export: Export) -> Iterator[str]:
    days = {each.day for each in log.days}
    lost = len(left_out(days))
    if lost:
        yield f"Дней, за которые в журнале нет ни строки, — {lost}: это не ноль."
    if log.unread:
        yield f"Строк не разобрано — {log.unread} из {log.lines}."
    local = sorted({f"{datetime.combine(day, time(12), export.zone):%z}" for day in days})
    if log.zones != local:
        told = f"({', '.join(log.zones)}) переведено в местное ({', '.join(local)})"
        yield f"Время сервера {told}."
    if log.is_masked:
        yield (
            "Адреса посетителей в журнале обрезаны (…0): разные люди с одним браузером сочтены "
            "одним, и посещений на деле больше."
        )
    repeated = sum(each.repeated for each in log.days)
    if repeated:
        yield f"Запросов, которые есть в двух журналах, — {repeated}: взяты один раз."
    if log.services:
        named = f"правила из {rules.origin}"
        yield f"Не страницы ({named}), запросов людей: {listed_times(log.services)}."
    if log.programs:
        named = f"список {list_named()} и кто не называет себя браузером"
        yield f"Роботы и другие программы ({named}), запросов: {listed_times(log.programs)}."


def _another_format(files: Sequence[Export], log: _Log) -> DataRefusal:
    """Name the first line that does not fit."""
    if log.undecoded > log.lines * MOST_UNREAD:
        return files[0].refusal(
            f"строк не в кодировке UTF-8 — {log.undecoded} из {log.lines}",
            mend="Перекодируйте журнал: iconv -f cp1251 -t utf-8 access.log > utf8.log",
        )
    for export in files:
        for number, line in numbered_lines(export):
            text = line.decode("latin-1").rstrip("\r\n")
            if text and not re.match(LINE, text):
                return export.refusal(
                    f"строк не в формате combined — {log.unread} из {log.lines}, это первая",
                    'строка вида: адрес - - [31/Dec/2022:10:00:00 +0700] "GET / HTTP/1.1" 200 512 '
                    '"откуда" "браузер"',
                    "Включите на сервере формат combined",
                    row=number,
                )
    return files[0].refusal(f"строк с невозможной датой — {log.unread} из {log.lines}")
