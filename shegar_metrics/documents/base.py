"""What the exporters share: where templates stand, and what a document says of itself."""

from __future__ import annotations

import encodings.unicode_escape  # noqa: F401  # or Jinja does with its first string
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jinja2.ext  # noqa: F401  # or nbconvert imports it by name, in whatever thread it is in
from jinja2.bccache import Bucket, BytecodeCache
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from .executed import refuse_unexecuted, tell_plainly

TEMPLATES = Path(__file__).parent / "templates"


class _Compiled(BytecodeCache):
    """Templates that this process has compiled: each exporter has an environment of its own."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


class ReportExporter(TemplateExporter):
    """Fill a template of ours with the outputs of a notebook; code is never shown."""

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATES)]

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True  # once, and not after each of a dozen preprocessors

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.log.addFilter(tell_plainly)
        # After all others, whatever is configured: the document is made of what they leave.
        for preprocessor in (refuse_unexecuted, name_document):
            self.register_preprocessor(preprocessor, enabled=True)

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.bytecode_cache = _compiled
        return environment


def name_document(
    nb: NotebookNode, resources: dict[str, Any]
) -> tuple[NotebookNode, dict[str, Any]]:
    """Put the title, date and edition of a document into ``resources``, as a preprocessor does."""
    resources.update(document_properties(nb))
    return nb, resources


def document_properties(nb: NotebookNode) -> dict[str, str]:
    """Return the title, the date and the edition of a document.

    They are those that the metadata of an output name; a notebook without them is titled
    by its first heading, dated today, and of no edition.
    """
    properties = {"title": _first_heading(nb), "date": date.today().isoformat(), "edition": ""}
    for output in outputs(nb):
        named = output.get("metadata", {}).get("text/markdown", {})
        properties |= {key: named[key] for key in properties if key in named}
    return properties


def _first_heading(nb: NotebookNode) -> str:
    texts = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    texts += [output.get("data", {}).get("text/markdown", "") for output in outputs(nb)]
    for text in texts:
        heading = re.search(r"^# +(.+)$", text, re.MULTILINE)
        if heading:
            return re.sub(r"\\([^\w\s])", r"\1", heading[1].strip())  # the text, not its Markdown
    return "Отчёт"


def outputs(nb: NotebookNode) -> Iterator[NotebookNode]:
    """Go through the outputs of all cells."""
    for cell in nb.cells:
        yield from cell.get("outputs", [])
