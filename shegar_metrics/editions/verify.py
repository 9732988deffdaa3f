"""Verify an edition: build it again aside, and tell what differs in the reader's terms first."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ..dataset import find_folder, load
from ..dataset.reading import read_file, read_table
from ..dataset.schema import FILES, resources
from ..indicators import discrepancies
from ..indicators.context import Discrepancy
from ..indicators.published import Difference, differences, published
from ..period import Period
from ..problems import DataRefusal, ParameterRefusal, Refusal, RunFailure
from ..stopping import on_stop
from .manifest import DATA, MANIFEST, read_manifest, touched
from .recipe import entry

MOST_ROWS = 20

Step = Callable[[str, float], None]
Maker = Callable[[int, str | Path, Path, Step], Path]


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
        What changed in the data, as sentences.
    indicators
        What changed in the numbers.
    versions, code
        What changed in the packages and in our own files, as sentences.
    files
        Names of the files whose bytes differ.
    discrepancies
        Numbers of its year that two sources tell differently: no fault of the edition.
    """

    edition: Path
    touched: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    indicators: list[Difference] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    discrepancies: list[Discrepancy] = field(default_factory=list)

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
        If there is no such edition.
    """
    reports = find_folder(data).parent / "reports"
    if not names:
        editions = sorted(folder.parent for folder in reports.glob(f"[!.]*/{MANIFEST}"))
        if not editions:
            raise ParameterRefusal(f"В папке {reports} нет ни одного отчёта.")
        return editions
    return [_edition(name, reports) for name in names]


def _edition(name: str, reports: Path) -> Path:
    for folder in (reports / name, Path(name)):
        if read_manifest(folder) is not None:
            return folder.resolve()
    raise ParameterRefusal(f"{name}: нет отчёта с описью {MANIFEST}.")


def verify(
    edition: Path, make: Maker, data: str | Path = "data", step: Step = lambda *_: None
) -> Verdict:
    """Build an edition again from the data and the code there are, and compare.

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
        If there is no edition in the folder.
    RunFailure
        If it cannot be built again, whatever the reason.
    """
    manifest = read_manifest(edition)
    if manifest is None:
        raise ParameterRefusal(f"{edition}: нет отчёта с описью {MANIFEST}.")
    with tempfile.TemporaryDirectory() as name, on_stop(partial(shutil.rmtree, name)):
        try:
            rebuilt = make(manifest["parameters"]["year"], data, Path(name), step)
        except Refusal as refusal:
            # Where a run that failed tells more is gone with the folder aside.
            told = refusal.lines if isinstance(refusal, DataRefusal) else refusal.lines[:1]
            raise RunFailure(f"{edition}: заново не сделать.", *told) from refusal
        new = read_manifest(rebuilt)
        assert new is not None  # it was written this moment
        return Verdict(
            edition,
            [*touched(edition), *_inconsistent(manifest)],
            [
                *_changed_inputs(edition / DATA, find_folder(data)),
                *_changed_originals(manifest["inputs"], new["inputs"], new["parameters"]["data"]),
            ],
            differences(published(edition), published(rebuilt)),
            list(_changed_versions(manifest, new)),
            list(_changed_code(manifest["code"], new["code"])),
            _differing_files(edition, rebuilt, manifest, new),
            _discrepancies(find_folder(data), manifest["parameters"]["year"]),
        )


def _discrepancies(folder: Path, year: int) -> list[Discrepancy]:
    of_year = Period.of_year(year)
    return [each for each in discrepancies(load(folder)) if of_year.contains(each.period)]


def _inconsistent(manifest: Mapping[str, Any]) -> list[str]:
    """Return whether the manifest names other tables as inputs than those kept in the edition."""
    kept = {e["path"]: e["sha256"] for e in manifest["outputs"] if e["path"].startswith(f"{DATA}/")}
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


def _changed_inputs(then: Path, now: Path) -> Iterator[str]:
    """Compare the tables of an edition with those there are, row by row."""
    for resource in resources().values():
        name = resource["path"]
        if not (then / name).is_file():
            yield f"{name}: таблицы в отчёте не было"
        elif (then / name).read_bytes() != (now / name).read_bytes():
            yield from _changed_rows(then, now, name, resource["schema"])


def _changed_rows(old: Path, new: Path, name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    keys = schema["primaryKey"]
    keys = [keys] if isinstance(keys, str) else keys
    tables = [_by_key(folder, name, schema["fields"], keys) for folder in (old, new)]
    before, after = tables
    told = 0
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        told += 1
        if told > MOST_ROWS:
            yield f"{name}: и другие строки"
            return
        if was is None or now is None:
            yield f"{name}, {', '.join(key)}: {'строка добавлена' if now else 'строки нет'}"
            continue
        changed = [f"{c} {was[c] or '—'} → {now[c] or '—'}" for c in was if was[c] != now[c]]
        yield f"{name}, {', '.join(key)}: {'; '.join(changed)}"
    if not told:
        yield f"{name}: записан иначе, строки те же"


def _by_key(
    folder: Path, name: str, fields: Sequence[Mapping[str, Any]], keys: Sequence[str]
) -> dict[tuple[str, ...], dict[str, str]]:
    table, _ = read_table(folder, name, read_file(folder, name), fields)
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    return {tuple(row[key] for key in keys): row for row in rows}


def _changed_versions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before = {**old["versions"], **old["platform"]}
    after = {**new["versions"], **new["platform"]}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name}: {before.get(name, 'не было')} → {after.get(name, 'нет')}"


def _changed_code(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[str]:
    before, after = ({each["path"]: each["sha256"] for each in code} for code in (old, new))
    return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))


def _differing_files(
    edition: Path, rebuilt: Path, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[str]:
    names = {each["path"] for each in (*old["outputs"], *new["outputs"])}
    documents = sorted(name for name in names if not name.startswith(f"{DATA}/"))
    return [name for name in documents if _digest(edition, name) != _digest(rebuilt, name)]


def _digest(folder: Path, name: str) -> str | None:
    file = folder / name
    return str(entry(file, folder)["sha256"]) if file.is_file() else None
