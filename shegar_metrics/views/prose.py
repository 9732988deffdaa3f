"""The sentences of the report, from the blocks of ``report.md.j2``.

Examples
--------
>>> import shegar_metrics as sm
>>> results = sm.results("data", years=2022)
>>> sm.prose.summary(results).text.startswith("- В")
True
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..indicators import Results
from . import wording as w
from .bundle import Prose, plain
from .templating import names_of, render

TEMPLATE = "report.md.j2"
SECTIONS = ("site", "publications", "costs", "pages", "measures")


def heading(results: Results) -> Prose:
    """Title the report, and date it by the newest of its sources: not by the clock."""
    subject = f"Интернет-ресурсы {results.context.municipality['administration_genitive']}"
    title = w.typeset(f"{subject}: отчёт за {w.span(results.period)}")
    newest = newest_source(results).isoformat()
    return Prose(f"# {plain(title)}", {"title": title, "date": newest})


def newest_source(results: Results) -> date:
    """Return the date of the newest cited source, or the end of the year if there is none."""
    cited = {source for result in results.values() for source in result.sources}
    dates = (results.context.sources[source].date for source in cited)
    return max(dates, default=results.period.end)


def summary(results: Results) -> Prose:
    """Write the report in a few sentences: the first of each section."""
    return _told(results, [f"{section}_lead" for section in SECTIONS], "- {}")


def site(results: Results) -> Prose:
    """Write how the site was visited."""
    return _told(results, ["site"])


def publications(results: Results) -> Prose:
    """Write what was published on the site."""
    return _told(results, ["publications"])


def costs(results: Results) -> Prose:
    """Write what the contract cost, and how that belongs to the year."""
    return _told(results, ["costs"])


def pages(results: Results) -> Prose:
    """Write the subscriptions to the official pages, and the people they may be."""
    return _told(results, ["pages"])


def audience(results: Results) -> Prose:
    """Write how even the platforms are, and how the subscriptions compare to the population."""
    return _told(results, ["audience"])


def activity(results: Results) -> Prose:
    """Write what the data hold of the posts on the pages, the messages, and the time for a post."""
    return _told(results, ["activity"])


def measures(results: Results) -> Prose:
    """Write how many measures are met, and what the data note about them."""
    return _told(results, ["measures"])


def timing(results: Results) -> Prose:
    """Write which numbers are of the year, and which of a day outside it."""
    return _told(results, ["timing"])


def gaps(results: Results) -> Prose:
    """Write what the report does not hold and why, and where two sources tell two numbers."""
    return _told(results, ["gaps"])


def _told(results: Results, blocks: Sequence[str], line: str = "{}") -> Prose:
    """Fill blocks, each once: as they are printed, and with links for the page."""
    filled = [render(TEMPLATE, block, names_of(results)) for block in blocks]
    text = "\n".join(line.format(block.text) for block in filled)
    linked = "\n".join(line.format(block.linked) for block in filled)
    return Prose(text, {"linked": w.typeset(linked)})
