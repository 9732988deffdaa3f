"""What the report of a year lacks: what the year before had, and what could not be computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..indicators import Measured, Result, Results
from ..indicators.context import Gap
from ..indicators.measured import NOT_OPEN
from . import typography


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """Indicators that have no value for one and the same reason.

    Parameters
    ----------
    titles
        Their titles, each with those of its members.
    reason
        The reason.
    is_unknown
        Whether that only says that there are no data.
    """

    titles: tuple[str, ...]
    reason: str
    is_unknown: bool

    @property
    def title(self) -> str:
        """All of the titles as the beginning of one sentence."""
        return "; ".join([self.titles[0], *map(typography.uncapitalised, self.titles[1:])])


def lost(results: Results) -> list[Result]:
    """List the values of the year before that the reporting year lacks.

    What is computed from a listed value, and lacks for that alone, is not listed.
    """
    return _first_causes(
        row
        for row in results.before.values()
        if row.value and _lacks(results, row) and not _closed(row)
    )


def lost_reason(row: Result, results: Results) -> str:
    """Return why a lost value is missing, if more is known than that there are no data."""
    now = results.get(row.name)
    reason = "" if now is None else now.reason or ""
    return "" if reason == nothing_of(results) else reason


def nothing_of(results: Results) -> str:
    """Return the reason that only says that a year has no data."""
    return f"сведений за {results.year} год нет"


def had_nothing(row: Result) -> bool:
    """Return whether there was nothing to count: its page was not open yet, or no longer."""
    return row.value is None and was_nothing(row.measured)


def was_nothing(measured: Measured) -> bool:
    """Return whether a value is of nothing, by the register: a reason, or a zero that is proven."""
    proven = bool(measured.parts) and all(part.proven for part in measured.parts)
    return proven or (measured.reason or "").endswith(NOT_OPEN)


def left_open(results: Results) -> list[Gap]:
    """List the gaps of the data that are not said by a lost value already."""
    said = {column for row in lost(results) for column in row.indicator.inputs}
    gaps = []
    for gap in results.context.gaps:
        columns = {c: title for c, title in gap.columns.items() if f"{gap.table}.{c}" not in said}
        whole = not gap.columns and not any(c.startswith(f"{gap.table}.") for c in said)
        if columns or whole:
            gaps.append(Gap(gap.table, gap.title, columns))
    return gaps


def uncomputed(results: Results) -> list[Uncomputed]:
    """List what has no value, and is neither a gap of the data nor lost nor derived from these."""
    gaps = results.context.gaps
    missing = [row for row in results.values() if row.value is None]
    causes = [row for row in _first_causes([*lost(results), *missing]) if row in missing]
    grouped: dict[str, dict[str, list[str]]] = {}
    for row in causes:
        if not within(row, gaps):
            titled = grouped.setdefault(row.reason or "", {})
            titled.setdefault(row.indicator.title, []).extend([row.label] if row.label else [])
    return [
        Uncomputed(
            tuple(_titled(*of_one) for of_one in titled.items()),
            reason,
            reason == nothing_of(results),
        )
        for reason, titled in grouped.items()
    ]


def within(row: Result, gaps: Sequence[Gap]) -> bool:
    """Return whether a gap of the data is why an indicator has no value."""
    empty = {f"{gap.table}.{column}" for gap in gaps for column in gap.columns}
    tables = {gap.table for gap in gaps if not gap.columns}
    return any(i in empty or i.partition(".")[0] in tables for i in row.indicator.inputs)


def _titled(title: str, labels: Sequence[str]) -> str:
    return f"{title} ({typography.conjoined(labels)})" if labels else title


def _lacks(results: Results, row: Result) -> bool:
    """Return whether a value of the year before is missing now.

    Members come and go: a contract ends, and a page has a count of its own only beside others.
    One that is gone is missing if the data say so, or if there is no whole that it may be in.
    """
    now = results.get(row.name)
    if now is not None:
        return now.value is None
    wholes = (each for each in results.values() if not each.member and each.value is not None)
    is_part = any(each.indicator.inputs == row.indicator.inputs for each in wholes)
    return not is_part or row.label in results.context.uncounted


def _closed(row: Result) -> bool:
    """Return whether its page was closed within the year before: then there is nothing to have."""
    life = row.measured.life
    return life is not None and life.end < row.period.end


def _first_causes(rows: Iterable[Result]) -> list[Result]:
    """Leave out whatever needs all that an earlier row needs, of the same member or of all."""
    causes: list[Result] = []
    for row in rows:
        needs = set(row.indicator.inputs)
        if not any(
            set(cause.indicator.inputs) <= needs and cause.member in ("", row.member)
            for cause in causes
        ):
            causes.append(row)
    return causes
