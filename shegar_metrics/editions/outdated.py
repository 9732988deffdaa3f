"""Which published years are out of date: the data they rest on have changed since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..dataset import Dataset
from ..indicators import compute
from ..indicators.differences import Difference, differences
from ..indicators.published import REPORTS, computed, published
from ..problems import ParameterRefusal
from ..views.wording import form, published_value
from .changed_rows import Cited, changed_rows, sentences_of
from .manifest import sound_manifest
from .numbering import FILE
from .publish import standing

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
        then = published(edition)
    except ParameterRefusal as refusal:
        return str(refusal)
    rows, _ = changed_rows(edition, dataset)
    now = computed(results.printed)
    cited = Cited.from_rows(year, (*then.values(), *now.values()))
    concerned = [row for row in rows if row.concerns(cited)]
    if not concerned:
        return None
    found = differences(then, now)
    if found:
        return f"Отчёт за {year} год устарел: {_numbers(found)}."
    first = next(sentences_of(concerned, dataset))
    return f"Данные за {year} год после выпуска отчёта менялись, числа в нём верны: {first}."


def _numbers(found: Sequence[Difference]) -> str:
    """Write how numbers differ from those printed: the first of them, and how many there are."""
    numbers = []
    for each in found[:MOST_NUMBERS]:
        was, now = (published_value(each.indicator, value) for value in (each.old, each.new))
        numbers.append(f"{each.title} — напечатано {was}, теперь {now}")
    rest = len(found) - len(numbers)
    more = f"; и ещё {rest} {form(rest, ('число', 'числа', 'чисел'))}" if rest > 0 else ""
    return "; ".join(numbers) + more
