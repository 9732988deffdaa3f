"""Write executed notebooks in every form that is published."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import Self

import nbformat
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..documents.docx import DOCXExporter
from ..documents.html import HTMLReportExporter
from ..documents.pdf import OfficialPDFExporter, PDFReportExporter
from ..editions.manifest import own_file
from ..indicators import Results
from ..indicators.published import INDICATORS, read_published
from ..indicators.signed import SIGNED, signed_in
from ..problems import one_line
from ..views.save import save
from .failure import DEVELOPER, Failure

FORMS: Mapping[str, Exporter] = {
    "annual_report.html": HTMLReportExporter,
    "annual_report.pdf": PDFReportExporter,
    "decision.docx": DOCXExporter,
    "decision.pdf": OfficialPDFExporter,
}

RESULTS = (INDICATORS, "indicators.xlsx")
"""The numbers alone: for programs, and for people."""


class Writing:
    """The writing of the documents of an edition, each begun when its notebook has been executed.

    Parameters
    ----------
    results
        The results that the notebooks print.
    folder
        Where to write: an edition that keeps those it replaces. A decision that was taken on one
        of them stays what it was, and beside it is the draft of another.
    """

    def __init__(self, results: Results, folder: Path) -> None:
        self._folder, self._signed = folder, signed_in(results, folder)
        # pandoc and Typst do their part outside of Python; the page imports as it goes along,
        # which is for the main thread alone.
        self._pool = ThreadPoolExecutor()
        self._begun: list[Future[None]] = []
        if self._signed is not None:
            for name in filter(partial(own_file, self._signed), SIGNED):
                (folder / name).write_bytes(read_published(self._signed, name))
        for name in RESULTS:
            save(results, folder / name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def write(self, name: str, executed: NotebookNode) -> None:
        """Begin the documents of a notebook.

        Raises
        ------
        Failure
            If its page cannot be made.
        """
        forms = [form for form in FORMS if Path(form).stem == name]
        for form in (form for form in forms if not form.endswith(".html")):
            self._begun.append(self._pool.submit(self._write, form, executed))
        if f"{name}.html" in forms:
            nbformat.write(executed, self._folder / f"{name}.ipynb")
            self._write(f"{name}.html", executed)

    def finish(self) -> None:
        """Wait until every document is there.

        Raises
        ------
        Failure
            If one cannot be made.
        """
        for each in self._begun:
            each.result()

    def _write(self, form: str, executed: NotebookNode) -> None:
        file = self._folder / form
        if self._signed is not None and form in SIGNED:
            file = file.with_stem(f"{file.stem}.draft")
        try:
            document, _ = FORMS[form]().from_notebook_node(executed)
        except RuntimeError as error:  # what pandoc and Typst raise
            told = f"Документ {file.name} не собран ({one_line(error)})."
            details = "".join(format_exception(error))
            raise Failure(told, advice=DEVELOPER, details=details) from error
        file.write_bytes(document.encode("utf-8") if isinstance(document, str) else document)
