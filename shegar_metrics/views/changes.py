"""«Что изменилось»: the numbers published for the year before, by today's data and formulas."""

from __future__ import annotations

from fractions import Fraction

from ..editions import Reason, computed, differences, earlier, published
from ..indicators import Indicators, compute, declared
from . import wording as w
from .bundle import Prose, Several, Table


def since_published(indicators: Indicators) -> Several | None:
    """Tell which numbers of the earlier report are no longer so; nothing if there is none.

    Numbers of a new year differ because the year does, and are compared among the key
    figures. Here the year is the same, and what differs was revised.
    """
    folder, year = earlier(indicators), indicators.year - 1
    if folder is None or year not in indicators.dataset.years:
        return None
    found = differences(published(folder), computed(compute(indicators.dataset, year)))
    units = {indicator.id: (indicator.unit, indicator.digits) for indicator in declared()}
    rows = []
    for difference in found:
        unit = units.get(difference.id.partition("[")[0])
        was, now = (_worded(value, unit) for value in (difference.old, difference.new))
        if was != now or difference.reason is not Reason.REVISED:
            rows.append((difference.title, was, now, difference.reason.value))
    if not rows:
        text = f"Числа отчёта за {year} год по нынешним данным и формулам те же."
        return Several([Prose(f"## Что изменилось\n\n{text}")])
    text = f"Числа отчёта за {year} год, которые по нынешним данным и формулам другие:"
    columns = ("Показатель", "Опубликовано", "Теперь", "Почему")
    table = Table(f"Что изменилось в числах за {year} год", columns, rows, widths=(34, 22, 22, 22))
    return Several([Prose(f"## Что изменилось\n\n{text}"), table])


def _worded(value: str, unit: tuple[str, int] | None) -> str:
    if not value:
        return w.DASH
    if unit is None or unit[0] == "measures":
        return value
    return w.in_unit(Fraction(value), *unit)
