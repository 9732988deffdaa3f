"""What is shown of the municipalities of a region beside each other: ranks, spread, gaps.

Of the key indicators that are one number of a municipality. They are counts, and the larger a
municipality the larger they are; so the residents stand beside each.

Examples
--------
>>> import shegar_metrics as sm
>>> row = sm.region.Row("Заречный район", 19_450, "visits", None, "сведений за 2025 год нет")
>>> sm.region.lacking(sm.region.Region(2025, [row])).rows[0][0]
'Заречный район'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import quantiles

from ..indicators import Indicator, declared
from ..indicators.units import MEASURES
from . import wording as w
from .bundle import Prose, Several, Table

FEWEST = 4
"""Municipalities of which a quartile says anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of one municipality in one year.

    Parameters
    ----------
    place
        The municipality; with its folder, if another has the same name.
    residents
        Its residents at the end of the year, if they are known.
    indicator
        The id of the indicator.
    value, reason
        Its value, or why there is none.
    denominator
        What it is a part of, if of anything: of requirements, those that were checked.
    """

    place: str
    residents: int | None
    indicator: str
    value: Fraction | None
    reason: str | None
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """The results of a year of all municipalities of a region.

    Parameters
    ----------
    year
        The year.
    rows
        Their values.
    unread
        The folders of the municipalities whose data could not be read, each with why.
    """

    year: int
    rows: Sequence[Row]
    unread: Sequence[tuple[str, str]] = ()

    @property
    def places(self) -> list[str]:
        """The municipalities, by name."""
        return sorted({row.place for row in self.rows})

    def of(self, indicator: Indicator) -> list[Row]:
        """Return an indicator of each municipality, the largest first, those without one last."""
        rows = [row for row in self.rows if row.indicator == indicator.id]
        return sorted(rows, key=lambda row: (row.value is None, -(row.value or 0), row.place))


def heading(region: Region) -> Prose:
    """Write what the page is of, and how to read it."""
    title = f"Муниципалитеты за {region.year} год"
    text = (
        f"# {title}\n\nМуниципалитетов с данными за этот год: {len(region.places)}. Место — по "
        "убыванию числа; у равных оно одно. Числа не делятся на жителей, поэтому рядом сказано, "
        "сколько их. Чего никто не сосчитал, в ряд не поставлено и нулём не считается."
    )
    if region.unread:
        text += f"\n\nЕщё не прочитано папок с данными: {len(region.unread)}; какие — в конце."
    return Prose(text, {"title": title, "date": f"{region.year}-12-31"})


def ranks(region: Region) -> Several:
    """Show a table for each key indicator: the municipalities in their order."""
    return Several(_rank_table(region, indicator) for indicator in _keys())


def spread(region: Region) -> Table:
    """Show between what values the middle half of the municipalities lies."""
    columns = (
        "Показатель",
        "Сколько",
        "Меньшее",
        "Четверть",
        "Половина",
        "Три четверти",
        "Большее",
    )
    return Table(
        "Разброс: не больше названного числа — у четверти, половины и трёх четвертей",
        columns,
        [_spread_row(region, indicator) for indicator in _keys()],
        numeric=columns[1:],
        widths=(28, 10, 12, 12, 12, 14, 12),
    )


def lacking(region: Region) -> Table | Prose:
    """Show which municipalities lack which key numbers, and why."""
    rows = [
        (row.place, indicator.title, row.reason or w.DASH)
        for indicator in _keys()
        for row in region.of(indicator)
        if row.value is None
    ]
    if not rows:
        return Prose("Все главные числа есть у всех.")
    columns = ("Муниципалитет", "Показатель", "Почему нет")
    return Table("Кому чего не хватает", columns, sorted(rows), widths=(30, 30, 40))


def unread(region: Region) -> Table | None:
    """Show which municipalities are not here, as their data could not be read, and why."""
    if not region.unread:
        return None
    columns = ("Папка", "Почему не прочитана")
    return Table("Кого здесь нет", columns, sorted(region.unread), widths=(30, 70))


def _keys() -> list[Indicator]:
    return [each for each in declared() if each.key and each.members is None]


def _rank_table(region: Region, indicator: Indicator) -> Table:
    rows = region.of(indicator)
    known = [row.value for row in rows]
    cells = [
        (
            w.DASH if row.value is None else str(known.index(row.value) + 1),
            row.place,
            _value(indicator, row.value, row.denominator),
            w.DASH if row.residents is None else w.number(row.residents),
        )
        for row in rows
    ]
    columns = ("Место", "Муниципалитет", "Значение", "Жителей")
    return Table(indicator.title, columns, cells, numeric=columns[2:], widths=(10, 46, 24, 20))


def _spread_row(region: Region, indicator: Indicator) -> tuple[str, ...]:
    values = [row.value for row in region.of(indicator) if row.value is not None]
    shown = dict.fromkeys(range(5), w.DASH)
    if values:
        shown |= {0: _value(indicator, min(values)), 4: _value(indicator, max(values))}
    if len(values) >= FEWEST:
        parts = quantiles(values, n=4, method="inclusive")
        shown |= {n: _value(indicator, part) for n, part in enumerate(parts, start=1)}
    return (indicator.title, str(len(values)), *(shown[n] for n in range(5)))


def _value(indicator: Indicator, value: Fraction | None, of: Fraction | None = None) -> str:
    text = w.published_value(indicator, "" if value is None else str(value))
    if value is None or of is None or indicator.unit != MEASURES:
        return text
    return f"{text}{w.NBSP}из{w.NBSP}{w.number(of)}"
