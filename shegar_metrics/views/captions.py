"""What is said of a drawing: its caption, and its numbers in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from . import typography
from .rows import Row
from .series import Series, names_of, series_of
from .spans import days_in, is_month, is_year, month_of, period_of, span_of


def caption(rows: Sequence[Row], days: Iterable[date], note: str = "") -> str:
    """Write the period and the dates of some rows, and a note.

    Parameters
    ----------
    rows
        The rows.
    days
        The dates of their stocks.
    note
        One or more sentences.
    """
    dates = days_in(days)
    of_days = bool(dates) and all(row.is_stock for row in rows if row.value is not None)
    parts = ["" if of_days else span_of(rows), f"сведения {dates}" if dates else ""]
    time = "; ".join(part for part in parts if part)
    return " ".join(typography.sentence(part) for part in (time, note) if part)


def in_words(rows: Sequence[Row]) -> str:
    """Write every number of some rows by its name, indicator by indicator."""
    titled: dict[str, list[Row]] = {}
    for row in rows:
        titled.setdefault(row.title, []).append(row)
    moments = {(row.start, row.end) for row in rows}
    years = {row.start.year for row in rows if row.start}
    return " ".join(
        typography.sentence(_indicator(title, of_one, len(moments) > 1, len(years) > 1))
        for title, of_one in titled.items()
    )


def _indicator(title: str, rows: Sequence[Row], timed: bool, several_years: bool) -> str:
    """Write the numbers of one indicator: «Публикации: Новости — 309; Решения — 101»."""
    if not timed:
        names = names_of(rows)
        numbers = "; ".join(f"{name} — {row.phrase}" for name, row in zip(names, rows, strict=True))
        return numbers if names == [title] or not title else f"{title}: {numbers}"
    numbers = "; ".join(_series(one, several_years) for one in series_of(rows))
    return f"{title}: {numbers}" if title else numbers


def _series(series: Series, several_years: bool) -> str:
    moments = ", ".join(_moment(row, several_years) for row in series.rows)
    return f"{series.name} ({moments})" if series.name else moments


def _moment(row: Row, several_years: bool) -> str:
    """Write one moment of a series: «март — 120», «2022 год (на 10.07.2023) — 4 026»."""
    moment = month_of(row) if is_month(row) and not several_years else period_of(row)
    day = f" ({days_in([row.as_of])})" if row.as_of and row.is_stock and is_year(row) else ""
    return f"{moment}{day} — {row.phrase}"
