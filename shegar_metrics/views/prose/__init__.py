"""The sentences of the report, from the blocks of ``report.md.j2``.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> sm.prose.summary(results).text.startswith("- **За")
True
"""

from __future__ import annotations

from .overall import gaps, heading, peers, summary, timing, words
from .sections import activity, costs, feedback, measures, pages, publications, site

__all__ = [
    "activity",
    "costs",
    "feedback",
    "gaps",
    "heading",
    "measures",
    "pages",
    "peers",
    "publications",
    "site",
    "summary",
    "timing",
    "words",
]
