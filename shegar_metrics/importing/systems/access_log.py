"""The access log of a web server, in the combined format: an estimate of visits.

A visit is taken as the successful requests of pages with one address and one browser that lie
no more than 30 minutes apart. People behind one address are one visitor here, robots that hide
are people, and pages that a browser has kept are not seen at all: a counter on the site itself
(Metrica, Matomo) counts otherwise, and better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta

import duckdb

from ...problems import DataRefusal
from .. import Export, Extract, Importer, Options
from ..periods import between_others, left_out, row_of, single
from ..streams import database, literal_paths, numbered_lines, refuse_overlong, refuse_repeated

MOMENT = r"\[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d) ([+-]\d{4})\]"
BEGINNING = rf"^(\S+) \S+ [^\[\n]*{MOMENT} "
LINE = BEGINNING + r'"((?:[^"\\]|\\.)*)" (\d{3}) \S+ "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)"'
IDLE = timedelta(minutes=30)
# The last part of the path has no extension, or that of a page.
PAGE = (
    r"^GET (?:https?://[^/ ]+)?(?:[^ ?#]*/)?"
    r"[^ ?#/.]*(?i:\.(?:html?|php|aspx?|jsp))?(?:[?#][^ ]*)? "
)
ROBOTS = (
    "bot|crawl|spider|slurp|scan|monitor|check|uptime|zabbix|preview|externalhit|feed|headless|"
    "phantom|lighthouse|curl|wget|python|java/|libwww|okhttp|http-?client|axios|go-http|scrapy|"
    r"postman|compatible; ?yandex|mail\.ru|^-?$"
)
MOST_UNREAD = 0.01
"""Scanners send rubbish, so a few lines are; but a log of another format is refused."""
NOTE = (
    "оценка по журналу сервера: сеансы с перерывом не более 30 минут по паре «адрес, браузер», "
    "без известных роботов"
)

# No line of a log has the control character that is named as the delimiter, so a line is a cell.
REQUESTS = """
    CREATE TABLE requests AS
    WITH lines AS (
        SELECT regexp_extract(
            line, $line, ['address', 'moment', 'zone', 'request', 'status', 'agent']
        ) AS part
        FROM read_csv($files, columns = {'line': 'VARCHAR'}, header = false, delim = '\x01',
            quote = '', escape = '', auto_detect = false, compression = 'none',
            strict_mode = false, hive_partitioning = false, store_rejects = true, rejects_limit = 0)
        WHERE line <> ''
    ), dated AS (
        SELECT *, try_strptime(part.moment, '%d/%b/%Y:%H:%M:%S') AS moment FROM lines
    )
    SELECT
        CASE WHEN year(moment) BETWEEN 1990 AND 2100 THEN moment END AS moment,
        part.zone AS zone,
        hash(part.address, part.agent) AS visitor,
        part.status IN ('200', '304') AND regexp_matches(part.request, $page)
            AND NOT regexp_matches(part.agent, $robots, 'i') AS page
    FROM dated
"""
SEEN = """
    SELECT count(*) + rejected, count(*) - count(moment) + rejected,
        list(DISTINCT zone ORDER BY zone) FILTER (moment IS NOT NULL)
    FROM requests, (SELECT count(*) AS rejected FROM reject_errors) GROUP BY rejected
"""
DAYS = """
    WITH pages AS (
        SELECT moment, moment - lag(moment) OVER (PARTITION BY visitor ORDER BY moment) AS idle
        FROM requests WHERE page
    ), counted AS (
        SELECT moment::DATE AS day, count(*) AS views,
            count(*) FILTER (idle IS NULL OR idle > $idle) AS visits
        FROM pages GROUP BY day
    )
    SELECT day, coalesce(visits, 0), coalesce(views, 0)
    FROM (SELECT DISTINCT moment::DATE AS day FROM requests WHERE moment IS NOT NULL)
    LEFT JOIN counted USING (day) ORDER BY day
"""


def _looks_so(export: Export) -> bool:
    return bool(re.match(BEGINNING, export.beginning))


@Importer(
    kind="access-log",
    title="Журнал веб-сервера (nginx, Apache) в формате combined: оценка посещений",
    how="На сервере сайта: файлы access.log* за нужное время (обычно в /var/log/nginx или "
    "/var/log/apache2; сжатые .gz распакуйте), передайте их все вместе. Первый и последний день "
    "не берутся, поэтому для года нужны и 31 декабря до него, и 1 января после. Годится, только "
    "если счётчика на самом сайте нет.",
    recognise=_looks_so,
    personal=True,
    paged=True,
)
def read(files: Sequence[Export], options: Options) -> Extract:
    """Estimate visits and page views of each day that the log certainly covers."""
    refuse_repeated(files)
    for export in files:
        refuse_overlong(export)
    paths = literal_paths(files)
    try:
        with database() as connection:
            asked = {"files": paths, "line": LINE, "page": PAGE, "robots": ROBOTS}
            connection.execute(REQUESTS, asked)
            lines, unread, zones = connection.execute(SEEN).fetchone() or (0, 0, [])
            counted = connection.execute(DAYS, {"idle": IDLE}).fetchall()
    except duckdb.Error as error:
        raise files[0].refusal("журнал не читается построчно") from error
    if not counted or unread > lines * MOST_UNREAD:
        raise _another_format(files, unread, lines)
    days = {day: (visits, views) for day, visits, views in counted}
    # A day beside one without a line may be partial too: the log begins or ends on it.
    covered = between_others(days)
    if not covered:
        raise files[0].refusal("в журнале нет ни одного дня, который он покрывает целиком")
    rows = [
        row_of(single(day), visits=visits, page_views=views, note=NOTE)
        for day, (visits, views) in days.items()
        if day in covered
    ]
    partial = ", ".join(f"{day:%d.%m.%Y}" for day in days if day not in covered)
    noticed = [
        "Это оценка: счётчик на самом сайте (Метрика, Matomo) считает иначе и точнее.",
        f"Журнал может покрывать не целиком и потому не взяты дни: {partial}.",
    ]
    lost = len(left_out(days))
    if lost:
        noticed.append(f"Дней, за которые в журнале нет ни строки, — {lost}: это не ноль.")
    if unread:
        noticed.append(f"Строк не разобрано — {unread} из {lines}.")
    local = sorted({f"{datetime.combine(day, time(12), files[0].zone):%z}" for day in days})
    if zones != local:
        noticed.append(
            f"Сутки — по часам сервера ({', '.join(zones)}), а не по местным ({', '.join(local)})."
        )
    return Extract({"visits": rows}, noticed)


def _another_format(files: Sequence[Export], unread: int, lines: int) -> DataRefusal:
    """Tell the first line that does not fit."""
    for export in files:
        for number, line in numbered_lines(export):
            text = line.decode("latin-1").rstrip("\r\n")
            if text and not re.match(LINE, text):
                return export.refusal(
                    f"строк не в формате combined — {unread} из {lines}, это первая",
                    'строка вида: адрес - - [31/Dec/2022:10:00:00 +0700] "GET / HTTP/1.1" 200 512 '
                    '"откуда" "браузер"',
                    "Включите на сервере формат combined",
                    row=number,
                )
    return files[0].refusal(f"строк с невозможной датой или не в UTF-8 — {unread} из {lines}")
