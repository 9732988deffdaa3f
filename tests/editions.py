"""The text of an edition, line by line, as its reader meets it: no kernel, no exporter."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat

SVG = "{http://www.w3.org/2000/svg}"
NBSP = "\u00a0"
SHOWN_NBSP = "\u2423"
"""An open box stands for a no-break space: a diff shows where one came or went."""

# A sentence ends before a capital letter, a digit, a quotation mark or an escape, but not after
# a single letter: «с. Мельниково», «Л.И. Нистерюк», «1. Сайт».
SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!^\w\.)(?<![\s.(]\w\.) +(?=[А-ЯЁA-Z0-9«\\*\[])")
LIST_END = re.compile(r"(?<=;) ")

Output = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What one view shows: its forms by MIME type, and the metadata of the forms."""


def text_of(notebooks: Path, year: int, data: Path) -> str:
    """Return the report and the decision of a year as text, a sentence or a table row a line."""
    return "\n".join(
        f"<!-- {name} -->\n\n" + text_of_notebook(notebooks / f"{name}.ipynb", year, data)
        for name in ("annual_report", "decision")
    )


def text_of_notebook(path: Path, year: int, data: Path) -> str:
    """Return what a notebook shows, its cells run in this very process."""
    parts, names = [], {"__name__": "__main__"}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source.split("\n"))
        elif "parameters" in cell.metadata.get("tags", ()):
            names |= {"year": year, "data": str(data)}
        else:
            parts += [list(lines_of(shown)) for shown in _shown(_last_value(cell.source, names))]
    return _joined(parts)


def text_of_executed(notebook: Any) -> str:
    """Return the same of a notebook that a kernel has run."""
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source.split("\n"))
        else:
            shown = [(output.data, output.metadata) for output in cell.outputs if "data" in output]
            parts += [list(lines_of(output)) for output in shown]
    return _joined(parts)


def lines_of(output: Output) -> Iterator[str]:
    """Write a view: its sentences; the rows of a table; or what is said and drawn of a figure."""
    data, metadata = output
    if "image/svg+xml" in data:
        said = metadata["image/svg+xml"]
        yield from (f"Подпись: {line}" for line in _sentences(said["caption"]))
        yield from (f"Словами: {line}" for line in _sentences(said["alt"], LIST_END))
        drawn = ElementTree.fromstring(data["image/svg+xml"]).iter(f"{SVG}text")
        yield "На рисунке: " + " | ".join("".join(text.itertext()).strip() for text in drawn)
    elif "text/html" in data:
        rows = data["text/markdown"].splitlines()
        yield from (row for row in rows if row and not re.fullmatch(r"[|:-]+", row))
    else:
        yield from _sentences(data["text/markdown"])


def _last_value(source: str, names: dict[str, Any]) -> object:
    """Run the lines of a cell; return the value of the last, if it is an expression."""
    module = ast.parse(source)
    last = module.body.pop() if module.body and isinstance(module.body[-1], ast.Expr) else None
    exec(compile(module, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def _shown(value: Any) -> Iterator[Output]:
    if isinstance(value, list):  # several views, one below another
        for view in value:
            yield from _shown(view)
    elif value is not None:
        bundle = value._repr_mimebundle_()
        yield bundle if isinstance(bundle, tuple) else (bundle, {})


def _sentences(text: str, also: re.Pattern[str] | None = None) -> Iterator[str]:
    for line in text.split("\n"):
        for sentence in SENTENCE_END.split(line):
            yield from also.split(sentence) if also else (sentence,)


def _joined(parts: list[list[str]]) -> str:
    text = "\n\n".join("\n".join(lines).strip("\n") for lines in parts)
    return text.replace(NBSP, SHOWN_NBSP) + "\n"
