"""The same for a process that writes the documents as well: see `warm`."""

from __future__ import annotations

import openpyxl  # noqa: F401

from ..editions.recipe import makers
from ..fonts import font_faces
from . import making  # noqa: F401
from .writing import FORMS

font_faces("А")
makers()
for exporter in FORMS.values():
    exporter().template  # noqa: B018  # it is compiled when it is asked for
