"""Which published years are out of date: the data they rest on have changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..dataset import Dataset
from ..indicators import Results, compute
from ..indicators.differences import Difference, differences
from ..indicators.published import REPORTS, computed, published
from ..problems import ParameterRefusal
from ..views.wording import form, published_value
from .changed_rows import Cited, changed_rows, sentences_of
from .manifest import is_current, issued_manifest, sound_manifest
from .numbering import FILE
from .publish import standing
from .recipe import origin, published_inputs
from .record import digest_of_results

MOST_NUMBERS = 3
"""Numbers that are told one by one."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the data say otherwise than a published edition.

    Parameters
    ----------
    sentences
        What has changed; none if the edition is up to the data.
    is_correction
        Whether it is known that a new edition comes of it, since numbers are printed otherwise.
        One may come of other words alone: what they are is known when the edition is built.
    """

    sentences: Sequence[str] = ()
    is_correction: bool = False


def outdated(dataset: Dataset, reports: Path | None = None) -> dict[int, Changes]:
    """List the published years whose report is no longer what the data say.

    Parameters
    ----------
    dataset
        The data.
    reports
        The folder of reports; by default ``reports`` beside the data.

    Returns
    -------
    dict
        By year, the earliest first, one sentence on what differs.
    """
    return dict(_outdated(dataset, dataset.folder.parent / REPORTS if reports is None else reports))


def changes_since(edition: Path, results: Results, dataset: Dataset) -> Changes:
    """List in Russian what has changed in the data of a published edition that concerns it.

    Nothing has if it was built again since and said the same, nor if its sources are but called
    otherwise.

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
    concerned = [row for row in rows if row.concerns(cited) and not row.is_renaming]
    found = [*sentences, *sentences_of(concerned, dataset)]
    made_of = found and origin(results, dataset, published_inputs(results, edition))
    if not made_of or is_current(edition, made_of):
        return Changes()
    return Changes(found, _is_correction(edition, results))


def _is_correction(edition: Path, results: Results) -> bool:
    """Return whether an edition was issued, and its numbers are printed otherwise now."""
    manifest = issued_manifest(edition)
    return manifest is not None and manifest["record"]["results"] != digest_of_results(results)


def _outdated(dataset: Dataset, reports: Path) -> Iterator[tuple[int, Changes]]:
    for year in dataset.years:
        edition = standing(reports / str(year))
        manifest = sound_manifest(edition)
        if manifest is None:
            continue
        results = compute(dataset, year)
        number = manifest["edition"] or 1
        editions = results.context.editions
        if editions and editions[-1].number > number:
            sentence = f"В {FILE} есть редакция {editions[-1].number}, а выпущена {number}."
            yield year, Changes([sentence], _is_correction(edition, results))
            continue
        try:
            found = changes_since(edition, results, dataset)
            if found.sentences:
                yield year, replace(found, sentences=[_summary(edition, results, found)])
        except ParameterRefusal as refusal:
            yield year, Changes([str(refusal)])


def _summary(edition: Path, results: Results, found: Changes) -> str:
    """Say in one sentence what differs between an edition and the data."""
    now = computed(results.printed, results.context.sources)
    differing = differences(published(edition), now)
    if differing:
        return f"Отчёт за {results.year} год устарел: {_numbers(differing)}."
    return (
        f"Данные за {results.year} год после выпуска отчёта менялись, числа в нём верны: "
        f"{found.sentences[0]}."
    )


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
