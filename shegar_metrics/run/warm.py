"""What a process knows before it is born: it is forked from one that has imported this.

Imports take longer than the cells of an edition do. Some come only with the first use of a package,
so each of those is used once.
"""

from __future__ import annotations

import matplotlib.backends.backend_agg
import matplotlib.backends.backend_svg  # noqa: F401
import nbformat

from ..views import changes, document, figures, prose, tables  # noqa: F401
from ..views.style import house_style
from ..views.templating import compile_templates
from . import execution, notebook  # noqa: F401
from .engine import shell

compile_templates()
with shell(), house_style():
    nbformat.validate(nbformat.v4.new_notebook())
