"""Which importer a file is for: found by what is in it, never by its name."""

from __future__ import annotations

import importlib
import pkgutil

from ..problems import ParameterRefusal
from . import systems
from .files.export import Export
from .files.jsons import answer
from .files.strangers import stranger, unknown
from .forms.book import year_of_book
from .forms.year import KIND
from .importer import Importer, registry

LONGEST_ERROR_BYTES = 4096


def importers() -> dict[str, Importer]:
    """Return every importer by its ``kind``, sorted."""
    for module in pkgutil.iter_modules(systems.__path__):
        importlib.import_module(f"{systems.__name__}.{module.name}")
    return dict(sorted(registry.items()))


def recognise(export: Export) -> Importer:
    """Find the importer of a file by its content.

    Raises
    ------
    ParameterRefusal
        If none or several fit, with what was seen and the way forward.
    DataRefusal
        If it is what a system answers instead of an export: an error.
    """
    every = importers()
    if year_of_book(export) is not None:  # others would find their columns on its sheets
        return every[KIND]
    known = stranger(export)
    fitting = [] if known else [each for each in every.values() if each.recognise(export)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{importer.kind} («{importer.title}»)" for importer in fitting)
        raise ParameterRefusal(
            f"{export.name}: подходит к нескольким видам: {names}. Укажите нужный: --as ВИД."
        )
    if not known and export.is_json and len(export.head) < LONGEST_ERROR_BYTES:
        answer(export)  # an answer of an error is refused by its own words
    titles = {importer.title: importer.recognise for importer in every.values()}
    raise ParameterRefusal("{}: {}. {}.".format(export.name, *(known or unknown(export, titles))))
