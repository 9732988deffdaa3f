"""The figures of the report; each has its numbers in words as well.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> sm.figures.publications(results).alt.startswith("Публикации раздела: Новости — 309")
True
"""

from __future__ import annotations

from .months import by_month
from .timing import dates
from .year import audience, measures, platforms, publications

__all__ = ["audience", "by_month", "dates", "measures", "platforms", "publications"]
