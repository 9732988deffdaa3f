"""What a worker knows before it is born: it is forked from a process that has imported this.

Imports take longer than an edition does. Some come only with the first use of a package, so each
of those is used once.
"""

from __future__ import annotations

import gc

import openpyxl  # noqa: F401

from ..dataset.reading import RawTable
from ..dataset.schema import resources
from ..dataset.validation import validate
from ..fonts import font_faces
from ..run import making, notebook  # noqa: F401
from ..views import changes, document, figures, prose, tables  # noqa: F401
from ..views.templating import compile_templates

compile_templates()
font_faces("А")
validate(
    {
        name: RawTable(resource["path"], [f["name"] for f in resource["schema"]["fields"]], [], [])
        for name, resource in resources().items()
    }
)

# What is here already is garbage in no worker: it is not to be looked through again and again.
gc.collect()
gc.freeze()
