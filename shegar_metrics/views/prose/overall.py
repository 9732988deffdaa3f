"""The sentences on the report as a whole: its heading, summary, dates and gaps."""

from __future__ import annotations

from datetime import date

from ...indicators import Results
from ...indicators.changes import OF_PEERS
from .. import typography
from .. import wording as w
from ..bundle import Prose, plain
from .blocks import from_blocks

SUMMARY = ("visits", "subscriptions", "publications", "answers", "requirements", "cost", "closing")
"""The blocks of the summary, in the order of print."""


def heading(results: Results) -> Prose:
    """Title the report, and date it by the newest of its sources: not by the clock.

    Parameters
    ----------
    results
        The results of a year: of them the sources.

    Returns
    -------
    Prose
        A heading of the first level, with the title and the date of the document, and the edition
        where it is numbered; below it the period, and the same edition.

    Raises
    ------
    TemplateRefusal
        If the block ``about`` or ``edition`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.heading(results).properties["date"]
    '2023-07-18'
    """
    subject = f"Интернет-ресурсы {results.context.municipality['administration_genitive']}"
    title = typography.typeset(f"{subject}: отчёт за {w.span(results.period)}")
    newest = newest_source(results).isoformat()
    about = from_blocks(results, ["about"])
    edition = from_blocks(results, ["edition"]).text
    named = {"title": title, "date": newest} | ({"edition": edition} if edition else {})
    return Prose(f"# {plain(title)}\n\n{about.text}", named)


def newest_source(results: Results) -> date:
    """Return the date of the newest cited source, or the end of the year if there is none."""
    cited = {source for result in results.values() for source in result.sources}
    dates = (results.context.sources[source].date for source in cited)
    return max(dates, default=results.period.end)


def summary(results: Results) -> Prose:
    """Write what changed since the year before, in a few sentences.

    Parameters
    ----------
    results
        The results of a year: of them the key values, and what they are compared with.

    Returns
    -------
    Prose
        A list with a point for each of what is known.

    Raises
    ------
    TemplateRefusal
        If a block of ``summary.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.summary(results).text.splitlines()[-1].startswith("- Сравнить пока не")
    True
    """
    return from_blocks(results, SUMMARY, "- {}", "summary.md.j2")


def timing(results: Results) -> Prose:
    """Write which numbers are of the year, and which of a day outside it.

    Parameters
    ----------
    results
        The results of a year: of them the periods and the dates.

    Returns
    -------
    Prose
        The flows, and each stock with its date.

    Raises
    ------
    TemplateRefusal
        If the block ``timing`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.timing(results).text.startswith("За")
    True
    """
    return from_blocks(results, ["timing"])


def gaps(results: Results) -> Prose | None:
    """Write what the report lacks: what the year before had, then what else, and where two differ.

    Parameters
    ----------
    results
        The results of a year: of them what is missing, and what two sources state.

    Returns
    -------
    Prose or None
        A heading, and a list of each kind; nothing if nothing lacks.

    Raises
    ------
    TemplateRefusal
        If a block of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.gaps(results).text.startswith("## Чего в")
    True
    """
    lists = from_blocks(results, ["lost", "gaps", "uncomputed", "discrepancies"], "{}\n")
    if not lists.text:
        return None
    title = typography.typeset("## Чего в отчёте нет\n\n")
    return Prose(f"{title}{lists.text}", {"linked": f"{title}{lists.properties['linked']}"})


def peers(results: Results) -> Prose | None:
    """Write which municipalities are alike, and how quartiles and a place are to be read.

    Parameters
    ----------
    results
        The results of a year: of them what is compared with others.

    Returns
    -------
    Prose or None
        A heading and the rule; nothing if nothing is compared.

    Raises
    ------
    TemplateRefusal
        If the block ``peers`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.peers(results)  # no others were gathered
    """
    if not any(row.aspect in OF_PEERS for row in results.printed):
        return None
    rule = from_blocks(results, ["peers"])
    return Prose(f"## Среди похожих муниципалитетов\n\n{rule.text}")


def words(results: Results) -> Prose:
    """Write what the words of the report mean, and how many people may be behind the counts.

    Parameters
    ----------
    results
        The results of a year: of them the bounds of the people, and how even the platforms are.

    Returns
    -------
    Prose
        A paragraph each.

    Raises
    ------
    TemplateRefusal
        If the block ``words`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "Эффективное число площадок" in sm.prose.words(results).text
    True
    """
    return from_blocks(results, ["words"])
