"""Requests in the logs of web servers: who asked for which page and when, read by DuckDB.

The first words of a line are not always the visitor: servers write their own name, a proxy
writes itself, and some write pairs of addresses. Where there are two addresses, the visitor's is
the one that takes more different values. Before them may stand what a journal of the system writes.
Moments are those of the place: a server may keep the clocks of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby, product

import duckdb

from ..files.export import Export
from ..files.streams import literal_paths
from ..files.words import configured, origin, refusal, words_of
from .robots import is_program

ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]{0,4}(?::[\da-fA-F.]{0,15}){2,8})"
PRIVATE = (
    r"^(?:::ffff:)?(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|"
    r"100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)|^(?:::1$|f[cd][\da-fA-F]{2}:|fe80:|unix:)"
)
MOMENT = r"\[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d) ([+-][01]\d[0-5]\d)\]"
BEGINNING = rf"^\S+ [^\[\n]*{MOMENT} "
QUOTED = r'"((?:[^"\\]|\\.)*)"'
# Without alternatives: those would make it several times as slow.
LINE = rf'^(\S[^\[\n]*){MOMENT} {QUOTED} (\d{{3}}) \S+ "(?:[^"\\]|\\.)*" {QUOTED}(.*)'
# One word or two before the user: a name of the site, or an address, has a dot or a colon.
SENDERS = r"^([^\s,]+)(?:[ ,]{1,2}([^\s,]*[.:][^\s,]*))?"
SENDERS_BEHIND = rf"^.*\s({ADDRESS})(\x01?)"
"""Behind the words of a journal of the system: the last address before the moment."""
NAMED = re.compile(rf"(?:{ADDRESS}|[^\s\[]*\.[^\s\[]*|localhost)[\s,:]")
"""How a line begins that names its sender or its site at once."""
HOUR = timedelta(hours=1)
PORT = r"^(\d{1,3}(?:\.\d{1,3}){3}):\d+$"
FORWARDED = rf'^[^"]*"({ADDRESS})[",]'
HOST = r'"([a-zA-Z\d][\w-]*(?:\.[\w-]+)*\.[a-zA-Z]{2,})(?::\d+)?"'
RULES = "access_log.toml"
NOTHING = "^$"

SCHEMA = """
    CREATE TABLE requests (
        file VARCHAR, moment TIMESTAMP, zone VARCHAR, site VARCHAR, client VARCHAR, other VARCHAR,
        agent VARCHAR, target VARCHAR, is_service BOOLEAN
    )
"""
# No line of a log has the control character that is named as the delimiter, so a line is a cell.
# Of requests that are of no interest only the moment is kept.
REQUESTS = """
    INSERT INTO requests
    WITH lines AS (
        SELECT filename, regexp_extract(line, $line, [
            'senders', 'moment', 'zone', 'request', 'status', 'agent', 'rest'
        ]) AS part
        FROM read_csv($files, columns = {'line': 'VARCHAR'}, header = false, delim = '\x01',
            quote = '', escape = '', auto_detect = false, compression = $compression,
            strict_mode = false, hive_partitioning = false, filename = true,
            store_rejects = true, rejects_limit = 0)
        WHERE line <> ''
    ), found AS (
        SELECT *, try_strptime(part.moment, '%d/%b/%Y:%H:%M:%S') AS moment,
            CASE WHEN part.status IN ('200', '304') THEN
                nullif(regexp_extract(part.request, '^GET (?:https?://[^/ ]+)?([^ ]+) ', 1), '')
            END AS path
        FROM lines
    ), wanted AS (
        SELECT *, CASE WHEN path IS NULL OR regexp_matches(path, $ignored, 'i') THEN NULL
            ELSE path END AS target
        FROM found
    ), sent AS (
        SELECT *, CASE WHEN target IS NULL THEN NULL
            ELSE regexp_extract(part.senders, $senders, ['first', 'second']) END AS sender,
            CASE WHEN target IS NULL THEN NULL
            ELSE nullif(regexp_extract(part.rest, $forwarded, 1), '') END AS forwarded
        FROM wanted
    ), known AS (
        SELECT *, regexp_replace(sender.first, $port, '\\1') AS first,
            nullif(regexp_replace(sender.second, $port, '\\1'), '') AS second
        FROM sent
    ), addressed AS (
        SELECT *, regexp_full_match(first, $address) AS is_address,
            regexp_full_match(second, $address) AS is_pair
        FROM known
    )
    SELECT
        filename,
        CASE WHEN year(moment) BETWEEN 1990 AND 2100 THEN moment END,
        part.zone,
        CASE WHEN target IS NULL THEN NULL
            WHEN second IS NULL OR (is_address AND is_pair)
                THEN nullif(regexp_extract(part.rest, $host, 1), '')
            WHEN is_address THEN second ELSE first END,
        CASE WHEN second IS NULL OR is_address THEN first ELSE second END,
        CASE WHEN NOT regexp_matches(forwarded, $private) THEN forwarded
            WHEN is_address AND is_pair AND NOT regexp_matches(second, $private) THEN second END,
        CASE WHEN target IS NULL THEN NULL ELSE part.agent END,
        target,
        CASE WHEN target IS NULL THEN false ELSE regexp_matches(target, $services, 'i') END
    FROM addressed
