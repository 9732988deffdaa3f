"""Disputes: old rows and new ones of a table that cannot both stand.

Two rows of one key that tell another figure, and contracts that may be one contract. Rows that
share days with another row of their series are no dispute: they are refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..dataset.series import TOTALS, period_of, series_columns
from ..problems import DataRefusal, Problem

Row = Mapping[str, Any]
Key = tuple[Any, ...]

MOST_SHOWN = 3
REGISTRY_NUMBER = re.compile(r"\d{19}")
"""A contract in the state register: numbers of an own register are never like it."""
PAID = "paid"


@dataclass(frozen=True, slots=True)
class Dispute:
    """An old row and a new one that cannot both stand, and the figures to tell of it.

    Parameters
    ----------
    old, new
        Their keys.
    what, column, old_value, new_value
        What to tell of it.
    asked
        Whether even a later export of the same system does not decide it.
    """

    old: Key
    new: Key
    what: str
    column: str
    old_value: Any
    new_value: Any
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table that are there, and those that are brought in, by key."""

    resource: Mapping[str, Any]
    there: dict[Key, Row]
    brought: dict[Key, Row]

    @property
    def additive(self) -> bool:
        """Whether rows of the same days add up: the source is then part of the key."""
        return "source" in self.resource["schema"]["primaryKey"]

    @property
    def keys(self) -> list[str]:
        """The columns that tell rows apart."""
        key = self.resource["schema"]["primaryKey"]
        return [k for k in key if k != "source" or self.additive]

    @property
    def measures(self) -> list[str]:
        """The columns that hold figures."""
        apart = {*self.keys, "source", "note"}
        fields = self.resource["schema"]["fields"]
        return [field["name"] for field in fields if field["name"] not in apart]


def same_keys(rows: Rows) -> Iterator[Dispute]:
    """Find new rows that tell another figure than the old one in their place."""
    for key, row in rows.brought.items():
        there = rows.there.get(key, {})
        columns = [c for c in differing(there, row, rows.measures) if there.get(c) is not None]
        for column in columns[:1] if there else ():
            what = described(row, rows.keys)
            yield Dispute(key, key, what, column, there[column], row[column])


def same_contracts(
    rows: Rows, same_system: Callable[[Row], bool], recent: Collection[str]
) -> Iterator[Dispute]:
    """Find new rows of costs that perhaps tell of a contract that an old one tells of.

    Parameters
    ----------
    rows
        The rows of ``costs``.
    same_system
        Whether an old row came from an earlier export of the system of the new ones.
    recent
        The sources of old rows that are parts of one register with the new ones.
    """
    column = rows.measures[-1]
    for new_key, new in rows.brought.items():
        for old_key, old in rows.there.items():
            # One file tells of each contract once.
            if old["item"] != new["item"] or old["source"] == new["source"]:
                continue
            overlap = period_of(old).overlaps(period_of(new))
            if _same_number(old["contract"], new["contract"]):
                paid_apart = old["method"] == new["method"] == PAID
                one = overlap or not (paid_apart or same_system(old) or old["source"] in recent)
            else:
                known_apart = _told_apart(old["contract"], new["contract"])
                one = overlap and not known_apart and old["source"] not in recent
            if one:
                what = f"{described(new, ('period_start', 'period_end', 'item', 'contract'))}"
                values = (column, old[column], new[column])
                # A payment of some of its days would take away the price of all of them.
                asked = old["method"] != new["method"] and period_of(old) != period_of(new)
                yield Dispute(old_key, new_key, f"{what} (не тот же ли договор?)", *values, asked)


def _same_number(old: str | None, new: str | None) -> bool:
    """Tell whether contracts have one number; the date may be told of one of them only."""
    if old is None or new is None:
        return False
    (number, _, day), (other, _, other_day) = (n.casefold().partition(" от ") for n in (old, new))
    return number == other and (day == other_day or not day or not other_day)


