"""The tables of the report: queries on the results.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> [row[0] for row in sm.tables.platforms(results).rows]
['ВКонтакте', 'Одноклассники', 'Telegram', 'Всего подписок']
"""

from __future__ import annotations

from .annex import subscriptions
from .changes import comparisons
from .origins import bases, earlier, months, passport, sources
from .overview import key_figures, measures
from .pages import feedback, page_activity, platforms, posts, responses
from .peers import peer_values, peers
from .site import costs, publications

__all__ = [
    "bases",
    "comparisons",
    "costs",
    "earlier",
    "feedback",
    "key_figures",
    "measures",
    "months",
    "page_activity",
    "passport",
    "peer_values",
    "peers",
    "platforms",
    "posts",
    "publications",
    "responses",
    "sources",
    "subscriptions",
]