"""
# The visitor is the address that takes more values, of those that two are told of.
PEOPLE = """
    CREATE VIEW people AS
    SELECT requests.* EXCLUDE (client, other), CASE WHEN others >= clients
        THEN coalesce(other, client) ELSE client END AS visitor
    FROM requests ANTI JOIN programs USING (agent), (
        SELECT count(DISTINCT client) AS clients, count(DISTINCT other) AS others
        FROM requests WHERE other IS NOT NULL
    )
    WHERE target IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is no page, though it is asked for and found: two regular expressions of RE2."""

    files: str
    services: str
    origin: str


def load(connection: duckdb.DuckDBPyConnection, files: Sequence[Export], rules: Rules) -> None:
    """Make the tables ``requests`` and ``programs``, and the view ``people``, of all logs."""
    connection.execute(SCHEMA)
    for is_packed, is_named in product((False, True), repeat=2):
        fitting = [
            each
            for each in files
            if each.is_packed == is_packed and bool(NAMED.match(each.beginning)) == is_named
        ]
        if fitting:
            asked = {
                "files": literal_paths(fitting),
                "compression": "gzip" if is_packed else "none",
                "line": LINE,
                "senders": SENDERS if is_named else SENDERS_BEHIND,
                "port": PORT,
                "forwarded": FORWARDED,
                "host": HOST,
                "address": ADDRESS,
                "private": PRIVATE,
                "ignored": rules.files,
                "services": rules.services,
            }
            connection.execute(REQUESTS, asked)
    _set_local(connection, files[0].zone)
    agents = connection.execute("SELECT DISTINCT agent FROM requests WHERE target IS NOT NULL")
    programs = [agent for (agent,) in agents.fetchall() if is_program(agent)]
    connection.execute(
        "CREATE TABLE programs AS SELECT unnest($programs::VARCHAR[]) AS agent",
        {"programs": programs},
    )
    connection.execute(PEOPLE)


def _set_local(connection: duckdb.DuckDBPyConnection, zone: tzinfo) -> None:
    """Turn the moments of servers that keep the clocks of another zone into those of *zone*."""
    reached = connection.execute(
        "SELECT zone, min(moment), max(moment) FROM requests WHERE moment IS NOT NULL GROUP BY zone"
    ).fetchall()
    shifts = [
        (written, start, end, shift)
        for written, first, last in reached
        for start, end, shift in _shifts(written, first, last, zone)
    ]
    if not any(shift for *_, shift in shifts):
        return
    connection.execute(
        "CREATE TABLE shifts (zone VARCHAR, start TIMESTAMP, until TIMESTAMP, shift INTERVAL)"
    )
    connection.executemany("INSERT INTO shifts VALUES (?, ?, ?, ?)", shifts)
    connection.execute("""
        UPDATE requests SET moment = moment + shift FROM shifts
        WHERE requests.zone = shifts.zone AND moment >= start AND moment < until
    """)


def _shifts(
    written: str, first: datetime, last: datetime, zone: tzinfo
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Yield how far the clocks of *zone* are ahead of a server's, from when until when."""
    server = datetime.strptime(written, "%z").tzinfo
    start = first.replace(minute=0, second=0)
    hours = [start + place * HOUR for place in range((last - start) // HOUR + 1)]

    def shift(hour: datetime) -> timedelta:
        moment = hour.replace(tzinfo=server)
        return moment.astimezone(zone).replace(tzinfo=None) - hour

    for ahead, same in groupby(hours, shift):
        every = list(same)
        yield every[0], every[-1] + HOUR, ahead


def rules_beside(log: Export) -> Rules:
    """Read the rules that lie beside a log, or those that are shipped."""
    config, is_own = configured(log, RULES)
    words = words_of(config, RULES, ("files", "services"))
    rules = Rules(
        rf"^[^?#]*\.(?:{'|'.join(words['files'])})(?:[?#]|$)" if words["files"] else NOTHING,
        "|".join(f"(?:{form})" for form in words["services"]) or NOTHING,
        origin(RULES, is_own=is_own),
    )
    for form in (rules.files, rules.services):
        try:
            duckdb.execute("SELECT regexp_matches('', $form, 'i')", {"form": form}).fetchall()
        except duckdb.Error as error:
            raise refusal(RULES, f"выражение неверно ({error})", "выражения RE2") from error
    return rules
