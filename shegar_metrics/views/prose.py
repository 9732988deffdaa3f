"""The sentences of the report, from the blocks of ``report.md.j2``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..indicators import Indicators
from . import wording as w
from .bundle import Prose, plain
from .templating import render
from .vocabulary import document_day, vocabulary

TEMPLATE = "report.md.j2"
SECTIONS = ("site", "publications", "costs", "pages", "measures")


def heading(indicators: Indicators) -> Prose:
    """Title the report, and date it by the newest of its sources: not by the clock."""
    names = indicators.dataset.reference.municipality(document_day(indicators))
    subject = f"Интернет-ресурсы {names['administration_genitive']}"
    title = w.typeset(f"{subject}: отчёт за {w.span(indicators.period)}")
    newest = newest_source(indicators).isoformat()
    return Prose(f"# {plain(title)}", {"title": title, "date": newest})


def newest_source(indicators: Indicators) -> date:
    """Return the date of the newest cited source, or the end of the year if there is none."""
    cited = {source for result in indicators for source in result.measured.sources}
    dates = (indicators.dataset.source(source)["date"] for source in cited)
    return max(dates, default=indicators.period.end)


def summary(indicators: Indicators) -> Prose:
    """Tell the report in a few sentences: the first of each section."""
    return _told(indicators, [f"{section}_lead" for section in SECTIONS], "- {}")


def site(indicators: Indicators) -> Prose:
    """Tell how the site was visited."""
    return _block(indicators, "site")


def publications(indicators: Indicators) -> Prose:
    """Tell what was published on the site."""
    return _block(indicators, "publications")


def costs(indicators: Indicators) -> Prose:
    """Tell what the contract cost, and what that makes for a visit and a publication."""
    return _block(indicators, "costs")


def pages(indicators: Indicators) -> Prose:
    """Tell the subscriptions to the official pages, and the people they may be."""
    return _block(indicators, "pages")


def audience(indicators: Indicators) -> Prose:
    """Tell how even the platforms are, and how the subscriptions compare to the population."""
    return _block(indicators, "audience")


def activity(indicators: Indicators) -> Prose:
    """Tell the posts on the pages, the messages of citizens, and the time for a post."""
    return _block(indicators, "activity")


def measures(indicators: Indicators) -> Prose:
    """Tell how many measures are met, and what the data note about them."""
    return _block(indicators, "measures")


def timing(indicators: Indicators) -> Prose:
    """Tell which numbers are of the year, and which of a day outside it."""
    return _block(indicators, "timing")


def gaps(indicators: Indicators) -> Prose:
    """Tell what the report does not hold, and why."""
    return _block(indicators, "gaps")


def _block(indicators: Indicators, block: str) -> Prose:
    return _told(indicators, [block])


def _told(indicators: Indicators, blocks: Sequence[str], line: str = "{}") -> Prose:
    """Render blocks twice: as they are printed, and with links for the page."""
    names = vocabulary(indicators)
    text, linked = (
        "\n".join(line.format(render(TEMPLATE, block, names, linked=linked)) for block in blocks)
        for linked in (False, True)
    )
    return Prose(text, {"linked": w.typeset(linked)})
