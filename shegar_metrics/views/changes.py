"""«Что изменилось»: the numbers published for the year before, by today's data and formulas.

Examples
--------
>>> import shegar_metrics as sm
>>> sm.changes.since_published(sm.results("data", years=2022))  # nothing is published of 2021
"""

from __future__ import annotations

from ..indicators import Results
from ..indicators.differences import Reason, differences
from ..indicators.published import MONTH, computed, earlier, published
from . import wording as w
from .bundle import Prose, Several, Table


def since_published(results: Results) -> Several | None:
    """Show which published numbers of the year before are no longer so.

    Numbers of a new year differ because the year does, and are compared among the key
    figures. Here the year is the same, and what differs was revised.

    Parameters
    ----------
    results
        The results of a year, and of the year before it.

    Returns
    -------
    Several or None
        A heading with a table, or with a sentence that all are the same; nothing if nothing is
        published of the year before.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.changes.since_published(results)  # nothing is published of 2021
    """
    folder, year = earlier(results), results.year - 1
    if folder is None or not results.before:
        return None
    rows = []
    # Months are computed of the reporting year alone; one that was revised changes its year.
    then = {name: row for name, row in published(folder).items() if MONTH not in name}
    for difference in differences(then, computed(results.before.values())):
        values = (difference.old, difference.new)
        was, now = (w.published_value(difference.indicator, value) for value in values)
        if was != now or difference.reason is not Reason.REVISED:
            rows.append((difference.title, was, now, difference.reason.value))
    if not rows:
        text = f"Числа отчёта за {year} год по нынешним данным и формулам те же."
        return Several([Prose(f"## Что изменилось\n\n{text}")])
    text = f"Числа отчёта за {year} год, которые по нынешним данным и формулам другие:"
    columns = ("Показатель", "Опубликовано", "Теперь", "Почему")
    table = Table(f"Что изменилось в числах за {year} год", columns, rows, widths=(34, 22, 22, 22))
    return Several([Prose(f"## Что изменилось\n\n{text}"), table])
