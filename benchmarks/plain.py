"""Make the views of the annual report as files, with no notebook: ``plain.py YEAR FOLDER``.

It is the floor of what a report costs: data, indicators, drawings, tables and sentences,
but no kernel, no page and no PDF.
"""

from __future__ import annotations

import sys
from pathlib import Path

import shegar_metrics as sm
from shegar_metrics.views.bundle import Figure, Heading, Prose, Table

DATA = Path(__file__).parents[1] / "data"

# What the notebook of the report shows.
PROSE = (
    sm.prose.heading,
    sm.prose.summary,
    sm.prose.timing,
    sm.prose.site,
    sm.prose.publications,
    sm.prose.costs,
    sm.prose.pages,
    sm.prose.audience,
    sm.prose.measures,
    sm.prose.gaps,
)
FIGURES = (
    sm.figures.dates,
    sm.figures.publications,
    sm.figures.costs,
    sm.figures.platforms,
    sm.figures.audience,
    sm.figures.measures,
)
TABLES = (
    sm.tables.key_figures,
    sm.tables.publications,
    sm.tables.platforms,
    sm.tables.measures,
    sm.tables.passport,
    sm.tables.sources,
    sm.tables.bases,
)


def written(view: Figure | Heading | Prose | Table) -> tuple[str, str]:
    """Return the suffix and the text of the file that shows a view."""
    match view:
        case Figure():
            return ".svg", view.svg()
        case Table():
            return ".html", view.html()
        case Heading():
            return ".txt", view.title
        case Prose():
            return ".txt", view.text


def main(year: str, folder: Path) -> None:
    """Compute the year and write every view of it into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    indicators = sm.compute(sm.load(DATA), year)
    for make in (*PROSE, *FIGURES, *TABLES):
        suffix, text = written(make(indicators))
        kind = make.__module__.rpartition(".")[2]
        file = folder / f"{kind}-{make.__name__}{suffix}"
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
