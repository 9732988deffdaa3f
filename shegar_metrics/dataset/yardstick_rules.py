"""The rules of what a report holds its numbers against, and of what breaks a series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ..problems import Problem
from .reading import RawTable
from .reference_rules import OF_PLATFORM, OF_SITE
from .schema import fields
from .series import Row

Rows = Mapping[str, Sequence[Row]]

OF_CHANNELS = {"answered_on_time"}
"""Indicators whose members are channels; those of the others are official pages."""
COUNTS = {"posts"}
"""Indicators that grow with the time they are counted in."""


def check_yardsticks(rows: Rows, table: RawTable) -> Iterator[Problem]:
    """Check that a yardstick is of something there is, and that one alone holds on a day."""
    of_all: dict[tuple[str, str | None], list[tuple[date, date, int]]] = {}
    for row, line in zip(rows["yardsticks"], table.lines, strict=True):
        fault = _no_member(row, rows) or _no_term(row)
        if fault:
            column, wrong, expected = fault
            cell = str(row[column]) if row[column] is not None else None
            yield Problem(table.file, wrong, expected, "Исправьте ячейку", line, column, cell)
            continue
        first, last = row["valid_from"], row["valid_to"] or date.max
        terms = of_all.setdefault((row["indicator"], row["member"]), [])
        for since, until, other in terms:
            if first <= until and since <= last:
                wrong = f"в эти дни действует и ориентир строки {other}"
                mend = "Впишите в valid_to прежнего последний день, когда он действовал"
                yield Problem(table.file, wrong, "", mend, line, "valid_from", str(first))
        terms.append((first, last, line))


def _no_member(row: Row, rows: Rows) -> tuple[str, str, str] | None:
    if row["member"] is None:
        return None
    channels = fields("feedback")["channel"]["constraints"]["enum"]
    pages = [page["id"] for page in rows["pages"] if page["platform"]]
    known, what = (
        (channels, "канал") if row["indicator"] in OF_CHANNELS else (pages, "официальная страница")
    )
    if row["member"] in known:
        return None
    return "member", f"это не {what}", f"пусто или одно из: {', '.join(known)}"


def _no_term(row: Row) -> tuple[str, str, str] | None:
    """Return what is wrong with the time of a yardstick: for how long it is, and when it holds."""
    if row["indicator"] in COUNTS and row["per"] is None:
        return "per", "не сказано, за какой срок столько", "week, month или year"
    if row["indicator"] not in COUNTS and row["per"] is not None:
        return "per", "доля от срока не зависит", "пусто"
    if row["valid_to"] and row["valid_to"] < row["valid_from"]:
        return "valid_to", "раньше начала", f"дата не раньше {row['valid_from']:%d.%m.%Y}"
    return None


def check_breaks(rows: Rows, table: RawTable) -> Iterator[Problem]:
    """Check that an event breaks a series that its page or platform has."""
    pages = {page["id"]: page for page in rows["pages"]}
    for row, line in zip(rows["events"], table.lines, strict=True):
        page = pages.get(row["page"])
        of_platform = bool(row["platform"] or (page and page["platform"]))
        of_site = page is not None and not page["platform"]
        wrong = (
            (row["breaks"] in OF_SITE and of_platform)
            or (row["breaks"] in OF_PLATFORM and of_site)
            or (row["breaks"] == "feedback" and (of_platform or of_site))
        )
        if wrong:
            yield Problem(
                table.file,
                "у этой страницы или площадки такого ряда нет",
                "ряд, который у неё бывает, или пусто",
                "Исправьте breaks или page и platform",
                line,
                "breaks",
                row["breaks"],
            )
