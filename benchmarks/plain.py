"""Make the views of an edition as files, with no notebook: ``plain.py YEAR FOLDER [DATA]``.

It is the floor of what an edition costs: data, indicators, drawings, tables and sentences,
but no kernel, no page, no PDF and no DOCX.
"""

from __future__ import annotations

import sys
from pathlib import Path

import shegar_metrics as sm
from shegar_metrics.views.bundle import Figure, Prose, Table

DATA = Path(__file__).parents[1] / "data"

# What the notebooks show.
PROSE = (
    sm.prose.heading,
    sm.prose.summary,
    sm.prose.timing,
    sm.prose.site,
    sm.prose.publications,
    sm.prose.costs,
    sm.prose.pages,
    sm.prose.activity,
    sm.prose.feedback,
    sm.prose.measures,
    sm.prose.gaps,
    sm.prose.words,
    sm.document.decision,
)
BLOCKS = (*sm.document.BLOCKS, "sources")
FIGURES = (
    sm.figures.publications,
    sm.figures.platforms,
)
TABLES = (
    sm.tables.key_figures,
    sm.tables.publications,
    sm.tables.costs,
    sm.tables.platforms,
    sm.tables.posts,
    sm.tables.responses,
    sm.tables.page_activity,
    sm.tables.feedback,
    sm.tables.measures,
    sm.tables.passport,
    sm.tables.comparisons,
    sm.tables.months,
    sm.tables.sources,
    sm.tables.bases,
)


def written(view: Figure | Prose | Table) -> tuple[str, str]:
    """Return the suffix and the text of the file that shows a view."""
    match view:
        case Figure():
            return ".svg", view.svg()
        case Table():
            return ".html", view.html()
        case Prose():
            return ".txt", view.text


def main(year: str, folder: Path, data: Path = DATA) -> None:
    """Compute the year and write every view of it into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    results = sm.open_year(year=year, data=data)
    views = {
        f"{make.__module__.split('.')[2]}-{make.__name__}": make(results)
        for make in (*PROSE, *FIGURES, *TABLES)
    }
    views |= {f"information-{name}": sm.document.information(results, name) for name in BLOCKS}
    for name, view in views.items():
        if view is None:  # nothing is known of it
            continue
        suffix, text = written(view)
        (folder / f"{name}{suffix}").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
