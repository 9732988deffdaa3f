"""Why a flow has no number for a whole period, as the end of a sentence «нет значения: …»."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataset import Dataset
from ..dataset.series import Key, Row, covered_days, stated_columns
from ..period import Period
from .stocks import StockFacts


def several_systems(dataset: Dataset, rows: Sequence[Row]) -> str | None:
    """Return why rows are not added up: different systems count each in its own way."""
    of_sources = {row["source"]: row for row in rows}.values()
    if len(of_sources) < 2:
        return None
    systems = sorted({system for row in of_sources if (system := system_of(dataset, row))})
    if len(systems) < 2:
        return None
    return f"части периода посчитаны разными системами: {', '.join(systems)}"


def not_whole(facts: StockFacts, table: str, key: Key, columns: Sequence[str], life: Period) -> str:
    """Return why the rows and totals of a series give no number for the whole period."""
    series, period = facts.dataset.series, facts.period
    if period in series.stated(table, key, columns[0]):
        if len(columns) == 1:
            return "число за весь период названо, но не принято"
        return "числитель и знаменатель посчитаны по разным строкам"
    if columns[0] in stated_columns(table):
        stated = series.stated(table, key, columns[0])
        if not any(period.contains(part) for part in stated):
            return facts.nothing
        return "за весь период число не названо, а числа его частей не складываются"
    inside = series.inside(table, key, period)
    known = [row for row in inside if row.get(columns[0]) is not None]
    if not known and any(map(period.contains, series.stated(table, key, columns[0]))):
        return "за весь период число не названо, а есть только итоги его частей"
    if not known:
        return facts.nothing
    covered = covered_days(life, known)
    if any(all(row.get(column) is None for row in inside) for column in columns):
        return "известно не всё, из чего складывается число"
    if covered == life.days:
        return "числитель и знаменатель посчитаны по разным строкам"
    return f"{facts.incomplete}: покрыто дней — {covered} из {life.days}"


def system_of(dataset: Dataset, row: Row) -> str | None:
    """Name the system that a row was exported from; the importers of one begin alike."""
    importer = dataset.source(row["source"]).get("importer")
    return str(importer).partition("-")[0] if importer else None
