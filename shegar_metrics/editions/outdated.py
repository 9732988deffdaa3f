"""Which published years are out of date: the data they rest on have changed since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..dataset import Dataset
from ..indicators import Results, compute
from ..indicators.differences import Difference, differences
from ..indicators.published import REPORTS, computed, published
from ..problems import ParameterRefusal
from ..views.wording import form, published_value
from .changed_rows import Cited, changed_rows, sentences_of
from .manifest import is_current, sound_manifest
from .numbering import FILE
from .publish import standing
from .recipe import origin, published_inputs

MOST_NUMBERS = 3
"""Numbers that are told one by one."""


def outdated(dataset: Dataset, reports: Path | None = None) -> list[tuple[int, str]]:
    """List the published years whose report is no longer what the data say.

    Parameters
    ----------
    dataset
        The data.
    reports
        The folder of reports; by default ``reports`` beside the data.

    Returns
    -------
    list of (int, str)
        Each such year, the earliest first, with a sentence on what differs.
    """
    folder = dataset.folder.parent / REPORTS if reports is None else reports
    told = ((year, _told(dataset, year, standing(folder / str(year)))) for year in dataset.years)
    return [(year, sentence) for year, sentence in told if sentence]


def changes_since(edition: Path, results: Results, dataset: Dataset) -> list[str]:
    """List in Russian what has changed in the data of a published edition that concerns it.

    Nothing has if it was built again since and said the same.

    Parameters
    ----------
    edition
        The folder of the edition.
    results
        The results of its year, as they are now.
    dataset
        The data that they were computed from.

    Raises
    ------
    ParameterRefusal
        If there is no edition, or it cannot be read.
    """
    rows, sentences = changed_rows(edition, dataset)
    numbers = (*published(edition).values(), *computed(results.printed).values())
    cited = Cited.from_rows(results.year, numbers)
    concerned = [row for row in rows if row.concerns(cited)]
    found = [*sentences, *sentences_of(concerned, dataset)]
    made_of = found and origin(results, dataset, published_inputs(results, edition))
    return [] if made_of and is_current(edition, made_of) else found


def _told(dataset: Dataset, year: int, edition: Path) -> str | None:
    """Say what differs between an edition and the data, if there is one and something does."""
    manifest = sound_manifest(edition)
    if manifest is None:
        return None
    results = compute(dataset, year)
    number = manifest["edition"] or 1
    editions = results.context.editions
    if editions and editions[-1].number > number:
        return f"В {FILE} есть редакция {editions[-1].number}, а выпущена {number}."
    try:
        concerned = changes_since(edition, results, dataset)
        now = computed(results.printed, results.context.sources)
        found = differences(published(edition), now)
    except ParameterRefusal as refusal:
        return str(refusal)
    if not concerned:
        return None
    if found:
        return f"Отчёт за {year} год устарел: {_numbers(found)}."
    return f"Данные за {year} год после выпуска отчёта менялись, числа в нём верны: {concerned[0]}."


def _numbers(found: Sequence[Difference]) -> str:
    """Write how numbers differ from those printed: the first of them, and how many there are."""
    numbers = []
    for each in found:
        was, now = (published_value(each.indicator, value) for value in (each.old, each.new))
        if was != now:
            numbers.append(f"{each.title} — напечатано {was}, теперь {now}")
    shown = numbers[:MOST_NUMBERS]
    rest = len(found) - len(shown)
    more = [f"и ещё {rest} {form(rest, ('число', 'числа', 'чисел'))}"] if rest and shown else []
    return "; ".join([*shown, *more]) or f"чисел, которые до округления другие, — {rest}"
