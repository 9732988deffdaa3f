"""Make the views of an edition as files, with no notebook: ``plain.py YEAR FOLDER [DATA]``.

It is the floor of what an edition costs: data, indicators, drawings, tables and sentences,
but no kernel, no page, no PDF and no DOCX. What it makes are the very cells of the notebooks.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ("annual_report", "decision")


def cells_of(notebook: str) -> Iterator[tuple[list[ast.stmt], ast.Expression | None]]:
    """Yield the code of each cell: what it does, and what it shows."""
    path = ROOT / "notebooks" / f"{notebook}.ipynb"
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", []):
            *done, last = ast.parse("".join(cell["source"])).body
            if isinstance(last, ast.Expr):
                yield done, ast.Expression(last.value)
            else:
                yield [*done, last], None


def views_of(shown: Any) -> list[Any]:
    """List the views a cell shows: of one of which nothing is known, there is none."""
    if shown is None:
        return []
    return shown if isinstance(shown, list) else [shown]


def main(year: str, folder: Path, data: Path = ROOT / "data") -> None:
    """Compute the year and write every view of it into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in NOTEBOOKS:
        names: dict[str, Any] = {"year": int(year), "data": str(data)}
        for number, (done, last) in enumerate(cells_of(notebook), start=1):
            exec(compile(ast.Module(done, []), notebook, "exec"), names)
            for view in views_of(last and eval(compile(last, notebook, "eval"), names)):
                bundle, metadata = view._repr_mimebundle_()
                html = metadata.get("text/html", {}).get("page") or bundle.get("text/html")
                path = folder / f"{notebook}-{number}-{type(view).__name__}.txt"
                with path.open("a", encoding="utf-8", newline="\n") as file:
                    file.write(f"{html or bundle['text/plain']}\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
