"""How the internet resources of a municipality are used: data, indicators, report.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> int(results["visits"].value)
37743
>>> frame = results.frame()
>>> ax = sm.charts.bars(frame.query("indicator == 'platform_subscriptions'"))
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batch.region import open_region
    from .dataset import Dataset, load
    from .indicators import (
        Indicator,
        Results,
        Standing,
        Unit,
        constant,
        daily_subscriptions,
        missing,
        ratio,
        total,
    )
    from .run.intake import inbox, inbox_changes, take_file, take_inbox, undo_import
    from .run.notebook import open_year, refuse_unknown, results
    from .run.overview import gaps, open_report, state
    from .run.report import make_reports
    from .run.year_form import year_form
    from .views import changes, charts, document, figures, prose, region, tables
    from .views.figure import figure
    from .views.save import save

    __version__: str

__all__ = [
    "Dataset",
    "Indicator",
    "Results",
    "Standing",
    "Unit",
    "changes",
    "charts",
    "constant",
    "daily_subscriptions",
    "document",
    "figure",
    "figures",
    "gaps",
    "inbox",
    "inbox_changes",
    "load",
    "make_reports",
    "missing",
    "open_region",
    "open_report",
    "open_year",
    "prose",
    "ratio",
    "refuse_unknown",
    "region",
    "results",
    "save",
    "state",
    "tables",
    "take_file",
    "take_inbox",
    "total",
    "undo_import",
    "year_form",
]

_MODULES = ("changes", "charts", "document", "figures", "prose", "region", "tables")
"""The modules of ``views`` that are names of the package themselves."""

_HOMES = {
    "Dataset": ".dataset",
    "load": ".dataset",
    "Indicator": ".indicators",
    "Results": ".indicators",
    "Standing": ".indicators",
    "Unit": ".indicators",
    "constant": ".indicators",
    "daily_subscriptions": ".indicators",
    "missing": ".indicators",
    "ratio": ".indicators",
    "total": ".indicators",
    "open_region": ".batch.region",
    "open_year": ".run.notebook",
    "refuse_unknown": ".run.notebook",
    "results": ".run.notebook",
    "make_reports": ".run.report",
    "gaps": ".run.overview",
    "inbox": ".run.intake",
    "inbox_changes": ".run.intake",
    "open_report": ".run.overview",
    "state": ".run.overview",
    "take_file": ".run.intake",
    "take_inbox": ".run.intake",
    "undo_import": ".run.intake",
    "year_form": ".run.year_form",
    "figure": ".views.figure",
    "save": ".views.save",
}
"""Where every other name is defined."""


def __getattr__(name: str) -> Any:
    # Each name is imported when first used: the command starts without pandas and matplotlib.
    if name == "__version__":
        from importlib.metadata import version

        return version("shegar-metrics")
    if name in _MODULES:
        return importlib.import_module(f".views.{name}", __name__)
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