def _told_apart(old: str | None, new: str | None) -> bool:
    """Tell whether two numbers that differ are of two contracts, and not of two registers."""
    if old is None or new is None:
        return False
    return bool(REGISTRY_NUMBER.fullmatch(old)) == bool(REGISTRY_NUMBER.fullmatch(new))


def refuse_shared_days(rows: Rows) -> None:
    """Refuse new rows that share days with another row of their series, which would count twice.

    Raises
    ------
    DataRefusal
        With the rows of each such series, and what to do.
    """
    columns = series_columns(rows.resource["name"])
    series: dict[Key, list[tuple[Row, bool]]] = defaultdict(list)
    for key, row in (rows.there | rows.brought).items():
        series[key_of(row, columns)].append((row, key in rows.brought))
    problems = []
    for told in series.values():
        if any(is_new for _, is_new in told):
            sharing = _sharing(told)
            if sharing:
                problems.append(_told_sharing(rows, columns, sharing))
    if problems:
        raise DataRefusal(problems)


def _sharing(told: Sequence[tuple[Row, bool]]) -> list[tuple[Row, bool]]:
    """List the rows that share days, if one of the two is new, each with whether it is."""
    ordered = sorted(told, key=lambda each: period_of(each[0]))
    found: list[tuple[Row, bool]] = []
    furthest = ordered[0]
    for each in ordered[1:]:
        if each[0]["period_start"] <= furthest[0]["period_end"] and (each[1] or furthest[1]):
            found += [one for one in (furthest, each) if one not in found[-2:]]
        if each[0]["period_end"] > furthest[0]["period_end"]:
            furthest = each
    return found


def _told_sharing(
    rows: Rows, columns: Sequence[str], sharing: Sequence[tuple[Row, bool]]
) -> Problem:
    table = rows.resource["path"]
    new = list({id(row): row for row, is_new in sharing if is_new}.values())
    old = list({id(row): row for row, is_new in sharing if not is_new}.values())
    whose = ", ".join(str(cell) for cell in key_of(new[0], columns) if cell is not None)
    if not old:
        wrong = f"строки файла делят дни между собой ({whose}): {_spans(new)}"
        return Problem(table, wrong, mend="Выгрузите строки без общих дней")
    wrong = f"новые строки делят дни с прежними ({whose}): новые — {_spans(new)}; прежние — "
    wrong += f"{_spans(old)}, источник {old[0]['source']}"
    whole = f"в {TOTALS}.csv (stands — «да»)"
    if any(period_of(o).contains(period_of(n)) for o in old for n in new):
        mend = (
            f"Удалите прежние строки из {table}, а если их число за весь период нужно, перенесите "
            f"его {whole}; затем загрузите файл снова"
        )
    else:
        mend = (
            f"Если нужны прежние строки, впишите новое число за весь период {whole}; если новые — "
            f"удалите прежние из {table} и загрузите файл снова"
        )
    return Problem(table, wrong, mend=mend)


def _spans(rows: Sequence[Row]) -> str:
    shown = ", ".join(f"{row['period_start']} … {row['period_end']}" for row in rows[:MOST_SHOWN])
    return shown + (f" и ещё {len(rows) - MOST_SHOWN}" if len(rows) > MOST_SHOWN else "")


def key_of(row: Row, keys: Sequence[str]) -> Key:
    """Return what tells a row apart from others."""
    return tuple(row[key] for key in keys)


def differing(old: Row, new: Row, columns: Sequence[str]) -> list[str]:
    """Name the columns in which a new row tells something else."""
    told = (column for column in columns if new.get(column) is not None)
    return [column for column in told if new[column] != old.get(column)]


def described(row: Row, keys: Sequence[str]) -> str:
    """Write a key: ``2023-01-01 … 2023-12-31, site, news``."""
    apart = ("period_start", "period_end")
    cells = [str(row[key]) for key in keys if key not in apart and row[key] is not None]
    if "period_start" in keys:
        cells.insert(0, f"{row['period_start']} … {row['period_end']}")
    return ", ".join(cells)
