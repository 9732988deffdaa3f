"""What the data know already of the year of a form: it is filled in with that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ...dataset.reference import Reference
from ...dataset.series import Series, measure_columns, period_of, series_columns, summed_columns
from ...dataset.stocks import Stocks
from ...period import MONTHS_IN_YEAR, STOCK_REACH_DAYS, Period, nearest_stock_date

Row = Mapping[str, Any]
Codes = Mapping[str, Any]

ORIGIN = "origin"
"""The column of a form where a clerk writes the source, of no name in the data."""
SOURCE = "Источник: "
"""After it, in the note of a row, stands what a clerk has written of the source."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of a form, as far as it is known.

    Parameters
    ----------
    cells
        Its known cells by the names of the columns.
    missing
        The columns of which nothing is known for the whole year.
    needless
        The columns that need no number: other rows say it already.
    own
        The columns that an earlier state of the same form has told.
    """

    cells: Mapping[str, Any]
    missing: frozenset[str] = frozenset()
    needless: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


class Known:
    """The data, as a form of one kind and year asks them.

    Parameters
    ----------
    reference
        The reference tables, and all the others with them.
    kind
        The kind of the form.
    year
        Its year.
    """

    def __init__(self, reference: Reference, kind: str, year: int) -> None:
        self.reference = reference
        self.rows = reference.rows
        self.kind = kind
        self.year = Period.of_year(year)
        self.months = [Period.of_month(year, month) for month in range(1, MONTHS_IN_YEAR + 1)]
        self._series, self._stocks = Series(reference.rows), Stocks(reference.rows)
        self._sources = {row["id"]: row for row in reference.rows["sources"]}

    @property
    def report(self) -> Period:
        """The year, and the months of the next one in which it is reported on."""
        last = self.year.end + timedelta(days=STOCK_REACH_DAYS)
        return Period(self.year.start, max([last, *self._reported]))

    @property
    def _reported(self) -> list[date]:
        """The day on which the year was reported on, if it is known."""
        of_year = (r for r in self.rows["decisions"] if r["year"] == self.year.start.year)
        return [row["reporting_date"] for row in of_year if row["reporting_date"]]

    @property
    def days_of_count(self) -> tuple[date, date]:
        """The days between which a page must exist, or nobody misses its subscriptions.

        That is the day of the count that stands for the year; until there is one, the days from
        the end of the year on.
        """
        days = {row["as_of"] for row in self.rows["subscribers"]}
        reported = next((day for day in self._reported if day in days), None)
        day = reported or nearest_stock_date(days, self.year)
        return (day, day) if day else (self.year.end, self.report.end)

    def is_own(self, row: Row) -> bool:
        """Return whether a row was brought by an earlier state of the form."""
        source = self._sources[row["source"]]
        folder = (source["path"] or "").partition("/")[0]
        return bool(source["importer"] == self.kind and folder == str(self.year.start.year))

    def origin(self, row: Row) -> str | None:
        """Return where a row is from: as a clerk has written it, or the title of its source."""
        note = row.get("note") or ""
        if note.startswith(SOURCE):
            return str(note.removeprefix(SOURCE))
        return None if self.is_own(row) else str(self._sources[row["source"]]["title"])

    def is_title(self, text: str | None) -> bool:
        """Return whether a text is the title of a source in the data."""
        return any(row["title"] == text for row in self._sources.values())

    def flows(
        self, table: str, codes: Codes, columns: Sequence[str], *, by_month: bool, whole: bool
    ) -> Iterator[Filled]:
        """Yield a row for the year, for each month, and for what else the form has said.

        Parameters
        ----------
        table, codes
            The series.
        columns
            What is asked of it.
        by_month
            Whether the months are asked.
        whole
            Whether the year is.
        """
        key = tuple(codes[name] for name in series_columns(table))
        asked = [*([self.year] if whole else []), *(self.months if by_month else [])]
        said = [
            *self._series.inside(table, key, self.year),
            *(row for row in self.rows["totals"] if self._is_of(row, table, codes)),
        ]
        other = {period_of(row) for row in said if self.is_own(row)}.difference(asked)
        for period in [*asked, *sorted(other)]:
            if not self.reference.life(period, codes.get("page"), codes.get("section")):
                continue
            by_column = {name: self._rows(table, codes, name, period) for name in columns}
            is_year = whole and period == self.year
            added_here = {c for c, rows in by_column.items() if by_month and len(rows) > 1}
            values = {
                name: _added(rows, name)
                for name, rows in by_column.items()
                if rows and not (is_year and name in added_here)
            }
            found = [row for rows in by_column.values() for row in rows]
            days = {"period_start": period.start, "period_end": period.end}
            yield Filled(
                {**codes, **days, **values, **(self._notes(found) if values else {})},
                missing=frozenset(
                    name
                    for name in columns
                    if is_year and not self._series.holds(table, key, name, self.year)
                ),
                needless=frozenset(added_here) if is_year else frozenset(),
                own=frozenset(
                    name for name, rows in by_column.items() if all(map(self.is_own, rows))
                ),
            )

    def is_said(self, table: str, codes: Codes, column: str, period: Period, value: Any) -> bool:
        """Return whether a number is said already: by another source, or by rows of other days."""
        rows = self._rows(table, codes, column, period)
        is_of_form = all(self.is_own(row) and period_of(row) == period for row in rows)
        return not is_of_form and _added(rows, column) == value

    def stocks(self, table: str, column: str, **codes: Any) -> list[Filled]:
        """List the count that stands for the year, and those that the form has told; or a gap."""
        rows = {row["as_of"]: row for row in self._stocks.of(table, **codes)}
        reported = next((day for day in self._reported if day in rows), None)
        day = reported or nearest_stock_date(rows, self.year)
        return self.on_days(table, column, [rows[day]] if day else [], **codes)

    def residents(self, territory: str) -> list[Filled]:
        """List the last population known at the end of the year; or a gap."""
        rows = self._stocks.of("population", territory=territory)
        last = [row for row in rows if row["as_of"] <= self.year.end][-1:]
        return self.on_days("population", "residents", last, territory=territory)

    def on_days(self, table: str, column: str, rows: Sequence[Row], **codes: Any) -> list[Filled]:
        """List some counts, and those of the year that the form has told; or a gap."""
        own = [row for row in self._stocks.of(table, **codes) if self.is_own(row)]
        found = {row["as_of"]: row for row in [*own, *rows]}
        if not found:
            return [Filled(codes, frozenset({column}))]
        return [self.whole(found[day]) for day in sorted(found)]

    def whole(self, row: Row) -> Filled:
        """Fill in a whole row of the data."""
        return Filled({**row, **self._notes([row])}, own=frozenset(row if self.is_own(row) else ()))

    def last_of(self, table: str, **codes: Any) -> Row | None:
        """Return the latest count of a thing, of whatever year."""
        rows = self._stocks.of(table, **codes)
        return rows[-1] if rows else None

    def _notes(self, rows: Sequence[Row]) -> dict[str, str | None]:
        """Return the note of some rows and their origin: the first there is."""
        notes, origins = [row.get("note") for row in rows], map(self.origin, rows)
        return {"note": next(filter(None, notes), None), ORIGIN: next(filter(None, origins), None)}

    def _rows(self, table: str, codes: Codes, column: str, period: Period) -> Sequence[Row]:
        """List what a number of a period is made of: a total that stands, or rows without gaps."""
        key = tuple(codes[name] for name in series_columns(table))
        total = self._series.total(table, key, column, period)
        if total is not None:
            return [total]
        life = self.reference.life(period, codes.get("page"), codes.get("section"))
        if column not in measure_columns(table) or life is None:
            return ()
        rows = self._series.tiles(table, key, [column], period, life)
        is_exact = [period_of(row) for row in rows] == [period]
        return rows if is_exact or column in summed_columns(table) else ()

    def _is_of(self, total: Row, table: str, codes: Codes) -> bool:
        return total["table"] == table and all(total[name] == codes[name] for name in codes)


def _added(rows: Sequence[Row], column: str) -> Any:
    """Add up rows; a total has its number in a column of its own."""
    values = [row["value"] if "value" in row else row[column] for row in rows]
    added = values[0] if len(values) == 1 else sum(values)
    return int(added) if added == int(added) else added
