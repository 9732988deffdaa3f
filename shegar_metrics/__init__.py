"""How the internet resources of the Shegarsky district are used: data, indicators, report.

Examples
--------
>>> import shegar_metrics as sm
>>> dataset = sm.load("data")
>>> indicators = sm.compute(dataset, 2022)
>>> int(indicators["visits"].value)
37743
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dataset import Dataset, load
    from .indicators import Indicators, compute
    from .opening import open_year, refuse_unknown
    from .views import changes, document, figures, months, prose, tables

    __version__: str

__all__ = [
    "Dataset",
    "Indicators",
    "changes",
    "compute",
    "document",
    "figures",
    "load",
    "months",
    "open_year",
    "prose",
    "refuse_unknown",
    "tables",
]

_HOMES = {
    "Dataset": ".dataset",
    "load": ".dataset",
    "Indicators": ".indicators",
    "compute": ".indicators",
    "months": ".views.months",
    "open_year": ".opening",
    "refuse_unknown": ".opening",
    "changes": ".views.changes",
    "document": ".views.document",
    "figures": ".views.figures",
    "prose": ".views.prose",
    "tables": ".views.tables",
}


def __getattr__(name: str) -> Any:
    # Each name is imported when first used: the command starts without pandas and matplotlib.
    if name == "__version__":
        from importlib.metadata import version

        return version("shegar-metrics")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(_HOMES[name], __name__)
    return home if _HOMES[name].endswith(name) else getattr(home, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
