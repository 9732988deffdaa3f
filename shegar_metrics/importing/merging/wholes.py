"""Rows that hold the days of shorter rows of their series: they count these days once more.

If the shorter ones tell every day of it, such a whole becomes a total, which may be printed or not;
so does the row of a year, which no longer period is made of. Otherwise the shorter ones do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...dataset.fact_rules import SERIES_COLUMNS
from ...dataset.schema import resources
from ...dataset.series import measure_columns, period_of, series_columns, summed_columns
from ...period import Period
from ...problems import DataRefusal, Problem, shortened
from .rows import Key, Row, key_of

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Whole:
    """A row that holds the days of others of its series.

    Parameters
    ----------
    table, key, row
        The row.
    is_new
        Whether it is a new one, and its parts are old.
    parts
        The rows inside its period, by key.
    """

    table: str
    key: Key
    row: Row
    is_new: bool
    parts: dict[Key, Row] = field(default_factory=dict)

    @property
    def gives_way(self) -> bool:
        """Whether it becomes a total, and not its parts."""
        period = period_of(self.row)
        is_covered = sum(period_of(part).days for part in self.parts.values()) == period.days
        return is_covered or period.contains(Period.of_year(period.start.year))

    def added(self, column: str) -> Any:
        """Add up what the parts tell; ``None`` if none does."""
        known = [part[column] for part in self.parts.values() if part.get(column) is not None]
        return sum(known) if known else None

    def is_told_by_parts(self, column: str) -> bool:
        """Tell whether the parts tell a number for every day of it."""
        known = [part for part in self.parts.values() if part.get(column) is not None]
        return sum(period_of(part).days for part in known) == period_of(self.row).days

    def contradicts(self, column: str) -> bool:
        """Tell whether it and its parts cannot both be right."""
        added = self.added(column)
        if added is None or self.row.get(column) is None:
            return False
        differs = added != self.row[column]
        return bool(differs if self.is_told_by_parts(column) else added > self.row[column])


def totals_of(table: str, row: Row) -> list[dict[str, Any]]:
    """Make a total of each number of a row that adds up; each stands."""
    kept = (*SERIES_COLUMNS, "period_start", "period_end", "source", "note")
    return [
        {
            **{name: row.get(name) for name in kept},
            **{"table": table, "column": column, "value": Decimal(row[column]), "stands": True},
        }
        for column in summed_columns(table)
        if row.get(column) is not None
    ]


def part_wholes(table: str, rows: Mapping[Key, Row], new: Collection[Key]) -> list[Whole]:
    """Find the rows that hold the days of others, one of the two being new.

    Raises
    ------
    DataRefusal
        If rows cross, if new ones share days, or if a whole tells a mean, which is no total.
    """
    columns = series_columns(table)
    series: dict[Key, tuple[list[Key], list[Key]]] = defaultdict(lambda: ([], []))
    for key, row in rows.items():
        series[key_of(row, columns)][key in new].append(key)
    wholes: list[Whole] = []
    problems: list[Problem] = []
    for old_keys, new_keys in series.values():
        found: dict[Key, Whole] = {}
        crossing: list[tuple[Row, bool]] = []
        for one, other in _sharing(rows, new_keys, new_keys):
            crossing += [(rows[one], True), (rows[other], True)]
        for one, other in _sharing(rows, new_keys, old_keys):
            of_new, of_old = period_of(rows[one]), period_of(rows[other])
            if of_old.contains(of_new):
                whole = Whole(table, other, rows[other], is_new=False)
                found.setdefault(other, whole).parts[one] = rows[one]
            elif of_new.contains(of_old):
                whole = Whole(table, one, rows[one], is_new=True)
                found.setdefault(one, whole).parts[other] = rows[other]
            else:
                crossing += [(rows[one], True), (rows[other], False)]
        if crossing:
            problems.append(_crossing_problem(table, crossing))
        for whole in found.values():
            becoming = [whole.row] if whole.gives_way else whole.parts.values()
            problems += [_mean_problem(table, row) for row in becoming if _tells_mean(table, row)]
        wholes += found.values()
    if problems:
        raise DataRefusal(problems)
    return wholes


def _sharing(
    rows: Mapping[Key, Row], some: Sequence[Key], others: Sequence[Key]
) -> Iterator[tuple[Key, Key]]:
    """Yield each two rows of a series that share days; of one list, each pair once."""
    ordered = sorted(others, key=lambda key: period_of(rows[key]))
    starts = [rows[key]["period_start"] for key in ordered]
    longest = max((period_of(rows[key]).days for key in ordered), default=0)
    for one in some:
        period = period_of(rows[one])
        for place in range(bisect_right(starts, period.end) - 1, -1, -1):
            other = ordered[place]
            if (period.start - starts[place]).days >= longest:
                break
            of_other = period_of(rows[other])
            is_pair = some is not others or of_other < period
            if other != one and is_pair and period.overlaps(of_other):
                yield one, other


def _tells_mean(table: str, row: Row) -> bool:
    means = set(measure_columns(table)) - set(summed_columns(table))
    return any(row.get(column) is not None for column in means)


def _mean_problem(table: str, row: Row) -> Problem:
    wrong = f"в строке {_spans([row])} есть среднее, а дни этой строки есть и в других строках"
    mend = "Среднее итогом не хранится: уберите его из этой строки или загрузите строки одной длины"
    return Problem(resources()[table]["path"], wrong, mend=mend)


def _crossing_problem(table: str, crossing: Sequence[tuple[Row, bool]]) -> Problem:
    path = resources()[table]["path"]
    new = list({id(row): row for row, is_new in crossing if is_new}.values())
    old = list({id(row): row for row, is_new in crossing if not is_new}.values())
    cells = key_of(new[0], series_columns(table))
    whose = ", ".join(shortened(str(cell)) for cell in cells if cell is not None)
    if not old:
        wrong = f"строки файла делят дни между собой ({whose}): {_spans(new)}"
        return Problem(path, wrong, mend="Выгрузите строки без общих дней")
    wrong = (
        f"новые строки делят с прежними часть дней ({whose}): новые — {_spans(new)}; прежние — "
        f"{_spans(old)}, источник {old[0]['source']}"
    )
    mend = (
        "Выгрузите по тем же неделям или месяцам; если верны новые строки, удалите прежние: "
        f"shegar-metrics sources remove {old[0]['source']} --with-rows"
    )
    return Problem(path, wrong, mend=mend)


def _spans(rows: Sequence[Row]) -> str:
    ordered = sorted(rows, key=period_of)
    shown = ", ".join(
        f"{row['period_start']} … {row['period_end']}" for row in ordered[:MOST_SHOWN]
    )
    return shown + (f" и ещё {len(rows) - MOST_SHOWN}" if len(rows) > MOST_SHOWN else "")
