"""What a file states, read without the importers: by it their rows are judged."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

from shegar_metrics import cells
from shegar_metrics.dataset.schema import fields
from shegar_metrics.importing.files.export import Export
from shegar_metrics.importing.importer import Extract
from shegar_metrics.period import Period

from .mutants import BOOK_MARK, book_rows, parted

Row = Mapping[str, Any]

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?")
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d(?!\d))")
MONTH = re.compile(r"(?<!\d)(\d{4})-(\d\d)(?!\d)")
RECORD = re.compile("<item[ >]|<entry[ >]|<url[ >]")

TABLES = ("contracts", "eis", "gospabliki", "matomo", "metrika", "pos", "year")
"""Tables whose numbers are taken as they are written."""
DOCUMENTS = (
    *(
        "max-chat",
        "telegram-members",
        "vk-members",
        "matomo-api",
        "metrika-api",
        "ok-counters",
        "ok-trends",
        "tgstat",
        "vk-group",
        "vk-stats",
    ),
)
"""Documents of JSON of which the same is true."""
POSTS = ("max-messages", "telegram", "vk-wall")
COUNTS = ("views", "likes", "comments", "reposts")
"""What a post may also have as a number alone."""
COUNTED = ("access-log", "metrika-logs", "publications", "rss", "sitemap")
"""What is counted record by record."""
SIDE_BY_SIDE = ("year", "metrika-api")
"""Where the numbers of one row are not written side by side."""


@dataclass(frozen=True)
class Stated:
    """A line of a table, or an object of a document: its numbers and its days."""

    numbers: frozenset[Decimal]
    days: frozenset[date]


def unstated(kind: str, export: Export, extract: Extract) -> list[tuple[str, Row]]:
    """List the rows that a file does not state, each with its table."""
    rows = [(table, row) for table, every in extract.rows.items() for row in every]
    if kind in TABLES:
        lines = list(_lines(export))
        return [each for each in rows if not _is_written(kind, each[1], rows, lines)]
    if kind in DOCUMENTS:
        objects = list(_objects(document(export)))
        return [each for each in rows if not _is_written(kind, each[1], rows, objects)]
    if kind == "vk-page":
        return [each for each in rows if not _is_of_day(each[1], list(_lines(export)))]
    if kind == "posts-table":
        return list(_beyond_lines(export, rows))
    if kind in POSTS:
        return list(_beyond_posts(export, rows))
    return list(_beyond_records(kind, export, rows))


def values(row: Row) -> Iterator[tuple[str, Decimal]]:
    """Yield the numbers of a row."""
    for name, value in row.items():
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield name, Decimal(value)


# Written numbers


def table_rows(export: Export) -> list[list[str]]:
    """Return the cells of a table, of all sheets of a book."""
    content = export.path.read_bytes()
    book = content.startswith(BOOK_MARK)
    return book_rows(content) if book else parted(cells.decoded(content) or "")


def document(export: Export) -> Any:
    """Return what is in a file of JSON."""
    return json.loads(cells.decoded(export.path.read_bytes()) or "")


def _lines(export: Export) -> Iterator[Stated]:
    for row in table_rows(export):
        numbers = (_number(cell) for cell in row)
        days = map(_day, DATE.findall(" ".join(row)))
        months = MONTH.findall(" ".join(row))
        years = [cell.strip() for cell in row if re.fullmatch(r"\s*\d{4}\s*", cell)]
        spans = [(int(y), int(m)) for y, m in months if 0 < int(m) < 13]
        bounds = [date(y, m, 1) for y, m in spans if y]
        bounds += [date(int(y), 1, 1) for y in years if int(y)]
        yield Stated(
            frozenset(number for number in numbers if number is not None),
            frozenset(day for day in (*days, *bounds) if day),
        )


def _day(text: str) -> date | None:
    """Read a date as systems and people write it, with or without a time behind it."""
    found = DATE.match(text)
    if found is None:
        return None
    parts = [int(part) for part in re.split(r"[-.]", found[0])]
    year, month, day = parts if "-" in found[0] else reversed(parts)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _number(cell: str) -> Decimal | None:
    written = cells.decimal(cells.stripped(cell).strip("'"))
    return Decimal(written) if NUMBER.fullmatch(written) else None


def _objects(node: Any) -> Iterator[Stated]:
    """Yield every object of a document with all that is inside it."""
    if isinstance(node, dict | list):
        if isinstance(node, dict):
            inside = list(scalars(node))
            numbers = map(_scalar, inside)
            days = map(_day, filter(lambda each: isinstance(each, str), inside))
            yield Stated(
                frozenset(number for number in numbers if number is not None),
                frozenset(day for day in days if day),
            )
        for each in node.values() if isinstance(node, dict) else node:
            yield from _objects(each)


def scalars(node: Any) -> Iterator[Any]:
    """Yield every scalar inside a node."""
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from scalars(each)
    else:
        yield node


def _scalar(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return _number(value) if isinstance(value, str) else Decimal(str(value))


def _is_written(kind: str, row: Row, rows: list[tuple[str, Row]], written: list[Stated]) -> bool:
    """Return whether the numbers of a row are written side by side with its days."""
    numbers = {value for _, value in values(row)}
    fitting = [each for each in written if _fits(kind, row, each)]
    if kind in SIDE_BY_SIDE:
        every = set(chain.from_iterable(each.numbers for each in fitting))
        return numbers <= every or _is_proven_zero(row, rows, written)
    if any(numbers <= each.numbers for each in fitting):
        return True
    return _is_proven_zero(row, rows, written) or _is_sum(row, fitting)


def _is_of_day(row: Row, written: list[Stated]) -> bool:
    """Return whether every number of a row is written on some line of its day, or is nothing."""
    of_day = (each.numbers for each in written if row["period_start"] in each.days)
    return {value for _, value in values(row)} <= {Decimal(0), *chain.from_iterable(of_day)}


def _beyond_lines(export: Export, rows: list[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """Find days of more posts, or of more of anything, than their lines hold."""
    lines = list(_lines(export))
    for table, row in rows:
        of_day = [each.numbers for each in lines if row["period_start"] in each.days]
        most = len(of_day) + sum(chain.from_iterable(of_day))
        if any(value > most for _, value in values(row)):
            yield table, row


def _fits(kind: str, row: Row, written: Stated) -> bool:
    """Return whether the days of a row are written there, as far as such a file writes them."""
    if kind in DOCUMENTS and kind != "tgstat":
        return True
    if row.get("table") == "visits" and kind == "metrika":
        return True  # the totals bear no days
    days = [row["as_of"]] if "as_of" in row else [row["period_start"]]
    if "as_of" not in row and kind != "matomo":
        days.append(row["period_end"])
    return written.days.issuperset(days)


def _is_proven_zero(row: Row, rows: list[tuple[str, Row]], written: list[Stated]) -> bool:
    """Return whether it is a day of nothing: the rest makes up a total that is written."""
    if any(value for _, value in values(row)) or "visits" not in row:
        return False
    added = sum(other["visits"] or 0 for table, other in rows if table == "visits")
    return any(added in each.numbers for each in written)


def _is_sum(row: Row, fitting: list[Stated]) -> bool:
    """Return whether it is what several contracts of one term cost, that have no number."""
    if "amount_rub" not in row or row["contract"] is not None:
        return False
    amounts = [sorted(each.numbers) for each in fitting][:8]
    every = [number for numbers in amounts for number in numbers]
    return any(
        sum(some) == row["amount_rub"]
        for size in range(2, len(amounts) + 1)
        for some in combinations(every, size)
    )


# Counted posts and records


def _beyond_posts(export: Export, rows: list[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """Find days of more posts, or of more reactions to them, than are in the file."""
    posts: dict[date, list[dict[str, Any]]] = {}
    for post in _dicts(document(export)):
        stamp = _scalar(post.get("date_unixtime", post.get("date", post.get("timestamp"))))
        if stamp is not None and "timestamp" in post and abs(stamp) > 10**11:
            stamp //= 1000
        days = {_day(str(post.get("date")))}  # by the clocks of whoever exported
        if stamp is not None and abs(stamp) < 10**11:
            days.add(datetime.fromtimestamp(int(stamp), export.zone).date())
        for day in filter(None, days):
            posts.setdefault(day, []).append(post)
    for table, row in rows:
        of_day = posts.get(row["period_start"], [])
        if table == "publications":
            most = Decimal(len(of_day))
        else:
            counts = map(_scalar, scalars([list(_reactions(post)) for post in of_day]))
            most = sum((n for n in counts if n is not None and n > 0), Decimal(0))
        if any(value > most for _, value in values(row)):
            yield table, row


def _reactions(post: dict[str, Any]) -> Iterator[Any]:
    """Yield what holds the counts of a post, and those that are written without anything around."""
    for name, value in post.items():
        if isinstance(value, dict | list) or name in COUNTS:
            yield value


def _dicts(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _dicts(each)


def _beyond_records(
    kind: str, export: Export, rows: list[tuple[str, Row]]
) -> Iterator[tuple[str, Row]]:
    """Find more of anything than there are records, or more views than are written of visits."""
    content = export.path.read_bytes()
    text = cells.decoded(content) or content.decode("latin-1")
    records = len(RECORD.findall(text)) or text.count("\n") + 1
    if kind == "publications":
        days = {day for line in _lines(export) for day in line.days}
        records = len(table_rows(export)) - 1
        for table, row in rows:
            span = Period(row["period_start"], row["period_end"])
            if row["publications"] and not any(span.contains(Period(day, day)) for day in days):
                yield table, row
    views = records
    if kind == "metrika-logs":
        views = sum(int(found) for found in re.findall(r"\t([0-9]+)(?=[\t\r\n])", text))
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for table, row in rows:
        for name, value in values(row):
            sums[table, name] = value if table == "totals" else sums[table, name] + value
            if sums[table, name] > (views if name == "page_views" else records):
                yield table, row


def typed(extract: Extract) -> bool:
    """Return whether every cell is of a column that there is, of its type, and not negative."""
    types = {"date": date, "integer": int, "number": int | Decimal, "boolean": bool, "string": str}
    for table, rows in extract.rows.items():
        known = fields(table)
        for row in rows:
            for name, value in row.items():
                if value is not None and not isinstance(value, types[known[name]["type"]]):
                    return False
            if any(value < 0 for _, value in values(row)):
                return False
    return True
