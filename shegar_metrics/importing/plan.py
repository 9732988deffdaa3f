"""Bring exports into the data package: recognise, read, merge, show, write all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..dataset import Dataset, find_folder, load
from ..dataset.originals import RAW, is_spoilt
from ..dataset.schema import resources
from ..problems import DataRefusal
from .admission import refuse_contradiction, refuse_future, unique_rows
from .batches import Batch, batches_of, is_of_year, readings
from .doubting import note_doubts
from .files.digests import Digest, hashed_meanwhile
from .importer import Extract, Options
from .locating import located
from .merging.choice import Choice
from .merging.rows import RowChange, row_changes
from .merging.terms import Conflict
from .storing.checking import check_rows
from .storing.journal import JOURNAL, Entry, File, Written, as_text, entry, read_journal
from .storing.writing import Writing, as_csv, write
from .taking import Against, Taken, take

INBOX = "inbox"
"""The folder of a data package in which exports wait to be taken."""

Step = Callable[[str, float], None]


@dataclass
class Plan:
    """What an import would do.

    Parameters
    ----------
    dataset
        The data as they would be.
    read
        The data as they are.
    journal
        The journal as it is.
    batches
        What the files bring, by system.
    mended
        The originals of earlier imports that are spoilt, each by its name in the package: with
        the file that it was made from, and the SHA-256 of that.
    """

    dataset: Dataset
    read: Dataset
    journal: list[Entry]
    batches: list[Taken] = field(default_factory=list)
    mended: dict[str, tuple[Path, Digest]] = field(default_factory=dict)

    @property
    def changes(self) -> list[RowChange]:
        """Every row that would be added, replaced or taken away."""
        return row_changes(self.read.rows, self.dataset.rows)

    @property
    def conflicts(self) -> list[Conflict]:
        """What the user has to choose between first."""
        return [conflict for taken in self.batches for conflict in taken.conflicts]


def plan_import(
    paths: Sequence[Path],
    data: str | Path = "data",
    kind: str | None = None,
    said: Mapping[str, Any] | None = None,
    choices: Sequence[Choice] = (),
    step: Step = lambda *_: None,
    *,
    digests: Sequence[Digest] | None = None,
    allow_mismatch: bool = False,
    today: date | None = None,
) -> Plan:
    """Read files and find out what would become of the data; nothing is written.

    Parameters
    ----------
    paths
        The files.
    data
        The folder of the data package.
    kind
        What the files are, if that is not to be recognised.
    said
        What the user says of them, by the names of `Options`.
    choices
        What stands where figures of different sources contradict.
    step
        Called with what is being done, in Russian, and the share of the work done, 0 to 1.
    digests
        The SHA-256 of each file, with the copies that were laid aside: see `laid_aside`. By
        default they are computed here, and nothing is copied before the plan is carried out.
    allow_mismatch
        Take also a file whose own totals are not the sums of its rows.
    today
        The day that no figure may be later than; by default that of the clock.

    Raises
    ------
    ParameterRefusal
        If a file is of no known system, or the system is unknown.
    DataRefusal
        If a file, the data, or what they would become together has problems.
    """
    step("Чтение данных", 0.0)
    hashed = digests or hashed_meanwhile(paths)
    dataset = load(find_folder(data))
    options = Options(dataset.reference, **(said or {}))
    plan = Plan(dataset, dataset, read_journal(dataset.folder))
    written = Written(plan.journal)
    known = {row["id"] for row in dataset.rows["sources"]}
    by_leave = options.allow_sampled or options.allow_part
    step("Определение вида файлов", 0.1)
    batches = batches_of(paths, hashed, dataset.reference.zone, kind)
    for batch, extract in _read(batches, options, step):
        remarks = [remark for file in batch.files for remark in file.remarks]
        taken = Taken(batch, [*extract.noticed, *remarks], where=extract.where)
        plan.batches.append(taken)
        if not allow_mismatch:
            refuse_contradiction(batch.names, extract.rows)
        rows = {table: unique_rows(batch.names, table, r) for table, r in extract.rows.items()}
        extract = replace(extract, rows=rows)
        if options.year is not None:
            extract = _only_of(options.year, extract, taken)
        refuse_future(batch.names, extract.rows, today or date.today())
        if any(extract.rows.values()):
            recent = {row["id"] for earlier in plan.batches for row in earlier.sources}
            against = Against(plan.dataset, recent, written, choices, known, by_leave)
            plan.dataset = take(taken, extract, against, options.page)
            _mend(plan, taken, known)
        else:
            taken.notices.append("Строк для таблиц данных нет.")
    if plan.changes and not plan.conflicts:
        step("Проверка того, что получится", 0.9)
        try:
            check_rows(plan.dataset)
        except DataRefusal as refusal:
            raise located(refusal, plan.dataset, plan.batches) from refusal
        note_doubts(plan.dataset, plan.batches, today or date.today())
    return plan


def carry_out(plan: Plan) -> None:
    """Write what was planned: every table and every original, or nothing. The caller writes alone.

    Originals that are spoilt are put right also where no number changes.

    Raises
    ------
    RunFailure
        If it cannot be written, or the data have changed since they were read.
    """
    changes = plan.changes
    if not (changes or plan.mended):
        return
    writing = Writing(plan.read.files, copies=dict(plan.mended))
    files = []
    for taken in (taken for taken in plan.batches if taken.changes):
        batch = taken.batch
        for file, digest, row in zip(batch.files, batch.hashed, taken.sources, strict=True):
            name = f"{RAW}/{row['path']}"
            writing.copies[name] = (file.path, digest)
            waited = is_waiting(file.path, plan.dataset.folder)
            sha256 = digest.sha256
            files.append(
                File(name=file.name, source=row["id"], path=name, sha256=sha256, inbox=waited)
            )
    for table in {change.table for change in changes}:
        writing.texts[resources()[table]["path"]] = as_csv(table, plan.dataset.rows[table])
    if changes:
        journal = [*plan.journal, entry(plan.journal, "import", changes, files)]
        writing.texts[JOURNAL] = as_text(journal)
    write(plan.dataset.folder, writing)


def is_waiting(path: Path, folder: Path) -> bool:
    """Tell whether a file stands in the inbox of a data package."""
    return path.parent.resolve() == (folder / INBOX).resolve()


def _read(
    batches: Sequence[Batch], options: Options, step: Step
) -> Iterator[tuple[Batch, Extract]]:
    for place, batch in enumerate(batches):
        step(f"Чтение: {batch.names}", 0.2 + 0.7 * place / len(batches))
        yield from readings(batch, options)


def _mend(plan: Plan, taken: Taken, known: Collection[str]) -> None:
    """Plan to put right the originals of files that were taken before, and say so."""
    batch = taken.batch
    for file, digest, row in zip(batch.files, batch.hashed, taken.sources, strict=True):
        if row["id"] in known and is_spoilt(plan.read, row):
            name = f"{RAW}/{row['path']}"
            plan.mended[name] = (file.path, digest)
            taken.notices.append(
                f"{file.name} уже загружен раньше, но его оригинал {name} испорчен или пропал: он "
                "восстанавливается из этого файла."
            )


def _only_of(year: int, extract: Extract, taken: Taken) -> Extract:
    """Leave only the rows of one year, and say how many were of others."""
    kept = {t: [row for row in rows if is_of_year(row, year)] for t, rows in extract.rows.items()}
    others = sum(map(len, extract.rows.values())) - sum(map(len, kept.values()))
    if others:
        taken.notices.append(f"Строк не за {year} год пропущено — {others}.")
    return replace(extract, rows=kept)
