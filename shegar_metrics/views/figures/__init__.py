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
from .stages import working_time
from .year import platforms, publications
from .years import years

__all__ = ["by_month", "platforms", "publications", "working_time", "years"]
