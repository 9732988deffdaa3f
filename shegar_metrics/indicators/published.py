"""Published editions, read back: what their numbers were, and what differs between two."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from ..problems import ParameterRefusal
from .changes import Aspect
from .records import as_csv, record
from .result import Result
from .results import Results

INDICATORS = "indicators.csv"
REPORTS = "reports"
MONTH = "@"
"""What parts the id of a month's row from its month."""

Row = Mapping[str, str]


class Reason(StrEnum):
    """Why a number is not what it was, the first that holds."""

    ADDED = "показателя не было"
    REMOVED = "показателя больше нет"
    FORMULA = "изменилась формула"
    PERIOD = "другой период"
    SOURCE = "другой источник"
    REVISED = "источник тот же, число другое"


@dataclass(frozen=True, slots=True)
class Difference:
    """One indicator in two editions.

    Parameters
    ----------
    id, title
        The indicator, with its month if it is of one.
    old, new
        Its values as in ``indicators.csv``; empty where there is none.
    reason
        Why they differ.
    """

    id: str
    title: str
    old: str
    new: str
    reason: Reason


def published(folder: Path) -> dict[str, Row]:
    """Read the values of a published edition, of its year and its months, by id.

    Raises
    ------
    ParameterRefusal
        If there is no edition in the folder.
    """
    try:
        text = (folder / INDICATORS).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ParameterRefusal(f"В папке {folder} нет отчёта: не читается {INDICATORS}.") from None
    return _by_id(text)


def computed(rows: Iterable[Result]) -> dict[str, Row]:
    """Return results just computed in the form of a published edition, by id."""
    return _by_id(as_csv([record(row) for row in rows]))


def differences(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[Difference]:
    """List what differs between the values of two editions, in the order of print.

    Months are compared only between two editions of one year.
    """
    one_year = {row["start"][:4] for row in (*old.values(), *new.values())}
    found = []
    for name in dict.fromkeys((*new, *old)):
        if len(one_year) > 1 and MONTH in name:
            continue
        before, after = old.get(name), new.get(name)
        reason = _reason(before, after)
        if reason is not None:
            title = _title(after or before or {})
            was, now = (row["value"] if row else "" for row in (before, after))
            found.append(Difference(name, title, was, now, reason))
    return found


def earlier(results: Results) -> Path | None:
    """Find the published edition of the year before, beside the data."""
    folder = results.context.folder.parent / REPORTS / str(results.year - 1)
    return folder if (folder / INDICATORS).is_file() else None


def _title(row: Row) -> str:
    """Title the indicator of a row, and the month if it is of one."""
    start = date.fromisoformat(row["start"])
    return f"{row['title']}, {start:%m.%Y}" if MONTH in row["id"] else row["title"]


def _by_id(text: str) -> dict[str, Row]:
    rows = csv.DictReader(io.StringIO(text))
    return {row["id"]: row for row in rows if row.get("aspect") == Aspect.VALUE}


def _reason(old: Row | None, new: Row | None) -> Reason | None:
    if new is None or old is None:
        return Reason.REMOVED if new is None else Reason.ADDED
    if _same(old, new, ("value", "reason", "formula")):
        return None
    if not _same(old, new, ("formula",)):
        return Reason.FORMULA
    if not _same(old, new, ("start", "end", "as_of")):
        return Reason.PERIOD
    return Reason.REVISED if _same(old, new, ("sources",)) else Reason.SOURCE


def _same(old: Row, new: Row, columns: Iterable[str]) -> bool:
    return all(old.get(column, "") == new.get(column, "") for column in columns)
