"""The sentences of each section of the report."""

from __future__ import annotations

from ...indicators import Results
from ..bundle import Prose
from .blocks import from_blocks


def site(results: Results) -> Prose:
    """Write how often the site was visited.

    Parameters
    ----------
    results
        The results of a year: of them the visits.

    Returns
    -------
    Prose
        The visits a day and a resident, or why they are not known.

    Raises
    ------
    TemplateRefusal
        If the block ``site`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "103" in sm.prose.site(results).text
    True
    """
    return from_blocks(results, ["site"])


def publications(results: Results) -> Prose:
    """Write what was published on the site.

    Parameters
    ----------
    results
        The results of a year: of them the publications and how often they came.

    Returns
    -------
    Prose
        The publications by section, a month and a week.

    Raises
    ------
    TemplateRefusal
        If the block ``publications`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.publications(results).text.startswith("Опубликовано")
    True
    """
    return from_blocks(results, ["publications"])


def costs(results: Results) -> Prose:
    """Write what the contract cost, and how that belongs to the year.

    Parameters
    ----------
    results
        The results of a year: of them the cost of the contract.

    Returns
    -------
    Prose
        How the cost was found, and what is not in it.

    Raises
    ------
    TemplateRefusal
        If the block ``costs`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "полные затраты" in sm.prose.costs(results).text
    True
    """
    return from_blocks(results, ["costs"])


def pages(results: Results) -> Prose:
    """Write what the subscriptions make for a hundred residents, and that they are no people.

    Parameters
    ----------
    results
        The results of a year: of them the subscriptions and the residents.

    Returns
    -------
    Prose
        The subscriptions of a hundred residents, and what the data note of the pages.

    Raises
    ------
    TemplateRefusal
        If the block ``pages`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "приходится" in sm.prose.pages(results).text
    True
    """
    return from_blocks(results, ["pages"])


def activity(results: Results) -> Prose:
    """Write what the data hold of the posts on the pages, the messages, and the time for a post.

    Parameters
    ----------
    results
        The results of a year: of them the posts and the messages.

    Returns
    -------
    Prose
        What is known of them, or that nothing is.

    Raises
    ------
    TemplateRefusal
        If the block ``activity`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> "Сведений" in sm.prose.activity(results).text  # there are none
    True
    """
    return from_blocks(results, ["activity"])


def feedback(results: Results) -> Prose:
    """Write what the data note of the messages of residents, or that nothing is known of them.

    Parameters
    ----------
    results
        The results of a year: of them the messages and the remarks.

    Returns
    -------
    Prose
        What is noted.

    Raises
    ------
    TemplateRefusal
        If the block ``feedback`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.feedback(results).text.startswith("Сведений")  # there are none
    True
    """
    return from_blocks(results, ["feedback"])


def measures(results: Results) -> Prose:
    """Write when the requirements were looked at, and what the data note about them.

    Parameters
    ----------
    results
        The results of a year: of them the requirements and the remarks.

    Returns
    -------
    Prose
        The days of the checks, and what is noted of them.

    Raises
    ------
    TemplateRefusal
        If the block ``measures`` of ``report.md.j2`` is wrong: with file and line.

    Examples
    --------
    >>> import shegar_metrics as sm
    >>> results = sm.results("data", years=2022)
    >>> sm.prose.measures(results).text.startswith("Требования проверены")
    True
    """
    return from_blocks(results, ["measures"])
