"""Charts of results, in the idiom of pandas and seaborn: data in, ``ax`` in, ``ax`` out.

The data are `Results.frame` or a part of it. Each chart draws on the axes it is given, and
without any opens a drawing of its own in the style of the report; what it returns are ordinary
axes to go on with. A value that is missing is a gap with the word «нет», never a zero.

Examples
--------
>>> import shegar_metrics as sm
>>> frame = sm.results("data", years=2022).frame()
>>> ax = sm.charts.bars(frame.query("indicator == 'section_publications'"))
>>> [text.get_text() for text in ax.texts]
['309', '144', '101']
"""

from __future__ import annotations

from ..style import BLUE, GREEN, GREY, NARROW, VERMILION, WIDE, house_style
from .amounts import bars
from .by_month import coverage, months
from .lines import lines
from .marks import Letter, Yardstick
from .stages import stages
from .years import trend

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "NARROW",
    "VERMILION",
    "WIDE",
    "Letter",
    "Yardstick",
    "bars",
    "coverage",
    "house_style",
    "lines",
    "months",
    "stages",
    "trend",
]
