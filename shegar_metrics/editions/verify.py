"""Verify an edition: build it again aside, and tell what differs in the reader's terms first."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..dataset import Dataset, find_folder, load
from ..dataset.files import shown
from ..dataset.schema import FILES
from ..durable import sentence_of
from ..indicators import discrepancies
from ..indicators.context import Discrepancy
from ..indicators.differences import Difference, differences
from ..indicators.published import DATA, EARLIER, MANIFEST, REPORTS, is_of_trial, published
from ..period import Period
from ..problems import DataRefusal, ParameterRefusal, Refusal, RunFailure
from ..stopping import temporary_folder
from .changed_rows import SOURCES, Cited, changed_rows, sentences_of
from .manifest import own_file, read_manifest, touched
from .publish import standing, standing_in
from .replaced import changed_since

Step = Callable[[str, float], None]
Maker = Callable[[int, str | Path, Path, Step], Path]
Manifest = Mapping[str, Any]
Row = Mapping[str, str]


@dataclass
class Verdict:
    """What came of verifying an edition.

    Parameters
    ----------
    edition
        The folder verified.
    touched
        Its files that are no longer as they were published.
    inputs
        What changed in the data that this edition depends on, as sentences.
    other_rows
        How many other rows of the data have changed: they had no effect on it.
    indicators
        What changed in the numbers.
    versions, code
        What changed in the packages and in our own files, as sentences.
    files
        Names of the files whose bytes differ.
    discrepancies
        Numbers of its year that two sources tell differently: no fault of the edition.
    holds
        Whether it says what the data say now, so that no other one is to be issued.
    """

    edition: Path
    touched: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    other_rows: int = 0
    indicators: list[Difference] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    discrepancies: list[Discrepancy] = field(default_factory=list)
    holds: bool = False

    @property
    def identical(self) -> bool:
        """Whether the documents were built again byte for byte, and nobody touched them.

        Data may have been added since for other years, and code changed without an effect.
        """
        return not (self.touched or self.files)


def find_editions(names: Sequence[str], data: str | Path) -> list[Path]:
    """Find the editions that a user names by year or by folder; all of them by default.

    Raises
    ------
    ParameterRefusal
        If there is no such edition, or what is there is none.
    """
    reports = find_folder(data).parent / REPORTS
    if not names:
        editions = list(filter(_is_edition, standing_in(reports)))
        if not editions:
            raise ParameterRefusal(f"В папке {reports} нет ни одного отчёта.")
        return editions
    return [_edition(name, reports) for name in names]


def _edition(name: str, reports: Path) -> Path:
    folder = next(filter(_is_edition, (standing(reports / name), Path(name))), None)
    if folder is None:
        raise ParameterRefusal(f"{shown(name, 200)}: нет отчёта с описью {MANIFEST}.")
    read_manifest(folder)
    return folder.resolve()


def _is_edition(folder: Path) -> bool:
    return os.path.lexists(folder / MANIFEST)


def verify(
    edition: Path, make: Maker, data: str | Path = "data", step: Step = lambda *_: None
) -> Verdict:
    """Build an edition again from the data and the code there are, and compare.

    One that was replaced is proven by the checksums of its files alone.

    Parameters
    ----------
    edition
        The folder of a published edition.
    make
        What makes an edition of a year in a folder aside, and returns where it is.
    data
        The folder of the data package.
    step
        Told of the progress.

    Raises
    ------
    ParameterRefusal
        If there is no edition in the folder, or what is there is none.
    RunFailure
        If it cannot be built again, whatever the reason.
    """
    manifest = read_manifest(edition)
    if edition.parent.name == EARLIER:  # it was replaced because the data are no longer its own
        return Verdict(edition, [*touched(edition), *_inconsistent(manifest)])
    year = manifest["parameters"]["year"]
    if is_of_trial(manifest):
        raise ParameterRefusal(
            f"{edition}: это проба, отчёт не выпущен. Проверить её — сделать ещё раз в другой "
            "папке (--out) и сравнить файлы."
        )
    then = published(edition)
    try:
        with temporary_folder() as folder:
            try:
                _lay_out_earlier(edition, folder / str(year))
                rebuilt = make(year, data, folder, step)
            except Refusal as refusal:
                # Where a run that failed tells more is gone with the folder aside.
                told = refusal.lines if isinstance(refusal, DataRefusal) else refusal.lines[:1]
                raise RunFailure(f"{edition}: заново не сделать.", *told) from refusal
            return _compared(edition, rebuilt, manifest, then)
    except OSError as error:
        raise RunFailure(f"{edition}: не проверить. {sentence_of(error)}") from error


def _compared(edition: Path, rebuilt: Path, manifest: Manifest, then: Mapping[str, Row]) -> Verdict:
    new, now, year = read_manifest(rebuilt), published(rebuilt), manifest["parameters"]["year"]
    dataset = load(rebuilt / DATA)  # as they were read, whatever has become of them since
    verdict = Verdict(
        edition,
        touched=[*touched(edition), *_inconsistent(manifest), *changed_since(edition)],
        indicators=differences(then, now),
        versions=list(_changed_versions(manifest, new)),
        code=_changed_code(manifest["code"], new["code"]),
        files=_differing_files(edition, rebuilt, manifest, new),
        discrepancies=_discrepancies(dataset, year),
        holds=manifest["record"] == new["record"],
    )
    rows, verdict.inputs = changed_rows(edition, dataset)
    originals = _changed_originals(manifest["inputs"], new["inputs"], new["parameters"]["data"])
    verdict.inputs += originals
    cited = Cited.from_rows(year, (*then.values(), *now.values()))
    told = (row for row in rows if not row.is_renaming or row.table == SOURCES)
    concerned = [] if _same_documents(manifest, new) else [r for r in told if r.concerns(cited)]
    if verdict.files and not (concerned or verdict.inputs or verdict.code or verdict.versions):
        concerned = rows  # something must have made it differ
    verdict.inputs += sentences_of(concerned, dataset)
    verdict.other_rows = len(rows) - len(concerned)
    return verdict


def _lay_out_earlier(edition: Path, place: Path) -> None:
    """Lay out the editions that one has replaced where it is built again: it tells of them."""
    if (edition / EARLIER).is_dir():
        shutil.copytree(edition / EARLIER, place / EARLIER, symlinks=True)


def _same_documents(old: Manifest, new: Manifest) -> bool:
    """Return whether the documents came out as they were published, whatever became of them."""
    before, after = (
        {each["path"]: each["sha256"] for each in manifest["outputs"] if not _is_table(each)}
        for manifest in (old, new)
    )
    return before == after


def _is_table(described: Mapping[str, Any]) -> bool:
    return str(described["path"]).startswith(f"{DATA}/")


def _discrepancies(dataset: Dataset, year: int) -> list[Discrepancy]:
    of_year = Period.of_year(year)
    return [each for each in discrepancies(dataset) if of_year.contains(each.period)]


def _inconsistent(manifest: Manifest) -> list[str]:
    """Return whether the manifest names other tables as inputs than those kept in the edition."""
    kept = {each["path"]: each["sha256"] for each in manifest["outputs"] if _is_table(each)}
    folder = manifest["parameters"]["data"]
    told = {
        f"{DATA}/{path}": e["sha256"]
        for e in manifest["inputs"]
        if (path := _within(e["path"], folder)) in FILES
    }
    return [MANIFEST] if told != kept else []


def _within(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/")


def _changed_originals(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], folder: str
) -> Iterator[str]:
    """Compare the other inputs: originals of exports, the edition of the year before."""
    before, after = ({e["path"]: e["sha256"] for e in inputs} for inputs in (old, new))
    tables = {f"{folder}/{path}" for path in FILES}  # they are told by row
    for path in sorted({*before, *after} - tables):
        if before.get(path) != after.get(path):
            both = path in before and path in after
            yield f"{path}: {'другой файл' if both else 'есть не в обоих случаях'}"


def _changed_versions(old: Manifest, new: Manifest) -> Iterator[str]:
    before = {**old["versions"], **old["platform"]}
    after = {**new["versions"], **new["platform"]}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name}: {before.get(name, 'не было')} → {after.get(name, 'нет')}"


def _changed_code(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[str]:
    before, after = ({each["path"]: each["sha256"] for each in code} for code in (old, new))
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def _differing_files(edition: Path, rebuilt: Path, old: Manifest, new: Manifest) -> list[str]:
    outputs = (*old["outputs"], *new["outputs"])
    documents = sorted({each["path"] for each in outputs if not _is_table(each)})
    return [name for name in documents if not _are_same(edition, rebuilt, name)]


def _are_same(edition: Path, rebuilt: Path, name: str) -> bool:
    """Return whether two editions have the same file, or both none; one of its size is read."""
    one, other = own_file(edition, name), own_file(rebuilt, name)
    if one is None or other is None:
        return one is other
    return filecmp.cmp(one, other, shallow=False)
